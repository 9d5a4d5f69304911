use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "BAT-05",
    severity: Severity::Error,
    what: text(
        "En forkert sag standser ikke de andre og ændrer dem ikke.",
        "A wrong case neither stops nor changes the others.",
    ),
    why: text("Ingen borger skal vente på en andens fejl.", "No citizen shall wait for another's fault."),
    source: "god forvaltningsskik",
    check: Check::Construction(text(
        "hver sag bliver læst, tjekket og sat for sig; tests/it/build.rs ødelægger nogle af tusind og sammenligner de andre",
        "each record is read, checked and typeset on its own; tests/it/build.rs breaks some of a thousand and compares the others",
    )),
};
