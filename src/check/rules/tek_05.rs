use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "TEK-05",
    severity: Severity::Error,
    what: text(
        "En sag, der har fået programmet til at gå ned to gange, bliver holdt tilbage.",
        "A case that was being typeset at two crashes is held back.",
    ),
    why: text("Én sag må ikke kunne standse hver nats kørsel.", "One case must not stop every night's run."),
    source: "god driftsskik",
    check: Check::Construction(text(
        "src/pipeline/crash.rs; tests/it/build.rs efterlader det, som et nedbrud efterlader",
        "src/pipeline/crash.rs; tests/it/build.rs leaves what a crash leaves",
    )),
};
