import { init } from "opportunity-stage";
import "opportunity-stage/define";
import { appearanceSwitch } from "./appearance.js";
import { copyButtons } from "./copy.js";
import { byId } from "./dom.js";
import { faultSwitches } from "./faults.js";
import { highlight } from "./highlight.js";
import { sandboxInPage } from "./in-page.js";
import { changeOrg, onOrg } from "./org.js";
import { playground } from "./playground.js";
import { Sandbox } from "./sandbox.js";

// This module waits for no style sheet: the core is compiled, and the org is asked, while the page is laid out. What goes wrong
// with the core is reported where it is used.
init().catch(() => {});
if (document.readyState === "loading") {
  await new Promise((parsed) => document.addEventListener("DOMContentLoaded", parsed, { once: true }));
}

/** The sandbox that was started with this page, or null: read from the page itself, which stores nothing of it. */
const config = JSON.parse(byId("config").textContent ?? "null");
byId("config").remove();

/** For the part of the page that changes many at once. */
const GENERATED = 2000;
/** Made once: what was changed in it stays while the visitor looks at an org of their own. */
/** @type {Awaited<ReturnType<typeof sandboxInPage>> | null} */
let inPage = null;

/** The sandbox that `make demo` has started with this page; on a static host, one inside the page. */
async function useSandbox() {
  if (config) {
    const { instanceUrl, accessToken, opportunity, generate } = config;
    const sandbox = new Sandbox(instanceUrl, generate);
    changeOrg({ instanceUrl, accessToken: () => accessToken, allowedOrigins: [instanceUrl], sandbox, opportunity });
    return;
  }
  inPage ??= await sandboxInPage(GENERATED);
  const { instanceUrl, accessToken, opportunity, fetch } = inPage;
  const sandbox = new Sandbox(instanceUrl, GENERATED, fetch);
  changeOrg({ instanceUrl, accessToken: () => accessToken, allowedOrigins: [], sandbox, opportunity, fetch });
}

/** When the element shows something to choose from, or why it cannot; and after four seconds in any case. */
const shown = new Promise((resolve) => {
  for (const event of ["opportunity-open", "opportunity-problem"]) {
    byId("frame").addEventListener(event, resolve, { once: true });
  }
  setTimeout(resolve, 4000);
});

onOrg(({ instanceUrl, sandbox }) => {
  const { host } = new URL(instanceUrl);
  byId("org-name").textContent = sandbox
    ? sandbox.isInPage
      ? "A sandbox inside this page: no server, nothing leaves the page"
      : `A local sandbox, ${host}`
    : host;
  byId("org-dot").dataset.connected = "";
  byId("no-org").hidden = true;
});

// The element first: while it asks the org, the rest of the page is made ready.
playground();
const isThere = await useSandbox().then(
  () => true,
  () => false,
);
if (!isThere) {
  byId("org-name").textContent = "No org connected";
  byId("no-org").hidden = false;
  for (const part of document.querySelectorAll(".of-sandbox")) part.toggleAttribute("hidden", true);
}
appearanceSwitch();
copyButtons();
highlight(byId("embed"), byId("embed").textContent ?? "");

// What is further down does not hold the element up.
if (isThere) await shown;
faultSwitches();
const { furtherParts } = await import("./further.js");
furtherParts(useSandbox);
