"""WeasyPrint: the letter's text as HTML, to PDF/UA-1, in one process."""
import html
import sys

import weasyprint

if sys.argv[1] == "--ready":
    sys.exit(0)
worker, processes, count = map(int, sys.argv[1:4])
style = (
    "@font-face{font-family:S;src:url(fonts/BegrundSans-Regular.ttf)}"
    "@page{size:A4;margin:20mm 37mm 28mm 25mm;@bottom-right{content:'Side ' counter(page) ' af ' counter(pages)}}"
    "body{font:10.5pt S}"
)
for number in range(worker, count, processes):
    with open(f"{number:06}.txt", encoding="utf-8") as file:
        lines = [html.escape(line) for line in file.read().splitlines() if line.strip()]
    body = "<h1>" + lines[0] + "</h1>" + "".join(f"<p>{line}</p>" for line in lines[1:])
    page = f"<html lang=da><title>Afgørelse</title><style>{style}</style><body>{body}</body></html>"
    weasyprint.HTML(string=page, base_url=".").write_pdf(f"made/{number:06}.pdf", pdf_variant="pdf/ua-1")
