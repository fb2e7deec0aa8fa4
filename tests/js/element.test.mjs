// How the element draws each view, with a stand-in for the connection: no org is needed, and hard cases come as given.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { axeFindings } from "./support/axe.mjs";
import { launch } from "./support/browser.mjs";
import { openElementPage, serveElementPage } from "./support/element-page.mjs";
import { opportunity, violation, views } from "./support/element-views.mjs";

let site;
let browser;
before(async () => {
  site = await serveElementPage();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** A fresh page for each test; what the console complains about fails it. */
async function opened(options) {
  const opened = await openElementPage(browser, site.origin, options);
  return {
    ...opened,
    async done() {
      assert.deepEqual(opened.complaints, []);
      await opened.close();
    },
  };
}

const VARIANTS = ["path", "compact", "conversation"];

/** Everything that axe finds wrong in the element. */
const findings = (page, rules) => axeFindings(page, { within: "opportunity-stage", rules });

describe("each state in each variant", () => {
  for (const variant of VARIANTS) {
    test(`${variant} fits into 280 and 1600 pixels, and axe finds nothing`, async () => {
      const { page, mount, done } = await opened({ viewport: { width: 1600, height: 900 }, reducedMotion: "reduce" });
      await page.locator("main").evaluate((main) => main.style.setProperty("max-inline-size", "none"));
      for (const [name, view] of Object.entries(views)) {
        await mount({ attributes: { variant }, views: [view] });
        for (const width of [280, 1600]) {
          await page.setViewportSize({ width, height: 900 });
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wider <= 0, `${name}: ${wider} px too wide at ${width}`);
        }
        assert.deepEqual(await findings(page), [], name);
      }
      await done();
    });
  }

  for (const theme of ["neutral", "lightning", "contrast"]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`the colors of ${theme} can be distinguished, ${colorScheme}`, async () => {
        const { page, mount, done } = await opened({ colorScheme, reducedMotion: "reduce" });
        for (const name of [
          "current",
          "guarded",
          "preview",
          "refusedForm",
          "done",
          "refused",
          "choosing",
          "conflict",
        ]) {
          for (const variant of name === "choosing" ? ["path"] : VARIANTS) {
            await mount({ attributes: { theme, variant }, views: [views[name]] });
            assert.deepEqual(await findings(page, ["color-contrast"]), [], `${name}, ${variant}`);
          }
        }
        await done();
      });
    }
  }
});

describe("the path", () => {
  let visit;
  beforeEach(async () => {
    visit = await opened();
  });

  test("is one group of native radios, the saved stage is the step that counts", async () => {
    const { page, mount, done } = visit;
    await mount({ views: [views.current] });
    const group = page.getByRole("group", { name: "Stage" });
    assert.equal(await group.getByRole("radio").count(), 10);
    const current = group.getByRole("radio", { name: /Proposal\/Price Quote/ });
    assert.equal(await current.getAttribute("aria-current"), "step");
    assert.equal(await current.isChecked(), true);
    await done();
  });

  test("says for each stage that is shut why it is, and draws the others without a lock", async () => {
    const { page, mount, element, done } = visit;
    await mount({ views: [views.guarded] });
    assert.match(await element.ariaSnapshot(), /radio "Prospecting[^"]*"/);
    const described = await page.getByRole("radio", { name: /^Prospecting/ }).evaluate((radio) => {
      const reason = radio.getRootNode().getElementById(radio.getAttribute("aria-describedby"));
      return reason.textContent.trim().replace(/\s+/g, " ");
    });
    assert.equal(described, "It cannot go from Proposal/Price Quote back to an earlier stage. Choose a later stage.");
    assert.equal(await element.locator(".shut").count(), 6);
    await page.getByText("Why 6 stages are not available").click();
    assert.equal(await page.getByText("Choose a later stage.").first().isVisible(), true);
    await done();
  });

  test("choosing a stage proposes it, and nothing more", async () => {
    const { page, mount, sent, done } = visit;
    await mount({ views: [views.current, { ...views.preview, turn: 3 }] });
    await page.getByRole("radio", { name: "Closed Won" }).check({ force: true });
    assert.deepEqual(await sent(), [{ type: "propose", stage: "Closed Won" }]);
    await page.getByRole("button", { name: "Confirm Update" }).waitFor();
    assert.equal(await page.getByRole("radio", { name: "Closed Won" }).isChecked(), true);
    await done();
  });

  test("shows the opportunity at a glance, and Path's guidance as text", async () => {
    const { element, mount, done } = visit;
    await mount({ views: [views.current] });
    assert.deepEqual(
      (await element.locator(".fact dd").allInnerTexts()).map((text) => text.replace(/\s+/g, " ")),
      ["$12,500", "Dec 24, 2026 postponed 2 times", "Maya Ferreira", "12 days"],
    );
    assert.match(
      await element.locator(".guidance").innerText(),
      /^Send the quote within two days\.\nName the decision maker & the budget\.$/,
    );
    await done();
  });
});

