// `make test-browsers`: the tests of the boundary and the flow on the page, in each engine that this machine has.
import { runBoundaryTests, serveBoundaryTests } from "./boundary.mjs";
import { engines } from "./engines.mjs";
import { runFlow, startFlow } from "./flow.mjs";

const [boundary, flow] = await Promise.all([serveBoundaryTests(), startFlow()]);
let passed = 0;
let failed = 0;
let skipped = 0;

const report = (engine, results) => {
  for (const { name, error } of results) {
    if (error) failed += 1;
    else passed += 1;
    if (error) console.log(`${engine}: ${name}: FAILED\n${error}`);
  }
};

for (const { name, required, missing, open } of engines) {
  const lacking = missing();
  if (lacking && !required) {
    skipped += 1;
    console.log(`${name}: skipped, this machine has no ${lacking}`);
    continue;
  }
  try {
    const browser = await open();
    try {
      const boundaryResults = await runBoundaryTests(browser, boundary.origin);
      report(name, boundaryResults);
      const flowResults = await runFlow(browser, flow);
      report(name, flowResults);
      console.log(
        `${name} ${browser.version}: ${boundaryResults.length} tests of the boundary, ${flowResults.length} steps of the flow`,
      );
    } finally {
      await browser.close();
    }
  } catch (error) {
    report(name, [{ name: "starts and stays", error: String(error?.stack ?? error) }]);
  }
}

boundary.stop();
await flow.stop();
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
