// Which requests the proxy lets through: each that the client makes, and none that it does not make.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { init, requests } from "../../pkg/dist/inline.js";
import { createProxy } from "../../pkg/dist/proxy.js";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { orgOf } from "./support/org.mjs";
import { FROM_PAGE, loggedProxy, PORTAL, proxyOptions, through } from "./support/proxied.mjs";
import { SENT_BY_OTHERS } from "./support/strange-requests.mjs";

const table = JSON.parse(
  await readFile(new URL("../../pkg-template/src/proxy/requests.json", import.meta.url), "utf8"),
);
const DEAL = "Acme - 200 Widgets";

let sandbox;
let org;
before(async () => {
  sandbox = await startSandbox({ args: ["--profile", "rules", "--generate", "60"] });
  org = orgOf(sandbox);
  await init();
});
after(() => sandbox?.stop());

/** What people say, so that each kind of condition occurs. */
const SENTENCES = {
  en: [
    "find Acme",
    "my open deals over 20000",
    "won deals closing this year",
    "show Akme Widgts",
    "deals of Sam in Qualification",
  ],
  de: ["meine offenen Opportunities unter 50000", "Müller Prüfstand"],
  ja: ["北京華信"],
};

/** Plays every part of the client once. */
async function play(proxy) {
  const { Id: id } = await org.opportunity(DEAL);
  const salesforce = await through(proxy, { metadataMaxAge: 0 });
  for (const query of [
    { account: "O'Brien & Co" },
    { name: '50% _off_ "x" \\ \u0001 \u{1F600}' },
    { search: "Müller" },
    { account: "\u{1F600}".repeat(255), name: "é".repeat(255) },
  ]) {
    await salesforce.find(query);
  }
  for (const write of ["composite", "ui-api", "row"]) {
    await org.reset();
    const own = await through(proxy, { write });
    const update = await own.open(id);
    const receipt = await update.propose({ stage: "Negotiation/Review", fields: { NextStep: 'a "b"\n,é' } }).confirm();
    assert.ok(receipt.verified);
    await own.history(id);
    await own.undo(receipt);
  }
  for (const [language, sentences] of Object.entries(SENTENCES)) {
    for (const text of sentences) {
      const conversation = await salesforce.converse({ language });
      await conversation.send({ type: "say", text });
      conversation.close();
    }
  }
  // Metadata that is stale at once is revalidated with the next record; many fields need more than one request.
  await salesforce.open(id);
  await (
    await through(proxy, { fields: Array.from({ length: 300 }, (_, index) => `Some_Custom_Field_${index}__c`) })
  ).open(id);
  await many(salesforce);
}

async function many(salesforce) {
  const rows = await org.select("SELECT Id FROM Opportunity WHERE Account.Name LIKE 'Portfolio%'");
  const ids = rows.map(({ Id }) => Id);
  await salesforce.updateMany(ids.slice(0, 10).map((id) => ({ id, fields: { NextStep: "Call" } })));
  await salesforce.updateMany(
    ids.slice(10, 20).map((id) => ({ id, fields: { NextStep: "Call" } })),
    { conflicts: "check" },
  );
  const job = ids.slice(20, 40).map((id) => ({ id, fields: { NextStep: "Call, then\nwrite" } }));
  await salesforce.updateMany(job, { bulkAbove: 5 });
  // A job that does not start is aborted.
  await org.fault({ fault: "server-error", method: "PUT", times: 1 });
  await salesforce.updateMany(
    job.map(({ id }) => ({ id, fields: { NextStep: "Again" } })),
    { bulkAbove: 5 },
  );
}

test("each request of the client passes, and each kind occurs", async (t) => {
  const { proxy, log } = loggedProxy(sandbox);
  await play(proxy);
  const refused = log.filter(({ request }) => request === null);
  assert.deepEqual(refused, []);
  const seen = new Set(log.map(({ request }) => request));
  // These take what the sandbox does not do: pages of a query, a job that leaves rows, stages without picklists.
  const rare = ["next page", "unprocessed rows", "stages"];
  const missing = table.requests.map(({ name }) => name).filter((name) => !seen.has(name) && !rare.includes(name));
  assert.deepEqual(missing, []);
  t.diagnostic(`${log.length} requests of ${seen.size} kinds`);
});

/** A proxy that reaches no org: what gets through is counted. */
function closed(more = {}) {
  const sent = [];
  const proxy = createProxy(
    proxyOptions(
      { instanceUrl: "http://localhost:9999", accessToken: "canary_token" },
      {
        fetch: (address, request) => {
          sent.push({ address, ...request });
          return Promise.resolve(new Response("[]", { headers: { "content-type": "application/json" } }));
        },
        ...more,
      },
    ),
  );
  return { proxy, sent };
}

function asRequest({ method = "GET", target, headers: given = {}, body }) {
  const headers = new Headers({ ...FROM_PAGE, accept: "application/json" });
  for (const [name, value] of Object.entries(given)) headers.set(name, value);
  return new Request(`${PORTAL}${target}`, { method, headers, body });
}

