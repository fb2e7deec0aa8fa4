// Two thousand records on the page: previewed, stopped, resumed, and what the org holds afterwards.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { startDemo } from "./support/demo.mjs";

let demo;
let visit;
let page;
before(async () => {
  demo = await startDemo({ generate: 2000 });
});
after(() => demo?.stop());
beforeEach(async () => {
  await demo.org.reset();
  visit = await demo.open({ viewport: { width: 1280, height: 900 } });
  page = visit.page;
});
afterEach(() => visit.leave());

const status = () => page.locator("#bulk-status");
const tally = async () =>
  Object.fromEntries(
    await page
      .locator("#bulk-tally div")
      .evaluateAll((rows) =>
        rows.map((row) => [
          row.querySelector("dt").textContent,
          Number(row.querySelector("dd").textContent.replace(",", "")),
        ]),
      ),
  );
const held = async () => {
  const found = await demo.org.count("Account.Name LIKE 'Portfolio%' AND StageName = 'Negotiation/Review'");
  return found;
};

async function preview() {
  await page.getByRole("button", { name: "Preview" }).click();
  await status().filter({ hasText: "read and judged" }).waitFor();
  return tally();
}

test("2,000 are read and judged first, then written, each with its result", async () => {
  const before = await held();
  const would = await preview();
  assert.equal(would["would be updated"] + would["had it already"] + would["refused by rules"], 2000);
  assert.ok(would["refused by rules"] > 0, "closed ones stay closed");
  assert.equal(await held(), before, "nothing is written yet");
  await page.getByRole("button", { name: /^Update / }).click();
  await status().filter({ hasText: /^Done/ }).waitFor();
  const done = await tally();
  assert.equal(done.updated + done.failed, would["would be updated"]);
  assert.equal(await held(), before + done.updated);
});

test("stopped half-way it goes on where it was, and nothing is written twice", async () => {
  const before = await held();
  const would = await preview();
  let saves = 0;
  // The second save waits until the stop was pressed.
  await page.route(/\/composite\/sobjects/, async (route) => {
    if (route.request().method() === "PATCH" && (saves += 1) === 2) await page.locator("#bulk-stop").click();
    await route.continue().catch(() => {});
  });
  await page.getByRole("button", { name: /^Update / }).click();
  await status().filter({ hasText: "Stopped" }).waitFor();
  await page.unroute(/\/composite\/sobjects/);
  await page.getByRole("button", { name: "Go on" }).click();
  await status().filter({ hasText: /^Done/ }).waitFor();
  assert.equal(await held(), before + would["would be updated"] - (await tally()).failed);
  const writes = (await demo.org.log()).writes.filter(({ changes }) => changes.StageName);
  assert.equal(new Set(writes.map(({ id }) => id)).size, writes.length);
});
