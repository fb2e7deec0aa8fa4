#!/usr/bin/env bash
# Runs one step of the Makefile and prints how long it took; STEP_TIMES names a file that collects the times.
# Usage: step.sh <name> <command> [arguments]
set -euo pipefail

name=$1
shift
# Make opens its job server to other instances of Make alone, and Cargo warns when it cannot join.
unset MAKEFLAGS MFLAGS
started=$EPOCHREALTIME
code=0
"$@" || code=$?
took=$(awk -v from="$started" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }')
printf 'step: %s took %s s\n' "$name" "$took"
if [ -n "${STEP_TIMES:-}" ]; then printf '%8s s  %s\n' "$took" "$name" >> "$STEP_TIMES"; fi
exit "$code"
