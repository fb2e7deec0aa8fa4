// Gets Firefox and WebKitGTK for `make test-browsers`. What a machine cannot install is reported, and skipped by the tests.
import { aptInstall, aptUpdate, has } from "./run.mjs";

const SUDO = ["sudo", "-n"];
const NEEDED = [
  ["Firefox", process.env.FIREFOX || "firefox-esr", ["firefox-esr"]],
  ["WebKitGTK", "WebKitWebDriver", ["webkit2gtk-driver", "xvfb", "xauth"]],
  ["a virtual screen", "xvfb-run", ["xvfb", "xauth"]],
];

let isUpdated = false;
for (const [name, program, packages] of NEEDED) {
  if (has(program)) continue;
  console.log(`setup: installing ${name}`);
  isUpdated ||= aptUpdate(SUDO);
  if (!aptInstall(SUDO, packages, { quiet: true }))
    console.log(`setup: ${name} cannot be installed here (apt-get install ${packages.join(" ")})`);
}
