// Runs the JavaScript tests, prints the slowest ten, and ends with a plain line that CI reads.
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { shareBrowser } from "../tests/js/support/browser.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = `${root}tests/js/`;
const SLOWEST = 10;
/** Files at a time. With three, both cores of a small machine stay busy while one file waits. */
const CONCURRENCY = Number(process.env.TEST_JOBS ?? 3);

for (const built of ["pkg/package.json", "target/debug/opportunity-stage-sandbox"])
  if (!existsSync(root + built)) {
    console.error(`missing: ${built}\n  how to get it: make test-js`);
    process.exit(1);
  }

// Arguments select files by parts of their names: `node scripts/test.mjs element oauth`.
const selectors = process.argv.slice(2);
const isSelected = (name) => selectors.length === 0 || selectors.some((part) => name.includes(part));
const files = (await readdir(folder)).filter((name) => name.endsWith(".test.mjs") && isSelected(name));

// Long files start first, so that the last one does not run alone.
const sizes = new Map(await Promise.all(files.map(async (name) => [name, (await stat(folder + name)).size])));
files.sort((a, b) => sizes.get(b) - sizes.get(a));

const stopBrowser = await shareBrowser();
let passed = 0;
let failed = 0;
const durations = [];
const count = ({ name, file = "", details }, isPassed) => {
  // Only tests are counted, not the suites around them.
  if (details.type === "suite") return;
  if (isPassed) passed += 1;
  else failed += 1;
  durations.push({ name: `${file.slice(folder.length)}: ${name}`, milliseconds: details.duration_ms });
};

const events = run({ files: files.map((name) => folder + name), concurrency: CONCURRENCY, timeout: 20 * 60_000 });
events.on("test:pass", (event) => count(event, true));
events.on("test:fail", (event) => count(event, false));
events
  .compose(spec)
  .pipe(process.stdout)
  .on("unpipe", async () => {
    await stopBrowser();
    durations.sort((a, b) => b.milliseconds - a.milliseconds);
    console.log(`The slowest ${SLOWEST}:`);
    for (const { name, milliseconds } of durations.slice(0, SLOWEST))
      console.log(`${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${name}`);
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  });
