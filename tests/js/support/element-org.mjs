// The element's page, a sandbox that lists its origin, and a browser, for the tests of one file.
import { after, before } from "node:test";
import { startSandbox } from "../../../scripts/demo/sandbox.mjs";
import { launch } from "./browser.mjs";
import { serveElementPage } from "./element-page.mjs";
import { orgOf } from "./org.mjs";

export let site;
export let sandbox;
export let org;
export let browser;

/** Starts them before the tests and stops them afterwards. `args` are those of the sandbox. */
export function useElementPage(args = []) {
  before(async () => {
    site = await serveElementPage();
    sandbox = await startSandbox({ origins: [site.origin], args });
    org = orgOf(sandbox);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await sandbox?.stop();
    await site?.close();
  });
}
