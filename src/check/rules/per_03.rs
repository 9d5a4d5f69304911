use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "PER-03",
    severity: Severity::Error,
    what: text(
        "Hverken sagens tekster eller det færdige brev har en anden sags CPR-nummer, sagsnummer, navn eller adresse.",
        "Neither the record's texts nor the finished letter hold another case's CPR number, case number, name or address.",
    ),
    why: text(
        "Det er den almindeligste lækage: en tekst, der blev kopieret fra den forrige sag.",
        "It is the commonest leak: a text copied from the case before.",
    ),
    source: "GDPR art. 5 og 32",
    check: Check::Set,
};
