# Sets `flags`: rustc's options that replace the paths of the machine which builds, since panics tell where they happened.
# Usage: source scripts/build/remap-paths.sh <target>

# The crates' folder has its name only once they are there.
cargo fetch --quiet --target "$1"
sysroot=$(rustc --print sysroot)
flags="--remap-path-prefix=$PWD/= --remap-path-prefix=$sysroot="
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
  flags+=" --remap-path-prefix=${crates%/}="
done
