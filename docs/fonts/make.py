"""Makes the letter's fonts from Adobe's Source Sans 3: fewer characters, only kerning, and a name of their own.

    pip install fonttools; npm pack source-sans@3.52.0
    python docs/fonts/make.py package/TTF templates/fonts

Small tables make shaping far faster: kerning is kept for the letters of Danish and common punctuation, as one list of
pairs, where the original looks through dozens of class tables for every pair of glyphs. The licence of Source Sans reserves its name, so the changed fonts have another.
"""
import sys
from pathlib import Path

from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
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
# The letters whose pairs are kerned.
KERNED = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅÄÖÜÉ" "abcdefghijklmnopqrstuvwxyzæøåäöüéè" "0123456789" " .,:;!?-–()/»«\"'§&%"
)


def main(source: Path, target: Path) -> None:
    for style, file_style in STYLES.items():
        font = TTFont(source / f"SourceSans3-{style}.ttf")
        options = subset.Options(layout_features=["kern"], hinting=False, name_IDs=["*"], notdef_outline=True)
        options.drop_tables += ["DSIG"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(CHARACTERS))
        subsetter.subset(font)
        flatten_kerning(font)
        rename(font, style)
        font.save(target / f"BegrundSans-{file_style}.ttf")


def flatten_kerning(font: TTFont) -> None:
    names = font.getBestCmap()
    glyphs = [names[ord(letter)] for letter in KERNED if ord(letter) in names]
    lookups = kerning_lookups(font["GPOS"].table)
    pairs = ((left, right, kerning(lookups, left, right)) for left in glyphs for right in glyphs)
    lines = [f"pos {left} {right} {value};" for left, right, value in pairs if value]
    addOpenTypeFeaturesFromString(font, "feature kern {\n" + "\n".join(lines) + "\n} kern;")


def kerning_lookups(table) -> list:
    numbers = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for number in record.Feature.LookupListIndex
    }
    lookups = []
    for number in sorted(numbers):
        tables = table.LookupList.Lookup[number].SubTable
        lookups.append([t.ExtSubTable if t.LookupType == 9 else t for t in tables])
    return lookups


def kerning(lookups: list, left: str, right: str) -> int:
    """What the original adds to the width of `left` before `right`: in each lookup, the first table that applies."""
    total = 0
    for tables in lookups:
        for table in tables:
            if left not in table.Coverage.glyphs:
                continue
            if table.Format == 1:
                pair_set = table.PairSet[table.Coverage.glyphs.index(left)]
                found = [pair for pair in pair_set.PairValueRecord if pair.SecondGlyph == right]
                if not found:
                    continue
                value = found[0].Value1
            else:
                first = table.ClassDef1.classDefs.get(left, 0)
                second = table.ClassDef2.classDefs.get(right, 0)
                value = table.Class1Record[first].Class2Record[second].Value1
            total += getattr(value, "XAdvance", 0) or 0
            break
    return total


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
