#!/usr/bin/env bash
# Installs wasm-bindgen's command in the version of Cargo.lock: the two must match to the last digit.
# Usage: setup-wasm-bindgen.sh <folder>
set -euo pipefail

root=$1
version=$(awk '$1 == "name" && $3 == "\"wasm-bindgen\"" { found = 1 } found && $1 == "version" { gsub("\"", "", $3); print $3; exit }' Cargo.lock)
mkdir -p "$root"

if [ "$("$root/bin/wasm-bindgen" --version 2> /dev/null)" = "wasm-bindgen $version" ]; then
  exit 0
fi

# Every checkout needs the same program, so that it is compiled once for all of them.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/opportunity-stage/wasm-bindgen-$version
copy() {
  [ "$("$cache/bin/wasm-bindgen" --version 2> /dev/null)" = "wasm-bindgen $version" ] &&
    [ -x "$cache/bin/wasm-bindgen-test-runner" ] && mkdir -p "$root/bin" && cp "$cache"/bin/* "$root/bin/"
}
copy && exit 0

# It runs for seconds and compiles for minutes: little optimization is the shorter way.
install() {
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install wasm-bindgen-cli --version "$version" --root "$cache" "$@"
}

echo "setup: compiling wasm-bindgen $version (once; about two minutes on two cores)"
# A registry mirror can be behind by one release of some dependency: then the lock file that the command was
# published with cannot be honoured, and what the mirror has does as well.
if ! install --locked && ! install; then
  printf 'missing: wasm-bindgen %s\n  how to get it: cargo install wasm-bindgen-cli --version %s --root %s\n' \
    "$version" "$version" "$root" >&2
  exit 1
fi
copy
