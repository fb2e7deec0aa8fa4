// The same job twice, side by side: find an opportunity by its account, look at its stages, update the stage, make
// sure of it. Once with this package, once with jsforce as a careful developer would use it by hand. Both go through the
// same line to the same sandbox; requests come from the sandbox's log, bytes from the line, milliseconds from the clock.
import { createRequire } from "node:module";
import { connect, init } from "../../pkg/dist/inline.js";
import { openLine } from "./latency-proxy.mjs";
import { startSandbox } from "../demo/sandbox.mjs";

const LATENCY = 100;
const RUNS = 7;
/** The first opportunity of a connection, one of another record type, and one of a record type that is known by then. */
const TURNS = ["first", "other type", "further"];
const clients = new URL("../../crates/sandbox/tests/clients/package.json", import.meta.url);
const jsforce = createRequire(clients)("jsforce");

const sandbox = await startSandbox();
const line = await openLine(sandbox.instanceUrl, LATENCY);
const control = (path, method = "POST") => fetch(`${sandbox.instanceUrl}/sandbox/${path}`, { method });
const requestsSoFar = async () => (await (await control("log", "GET")).json()).requests.length;

async function measured(steps, name, run) {
  const before = await requestsSoFar();
  line.take();
  const started = performance.now();
  const result = await run();
  const milliseconds = performance.now() - started;
  const { up, down } = line.take();
  (steps[name] ??= []).push({ requests: (await requestsSoFar()) - before, up, down, milliseconds });
  return result;
}

/** Two stages of the same process, so that each run has something to update. */
const wanted = (stage) => (stage === "Negotiation/Review" ? "Value Proposition" : "Negotiation/Review");

async function ours(steps, salesforce, nth) {
  const matches = await measured(steps, `${nth}: find`, () => salesforce.find({ account: "Acme" }));
  const open = matches.filter(({ closed }) => !closed);
  const { id, stage } = open[nth === "other type" ? open.length - 1 : 0];
  const update = await measured(steps, `${nth}: open`, () => salesforce.open(id));
  const proposal = update.propose({ stage: wanted(stage) });
  const receipt = await measured(steps, `${nth}: confirm`, () => proposal.confirm());
  if (!receipt.written || !receipt.verified) throw new Error("the update was not verified");
}

async function byHand(steps, conn, nth, described) {
  const soql =
    "SELECT Id, Name, StageName, Amount, CloseDate, Owner.Name, RecordTypeId, LastModifiedDate FROM Opportunity " +
    "WHERE Account.Name LIKE '%Acme%' AND IsClosed = false ORDER BY LastModifiedDate DESC LIMIT 50";
  const { records } = await measured(steps, `${nth}: find`, () => conn.query(soql));
  const record = records[nth === "other type" ? records.length - 1 : 0];
  const opportunities = conn.sobject("Opportunity");
  // The stages to choose from; jsforce keeps the answer of `describe$`.
  const { fields } = await measured(steps, `${nth}: open`, () => (described.it ??= opportunities.describe()));
  const stages = fields.find(({ name }) => name === "StageName").picklistValues.map(({ value }) => value);
  const StageName = wanted(record.StageName);
  if (!stages.includes(StageName)) throw new Error("no such stage");
  await measured(steps, `${nth}: confirm`, async () => {
    const before = await opportunities.retrieve(record.Id);
    if (before.LastModifiedDate !== record.LastModifiedDate) throw new Error("another user changed it");
    await opportunities.update({ Id: record.Id, StageName });
    const after = await opportunities.retrieve(record.Id);
    if (after.StageName !== StageName) throw new Error("the update was not made");
  });
}

await init();
const results = { "opportunity-stage": {}, jsforce: {} };
for (let run = 0; run < RUNS; run += 1) {
  const common = { instanceUrl: line.address, accessToken: sandbox.accessToken };
  // Alternating, so that a slow moment of the machine meets both.
  await control("reset");
  const salesforce = await connect({ ...common, allowedOrigins: [line.address] });
  for (const nth of TURNS) await ours(results["opportunity-stage"], salesforce, nth);
  await control("reset");
  const conn = new jsforce.Connection({ ...common, version: "66.0" });
  const described = {};
  for (const nth of TURNS) await byHand(results.jsforce, conn, nth, described);
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const cell = (runs, key) => median(runs.map((run) => run[key]));
console.log(
  `find, look, update, verify: ${LATENCY} ms for each answer, median of ${RUNS} runs, Node ${process.version}\n`,
);
console.log(
  "opportunity".padEnd(14) + "step".padEnd(10) + "client".padEnd(20) + "requests    bytes up  bytes down          ms",
);
const totals = {};
for (const step of Object.keys(results.jsforce)) {
  const [nth, name] = step.split(": ");
  for (const [client, steps] of Object.entries(results)) {
    const values = ["requests", "up", "down", "milliseconds"].map((key) => cell(steps[step], key));
    const sums = (totals[nth] ??= {})[client] ?? [0, 0, 0, 0];
    totals[nth][client] = sums.map((sum, index) => sum + values[index]);
    print(nth, name, client, values);
  }
}
for (const [nth, byClient] of Object.entries(totals))
  for (const [client, values] of Object.entries(byClient)) print(nth, "all", client, values);

function print(nth, name, client, values) {
  const cells = values.map((value) => Math.round(value).toLocaleString("en").padStart(12));
  console.log(nth.padEnd(14) + name.padEnd(10) + client.padEnd(16) + cells.join(""));
}
await line.close();
await sandbox.stop();
