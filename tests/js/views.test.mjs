// How the page draws each view, with a stand-in for the package: no org is needed, and hard cases come as given.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { launch } from "./support/browser.mjs";
import { serveFakePage, showView } from "./support/fake-page.mjs";
import { views } from "./support/views.mjs";

let folder;
let site;
let browser;

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  site = await serveFakePage(folder);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true });
});

/** Opens the page on one view, and fails on anything that the console complains about: a policy, an exception. */
async function shown(view, options = {}) {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await showView(page, site.origin, view);
  assert.deepEqual(complaints, []);
  return {
    page,
    sent: () => page.evaluate(() => window.fakeConversation.sent.slice(1)),
    close: () => context.close(),
  };
}

for (const [name, view] of Object.entries(views)) {
  test(`${name} fits into 360 and into 1600 pixels`, async () => {
    const { page, close } = await shown(view, { viewport: { width: 1600, height: 800 } });
    for (const width of [1600, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${wider} px too wide at ${width}`);
    }
    await close();
  });
}

test("the message keeps its emphasis, and its link opens apart", async () => {
  const { page, close } = await shown(views.current);
  const message = page.locator(".message");
  assert.match(await message.innerText(), /^The current stage of the Acme opportunity is Proposal\/Price Quote\./);
  assert.equal(await message.locator("strong").innerText(), "Proposal/Price Quote");
  const link = message.getByRole("link", { name: "Acme - 200 Widgets" });
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  assert.equal(await page.locator("#status").textContent(), views.current.message);
  await close();
});

test("a receipt that was opened stays open when the same turn gets a later view", async () => {
  const { page, close } = await shown(views.done);
  await page.locator("article details.receipt summary").click();
  await page.evaluate(() => window.fakeConversation.send({ type: "cancel" }));
  assert.equal(await page.locator("article details.receipt").getAttribute("open"), "");
  await close();
});

test("text is never markup", async () => {
  const evil = "<img src=x onerror=alert(1)>";
  const view = { ...views.preview, card: { ...views.preview.card, rows: [{ label: evil, value: evil }] } };
  const { page, close } = await shown({ ...view, parts: [{ text: evil, strong: true }], message: evil });
  assert.equal(await page.locator("article img").count(), 0);
  assert.equal((await page.getByText(evil).count()) > 2, true);
  await close();
});

test("the card tells what you change from what Salesforce changes, and has the three buttons", async () => {
  const { page, sent, close } = await shown(views.preview);
  const card = page.locator(".card");
  assert.deepEqual(await card.locator(".rows dt").allInnerTexts(), ["Opportunity", "Current Stage", "New Stage"]);
  assert.match(await card.innerText(), /Salesforce will also change\s+Probability \(%\)\s+75\s*→\s*100/);
  const buttons = page.locator("article .buttons button");
  assert.deepEqual(await buttons.allInnerTexts(), ["Confirm Update", "Edit Details", "Cancel"]);
  assert.deepEqual(await buttons.evaluateAll((all) => all.map((button) => button.className)), [
    "filled",
    "outlined",
    "outlined",
  ]);
  await buttons.first().click();
  assert.deepEqual(await sent(), [{ type: "confirm" }]);
  await close();
});

test("the form has typed inputs, violations on their fields, and hands over values", async () => {
  const { page, sent, close } = await shown(views.editing);
  const discount = page.getByLabel("Discount");
  assert.equal(await discount.getAttribute("type"), "number");
  assert.equal(await discount.getAttribute("aria-invalid"), "true");
  const described = await discount.getAttribute("aria-describedby");
  assert.match(await page.locator(`[id="${described}"]`).innerText(), /^Discount may have three digits/);
  assert.equal(await page.getByLabel("Close Date").getAttribute("type"), "date");
  assert.equal(await page.getByLabel("Monthly Recurring Revenue").isDisabled(), true);

  await page.getByLabel("Stage", { exact: true }).selectOption("Closed Lost");
  await page.getByLabel("Close Date").fill("2026-12-01");
  await discount.fill("");
  await page.getByRole("button", { name: "Preview Changes" }).click();
  assert.deepEqual(await sent(), [
    {
      type: "propose",
      stage: "Closed Lost",
      fields: { Name: "Acme - 200 Widgets", CloseDate: "2026-12-01", Discount__c: null },
    },
  ]);
  await close();
});

test("a problem is said aloud once and shows every error and the help", async () => {
  const { page, close } = await shown(views.refused);
  assert.equal(await page.locator("#alert").textContent(), views.refused.problem.message);
  const text = await page.locator(".problem").innerText();
  assert.match(text, /A closed opportunity needs a loss reason\.\s+The amount is above what you may approve\./);
  assert.match(text, /Fill in the field and try again\.\s+validation_rule · HTTP 400/);
  await close();
});

test("in a conflict it is chosen of the own fields whose value counts", async () => {
  const { page, sent, close } = await shown(views.conflict);
  const rows = page.locator(".conflict tbody tr");
  assert.deepEqual(await rows.locator("th").allInnerTexts(), ["Stage", "Discount", "Opportunity Name"]);
  assert.equal(await rows.last().getByRole("radio").count(), 0, "nothing of one's own is in the other's field");
  await page.getByRole("radio", { name: "Stage: take theirs" }).check();
  await page.getByRole("button", { name: "Merge Field by Field" }).click();
  assert.deepEqual(await sent(), [
    { type: "resolve", keep: "merge", fields: { StageName: "theirs", Discount__c: "mine" } },
  ]);
  await close();
});

test("it works by keyboard alone, and the focus follows", async () => {
  const { page, sent, close } = await shown(views.choosing);
  await page.locator(".choice").first().focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await sent(), [{ type: "choose", id: "006R0000001rboIIAQ" }]);
  assert.equal(await page.evaluate(() => document.activeElement?.closest("article") !== null), true);
  await close();
});
