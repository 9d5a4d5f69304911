use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "TEK-08",
    severity: Severity::Error,
    what: text(
        "Hver lovpligtig del står i brevet, én gang, i rækkefølge, med sagens ord.",
        "Each mandatory part stands in the letter, once, in order, with the record's words.",
    ),
    why: text(
        "En skabelon må ikke kunne tage en begrundelse eller en klagevejledning ud af et brev.",
        "No template may take reasons or appeal guidance out of a letter.",
    ),
    source: "FVL §§ 22, 24, 25, 32 b",
    check: Check::Construction(text(
        "src/compose/readback.rs; tests/it/templates.rs ændrer hver skabelon",
        "src/compose/readback.rs; tests/it/templates.rs edits every template",
    )),
};
