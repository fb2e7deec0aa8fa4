// Each switch of the page, and that what its line promises is what happens.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { startDemo } from "./support/demo.mjs";

const DEAL = "Acme - 200 Widgets";
const WANTED = "Negotiation/Review";

let demo;
let visit;
let page;
let element;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());
beforeEach(async () => {
  await demo.org.reset();
  visit = await demo.open({ viewport: { width: 1280, height: 900 } });
  page = visit.page;
  element = page.locator("#frame opportunity-stage");
  await element.locator('input[aria-current="step"]').waitFor();
});

const button = (name) => element.getByRole("button", { name });
const eventEntry = (name) => page.locator(`#events [data-event="${name}"]`);
const toggle = (title) => page.getByRole("switch", { name: title });
const statuses = () => page.locator("#element-wire .entries li:not(.preflight) .status").allInnerTexts();
const held = async () => (await demo.org.opportunity(DEAL)).StageName;
const updates = async () =>
  (await demo.org.log()).writes.filter(({ object, changes }) => object === "Opportunity" && changes.StageName);

async function fault(title) {
  const turned = page.waitForResponse(
    (answer) => /\/sandbox\/faults$/.test(answer.url()) && answer.request().method() === "PUT",
  );
  await toggle(title).check();
  await turned;
}

async function propose(stage = WANTED) {
  await element.getByRole("radio", { name: new RegExp(`^${stage}`) }).press("Space");
  await button("Confirm Update").waitFor();
}

async function confirm() {
  await propose();
  await button("Confirm Update").click();
}

/** The problem that the element tells the page. */
async function problem() {
  const entry = eventEntry("opportunity-problem").first();
  await entry.waitFor();
  return entry.locator(".time").innerText();
}

test("another user edits it: nothing is overwritten, and the user decides", async () => {
  await fault("Another user edits it");
  await confirm();
  await element.locator(".conflict").waitFor();
  assert.equal(await held(), "Perception Analysis");
  await button("Keep Mine").click();
  // What was decided is shown on the record as it is now, and confirmed like any change.
  await element.locator('input[aria-current="step"][value="Perception Analysis"]').waitFor({ state: "attached" });
  await button("Confirm Update").click();
  await eventEntry("stage-saved").waitFor();
  assert.equal(await held(), WANTED);
  await visit.leave();
});

test("an expired session: gets a new token and repeats the request", async () => {
  await propose();
  await fault("The session expires");
  await button("Confirm Update").click();
  await eventEntry("stage-saved").waitFor();
  assert.deepEqual((await statuses()).slice(0, 2), ["200", "401"]);
  assert.equal((await updates()).length, 1);
  await visit.leave({ complaints: [/status of 401/] });
});

test("a row lock: retries and saves once", async () => {
  await fault("The row is locked");
  await confirm();
  await eventEntry("stage-saved").waitFor();
  assert.equal((await updates()).length, 1);
  const sent = (await demo.org.log()).requests.filter(
    ({ path, preflight }) => /v[\d.]+\/composite$/.test(path) && !preflight,
  );
  assert.equal(sent.length, 2);
  await visit.leave();
});

test("a slow network: shows the step, and Cancel aborts the request", async () => {
  await propose();
  await fault("The network is slow");
  await button("Confirm Update").click();
  await element.getByRole("status").filter({ hasText: "Updating the opportunity" }).waitFor({ state: "attached" });
  await eventEntry("stage-saved").waitFor();
  await visit.say("What's the current stage of the Acme opportunity?", "finding");
  await visit.press("Cancel", "idle");
  await page.locator("#requests .status", { hasText: "aborted" }).first().waitFor();
  await visit.leave();
});

test("a lost response: reads the record before it retries, and writes once", async () => {
  await propose();
  await fault("The answer is lost");
  await button("Confirm Update").click();
  await eventEntry("stage-saved").waitFor();
  assert.equal((await updates()).length, 1);
  assert.equal(await held(), WANTED);
  assert.ok((await statuses()).includes("no answer"));
  await visit.leave({ complaints: [/ERR_/] });
});

test("a server error: retries, and shows no markup", async () => {
  await propose();
  await fault("The server fails");
  await button("Confirm Update").click();
  await eventEntry("stage-saved").waitFor();
  assert.equal((await statuses()).filter((status) => status === "503").length, 2);
  assert.equal((await updates()).length, 1);
  await visit.leave({ complaints: [/status of 503/] });
});

