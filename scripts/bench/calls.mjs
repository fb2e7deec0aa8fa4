// Prints the figures of the README: how many requests each step costs, and how long it takes apart from the network.
import { connect, init } from "../../pkg/dist/inline.js";
import { startSandbox } from "../demo/sandbox.mjs";

const RUNS = 50;
const { instanceUrl, accessToken, stop } = await startSandbox();
let requests = [];
let waited = 0;
const counting = async (input, options) => {
  const request = new Request(input, options);
  requests.push(`${request.method} ${new URL(request.url).pathname}`);
  const started = performance.now();
  try {
    const response = await fetch(request);
    const body = await response.arrayBuffer();
    return new Response(body.byteLength ? body : null, response);
  } finally {
    waited += performance.now() - started;
  }
};

const row = (step, count, note) => console.log(`${step.padEnd(34)}${String(count).padStart(8)}  ${note}`);

async function step(name, call) {
  requests = [];
  const result = await call();
  row(name, requests.length, requests.map((request) => request.replace("/services/data/", "…/")).join(", "));
  return result;
}

console.log("requests for each step");
const started = performance.now();
await init();
const loading = performance.now() - started;
const options = { instanceUrl, accessToken, allowedOrigins: [instanceUrl], fetch: counting };
const salesforce = await step("connect", () => connect(options));
const matches = await step("find", () => salesforce.find({ account: "Acme" }));
const { id } = matches.find(({ closed }) => !closed);
await step("open, first time", () => salesforce.open(id));
const update = await step("open, again", () => salesforce.open(id));
const proposal = await step("propose", () => update.propose({ stage: "Closed Won" }));
await step("confirm", () => proposal.confirm());

console.log("\nmilliseconds");
row("load the WebAssembly (Node)", loading.toFixed(1), "decode, compile, instantiate");
const times = [];
for (let run = 0; run < RUNS; run += 1) {
  waited = 0;
  const begun = performance.now();
  const opened = await salesforce.open(id);
  opened.propose({ stage: run % 2 ? "Closed Won" : "Negotiation/Review" });
  times.push(performance.now() - begun - waited);
}
times.sort((a, b) => a - b);
// Requests of one step run side by side: what they waited together can be more than what passed.
row(
  "open and propose, our own part",
  Math.max(0, times[RUNS / 2]).toFixed(1),
  `median of ${RUNS}, the network taken off`,
);
await stop();
