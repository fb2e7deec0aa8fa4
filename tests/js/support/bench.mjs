// A bare page of one origin that uses the package against a sandbox of another, and a watch for the token.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../../../scripts/demo/sandbox.mjs";
import { serve } from "../../../scripts/demo/site.mjs";
import { launch } from "./browser.mjs";
import { startPortal } from "./proxied-page.mjs";

const dist = fileURLToPath(new URL("../../../pkg/dist", import.meta.url));
/** Found anywhere that a page leaves traces, it fails the test. */
const CANARY = `00DSB0000000001!AQ.canary_${randomBytes(12).toString("hex")}`;

const page = (policy = "") => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Bench</title>${policy}</head>
<body><script type="module" src="/page.js"></script></body></html>`;

const POLICY = `<meta http-equiv="Content-Security-Policy"
  content="default-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'">`;

/** What a test calls in the page. Every value that leaves the package goes back to the test. */
const SCRIPT = `
import { connect, init } from "/pkg/index.js";
await init();
const plain = (problem) => problem instanceof Error
  ? { ...problem, name: problem.name, code: problem.code, message: problem.message, stack: problem.stack } : { reason: problem };
const settle = async (promise) => promise.then((value) => ({ ok: true, value }), (problem) => ({ ok: false, problem: plain(problem) }));
window.bench = {
  async prepare({ id, stage, token, hang, ...options }) {
    const notices = [];
    let asked = 0;
    const accessToken = () => { asked += 1; return asked > 1 && hang ? new Promise(() => {}) : token; };
    this.notices = notices;
    this.asked = () => asked;
    const authorization = token ? { accessToken } : {};
    const salesforce = await connect({ ...options, ...authorization, onNotice: (notice) => notices.push(notice) });
    this.salesforce = salesforce;
    const opened = await settle(salesforce.open(id));
    if (!opened.ok) return opened;
    this.proposal = opened.value.propose({ stage });
    return { ok: true };
  },
  start() {
    this.controller = new AbortController();
    this.confirmed = settle(this.proposal.confirm({ signal: this.controller.signal }));
  },
  abort() { this.controller.abort("the caller's reason"); },
  async end() {
    const result = await this.confirmed;
    return { ...result, outcome: this.proposal.outcome, notices: this.notices };
  },
};
document.documentElement.dataset.ready = "";
`;

/**
 * A sandbox, a browser, and pages of an origin that the sandbox lists, and of one that it does not. `proxied`: the pages'
 * own server is a proxy in front of the sandbox, and they have no token.
 */
export async function startBench({ proxied = false } = {}) {
  const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  await cp(dist, `${folder}/pkg`, { recursive: true });
  await writeFile(`${folder}/index.html`, page());
  await writeFile(`${folder}/policy.html`, page(POLICY));
  await writeFile(`${folder}/page.js`, SCRIPT);
  const portal = proxied ? await startPortal(folder) : null;
  const [listed, unlisted] = [portal ?? (await serve(folder)), await serve(folder)];
  const sandbox = await startSandbox({ origins: [listed.origin], args: ["--token", CANARY] });
  portal?.attach({ ...sandbox, accessToken: CANARY });
  const browser = await launch();
  const control = async (path, method = "GET", body = undefined) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${sandbox.instanceUrl}/sandbox${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return response.json();
  };
  return {
    ...sandbox,
    listed: listed.origin,
    unlisted: unlisted.origin,
    control,
    /** A record as the sandbox holds it, read past the package. */
    async held(id, fields) {
      const url = `${sandbox.instanceUrl}/services/data/v66.0/sobjects/Opportunity/${id}?fields=${fields}`;
      const response = await fetch(url, { headers: { authorization: `Bearer ${CANARY}` } });
      return response.json();
    },
    async find(name) {
      const soql = encodeURIComponent(`SELECT Id FROM Opportunity WHERE Name = '${name}'`);
      const response = await fetch(`${sandbox.instanceUrl}/services/data/v66.0/query?q=${soql}`, {
        headers: { authorization: `Bearer ${CANARY}` },
      });
      return (await response.json()).records[0].Id;
    },
    /** A page, and what it left behind. */
    async open(address = listed.origin) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const traces = [];
      page.on("console", (message) => traces.push(`${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => traces.push(`exception: ${error.stack}`));
      await page.goto(address);
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
      const options = portal
        ? { instanceUrl: portal.origin, allowedOrigins: [portal.origin] }
        : { instanceUrl: sandbox.instanceUrl, allowedOrigins: [sandbox.instanceUrl], token: CANARY };
      const clean = (value) => {
        assert.ok(!JSON.stringify(value).includes("canary"), "the token came back");
        return value;
      };
      return {
        context,
        page,
        prepare: async (more) =>
          clean(await page.evaluate((options) => window.bench.prepare(options), { ...options, ...more })),
        start: () => page.evaluate(() => window.bench.start()),
        startAborted: () => page.evaluate(() => (window.bench.start(), window.bench.abort())),
        abort: () => page.evaluate(() => window.bench.abort()),
        /** Until a token was asked for so often. */
        tokenAsked: (times) => page.waitForFunction((times) => window.bench.asked() >= times, times),
        notices: () => page.evaluate(() => window.bench.notices),
        end: async () => clean(await page.evaluate(() => window.bench.end())),
        /** Ends the visit; the token must have left no trace. */
        async leave() {
          const left = await page.evaluate(async () => [
            document.documentElement.outerHTML,
            location.href,
            document.cookie,
            JSON.stringify(localStorage),
            JSON.stringify(sessionStorage),
            (await indexedDB.databases()).map(({ name }) => name),
            performance.getEntriesByType("resource").map(({ name }) => name),
          ]);
          await context.close();
          assert.ok(!JSON.stringify([left, traces]).includes("canary"), "the token has left a trace");
          assert.deepEqual(
            traces.filter((trace) => trace.startsWith("exception")),
            [],
          );
        },
      };
    },
    async stop() {
      await browser.close();
      await Promise.all([listed.close(), unlisted.close()]);
      await sandbox.stop();
      await rm(folder, { recursive: true });
    },
  };
}
