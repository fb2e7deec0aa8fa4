// A page with the package and nothing else, and an org with many opportunities.
import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../../../scripts/demo/sandbox.mjs";
import { serve } from "../../../scripts/demo/site.mjs";
import { launch } from "./browser.mjs";

const dist = fileURLToPath(new URL("../../../pkg/dist", import.meta.url));

/** @param {{ count: number, program?: string }} options how many opportunities the org has more */
export async function startMany({ count, program }) {
  const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  await cp(dist, `${folder}/pkg`, { recursive: true });
  await writeFile(`${folder}/index.html`, "<!doctype html><title>Many</title><p id=ticking></p>");
  const site = await serve(folder);
  const sandbox = await startSandbox({ origins: [site.origin], args: ["--generate", String(count)], program });
  const { instanceUrl, accessToken } = sandbox;
  const browser = await launch();

  const call = async (path, init = {}) => {
    const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
    const response = await fetch(instanceUrl + path, { ...init, headers });
    const text = await response.text();
    assert.ok(response.ok, `${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  const select = async (soql) => {
    const rows = [];
    let page = { nextRecordsUrl: `/services/data/v66.0/query?q=${encodeURIComponent(soql)}`, done: false };
    while (!page.done) {
      page = await call(page.nextRecordsUrl);
      rows.push(...page.records);
    }
    return rows;
  };
  return {
    browser,
    select,
    /** The ids of so many generated opportunities that are still open. */
    async ids(wanted) {
      const rows = await select(
        "SELECT Id FROM Opportunity WHERE IsClosed = false AND Name LIKE '% - Deal %' ORDER BY Name",
      );
      assert.ok(rows.length >= wanted, `${rows.length} of ${wanted}`);
      return rows.slice(0, wanted).map(({ Id }) => Id);
    },
    reset: () => call("/sandbox/reset", { method: "POST" }),
    fault: (fault) => call("/sandbox/faults", { method: "POST", body: JSON.stringify(fault) }),
    log: () => call("/sandbox/log"),
    change: (id, fields) =>
      call(`/services/data/v66.0/sobjects/Opportunity/${id}`, { method: "PATCH", body: JSON.stringify(fields) }),
    /** How often the stage of each record was written. */
    async writes() {
      const { writes } = await call("/sandbox/log");
      const counts = new Map();
      for (const { id, changes } of writes) if (changes.StageName) counts.set(id, (counts.get(id) ?? 0) + 1);
      return counts;
    },
    /** A page that is connected: `window.salesforce`. */
    async open() {
      const page = await browser.newPage();
      page.on("pageerror", (error) => console.error(error));
      await page.goto(site.origin);
      await page.evaluate(
        async ([url, options]) => {
          // The memory of the one instance, for those who measure it.
          const { instantiate } = WebAssembly;
          WebAssembly.instantiate = async (...args) => {
            const made = await instantiate(...args);
            window.memory = (made.instance ?? made).exports.memory;
            return made;
          };
          window.traffic = { requests: 0, up: 0, down: 0 };
          const counting = async (request) => {
            const { traffic } = window;
            traffic.requests += 1;
            traffic.up += (await request.clone().arrayBuffer()).byteLength;
            const response = await fetch(request);
            response
              .clone()
              .arrayBuffer()
              .then(
                ({ byteLength }) => (traffic.down += byteLength),
                () => {},
              );
            return response;
          };
          const { connect } = await import(url);
          window.salesforce = await connect({ ...options, fetch: counting });
        },
        ["/pkg/index.js", { instanceUrl, accessToken, allowedOrigins: [instanceUrl] }],
      );
      return page;
    },
    async stop() {
      await browser.close();
      await site.close();
      await sandbox.stop();
      await rm(folder, { recursive: true });
    },
  };
}
