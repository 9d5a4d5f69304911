use super::common::demand;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "BEG-04",
    severity: Severity::Error,
    what: text(
        "Hovedhensynene står der, når borgeren ikke får det hele.",
        "The main considerations are there when the citizen does not get it all.",
    ),
    why: text(
        "Begrundelsen skal angive de hovedhensyn, der har været bestemmende for skønnet.",
        "The reasons must state the main considerations that governed the discretion.",
    ),
    source: "FVL § 24, stk. 1, 2. pkt.",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let considerations = record.assessment.as_ref().map_or(0, |assessment| assessment.considerations.len());
    demand(
        !record.is_adverse() || considerations > 0,
        "assessment.considerations",
        text("Hovedhensynene mangler.", "The main considerations are missing."),
        text(
            "Skriv en eller flere, hver efter \"Vi har lagt mest vægt på, at\": `- du kan få behandlingen i gang inden for få uger`.",
            "Write one or more, each after \"Vi har lagt mest vægt på, at\": `- du kan få behandlingen i gang inden for få uger`.",
        ),
        reporter,
    );
}
