// What a page downloads for one record, in Chromium: exactly the files that its budget counts (.size-limit.json).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { budgets } from "../../scripts/build/sizes.mjs";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { launch } from "./support/browser.mjs";
import { orgOf } from "./support/org.mjs";
import { startPortal } from "./support/portal.mjs";

const DEAL = "Acme - 200 Widgets";

let portal;
let sandbox;
let browser;
let options;

before(async () => {
  portal = await startPortal();
  sandbox = await startSandbox({ origins: [portal.origin] });
  browser = await launch();
  const { instanceUrl, accessToken } = sandbox;
  const { Id } = await orgOf(sandbox).opportunity(DEAL);
  options = { instanceUrl, accessToken, allowedOrigins: [instanceUrl], id: Id };
});

after(async () => {
  await browser?.close();
  await sandbox?.stop();
  await portal?.stop();
});

/** Runs code in a new page until nothing is under way, and returns the files of the package that it has loaded. */
async function filesOf(run) {
  const page = await browser.newPage();
  const files = new Set();
  page.on("request", (request) => {
    const [, file] = /\/dist\/(.+\.(?:js|wasm))$/.exec(new URL(request.url()).pathname) ?? [];
    if (file) files.add(file);
  });
  // A page that loads nothing by itself.
  await page.goto(`${portal.origin}/dist/custom-elements.json`);
  await page.evaluate(run, options);
  await page.waitForLoadState("networkidle");
  await page.close();
  return [...files].sort();
}

const countedBy = async (name) => (await budgets()).find((budget) => budget.name === name).files.sort();

test("a stage path", async () => {
  const files = await filesOf(async ({ id, ...options }) => {
    const { connect } = await import("/dist/index.js");
    const update = await (await connect(options)).open(id);
    return update.stages.length;
  });
  assert.deepEqual(files, await countedBy("a stage path"));
});

test("a page with the element", async () => {
  const files = await filesOf(async ({ id, ...options }) => {
    await import("/dist/define.js");
    const element = Object.assign(document.createElement("opportunity-stage"), { ...options, opportunity: id });
    const opened = new Promise((resolve) => element.addEventListener("opportunity-open", resolve));
    document.body.append(element);
    await opened;
    await element.updateComplete;
    if (!element.shadowRoot.querySelector('[aria-current="step"]')) throw new Error("the path is not drawn");
  });
  assert.deepEqual(files, await countedBy("a page with the element"));
});
