#!/usr/bin/env bash
# Installs the peers of the bench under target/peers: the typst command (cargo), typst for Python and WeasyPrint (a venv).
# LibreOffice comes from the system's packages, and only when asked for: benches/peers/install.sh --libreoffice
set -euo pipefail
cd "$(dirname "$0")/../.."
peers=target/peers
mkdir -p "$peers"

if [ ! -x "$peers/bin/typst" ]; then
  # As the bench's begrund is built: fat LTO, so that neither side is given an edge.
  CARGO_PROFILE_RELEASE_LTO=fat CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 \
    cargo install typst-cli --version 0.15.1 --locked --root "$peers" --target-dir "$peers/build"
  rm -rf "$peers/build"
fi

if [ ! -x "$peers/venv/bin/python" ]; then
  python3 -m venv "$peers/venv"
fi
"$peers/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2 weasyprint==70.0

if [ "${1:-}" = --libreoffice ] && ! command -v soffice >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui >/dev/null
fi

"$peers/bin/typst" --version
"$peers/venv/bin/python" -c 'import typst, weasyprint; print("typst for Python", typst.__version__, "- WeasyPrint", weasyprint.__version__)'
command -v soffice >/dev/null && soffice --version || true
