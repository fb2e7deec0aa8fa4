// A page with the element, under a strict policy, with the package next to it.
import { copyFile, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { serve } from "../../../scripts/demo/site.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export async function serveElementPage() {
  const folder = await mkdtemp(`${tmpdir()}/opportunity-stage-`);
  await copyFile(here("element.html"), `${folder}/index.html`);
  await copyFile(here("element-page.css"), `${folder}/element-page.css`);
  await copyFile(here("element-page.js"), `${folder}/element-page.js`);
  await copyFile(here("hostile-values.mjs"), `${folder}/hostile-values.js`);
  await cp(here("../../../pkg/dist"), `${folder}/pkg`, { recursive: true });
  const site = await serve(folder);
  return {
    folder,
    origin: site.origin,
    async close() {
      await site.close();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * Opens the page. `complaints` fills with whatever the console complains about: a policy, an exception.
 *
 * @param {import("playwright-core").Browser} browser
 */
export async function openElementPage(browser, origin, options = {}) {
  const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(origin);
  await page.locator("html[data-ready]").waitFor();
  return {
    page,
    complaints,
    element: page.locator("opportunity-stage"),
    /** Mounts an element and waits until it shows the first of the views. */
    async mount({ attributes = {}, properties = {}, views, lang = "en" } = {}) {
      await page.evaluate(
        async ([attributes, properties, views, lang]) => {
          document.documentElement.lang = lang;
          const element = window.mount({ attributes, properties, views });
          await drawn(element);
          /** Until nothing more is to be drawn: the connection and the language come in steps of their own. */
          async function drawn(element) {
            while (!(await element.updateComplete)) continue;
            const { promise, resolve } = Promise.withResolvers();
            requestAnimationFrame(() => requestAnimationFrame(resolve));
            await promise;
          }
        },
        [attributes, properties, views, lang],
      );
      await page.locator(`opportunity-stage .root[lang="${lang}"]`).waitFor();
      if (views) await page.locator("opportunity-stage .root:not([aria-busy])").waitFor();
    },
    events: (name) => page.evaluate((name) => window.events.filter((one) => !name || one.name === name), name),
    sent: () => page.evaluate(() => window.fake.sent),
    close: () => context.close(),
  };
}
