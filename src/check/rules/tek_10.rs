use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "TEK-10",
    severity: Severity::Error,
    what: text("Al tekst står inden for margenerne.", "All text stands inside the margins."),
    why: text("Det, der står uden for papiret, når ikke frem.", "What stands off the paper does not arrive."),
    source: "god trykkeskik",
    check: Check::Construction(text(
        "src/compose/readback.rs; tests/it/templates.rs flytter hver del ud over kanten",
        "src/compose/readback.rs; tests/it/templates.rs moves every part off",
    )),
};