test("requests that hosts build pass with any text, and only in the core's own encoding", async () => {
  const { proxy, sent } = closed();
  const texts = [
    "'",
    "\\",
    "%",
    "_",
    "') OR (Name != '",
    "\u0000",
    "\u0085",
    "\u{1F600}",
    "a\nb\tc\r",
    "Id,Name FROM",
    '"',
    "+&#?/",
  ];
  for (const text of texts) {
    for (const query of [{ account: text + "x" }, { name: text + "x" }, { search: "x" + text }]) {
      const { method, path, headers, body } = requests.find(query);
      assert.equal(
        (await proxy(asRequest({ method, target: path, headers, body: body ?? undefined }))).status,
        200,
        text,
      );
      for (const other of [
        path.replaceAll("%20", "+"),
        path.replace("%27", "%5C%27"),
        path.replaceAll("%2", "%252"),
        path.toLowerCase(),
      ]) {
        assert.equal((await proxy(asRequest({ method, target: other, headers }))).status, 403, other);
      }
    }
  }
  assert.equal(sent.length, texts.length * 3);
  assert.ok(sent.every(({ headers }) => headers.authorization === "Bearer canary_token"));
});

test("numbers keep their digits, and nothing but the parsed body is sent", async () => {
  const { proxy, sent } = closed({ fields: ["Amount"] });
  const target = "/services/data/v66.0/sobjects/Opportunity/006000000000001AAA";
  const body = ' { "Amount" : 1234567890123456.78 , "NextStep":"\\u00e9\\/" } ';
  const headers = { "content-type": "application/json; charset=utf-8" };
  assert.equal((await proxy(asRequest({ method: "PATCH", target, headers, body }))).status, 200);
  assert.equal(sent[0].body, '{"Amount":1234567890123456.78,"NextStep":"é/"}');
  assert.deepEqual(Object.keys(sent[0].headers).sort(), ["accept", "authorization", "content-type"]);
});

test("none of the requests that the client never makes gets through", async (t) => {
  const { proxy, sent } = closed();
  const log = [];
  for (const [name, given] of SENT_BY_OTHERS) {
    const response = await proxy(asRequest(given));
    const text = await response.text();
    assert.ok([400, 403, 404, 413].includes(response.status), `${name}: ${response.status}`);
    assert.ok(!text.includes("canary"), name);
    log.push(response.status);
  }
  assert.deepEqual(sent, []);
  assert.ok(SENT_BY_OTHERS.length >= 200);
  assert.equal(new Set(SENT_BY_OTHERS.map(([name]) => name)).size, SENT_BY_OTHERS.length);
  t.diagnostic(`${log.length} requests, none sent on`);
});

test("the name of a field that does not exist is not repeated", async () => {
  const log = [];
  const { proxy, sent } = closed({ onRequest: (entry) => log.push(entry) });
  const target = "/services/data/v66.0/sobjects/Opportunity/006000000000001AAA";
  const headers = { "content-type": "application/json" };
  for (const name of ["x\nforged line", "<b>x</b>", "x".repeat(5_000)]) {
    const body = JSON.stringify({ [name]: 1 });
    const response = await proxy(asRequest({ method: "PATCH", target, headers, body }));
    assert.equal(response.status, 403);
    const [{ message, fields }] = await response.json();
    assert.deepEqual(fields, []);
    assert.ok(message.length < 200 && log.at(-1).problem.length < 200 && !/x\n|<b>/.test(message), message);
  }
  assert.deepEqual(sent, []);
});

/** The processor time of `work` in milliseconds, which other programs change little. */
async function processorTime(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const query = (condition) => {
  const soql = `SELECT Id, Name, StageName, IsClosed, IsWon, CloseDate FROM Opportunity WHERE ${condition}`;
  return { target: `/services/data/v66.0/query?q=${encodeURIComponent(soql).slice(0, 16_000)}` };
};
const JSON_HEADERS = { "content-type": "application/json" };
const composite = (body) => ({ method: "POST", target: "/services/data/v66.0/composite", headers: JSON_HEADERS, body });
const upload = (body) => ({
  method: "PUT",
  target: "/services/data/v66.0/jobs/ingest/750000000000001AAA/batches",
  headers: { "content-type": "text/csv" },
  body,
});

const HOSTILE_TEXTS = {
  "a list of conditions": [50, (n) => query(`(${"Name LIKE '%a%' OR ".repeat(n)}`)],
  "open parentheses": [1_250, (n) => query("(".repeat(n))],
  "a text with escapes that does not end": [750, (n) => query("Name LIKE '%" + "\\'".repeat(n))],
  wildcards: [1_250, (n) => query("a%".repeat(n))],
  "conditions that do not end": [62, (n) => query("Name LIKE '%a%' AND ".repeat(n))],
  "open brackets": [250_000, (n) => composite("[".repeat(n))],
  "many members": [25_000, (n) => composite(`{${Array.from({ length: n }, (_, index) => `"k${index}":1`).join()}}`)],
  "many elements": [100_000, (n) => composite(`[${"1,".repeat(n)}1]`)],
  "many columns": [25_000, (n) => upload(`Id,${"Name,".repeat(n)}Name\n`)],
};

for (const [name, [size, make]] of Object.entries(HOSTILE_TEXTS)) {
  test(`work grows about linearly with ${name}`, async () => {
    const { proxy } = closed();
    const send = async (n) => assert.equal((await proxy(asRequest(make(n)))).status, 403);
    // What the first call compiles and caches does not count.
    await send(size);
    const small = await processorTime(() => send(size));
    const large = await processorTime(() => send(4 * size));
    // Quadratic work would take 16 times as long.
    assert.ok(large <= 8 * small + 50, `${small} ms, and ${large} ms for four times the text`);
  });
}
