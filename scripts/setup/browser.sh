#!/usr/bin/env bash
# Makes sure that Chromium and its driver are there, for the tests. CHROMIUM and CHROMEDRIVER name others.
set -euo pipefail

found() { command -v "${CHROMIUM:-chromium}" > /dev/null && command -v "${CHROMEDRIVER:-chromedriver}" > /dev/null; }
give_up() {
  printf 'missing: %s\n  how to get it: %s\n' "Chromium and chromedriver" \
    "apt-get install chromium chromium-driver, or set CHROMIUM and CHROMEDRIVER to the paths of yours" >&2
  exit 1
}

found && exit 0
command -v apt-get > /dev/null || give_up

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo > /dev/null || give_up
  as_root=(sudo)
fi
echo "setup: installing chromium and chromium-driver"
"${as_root[@]}" apt-get update -qq || give_up
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium chromium-driver || give_up
found || give_up
