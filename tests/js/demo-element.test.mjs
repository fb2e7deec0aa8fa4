// The page's element in its variants, with its events, requests and switches.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { startDemo } from "./support/demo.mjs";

const DEAL = "Acme - 200 Widgets";
const PROFILES = ["no-record-types", "multi-currency", "no-custom-fields", "hidden-field", "rules"];

let demo;
let visit;
let page;
let element;
before(async () => {
  demo = await startDemo({ generate: 30 });
});
after(() => demo?.stop());
beforeEach(async () => {
  await demo.org.reset();
  visit = await demo.open({ viewport: { width: 1280, height: 900 } });
  page = visit.page;
  element = page.locator("#frame opportunity-stage");
});
afterEach(() => visit.leave());

const stage = (name) => element.getByRole("radio", { name: new RegExp(`^${name}`) });
const eventEntry = (name) => page.locator(`#events [data-event="${name}"]`);
const wired = (page) => page.locator("#element-wire .entries li:not(.preflight)");
/** Which stage the path says that the record has. */
const current = (name) => element.locator('input[aria-current="step"]').and(stage(name)).waitFor();

test("the stage is changed, and events and requests say how", async () => {
  await current("Proposal");
  await eventEntry("opportunity-open").waitFor();
  const before = await wired(page).count();
  assert.ok(before > 0);
  await stage("Negotiation").press("Space");
  await eventEntry("stage-proposed").waitFor();
  assert.equal(await wired(page).count(), before, "a preview sends nothing");
  await element.getByRole("button", { name: "Confirm Update" }).click();
  await eventEntry("stage-saved").waitFor();
  assert.equal(await eventEntry("before-save").count(), 1);
  await eventEntry("stage-saved").locator("summary").click();
  assert.match(await eventEntry("stage-saved").locator("pre").innerText(), /"StageName": "Negotiation\/Review"/);
  const write = wired(page).filter({ hasText: "/composite" }).first();
  await write.locator("summary").click();
  assert.match(await write.innerText(), /"StageName": "Negotiation\/Review"/);
  assert.equal((await demo.org.opportunity(DEAL)).StageName, "Negotiation/Review");
  await page.locator("#element-wire .preflight").first().waitFor();
  assert.ok(!(await page.locator("#element-wire").textContent()).toLowerCase().includes("bearer "));
});

test("an opened event shows its detail at once, and stays open while its run goes on", async () => {
  await current("Proposal");
  await eventEntry("opportunity-open").waitFor();
  const emit = (state) =>
    page.locator("#frame").evaluate((frame, state) => {
      frame.dispatchEvent(new CustomEvent("view-change", { detail: { view: { state } } }));
    }, state);
  await emit("finding");
  const opened = await eventEntry("view-change").first().elementHandle();
  const shown = await opened.evaluate((entry) => {
    entry.querySelector("summary").click();
    return entry.querySelector("pre").innerText;
  });
  assert.match(shown, /"state": "finding"/);
  await emit("choosing");
  const later = await opened.evaluate((entry) => [
    entry.isConnected,
    entry.querySelector("details").open,
    entry.querySelector("pre").innerText,
  ]);
  assert.deepEqual(later.slice(0, 2), [true, true]);
  assert.match(later[2], /"state": "choosing"/);
});

test("variants and themes keep where the flow stands, and the tag says what they take", async () => {
  await current("Proposal");
  const before = await wired(page).count();
  for (const variant of ["Compact", "Conversation", "Path"]) {
    await page.getByRole("radio", { name: variant, exact: true }).press("Space");
    await page.locator(`#frame opportunity-stage[variant="${variant.toLowerCase()}"]`).waitFor();
    const tag = await page.locator("#tag").textContent();
    assert.equal(tag.includes(`variant="${variant.toLowerCase()}"`), variant !== "Path", tag);
    await element.getByText("Proposal/Price Quote").first().waitFor();
  }
  await page.getByLabel("Theme").selectOption("contrast");
  assert.match(await page.locator("#tag").textContent(), /theme="contrast"/);
  assert.equal(await wired(page).count(), before, "looks ask nothing of the org");
});

test("it begins with an account, or with a search", async () => {
  await page.getByLabel("Opens with").selectOption("account");
  await element.getByRole("button", { name: /Acme - Service Renewal/ }).waitFor();
  await page.getByLabel("Opens with").selectOption("search");
  const search = element.getByRole("searchbox");
  await search.fill("Edge");
  await search.press("Enter");
  await element.getByRole("button", { name: /Edge Emergency Generator/ }).click();
  await current("Id. Decision Makers");
});

