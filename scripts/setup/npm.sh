#!/usr/bin/env bash
# Installs the development tools of package.json. The package that is published depends on none of them.
set -euo pipefail

wanted="Node.js 20.19 or newer with npm"
advice="https://nodejs.org, or your distribution's package where it is new enough"
if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
  printf 'missing: %s\n  how to get it: %s\n' "$wanted" "$advice" >&2
  exit 1
fi
if ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'; then
  printf 'missing: %s (found %s)\n  how to get it: %s\n' "$wanted" "$(node --version)" "$advice" >&2
  exit 1
fi

echo "setup: npm packages"
if ! npm ci --no-audit --no-fund --loglevel=error; then
  printf 'missing: the npm packages of package-lock.json\n  how to get them: npm ci, with the registry in reach\n' >&2
  exit 1
fi
