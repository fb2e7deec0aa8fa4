#!/usr/bin/env bash
# Makes sure that Chromium and its driver are there, for the tests. CHROMIUM and CHROMEDRIVER name others.
# Pages are tested in Chromium's headless shell, which has no window to draw and takes half the processor time of
# `chromium --headless=new`. A system that does not package it tests them in chromium.
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
echo "setup: installing chromium, its driver and its headless shell"
"${as_root[@]}" apt-get update -qq || give_up
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium chromium-driver || give_up
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium-headless-shell ||
  echo "setup: no package chromium-headless-shell; pages are tested in chromium"
found || give_up
