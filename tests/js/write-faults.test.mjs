// Every way to write against every way in which the sandbox can misbehave, in Chromium, across origins: what the
// package says, what the sandbox holds, and how often it was written.
import { once } from "node:events";
import { createServer } from "node:net";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, describe, test } from "node:test";
import { startBench } from "./support/bench.mjs";
import { ROWS, cells } from "./support/cells.mjs";
import { playCells, QUICK, STAGE, stageWrites, STRATEGIES } from "./support/matrix.mjs";
import { until } from "./support/until.mjs";

const DEAL = "Acme - 200 Widgets";

let bench;
let id;
let me;
before(async () => {
  bench = await startBench();
  id = await bench.find(DEAL);
  const { users } = await bench.control("");
  me = users.find(({ token }) => token === bench.accessToken).id;
});
after(() => bench?.stop());

test("every way to write, every dial", async (t) => {
  await playCells(bench, { id, me, cells: cells(STRATEGIES) }, t);
});

test("no dial is left out", async () => {
  const readme = await readFile(new URL("../../crates/sandbox/README.md", import.meta.url), "utf8");
  const dials = [...readme.matchAll(/^\| `([a-z0-9-]+)` \| (?:the|saves|lasting|clock)/gm)].map(([, name]) => name);
  const used = new Set(ROWS.flatMap(({ faults }) => faults.map(({ fault }) => fault)));
  assert.ok(dials.length > 30);
  assert.deepEqual(
    dials.filter((dial) => !used.has(dial)),
    [],
  );
});

describe("aborted, the promise rejects with the caller's reason, and the proposal says what is known", () => {
  let page;
  before(async () => {
    page = await bench.open();
  });
  after(() => page?.leave());
  beforeEach(() => bench.control("/reset", "POST"));

  /** Until the sandbox was asked for this. */
  const asked = (what, fits) => until(what, async () => (await bench.control("/log")).requests.some(fits));

  async function aborted(options, faults, when) {
    const ready = await page.prepare({ id, stage: STAGE, ...options });
    assert.deepEqual(ready, { ok: true });
    if (faults.length > 0) await bench.control("/faults", "POST", faults);
    await page.start();
    await when();
    await page.abort();
    const result = await page.end();
    assert.deepEqual([result.ok, result.problem?.reason], [false, "the caller's reason"]);
    return { outcome: result.outcome, writes: (await stageWrites(bench)).length };
  }

  test("before anything is sent", async () => {
    assert.deepEqual(await page.prepare({ id, stage: STAGE }), { ok: true });
    await page.startAborted();
    const result = await page.end();
    assert.deepEqual([result.problem?.reason, result.outcome], ["the caller's reason", "not_sent"]);
    assert.deepEqual(await stageWrites(bench), []);
  });

  test("while another token is asked for", async () => {
    const result = await aborted({ hang: true }, [{ fault: "expired-session" }], () => page.tokenAsked(2));
    assert.deepEqual(result, { outcome: "not_written", writes: 0 });
  });

  test("in the preflight", async () => {
    // Of this path nothing was asked yet, so the browser asks first.
    const faults = [{ fault: "time-out", method: "OPTIONS", path: "/sobjects/Opportunity" }];
    const when = () =>
      asked("a preflight of the row", ({ preflight, path }) => preflight && path.includes("/sobjects/"));
    assert.deepEqual(await aborted({ write: "row" }, faults, when), { outcome: "unknown", writes: 0 });
  });

  test("in flight", async () => {
    const faults = [{ fault: "time-out", method: "POST" }];
    const when = () => asked("the write", ({ method }) => method === "POST");
    assert.deepEqual(await aborted({}, faults, when), { outcome: "unknown", writes: 0 });
  });

  test("while the lost write is looked for", async () => {
    const faults = [
      { fault: "edge-502", method: "POST" },
      { fault: "time-out", method: "GET", path: "/ui-api/records" },
    ];
    const when = () => asked("the look", ({ method, faults }) => method === "GET" && faults.includes("time-out"));
    assert.deepEqual(await aborted({}, faults, when), { outcome: "unknown", writes: 0 });
  });

  test("in the read-back", async () => {
    const faults = [{ fault: "time-out", method: "GET", path: "/ui-api/records" }];
    const when = () => asked("the read-back", ({ method, faults }) => method === "GET" && faults.includes("time-out"));
    assert.deepEqual(await aborted({ write: "row" }, faults, when), { outcome: "written", writes: 1 });
  });

  test("in the wait before another try", async () => {
    // The longest wait by chance fits into the time, and were it nearly none, the row would still be locked.
    const slow = { retry: { base: 250_000, longest: 250_000, total: 600_000 } };
    const when = () => until("the notice of the wait", async () => (await page.notices()).length > 0);
    assert.deepEqual(await aborted(slow, [{ fault: "row-lock" }], when), { outcome: "not_written", writes: 0 });
  });
});

describe("the reason of a missing response has a code of its own", () => {
  const prepared = async (page) => {
    const { problem } = await page.prepare({ id, stage: STAGE, retry: QUICK });
    await page.leave();
    return [problem.code, problem.help, problem.retryable];
  };

  test("the page's origin is not listed", async () => {
    const [code, help, retryable] = await prepared(await bench.open(bench.unlisted));
    assert.deepEqual([code, retryable], ["cors_not_allowed", false]);
    assert.match(help, /Setup > Security > CORS/);
    assert.ok(help.includes(`\`${bench.unlisted}\``));
  });

  test("the page's policy", async () => {
    const [code, help, retryable] = await prepared(await bench.open(`${bench.listed}/policy.html`));
    assert.deepEqual([code, retryable], ["csp_blocked", false]);
    assert.ok(help.includes(`connect-src 'self' ${bench.instanceUrl}`));
  });

  test("the browser is offline", async () => {
    const page = await bench.open();
    await page.context.setOffline(true);
    // The WebAssembly has to be there already.
    const [code, , retryable] = await prepared(page);
    assert.deepEqual([code, retryable], ["offline", true]);
  });

  test("no server responds", async () => {
    const page = await bench.open();
    // A port that was free a moment ago.
    const server = createServer().listen(0);
    await once(server, "listening");
    const unreachable = `http://localhost:${server.address().port}`;
    server.close();
    await once(server, "close");
    const { problem } = await page.prepare({
      id,
      stage: STAGE,
      retry: QUICK,
      instanceUrl: unreachable,
      allowedOrigins: [unreachable],
    });
    assert.deepEqual([problem.code, problem.retryable], ["network", true]);
    await page.leave();
  });
});
