// The element on a page with a stand-in for the connection, for the tests of one file: no org is needed, and hard cases come
// as given.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { axeFindings } from "./axe.mjs";
import { launch } from "./browser.mjs";
import { openElementPage, serveElementPage } from "./element-page.mjs";

let site;
let browser;

/** Starts the page's server and a browser before the tests and stops them afterwards. */
export function useDrawnElement() {
  before(async () => {
    site = await serveElementPage();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });
}

/** A fresh page for each test; what the console complains about fails it. */
export async function opened(options) {
  const opened = await openElementPage(browser, site.origin, options);
  return {
    ...opened,
    async done() {
      assert.deepEqual(opened.complaints, []);
      await opened.close();
    },
  };
}

export const VARIANTS = ["path", "compact", "conversation"];

/** Everything that axe finds wrong in the element. */
export const findings = (page, rules) => axeFindings(page, { within: "opportunity-stage", rules });

/** The id of what has the focus, inside the element. */
export const focused = (page) =>
  page.evaluate(() => document.querySelector("opportunity-stage").shadowRoot.activeElement?.id ?? null);

/** The text of what has the focus, inside the element. */
export const activeText = (page) =>
  page.evaluate(() =>
    document.querySelector("opportunity-stage").shadowRoot.activeElement?.textContent.trim().replace(/\s+/g, " "),
  );
