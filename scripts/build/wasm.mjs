// Builds the wasm that ships, without the paths of the machine that builds it.
// Usage: wasm.mjs <target> [more arguments for cargo]; with `--features split` the parts can be split off.
import { existsSync } from "node:fs";
import { cargo, remapPaths, rustFlags, sysroot } from "./remap-paths.mjs";

const [target, ...more] = process.argv.slice(2);
const remapped = remapPaths(target);
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
const hasSource = () =>
  existsSync(`${sysroot}/lib/rustlib/src/rust/library`) &&
  cargo(["fetch", "--quiet", "--target", target, ...std], { ...unstable, ...rustFlags(remapped) }, FAILS_QUIETLY) === 0;
const FAILS_QUIETLY = ["inherit", "inherit", "ignore"];

if (hasSource()) {
  // Memory is allocated and compared all the time: these few functions are compiled for speed.
  const fast = ["--config", "profile.wasm.package.dlmalloc.opt-level=3"];
  // What only a developer would see stays out: `{:?}` prints nothing, and a panic has no location.
  const quiet = ["-Zfmt-debug=none", "-Zlocation-detail=none"];
  process.exitCode = cargo([...build, ...std, ...fast, "--", ...inline], {
    ...unstable,
    ...{ CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT: "true", CARGO_PROFILE_WASM_PANIC: "immediate-abort" },
    ...rustFlags([...remapped, ...quiet]),
  });
} else {
  console.error(
    "build: without the source of Rust's standard library (rustup component add rust-src): the wasm is 5 % larger",
  );
  process.exitCode = cargo([...build, "--", ...inline], rustFlags(remapped));
}
