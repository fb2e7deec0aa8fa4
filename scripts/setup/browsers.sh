#!/usr/bin/env bash
# Gets Firefox and WebKitGTK for `make test-browsers`. What a machine cannot install is reported, and skipped by the tests.
set -euo pipefail

as_root=()
if [ "$(id -u)" != 0 ]; then as_root=(sudo -n); fi

updated=
get() {
  local name=$1 program=$2
  shift 2
  if command -v "$program" > /dev/null; then return; fi
  echo "setup: installing $name"
  if [ -z "$updated" ]; then "${as_root[@]}" apt-get update -qq && updated=yes; fi || true
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" > /dev/null ||
    echo "setup: $name cannot be installed here (apt-get install $*)"
}

get Firefox "${FIREFOX:-firefox-esr}" firefox-esr
get WebKitGTK WebKitWebDriver webkit2gtk-driver xvfb xauth
get "a virtual screen" xvfb-run xvfb xauth
