// The page as `make demo-static` writes it, on a server that knows nothing but files: everything works, and nothing leaves it.
import assert from "node:assert/strict";
import { access, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { posix } from "node:path";
import { after, before, describe, test } from "node:test";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { assembleSite, serve } from "../../scripts/demo/site.mjs";
import { launch } from "./support/browser.mjs";

let browser;
let folder;
let site;
before(async () => {
  folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  await assembleSite({ folder: `${folder}/some/where` });
  site = await serve(folder);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true });
});

async function opened(options = {}) {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  const asked = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${site.origin}/some/where/`);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  return { page, complaints, asked, close: () => context.close() };
}

const stageOf = (page, label) => page.locator("#frame opportunity-stage").getByRole("radio", { name: label });

describe("with the org inside the page", () => {
  let visit;
  before(async () => {
    visit = await opened();
  });
  after(() => visit?.close());

  test("the element opens a record, a fault strikes, and the change is written", async () => {
    const { page } = visit;
    assert.match(await page.locator("#org-name").innerText(), /inside this page/);
    await page.locator('#frame input[aria-current="step"]').waitFor();
    await page.getByRole("switch", { name: "The row is locked" }).click();
    await stageOf(page, "Negotiation/Review").check();
    await page.locator("#frame").getByRole("button", { name: "Confirm Update" }).click();
    await page.locator("#frame .message", { hasText: "updated the opportunity" }).waitFor();
    // The fault has struck, and its switch is off again.
    await page.waitForFunction(() => !document.querySelector("#fault-lock").checked);
    assert.ok((await page.locator("#element-wire .entries > li").count()) > 2);
    assert.match(await page.locator("#element-wire [data-preflights]").innerText(), /inside the page/);
  });

  test("a lost answer and another user's edit are met as on a network", async () => {
    const { page } = visit;
    await page.locator("#mend").click();
    await page.locator('#frame input[aria-current="step"][value="Proposal/Price Quote"]').waitFor();
    await page.getByRole("switch", { name: "The answer is lost" }).click();
    await page.locator("html:not([data-asking])").waitFor({ state: "attached" });
    await stageOf(page, "Negotiation/Review").check();
    await page.locator("#frame").getByRole("button", { name: "Confirm Update" }).click();
    await page.locator("#frame .message", { hasText: "updated the opportunity" }).waitFor();
    await page.locator("#element-wire .entries > li[data-status=failed]").waitFor({ state: "attached" });
    await page.locator("#mend").click();
    await page.locator('#frame input[aria-current="step"][value="Proposal/Price Quote"]').waitFor();
  });

  test("the conversation finds, previews and updates", async () => {
    const { page } = visit;
    const latest = page.locator("#log article").last();
    const say = async (sentence, state) => {
      await page.getByLabel("Say something").fill(sentence);
      await page.getByRole("button", { name: "Send" }).click();
      await page.locator(`#log article:last-child[data-state="${state}"]`).waitFor();
    };
    await say("Find Acme - 200 Widgets", "current");
    await say("Move it to Closed Won", "preview");
    await latest.getByRole("button", { name: "Confirm Update" }).click();
    await page.locator('#log article:last-child[data-state="done"]').waitFor();
    assert.match(await latest.locator(".message").innerText(), /updated the opportunity/);
  });

  test("two hundred records are previewed and updated", async () => {
    const { page } = visit;
    await page.locator("#bulk-form [name=count]").selectOption("200");
    await page.locator("#bulk-go").click();
    await page.locator("#bulk-status", { hasText: "200 read and judged" }).waitFor();
    await page.locator("#bulk-go", { hasText: "Update" }).click();
    await page.locator("#bulk-status", { hasText: /^Done: \d+ updated/ }).waitFor();
  });

  test("another kind of org takes its place", async () => {
    const { page } = visit;
    await page.getByLabel("Kind of org").selectOption("no-record-types");
    // Without record types every stage is there.
    await stageOf(page, "Renewal Due").waitFor({ state: "attached" });
    await page.getByRole("tab", { name: "find.js" }).click();
    await page.locator('#parameters[data-sample="find.js"]').waitFor();
    await page.locator("#run").click();
    await page.locator("#run-state", { hasText: "Done" }).waitFor();
    assert.match(await page.locator("#output").innerText(), /Acme - 200 Widgets/);
  });

  test("nothing was asked of any other host, and nothing was complained about", () => {
    const elsewhere = visit.asked.filter(
      (url) => !url.startsWith(`${site.origin}/some/where/`) && !url.startsWith("data:"),
    );
    assert.deepEqual(elsewhere, []);
    assert.ok(visit.asked.some((url) => url.endsWith("/pkg/sandbox.wasm")));
    assert.ok(!visit.asked.some((url) => url.includes("/embedded/")));
    assert.deepEqual(visit.complaints, []);
  });
});

