use jiff::ToSpan as _;

use super::common::demand;
use crate::case::record::Occasion;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-10",
    severity: Severity::Warning,
    what: text(
        "Er kommunens egen frist overskredet, har borgeren fået skriftlig besked om det.",
        "Where the municipality's own deadline was passed, the citizen was told in writing.",
    ),
    why: text(
        "Borgeren skal vide, hvornår afgørelsen kan ventes, når fristen ikke kan holdes.",
        "The citizen must know when to expect the decision if the deadline cannot be kept.",
    ),
    source: "RSL § 3, stk. 2, og § 3 a",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    // In a reopened case the application is the original one, and its deadline is long past. In one that was sent back
    // the time runs anew, from Ankestyrelsen's decision.
    let begun = match record.occasion {
        Some(Occasion::Reopening) => return,
        Some(Occasion::Remittal) => record.remittal.as_ref().and_then(|remittal| remittal.decided),
        _ => record.application.as_ref().and_then(|application| application.received),
    };
    let weeks = context.provision.and_then(|provision| context.config.processing_weeks.get(&provision.id));
    let (Some(weeks), Some(begun), Some(decided)) = (weeks, begun, record.decided) else { return };
    demand(
        decided <= begun.saturating_add(i32::from(*weeks).weeks()) || record.deadline_notice.is_some(),
        "deadline_notice",
        text(
            "Kommunens egen frist er overskredet, og der står ikke, at borgeren har fået besked.",
            "The municipality's own deadline was passed, and it does not say that the citizen was told.",
        ),
        text(
            "Skriv dagen for det skriftlige brev om forsinkelsen: `deadline_notice: 2026-11-01`.",
            "Write the day of the written notice of the delay: `deadline_notice: 2026-11-01`.",
        ),
        reporter,
    );
}