describe("the variant", () => {
  test("is `path` if it is removed or invalid", async () => {
    const { page, element, mount, done } = await opened();
    await mount({ attributes: { variant: "compact" }, views: [views.current] });
    const drawn = async (change) => {
      const variant = await page.evaluate(async (change) => {
        const { element } = window;
        if (change.attribute === null) element.removeAttribute("variant");
        else if (change.attribute) element.setAttribute("variant", change.attribute);
        else element.variant = change.property;
        await element.updateComplete;
        return element.variant;
      }, change);
      return [variant, await element.locator(".root").getAttribute("class")];
    };
    assert.deepEqual(await drawn({ attribute: null }), ["path", "root path"]);
    assert.deepEqual(await drawn({ attribute: "conversation" }), ["conversation", "root conversation"]);
    assert.deepEqual(await drawn({ attribute: "tiles" }), ["path", "root path"]);
    assert.deepEqual(await drawn({ attribute: "compact" }), ["compact", "root compact"]);
    for (const property of [null, "tiles"]) {
      const [, root] = await drawn({ property });
      assert.equal(root, "root path");
      await element.getByRole("group", { name: "Stage" }).waitFor();
    }
    await done();
  });
});

describe("the search", () => {
  for (const variant of VARIANTS) {
    test(`can be given up while it is under way, ${variant}`, async () => {
      const { page, mount, sent, done } = await opened();
      await mount({ attributes: { variant }, views: [views.finding, { ...views.idle, turn: 2 }] });
      await page.getByRole("button", { name: "Cancel" }).click();
      assert.deepEqual(await sent(), [{ type: "cancel" }]);
      await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
      assert.equal(await focused(page), "panel", "the focus is not lost with the button");
      // The same for one chosen from the list; different for one named by the page.
      await mount({ attributes: { variant }, views: [views.opening] });
      assert.equal(await page.getByRole("button", { name: "Cancel" }).count(), 1);
      if (variant !== "conversation") {
        await mount({ attributes: { variant, opportunity: opportunity.id }, views: [views.opening, views.opening] });
        assert.equal(await page.getByRole("button", { name: "Cancel" }).count(), 0);
      }
      await done();
    });
  }

  test("says in its hint what is searched: of an account its opportunities alone", async () => {
    const { page, mount, done } = await opened();
    const hint = () => page.getByRole("searchbox").getAttribute("placeholder");
    await mount({ views: [views.idle] });
    assert.equal(await hint(), "Opportunity or account");
    await mount({ attributes: { account: "Acme" }, views: [views.idle, views.idle] });
    assert.equal(await hint(), "Opportunity of Acme");
    await mount({ attributes: { account: "Acme" }, views: [views.idle, views.idle], lang: "ja" });
    assert.equal(await hint(), "Acmeの商談");
    await done();
  });

  test("reads its hint from right to left in Arabic, and what is typed in its own direction", async () => {
    const { page, mount, done } = await opened();
    await mount({ attributes: { account: "Acme" }, views: [views.idle, views.idle], lang: "ar" });
    const direction = () => page.getByRole("searchbox").evaluate((box) => getComputedStyle(box).direction);
    assert.equal(await direction(), "rtl");
    await page.getByRole("searchbox").fill("Widgets");
    assert.equal(await direction(), "ltr");
    await done();
  });

  test("shows amounts in the currency that is known, and as plain numbers otherwise", async () => {
    const { element, mount, done } = await opened();
    const inCurrency = (currency, currencySign, amount = 12500) => ({
      ...views.choosing,
      choices: views.choosing.choices.slice(0, 1).map((choice) => ({
        ...choice,
        opportunity: { ...choice.opportunity, amount, currency, currencySign },
      })),
    });
    for (const [currency, currencySign, shown, lang, amount] of [
      ["EUR", null, "€12,500"],
      ["JPY", null, "¥12,500"],
      // Salesforce stores more decimals than the currency has, so a preview must not round them away.
      ["EUR", null, "€1.234", "en", 1.234],
      ["JPY", null, "¥0.5", "en", 0.5],
      [null, "$", "$1.234", "en", 1.234],
      [null, "$", "$12,500"],
      [null, "$", "12.500 $", "de"],
      [null, "CHF", "CHF 12,500"],
      [null, "kr", "kr 12,500"],
      [null, null, "12,500"],
    ]) {
      await mount({ views: [inCurrency(currency, currencySign, amount)], lang });
      const details = (await element.locator(".choice-detail").first().innerText()).replaceAll("\u00a0", " ");
      assert.ok(details.split(" · ").includes(shown), details);
    }
    await done();
  });
});

