#!/usr/bin/env bash
# Builds the wasm that ships. Panics tell where they happened: without the paths of the machine that built it.
# Usage: build-wasm.sh <target> [more arguments for cargo]; with `--features split` the parts can be split off.
set -euo pipefail

source scripts/build/remap-paths.sh "$1"
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags
build=(cargo rustc --profile wasm --target "$1" --lib "${@:2}")

# LLVM inlines a function into its only caller however large it is, which compresses badly. With code counted tenfold
# against that, what is downloaded is 0.5 % smaller and as fast; a hundredfold, 1.5 % smaller and some 5 % slower.
# The splitter finds out from the relocations what each function needs.
inline=(-Clink-arg=--emit-relocs -Cllvm-args=-inline-instr-cost=50 -Cllvm-args=-inline-call-penalty=250)

# The standard library is compiled anew, for size and with panics that trap at once: their texts are not visible in a
# browser, where they have nowhere to go, and a trap is what the loader survives either way. It takes 7 % off what a
# page loads. Cargo calls this unstable; the toolchain is pinned, so it is the same everywhere.
std=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
if [ -d "$sysroot/lib/rustlib/src/rust/library" ] &&
  RUSTC_BOOTSTRAP=1 cargo fetch --quiet --target "$1" "${std[@]}" 2> /dev/null; then
  # Memory is asked for and compared all the time: these few functions are compiled for speed.
  std+=(--config 'profile.wasm.package.dlmalloc.opt-level=3')
  # What only a developer would see stays out: `{:?}` prints nothing, and a panic has no place.
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS+=" -Zfmt-debug=none -Zlocation-detail=none"
  RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT=true CARGO_PROFILE_WASM_PANIC=immediate-abort \
    exec "${build[@]}" "${std[@]}" -- "${inline[@]}"
fi
echo "build: without the source of Rust's standard library (rustup component add rust-src): the wasm is 5 % larger" >&2
exec "${build[@]}" -- "${inline[@]}"
