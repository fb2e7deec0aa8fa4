#!/usr/bin/env bash
# Installs wasm-bindgen's command in the version of Cargo.lock, to which it must match to the last digit, and the splitter
# that goes with `wasm_split_helpers` of Cargo.toml.
# Usage: setup-wasm-bindgen.sh <folder>
set -euo pipefail

root=$1
version_of() { awk -v name="\"$1\"" '$1 == "name" && $3 == name { found = 1 } found && $1 == "version" { gsub("\"", "", $3); print $3; exit }' Cargo.lock; }
mkdir -p "$root"

# A registry mirror can be behind by one release of some dependency: then the lock file that the command was
# published with cannot be honoured, and what the mirror has does as well.
install() {
  local crate=$1 version=$2
  shift 2
  echo "setup: compiling $crate $version (once; about three minutes on two cores)"
  if ! cargo install "$crate" --version "$version" --root "$root" --locked "$@" &&
    ! cargo install "$crate" --version "$version" --root "$root" "$@"; then
    printf 'missing: %s %s\n  how to get it: cargo install %s --version %s --root %s %s\n' \
      "$crate" "$version" "$crate" "$version" "$root" "$*" >&2
    exit 1
  fi
}

bindgen=$(version_of wasm-bindgen)
if [ "$("$root/bin/wasm-bindgen" --version 2> /dev/null)" != "wasm-bindgen $bindgen" ]; then
  install wasm-bindgen-cli "$bindgen"
fi

# The splitter has no `--version`: cargo's own list of what it installed tells.
splitter=0.2.4
if ! [ -x "$root/bin/wasm-split-cli" ] || ! grep -qs "\"wasm_split_cli_support $splitter " "$root/.crates.toml"; then
  install wasm_split_cli_support "$splitter" --features build-binary
fi
