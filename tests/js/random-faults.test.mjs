// Random faults, by a fixed seed, on every request of an update and of its undo: nothing is written twice, and what is
// reported is what the sandbox holds. `SEED=7 node scripts/test.mjs random-faults` plays another sequence.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect } from "../../pkg/dist/inline.js";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { orgOf } from "./support/org.mjs";
import { loggedProxy, through } from "./support/proxied.mjs";

const DEAL = "Acme - 200 Widgets";
const BEFORE = "Proposal/Price Quote";
const WANTED = "Negotiation/Review";
const STRATEGIES = ["composite", "ui-api", "row"];
const SEED = Number(process.env.SEED ?? 1);
const RUNS = 50;

/** What a request may meet, in the grammar of the header `X-Sandbox-Fault`. */
const FAULTS = [
  "reset-before",
  "reset-after",
  "edge-420",
  "edge-502",
  "edge-503",
  "server-error",
  "server-unavailable",
  "concurrent-limit",
  "row-lock",
  "expired-session",
  "html-404",
  ...[
    "503",
    "503 none",
    "503 message",
    "503 truncated",
    "429 message",
    "420",
    "200",
    "401 none",
    "403",
    "409 none",
  ].flatMap((value) => [`gateway-after=${value}`, `gateway-before=${value}`]),
];

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let sandbox;
let org;
let id;

before(async () => {
  sandbox = await startSandbox();
  org = orgOf(sandbox);
  id = (await org.opportunity(DEAL)).Id;
});
after(() => sandbox?.stop());

/** How often the stage was written to this value. */
const writesOf = async (stage) =>
  (await org.log()).writes.filter(({ changes }) => changes.StageName?.to === stage).length;

/** Runs a write and compares its report with what the sandbox holds. */
async function judge(stage, act, outcomeOf, trace) {
  const result = await act().then(
    (receipt) => ({ receipt }),
    (problem) => ({ problem }),
  );
  const count = await writesOf(stage);
  const said = result.receipt ? "done" : result.problem.code;
  const what = `seed ${SEED}, ${trace.join(", ")}: ${said}, ${outcomeOf()}, written ${count} times`;
  assert.ok(count <= 1, `written twice: ${what}`);
  if (result.receipt) {
    assert.deepEqual([count, result.receipt.written], [1, true], what);
    assert.equal((await org.opportunity(DEAL)).StageName, stage, what);
  } else if (said !== "unknown_outcome") {
    assert.equal(count, 0, what);
  }
  assert.notEqual(said, "internal", what);
  return { said, ...result };
}

/** Sends straight to the sandbox, or through a proxy in front of it; `strike` names the fault of a request, if there is one. */
const WAYS = {
  direct: (options, strike) =>
    connect({
      instanceUrl: sandbox.instanceUrl,
      accessToken: () => sandbox.accessToken,
      allowedOrigins: [sandbox.instanceUrl],
      retry: { base: 1, longest: 5 },
      ...options,
      fetch(request) {
        const headers = new Headers(request.headers);
        const fault = strike(request.method);
        if (fault) headers.set("x-sandbox-fault", fault);
        return fetch(new Request(request, { headers }));
      },
    }),
  proxied: (options, strike) => {
    const { proxy } = loggedProxy(sandbox, {
      fetch(address, init) {
        const fault = strike(init.method);
        return fetch(address, { ...init, headers: { ...init.headers, ...(fault && { "x-sandbox-fault": fault }) } });
      },
    });
    return through(proxy, options);
  },
};

async function run(random, way) {
  await org.reset();
  const pick = (list) => list[Math.floor(random() * list.length)];
  const strategy = pick(STRATEGIES);
  const trace = [strategy];
  let rate = 0;
  const strike = (method) => {
    const fault = random() < rate ? pick(FAULTS) : null;
    if (rate > 0) trace.push(`${method} ${fault ?? "served"}`);
    return fault;
  };
  const salesforce = await WAYS[way]({ write: strategy }, strike);
  const proposal = (await salesforce.open(id)).propose({ stage: WANTED });
  rate = 0.2 + random() * 0.6;
  const written = await judge(
    WANTED,
    () => proposal.confirm(),
    () => proposal.outcome,
    trace,
  );
  if (!written.receipt) {
    const outcome = written.said === "unknown_outcome" ? "unknown" : "not_written";
    assert.equal(proposal.outcome, outcome, trace.join(", "));
    return [written.said];
  }
  trace.push("undo");
  const undone = await judge(
    BEFORE,
    () => salesforce.undo(written.receipt),
    () => "undo",
    trace,
  );
  return [written.said, undone.said];
}

for (const way of Object.keys(WAYS))
  test(`an update and its undo are written once or not at all, and reported as they are: ${way}`, async (t) => {
    const random = randomOf(SEED);
    const counts = { update: {}, undo: {} };
    const started = performance.now();
    for (let number = 0; number < RUNS; number += 1) {
      const [update, undo] = await run(random, way);
      counts.update[update] = (counts.update[update] ?? 0) + 1;
      if (undo !== undefined) counts.undo[undo] = (counts.undo[undo] ?? 0) + 1;
    }
    t.diagnostic(`${RUNS} runs in ${((performance.now() - started) / 1000).toFixed(1)} s: ${JSON.stringify(counts)}`);
    // The faults struck, and did not strike everything down.
    for (const { done, unknown_outcome: unknown } of Object.values(counts)) assert.ok(done > 10 && unknown > 0);
  });
