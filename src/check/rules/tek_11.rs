use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "TEK-11",
    severity: Severity::Error,
    what: text(
        "Brevet har ikke flere sider, end begrund.yaml tillader.",
        "The letter has no more pages than begrund.yaml allows.",
    ),
    why: text(
        "Et brev på mange sider er et tegn på en fejl i sag eller skabelon.",
        "A letter of many pages shows a fault in record or template.",
    ),
    source: "begrund.yaml: pages_max",
    check: Check::Construction(text(
        "src/compose/readback.rs; tests/it/templates.rs tilføjer sider",
        "src/compose/readback.rs; tests/it/templates.rs adds pages",
    )),
};
