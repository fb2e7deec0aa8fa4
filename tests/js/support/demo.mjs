// The demo page as `make demo` serves it, with a browser in front and the sandbox behind; and a watch for the token.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { pageConfig, startSandbox } from "../../../scripts/demo/sandbox.mjs";
import { serveSite } from "../../../scripts/demo/site.mjs";
import { launch } from "./browser.mjs";
import { orgOf } from "./org.mjs";

/** Found anywhere that a page leaves traces, it fails the test. It has the characters of a real token. */
const canary = `00DSB0000000001!AQ.canary_${randomBytes(12).toString("hex")}`;

/**
 * @param {object} [options]
 * @param {boolean} [options.listed] whether the org lists the page's origin
 * @param {number} [options.generate] how many opportunities it has in addition to those of its seed
 * @param {boolean} [options.oauthCors] whether it lets the browser use its OAuth endpoints
 */
export async function startDemo({ listed = true, generate = 0, oauthCors = false } = {}) {
  const site = await serveSite();
  const sandbox = await startSandbox({
    origins: [listed ? site.origin : "https://portal.example"],
    args: ["--token", canary, "--generate", String(generate), ...(oauthCors ? ["--oauth-cors"] : [])],
  });
  site.configure(await pageConfig(sandbox, { generate }));
  const browser = await launch();
  return {
    ...sandbox,
    browser,
    origin: site.origin,
    org: orgOf(sandbox),
    open: (options) => openPage(browser, site.origin, options),
    async stop() {
      await browser.close();
      await site.close();
      await sandbox.stop();
    },
  };
}

async function openPage(browser, origin, options = {}) {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const page = await context.newPage();
  const traces = [];
  page.on("console", (message) => traces.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => traces.push(`exception: ${error.stack}`));
  await page.goto(origin);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });

  const latest = page.locator("#log article").last();
  const follow = async (state, act) => {
    const turn = (await latest.count()) ? Number(await latest.getAttribute("data-turn")) : -1;
    await act();
    const there = ([wanted, before]) => {
      const { dataset } = [...document.querySelectorAll("#log article")].at(-1) ?? {};
      return dataset?.state === wanted && Number(dataset.turn) > before;
    };
    await page.waitForFunction(there, [state, turn], { timeout: 20_000 }).catch(async () => {
      assert.fail(`not ${state}, but:\n${await page.locator("#log").innerText()}\n${traces.join("\n")}`);
    });
  };
  return {
    page,
    latest,
    /** Says a sentence and waits until a new turn of the conversation stands in this state. */
    async say(sentence, state) {
      await follow(state, async () => {
        await page.getByLabel("Say something").fill(sentence);
        await page.getByRole("button", { name: "Send" }).click();
      });
    },
    press: (name, state) => follow(state, () => latest.getByRole("button", { name }).click()),
    message: () => latest.locator(".message").innerText(),
    rows: () => latest.locator(".rows dd").allInnerTexts(),
    /** Ends the visit. The token must have left no trace; nothing else may have been complained about. */
    async leave({ complaints = [] } = {}) {
      const left = await page.evaluate(async () => ({
        dom: document.documentElement.outerHTML,
        values: [...document.querySelectorAll("input, select, textarea")].map((input) => input.value),
        address: location.href,
        cookies: document.cookie,
        storage: [JSON.stringify(localStorage), JSON.stringify(sessionStorage)],
        databases: (await indexedDB.databases()).map(({ name }) => name),
        globals: Object.keys(window).flatMap((key) => (typeof window[key] === "string" ? [window[key]] : [])),
      }));
      await context.close();
      assert.ok(!JSON.stringify([left, traces]).includes("canary"), "the token has left a trace");
      const messages = traces.filter((trace) => /^(error|warning|exception): /.test(trace));
      const unexpected = messages.filter((trace) => !complaints.some((known) => known.test(trace)));
      assert.deepEqual(unexpected, []);
    },
  };
}
