// What the page around the element, its languages and its orgs do to the look.
import assert from "node:assert/strict";
import { test } from "node:test";
import { opened, useDrawnElement } from "./support/drawn-element.mjs";
import { violation, views } from "./support/element-views.mjs";

useDrawnElement();

test("what a page says of its own text does not reach the element", async () => {
  const { page, element, mount, done } = await opened();
  const box = () => element.locator(".root").boundingBox();
  await mount({ views: [views.preview] });
  const before = await box();
  await page.evaluate(() => {
    Object.assign(document.querySelector("main").style, {
      cursor: "crosshair",
      hyphens: "auto",
      letterSpacing: "4px",
      lineHeight: "3",
      listStyle: "square",
      textAlign: "center",
      textIndent: "40px",
      textShadow: "2px 2px red",
      textTransform: "uppercase",
      whiteSpace: "nowrap",
      wordBreak: "break-all",
      wordSpacing: "20px",
    });
  });
  assert.deepEqual(await box(), before);
  const style = await element
    .locator(".message, .card h3")
    .first()
    .evaluate((one) => {
      const { cursor, textShadow, textTransform, wordBreak } = getComputedStyle(one);
      return { cursor, textShadow, textTransform, wordBreak };
    });
  assert.deepEqual(style, { cursor: "auto", textShadow: "none", textTransform: "none", wordBreak: "normal" });
  await done();
});

test("stages of any script have reasons of their own", async () => {
  const { page, element, mount, done } = await opened();
  const names = ["商談中", "見積中", "交渉中"];
  const offers = views.current.offers.map((offer, index) =>
    index < names.length
      ? {
          ...offer,
          value: names[index],
          label: names[index],
          verdict: { ...offer.verdict, type: "denied", violations: [violation("moves_back", names[index])] },
        }
      : offer,
  );
  await mount({ views: [{ ...views.current, offers }] });
  const ids = await element.locator(".reasons dd").evaluateAll((all) => all.map(({ id }) => id));
  assert.equal(new Set(ids).size, names.length);
  assert.deepEqual(
    await element
      .locator(".track input[aria-describedby]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-describedby"))),
    ids,
  );
  await page.close();
  await done();
});

test("a language that changes anywhere around the element is noticed", async () => {
  const { page, element, mount, done } = await opened();
  await mount({ views: [views.current] });
  await page.evaluate(() => {
    const host = document.createElement("section");
    host.attachShadow({ mode: "open" }).append(document.createElement("div"));
    document.querySelector("main").append(host);
    host.shadowRoot.firstElementChild.append(window.element);
    window.host = host;
  });
  const edit = (name) => page.getByRole("button", { name }).waitFor();
  await edit("Edit Details");
  await page.evaluate(() => window.host.setAttribute("lang", "de"));
  await edit("Angaben bearbeiten");
  await page.evaluate(() => window.host.shadowRoot.firstElementChild.setAttribute("lang", "fr"));
  await edit("Modifier les détails");
  assert.equal(await element.locator(".root").getAttribute("lang"), "fr");
  await done();
});

test("many results scroll within the element, and the keyboard reaches the last", async () => {
  const { page, element, mount, done } = await opened({ viewport: { width: 900, height: 700 } });
  const [first] = views.choosing.choices;
  const choices = Array.from({ length: 50 }, (_, index) => ({ ...first, label: `Deal ${index + 1}` }));
  await mount({ views: [{ ...views.choosing, choices }] });
  assert.ok((await element.boundingBox()).height < 700);
  const last = page.getByRole("button", { name: /^Deal 50/ });
  await page.getByRole("button", { name: /^Deal 49/ }).focus();
  await page.keyboard.press("Tab");
  const seen = await last.evaluate((one) => {
    const box = one.closest(".choices").getBoundingClientRect();
    const { top, bottom } = one.getBoundingClientRect();
    return one.matches(":focus") && top >= box.top && bottom <= box.bottom;
  });
  assert.ok(seen);
  await done();
});

for (const [name, prepare] of [
  ["on paper", (page) => page.emulateMedia({ media: "print" })],
  ["in the system's colours", (page) => page.emulateMedia({ forcedColors: "active" })],
]) {
  test(`${name} no word of a stage is broken, and its marks are as dark as its words`, async () => {
    const { page, element, mount, done } = await opened({ viewport: { width: 900, height: 700 } });
    await mount({ views: [views.guarded] });
    await prepare(page);
    const lines = await element.locator(".track .stage-label").evaluateAll((all) =>
      all.map((label) => {
        const range = document.createRange();
        range.selectNodeContents(label);
        // One rectangle for each line of each text, however it is nested.
        return {
          words: label.textContent.trim().split(/[\s/]+/).length,
          lines: new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size,
        };
      }),
    );
    assert.deepEqual(
      lines.filter(({ words, lines }) => lines > words),
      [],
    );
    if (name !== "on paper") {
      const [mark, word] = await element
        .locator(".outcomes .icon, .outcomes .stage-label")
        .evaluateAll((all) => all.map((one) => getComputedStyle(one).color));
      assert.equal(mark, word);
    }
    await done();
  });
}

test("a text takes no more characters than its field", async () => {
  const { page, mount, done } = await opened();
  await mount({ views: [views.editing] });
  const next = page.getByLabel("Next Step");
  assert.equal(await next.getAttribute("maxlength"), "50");
  assert.equal(await page.getByLabel("Description").getAttribute("maxlength"), "32000");
  assert.equal(await page.getByLabel("Amount").getAttribute("maxlength"), null);
  await done();
});
