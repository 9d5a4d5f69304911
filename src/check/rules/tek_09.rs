use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "TEK-09",
    severity: Severity::Error,
    what: text(
        "Al tekst kan læses: mindst 9 punkt, kontrast mindst 4,5:1, intet dækket til.",
        "All text can be read: at least 9 pt, contrast at least 4.5:1, nothing covered.",
    ),
    why: text("Det, der ikke kan læses, er ikke sagt.", "What cannot be read is not said."),
    source: "WCAG 2.1, 1.4.3",
    check: Check::Construction(text(
        "src/compose/readback.rs; tests/it/templates.rs skjuler og formindsker hver del",
        "src/compose/readback.rs; tests/it/templates.rs hides and shrinks every part",
    )),
};
