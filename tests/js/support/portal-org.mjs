// A portal, a sandbox that lists its origin, and a browser, for the tests of one file.
import { after, before } from "node:test";
import { startSandbox } from "../../../scripts/demo/sandbox.mjs";
import { launch } from "./browser.mjs";
import { orgOf } from "./org.mjs";
import { startPortal } from "./portal.mjs";

export let portal;
export let sandbox;
export let org;
export let browser;

/** Starts them before the tests and stops them afterwards. `args` are those of the sandbox. */
export function usePortal(args = []) {
  before(async () => {
    portal = await startPortal();
    sandbox = await startSandbox({ origins: [portal.origin], args });
    org = orgOf(sandbox);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await sandbox?.stop();
    await portal?.stop();
  });
}
