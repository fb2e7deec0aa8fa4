// jsforce as it is published, over plain http. Prints one JSON line for each step.
import assert from "node:assert/strict";
import jsforce from "jsforce";

const { address, token, userId } = JSON.parse(process.env.SANDBOX);
const conn = new jsforce.Connection({ instanceUrl: address, accessToken: token, version: "64.0" });
conn.bulk2.pollInterval = 20;

async function step(name, run) {
  try {
    console.log(JSON.stringify({ client: "jsforce", step: name, ok: true, detail: await run() }));
  } catch (error) {
    console.log(JSON.stringify({ client: "jsforce", step: name, ok: false, detail: String(error?.stack ?? error) }));
  }
}

const find = async (name) => (await conn.query(`SELECT Id FROM Opportunity WHERE Name = '${name}'`)).records[0].Id;
const control = (path, body) =>
  fetch(`${address}/sandbox${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const deal = await find("Acme - 200 Widgets");

await step("identity", async () => {
  const identity = await conn.identity();
  assert.equal(identity.user_id, userId);
  return identity.display_name;
});

await step("query O'Brien & Co", async () => {
  const { records, totalSize, done } = await conn.query(
    "SELECT Id, Name, StageName, Account.Name FROM Opportunity WHERE Account.Name = 'O\\'Brien & Co' ORDER BY Name",
  );
  assert.ok(totalSize > 0 && done);
  assert.ok(records.every((r) => r.Account.Name === "O'Brien & Co"));
  return `${totalSize} rows`;
});

await step("describe", async () => {
  const { fields, keyPrefix } = await conn.sobject("Opportunity").describe();
  assert.equal(keyPrefix, "006");
  assert.equal(fields.find((f) => f.name === "StageName").restrictedPicklist, false);
  return `${fields.length} fields`;
});

await step("retrieve", async () => {
  const record = await conn.sobject("Opportunity").retrieve(deal);
  assert.equal(record.StageName, "Proposal/Price Quote");
  assert.equal(record.Discount__c, 15);
  return record.Name;
});

await step("update one", async () => {
  const result = await conn.sobject("Opportunity").update({ Id: deal, StageName: "Negotiation/Review" });
  assert.equal(result.success, true);
  const after = await conn.sobject("Opportunity").retrieve(deal);
  assert.equal(after.Probability, 90);
  return after.StageName;
});

await step("collection of 3, one fails", async () => {
  const results = await conn.sobject("Opportunity").update([
    { Id: deal, StageName: "Qualification" },
    { Id: await find("United Oil Refinery Generators"), StageName: "Qualification" },
    { Id: await find("Edge Emergency Generator"), StageName: "Qualification" },
  ]);
  assert.deepEqual(results.map((r) => r.success), [true, false, true]);
  return results[1].errors[0].statusCode;
});

await step("Bulk 2.0, 1,000 rows, 2 fail", async () => {
  const rows = Array.from({ length: 998 }, (_, n) => ({ Name: `Bulk js ${n}`, StageName: "Prospecting", CloseDate: "2030-01-31" }));
  const made = await conn.bulk2.loadAndWaitForResults({ object: "Opportunity", operation: "insert", input: rows });
  assert.equal(made.successfulResults.length, 998);
  const input = made.successfulResults.map((r) => ({ Id: r.sf__Id, StageName: "Qualification" }));
  input.splice(10, 0, { Id: "006Hs0000000000AAA", StageName: "Qualification" });
  input.splice(20, 0, { Id: await find("United Oil Office Portable Generators"), StageName: "Qualification" });
  const done = await conn.bulk2.loadAndWaitForResults({ object: "Opportunity", operation: "update", input });
  assert.equal(done.successfulResults.length, 998);
  assert.equal(done.failedResults.length, 2);
  assert.equal(done.unprocessedRecords.length, 0);
  return done.failedResults.map((r) => r.sf__Error.split(":")[0]).join(", ");
});

await step("refresh after an expired token", async () => {
  const app = { client_id: "portal", redirect_uri: "http://localhost:8080/callback" };
  const consent = await fetch(`${address}/services/oauth2/authorize`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ ...app, response_type: "code", scope: "api refresh_token", decision: "allow" }),
  });
  const code = new URL(consent.headers.get("location")).searchParams.get("code");
  const oauth2 = new jsforce.OAuth2({ loginUrl: address, clientId: app.client_id, clientSecret: "s", redirectUri: app.redirect_uri });
  const own = new jsforce.Connection({ oauth2, instanceUrl: address, version: "64.0" });
  await own.authorize({ grant_type: "authorization_code", code });
  await control("/sessions/expire");
  let refreshed = 0;
  own.on("refresh", () => refreshed++);
  assert.equal((await own.sobject("Opportunity").update({ Id: deal, StageName: "Prospecting" })).success, true);
  assert.equal(refreshed, 1);
  return "PATCH repeated once";
});

await control("/reset");
