use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "TIL-01",
    severity: Severity::Error,
    what: text(
        "PDF'en er mærket: sprog, titel, overskrifter og lister.",
        "The PDF is tagged: language, title, headings and lists.",
    ),
    why: text(
        "Uden mærker kan en skærmlæser ikke finde rundt i brevet. Breve i Digital Post har skullet kunne læses af alle siden 1. juli 2023.",
        "Without tags a screen reader cannot find its way. Letters in Digital Post have had to be accessible since 1 July 2023.",
    ),
    source: "Lov nr. 692 af 2018 § 3; EN 301 549; PDF/UA-1",
    check: Check::Construction(text(
        "brevet bliver eksporteret som PDF/A-2a og PDF/UA-1, og det mislykkes uden tags, sprog eller titel; tests/peers/verapdf.sh prøver hvert eksempelbrev",
        "the letter is exported as PDF/A-2a and PDF/UA-1, which fails without tags, language or title; tests/peers/verapdf.sh tries every sample letter",
    )),
};