test("no network: keeps the changes and offers to try again", async () => {
  await propose();
  await toggle("No network").check();
  await button("Confirm Update").click();
  assert.equal(await problem(), "offline");
  assert.equal(await held(), "Proposal/Price Quote");
  await toggle("No network").uncheck();
  await button(/try again|confirm/i)
    .first()
    .click();
  await eventEntry("stage-saved").waitFor();
  assert.equal(await held(), WANTED);
  await visit.leave();
});

test("a validation rule: shows its text and offers to try again", async () => {
  await fault("A rule refuses it");
  await confirm();
  assert.equal(await problem(), "validation_rule");
  await element.getByText("Close dates of this quarter are frozen").first().waitFor();
  assert.equal(await held(), "Proposal/Price Quote");
  await button("Edit Details").click();
  await button("Review Changes").click();
  await button("Confirm Update").click();
  await eventEntry("stage-saved").waitFor();
  assert.equal(await held(), WANTED);
  await visit.leave();
});

test("a record in an approval: reported without a retry", async () => {
  await fault("It is in an approval");
  await confirm();
  assert.equal(await problem(), "record_in_approval");
  assert.equal((await updates()).length, 0);
  await visit.leave();
});

test("the request limit: reported without a retry", async () => {
  await propose();
  const before = (await statuses()).length;
  await fault("The request limit is reached");
  await button("Confirm Update").click();
  assert.equal(await problem(), "request_limit");
  assert.equal((await statuses()).length, before + 1);
  await visit.leave({ complaints: [/status of 403/] });
});

test("a switch goes off when its fault has struck, and mending begins afresh", async () => {
  await fault("The row is locked");
  await fault("The network is slow");
  await toggle("The network is slow").uncheck();
  await confirm();
  await eventEntry("stage-saved").waitFor();
  await page.waitForFunction(() => !document.querySelector("#fault-lock").checked);
  await fault("The network is slow");
  await page.getByRole("button", { name: /Turn all faults off/ }).click();
  await page.waitForFunction(() => document.querySelectorAll("#fault-list :checked").length === 0);
  await element.locator('input[aria-current="step"][value="Proposal/Price Quote"]').waitFor({ state: "attached" });
  assert.equal(await held(), "Proposal/Price Quote");
  await visit.leave();
});

const shownOn = () =>
  page.locator("#fault-list input").evaluateAll((all) => all.filter(({ checked }) => checked).map(({ id }) => id));
const settled = () => page.locator("html:not([data-asking])").waitFor({ state: "attached" });
const dials = async () => (await (await fetch(`${demo.instanceUrl}/sandbox/faults`)).json()).faults;

test("however quickly switches are clicked, the sandbox has what they show", async () => {
  const ids = ["conflict", "lock", "slow", "server", "rule", "approval", "limit"];
  // In one go, as no hand can do it: each asks before the one before it is answered.
  await page.evaluate((all) => all.forEach((id) => document.getElementById(`fault-${id}`).click()), ids);
  await settled();
  assert.equal((await dials()).length, ids.length);
  assert.deepEqual((await shownOn()).length, ids.length);
  await page.evaluate((all) => all.forEach((id) => document.getElementById(`fault-${id}`).click()), ids.slice(1));
  await settled();
  assert.deepEqual(
    (await dials()).map(({ fault }) => fault),
    ["someone-else"],
  );
  assert.deepEqual(await shownOn(), ["fault-conflict"]);
  await visit.leave();
});

test("a switch does not go off under the click when an older answer comes in", async () => {
  const isLook = (request) => /\/sandbox\/faults$/.test(request.url()) && request.method() === "GET";
  const asked = page.waitForRequest(isLook);
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(/\/sandbox\/faults$/, async (route) => {
    if (isLook(route.request())) await released;
    await route.continue();
  });
  await propose();
  await button("Confirm Update").click();
  await asked;
  await fault("The network is slow");
  await settled();
  const answered = page.waitForResponse((answer) => isLook(answer.request()));
  release();
  await (await answered).finished();
  await page.unroute(/\/sandbox\/faults$/);
  assert.deepEqual(await shownOn(), ["fault-slow"]);
  assert.equal((await dials()).length, 1);
  await visit.leave();
});

test("kinds of org that are chosen quickly: the sandbox ends as the one that is shown", async () => {
  const kinds = ["rules", "multi-currency", "no-record-types", "", "hidden-field"];
  await page.evaluate((all) => {
    const select = document.querySelector('[name="profile"]');
    for (const value of all) {
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }, kinds);
  await settled();
  const { profiles } = await (await fetch(`${demo.instanceUrl}/sandbox`)).json();
  assert.deepEqual(profiles, ["hidden-field"]);
  await element.locator('input[aria-current="step"]').waitFor();
  await visit.leave();
});
