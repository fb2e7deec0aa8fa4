// #region first
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "opportunity-stage";
import { createSandbox } from "opportunity-stage/sandbox";

test("a row lock is waited out", async () => {
  const org = await createSandbox({ faults: [{ fault: "row-lock", times: 1 }] });
  const { instanceUrl, accessToken, fetch } = org;
  const salesforce = await connect({ instanceUrl, accessToken, fetch });

  const [deal] = org.records("Opportunity", { Name: "Acme - 200 Widgets" });
  const update = await salesforce.open(deal.Id);
  await update.propose({ stage: "Negotiation/Review" }).confirm();

  assert.deepEqual(
    org.log().writes.map(({ changes }) => changes.StageName.to),
    ["Negotiation/Review"],
  );
});
// #endregion

// #region document
test("the org's own rule refuses a deal without an amount", async () => {
  const document = {
    version: 1,
    stages: [
      { value: "Open", probability: 20 },
      { value: "Won", closed: true, won: true, probability: 100 },
    ],
    validationRules: [
      {
        ...{ name: "Won_needs_amount", message: "A won deal has an amount.", field: "Amount" },
        formula: 'ISPICKVAL(StageName, "Won") && ISBLANK(Amount)',
      },
    ],
  };
  // In your project: the file that `npx opportunity-stage import` writes.
  const org = await createSandbox({ org: document });
  const salesforce = await connect({ instanceUrl: org.instanceUrl, accessToken: org.accessToken, fetch: org.fetch });

  const [deal] = org.records("Opportunity", { StageName: "Open", Amount: null });
  const update = await salesforce.open(deal.Id);
  const { verdict } = update.propose({ stage: "Won" });
  assert.equal(verdict.type, "denied");
  assert.equal(verdict.violations[0].message, "A won deal has an amount.");
});
// #endregion
