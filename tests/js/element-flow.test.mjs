// The element from end to end: in Chromium, across origins, against the sandbox; and what the sandbox holds afterwards.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  button,
  choose,
  connected,
  deal,
  DEAL,
  leave,
  names,
  onDeal,
  org,
  radio,
  sandbox,
  visit,
  writes,
} from "./support/element-flow.mjs";

describe("one known record", () => {
  test("its stage is chosen, previewed, confirmed, written, and undone", async () => {
    await onDeal();
    await radio(/^Proposal\/Price Quote/).waitFor();
    assert.equal(await radio(/^Proposal\/Price Quote/).isChecked(), true);
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").waitFor();
    assert.match(await visit.element.locator(".card").innerText(), /Salesforce will also change/);
    assert.deepEqual(await writes(), []);
    await button("Confirm Update").click();
    await visit.element.getByText("OK. I've updated the opportunity.").first().waitFor();
    assert.equal((await org.opportunity(DEAL)).StageName, "Negotiation/Review");
    assert.equal(await radio(/^Negotiation\/Review/).getAttribute("aria-current"), "step");
    await visit.element.locator(".countdown").waitFor();
    await button("Undo").click();
    await visit.element
      .getByText(/I've moved the opportunity back/)
      .first()
      .waitFor();
    assert.equal((await org.opportunity(DEAL)).StageName, "Proposal/Price Quote");
    assert.deepEqual(await names(), [
      "opportunity-open",
      "stage-proposed",
      "before-save",
      "stage-saved",
      "before-save",
      "stage-undone",
    ]);
    await leave();
  });

  test("edits fields together with the stage", async () => {
    await onDeal();
    await button("Edit Details").click();
    await visit.element.getByLabel("Discount").fill("12.5");
    await button("Review Changes").click();
    await button("Confirm Update").click();
    await visit.element.getByText("OK. I've updated the opportunity.").first().waitFor();
    assert.equal((await org.opportunity(DEAL)).Discount__c, 12.5);
    await leave();
  });

  test("a value that a rule of the org refuses is marked where it is edited", async () => {
    await org.fault({ fault: "validation", value: "Discount__c:Discounts end at 10%", times: 1 });
    await onDeal();
    await button("Edit Details").click();
    await visit.element.getByLabel("Discount").fill("12.5");
    await button("Review Changes").click();
    await button("Confirm Update").click();
    await button("Edit Details").click();
    const discount = visit.element.getByLabel("Discount");
    assert.equal(await discount.getAttribute("aria-invalid"), "true");
    assert.equal(await discount.inputValue(), "12.5");
    assert.equal(await visit.element.locator("#field-Discount__c-error").innerText(), "Discounts end at 10%.");
    await discount.fill("9");
    await button("Review Changes").click();
    await button("Confirm Update").click();
    await visit.element.getByText("OK. I've updated the opportunity.").first().waitFor();
    assert.equal((await org.opportunity(DEAL)).Discount__c, 9);
    assert.equal((await names()).filter((name) => name === "opportunity-problem").length, 1);
    await leave();
  });

  test("shows a conflict with another user's change in a dialog", async () => {
    await onDeal();
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").waitFor();
    await org.change(deal.Id, { StageName: "Qualification" });
    await button("Confirm Update").click();
    const dialog = visit.page.getByRole("dialog", { name: "Changed by another user" });
    await dialog.getByRole("button", { name: "Take Theirs" }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal((await org.opportunity(DEAL)).StageName, "Qualification");
    assert.equal(await radio(/^Qualification/).getAttribute("aria-current"), "step");
    await leave({ complaints: [/412|400/] });
  });

  test("the page can inspect, delay and refuse a write", async () => {
    await onDeal();
    await visit.page.evaluate(() => {
      window.answers = [];
      window.element.addEventListener("before-save", (event) => {
        event.waitUntil(new Promise((resolve) => window.answers.push(resolve)));
      });
    });
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").click();
    await visit.page.waitForFunction(() => window.answers.length === 1);
    assert.equal(await button("Confirm Update").isDisabled(), true);
    await visit.page.evaluate(() => window.answers[0](false));
    await visit.element.locator("button[data-code=confirm_update]:enabled").waitFor();
    assert.deepEqual(await writes(), []);
    await button("Confirm Update").click();
    await visit.page.waitForFunction(() => window.answers.length === 2);
    await visit.page.evaluate(() => window.answers[1](true));
    await visit.element.getByText("OK. I've updated the opportunity.").first().waitFor();
    assert.equal((await writes()).length, 1);
    await leave();
  });

  test("the methods do what the buttons do", async () => {
    await onDeal();
    await radio(/^Proposal\/Price Quote/).waitFor();
    const states = await visit.page.evaluate(async () => {
      const { element } = window;
      return [
        (await element.propose({ stage: "Negotiation/Review" })).state,
        (await element.cancel()).state,
        (await element.propose({ stage: "Negotiation/Review" })).state,
        (await element.confirm()).state,
        (await element.undo()).state,
      ];
    });
    assert.deepEqual(states, ["preview", "current", "preview", "done", "done"]);
    await leave();
  });
});

describe("a call", () => {
  test("that confirms nothing is rejected, and nothing is written", async () => {
    await onDeal();
    await radio(/^Proposal\/Price Quote/).waitFor();
    const codes = await visit.page.evaluate(async () => {
      const { element } = window;
      const said = () =>
        element.confirm().then(
          ({ state }) => state,
          ({ code, message }) => [code, message],
        );
      const none = await said();
      await element.propose({ stage: "Negotiation/Review" });
      // Two calls at once are not misuse: while the page is asked, the second call does nothing.
      const twice = await Promise.all([said(), said()]);
      return [none, ...twice, await said()];
    });
    const refused = ["not_allowed", "there is nothing to confirm"];
    assert.deepEqual(codes, [refused, "done", "preview", refused]);
    assert.equal((await writes()).length, 1);
    await leave();
  });
});

describe("a search", () => {
  test("finds by name, offers the choice, and opens", async () => {
    await connected();
    await visit.element.getByRole("searchbox").fill("Acme");
    await button("Find").click();
    await button(new RegExp(`^${DEAL}`)).click();
    await radio(/^Proposal\/Price Quote/).waitFor();
    await leave();
  });

  test("can be aborted and started again", async () => {
    await org.fault({ fault: "time-out", path: "/query", times: 1 });
    await connected();
    await visit.element.getByRole("searchbox").fill("Acme");
    const aborted = visit.page.waitForEvent("requestfailed");
    await button("Find").click();
    await button("Cancel").click();
    await aborted;
    await button("Cancel").waitFor({ state: "detached" });
    assert.equal(await visit.page.evaluate(() => window.element.view.state), "idle");
    await button("Find").click();
    await button(new RegExp(`^${DEAL}`)).waitFor();
    await leave();
  });

  test("shows each amount in its currency, once the org is known to have several", async () => {
    await org.reset({ profiles: ["multi-currency"] });
    await connected({ attributes: { variant: "conversation" } });
    const found = async () => {
      await visit.element.getByLabel("Say something").fill("Find Acme");
      await button("Send").click();
      return button(new RegExp(`^${DEAL}`));
    };
    const first = await found();
    assert.match(await first.locator(".choice-detail").innerText(), / · [\d,.]+ · /, "nothing wrong");
    await first.click();
    await visit.element.getByText("opportunity is Proposal/Price Quote.").last().waitFor();
    const second = await found();
    assert.match(await second.locator(".choice-detail").innerText(), / · [$€¥][\d,.]+ · /);
    await leave();
  });

  test("shows amounts with the currency sign of the org, once it is known from an opportunity", async () => {
    const amount = async () =>
      (
        await button(new RegExp(`^${DEAL}`))
          .locator(".choice-detail")
          .innerText()
      ).split(" · ")[1];
    await connected({ attributes: { account: "Acme" } });
    const before = await amount();
    await button(new RegExp(`^${DEAL}`)).click();
    const shown = await visit.element.locator(".fact dd").first().innerText();
    assert.equal(shown, `$${before}`);
    await visit.page.evaluate(() => window.element.setAttribute("account", "Acm"));
    await visit.element.locator(".choice").first().waitFor();
    assert.equal(await amount(), shown);
    await button(new RegExp(`^${DEAL}`)).click();
    await button("Edit Details").click();
    assert.deepEqual(await visit.element.locator(".sign").allTextContents(), ["%", "$"]);
    await visit.element.getByLabel("MRR").fill("1234.5");
    await button("Review Changes").click();
    const change = visit.element.locator(".change", { hasText: "MRR" });
    assert.match(await change.locator(".after").innerText(), /\$1,234\.50$/);
    await leave();
  });

  test("starts with the opportunities of the account", async () => {
    await connected({ attributes: { account: "Acme" } });
    await button(new RegExp(`^${DEAL}`)).waitFor();
    await leave();
  });
});

describe("faults", () => {
  test("reports an expired session, with a way to continue", async () => {
    await org.fault({ fault: "expired-session" });
    await onDeal();
    await visit.page
      .getByRole("alert")
      .filter({ hasText: "Your Salesforce session has expired. Sign in again." })
      .waitFor({ state: "attached" });
    await leave({ complaints: [/401/] });
  });

  test("reports invalid options as a problem", async () => {
    await visit.mount({
      attributes: { "instance-url": "http://example.com", opportunity: deal.Id },
      properties: { accessToken: sandbox.accessToken },
    });
    await visit.element.getByText("The address").first().waitFor();
    const code = await visit.page.evaluate(
      () => window.events.find(({ name }) => name === "opportunity-problem").detail.problem.code,
    );
    assert.ok(["invalid_instance_url", "host_not_allowed"].includes(code));
    await leave();
  });
});
