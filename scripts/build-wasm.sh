#!/usr/bin/env bash
# Builds the wasm that ships. Panics tell where they happened: without the paths of the machine that built it.
# Usage: build-wasm.sh <target>
set -euo pipefail

# The crates' folder has its name only once they are there.
cargo fetch --quiet --target "$1"
flags="--remap-path-prefix=$PWD/= --remap-path-prefix=$(rustc --print sysroot)="
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
  flags+=" --remap-path-prefix=${crates%/}="
done
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags exec cargo build --profile wasm --target "$1" --lib
