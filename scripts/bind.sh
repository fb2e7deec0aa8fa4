#!/usr/bin/env bash
# From what cargo built to what is shipped: wasm-bindgen writes the JavaScript, wasm-opt makes the wasm small.
# Usage: bind.sh <tools> <input.wasm> <output folder>
set -euo pipefail

tools=$1 input=$2 output=$3
mkdir -p "$output"
echo "build: making the wasm small (some ten seconds)"
"$tools/bin/wasm-bindgen" "$input" --out-dir "$output" --out-name core --target web --omit-default-module-path \
  --remove-name-section --remove-producers-section --experimental-reset-state-function

# The features are named one by one: with --all-features neither Node 20 nor Chromium can compile the result.
# Inlining a function into its only caller makes the file smaller, but larger when compressed, and that is what is
# downloaded: this small limit was the best of those tried, by 4.5 % over the default.
node_modules/.bin/wasm-opt -Oz --one-caller-inline-max-function-size=20 \
  --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
  --enable-reference-types --enable-multivalue "$output/core_bg.wasm" -o "$output/core.wasm"

# Make compares this file's time with that of the input.
touch "$output/core.js"
