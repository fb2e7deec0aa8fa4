// The matrix of write-faults.test.mjs, through the proxy: pages without a token, on the proxy's own origin.
import { after, before, test } from "node:test";
import { startBench } from "./support/bench.mjs";
import { cells } from "./support/cells.mjs";
import { playCells, STRATEGIES } from "./support/matrix.mjs";

/** Where a proxy makes a difference: its answers can be read, where a browser keeps back those of another origin. */
const DIFFERENT = [
  { dial: "errors-without-cors, expired-session", times: "always", expected: "session_expired" },
  // Without an answer the client suspects the preflight, and writes another way. With one it repeats the request, and
  // Salesforce repeats its refusal for the same idempotency key.
  { dial: "row-lock, its answer lost", times: "once", strategy: "ui-api", expected: "unknown_outcome" },
];

function expectedOf(cell) {
  const isThis = ({ dial, times, strategy = cell.strategy }) =>
    dial === cell.dial && times === cell.times && strategy === cell.strategy;
  return DIFFERENT.find(isThis)?.expected ?? cell.expected;
}

let bench;
let id;
let me;
before(async () => {
  bench = await startBench({ proxied: true });
  id = await bench.find("Acme - 200 Widgets");
  const { users } = await bench.control("");
  me = users.find(({ token }) => token === bench.accessToken).id;
});
after(() => bench?.stop());

test("every way to write, every dial", async (t) => {
  const all = cells(STRATEGIES).map((cell) => ({ ...cell, expected: expectedOf(cell) }));
  await playCells(bench, { id, me, cells: all }, t);
});
