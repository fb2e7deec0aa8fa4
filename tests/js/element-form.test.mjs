// The form, where details of the change are edited, and the dialog of a conflict.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findings, focused, opened, useDrawnElement, VARIANTS } from "./support/drawn-element.mjs";
import { views } from "./support/element-views.mjs";

useDrawnElement();

describe("the form", () => {
  test("has typed inputs that hand over values, in the writing of the language", async () => {
    const { page, mount, sent, done } = await opened();
    await mount({ views: [views.editing, views.editing], lang: "de" });
    const amount = page.getByLabel("Amount");
    assert.equal(await amount.inputValue(), "12.500");
    await amount.fill("1.234.567,5");
    await page.getByLabel("Discount").fill("7,25");
    await page.getByLabel("Close Date").fill("2026-12-01");
    await page.getByLabel("Private").uncheck();
    await page.getByRole("group", { name: "Competitors" }).getByLabel("Hooli").check();
    await page.getByLabel("Description").fill("");
    assert.equal(await page.getByLabel("Monthly Recurring Revenue").isDisabled(), true);
    await page.getByRole("button", { name: "Änderungen prüfen" }).click();
    assert.deepEqual(await sent(), [
      {
        type: "propose",
        stage: "Proposal/Price Quote",
        fields: {
          Name: "Acme - 200 Widgets",
          CloseDate: "2026-12-01",
          Amount: "1234567.5",
          Discount__c: "7.25",
          LeadSource: "Partner",
          Partner__c: "Gold",
          Private__c: false,
          Competitors__c: "Globex;Hooli;Initech",
          NextStep: "Call the buyer on Monday about the revised quote",
          Description: null,
        },
      },
    ]);
    await done();
  });

  test("keeps to itself what is typed into it: a form of the page around it hears nothing of it", async () => {
    const { page, mount, events, done } = await opened();
    await mount({ views: [views.editing] });
    const keys = await page.evaluate(() => {
      window.keys = [];
      for (const type of ["beforeinput", "input", "change", "keydown"]) {
        document.querySelector("main").addEventListener(type, ({ type }) => window.keys.push(type));
      }
      return window.events.length;
    });
    await page.getByLabel("Amount").press("5");
    await page.getByLabel("Private").uncheck();
    await page.getByLabel("Lead Source").selectOption("Web");
    assert.equal((await events()).length, keys, "no event of its own");
    assert.deepEqual(await page.evaluate(() => window.keys), ["keydown"], "keys are the page's as well");
    await done();
  });

  test("passes on text that is not a number, and reads 1.5 in German as invalid, not as fifteen", async () => {
    const { page, mount, sent, done } = await opened();
    await mount({ views: [views.editing, views.editing], lang: "de" });
    await page.getByLabel("Amount").fill("1.5");
    await page.getByLabel("Discount").fill("viel");
    await page.getByRole("button", { name: "Änderungen prüfen" }).click();
    const [{ fields }] = await sent();
    assert.deepEqual([fields.Amount, fields.Discount__c], ["1.5", "viel"]);
    await done();
  });

  test("a picklist offers what goes with its controlling field, and lets go of what does not", async () => {
    const { page, mount, done } = await opened();
    await mount({ views: [views.editing] });
    const tier = page.getByLabel("Partner Tier");
    assert.deepEqual(await tier.locator("option").allInnerTexts(), ["None", "Gold", "Silver"]);
    await page.getByLabel("Lead Source").selectOption("Web");
    assert.deepEqual(await tier.locator("option").allInnerTexts(), ["None", "Organic"]);
    assert.equal(await tier.inputValue(), "");
    await page.getByLabel("Lead Source").selectOption("Phone");
    assert.equal(await tier.isDisabled(), true);
    await done();
  });

  test("puts each problem on its field, and all into one summary that leads to them", async () => {
    const { page, element, mount, done } = await opened();
    await mount({ views: [views.refusedForm] });
    const summary = page.getByRole("group", { name: "3 problems to resolve" });
    assert.equal(await summary.getByRole("listitem").count(), 3);
    const next = page.getByLabel("Next Step");
    assert.equal(await next.getAttribute("aria-invalid"), "true");
    assert.match(
      await element.locator("#field-NextStep-error").innerText(),
      /^Next Step is required at Closed Lost\. Fill in Next Step\./,
    );
    await summary.getByRole("link", { name: "Next Step is required at Closed Lost." }).click();
    assert.equal(await focused(page), "field-NextStep");
    await page.getByLabel("Why should this be done anyway?").waitFor();
    await done();
  });

  test("what Salesforce refused stands on its fields, once they are edited again", async () => {
    const refused = { ...views.refused, turn: 3 };
    const errors = [
      ...refused.problem.errors,
      { code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "No stage without a quote.", fields: ["StageName"] },
    ];
    const edited = { ...views.editing, turn: 4, problem: { ...refused.problem, errors } };
    for (const variant of VARIANTS) {
      const { page, element, mount, events, done } = await opened();
      await mount({ attributes: { variant }, views: [views.preview, refused, edited, { ...views.editing, turn: 5 }] });
      await page.getByRole("button", { name: "Confirm Update" }).click();
      await page.getByRole("button", { name: "Edit Details" }).click();
      const amount = page.getByLabel("Amount");
      assert.equal(await amount.getAttribute("aria-invalid"), "true");
      assert.equal(await amount.getAttribute("aria-describedby"), "field-Amount-error");
      assert.equal(
        await element.locator("#field-Amount-error").innerText(),
        "The amount is above what you may approve.",
      );
      assert.equal(await page.getByLabel("Discount").getAttribute("aria-invalid"), null);
      const stage = page.locator("#field-StageName");
      assert.equal(await stage.count(), variant === "conversation" ? 1 : 0);
      if (variant === "conversation") assert.equal(await stage.getAttribute("aria-invalid"), "true");
      assert.equal(await focused(page), variant === "conversation" ? "field-StageName" : "field-Amount");
      // What names no field of the form stands above it, and the page hears of it once.
      await element.locator(".form .notice li").getByText("A closed opportunity needs a loss reason.").waitFor();
      assert.equal((await events("opportunity-problem")).length, 1);
      assert.deepEqual(await findings(page), [], variant);
      await page.getByRole("button", { name: "Review Changes" }).click();
      await element.locator("[aria-invalid]").first().waitFor({ state: "detached" });
      await done();
    }
  });

  test("counts characters when they run short", async () => {
    const { page, mount, done } = await opened();
    await mount({ views: [views.editing] });
    await page.getByText("48 of 50 characters").waitFor();
    await page.getByLabel("Next Step").fill("short");
    assert.equal(await page.getByText("of 50 characters").count(), 0);
    await done();
  });
});

