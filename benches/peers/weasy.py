"""WeasyPrint: the same letter as HTML and CSS, to PDF/UA-1, in one process.

The letter's parts stand as they do in begrund's own: masthead, address in its window, reference block, headings, lists, the box that
tells how to complain, the law quoted last, and the foot with the case number and the number of pages.
"""
import html
import json
import sys

import weasyprint

if sys.argv[1] == "--ready":
    sys.exit(0)
worker, processes, count = map(int, sys.argv[1:4])

STYLE = """
@font-face { font-family: Letter; src: url(fonts/BegrundSans-Regular.ttf) }
@font-face { font-family: Letter; font-weight: 600; src: url(fonts/BegrundSans-SemiBold.ttf) }
@page {
  size: A4; margin: 20mm 37mm 28mm 25mm;
  @bottom-left { content: element(foot); width: 100% }
}
html { font: 10.5pt/1.4 Letter; color: #1a1a1a; hyphens: none }
.foot { position: running(foot); font-size: 9pt; line-height: 1.3; color: #4f4f4f; border-top: .5pt solid #4f4f4f; padding-top: 2mm }
.foot div { display: inline-block; vertical-align: top }
.foot .municipality { width: 110mm }
.foot .pages { width: 38mm; text-align: right }
.pages::before { content: "Side " counter(page) " af " counter(pages) }
.head { position: relative; height: 78mm }
.sender { font-size: 17pt; font-weight: 600; color: #1d4f7c }
.recipient { position: absolute; top: 35mm; left: 0; width: 80mm }
.reference { position: absolute; top: 27mm; left: 93mm; width: 67mm; font-size: 9.5pt; border-collapse: collapse }
.reference td { padding: 0 0 3mm }
h1 { font-size: 17pt; font-weight: 600; color: #1d4f7c; line-height: 1.2; margin: 0 0 5mm; bookmark-level: 1 }
h2 { font-size: 13pt; font-weight: 600; color: #1d4f7c; margin: 6mm 0 2.6mm; break-after: avoid }
p { margin: 0 0 1em; orphans: 2; widows: 2 }
ul { margin: 0 0 1em; padding-left: 5mm }
li { margin-bottom: .4em }
.appeal { break-inside: avoid; margin: 6mm 0; padding: 4.2mm 5mm; background: #eef3f7; border-left: 2.4pt solid #1d4f7c }
.law-quote { border-left: 1.2pt solid #a5b9cb; padding-left: 5mm }
"""


def escaped(text):
    return html.escape(text, quote=False)


def body(text, headings):
    """Paragraphs, with the headings and lists that stand among them."""
    made = []
    for line in filter(str.strip, text.splitlines()):
        for heading in headings:
            if line.startswith(heading):
                made.append(f"<h2>{escaped(heading)}</h2>")
                line = line[len(heading):].strip()
                break
        lead, *items = line.split("• ")
        if lead.strip():
            made.append(f"<p>{escaped(lead)}</p>")
        if items:
            made.append("<ul>" + "".join(f"<li>{escaped(item)}</li>" for item in items) + "</ul>")
    return "".join(made)


def page(letter):
    parts, whole = dict(letter["parts"]), letter["whole"]
    headings = sorted(letter["headings"], key=len, reverse=True)
    title = parts["heading"]
    # What stands between the parts, the headings above all, is where the whole has it.
    after = whole[whole.index(title) + len(title):]
    quote, appeal = parts.get("law-quote", ""), parts["appeal"]
    before_appeal, _, rest = after.partition(appeal)
    rest, _, _ = rest.partition(quote) if quote else (rest, "", "")
    rows = "".join(f"<tr><td>{escaped(line)}</td></tr>" for line in parts["reference"].splitlines())
    case = letter["case"]
    return f"""<!doctype html><html lang=da><head><title>Afgørelse</title><style>{STYLE}</style></head><body>
<div class=foot><div class=municipality>{escaped(letter["foot"])}</div><div class=pages><br>Sag {escaped(case)}</div></div>
<div class=head><div class=sender>{escaped(parts["sender"])}</div><div class=recipient>{escaped(parts["recipient"])}</div>
<table class=reference>{rows}</table></div>
<h1>{escaped(title)}</h1>{body(before_appeal, headings)}
<section class=appeal>{body(appeal, headings)}</section>{body(rest, headings)}
<blockquote class=law-quote>{body(quote, headings)}</blockquote></body></html>"""


for number in range(worker, count, processes):
    with open(f"{number:06}.json", encoding="utf-8") as file:
        made = page(json.load(file))
    weasyprint.HTML(string=made, base_url=".").write_pdf(f"made/{number:06}.pdf", pdf_variant="pdf/ua-1")
