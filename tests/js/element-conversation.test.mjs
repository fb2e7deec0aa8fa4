// The variant `conversation` of the element, from end to end.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { button, connected, deal, DEAL, leave, names, onDeal, org, visit, writes } from "./support/element-flow.mjs";

describe("the conversation", () => {
  test("has the exact wording of the reference conversation", async () => {
    await connected({ attributes: { variant: "conversation" } });
    const say = async (sentence) => {
      await visit.element.getByLabel("Say something").fill(sentence);
      await button("Send").click();
    };
    await say("What's the current stage of the Acme opportunity?");
    await button(new RegExp(`^${DEAL}`)).click();
    await visit.element.getByText("opportunity is Proposal/Price Quote.").last().waitFor();
    assert.match(await visit.element.locator(".turn .record-link").last().getAttribute("href"), new RegExp(deal.Id));
    await say("Update the stage to Closed.");
    await button(/^Closed Won/).click();
    const card = visit.element.locator(".card");
    await card.waitFor();
    assert.deepEqual(await card.locator(".rows dt").allInnerTexts(), ["Opportunity", "Current Stage", "New Stage"]);
    assert.deepEqual(await card.locator(".rows dd").allInnerTexts(), [DEAL, "Proposal/Price Quote", "Closed Won"]);
    assert.deepEqual(await visit.element.locator(".turn .buttons button").allInnerTexts(), [
      "Confirm Update",
      "Edit Details",
      "Cancel",
    ]);
    await button("Confirm Update").click();
    await visit.element.getByText("OK. I've updated the opportunity.").last().waitFor();
    assert.equal((await org.opportunity(DEAL)).StageName, "Closed Won");
    assert.deepEqual(
      (await visit.element.locator(".said").allTextContents()).map((text) => text.trim()),
      [
        "What's the current stage of the Acme opportunity?",
        DEAL,
        "Update the stage to Closed.",
        "Closed Won",
        "Confirm Update",
      ].map((text) => `You: ${text}`),
    );
    await leave();
  });
});

describe("a sentence", () => {
  test("stays in the input if the page prevents its write", async () => {
    await onDeal({ attributes: { variant: "conversation" } });
    await visit.element.getByText("opportunity is Proposal/Price Quote.").last().waitFor();
    await visit.page.evaluate(() => {
      window.element.addEventListener("before-save", (event) => event.preventDefault(), { once: true });
    });
    const line = visit.element.getByLabel("Say something");
    const say = async (sentence) => {
      await line.fill(sentence);
      await button("Send").click();
    };
    await say("Update it to Negotiation");
    await button("Confirm Update").waitFor();
    assert.equal(await line.inputValue(), "", "what was taken is gone");
    await say("yes");
    await visit.page.waitForFunction(() => window.events.some(({ name }) => name === "before-save"));
    assert.deepEqual([await line.inputValue(), await writes()], ["yes", []]);
    await button("Send").click();
    await visit.element.getByText("OK. I've updated the opportunity.").last().waitFor();
    assert.equal(await line.inputValue(), "");
    await leave();
  });
});

describe("a confirmation in words", () => {
  const say = async (sentence) => {
    await visit.element.getByLabel("Say something").fill(sentence);
    await button("Send").click();
  };

  test("asks the page as the button does, and writes nothing if it refuses", async () => {
    await onDeal({ attributes: { variant: "conversation" } });
    await visit.element.getByText("opportunity is Proposal/Price Quote.").last().waitFor();
    await visit.page.evaluate(() => {
      window.answers = [];
      window.element.addEventListener("before-save", (event) => {
        event.waitUntil(new Promise((resolve) => window.answers.push(resolve)));
      });
    });
    await say("Update it to Negotiation");
    await button("Confirm Update").waitFor();
    await say("yes");
    await visit.page.waitForFunction(() => window.answers.length === 1);
    await visit.page.evaluate(() => window.answers[0](false));
    await visit.element.locator("button[data-code=confirm_update]:enabled").waitFor();
    assert.deepEqual(await writes(), []);
    await say("Confirm!");
    await visit.page.waitForFunction(() => window.answers.length === 2);
    await visit.page.evaluate(() => window.answers[1](true));
    await visit.element.getByText("OK. I've updated the opportunity.").last().waitFor();
    assert.equal((await org.opportunity(DEAL)).StageName, "Negotiation/Review");
    await say("undo that");
    await visit.page.waitForFunction(() => window.answers.length === 3);
    await visit.page.evaluate(() => window.answers[2](true));
    await visit.element
      .getByText(/I've moved the opportunity back/)
      .last()
      .waitFor();
    assert.deepEqual(
      (await visit.events("before-save")).map(({ detail: { writes, event } }) => [writes, event.text]),
      [
        ["update", "yes"],
        ["update", "Confirm!"],
        ["undo", "undo that"],
      ],
    );
    assert.deepEqual(await names(), [
      "opportunity-open",
      "stage-proposed",
      "before-save",
      "before-save",
      "stage-saved",
      "before-save",
      "stage-undone",
    ]);
    await leave();
  });
});
