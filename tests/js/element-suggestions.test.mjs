// What the element's conversation suggests while a sentence is typed: by keyboard, for screen readers, in several languages.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { axeFindings } from "./support/axe.mjs";
import { browser, org, sandbox, site, useElementPage } from "./support/element-org.mjs";
import { openElementPage } from "./support/element-page.mjs";

const DEAL = "Acme - 200 Widgets";

useElementPage();
beforeEach(() => org.reset());

/** A conversation about the deal, in a language. */
async function talking(lang = "en", options = {}) {
  const visit = await openElementPage(browser, site.origin, options);
  const { Id } = await org.opportunity(DEAL);
  const { instanceUrl, accessToken } = sandbox;
  await visit.mount({
    lang,
    attributes: { "instance-url": instanceUrl, opportunity: Id, variant: "conversation" },
    properties: { accessToken, allowedOrigins: [instanceUrl] },
  });
  await visit.element.locator(".turn[data-state=current]").last().waitFor();
  return {
    ...visit,
    line: visit.element.getByRole("combobox"),
    option: (name) => visit.element.getByRole("option", { name }),
    /** The names of the options, once there are any. */
    async options() {
      await visit.element.getByRole("option").first().waitFor();
      return (await visit.element.getByRole("option").allInnerTexts()).map((text) => text.trim());
    },
    async leave() {
      assert.deepEqual(visit.complaints, []);
      await visit.close();
    },
  };
}

const findings = (page) => axeFindings(page, { within: "opportunity-stage" });

