use super::common::demand;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "BEG-01",
    severity: Severity::Error,
    what: text(
        "En afgørelse, der ikke giver borgeren fuldt medhold, har en begrundelse i sagsbehandlerens egne ord.",
        "A decision that does not grant it all has reasons in the caseworker's own words.",
    ),
    why: text(
        "En skriftlig afgørelse skal begrundes, medmindre den fuldt ud giver medhold.",
        "A written decision must give reasons unless it grants everything.",
    ),
    source: "FVL § 22",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    demand(
        !record.is_adverse() || record.reasoning.is_some(),
        "reasoning",
        text("Begrundelsen mangler.", "The reasoning is missing."),
        text(
            "Skriv `reasoning: |` og under den, rykket ind, hvorfor netop denne borger får dette svar.",
            "Write `reasoning: |` and under it, indented, why this very citizen gets this answer.",
        ),
        reporter,
    );
}
