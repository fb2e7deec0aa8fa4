#!/usr/bin/env bash
# Makes sure that Rust is there, in the version of rust-toolchain.toml and with the wasm target.
set -euo pipefail

missing() {
  printf 'missing: %s\n  how to get it: %s\n' "$1" "$2" >&2
  exit 1
}

target=wasm32-unknown-unknown
command -v cargo > /dev/null || missing "Rust (cargo)" "https://rustup.rs, or your distribution's rustup package"
command -v cc > /dev/null || missing "a C linker (cc)" "apt-get install build-essential"

# `rustc` fails where the version that the checkout asks for is not installed.
if ! rustc --version > /dev/null 2>&1; then
  echo "setup: installing the toolchain of rust-toolchain.toml"
  rustup toolchain install || missing "the toolchain of rust-toolchain.toml" "rustup toolchain install, in this folder"
fi

if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
  command -v rustup > /dev/null ||
    missing "Rust's target $target" "your distribution's package of it, or Rust from https://rustup.rs"
  echo "setup: adding the target $target"
  rustup target add "$target" || missing "Rust's target $target" "rustup target add $target"
fi

# With the source of the standard library the wasm gets smaller (scripts/build/wasm.sh); it does without.
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library" ] && command -v rustup > /dev/null; then
  echo "setup: adding the source of the standard library"
  rustup component add rust-src || echo "setup: without it; the wasm will be a little larger"
fi
