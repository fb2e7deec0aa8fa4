import { connect } from "opportunity-stage";
import { signIn } from "opportunity-stage/oauth";
import { diagnosisPart } from "./diagnosis.js";
import { sentence } from "./format.js";
import { byId, h } from "./dom.js";
import { changeOrg, local, onOrg } from "./org.js";

const form = () => /** @type {HTMLFormElement} */ (byId("connect-form"));
const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));
/** Where Salesforce redirects users to: next to this page, wherever it is served. */
const callback = new URL("signed-in.html", document.baseURI).href;

/** @param {() => Promise<void>} useSandbox */
export function connectPart(useSandbox) {
  byId("own-origin").textContent = location.origin;
  byId("own-callback").textContent = callback;

  const way = () => /** @type {"oauth" | "token"} */ (new FormData(form()).get("way"));
  const showWay = () => {
    byId("with-oauth").hidden = way() !== "oauth";
    byId("with-token").hidden = way() !== "token";
    for (const step of document.querySelectorAll(".for-oauth")) step.toggleAttribute("hidden", way() !== "oauth");
  };
  form().addEventListener("change", showWay);
  showWay();

  form().addEventListener("submit", async (event) => {
    event.preventDefault();
    const instanceUrl = input("instance-url").value.trim();
    const allowedOrigins = local(instanceUrl);
    byId("connect-error").replaceChildren();
    const needed = ["instance-url", way() === "oauth" ? "client-id" : "access-token"].map(input);
    const missing = needed.find(({ value }) => value.trim() === "");
    if (missing) {
      failed(new Error(`${missing.labels?.[0]?.textContent} is missing`));
      missing.focus();
      return;
    }
    try {
      const own = way() === "oauth" ? await signedIn(instanceUrl, allowedOrigins) : pasted(instanceUrl);
      const next = {
        instanceUrl: own.instanceUrl,
        // Each reading of a session's property is a function of its own, which refreshes when it is asked again.
        get accessToken() {
          return own.accessToken();
        },
        allowedOrigins: local(own.instanceUrl),
        sandbox: null,
        opportunity: null,
      };
      // A look-up shows whether address, CORS and token are right, before everything begins anew.
      const salesforce = await connect({
        instanceUrl: next.instanceUrl,
        accessToken: next.accessToken,
        allowedOrigins: next.allowedOrigins,
      });
      await salesforce.find({ search: "a" });
      changeOrg(next);
      byId("element").scrollIntoView();
    } catch (problem) {
      failed(problem);
    }
  });
  diagnosisPart(async () => {
    const instanceUrl = input("instance-url").value.trim();
    const allowedOrigins = local(instanceUrl);
    // Without a token, address, network and CORS can still be checked. It stays in the form, to connect with.
    if (way() === "token") return { instanceUrl, accessToken: input("access-token").value.trim(), allowedOrigins };
    if (input("client-id").value.trim() === "") return { instanceUrl, accessToken: "", allowedOrigins };
    const own = await signedIn(instanceUrl, allowedOrigins);
    return { instanceUrl: own.instanceUrl, accessToken: own.accessToken(), allowedOrigins };
  });
  byId("use-sandbox").addEventListener("click", () => useSandbox().catch(failed));
  let sandboxed = false;
  onOrg(({ sandbox }) => {
    sandboxed ||= sandbox !== null;
    byId("use-sandbox").hidden = !sandboxed || sandbox !== null;
  });
}

/** The input forgets a token at once; it stays in this closure. @param {string} instanceUrl */
function pasted(instanceUrl) {
  const token = input("access-token").value.trim();
  input("access-token").value = "";
  return { instanceUrl, accessToken: () => () => token };
}

/** @param {string} instanceUrl @param {string[]} allowedOrigins */
async function signedIn(instanceUrl, allowedOrigins) {
  const clientId = input("client-id").value.trim();
  const session = await signIn({ instanceUrl, clientId, redirectUri: callback, allowedOrigins });
  return { instanceUrl: session.instanceUrl, accessToken: () => session.accessToken };
}

/** @param {unknown} problem */
function failed(problem) {
  const { message = String(problem), help, code } = /** @type {any} */ (problem) ?? {};
  byId("connect-error").replaceChildren(
    h("p", {}, ...sentence(message), " ", ...(help ? sentence(help) : [])),
    code ? h("p.hint", {}, h("code", {}, code)) : "",
  );
}
