import "opportunity-stage/define";
import { appearanceSwitch } from "./appearance.js";
import { copyButtons } from "./copy.js";
import { byId } from "./dom.js";
import { faultSwitches } from "./faults.js";
import { highlight } from "./highlight.js";
import { changeOrg, onOrg } from "./org.js";
import { playground } from "./playground.js";
import { Sandbox } from "./sandbox.js";

const configured = fetch("config.json").then((answer) => answer.json());

/** The sandbox that `make demo` has started beside this page. */
async function useSandbox() {
  const config = await configured;
  if (!config) throw new Error("there is no local sandbox: start it with `make demo`");
  const { instanceUrl, accessToken, opportunity, generate } = config;
  const sandbox = new Sandbox(instanceUrl, generate);
  changeOrg({ instanceUrl, accessToken: () => accessToken, allowedOrigins: [instanceUrl], sandbox, opportunity });
}

onOrg(({ instanceUrl, sandbox }) => {
  byId("org-name").textContent = `${sandbox ? "A local sandbox, " : ""}${new URL(instanceUrl).host}`;
  byId("org-dot").dataset.connected = "";
  byId("no-org").hidden = true;
});

appearanceSwitch();
copyButtons();
faultSwitches();
playground();
for (const code of ["embed", "tag"]) highlight(byId(code), byId(code).textContent ?? "");

if (await configured) await useSandbox();
else {
  byId("org-name").textContent = "No org connected";
  byId("no-org").hidden = false;
  for (const part of document.querySelectorAll(".of-sandbox")) part.toggleAttribute("hidden", true);
}

// What is further down does not hold the element up.
const { furtherParts } = await import("./further.js");
furtherParts(useSandbox);
