// What the element does without until it is wanted: a record that is only looked at needs its first files alone.
import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { browser, org, sandbox, site, useElementPage } from "./support/element-org.mjs";
import { openElementPage } from "./support/element-page.mjs";

const DEAL = "Acme - 200 Widgets";
const LATER = "**/element-more-*.js";
/** A code that no text was found for. */
const CODE = /\b(?:ui|text|step|row|reason|undecided|button|problem|help)\.[a-z_]+\b/;

useElementPage();

let deal;
let visit;
let asked;
beforeEach(async () => {
  await visit?.close();
  await org.reset();
  deal = await org.opportunity(DEAL);
  visit = await openElementPage(browser, site.origin);
  asked = [];
  visit.page.on("request", (request) => asked.push(new URL(request.url()).pathname.split("/").at(-1)));
});
after(() => visit?.close());

async function mount(attributes = { opportunity: deal.Id }, lang = "en") {
  const { instanceUrl, accessToken } = sandbox;
  await visit.mount({
    attributes: { "instance-url": instanceUrl, ...attributes },
    properties: { allowedOrigins: [instanceUrl], accessToken },
    lang,
  });
}
const isAsked = () => asked.some((name) => name.startsWith("element-more-"));
const button = (name) => visit.element.getByRole("button", { name });
const title = () => visit.element.getByRole("heading", { name: DEAL });
const text = () => visit.element.evaluate((element) => element.shadowRoot.textContent);

describe("a record that is only looked at", () => {
  for (const lang of ["en", "de"]) {
    test(`is whole without them, in ${lang}`, async () => {
      await visit.page.route(LATER, (route) => route.abort());
      await mount({ opportunity: deal.Id }, lang);
      await title().waitFor();
      assert.doesNotMatch(await text(), CODE);
      assert.equal(isAsked(), false);
    });
  }

  test("and so is a record that cannot be opened", async () => {
    await visit.page.route(LATER, (route) => route.abort());
    await mount({ opportunity: "006000000000999AAA" });
    await visit.element.locator("[part~=notice-error]").waitFor();
    assert.doesNotMatch(await text(), CODE);
    assert.equal(isAsked(), false);
  });

  test("does not wait for them when a stage is chosen: to point at the path loads them", async () => {
    await mount();
    await title().waitFor();
    const arrived = visit.page.waitForResponse((response) => response.url().includes("element-more-"));
    await visit.element.locator("[part~=stage]").last().hover();
    await arrived;
    assert.equal(isAsked(), true);
  });
});

describe("what is wanted", () => {
  test("is drawn as a whole when its file has come, with the focus in it", async () => {
    let resolve;
    const promise = new Promise((settle) => (resolve = settle));
    await visit.page.route(LATER, async (route) => {
      await promise;
      await route.continue();
    });
    await mount();
    await title().waitFor();
    await button("Edit Details").click();
    // What was drawn stays until then.
    assert.equal(await visit.element.locator("form").count(), 0);
    assert.equal(await title().isVisible(), true);
    resolve();
    await visit.element.locator("form").waitFor();
    assert.equal(await visit.element.evaluate((it) => it.shadowRoot.activeElement?.closest("form") !== null), true);
    assert.notEqual(await visit.element.locator("form").evaluate((it) => getComputedStyle(it).display), "inline");
  });

  test("is named where its file does not come, and another try loads it", async () => {
    await visit.page.route(LATER, (route) => route.abort());
    await mount();
    await title().waitFor();
    await button("Edit Details").click();
    await visit.element.getByText("A part of this page could not be loaded.").first().waitFor();
    const reported = await visit.page.evaluate(() =>
      window.events
        .filter(({ name }) => name === "opportunity-problem")
        .map(({ detail: { problem } }) => [problem.code, problem.retryable]),
    );
    assert.deepEqual(reported, [["wasm_unavailable", true]]);
    assert.equal(await title().isVisible(), true);
    await visit.page.unroute(LATER);
    await button("Try Again").click();
    await visit.element.locator("form").waitFor();
    assert.equal(await visit.element.getByText("A part of this page could not be loaded.").count(), 0);
  });

  for (const variant of ["compact", "conversation"]) {
    test(`the variant ${variant} loads what it is drawn with`, async () => {
      await mount({ opportunity: deal.Id, variant });
      await visit.element.locator(variant === "compact" ? "[part~=disclosure]" : "[part~=say]").waitFor();
      assert.equal(isAsked(), true);
      assert.doesNotMatch(await text(), CODE);
    });
  }

  test("a look-up loads what it is drawn with", async () => {
    await mount({});
    await visit.element.getByRole("searchbox").waitFor();
    assert.equal(isAsked(), true);
  });
});
