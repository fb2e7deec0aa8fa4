// How long the demo page takes from the navigation until a stage can be chosen: a cold and a warm cache, the CPU as it is and
// slowed four times; and when the first paint was.
import { launch } from "../../tests/js/support/browser.mjs";
import { pageConfig, startSandbox } from "../demo/sandbox.mjs";
import { serveSite } from "../demo/site.mjs";

const RUNS = 7;
const site = await serveSite();
const sandbox = await startSandbox({ origins: [site.origin] });
site.configure(await pageConfig(sandbox));
const browser = await launch();

/** What a visitor waits for: the path is there, and its stages can be chosen. The page reports it itself. */
const watch = () => {
  const look = () => {
    const element = document.querySelector("opportunity-stage");
    const stage = element?.shadowRoot?.querySelector('fieldset:not(:disabled) input[aria-current="step"]');
    if (stage) window.interactive ??= performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

async function visit(context, slowed) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowed });
  await page.addInitScript(watch);
  await page.goto(site.origin);
  await page.waitForFunction(() => window.interactive !== undefined);
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    interactive: window.interactive,
  }));
  await page.close();
  return times;
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const cell = (text) => String(text).padStart(14);

console.log("the demo page: milliseconds from navigation, median of", RUNS);
console.log(`${"cache, CPU".padEnd(24)}${cell("first paint")}${cell("interactive")}`);
for (const slowed of [1, 4]) {
  for (const cache of ["cold", "warm"]) {
    const visits = [];
    let context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    if (cache === "warm") await visit(context, 1);
    for (let run = 0; run < RUNS; run += 1) {
      visits.push(await visit(context, slowed));
      // A context begins with an empty cache.
      if (cache === "cold") {
        await context.close();
        context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      }
    }
    await context.close();
    const of = (name) => Math.round(median(visits.map((times) => times[name])));
    console.log(
      `${`${cache}, ${slowed === 1 ? "as it is" : `${slowed} times slower`}`.padEnd(24)}${cell(of("paint"))}${cell(of("interactive"))}`,
    );
  }
}

await browser.close();
await site.close();
await sandbox.stop();
