#!/usr/bin/env bash
# Installs wasm-bindgen's command in the version of Cargo.lock, to which it must match to the last digit, and the splitter
# that goes with `wasm_split_helpers` of Cargo.toml.
# Usage: setup-wasm-bindgen.sh <folder>
set -euo pipefail

root=$1
version_of() { awk -v name="\"$1\"" '$1 == "name" && $3 == name { found = 1 } found && $1 == "version" { gsub("\"", "", $3); print $3; exit }' Cargo.lock; }

# Every checkout needs the same programs, so that each is compiled once for all of them. They run for seconds and compile
# for minutes: little optimization is the shorter way.
# Usage: provide <crate> <version> <programs, with commas> [more arguments for cargo]
provide() {
  local crate=$1 version=$2 cache=${XDG_CACHE_HOME:-$HOME/.cache}/opportunity-stage/$1-$2
  local programs=${3//,/ }
  shift 3
  local stamp=$root/bin/.$crate-$version
  [ -e "$stamp" ] && return
  install() {
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
      cargo install "$crate" --version "$version" --root "$cache" "$@"
  }
  for program in $programs; do
    [ -x "$cache/bin/$program" ] && continue
    echo "setup: compiling $crate $version (once; about two minutes on two cores)"
    # A registry mirror can be behind by one release of some dependency: then the lock file that the command was
    # published with cannot be honoured, and what the mirror has does as well.
    if ! install "$@" --locked && ! install "$@"; then
      printf 'missing: %s %s\n  how to get it: cargo install %s --version %s --root %s %s\n' \
        "$crate" "$version" "$crate" "$version" "$cache" "$*" >&2
      exit 1
    fi
  done
  mkdir -p "$root/bin"
  for program in $programs; do cp "$cache/bin/$program" "$root/bin/"; done
  rm -f "$root/bin/.$crate-"*
  touch "$stamp"
}

provide wasm-bindgen-cli "$(version_of wasm-bindgen)" wasm-bindgen,wasm-bindgen-test-runner
# The splitter that goes with `wasm_split_helpers` of Cargo.toml.
provide wasm_split_cli_support 0.2.4 wasm-split-cli --features build-binary
