// Pictures for a person to look at: the page as a visitor sees it, and the conversation in each state; narrow and wide, light and
// dark, and from right to left.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { launch } from "../../tests/js/support/browser.mjs";
import { serveFakePage, showView } from "../../tests/js/support/fake-page.mjs";
import { views } from "../../tests/js/support/views.mjs";
import { pageConfig, startSandbox } from "./sandbox.mjs";
import { serveSite } from "./site.mjs";

const output = fileURLToPath(new URL("../../test-results/screenshots", import.meta.url));
const SIZES = {
  tiny: { width: 280, height: 800 },
  narrow: { width: 360, height: 800 },
  middle: { width: 768, height: 1024 },
  wide: { width: 1280, height: 900 },
  widest: { width: 1600, height: 1000 },
};
const SCHEMES = ["light", "dark"];

await mkdir(output, { recursive: true });
const browser = await launch();
await pageInAllSizes();
await conversationInAllStates();
await browser.close();
console.log(output);

async function pageInAllSizes() {
  const site = await serveSite();
  const bare = await serveSite();
  const sandbox = await startSandbox({ origins: [site.origin], args: ["--generate", "2000"] });
  site.configure(await pageConfig(sandbox, { generate: 2000 }));
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ viewport, colorScheme, locale: "en-US" });
      const page = await context.newPage();
      const take = (name, options = {}) =>
        page.screenshot({ path: `${output}/page-${name}-${size}-${colorScheme}.png`, ...options });
      await page.goto(site.origin);
      await page.locator('#frame input[aria-current="step"]').waitFor({ state: "attached" });
      await page.locator("html[data-ready]").waitFor({ state: "attached" });
      await page.locator("#source .l").first().waitFor();
      await take("top");
      await take("whole", { fullPage: true });
      if (size === "wide" || size === "narrow") {
        await page.locator("#run").click();
        await page.locator("#run-state", { hasText: "Done" }).waitFor();
        await page.locator("#headless").screenshot({ path: `${output}/page-headless-${size}-${colorScheme}.png` });
        await page.getByLabel("Language").selectOption("ar");
        await page.locator('#frame .root[lang="ar"]').waitFor();
        await take("arabic", { fullPage: true });
      }
      if (size === "wide") {
        await page.goto(bare.origin);
        await page.locator("#org-name", { hasText: "inside this page" }).waitFor();
        await page.locator('#frame input[aria-current="step"]').waitFor({ state: "attached" });
        await take("static");
      }
      await context.close();
    }
  }
  await Promise.all([site.close(), bare.close(), sandbox.stop()]);
}

async function conversationInAllStates() {
  const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  const site = await serveFakePage(folder);
  for (const size of ["narrow", "wide"]) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ viewport: SIZES[size], colorScheme, locale: "en-US" });
      for (const [name, view] of Object.entries(views)) {
        const page = await context.newPage();
        await showView(page, site.origin, view);
        await page.locator(".talk").screenshot({ path: `${output}/${name}-${size}-${colorScheme}.png` });
        await page.close();
      }
      await context.close();
    }
  }
  await site.close();
  await rm(folder, { recursive: true });
}