test("it speaks the languages; Arabic turns the element around and leaves the English page alone", async () => {
  const spoken = new Map();
  for (const language of ["en", "de", "fr", "es", "pt-BR", "ja", "ar"]) {
    await page.getByLabel("Language").selectOption(language);
    await element.locator(`.root[lang="${language}"]`).waitFor();
    spoken.set(language, await element.getByRole("group").first().innerText());
    const direction = (selector) => page.locator(selector).evaluate((one) => getComputedStyle(one).direction);
    assert.equal(await direction("#frame opportunity-stage .root"), language === "ar" ? "rtl" : "ltr");
    for (const english of ["body", "#frame", "#events", "#log"]) assert.equal(await direction(english), "ltr", english);
  }
  assert.equal(new Set(spoken.values()).size, spoken.size, "each in its own words");
  for (const width of [1600, 1280, 768, 360, 280]) {
    await page.setViewportSize({ width, height: 900 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider <= 0, `${wider} px too wide at ${width}`);
  }
});

test("the kind of org is switched without a restart, and the same record opens in each", async () => {
  for (const profile of PROFILES) {
    await current("Proposal");
    const reset = page.waitForResponse((response) => response.url().endsWith("/sandbox/reset"));
    await page.getByLabel("Kind of org").selectOption(profile);
    const reported = await (await reset).json();
    assert.deepEqual([reported.profiles, reported.generate], [[profile], 30]);
    await current("Proposal");
    await element.getByText(DEAL).first().waitFor();
  }
});

test("its place is painted before the WebAssembly is there, and nothing jumps when it comes", async () => {
  const context = await demo.browser.newContext({ viewport: { width: 1280, height: 900 } });
  const slow = await context.newPage();
  await slow.addInitScript(() => {
    window.jumped = 0;
    const add = (list) => list.getEntries().forEach(({ value }) => (window.jumped += value));
    new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  });
  const { promise: allowed, resolve: allow } = deferred();
  await slow.route("**/core.wasm", async (route) => {
    await allowed;
    await route.continue();
  });
  await slow.goto(demo.origin, { waitUntil: "commit" });
  const bare = await slow.locator("#frame").boundingBox();
  const painted = () => performance.getEntriesByName("first-contentful-paint").length > 0;
  await slow.waitForFunction(painted);
  allow();
  await slow.locator('#frame input[aria-current="step"]').waitFor();
  const drawn = await slow.locator("#frame").boundingBox();
  assert.deepEqual([drawn.y, drawn.height], [bare.y, bare.height]);
  // What browsers' makers call good is below 0.1.
  const jumped = await slow.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(window.jumped))));
  assert.ok(jumped < 0.01, `layout shift ${jumped}`);
  await context.close();
});

/** Node 20 has no `Promise.withResolvers`. */
function deferred() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}

test("a request takes one line of the panel, with its whole address on demand", async () => {
  await current("Proposal");
  const entry = wired(page).filter({ hasText: "…/picklist-values/" }).first();
  await entry.waitFor();
  const path = entry.locator(".path");
  assert.match(await path.innerText(), /^…\/picklist-values\/012…$/);
  assert.match(await path.getAttribute("title"), /^\/services\/data\/v.*\/012\w{15}$/);
  const tall = await page
    .locator("#element-wire summary")
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height).filter((height) => height > 32));
  assert.deepEqual(tall, []);
  await entry.locator("summary").click();
  assert.match(await entry.innerText(), /GET http:.*\/services\/data\/v.*\/012\w{15}/);
});

test("the copy buttons copy the text next to them", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  for (const id of ["embed", "tag", "own-origin", "own-callback"]) {
    const button = page.locator(`[data-copy="${id}"]`);
    await button.click();
    await page.locator("#status", { hasText: "Copied" }).waitFor({ state: "attached" });
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await page.locator(`#${id}`).textContent());
    await page.evaluate(() => (document.getElementById("status").textContent = ""));
  }
  assert.equal(await page.locator("#own-origin").textContent(), demo.origin);
  assert.equal(await page.locator("#own-callback").textContent(), `${demo.origin}/signed-in.html`);
});

const announced = (text) => page.locator("#announced li").filter({ hasText: text }).first().waitFor();

test("the keys that the page names do what it says, and it lists what is announced", async () => {
  await current("Proposal");
  await page.locator("#settings [name=profile]").focus();
  // Tab comes to the current stage by way of the link to the record.
  for (let tries = 0; tries < 4; tries += 1) {
    await page.keyboard.press("Tab");
    if (await stage("Proposal").evaluate((input) => input.getRootNode().activeElement === input)) break;
  }
  assert.ok(await stage("Proposal").evaluate((input) => input.getRootNode().activeElement === input));
  await page.keyboard.press("ArrowRight");
  await announced("Please confirm the details");
  assert.deepEqual((await demo.org.log()).writes, []);
  await element.getByRole("button", { name: "Confirm Update" }).focus();
  await page.keyboard.press("Enter");
  await announced("updated the opportunity");
  assert.equal((await demo.org.log()).writes.length, 1);

  await page.getByRole("radio", { name: "Conversation", exact: true }).press("Space");
  const line = element.getByRole("combobox");
  await line.focus();
  await page.keyboard.press("ArrowDown");
  await element.getByRole("option").first().waitFor();
  await announced(/suggestions?$/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.notEqual(await line.inputValue(), "");
  await line.fill("");
  await element.getByRole("option").first().waitFor();
  await page.keyboard.press("Escape");
  await element.getByRole("listbox").waitFor({ state: "hidden" });
});
