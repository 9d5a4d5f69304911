#!/usr/bin/env bash
# Installs what editors use into a folder: Red Hat's YAML language server, and Ajv, a validator: tests/peers/editor.sh FOLDER
set -euo pipefail
folder=$1
if [ -e "$folder/node_modules/.installed-2" ]; then exit 0; fi
if ! command -v npm >/dev/null; then
  apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
fi
mkdir -p "$folder"
npm install --prefix "$folder" --silent --no-audit --no-fund --no-save yaml-language-server@1.25.0 ajv@8.17.1 >/dev/null
touch "$folder/node_modules/.installed-2"
