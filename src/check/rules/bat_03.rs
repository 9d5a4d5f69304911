use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "BAT-03",
    severity: Severity::Error,
    what: text("En ansøgning afgøres én gang i en kørsel.", "An application is decided once in a run."),
    why: text(
        "To forskellige svar på det samme kan ikke begge være rigtige.",
        "Two different answers to one thing cannot both be right.",
    ),
    source: "god forvaltningsskik",
    check: Check::Set,
};
