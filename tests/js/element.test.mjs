// How the element draws each view: all states in all variants, the path, the search and the card.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { findings, focused, opened, useDrawnElement, VARIANTS } from "./support/drawn-element.mjs";
import { opportunity, views } from "./support/element-views.mjs";

useDrawnElement();

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
