// The flow on the demo page, from the first record to the conversation, in any browser. Steps depend on those before.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { pageConfig, startSandbox } from "../../scripts/demo/sandbox.mjs";
import { serveSite } from "../../scripts/demo/site.mjs";
import { orgOf } from "../js/support/org.mjs";

const DEAL = "Acme - 200 Widgets";

/** Starts the page and the sandbox behind it. */
export async function startFlow() {
  const site = await serveSite();
  const token = `00DSB0000000001!AQ.canary_${randomBytes(12).toString("hex")}`;
  const sandbox = await startSandbox({ origins: [site.origin], args: ["--token", token] });
  site.configure(await pageConfig(sandbox));
  return {
    origin: site.origin,
    org: orgOf(sandbox),
    async stop() {
      await site.close();
      await sandbox.stop();
    },
  };
}

/**
 * Runs in the page: waits until something is found, and returns it.
 *
 * @param {string} what
 * @param {() => any} find
 */
async function until(what, find) {
  const ends = performance.now() + 60_000;
  for (;;) {
    const found = find();
    if (found) return found;
    if (performance.now() > ends) throw new Error(`not within 60 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Runs in the page: what the element has drawn. */
const drawn = () => document.querySelector("#frame opportunity-stage")?.shadowRoot;

/** Runs in the page: presses the button of this name in the element. */
async function press(name) {
  const named = (button) => button.textContent.trim() === name && !button.disabled;
  const button = await until(`the button ${name}`, () => [...drawn().querySelectorAll("button")].find(named));
  button.click();
}

const tools = `const until = ${until}; const drawn = ${drawn}; const press = ${press};`;

/**
 * @param {import("./engines.mjs").Browser} browser
 * @param {Awaited<ReturnType<typeof startFlow>>} flow
 * @returns {Promise<{ name: string, error: string | null }[]>}
 */
export async function runFlow(browser, { origin, org }) {
  await org.reset();
  const inPage = (act) => browser.evaluate(`(async () => { ${tools} return (${act})(); })()`);
  const stageOfRecord = async () => (await org.opportunity(DEAL)).StageName;

  const steps = {
    async "the page opens and the element shows the record's stage"() {
      await browser.goto(origin);
      const stage = await inPage(async () => {
        await until("a page that is ready", () => document.querySelector("html[data-ready]"));
        return (await until("the current stage", () => drawn()?.querySelector('input[aria-current="step"]'))).value;
      });
      assert.equal(stage, "Proposal/Price Quote");
    },
    async "a chosen stage is previewed, confirmed and written"() {
      await inPage(async () => {
        [...drawn().querySelectorAll('input[type="radio"]')]
          .find(({ value }) => value.startsWith("Negotiation"))
          .click();
        await until("the preview", () => document.querySelector('#events [data-event="stage-proposed"]'));
      });
      assert.equal(await stageOfRecord(), "Proposal/Price Quote");
      await inPage(async () => {
        await press("Confirm Update");
        await until("the receipt", () => document.querySelector('#events [data-event="stage-saved"]'));
      });
      assert.equal(await stageOfRecord(), "Negotiation/Review");
    },
    async "an opened event shows its detail at once"() {
      const detail = await inPage(() => {
        const saved = document.querySelector('#events [data-event="stage-saved"]');
        saved.querySelector("summary").click();
        return saved.querySelector("pre").innerText;
      });
      assert.match(detail, /"StageName": "Negotiation\/Review"/);
    },
    async "the change is undone"() {
      await inPage(async () => {
        await press("Undo");
        await until("the undone change", () => document.querySelector('#events [data-event="stage-undone"]'));
      });
      assert.equal(await stageOfRecord(), "Proposal/Price Quote");
    },
    async "a conversation answers a question"() {
      const answer = await inPage(async () => {
        document.getElementById("sentence").value = "What's the current stage of Acme - 200 Widgets?";
        document.getElementById("say").requestSubmit();
        const turn = await until("the answer", () => document.querySelector('#log article[data-state="current"]'));
        return turn.innerText;
      });
      assert.match(answer, /Proposal\/Price Quote/);
    },
    async "the token leaves no trace in the page"() {
      const left = await inPage(() =>
        JSON.stringify([
          document.documentElement.outerHTML,
          [...document.querySelectorAll("input, textarea")].map(({ value }) => value),
          location.href,
          document.cookie,
          { ...localStorage },
          { ...sessionStorage },
        ]),
      );
      assert.ok(left.includes("Acme"));
      assert.ok(!left.includes("canary"));
    },
  };

  const results = [];
  for (const [name, step] of Object.entries(steps)) {
    const error = await step().then(
      () => null,
      (failure) => String(failure?.stack ?? failure),
    );
    results.push({ name, error });
  }
  return results;
}
