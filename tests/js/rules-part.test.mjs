// Writes where the part that reads the org's rules cannot be loaded, in Chromium: nothing is written that was not judged, the
// problem says why, and the next call works.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { browser, org, portal, sandbox, usePortal } from "./support/portal-org.mjs";
import { until } from "./support/until.mjs";

const DEAL = "Acme - 200 Widgets";
const CHANGE = { stage: "Negotiation/Review", fields: { NextStep: "Call" } };

usePortal();

let page;

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
});

/** Loads the page anew, with a way to call the package and to see what a call comes to. */
async function load() {
  await page.goto(portal.origin);
  const { instanceUrl, accessToken } = sandbox;
  await page.evaluate(
    async ([options, name]) => {
      const core = await import("/dist/index.js");
      window.connect = (more) => core.connect({ ...options, allowedOrigins: [options.instanceUrl], ...more });
      window.open = async (salesforce) => salesforce.open((await salesforce.find({ name }))[0].id);
      window.outcome = (call) =>
        call().then(
          () => "done",
          ({ code, retryable, help }) => ({ code, retryable, hasHelp: Boolean(help) }),
        );
    },
    [{ instanceUrl, accessToken }, DEAL],
  );
}

const REASONS = {
  wasm_unavailable: {
    withhold: async () => {
      await page.route("**/rules.wasm", (route) => route.abort());
      await page.route("**/embedded/rules.js", (route) => route.abort());
      return () => page.unrouteAll();
    },
    retryable: true,
  },
  wasm_blocked: {
    withhold: async () => {
      await page.evaluate(() => {
        const { compile, compileStreaming } = WebAssembly;
        window.allow = () => Object.assign(WebAssembly, { compile, compileStreaming });
        const refuse = () => Promise.reject(new WebAssembly.CompileError("violates the policy"));
        Object.assign(WebAssembly, { compile: refuse, compileStreaming: refuse });
      });
      return () => page.evaluate(() => window.allow());
    },
    retryable: false,
  },
};
const written = async () => (await org.log()).writes.length;

for (const [code, { withhold, retryable }] of Object.entries(REASONS)) {
  describe(code, () => {
    test("undo on a new connection writes nothing, and works when the part is there", async () => {
      await org.reset({ profiles: ["rules"] });
      await load();
      const receipt = await page.evaluate(async (change) => {
        const update = await window.open(await window.connect());
        return JSON.stringify(await update.propose(change).confirm());
      }, CHANGE);
      await load();
      await page.evaluate(async () => (window.salesforce = await window.connect()) && undefined);
      const allow = await withhold();
      const before = await written();
      const undo = () =>
        page.evaluate((text) => window.outcome(() => window.salesforce.undo(JSON.parse(text))), receipt);
      assert.deepEqual(await undo(), { code, retryable, hasHelp: true });
      assert.equal(await written(), before);
      assert.equal((await org.opportunity(DEAL)).StageName, CHANGE.stage);
      await allow();
      assert.equal(await undo(), "done");
      assert.equal((await org.opportunity(DEAL)).StageName, "Proposal/Price Quote");
    });

    test("confirm of what another user has changed writes nothing, and works when the part is there", async () => {
      await org.reset();
      await load();
      // The org gets its rules after the record was opened. A search learns of them in the background.
      await page.evaluate(async (change) => {
        window.salesforce = await window.connect({ metadataMaxAge: 0 });
        window.proposal = (await window.open(window.salesforce)).propose(change);
      }, CHANGE);
      await org.reset({ profiles: ["rules"] });
      await org.change((await org.opportunity(DEAL)).Id, { Discount__c: 5 });
      const allow = await withhold();
      const opens = () => page.evaluate(() => window.outcome(() => window.open(window.salesforce)));
      await until("an opportunity cannot be opened without the rules", async () => (await opens()).code === code);
      const before = await written();
      const confirm = () =>
        page.evaluate(async () => [await window.outcome(() => window.proposal.confirm()), window.proposal.outcome]);
      assert.deepEqual(await confirm(), [{ code, retryable, hasHelp: true }, "not_written"]);
      assert.equal(await written(), before);
      await allow();
      assert.deepEqual(await confirm(), ["done", "written"]);
      const { StageName, Discount__c } = await org.opportunity(DEAL);
      assert.deepEqual([StageName, Discount__c], [CHANGE.stage, 5]);
    });
  });
}
