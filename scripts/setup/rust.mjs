// Makes sure that Rust is there, in the version of rust-toolchain.toml and with the wasm target.
import { existsSync } from "node:fs";
import { has, missing, output, run } from "./run.mjs";

const TARGET = "wasm32-unknown-unknown";

if (!has("cargo")) missing("Rust (cargo)", "https://rustup.rs, or your distribution's rustup package");
if (!has("cc")) missing("a C linker (cc)", "apt-get install build-essential");

// `rustc` fails if the version that the checkout asks for is not installed.
if (output("rustc", ["--version"]) === null) {
  console.log("setup: installing the toolchain of rust-toolchain.toml");
  if (!run("rustup", ["toolchain", "install"]))
    missing("the toolchain of rust-toolchain.toml", "rustup toolchain install, in this folder");
}

const inSysroot = (path) => existsSync(`${output("rustc", ["--print", "sysroot"])}/lib/rustlib/${path}`);

if (!inSysroot(TARGET)) {
  if (!has("rustup"))
    missing(`Rust's target ${TARGET}`, "your distribution's package of it, or Rust from https://rustup.rs");
  console.log(`setup: adding the target ${TARGET}`);
  if (!run("rustup", ["target", "add", TARGET])) missing(`Rust's target ${TARGET}`, `rustup target add ${TARGET}`);
}

// With the source of the standard library the wasm gets smaller (scripts/build/wasm.mjs); the build works without it.
if (!inSysroot("src/rust/library") && has("rustup")) {
  console.log("setup: adding the source of the standard library");
  if (!run("rustup", ["component", "add", "rust-src"]))
    console.log("setup: without it; the wasm will be a little larger");
}
