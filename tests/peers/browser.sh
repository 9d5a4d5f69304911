#!/usr/bin/env bash
# Gets what drives the browser in the tests: tests/peers/browser.sh FOLDER
# Chromium comes from Debian; the driver and the accessibility checks from the npm registry, at fixed versions.
set -euo pipefail
folder=$1
mkdir -p "$folder"
# Only what is missing: Debian's npm cannot stand beside a node from elsewhere.
command -v chromium >/dev/null || apt-get install -y -qq --no-install-recommends chromium >/dev/null
command -v npm >/dev/null || apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
if [ ! -d "$folder/node_modules/puppeteer-core" ] || [ ! -d "$folder/node_modules/axe-core" ]; then
  (cd "$folder" && npm install --silent --no-audit --no-fund --prefix . puppeteer-core@24.43.1 axe-core@4.14.1)
fi
