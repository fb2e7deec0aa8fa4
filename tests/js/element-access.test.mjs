// The element for everyone: said aloud, by keyboard, with fingers and large print, from right to left, in words, on paper.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { activeText, findings, focused, opened, useDrawnElement } from "./support/drawn-element.mjs";
import { opportunity, violation, views } from "./support/element-views.mjs";

useDrawnElement();

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

  test("help is localized by its code, and stays as it is without one", async () => {
    const { element, mount, done } = await opened();
    const said = (helpCode) => ({
      ...violation("moves_back", "It cannot go back.", { help: "Choose a later stage.", helpCode }),
    });
    await mount({
      views: [{ ...views.refusedForm, violations: [said("choose_later_stage"), said(null)] }],
      lang: "de",
    });
    const help = await element.locator(".summary .help").allInnerTexts();
    assert.deepEqual(help, ["Wählen Sie eine spätere Phase.", "Choose a later stage."]);
    await done();
  });

  test("a duplicate names the rule and the records that it found", async () => {
    const { element, mount, done } = await opened();
    await mount({ views: [views.duplicate], lang: "de" });
    const [found] = await element.locator(".notice.bad li").allInnerTexts();
    assert.equal(found, "One_Deal_A_Year: 006000000000002AAA, 006000000000003AAA");
    await done();
  });

  test("a pending, a rejected and a missing approval have three sentences", async () => {
    const { element, mount, done } = await opened();
    const refused = (state, helpCode) => ({
      ...views.refusedForm,
      violations: [
        violation("approval_required", `The approval is ${state}.`, {
          help: "English",
          helpCode,
          parameters: { approval: "Director", state },
          rule: "board",
        }),
      ],
    });
    for (const [state, helpCode, said] of [
      ["pending", "await_approval", "steht noch aus. Warten Sie darauf."],
      ["rejected", "ask_approver", "wurde abgelehnt. Sprechen Sie mit der Person, die sie abgelehnt hat."],
      ["needed", "request_approval", "wird gebraucht. Bitten Sie zuerst darum."],
    ]) {
      await mount({ views: [refused(state, helpCode)], lang: "de" });
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