describe("suggestions", () => {
  test("are taken by keyboard, and nothing is said before it is sent", async () => {
    const { page, line, element, options, leave } = await talking();
    assert.equal(await line.getAttribute("aria-expanded"), "false");
    await line.focus();
    await page.keyboard.press("ArrowDown");
    assert.ok((await options()).includes("Who owns it?"));
    assert.equal(await line.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Escape");
    await element.getByRole("listbox").waitFor({ state: "hidden" });
    await line.pressSequentially("move it to nego");
    // While a person types, the list follows one letter after the other.
    await element.getByRole("option", { name: "move it to Negotiation/Review", exact: true }).waitFor();
    assert.deepEqual(await options(), ["move it to Negotiation/Review"]);
    assert.equal(await line.getAttribute("aria-activedescendant"), null, "nothing is chosen by itself");
    await page.keyboard.press("ArrowDown");
    await element.locator("[role=option][aria-selected=true]").waitFor();
    assert.equal(await line.getAttribute("aria-activedescendant"), "suggestion-0");
    assert.equal(await page.evaluate(() => window.element.shadowRoot.activeElement.id), "sentence");
    await page.keyboard.press("Enter");
    assert.equal(await line.inputValue(), "move it to Negotiation/Review");
    assert.equal(await element.locator(".said").count(), 0);
    await page.keyboard.press("Enter");
    await element.getByRole("button", { name: "Confirm Update" }).waitFor();
    assert.deepEqual((await org.log()).writes, []);
    await leave();
  });

  test("are taken with the mouse, and the focus stays in the line", async () => {
    const { page, line, option, leave } = await talking();
    await line.click();
    await option("Who owns it?").click();
    assert.equal(await line.inputValue(), "Who owns it?");
    assert.equal(await page.evaluate(() => window.element.shadowRoot.activeElement.id), "sentence");
    await leave();
  });

  test("go round with the arrows", async () => {
    const { page, line, options, element, leave } = await talking();
    await line.focus();
    await page.keyboard.press("ArrowDown");
    const count = (await options()).length;
    await page.keyboard.press("ArrowUp");
    await element.locator(`#suggestion-${count - 1}[aria-selected=true]`).waitFor();
    await page.keyboard.press("ArrowDown");
    await element.locator("#suggestion-0[aria-selected=true]").waitFor();
    await leave();
  });

  test("are announced, and leave with the focus", async () => {
    const { page, line, element, options, leave } = await talking();
    await line.fill("who");
    assert.deepEqual(await options(), ["Who owns it?"]);
    await element
      .getByRole("status")
      .filter({ hasText: /^\s*1 suggestion\s*$/ })
      .waitFor({ state: "attached" });
    await page.keyboard.press("Tab");
    await element.getByRole("listbox").waitFor({ state: "hidden" });
    await leave();
  });

  for (const [lang, typed, completed, asked] of [
    ["en", "move it to nego", "move it to Negotiation/Review", "Who owns it?"],
    ["ja", "それを交", "それをNegotiation/Review", "所有者は誰ですか？"],
    ["ar", "انقلها إلى تفاو", "انقلها إلى Negotiation/Review", "من هو المالك؟"],
  ]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`come in ${lang}, ${colorScheme}, and axe finds nothing`, async () => {
        const { page, line, options, leave } = await talking(lang, { colorScheme, reducedMotion: "reduce" });
        await line.click();
        assert.ok((await options()).includes(asked));
        await page.keyboard.press("ArrowDown");
        assert.deepEqual(await findings(page), []);
        await line.fill(typed);
        await page.waitForFunction(
          (completed) => window.element.shadowRoot.querySelector("[role=option]")?.innerText.trim() === completed,
          completed,
        );
        assert.deepEqual(await findings(page), []);
        await leave();
      });
    }
  }

  for (const [lang, viewport, clipped] of [
    ["en", { width: 1280, height: 900 }, false],
    ["ar", { width: 360, height: 740 }, false],
    ["en", { width: 360, height: 740 }, true],
  ]) {
    test(`are whole where there is no room below, ${lang}, ${viewport.width} px${clipped ? ", in a box that clips" : ""}`, async () => {
      const { page, line, element, options, leave } = await talking(lang, { viewport });
      const list = element.getByRole("listbox");
      /** How far the list stands out of what can be seen of it: of the window, or of the box. */
      const cut = () =>
        page.evaluate(() => {
          const list = window.element.shadowRoot.querySelector(".suggestions").getBoundingClientRect();
          const box = document.querySelector("[data-box]")?.getBoundingClientRect();
          const { top = 0, bottom = innerHeight } = box ?? {};
          return Math.max(0, top - list.top, list.bottom - bottom, -list.left, list.right - innerWidth);
        });
      const place = (space) =>
        page.evaluate(
          ([clipped, space]) => {
            const { element } = window;
            document.body.style.paddingBlockEnd = "0";
            element.style.marginBlockStart = "0";
            const room = innerHeight - element.getBoundingClientRect().bottom - scrollY;
            element.style.marginBlockStart = `${Math.max(0, room - space)}px`;
            element.parentElement.toggleAttribute("data-box", clipped);
            element.parentElement.style.overflow = clipped ? "hidden" : "";
            scrollTo(0, document.documentElement.scrollHeight);
          },
          [clipped, space],
        );
      const above = () => list.evaluate((one) => one.classList.contains("above"));
      await place(0);
      await line.click();
      await options();
      assert.equal(await above(), true);
      assert.equal(await cut(), 0);
      // Taking one by the keyboard is the same upwards.
      await page.keyboard.press("ArrowDown");
      await element.locator("#suggestion-0[aria-selected=true]").waitFor();
      await page.keyboard.press("Escape");
      if (clipped) return leave();
      await page.evaluate(() => {
        window.element.style.marginBlockStart = "0";
        document.body.style.paddingBlockEnd = "40rem";
        scrollTo(0, 0);
      });
      await line.click();
      await options();
      const fits = await page.evaluate(() => {
        const line = window.element.shadowRoot.querySelector(".say").getBoundingClientRect();
        return innerHeight - line.bottom > window.element.shadowRoot.querySelector(".suggestions").offsetHeight;
      });
      assert.equal(await above(), !fits);
      assert.equal(await cut(), 0);
      await leave();
    });
  }

  test("follow the element's language, with the conversation", async () => {
    const { page, line, element, options, leave } = await talking("en");
    await page.evaluate(() => (document.documentElement.lang = "de"));
    await element.locator(".root[lang=de]").waitFor();
    await line.click();
    assert.ok((await options()).includes("Wem gehört sie?"));
    await line.fill("setze sie auf verhandlung");
    await page.keyboard.press("Enter");
    await element.locator(".card").waitFor();
    await leave();
  });
});
