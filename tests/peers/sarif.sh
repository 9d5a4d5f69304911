#!/usr/bin/env bash
# Lays the official JSON Schema of SARIF 2.1.0, which the crate serde-sarif brings, into a folder: tests/peers/sarif.sh FOLDER
set -euo pipefail
folder=$1
if [ -e "$folder/sarif-2.1.0.json" ]; then exit 0; fi
mkdir -p "$folder/src"
touch "$folder/src/lib.rs"
cat > "$folder/Cargo.toml" <<'TOML'
[package]
name = "sarif-schema"
version = "0.0.0"
edition = "2021"
[dependencies]
serde-sarif = { version = "=0.8.0", default-features = false }
[workspace]
TOML
cargo vendor --quiet --manifest-path "$folder/Cargo.toml" "$folder/vendor" >/dev/null 2>&1
cp "$folder/vendor/serde-sarif/src/schema.json" "$folder/sarif-2.1.0.json"
rm -rf "$folder/vendor"
