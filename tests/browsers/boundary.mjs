// The tests of the boundary (`tests/web`), served by wasm-bindgen's runner and run by whichever browser opens the page.
import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));
const runner = `${root}.tools/bin/wasm-bindgen-test-runner`;

/** Builds the module of the tests and serves it until `stop`. */
export async function serveBoundaryTests() {
  const build = ["test", "--target", "wasm32-unknown-unknown", "-p", "opportunity-stage", "--test", "web"];
  const { stdout } = await promisify(execFile)("cargo", [...build, "--no-run", "--message-format=json"], {
    cwd: root,
    maxBuffer: 1 << 28,
  });
  const built = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .find(({ executable, target }) => executable && target?.name === "web");
  const server = spawn(runner, [built.executable], {
    cwd: root,
    env: { ...process.env, NO_HEADLESS: "1", WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  process.once("exit", () => server.kill());
  const origin = await new Promise((resolve, reject) => {
    let printed = "";
    const read = (chunk) => {
      printed += chunk;
      const address = /http:\/\/[\d.]+:\d+/.exec(printed)?.[0];
      if (address) resolve(address);
    };
    server.stdout.setEncoding("utf8").on("data", read);
    server.stderr.setEncoding("utf8").on("data", read);
    server.once("exit", (code) => reject(new Error(`the test runner ended with ${code}:\n${printed}`)));
  });
  return { origin, stop: () => server.kill() };
}

/**
 * Runs the tests in a browser.
 *
 * @param {import("./engines.mjs").Browser} browser
 * @returns {Promise<{ name: string, error: string | null }[]>}
 */
export async function runBoundaryTests(browser, origin) {
  await browser.goto(origin);
  const text = await browser.evaluate(`(async () => {
    const ends = performance.now() + 110_000;
    const text = () => document.getElementById("output").textContent;
    while (!/^test result: /m.test(text()) && performance.now() < ends)
      await new Promise((resolve) => setTimeout(resolve, 100));
    return text();
  })()`);
  const results = [...text.matchAll(/^test (\S+) \.\.\. (\w+)/gm)].map(([, name, result]) => ({
    name,
    error: result === "ok" ? null : `${result}\n${text}`,
  }));
  if (!/^test result: /m.test(text)) results.push({ name: "the tests end", error: text });
  return results;
}
