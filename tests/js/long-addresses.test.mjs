// Records with more fields than one address holds, end to end: the real core in Node against the sandbox, which answers
// 414 above Salesforce's limit, or above that of a proxy.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { connect, init } from "../../pkg/dist/inline.js";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";

// 300 names of 40 letters, and behind them two that the org has.
const FIELDS = [
  ...Array.from({ length: 300 }, (_, n) => `${"F".repeat(34)}${String(n).padStart(3, "0")}__c`),
  "Discount__c",
  "MRR__c",
];

let sandbox;
let asked;
let statuses;
const id = async (name) => {
  const soql = `SELECT Id, Discount__c FROM Opportunity WHERE Name = '${name}'`;
  const { instanceUrl, accessToken } = sandbox;
  const address = `${instanceUrl}/services/data/v66.0/query?q=${encodeURIComponent(soql)}`;
  return (await (await fetch(address, { headers: { authorization: `Bearer ${accessToken}` } })).json()).records[0];
};
const control = (path, body) =>
  fetch(`${sandbox.instanceUrl}/sandbox${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const connection = (options) => {
  const { instanceUrl, accessToken } = sandbox;
  const fetching = async (request) => {
    asked.push(request.url.length - instanceUrl.length);
    const response = await fetch(request);
    statuses.add(response.status);
    return response;
  };
  return connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl], fetch: fetching, ...options });
};

before(async () => {
  await init();
  sandbox = await startSandbox({ args: [] });
});
after(() => sandbox?.stop());
beforeEach(() => {
  asked = [];
  statuses = new Set();
});

describe("300 fields of 40 letters", () => {
  for (const [limit, where] of [
    [16_384, "Salesforce's own limit"],
    [8_000, "a proxy's"],
    [2_000, "a stricter proxy's"],
  ]) {
    test(`are read, confirmed and read back within ${where}: ${limit} bytes`, async () => {
      await control("/reset", {});
      await control("/faults", [{ fault: "uri-limit", value: limit }]);
      const record = await id("Acme - 200 Widgets");
      const salesforce = await connection({ fields: FIELDS });
      const update = await salesforce.open(record.Id);
      assert.equal(update.current.fields.Discount__c, record.Discount__c);
      const proposal = update.propose({ stage: "Negotiation/Review" });
      assert.equal(proposal.verdict.type, "allowed");
      const receipt = await proposal.confirm();
      assert.equal(receipt.written, true);
      assert.equal(statuses.has(414), limit < 4_000, "a shorter request follows a 414");
      assert.ok(Math.max(...asked) < 8_000, `${Math.max(...asked)}`);
    });
  }

  test("named by the rules of the page, too", async () => {
    await control("/reset", {});
    const rules = {
      version: 1,
      required: FIELDS.slice(0, 300).map((field) => ({ fields: [field], at: ["Closed Won"] })),
    };
    const record = await id("Acme - 200 Widgets");
    const salesforce = await connection({ rules });
    const update = await salesforce.open(record.Id);
    assert.equal(update.current.id, record.Id);
    assert.ok(Math.max(...asked) < 8_000);
    assert.ok(asked.filter((length) => length > 4_000).length > 1, "the fields were asked for");
  });
});
