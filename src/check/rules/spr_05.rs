use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SPR-05",
    severity: Severity::Error,
    what: text(
        "Svaret står før begrundelsen, og klagevejledning og lovtekst står sidst.",
        "The answer stands before the reasons; appeal guidance and the law's text stand last.",
    ),
    why: text("Den, der åbner brevet, leder efter svaret.", "Whoever opens the letter looks for the answer."),
    source: "klart sprog; Ankestyrelsens anbefalinger om breve",
    check: Check::Construction(
        "the reading back refuses parts out of their order (TEK-08); tests/it/templates.rs moves each part of each template",
    ),
};
