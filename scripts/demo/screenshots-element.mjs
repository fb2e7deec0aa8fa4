// Pictures of the element in each state, for a person to look at: variants, widths, themes, light and dark, right to left.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch } from "../../tests/js/support/browser.mjs";
import { openElementPage, serveElementPage } from "../../tests/js/support/element-page.mjs";
import { views } from "../../tests/js/support/element-views.mjs";

const output = fileURLToPath(new URL("../../test-results/screenshots/element", import.meta.url));
await mkdir(output, { recursive: true });
const wanted = process.argv[2] ?? "";
const site = await serveElementPage();
const browser = await launch();

/** @param {HTMLElement} element */
async function unfold(element) {
  const button = element.shadowRoot.querySelector("#disclosure[aria-expanded=false]");
  button?.click();
  await element.updateComplete;
}

/** @template T @param {T[]} list @param {(one: T) => string} key */
function groupBy(list, key) {
  const groups = new Map();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

const LOOK_UP = ["idle", "finding", "choosing", "foundNone", "unreachable", "opening"];
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

// One page for all pictures that are taken alike.
const alike = groupBy(
  shots.filter(({ name }) => name.includes(wanted)),
  ({ width, scheme, forced }) => JSON.stringify({ width, scheme, forced }),
);
for (const group of alike.values()) {
  const [{ width, scheme, forced }] = group;
  const { page, mount, close } = await openElementPage(browser, site.origin, {
    viewport: { width, height: 700 },
    colorScheme: scheme,
    ...(forced && { forcedColors: "active" }),
  });
  // The whole width is the element's.
  if (width > 1000) await page.locator("main").evaluate((main) => main.style.setProperty("max-inline-size", "none"));
  for (const { name, view, variant, theme, lang, open } of group) {
    await mount({ attributes: { variant, ...(theme && { theme }) }, views: view && [view], lang });
    if (open) await page.locator("opportunity-stage").evaluate(unfold);
    await page.screenshot({ path: `${output}/${name}.png`, fullPage: true, animations: "disabled" });
  }
  await close();
}

await browser.close();
await site.close();
console.log(output);
