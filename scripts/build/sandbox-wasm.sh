#!/usr/bin/env bash
# Builds the sandbox as WebAssembly, for the entry `opportunity-stage/sandbox`.
# Usage: sandbox-wasm.sh <target> <output.wasm>
set -euo pipefail

source scripts/build/remap-paths.sh "$1"
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags
cargo rustc --profile sandbox --target "$1" -p opportunity-stage-sandbox --lib --no-default-features --crate-type cdylib

linked=target/$1/sandbox/opportunity_stage_sandbox.wasm
# Nothing to do where cargo had nothing to do.
if [ ! "$2" -nt "$linked" ]; then
  mkdir -p "$(dirname "$2")"
  echo "build: making the sandbox's wasm small (some ten seconds)"
  # More than -O1 takes longer, and makes it no smaller when compressed. Only features that Node 20 and every browser of the
  # package know.
  node_modules/.bin/wasm-opt -O1 --strip-debug --strip-producers --strip-target-features \
    --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
    --enable-reference-types --enable-multivalue "$linked" -o "$2"
fi
