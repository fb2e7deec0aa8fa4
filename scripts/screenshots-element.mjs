// Pictures of the element in each state, for a person to look at: variants, widths, themes, light and dark, right to left.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch } from "../tests/js/support/browser.mjs";
import { openElementPage, serveElementPage } from "../tests/js/support/element-page.mjs";
import { views } from "../tests/js/support/element-views.mjs";

const output = fileURLToPath(new URL("../test-results/screenshots/element", import.meta.url));
await mkdir(output, { recursive: true });
const wanted = process.argv[2] ?? "";
const site = await serveElementPage();
const browser = await launch();

const LOOK_UP = ["idle", "finding", "choosing", "foundNone", "unreachable"];
const shots = [];
const add = (name, options) => shots.push({ name, width: 960, scheme: "light", variant: "path", ...options });

for (const [name, view] of Object.entries(views)) {
  add(`path-${name}`, { view });
  add(`path-${name}-narrow`, { view, width: 360 });
  add(`path-${name}-dark`, { view, scheme: "dark" });
  add(`conversation-${name}`, { view, variant: "conversation", width: 720 });
  if (!LOOK_UP.includes(name)) add(`compact-${name}`, { view, variant: "compact", width: 480, open: true });
}
for (const name of ["current", "refusedForm", "preview", "done", "twentyStages", "fortyFields", "longNames"]) {
  const view = views[name];
  add(`path-${name}-280`, { view, width: 280 });
  add(`path-${name}-1600`, { view, width: 1600 });
  for (const theme of ["lightning", "contrast"]) {
    for (const scheme of ["light", "dark"]) add(`path-${name}-${theme}-${scheme}`, { view, theme, scheme });
  }
  for (const lang of ["ar", "de", "ja"]) add(`path-${name}-${lang}`, { view, lang });
  add(`path-${name}-ar-narrow`, { view, lang: "ar", width: 360 });
  add(`path-${name}-forced`, { view, forced: true });
}
for (const variant of ["path", "compact"]) add(`${variant}-skeleton`, { variant });
add("compact-closed", { view: views.current, variant: "compact", width: 480 });

for (const shot of shots.filter(({ name }) => name.includes(wanted))) {
  const { page, mount, close } = await openElementPage(browser, site.origin, {
    viewport: { width: shot.width, height: 900 },
    colorScheme: shot.scheme,
    ...(shot.forced && { forcedColors: "active" }),
  });
  // The whole width is the element's.
  if (shot.width > 1000) await page.locator("main").evaluate((main) => main.style.setProperty("max-inline-size", "none"));
  const attributes = { variant: shot.variant, ...(shot.theme && { theme: shot.theme }) };
  await mount({ attributes, views: shot.view && [shot.view], lang: shot.lang });
  if (shot.open) await page.locator("#disclosure").click();
  await page.screenshot({ path: `${output}/${shot.name}.png`, fullPage: true, animations: "disabled" });
  await close();
}

await browser.close();
await site.close();
console.log(output);