describe("the card", () => {
  test("tells what you change from what Salesforce will do, in money, percent and days of the language", async () => {
    const { element, mount, done } = await opened();
    await mount({ views: [views.preview] });
    const card = (await element.locator(".card").innerText()).replace(/\s+/g, " ");
    assert.match(card, /You change Stage .*Closed Won Amount .*\$12,500 .*\$14,200\.50 Discount .*empty .*15%/);
    assert.match(card, /Salesforce will also change .*75% .*100%.*Dec 24, 2026 .*Nov 22, 2026/);
    const buttons = element.locator(".buttons button");
    assert.deepEqual(await buttons.allInnerTexts(), ["Confirm Update", "Edit Details", "Cancel"]);
    assert.deepEqual(await buttons.evaluateAll((all) => all.map(({ className }) => className)), [
      "button filled",
      "button outlined",
      "button outlined",
    ]);
    await done();
  });

  for (const [lang, sign, from, to] of [
    ["en", "$", "$12,500", "$14,200.50"],
    ["de", "€", "12.500 €", "14.200,50 €"],
    ["ja", "$", "$12,500", "$14,200.50"],
    ["ar", "$", "12,500 $", "14,200.50 $"],
    ["fr", "CHF", "12 500 CHF", "14 200,50 CHF"],
  ]) {
    test(`writes amounts with the sign of an org that has one currency, ${lang}`, async () => {
      const { element, mount, done } = await opened();
      const plain = (list) => list.map((one) => ({ ...one, currency: null }));
      const of = (view) => ({
        ...view,
        opportunity: { ...view.opportunity, currency: null, currencySign: sign },
        ...(view.card && { card: { ...view.card, changes: plain(view.card.changes) } }),
        ...(view.form && { form: { ...view.form, fields: plain(view.form.fields) } }),
        ...(view.receipt && { receipt: { ...view.receipt, changes: plain(view.receipt.changes) } }),
        ...(view.conflict && { conflict: { ...view.conflict, fields: plain(view.conflict.fields) } }),
      });
      const bare = (text) => text.replace(/[\u200e\u200f\u061c]/g, "").replace(/\s+/g, " ");
      const texts = async (selector) => (await element.locator(selector).allTextContents()).map(bare);
      await mount({ views: [of(views.preview)], lang });
      assert.equal((await texts(".fact dd"))[0], from);
      assert.deepEqual((await texts(".change bdi")).slice(4, 6), [from, to]);
      await mount({ views: [of(views.done)], lang });
      assert.deepEqual((await texts(".proof .change bdi")).slice(4, 6), [from, to]);
      await mount({ views: [of(views.conflict)], lang });
      assert.equal((await texts(".conflict .change bdi"))[1], from);
      await mount({ views: [of(views.editing)], lang });
      assert.deepEqual(await texts(".sign"), [sign, "%", sign]);
      await done();
    });
  }

  test("in a conversation names the opportunity and both stages", async () => {
    const { element, mount, done } = await opened();
    await mount({ attributes: { variant: "conversation" }, views: [views.preview] });
    assert.deepEqual(await element.locator(".rows dt").allInnerTexts(), ["Opportunity", "Current Stage", "New Stage"]);
    await done();
  });
});

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

/** The id of what has the focus, inside the element. */
const focused = (page) =>
  page.evaluate(() => document.querySelector("opportunity-stage").shadowRoot.activeElement?.id ?? null);

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

