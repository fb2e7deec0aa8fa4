// Pictures of the page in each state, for a person to look at: narrow and wide, light and dark.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { launch } from "../tests/js/support/browser.mjs";
import { serveFakePage, showView } from "../tests/js/support/fake-page.mjs";
import { views } from "../tests/js/support/views.mjs";

const output = fileURLToPath(new URL("../test-results/screenshots", import.meta.url));
await mkdir(output, { recursive: true });
const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
const site = await serveFakePage(folder);
const browser = await launch();

for (const [size, viewport] of Object.entries({
  narrow: { width: 360, height: 760 },
  wide: { width: 1280, height: 800 },
})) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport, colorScheme, locale: "en-US" });
    for (const [name, view] of Object.entries(views)) {
      const page = await context.newPage();
      await showView(page, site.origin, view);
      await page.screenshot({ path: `${output}/${name}-${size}-${colorScheme}.png`, fullPage: size === "narrow" });
      await page.close();
    }
    await context.close();
  }
}

await browser.close();
await site.close();
await rm(folder, { recursive: true });
console.log(output);
