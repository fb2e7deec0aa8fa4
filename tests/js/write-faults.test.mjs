// Every way to write against every way in which the sandbox can misbehave, in Chromium, across origins: what the
// package says, what the sandbox holds, and how often it was written.
import { once } from "node:events";
import { createServer } from "node:net";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, describe, test } from "node:test";
import { startBench } from "./support/bench.mjs";
import { ROWS, cells } from "./support/cells.mjs";
import { until } from "./support/until.mjs";

const DEAL = "Acme - 200 Widgets";
const STAGE = "Negotiation/Review";
const STRATEGIES = ["composite", "ui-api", "row"];
/** Delays are short, so that the tests are fast. */
const QUICK = { base: 1, longest: 5 };

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

/** What was written to the stage, by whom. */
async function stageWrites() {
  const { writes } = await bench.control("/log");
  return writes.filter(({ object, changes }) => object === "Opportunity" && "StageName" in changes);
}

/** What the sandbox says of what the package said. */
async function judge(cell, result) {
  const said = result.ok ? "written" : result.problem.code;
  const mine = (await stageWrites()).filter(({ by, changes }) => by === me && changes.StageName.to === STAGE);
  const { StageName } = await bench.held(id, "StageName");
  const what = `${cell.strategy}, ${cell.dial}, ${cell.times}: ${said}, ${mine.length} written, ${JSON.stringify(result)}`;
  assert.equal(said, cell.expected, what);
  assert.ok(mine.length <= 1, `written twice: ${what}`);
  if (result.ok) {
    assert.deepEqual([mine.length, StageName, result.outcome], [1, STAGE, "written"], what);
    assert.equal(result.value.after.StageName, STAGE, what);
    assert.equal(result.value.merged !== null, cell.dial.startsWith("someone-else"), what);
  } else if (said === "unknown_outcome") {
    assert.equal(result.outcome, "unknown", what);
  } else {
    assert.deepEqual([mine.length, result.outcome], [0, "not_written"], what);
    assert.ok(!/<\w+>/.test(result.problem.message), `markup: ${what}`);
    // The User Interface API does not say what the rule found.
    const found =
      said === "duplicate" && cell.strategy !== "ui-api"
        ? { rule: "Standard_Opportunity_Duplicate_Rule", records: [id] }
        : null;
    assert.deepEqual(result.problem.duplicates, found, what);
  }
  return { said, written: mine.length };
}

test("every way to write, every dial", async (t) => {
  const page = await bench.open();
  const table = new Map();
  const started = performance.now();
  const all = cells(STRATEGIES);
  for (const cell of all) {
    await bench.control("/reset", "POST");
    const retry = QUICK;
    // By the user's id it can tell a write that the browser repeated by itself from another user's.
    const user = { id: me };
    const options = { id, stage: STAGE, write: cell.strategy, retry, timeout: cell.timeout ?? 10_000, user };
    assert.deepEqual(await page.prepare(options), { ok: true });
    if (cell.faults.length > 0) await bench.control("/faults", "POST", cell.faults);
    await page.start();
    const result = await page.end();
    await bench.control("/faults", "DELETE");
    const { said, written } = await judge(cell, result);
    const fell = result.notices.find(({ code }) => code === "write_fallback");
    const key = `${cell.dial} (${cell.times})`;
    const shown = said === "written" && fell ? `written by ${fell.to}` : said;
    table.set(key, { ...table.get(key), [cell.strategy]: `${shown} · ${written}` });
  }
  await page.leave();
  const line = (name, values) => `${name.padEnd(48)}${values.map((value) => String(value).padEnd(28)).join("")}`;
  t.diagnostic(line("dial (how often it strikes)", STRATEGIES));
  for (const [name, values] of table)
    t.diagnostic(
      line(
        name,
        STRATEGIES.map((strategy) => values[strategy] ?? ""),
      ),
    );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  t.diagnostic(`${all.length} cells in ${seconds} s: said · how often the sandbox was written`);
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
    return { outcome: result.outcome, writes: (await stageWrites()).length };
  }

  test("before anything is sent", async () => {
    assert.deepEqual(await page.prepare({ id, stage: STAGE }), { ok: true });
    await page.startAborted();
    const result = await page.end();
    assert.deepEqual([result.problem?.reason, result.outcome], ["the caller's reason", "not_sent"]);
    assert.deepEqual(await stageWrites(), []);
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
