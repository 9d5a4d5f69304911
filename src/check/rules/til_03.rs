use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "TIL-03",
    severity: Severity::Error,
    what: text(
        "Skrifterne ligger i PDF'en, æ, ø og å kan læses ud af den, læserækkefølgen er rigtig, og kontrasten er mindst 4,5:1.",
        "The fonts are in the PDF, æ, ø and å can be read out of it, the reading order is right, and the contrast is at least 4.5:1.",
    ),
    why: text(
        "Brevet skal kunne læses af alle, med øjne eller ører, også om mange år.",
        "The letter must be readable by all, with eyes or ears, and in many years.",
    ),
    source: "EN 301 549; PDF/A-2a; PDF/UA-1",
    check: Check::Construction(text(
        "eksporten som PDF/A-2a mislykkes uden indlejrede skrifter og Unicode-tekst; tilbagelæsningen måler hver dels rækkefølge og kontrast; tests/peers/verapdf.sh prøver hvert eksempelbrev",
        "export as PDF/A-2a fails without embedded fonts and Unicode text; the reading back measures order and contrast of every part; tests/peers/verapdf.sh tries every sample letter",
    )),
};
