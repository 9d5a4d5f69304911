use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "TEK-07",
    severity: Severity::Error,
    what: text(
        "Brevet kan sættes og gemmes som PDF/A-2a og PDF/UA-1.",
        "The letter can be typeset and written as PDF/A-2a and PDF/UA-1.",
    ),
    why: text(
        "Et brev, der mangler tegn, skrift eller mærker, kan ikke læses af alle.",
        "A letter that lacks glyphs, fonts or tags cannot be read by all.",
    ),
    source: "FVL § 32 b; EN 301 549",
    check: Check::Construction(text(
        "src/compose/typeset.rs; tests/it/templates.rs ødelægger skabeloner",
        "src/compose/typeset.rs; tests/it/templates.rs breaks templates",
    )),
};
