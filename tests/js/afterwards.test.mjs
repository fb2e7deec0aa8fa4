// What comes after "Confirm Update": conflicts with another user, and undo. In Chromium, against the sandbox, on the
// page and through the headless API.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { startDemo } from "./support/demo.mjs";

const DEAL = "Acme - 200 Widgets";

let demo;
let visit;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());
beforeEach(async () => {
  await demo.org.reset();
  visit = await demo.open();
});

const updates = async () => (await demo.org.log()).writes.filter(({ object }) => object === "Opportunity");

/** Another user saves this just before our write. */
const someoneElse = (value) => demo.org.fault({ fault: "someone-else", value, times: 1 });

describe("in the conversation", () => {
  async function preview(stage = "Negotiation/Review") {
    await visit.say(`What's the current stage of ${DEAL}?`, "current");
    await visit.say(`Update it to ${stage}`, "preview");
  }

  test("keeps and reports another user's changes in other fields", async () => {
    await preview();
    await someoneElse({ NextStep: "Call Bob" });
    await visit.press("Confirm Update", "done");
    assert.match(
      await visit.message(),
      /^OK\. I've updated the opportunity\. Another user changed Next Step in the meantime; their changes are kept\./,
    );
    const { StageName, NextStep } = await demo.org.opportunity(DEAL);
    assert.deepEqual([StageName, NextStep], ["Negotiation/Review", "Call Bob"]);
    await visit.leave({ complaints: [/status of 412/] });
  });

  test("reports a conflict in the same field; keep mine shows a new preview before it writes", async () => {
    await preview();
    await someoneElse({ StageName: "Closed Lost" });
    await visit.press("Confirm Update", "conflict");
    assert.match(await visit.message(), /changed the opportunity after it was read here\./);
    const [row] = await visit.latest.locator(".conflict tbody tr").allInnerTexts();
    assert.match(row, /Stage\s+Proposal\/Price Quote\s+Negotiation\/Review\s+Closed Lost/);
    assert.equal((await demo.org.opportunity(DEAL)).StageName, "Closed Lost");

    await visit.press("Keep Mine", "preview");
    assert.deepEqual(await visit.rows(), [DEAL, "Closed Lost", "Negotiation/Review"]);
    assert.match(await visit.latest.innerText(), /reopens the opportunity/);
    await visit.press("Confirm Update", "done");
    assert.equal((await demo.org.opportunity(DEAL)).StageName, "Negotiation/Review");
    await visit.leave({ complaints: [/status of 412/] });
  });

  test("take theirs writes nothing", async () => {
    await preview();
    await someoneElse({ StageName: "Closed Lost" });
    await visit.press("Confirm Update", "conflict");
    const before = await updates();
    await visit.press("Take Theirs", "current");
    assert.match(await visit.message(), /^OK\. I've left it as it is\. The current stage .* is Closed Lost\./);
    assert.deepEqual(await updates(), before);
    await visit.leave({ complaints: [/status of 412/] });
  });

  test("merge writes only the chosen fields", async () => {
    await preview();
    await visit.press("Edit Details", "editing");
    await visit.latest.locator('[name="Discount__c"]').fill("12.5");
    await visit.press("Review Changes", "preview");
    await someoneElse({ StageName: "Closed Lost", Name: DEAL });
    await visit.press("Confirm Update", "conflict");
    await visit.page.getByRole("radio", { name: "Stage: take theirs" }).check();
    await visit.press("Merge Field by Field", "preview");
    await visit.press("Confirm Update", "done");
    const { StageName, Discount__c } = await demo.org.opportunity(DEAL);
    assert.deepEqual([StageName, Discount__c], ["Closed Lost", 12.5]);
    await visit.leave({ complaints: [/status of 412/] });
  });

  test("undo restores the stage and the close date that Salesforce moved", async () => {
    const before = await demo.org.opportunity(DEAL);
    await preview("Closed Won");
    await visit.press("Confirm Update", "done");
    const won = await demo.org.opportunity(DEAL);
    assert.deepEqual([won.StageName, won.CloseDate !== before.CloseDate], ["Closed Won", true]);
    await visit.press("Undo", "done");
    assert.match(await visit.message(), /^OK\. I've moved the opportunity back to Proposal\/Price Quote\./);
    assert.deepEqual(await demo.org.opportunity(DEAL), before);
    assert.equal(await visit.latest.getByRole("button", { name: "Undo" }).count(), 0);
    await visit.leave();
  });

  test("undo leaves fields that another user has changed since, and names the user", async () => {
    await preview();
    await visit.press("Confirm Update", "done");
    const { Id } = await demo.org.opportunity(DEAL);
    await demo.org.change(Id, { StageName: "Qualification" });
    await visit.press("Undo", "failed");
    assert.match(await visit.latest.locator(".problem").innerText(), /changed the record at[\s\S]*changed_meanwhile/);
    assert.equal((await demo.org.opportunity(DEAL)).StageName, "Qualification");
    await visit.press("Open Again", "current");
    await visit.leave();
  });
});

describe("without a surface", () => {
  /** Runs a function in the page, with a connection to the sandbox and the deal's id. */
  const inPage = async (work, argument = null) => {
    const { Id } = await demo.org.opportunity(DEAL);
    const code = `(async () => {
      const { connect } = await import("opportunity-stage");
      const { instanceUrl, accessToken } = await (await fetch("config.json")).json();
      const options = { instanceUrl, accessToken, allowedOrigins: [instanceUrl] };
      const outcomeOf = (promise) => promise.then((value) => ({ value }), ({ code, message, conflict }) => ({ code, message, conflict }));
      const salesforce = await connect(options);
      return (${work})({ connect, options, salesforce, outcomeOf, id: ${JSON.stringify(Id)} }, ${JSON.stringify(argument)});
    })()`;
    return visit.page.evaluate(code);
  };

  test("rejects with the conflict, and `refresh` allows a new proposal", async () => {
    await demo.org.fault({ fault: "someone-else", value: { StageName: "Closed Lost" }, times: 1 });
    const { refused, stage, receipt } = await inPage(async ({ salesforce, outcomeOf, id }) => {
      const update = await salesforce.open(id);
      const refused = await outcomeOf(update.propose({ stage: "Negotiation/Review" }).confirm());
      const fresh = await update.refresh();
      const receipt = await fresh.propose({ stage: "Negotiation/Review" }).confirm();
      return { refused, stage: fresh.current.stage.value, receipt };
    });
    assert.equal(refused.code, "changed_meanwhile");
    const [field] = refused.conflict.fields;
    assert.deepEqual(
      [field.field, field.before, field.mine, field.theirs, field.changedBy],
      ["StageName", "Proposal/Price Quote", "Negotiation/Review", "Closed Lost", "both"],
    );
    assert.ok(refused.conflict.by && refused.message.startsWith(refused.conflict.by));
    assert.equal(stage, "Closed Lost");
    assert.equal(receipt.merged, null);
    await visit.leave({ complaints: [/status of 412/] });
  });

  test("undoes by a stored receipt, once, within the undo window", async () => {
    const { stored, undone, again, expired, never, foreign, strange } = await inPage(
      async ({ connect, options, salesforce, outcomeOf, id }) => {
        const update = await salesforce.open(id);
        const stored = JSON.stringify(await update.propose({ stage: "Closed Won" }).confirm());
        const receipt = JSON.parse(stored);
        const undone = await salesforce.undo(receipt);
        const again = await outcomeOf(salesforce.undo(receipt));
        const expired = await outcomeOf(salesforce.undo({ ...receipt, undoUntil: "2020-01-01T00:00:00.000Z" }));
        const never = await outcomeOf(salesforce.undo(undone));
        const foreign = await outcomeOf(salesforce.undo({ ...receipt, link: "https://evil.example/" + id }));
        const sent = { StageName: "Closed Won", OwnerId: "005000000000001" };
        const strange = await outcomeOf(
          salesforce.undo({ ...undone, undoUntil: receipt.undoUntil, sent, before: { ...undone.before, ...sent } }),
        );
        const off = await connect({ ...options, undoWindow: 0 });
        const last = await (await off.open(id)).propose({ stage: "Qualification" }).confirm();
        return { stored, undone, again, expired, never, foreign, strange, last: last.undoUntil };
      },
    );
    const receipt = JSON.parse(stored);
    assert.equal(Date.parse(receipt.undoUntil) - Date.parse(receipt.finishedAt), 300_000);
    assert.deepEqual(receipt.acknowledged, []);
    assert.ok(receipt.warnings.some(({ code }) => code === "close_date_moves"));
    assert.ok(!stored.includes("canary"));
    assert.deepEqual([undone.undo, undone.verified, undone.undoUntil], [true, true, null]);
    assert.deepEqual(Object.keys(undone.sent).sort(), ["CloseDate", "StageName"]);
    assert.equal(again.code, "changed_meanwhile");
    assert.deepEqual([expired.code, never.code], ["undo_expired", "undo_expired"]);
    assert.deepEqual([foreign.code, strange.code], ["invalid_value", "invalid_value"]);
    await visit.leave();
  });

  test("the history lists the earlier changes", async () => {
    const rows = await inPage(async ({ salesforce, id }) => {
      await (await salesforce.open(id)).propose({ stage: "Closed Lost" }).confirm();
      return salesforce.history(id);
    });
    assert.ok(rows.length >= 2, JSON.stringify(rows));
    assert.equal(rows[0].stage, "Closed Lost");
    assert.deepEqual(Object.keys(rows[0]).sort(), [
      "amount",
      "at",
      "by",
      "closeDate",
      "forecastCategory",
      "probability",
      "stage",
    ]);
    assert.ok(rows[0].by && rows[0].at >= rows[1].at);
    await visit.leave();
  });

  test("what is given out cannot be changed, and a view stays the same object until something happens", async () => {
    const seen = await inPage(async ({ salesforce, id }) => {
      const update = await salesforce.open(id);
      const talk = await salesforce.converse();
      const view = await talk.send({ type: "choose", id });
      const same = talk.view === view && talk.view === talk.view;
      const next = await talk.send({ type: "edit" });
      return {
        frozen: [update.current, update.current.stage, update.stages, update.stages[0].verdict, view.offers].every(
          Object.isFrozen,
        ),
        same,
        reading: next.opportunity === view.opportunity && next.offers === view.offers && next !== view,
        said: [view.text, next.text, next.form.submit],
        name: view.opportunity.name,
        stages: view.offers.map(({ value, verdict }) => [value, verdict.type]),
        listened: await new Promise((resolve) => {
          talk.subscribe((view) => resolve(view.text.code));
          talk.send({ type: "cancel" });
        }),
      };
    });
    assert.deepEqual([seen.frozen, seen.same, seen.reading], [true, true, true]);
    assert.deepEqual(seen.said[0], {
      code: "current_stage",
      parameters: { subject: DEAL, stage: "Proposal/Price Quote" },
    });
    assert.equal(seen.said[1].code, "editing");
    assert.deepEqual([seen.said[2].code, seen.said[2].event.type], ["review", "propose"]);
    assert.equal(seen.name, DEAL);
    assert.ok(
      seen.stages.length > 3 && seen.stages.every(([, type]) => type === "allowed"),
      JSON.stringify(seen.stages),
    );
    assert.equal(seen.listened, "cancelled");
    await visit.leave();
  });
});
