// The page: the tag that it shows, its policy, two demos at once, and what axe finds.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import { serve, serveSite } from "../../scripts/demo/site.mjs";
import { axeFindings } from "./support/axe.mjs";
import { launch } from "./support/browser.mjs";
import { startDemo } from "./support/demo.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function opened(address, options = {}) {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

test("the tag to embed runs as it is written, with the package in node_modules", async () => {
  const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  await cp(new URL("../../pkg/dist", import.meta.url), `${folder}/node_modules/opportunity-stage/dist`, {
    recursive: true,
  });
  const site = await serve(folder);
  const sandbox = await startSandbox({ origins: [site.origin] });
  const shown = await readFile(new URL("../../www-demo/index.html", import.meta.url), "utf8");
  const embed = /<pre id="embed"[^>]*>(.*?)<\/pre>/s.exec(shown)[1];
  const portal = `<script>const portal = { salesforceToken: () => "${sandbox.accessToken}" };</script>`;
  const written = embed.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  await writeFile(`${folder}/index.html`, `<!doctype html><html lang="en">${portal}${written}`);

  const context = await browser.newContext();
  // The org of the tag does not exist; the sandbox responds for it.
  await context.route("https://acme.my.salesforce.com/**", async (route) => {
    const url = route.request().url().replace("https://acme.my.salesforce.com", sandbox.instanceUrl);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
  const page = await context.newPage();
  await page.goto(site.origin);
  await page.getByRole("button", { name: /Acme - 200 Widgets/ }).waitFor();
  await context.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
  await Promise.all([site.close(), sandbox.stop()]);
  await rm(folder, { recursive: true });
});

test("two demos at the same time keep their own sandboxes", async () => {
  const config = (port) => ({
    instanceUrl: `http://127.0.0.1:${port}`,
    accessToken: "x",
    opportunity: null,
    generate: 0,
  });
  const first = await serveSite({ config: config(1) });
  const second = await serveSite({ config: config(2) });
  const instanceOf = async ({ origin }) => (await (await fetch(`${origin}/config.json`)).json()).instanceUrl;
  assert.deepEqual([await instanceOf(first), await instanceOf(second)], ["http://127.0.0.1:1", "http://127.0.0.1:2"]);
  await Promise.all([first.close(), second.close()]);
});

test("an edit shows with the next reload, and what was not edited is not fetched again", async () => {
  const dist = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  for (const name of ["index.js", "define.js"]) await writeFile(`${dist}/${name}`, `export const it = "before";\n`);
  const site = await serveSite({ dist });
  const ask = async (name, etag) => fetch(`${site.origin}/${name}`, { headers: etag ? { "if-none-match": etag } : {} });
  const etags = new Map();
  for (const name of ["", "pkg/index.js", "app/main.js"]) etags.set(name, (await ask(name)).headers.get("etag"));
  for (const [name, etag] of etags) assert.equal((await ask(name, etag)).status, 304, name);
  await writeFile(`${dist}/index.js`, `export const it = "afterwards";\n`);
  await ask("");
  assert.match(await (await ask("pkg/index.js", etags.get("pkg/index.js"))).text(), /afterwards/);
  assert.equal((await ask("app/main.js", etags.get("app/main.js"))).status, 304);
  await site.close();
  await rm(dist, { recursive: true });
});

/** What axe finds on the page. */
const violations = (page) =>
  axeFindings(page, { rules: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });

describe("with its sandbox", () => {
  let demo;
  before(async () => {
    demo = await startDemo();
  });
  after(() => demo?.stop());

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const visit = await demo.open({ colorScheme, viewport: { width: 1280, height: 900 } });
      const { page } = visit;
      await page.locator('#frame input[aria-current="step"]').waitFor();
      assert.deepEqual(await violations(page), []);
      // And with everything open that opens.
      await visit.say("What's the current stage of Acme - 200 Widgets?", "current");
      await visit.say("Update the stage to Closed Won", "preview");
      await page.locator("#element-wire .entries summary").first().click();
      await page.locator("#events summary").first().click();
      await page.getByRole("radio", { name: "An access token" }).press("Space");
      await page.locator("#run").click();
      await page.locator("#run-state", { hasText: "Done" }).waitFor();
      await page.getByRole("switch").first().check();
      assert.deepEqual(await violations(page), []);
      await visit.leave();
    });
  }

  test("the policy lets no text become code and no style stand in the page", async () => {
    const visit = await demo.open();
    const policy = await visit.page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
    for (const never of ["unsafe-inline", "'unsafe-eval'", "unsafe-hashes", "data:", "*;"]) {
      assert.ok(!policy.includes(never), never);
    }
    assert.match(policy, /require-trusted-types-for 'script'; trusted-types lit-html$/);
    const stopped = await visit.page.evaluate(async () => {
      // What is evaluated for a test is let past the policy; what comes after it is not.
      await new Promise((later) => setTimeout(later));
      const tries = {
        eval: () => (0, eval)("1"),
        markup: () => document.createRange().createContextualFragment("<b>x</b>"),
        policy: () => window.trustedTypes.createPolicy("other", { createHTML: (text) => text }),
      };
      return Object.entries(tries).filter(([, attempt]) => {
        try {
          attempt();
          return true;
        } catch {
          return false;
        }
      });
    });
    assert.deepEqual(stopped, []);
    await visit.leave({ complaints: [/Content Security Policy|Trusted/] });
  });

  test("few files come before the element, and the rest of the page after it", async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url().replace(demo.origin, "")));
    let release;
    const released = new Promise((resolve) => (release = resolve));
    const held = page.waitForRequest(/picklist-values/);
    await page.route(/picklist-values/, async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(demo.origin);
    await held;
    const own = asked.filter((address) => address.startsWith("/") && !address.startsWith("/pkg/"));
    assert.ok(own.length <= 8, own.join(" "));
    assert.deepEqual(
      asked.filter((address) => /further|\/modules\/|\/sandbox\//.test(address)),
      [],
    );
    release();
    await page.locator("html[data-ready]").waitFor({ state: "attached" });
    assert.equal(asked.filter((address) => /\/app\/further/.test(address)).length, 1);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
  });

  test("a token in the address is not taken", async () => {
    const { page, close } = await opened(`${demo.origin}/?instance=https://evil.my.salesforce.com&token=x`);
    await page.locator("#org-dot[data-connected]").waitFor();
    assert.equal(await page.locator("#org-name").textContent(), `A local sandbox, ${new URL(demo.instanceUrl).host}`);
    await close();
  });

  test("each width from 280 to 1600 pixels is enough, and targets are large enough", async () => {
    const visit = await demo.open();
    const { page } = visit;
    await page.locator('#frame input[aria-current="step"]').waitFor();
    for (const width of [1600, 1280, 1024, 768, 480, 360, 280]) {
      await page.setViewportSize({ width, height: 900 });
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${wider} px too wide at ${width}`);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("button, select, summary, input, .bar a, .calls a, .foot a")]
          .filter((one) => one.checkVisibility() && !one.closest(".segments"))
          .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
          .filter(([, { width, height }]) => width < 24 || height < 24)
          .map(([html]) => html),
      );
      assert.deepEqual(small, []);
    }
    await visit.leave();
  });
});