describe("what is said aloud", () => {
  test("one status and one alert are there from the start and stay the same elements", async () => {
    const { page, element, mount, done } = await opened();
    await mount({ views: [views.current, { ...views.preview, turn: 3 }, { ...views.refused, turn: 4 }] });
    const regions = element.locator("[role=status], [role=alert]");
    assert.equal(await regions.count(), 2);
    const [status, alert] = [page.getByRole("status"), page.getByRole("alert")];
    const first = await status.elementHandle();
    assert.equal(
      await status.textContent(),
      "The current stage of the Acme opportunity is Proposal/Price Quote.".replace(/(Proposal\/Price Quote)/, "$1"),
    );
    await page.evaluate(() => window.element.propose({ stage: "Closed Won" }));
    assert.equal(await status.textContent(), "Please confirm the details");
    await page.evaluate(() => window.element.confirm());
    assert.equal(await alert.textContent(), "A rule of your org does not allow this update.");
    assert.equal(await status.textContent(), "");
    assert.equal(await first.evaluate((node) => node.isConnected), true);
    await done();
  });

  test("text is never markup", async () => {
    const { element, mount, done } = await opened();
    const evil = "<img src=x onerror=alert(1)>";
    const named = { ...opportunity, name: evil, account: evil, owner: evil };
    await mount({
      views: [
        {
          ...views.current,
          opportunity: named,
          offers: views.current.offers.map((offer) => ({
            ...offer,
            label: evil,
            guidance: "<img src=x onerror=alert(1)>&lt;b>",
          })),
        },
      ],
    });
    assert.equal(await element.locator("img").count(), 0);
    assert.equal(await element.locator("h2").innerText(), evil);
    assert.equal(await element.locator(".guidance").innerText(), "<b>");
    await done();
  });
});

describe("with the keyboard alone", () => {
  test("from the path to the receipt", async () => {
    const { page, mount, sent, done } = await opened();
    const [stage, ...others] = views.preview.card.changes;
    const card = { ...views.preview.card, changes: [{ ...stage, to: "Negotiation/Review" }, ...others] };
    await mount({
      views: [
        views.current,
        { ...views.preview, card, turn: 3 },
        { ...views.editing, turn: 4 },
        { ...views.preview, turn: 5 },
        { ...views.done, turn: 6 },
      ],
    });
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    // The record's link, then the path at the current stage.
    await press("Tab", "Tab", "ArrowRight");
    assert.deepEqual((await sent()).at(-1), { type: "propose", stage: "Negotiation/Review" });
    assert.equal(await focused(page), "", "the focus stays on the stages");
    await press("Tab");
    assert.equal(await activeText(page), "Confirm Update");
    await press("Tab", "Enter");
    assert.equal((await sent()).at(-1).type, "edit");
    assert.equal(await focused(page), "field-Name", "who asked for the form is in it");
    await press("Enter");
    assert.equal((await sent()).at(-1).type, "propose");
    assert.equal(await focused(page), "panel");
    await press("Tab", "Enter");
    assert.equal((await sent()).at(-1).type, "confirm");
    assert.equal(await focused(page), "panel");
    await press("Tab");
    assert.match(await activeText(page), /Acme - 200 Widgets/);
    await press("Tab", "Enter");
    await press("Tab");
    assert.equal(await activeText(page), "Undo");
    await done();
  });

  test("the compact variant unfolds, and Escape folds it up again", async () => {
    const { page, mount, done } = await opened();
    await mount({ attributes: { variant: "compact" }, views: [views.current] });
    const button = page.getByRole("button", { name: "Stage of Acme - 200 Widgets: Proposal/Price Quote" });
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    await page.locator("opportunity-stage .path input:checked").waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    assert.equal(await focused(page), "disclosure");
    await done();
  });
});

const activeText = (page) =>
  page.evaluate(() =>
    document.querySelector("opportunity-stage").shadowRoot.activeElement?.textContent.trim().replace(/\s+/g, " "),
  );

describe("fingers and large print", () => {
  for (const [pointer, size] of [
    ["fine", 24],
    ["coarse", 44],
  ]) {
    test(`targets are ${size} pixels at least with a ${pointer} pointer`, async () => {
      const { page, mount, done } = await opened({
        hasTouch: pointer === "coarse",
        isMobile: pointer === "coarse",
        viewport: { width: 390, height: 800 },
      });
      for (const name of ["guarded", "preview", "refusedForm", "done", "choosing", "refused"]) {
        await mount({ views: [views[name]] });
        const small = await page.evaluate((size) => {
          const { shadowRoot } = window.element;
          return [
            ...shadowRoot.querySelectorAll(
              "button, a, select, textarea, summary, label.stage, .options label, .check label, input:not([type=radio], [type=checkbox])",
            ),
          ]
            .filter((one) => one.checkVisibility())
            .map((one) => ({ one: one.outerHTML.slice(0, 120), height: one.getBoundingClientRect().height }))
            .filter(({ height }) => height < size);
        }, size);
        assert.deepEqual(small, [], name);
      }
      await done();
    });
  }

  test("at 400 % zoom nothing is cut off", async () => {
    const { page, mount, done } = await opened({ viewport: { width: 320, height: 256 } });
    for (const name of ["guarded", "preview", "refusedForm", "conflict", "done"]) {
      await mount({ views: [views[name]] });
      const cut = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(cut <= 0, name);
    }
    await done();
  });
});

