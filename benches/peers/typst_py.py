"""typst for Python: one compiler, reused for every letter of this process."""
import sys

import typst

if sys.argv[1] == "--ready":
    sys.exit(0)
worker, processes, count = map(int, sys.argv[1:4])
compiler = typst.Compiler(
    input="000000.typ", root=".", font_paths=["fonts"], ignore_system_fonts=True
)
for number in range(worker, count, processes):
    compiler.compile(
        input=f"{number:06}.typ",
        output=f"made/{number:06}.pdf",
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
    )