test("an org of one's own takes the place of the page's, and back", async () => {
  const sandbox = await startSandbox({ origins: [site.origin] });
  const { page, complaints, close } = await opened();
  assert.equal(await page.locator("#own-callback").textContent(), `${site.origin}/some/where/signed-in.html`);
  await page.getByLabel("My Domain address").fill(sandbox.instanceUrl);
  await page.getByRole("radio", { name: "An access token" }).press("Space");
  await page.getByLabel("Access token", { exact: true }).fill(sandbox.accessToken);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const search = page.locator("#frame opportunity-stage").getByRole("searchbox");
  await search.fill("Acme");
  await search.press("Enter");
  await page
    .locator("#frame opportunity-stage")
    .getByRole("button", { name: /Acme - 200 Widgets/ })
    .click();
  await page.locator('#frame input[aria-current="step"]').waitFor();
  assert.equal(await page.locator("#faults").isVisible(), false);
  await page.getByRole("button", { name: "Back to the sandbox" }).click();
  await page.locator("#org-name", { hasText: "inside this page" }).waitFor();
  await page.locator('#frame input[aria-current="step"]').waitFor();
  assert.deepEqual(complaints, []);
  await close();
  await sandbox.stop();
});

test("without its org the page says so, and runs what needs none", async () => {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.route("**/pkg/sandbox.wasm", (route) => route.fulfill({ status: 404 }));
  await page.goto(`${site.origin}/some/where/`);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  await page.getByRole("heading", { name: "The org of this page is not there" }).waitFor();
  assert.equal(await page.locator("#faults").isVisible(), false);
  assert.equal(await page.getByLabel("Kind of org").isVisible(), false);
  await page.getByRole("tab", { name: "rules.js" }).click();
  await page.locator('#parameters[data-sample="rules.js"]').waitFor();
  await page.locator("#run").click();
  await page.locator("#run-state", { hasText: "Done" }).waitFor();
  await page.getByRole("tab", { name: "find.js" }).click();
  await page.locator('#parameters[data-sample="find.js"]').waitFor();
  await page.locator("#run").click();
  assert.match(await page.locator("#output .failed").innerText(), /connect an org first/);
  await context.close();
});

test("every address in it is relative, and leads somewhere", async () => {
  const root = `${folder}/some/where`;
  const names = (await readdir(root, { recursive: true })).map((name) => name.replaceAll("\\", "/"));
  for (const name of ["index.html", "signed-in.html"]) {
    const text = (await readFile(`${root}/${name}`, "utf8")).replaceAll(/<pre.*?<\/pre>/gs, "");
    for (const [, address] of text.matchAll(/\s(?:href|src)="([^"]+)"/g)) {
      if (/^(?:https?:|#|mailto:)/.test(address)) continue;
      assert.ok(!address.startsWith("/"), `${name}: ${address}`);
      const [file, anchor] = address.split("#");
      // The documentation site is built by `make docs`; here its sources are enough.
      const page = /^docs\/(.+)\.html$/.exec(file)?.[1];
      if (page) {
        if (!page.endsWith("index")) await access(new URL(`../../pkg-template/docs/${page}.md`, import.meta.url));
        continue;
      }
      assert.ok(names.includes(file), `${name}: ${address}`);
      if (anchor) assert.ok((await readFile(`${root}/${file}`, "utf8")).includes(`id="${anchor}"`), address);
    }
  }
  assert.ok(!names.some((name) => name.endsWith(".d.ts")));
  // And from what is bundled to what can be read.
  const maps = names.filter((name) => /^app\/.*\.map$/.test(name));
  assert.ok(maps.length >= 3);
  for (const map of maps) {
    const { sources } = JSON.parse(await readFile(`${root}/${map}`, "utf8"));
    for (const source of sources) assert.ok(names.includes(posix.join("app", source)), `${map}: ${source}`);
  }
});
