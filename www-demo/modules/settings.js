import { byId } from "./dom.js";

/**
 * Where to connect: the local sandbox that `make demo` has started, or an org that the visitor names. A token that
 * is typed in stays in memory: it is in no storage, and the input forgets it at once.
 *
 * @typedef {{ instanceUrl: string, accessToken: string, allowedOrigins: string[], sandbox?: boolean }} Org
 */

/** The address of the page may name the org; otherwise it is the sandbox beside it. @returns {Promise<Org | null>} */
export async function initialOrg() {
  const query = new URLSearchParams(location.search);
  const instanceUrl = query.get("instance");
  const accessToken = query.get("token");
  if (instanceUrl && accessToken) {
    // The token must not stay in the address bar and in the history.
    history.replaceState(null, "", location.pathname);
    return { instanceUrl, accessToken, allowedOrigins: local(instanceUrl) };
  }
  return await sandbox();
}

/** @returns {Promise<Org | null>} */
async function sandbox() {
  const response = await fetch("config.json").catch(() => null);
  return response?.ok ? await response.json() : null;
}

/** A sandbox on this machine is no host of Salesforce's, and has to be allowed by name. @param {string} address */
function local(address) {
  const url = URL.parse?.(address) ?? null;
  return url && ["localhost", "127.0.0.1"].includes(url.hostname) ? [url.origin] : [];
}

/** @param {(org: Org) => Promise<void>} connectTo rejects with a problem that the form then shows */
export function settingsDialog(connectTo) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("settings"));
  const address = /** @type {HTMLInputElement} */ (byId("instance-url"));
  const token = /** @type {HTMLInputElement} */ (byId("access-token"));
  const error = byId("settings-error");
  byId("own-origin").textContent = location.origin;

  byId("open-settings").addEventListener("click", () => {
    error.textContent = "";
    dialog.showModal();
  });
  byId("close-settings").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    token.value = "";
  });

  const attempt = async (/** @type {Org | null} */ org) => {
    try {
      if (!org) throw new Error("there is no local sandbox: start it with `make demo`");
      await connectTo(org);
      dialog.close();
    } catch (problem) {
      error.textContent = problem instanceof Error ? problem.message : String(problem);
    }
  };
  byId("settings-form").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt({ instanceUrl: address.value, accessToken: token.value, allowedOrigins: local(address.value) });
  });
  byId("use-sandbox").addEventListener("click", async () => attempt(await sandbox()));
}
