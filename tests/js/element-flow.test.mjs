// The element from end to end: in Chromium, across origins, against the sandbox; and what the sandbox holds afterwards.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { launch } from "./support/browser.mjs";
import { openElementPage, serveElementPage } from "./support/element-page.mjs";
import { orgOf } from "./support/org.mjs";

const DEAL = "Acme - 200 Widgets";
const canary = "00DSB0000000001!AQ.canary_element_5f1c";

let site;
let sandbox;
let org;
let browser;
before(async () => {
  site = await serveElementPage();
  sandbox = await startSandbox({ origins: [site.origin], args: ["--token", canary] });
  org = orgOf(sandbox);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await sandbox?.stop();
  await site?.close();
});

let deal;
let visit;
beforeEach(async () => {
  await org.reset();
  deal = await org.opportunity(DEAL);
  visit = await openElementPage(browser, site.origin);
});

/** An element that is connected to the sandbox. */
async function connected({ attributes = {}, properties = {} } = {}) {
  const { instanceUrl, accessToken } = sandbox;
  await visit.mount({
    attributes: { "instance-url": instanceUrl, ...attributes },
    properties: { accessToken, allowedOrigins: [instanceUrl], ...properties },
  });
}
const onDeal = (options = {}) => connected({ ...options, attributes: { opportunity: deal.Id, ...options.attributes } });
const button = (name) => visit.element.getByRole("button", { name });
const radio = (name) => visit.element.getByRole("radio", { name });
const choose = (name) => radio(name).check({ force: true });
const writes = async () => (await org.log()).writes;
const names = async () => (await visit.events()).map(({ name }) => name).filter((name) => name !== "view-change");

/** Ends the visit: the token has left no trace, and nothing was complained about. */
async function leave({ complaints = [] } = {}) {
  const traces = await visit.page.evaluate(() => [
    document.documentElement.getHTML({
      serializableShadowRoots: true,
      shadowRoots: [...document.querySelectorAll("opportunity-stage")].map((one) => one.shadowRoot),
    }),
    JSON.stringify(window.events),
    JSON.stringify(localStorage) + JSON.stringify(sessionStorage),
    location.href,
  ]);
  assert.ok(!JSON.stringify([traces, visit.complaints]).includes("canary"), "the token has left a trace");
  assert.deepEqual(
    visit.complaints.filter((complaint) => !complaints.some((known) => known.test(complaint))),
    [],
  );
  await visit.close();
}

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

  test("the page may look first, take its time, and say no", async () => {
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
  test("that confirms where there is nothing to confirm is refused, and nothing is written", async () => {
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

describe("a look-up", () => {
  test("finds by name, lets choose, and opens", async () => {
    await connected();
    await visit.element.getByRole("searchbox").fill("Acme");
    await button("Find").click();
    await button(new RegExp(`^${DEAL}`)).click();
    await radio(/^Proposal\/Price Quote/).waitFor();
    await leave();
  });

  test("is given up while it is under way, and begun again", async () => {
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

  test("begins with the opportunities of the account", async () => {
    await connected({ attributes: { account: "Acme" } });
    await button(new RegExp(`^${DEAL}`)).waitFor();
    await leave();
  });
});

describe("the conversation", () => {
  test("goes word for word as it must", async () => {
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
  test("whose write the page prevents stays where it was typed", async () => {
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

  test("asks the page as the button does, and writes nothing where it says no", async () => {
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

describe("faults", () => {
  test("reports an expired session in words, with a way to continue", async () => {
    await org.fault({ fault: "expired-session" });
    await onDeal();
    await visit.page
      .getByRole("alert")
      .filter({ hasText: "Your Salesforce session has expired. Sign in again." })
      .waitFor({ state: "attached" });
    await leave({ complaints: [/401/] });
  });

  test("what is wrong with the options is a problem of its own", async () => {
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

describe("in the page", () => {
  test("properties that were set before the upgrade are kept", async () => {
    const { instanceUrl, accessToken } = sandbox;
    await visit.page.evaluate(
      ([instanceUrl, accessToken, id]) => {
        const early = document.createElement("early-stage");
        Object.assign(early, { instanceUrl, accessToken, allowedOrigins: [instanceUrl], opportunity: id });
        document.querySelector("main").append(early);
        window.define("early-stage");
      },
      [instanceUrl, accessToken, deal.Id],
    );
    await visit.page
      .locator("early-stage")
      .getByRole("radio", { name: /^Proposal/ })
      .waitFor();
    await leave();
  });

  test("two versions live on one page", async () => {
    await onDeal();
    await visit.page.evaluate(() => {
      window.define("opportunity-stage");
      window.define("opportunity-stage-next");
    });
    const classes = await visit.page.evaluate(() => [
      customElements.get("opportunity-stage") === window.OpportunityStageElement,
      customElements.get("opportunity-stage-next").prototype instanceof window.OpportunityStageElement,
    ]);
    assert.deepEqual(classes, [true, true]);
    await leave();
  });

  test("a move within the page goes on, a removal ends everything", async () => {
    await org.fault({ fault: "time-out", path: "/ui-api/records" });
    await onDeal();
    // The request is under way and will never be answered.
    await visit.page.waitForFunction(() => window.element.view?.state === "opening");
    const moved = await visit.page.evaluate(async () => {
      const { element } = window;
      const aside = document.body.appendChild(document.createElement("aside"));
      aside.append(element);
      await new Promise((resolve) => setTimeout(resolve));
      return element.view.state;
    });
    assert.equal(moved, "opening");
    const aborted = visit.page.waitForEvent("requestfailed");
    const left = await visit.page.evaluate(async () => {
      window.element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      return window.element.view;
    });
    await aborted;
    assert.equal(left, null);
    await leave();
  });

  test("taken out while the page is asked, it writes nothing", async () => {
    await onDeal();
    await visit.page.evaluate(() => {
      window.element.addEventListener("before-save", (event) => {
        event.waitUntil(new Promise((resolve) => (window.answer = resolve)));
      });
    });
    await choose(/^Negotiation\/Review/);
    await button("Confirm Update").click();
    await visit.page.waitForFunction(() => window.answer);
    await visit.page.evaluate(async () => {
      window.element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      window.answer(true);
      await new Promise((resolve) => setTimeout(resolve));
    });
    assert.deepEqual(await writes(), []);
    await leave();
  });

  test("200 mounts and unmounts leave nothing behind", async () => {
    await visit.page.evaluate(
      async (view) => {
        window.refs = [];
        window.fake = window.fakeConnection([view]);
        for (let turn = 0; turn < 200; turn += 1) {
          const element = document.createElement("opportunity-stage");
          element.salesforce = window.fake;
          document.body.append(element);
          await element.updateComplete;
          element.remove();
          window.refs.push(new WeakRef(element));
        }
        await new Promise((resolve) => setTimeout(resolve));
      },
      (await import("./support/element-views.mjs")).views.current,
    );
    assert.equal(await visit.page.evaluate(() => window.fake.open), 0, "every conversation was closed");
    const devtools = await visit.page.context().newCDPSession(visit.page);
    await devtools.send("HeapProfiler.collectGarbage");
    const alive = await visit.page.evaluate(() => window.refs.filter((ref) => ref.deref()).length);
    assert.ok(alive <= 2, `${alive} elements are still there`);
    await leave();
  });
});