describe("the conflict", () => {
  test("is a dialog that says who changed what, and gives back field by field what was chosen", async () => {
    const { page, mount, sent, done } = await opened();
    await mount({ views: [views.preview, { ...views.conflict, turn: 3 }, { ...views.preview, turn: 4 }] });
    await page.getByRole("button", { name: "Confirm Update" }).click();
    const dialog = page.getByRole("dialog", { name: "Changed by another user" });
    assert.match(await dialog.innerText(), /Jonas Weber/);
    // What only the other user changed is shown, without a choice.
    assert.equal(await dialog.getByRole("radio").count(), 2);
    assert.match(
      (await dialog.innerText()).replace(/\s+/g, " "),
      /They also changed Amount (before: )?\$12,500 (after: )?\$11,000/,
    );
    const filled = dialog.locator(".button.filled");
    assert.deepEqual(await filled.allInnerTexts(), ["Keep Mine"]);
    await dialog
      .getByRole("group", { name: /^Stage/ })
      .getByLabel("Theirs")
      .focus();
    await page.keyboard.press("Space");
    assert.deepEqual(await filled.allInnerTexts(), ["Merge Field by Field"]);
    await page.keyboard.press("ArrowLeft");
    assert.deepEqual(await filled.allInnerTexts(), ["Keep Mine"]);
    await page.keyboard.press("ArrowRight");
    await filled.click();
    assert.deepEqual((await sent()).at(-1), { type: "resolve", keep: "merge", fields: { StageName: "theirs" } });
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await focused(page), "panel", "the focus is back where the flow goes on");
    await done();
  });

  test("without a field that both have changed there is nothing to merge", async () => {
    const { page, mount, done } = await opened();
    const [stage, amount] = views.conflict.conflict.fields;
    const fields = [{ ...stage, theirs: stage.before, changedBy: "me" }, amount];
    await mount({ views: [{ ...views.conflict, conflict: { ...views.conflict.conflict, fields } }] });
    const dialog = page.getByRole("dialog", { name: "Changed by another user" });
    assert.deepEqual(await dialog.getByRole("button").allInnerTexts(), ["Keep Mine", "Take Theirs", "Cancel"]);
    assert.match(
      (await dialog.innerText()).replace(/\s+/g, " "),
      /You change Stage .*Closed Won They also changed Amount/,
    );
    await done();
  });

  test("stays in front of everything when the element is moved", async () => {
    const { page, mount, done } = await opened();
    await mount({ views: [views.conflict] });
    const modal = await page.evaluate(async () => {
      const { element } = window;
      document.body.appendChild(document.createElement("aside")).append(element);
      await element.updateComplete;
      return element.shadowRoot.querySelector("dialog").matches(":modal");
    });
    assert.equal(modal, true);
    await done();
  });

  test("Escape asks for it to be cancelled", async () => {
    const { page, mount, sent, done } = await opened();
    await mount({ views: [views.conflict, { ...views.cancelled, turn: 3 }] });
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    assert.deepEqual(await sent(), [{ type: "cancel" }]);
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await done();
  });
});
