// Plays the cells of the matrix on a page and compares what the package says with what the sandbox holds.
import assert from "node:assert/strict";

export const STAGE = "Negotiation/Review";
export const STRATEGIES = ["composite", "ui-api", "row"];
/** Delays are short, so that the tests are fast. */
export const QUICK = { base: 1, longest: 5 };

/** What was written to the stage, by whom. */
export async function stageWrites(bench) {
  const { writes } = await bench.control("/log");
  return writes.filter(({ object, changes }) => object === "Opportunity" && "StageName" in changes);
}

/** What the sandbox says of what the package said. */
async function judge(bench, { id, me }, cell, result) {
  const said = result.ok ? "written" : result.problem.code;
  const mine = (await stageWrites(bench)).filter(({ by, changes }) => by === me && changes.StageName.to === STAGE);
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
  }
  return { said, written: mine.length };
}

/** Plays each cell from the start, and prints the table. */
export async function playCells(bench, { id, me, cells }, t) {
  const page = await bench.open();
  const table = new Map();
  const started = performance.now();
  for (const cell of cells) {
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
    const { said, written } = await judge(bench, { id, me }, cell, result);
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
  t.diagnostic(`${cells.length} cells in ${seconds} s: said · how often the sandbox was written`);
}
