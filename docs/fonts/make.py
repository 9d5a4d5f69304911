"""Makes the letter's fonts from Adobe's Source Sans 3: fewer characters, only kerning, and a name of their own.

    pip install fonttools; npm pack source-sans@3.52.0
    python docs/fonts/make.py package/TTF templates/fonts

Small tables make shaping a quarter faster. The licence of Source Sans reserves its name, so the changed fonts have another.
"""
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Begrund Sans"
STYLES = {"Regular": "Regular", "Semibold": "SemiBold"}
# Latin for all European languages and Vietnamese, Greek letters for medical words, punctuation, common signs.
CHARACTERS = (
    "U+0020-007E,U+00A0-017F,U+018F,U+0192,U+01A0-01A1,U+01AF-01B0,U+01C4-01F5,U+0218-021B,U+0237,U+0259,"
    "U+02BB-02BC,U+02C6-02C7,U+02D8-02DD,U+0391-03A1,U+03A3-03A9,U+03B1-03C9,U+1E80-1E85,U+1E9E,U+1EA0-1EF9,"
    "U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+2044,U+2070-2079,U+2080-2089,"
    "U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265"
)


def main(source: Path, target: Path) -> None:
    for style, file_style in STYLES.items():
        font = TTFont(source / f"SourceSans3-{style}.ttf")
        options = subset.Options(layout_features=["kern"], hinting=False, name_IDs=["*"], notdef_outline=True)
        options.drop_tables += ["DSIG"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(CHARACTERS))
        subsetter.subset(font)
        rename(font, style)
        font.save(target / f"BegrundSans-{file_style}.ttf")


def rename(font: TTFont, style: str) -> None:
    names = font["name"]
    version = names.getDebugName(5)
    kept = {number: names.getDebugName(number) for number in (0, 13, 14)}
    names.names = []
    plain = FAMILY if style == "Regular" else f"{FAMILY} {style}"
    texts = {
        **kept,
        1: plain,
        2: "Regular",
        3: f"begrund;{plain}",
        4: plain,
        5: version,
        6: plain.replace(" ", "") + ("-Regular" if style == "Regular" else ""),
        10: "A subset of Adobe's Source Sans 3 with kerning only, made for begrund.",
        16: FAMILY,
        17: style,
    }
    for number, text in texts.items():
        if text:
            names.setName(text, number, 3, 1, 0x409)


main(Path(sys.argv[1]), Path(sys.argv[2]))
