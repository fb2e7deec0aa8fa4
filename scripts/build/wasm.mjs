// Builds the wasm that ships, without the paths of the machine that builds it.
// Usage: wasm.mjs <target> [more arguments for cargo]; with `--features split` the parts can be split off.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";

const [target, ...more] = process.argv.slice(2);

function cargo(args, env = {}, stdio = "inherit") {
  const { status, error } = spawnSync("cargo", args, { stdio, env: { ...process.env, ...env } });
  if (error) throw error;
  return status;
}
const fetch = (args, env, stdio) => cargo(["fetch", "--quiet", "--target", target, ...args], env, stdio) === 0;

// The crates' folder has its name only after the download.
if (!fetch([])) process.exit(1);
const sysroot = spawnSync("rustc", ["--print", "sysroot"], { encoding: "utf8" }).stdout.trim();
const registries = `${process.env.CARGO_HOME || `${homedir()}/.cargo`}/registry/src`;
const folders = [
  `${process.cwd()}/`,
  sysroot,
  ...readdirSync(registries)
    .sort()
    .map((name) => `${registries}/${name}`),
];
const remapped = folders.map((folder) => `--remap-path-prefix=${folder}=`);
const build = ["rustc", "--profile", "wasm", "--target", target, "--lib", ...more];

// LLVM inlines a function into its only caller however large it is, which compresses badly. With code counted tenfold
// against that, the download is 0.5 % smaller and as fast; a hundredfold, 1.5 % smaller and some 5 % slower.
// The splitter finds out from the relocations what each function needs.
const inline = [
  ...["-Clink-arg=--emit-relocs", "-Cllvm-args=-inline-instr-cost=50", "-Cllvm-args=-inline-call-penalty=250"],
];

// The standard library is compiled anew, for size and with panics that trap at once: their texts have nowhere to go in a
// browser, and the loader survives a trap in any case. This takes 7 % off what a page loads. Cargo calls it unstable;
// the toolchain is pinned, so it is the same everywhere.
const std = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
const unstable = { RUSTC_BOOTSTRAP: "1" };
const flags = (all) => ({ CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: all.join(" ") });

if (
  existsSync(`${sysroot}/lib/rustlib/src/rust/library`) &&
  fetch(std, { ...unstable, ...flags(remapped) }, ["inherit", "inherit", "ignore"])
) {
  // Memory is allocated and compared all the time: these few functions are compiled for speed.
  const fast = ["--config", "profile.wasm.package.dlmalloc.opt-level=3"];
  // What only a developer would see stays out: `{:?}` prints nothing, and a panic has no location.
  const quiet = ["-Zfmt-debug=none", "-Zlocation-detail=none"];
  process.exitCode = cargo([...build, ...std, ...fast, "--", ...inline], {
    ...unstable,
    ...{ CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT: "true", CARGO_PROFILE_WASM_PANIC: "immediate-abort" },
    ...flags([...remapped, ...quiet]),
  });
} else {
  console.error(
    "build: without the source of Rust's standard library (rustup component add rust-src): the wasm is 5 % larger",
  );
  process.exitCode = cargo([...build, "--", ...inline], flags(remapped));
}