describe("right to left", () => {
  test("Arabic turns everything around, and its plurals are its own", async () => {
    const { page, element, mount, done } = await opened();
    await mount({ views: [views.current], lang: "ar" });
    assert.equal(await element.locator(".root").getAttribute("dir"), "rtl");
    assert.match(await element.locator(".fact").nth(3).innerText(), /12 يومًا/);
    const [first, second] = await element
      .locator(".track .stage")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().x));
    assert.ok(first > second, "the path runs from right to left");
    assert.deepEqual(await findings(page), []);
    await done();
  });
});

describe("words", () => {
  test("the nearest `lang` counts, and changes at once", async () => {
    const { page, element, mount, done } = await opened();
    await mount({ views: [views.current] });
    await page.evaluate(() => window.element.setAttribute("lang", "fr-CA"));
    await element.getByRole("button", { name: "Modifier les détails" }).waitFor();
    assert.match(
      await element.locator(".fact dd").first().innerText(),
      /12\s500\s\$\sUS/,
      "the region's own way to write money",
    );
    await page.evaluate(() => {
      window.element.removeAttribute("lang");
      document.documentElement.lang = "xx";
    });
    await element.getByRole("button", { name: "Edit Details" }).waitFor();
    await done();
  });

  test("the host replaces any text, with its parameters", async () => {
    const { element, mount, done } = await opened();
    await mount({
      views: [views.preview],
      properties: { texts: { "button.confirm_update": "Ship it", "ui.card_title": "Sure?" } },
    });
    await element.getByRole("button", { name: "Ship it" }).waitFor();
    assert.equal(await element.locator("h3").first().innerText(), "Sure?");
    await done();
  });

  test("what the portal's owner wrote stays as it is in every language", async () => {
    const { element, mount, done } = await opened();
    const own = views.refusedForm.violations.map((violation, index) =>
      index === 2 ? { ...violation, message: "Talk to Kim first.", authored: true } : violation,
    );
    await mount({ views: [{ ...views.refusedForm, violations: own }], lang: "de" });
    const list = await element.locator(".summary li").allInnerTexts();
    assert.match(list[1], /„Next Step“ gebraucht/);
    assert.match(list[2], /^Talk to Kim first\. Sie dürfen es trotzdem/);
    await done();
  });

  test("a pending, a rejected and a missing approval have three sentences", async () => {
    const { element, mount, done } = await opened();
    const refused = (state, message, help) => ({
      ...views.refusedForm,
      violations: [
        violation("approval_required", message, { help, parameters: { approval: "Director", state }, rule: "board" }),
      ],
    });
    for (const [state, message, help, said] of [
      ["pending", "The approval “Director” is pending.", "Wait for it.", "steht noch aus. Warten Sie darauf."],
      [
        "rejected",
        "The approval “Director” was rejected.",
        "Talk to the approver who rejected it.",
        "wurde abgelehnt. Sprechen Sie mit der Person, die sie abgelehnt hat.",
      ],
      [
        "needed",
        "The approval “Director” is required.",
        "Ask for it first.",
        "wird gebraucht. Bitten Sie zuerst darum.",
      ],
    ]) {
      await mount({ views: [refused(state, message, help)], lang: "de" });
      const shown = (await element.locator(".summary li").innerText()).replace(/\s+/g, " ");
      assert.equal(shown, `Die Genehmigung „Director“ ${said}`);
    }
    await done();
  });
});

describe("print", () => {
  test("leaves out what can only be pressed", async () => {
    const { page, element, mount, done } = await opened();
    await mount({ views: [views.preview] });
    await page.emulateMedia({ media: "print" });
    assert.equal(await element.getByRole("button").count(), 0);
    assert.equal(await element.locator(".card").isVisible(), true);
    await done();
  });
});
