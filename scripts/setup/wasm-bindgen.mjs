// Installs wasm-bindgen's command in exactly the version of Cargo.lock, and the splitter that goes with
// `wasm_split_helpers` of Cargo.toml.
// Usage: wasm-bindgen.mjs <folder>
import { copyFileSync, mkdirSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isExecutable, run } from "./run.mjs";

const bin = `${process.argv[2]}/bin`;
const caches = `${process.env.XDG_CACHE_HOME || `${homedir()}/.cache`}/opportunity-stage`;

/** The programs run for a second and compile for minutes: without optimization is faster in total. */
const FAST_COMPILE = { CARGO_PROFILE_RELEASE_OPT_LEVEL: "0", CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16" };

const [, bindgenVersion] = /^name = "wasm-bindgen"\nversion = "([^"]+)"/m.exec(readFileSync("Cargo.lock", "utf8"));
provide("wasm-bindgen-cli", bindgenVersion, ["wasm-bindgen", "wasm-bindgen-test-runner"]);
provide("wasm_split_cli_support", "0.2.4", ["wasm-split-cli"], ["--features", "build-binary"]);

/** Every checkout needs the same programs, so that each is compiled once for all of them and copied from the cache. */
function provide(name, version, programs, more = []) {
  const cache = `${caches}/${name}-${version}`;
  const stamp = `.${name}-${version}`;
  if (existsSync(`${bin}/${stamp}`)) return;
  const only = programs.flatMap((program) => ["--bin", program]);
  const call = ["install", name, "--version", version, "--root", cache, ...only, ...more];
  if (!programs.every((program) => isExecutable(`${cache}/bin/${program}`))) {
    console.log(`setup: compiling ${name} ${version} (once; about two minutes on two cores)`);
    // A registry mirror can lag behind a release of some dependency. Then the lock file that the command was published
    // with cannot be satisfied, and the versions that the mirror has work as well.
    const install = (args) => run("cargo", args, { env: FAST_COMPILE });
    if (!install([...call, "--locked"]) && !install(call)) {
      console.error(`missing: ${name} ${version}\n  how to get it: cargo ${call.join(" ")}`);
      process.exit(1);
    }
  }
  mkdirSync(bin, { recursive: true });
  for (const program of programs) copyFileSync(`${cache}/bin/${program}`, `${bin}/${program}`);
  for (const old of readdirSync(bin).filter((file) => file.startsWith(`.${name}-`))) rmSync(`${bin}/${old}`);
  writeFileSync(`${bin}/${stamp}`, "");
}
