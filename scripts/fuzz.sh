#!/usr/bin/env bash
# Runs each fuzz target for some seconds, or those that are named. What fails is kept in fuzz/artifacts/.
# Usage: fuzz.sh <seconds> [targets]
set -euo pipefail

seconds=$1
shift
cd "$(dirname "$0")/../fuzz"
host=$(rustc -vV | sed -n 's/^host: //p')
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  for file in fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
fi

# What `cargo fuzz` passes for coverage. All of it is known to a stable compiler, so that no nightly is needed.
export RUSTFLAGS="-Cpasses=sancov-module -Ccodegen-units=1 --cfg fuzzing"
for option in level=4 inline-8bit-counters pc-table trace-compares; do
  RUSTFLAGS+=" -Cllvm-args=-sanitizer-coverage-$option"
done
# A target of its own keeps the flags away from build scripts.
cargo build --release --target "$host" --bins

passed=0
failed=0
for target in "${targets[@]}"; do
  mkdir -p "corpus/$target" "artifacts/$target"
  folders=("corpus/$target")
  if [ -d "seeds/$target" ]; then folders+=("seeds/$target"); fi
  log=$(mktemp)
  if "target/$host/release/$target" "${folders[@]}" -dict=words.dict -artifact_prefix="artifacts/$target/" \
    -max_total_time="$seconds" -timeout=10 -max_len=2048 -print_final_stats=1 > "$log" 2>&1; then
    passed=$((passed + 1))
    printf '%-18s %s executions in %s s\n' "$target" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$seconds"
  else
    failed=$((failed + 1))
    tail -n 40 "$log"
    printf '%-18s FAILED\n' "$target"
  fi
  rm -f "$log"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
