use std::collections::BTreeSet;

use crate::case::record::{CaseRecord, Decision, NotGranted, Outcome};
use crate::check::compare::{Extent, compare};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "AFG-05",
    severity: Severity::Error,
    what: text(
        "Hver del, som borgeren ikke får eller får mindre af, har sin egen begrundelse under `not_granted`.",
        "Each part that the citizen does not get, or gets less of, has its own reason under `not_granted`.",
    ),
    why: text(
        "Grunden til at give noget siger ikke, hvorfor resten ikke er givet. Det er dét, borgeren kan klage over.",
        "The reason for granting something does not say why the rest was refused, which is what the citizen can appeal.",
    ),
    source: "FVL §§ 22 og 24",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    // With a grant or a refusal the whole block is foreign, and REC-19 says so.
    let may_refuse = matches!(record.decision, Some(Decision::PartialGrant | Decision::FollowUp));
    if !may_refuse {
        return;
    }
    for (index, refused) in record.not_granted.iter().enumerate() {
        look_at(refused, index, reporter);
    }
    // A follow-up that continues with less is AFG-01's.
    let reduces =
        record.decision == Some(Decision::PartialGrant) || record.outcome() == Some(Outcome::Change);
    if reduces {
        reduced_parts(record, reporter);
    }
}

fn look_at(refused: &NotGranted, index: usize, reporter: &mut Reporter<'_>) {
    let path = |key: &str| format!("not_granted[{index}].{key}");
    if refused.part.is_none() {
        reporter.report(
            path("part"),
            text("Det står ikke, hvilken del det gælder.", "It is not said which part this is about."),
            text(
                "Skriv id'et på delen af ansøgningen. I en opfølgning uden ansøgning: `part: original`.",
                "Write the id of the part of the application. In a follow-up without an application: `part: original`.",
            ),
        );
    }
    if refused.what.is_none() {
        reporter.report(
            path("what"),
            text("Det står ikke, hvad borgeren ikke får.", "It is not said what the citizen does not get."),
            text(
                "Skriv det efter ordene \"Vi giver dig ikke\": `what: de sidste 15 samtaler`.",
                "Write it after the words \"Vi giver dig ikke\": `what: de sidste 15 samtaler`.",
            ),
        );
    }
    if refused.condition.is_none() {
        reporter.report(
            path("condition"),
            text(
                "Det står ikke, hvilken betingelse der afgjorde det.",
                "It is not said which condition decided it.",
            ),
            text(
                "Skriv `condition: necessity`; eller target_group (målgruppen), other_legislation (anden lovgivning) eller discretion (et skøn).",
                "Write `condition: necessity`; or target_group, other_legislation or discretion.",
            ),
        );
    }
    if refused.because.is_none() {
        reporter.report(
            path("because"),
            text("Begrundelsen for netop denne del mangler.", "The reason for just this part is missing."),
            text(
                "Skriv grunden efter \"fordi\": `because: de er gentagelse, som din vejleder kan hjælpe dig med`.",
                "Write the reason after \"fordi\": `because: de er gentagelse, som din vejleder kan hjælpe dig med`.",
            ),
        );
    }
    if refused.rests_on.is_empty() {
        reporter.report(
            path("rests_on"),
            text(
                "Begrundelsen for denne del bygger ikke på nogen oplysning i sagen.",
                "The reason for this part rests on no fact of the case.",
            ),
            text(
                "Skriv id'er fra `facts`: `rests_on: [plan, vejleder]`.",
                "Write ids from `facts`: `rests_on: [plan, vejleder]`.",
            ),
        );
    }
}

fn reduced_parts(record: &CaseRecord, reporter: &mut Reporter<'_>) {
    let comparison = compare(record);
    // Where nothing is granted, the label is what is wrong, and AFG-01 says so.
    if comparison.extent() != Extent::Less {
        return;
    }
    let mut seen = BTreeSet::new();
    for difference in &comparison.differences {
        let explained = record.not_granted.iter().any(|refused| match (&difference.part, &refused.part) {
            (Some(name), Some(part)) => part.as_str() == name.as_str(),
            // A condition bears on every part; an entry that names no part may be the one for this.
            (None, _) | (_, None) => true,
        });
        if explained || !seen.insert(difference.part.as_deref()) {
            continue;
        }
        reporter.report(
            difference.path.clone(),
            text(
                "Her får borgeren mindre eller noget andet, og `not_granted` siger ikke hvorfor.",
                "Here the citizen gets less or something else, and `not_granted` does not say why.",
            ),
            text(
                "Skriv under `not_granted`: `- {part: samtaler, what: de sidste 8 samtaler, condition: necessity, because: …, rests_on: [plan]}`. I en opfølgning uden ansøgning er `part: original`.",
                "Write under `not_granted`: `- {part: samtaler, what: de sidste 8 samtaler, condition: necessity, because: …, rests_on: [plan]}`. In a follow-up without an application write `part: original`.",
            ),
        );
    }
}
