use super::common::demand;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-17",
    severity: Severity::Warning,
    what: text(
        "Er der hentet helbredsoplysninger, står datoen for borgerens samtykke der.",
        "Where health information was collected, the date of the citizen's consent is there.",
    ),
    why: text(
        "Oplysninger hentes som udgangspunkt kun hos andre med samtykke.",
        "Information is as a rule collected from others only with consent.",
    ),
    source: "RSL § 11 a",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    demand(
        record.consent.is_some() || !record.facts.iter().any(|fact| fact.medical),
        "consent",
        text(
            "Sagen har helbredsoplysninger, men intet samtykke.",
            "The case has health information but no consent.",
        ),
        text(
            "Skriv dagen for samtykket: `consent: 2026-09-16`.",
            "Write the day of the consent: `consent: 2026-09-16`.",
        ),
        reporter,
    );
}
