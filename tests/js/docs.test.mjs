// The documentation site as `make docs` builds it: what it requests, what axe finds, its search, and its width on a phone.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serveSite } from "../../scripts/demo/site.mjs";
import { axeFindings } from "./support/axe.mjs";
import { launch } from "./support/browser.mjs";

const docs = fileURLToPath(new URL("../../dist-docs", import.meta.url));
const PAGES = [
  "index",
  "element",
  "examples",
  "rules",
  "theming",
  "recipes/proxy",
  "types/index",
  "project/architecture",
];

let site;
let browser;
before(async () => {
  assert.ok(existsSync(`${docs}/index.html`), "dist-docs/ is missing: make docs");
  site = await serveSite({ docs });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function opened(name, options = {}) {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== site.origin && protocol !== "data:") complaints.push(`request to ${origin}`);
  });
  await page.goto(`${site.origin}/docs/${name}.html`);
  await page.locator("h1").waitFor();
  return { page, complaints, close: () => context.close() };
}

for (const colorScheme of ["light", "dark"]) {
  test(`pages are accessible and request nothing from elsewhere, ${colorScheme}`, async () => {
    for (const name of PAGES) {
      const { page, complaints, close } = await opened(name, { colorScheme });
      // The theme's own colors of code comments are the generator's.
      const within = { exclude: [["div[class*=language-]"]] };
      const found = await axeFindings(page, { within, rules: ["wcag2a", "wcag2aa", "wcag21aa"] });
      assert.deepEqual([name, found, complaints], [name, [], []]);
      await close();
    }
  });
}

test("the search finds an option and opens its page", async () => {
  const { page, complaints, close } = await opened("index");
  await page.getByRole("button", { name: /Search/ }).click();
  await page.getByRole("searchbox").fill("metadataMaxAge");
  await page
    .getByRole("option", { name: /Options of/ })
    .first()
    .click();
  await page.waitForURL(/\/docs\/api\.html#options-of-connect/);
  assert.deepEqual(complaints, []);
  await close();
});

test("no page is wider than a phone", async () => {
  for (const name of PAGES) {
    const { page, close } = await opened(name, { viewport: { width: 360, height: 740 } });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${name}: ${overflow} px too wide`);
    await close();
  }
});

test("the demo page leads to the documentation", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site.origin);
  const links = await page.locator('footer a[href^="docs/"]').evaluateAll((all) => all.map(({ href }) => href));
  assert.ok(links.length > 10);
  for (const link of links) assert.equal((await fetch(link)).status, 200, link);
  await context.close();
});
