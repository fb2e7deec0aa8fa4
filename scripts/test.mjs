// Runs the JavaScript tests one file after the other (they share the machine's browser) and ends with a plain line.
import { readdir } from "node:fs/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../tests/js/", import.meta.url));
// Some of them by parts of their names: `node scripts/test.mjs element oauth`.
const named = process.argv.slice(2);
const isWanted = (name) => named.length === 0 || named.some((part) => name.includes(part));
const files = (await readdir(folder)).filter((name) => name.endsWith(".test.mjs") && isWanted(name)).sort();

let passed = 0;
let failed = 0;
const events = run({ files: files.map((name) => folder + name), concurrency: 1, timeout: 10 * 60_000 });
// Only tests are counted, not the suites around them.
events.on("test:pass", ({ details }) => {
  if (details.type !== "suite") passed += 1;
});
events.on("test:fail", ({ details }) => {
  if (details.type !== "suite") failed += 1;
});
events
  .compose(spec)
  .pipe(process.stdout)
  .on("unpipe", () => {
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  });
