// The whole conversation on the demo page, in Chromium, across origins, against the sandbox; and what the sandbox
// holds afterwards.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { startDemo } from "./support/demo.mjs";

const DEAL = "Acme - 200 Widgets";
const QUESTION = "What's the current stage of the Acme opportunity?";

describe("with the page's origin listed", () => {
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

  const writes = async () => (await demo.org.log()).writes;

  /** Found, chosen, and asked to be closed as won: up to the card. */
  async function preview() {
    await visit.say(QUESTION, "choosing");
    await visit.press(DEAL, "current");
    await visit.say("Update the stage to Closed.", "choosing_stage");
    await visit.press("Closed Won", "preview");
  }

  test("finds one opportunity and shows its stage with a link to the record", async () => {
    await visit.say(`What's the current stage of ${DEAL}?`, "current");
    assert.match(
      await visit.message(),
      /^The current stage of the Acme - 200 Widgets opportunity is Proposal\/Price Quote\. /,
    );
    assert.equal(await visit.latest.locator(".message strong").innerText(), "Proposal/Price Quote");
    const { Id } = await demo.org.opportunity(DEAL);
    assert.match(await visit.latest.getByRole("link", { name: DEAL }).getAttribute("href"), new RegExp(Id));
    const requests = visit.page.locator("#requests li");
    assert.ok((await requests.count()) > 0);
    await requests.filter({ hasText: "OPTIONS" }).first().waitFor();
    assert.ok(!(await visit.page.locator("#requests").textContent()).toLowerCase().includes("bearer"));
    const unanswered = visit.page.locator('#requests :is([data-status="refused"], [data-status="failed"])');
    // The client aborts a request that takes too long and repeats it, which happens on a busy machine.
    assert.deepEqual(await unanswered.filter({ hasNotText: "aborted" }).allInnerTexts(), []);
    await visit.leave();
  });

  test("lists several, open ones first, for the user to choose", async () => {
    await visit.say(QUESTION, "choosing");
    const labels = await visit.latest.locator(".choice-label").allInnerTexts();
    assert.equal(labels.length, 3);
    assert.equal(labels.at(-1), "Acme - Pilot Line", "the closed one comes last");
    await visit.press(DEAL, "current");
    assert.equal(await visit.latest.locator(".message strong").innerText(), "Proposal/Price Quote");
    assert.deepEqual(await writes(), []);
    await visit.leave();
  });

  test("asks which of two stages “Closed” means, and shows the card", async () => {
    await visit.say(QUESTION, "choosing");
    await visit.press(DEAL, "current");
    await visit.say("Update the stage to Closed.", "choosing_stage");
    assert.match(await visit.message(), /Closed Won or Closed Lost\?/);
    assert.deepEqual(await visit.latest.locator(".choice-label").allInnerTexts(), ["Closed Won", "Closed Lost"]);
    await visit.press("Closed Won", "preview");
    assert.equal(await visit.latest.locator(".card h3").innerText(), "Please confirm the details");
    assert.deepEqual(await visit.latest.locator(".rows dt").allInnerTexts(), [
      "Opportunity",
      "Current Stage",
      "New Stage",
    ]);
    assert.deepEqual(await visit.rows(), [DEAL, "Proposal/Price Quote", "Closed Won"]);
    assert.match(
      await visit.latest.locator(".card").innerText(),
      /Salesforce will also change[\s\S]*Probability.*\s+75\s*→\s*100/,
    );
    assert.deepEqual(await visit.latest.locator(".buttons button").allInnerTexts(), [
      "Confirm Update",
      "Edit Details",
      "Cancel",
    ]);
    assert.deepEqual(await writes(), []);
    await visit.leave();
  });

  test("writes once after the confirmation, reads back, and shows citation and receipt", async () => {
    await preview();
    await visit.press("Confirm Update", "done");
    assert.match(await visit.message(), /^OK\. I've updated the opportunity\. /);
    assert.equal(await visit.latest.getByRole("link", { name: DEAL }).count(), 1);
    await visit.latest.getByText("Receipt").click();
    assert.match(await visit.latest.locator(".receipt pre").innerText(), /"StageName": "Closed Won"/);

    const held = await demo.org.opportunity(DEAL);
    assert.deepEqual([held.StageName, held.Probability, held.IsClosed, held.IsWon], ["Closed Won", 100, true, true]);
    const { requests } = await demo.org.log();
    const [write, ...more] = (await writes()).filter(({ object }) => object === "Opportunity");
    assert.deepEqual(more, []);
    assert.ok("StageName" in write.changes && !("Name" in write.changes), "only what was changed is written");
    assert.ok(
      requests.some(({ preflight }) => preflight),
      "the browser has asked first",
    );
    await visit.leave();
  });

  test("sends the edited details and nothing else", async () => {
    await preview();
    await visit.press("Edit Details", "editing");
    await visit.latest.locator('[name="Discount__c"]').fill("12.5");
    await visit.latest.getByLabel("Stage", { exact: true }).selectOption("Negotiation/Review");
    await visit.press("Review Changes", "preview");
    assert.deepEqual(await visit.rows(), [DEAL, "Proposal/Price Quote", "Negotiation/Review"]);
    assert.match(await visit.latest.locator(".card").innerText(), /Discount\s+15\s*→\s*12\.5/);
    await visit.press("Confirm Update", "done");

    const held = await demo.org.opportunity(DEAL);
    assert.deepEqual([held.StageName, held.Discount__c, held.Name], ["Negotiation/Review", 12.5, DEAL]);
    const [write] = (await writes()).filter(({ object }) => object === "Opportunity");
    assert.ok(!("CloseDate" in write.changes) && !("Name" in write.changes));
    await visit.leave();
  });

  test("reports an invalid value at its field, and sends nothing", async () => {
    await preview();
    await visit.press("Edit Details", "editing");
    await visit.latest.locator('[name="Name"]').fill("");
    await visit.latest.getByRole("button", { name: "Review Changes" }).click();
    const name = visit.page.locator('#log article:last-of-type [aria-invalid="true"]');
    await name.waitFor();
    assert.equal(await name.getAttribute("name"), "Name");
    assert.deepEqual(await writes(), []);
    await visit.leave();
  });

  test("reports what is not possible in the current state", async () => {
    await visit.page.getByLabel("Say something").fill("Confirm");
    await visit.page.getByRole("button", { name: "Send" }).click();
    await visit.page.getByText("Ask for an opportunity by name").first().waitFor();
    assert.equal(await visit.page.locator("#requests li").count(), 0);
    await visit.leave();
  });

  test("writes nothing after a cancel", async () => {
    const before = await demo.org.opportunity(DEAL);
    await preview();
    await visit.press("Cancel", "current");
    assert.deepEqual(await demo.org.opportunity(DEAL), before);
    assert.deepEqual(await writes(), []);
    await visit.leave();
  });

  test("aborts the search on a cancel", async () => {
    await demo.org.fault({ fault: "latency", value: 60_000, path: "/query" });
    await visit.say(QUESTION, "finding");
    await visit.press("Cancel", "idle");
    await visit.page.locator("#requests .status", { hasText: "aborted" }).first().waitFor();
    await visit.leave();
  });

  test("reports an expired session", async () => {
    await demo.org.fault({ fault: "expired-session" });
    await visit.say(QUESTION, "failed");
    assert.match(await visit.latest.locator(".problem").innerText(), /session_expired · HTTP 401/);
    await visit.leave({ complaints: [/status of 401/] });
  });

  test("shows the text of a validation rule that refused the update", async () => {
    await demo.org.fault({ fault: "validation", value: "A loss reason is needed" });
    const before = await demo.org.opportunity(DEAL);
    await preview();
    await visit.press("Confirm Update", "failed");
    const problem = await visit.latest.locator(".problem").innerText();
    assert.match(problem, /A loss reason is needed/);
    assert.match(problem, /validation_rule/);
    assert.equal((await demo.org.opportunity(DEAL)).StageName, before.StageName);
    await visit.leave({ complaints: [/status of 400/] });
  });

  test("does not overwrite another user's change", async () => {
    await preview();
    const { Id } = await demo.org.opportunity(DEAL);
    await demo.org.fault({ fault: "stale", times: 1 });
    await visit.press("Confirm Update", "failed");
    assert.match(await visit.latest.locator(".problem").innerText(), /changed_meanwhile/);
    await visit.press("Open Again", "preview");
    await visit.press("Confirm Update", "done");
    assert.equal((await demo.org.opportunity(DEAL)).Id, Id);
    await visit.leave({ complaints: [/status of 412/] });
  });

  test("an unknown stage is refused with the list, and an unknown name is not found", async () => {
    await visit.say("What's the current stage of the Nobody & Sons opportunity?", "idle");
    assert.match(await visit.message(), /found no opportunity/);
    await visit.say(`What's the current stage of ${DEAL}?`, "current");
    await visit.say("Update the stage to Wonderful", "choosing_stage");
    assert.ok((await visit.latest.locator(".choice-label").allInnerTexts()).includes("Negotiation/Review"));
    assert.deepEqual(await writes(), []);
    await visit.leave();
  });
});

describe("with another origin listed", () => {
  let demo;
  before(async () => {
    demo = await startDemo({ listed: false });
  });
  after(() => demo?.stop());

  test("the problem names the CORS set-up of the org", async () => {
    const visit = await demo.open();
    await visit.say(QUESTION, "failed");
    const problem = await visit.latest.locator(".problem").innerText();
    assert.match(problem, /CORS/);
    assert.match(problem, /cors_not_allowed/);
    assert.deepEqual((await demo.org.log()).writes, []);
    await visit.leave({ complaints: [/blocked by CORS policy/, /net::ERR_FAILED/, /status of 403/] });
  });
});
