// Builds the sandbox as WebAssembly, for the entry `opportunity-stage/sandbox`.
// Usage: sandbox-wasm.mjs <target> <output.wasm>
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { cargo, remapPaths, rustFlags } from "./remap-paths.mjs";

const [target, output] = process.argv.slice(2);
// A folder of its own: Cargo lets only one build at a time into each, and this one has nothing in common with the others.
const folder = "target/sandbox-wasm/cargo";
const linked = `${folder}/${target}/sandbox/opportunity_stage_sandbox.wasm`;
// Only features that Node 20 and every browser of the package support.
const FEATURES = [
  ...["bulk-memory", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types", "multivalue"],
].map((feature) => `--enable-${feature}`);
// More than -O1 takes three times as long and does not make the compressed file smaller.
const SMALL = ["-O1", "--strip-debug", "--strip-producers", "--strip-target-features", ...FEATURES];

const build = [
  "rustc",
  "--profile",
  "sandbox",
  "--target-dir",
  folder,
  "--target",
  target,
  "-p",
  "opportunity-stage-sandbox",
];
const code = cargo(
  [...build, "--lib", "--no-default-features", "--crate-type", "cdylib"],
  rustFlags(remapPaths(target)),
);
if (code !== 0) process.exit(code);

// A no-op if Cargo had nothing to do.
const isNewer = existsSync(output) && statSync(output).mtimeMs > statSync(linked).mtimeMs;
if (!isNewer) {
  mkdirSync(dirname(output), { recursive: true });
  console.log("build: making the sandbox's wasm small (some ten seconds)");
  const call = [...SMALL, linked, "-o", output];
  process.exitCode = spawnSync("node_modules/.bin/wasm-opt", call, { stdio: "inherit" }).status ?? 1;
}
