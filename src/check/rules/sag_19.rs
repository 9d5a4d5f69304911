use super::common::demand;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-19",
    severity: Severity::Error,
    what: text(
        "Står kommunens standard i sagen, står der også, om den er fraveget, og hvorfor.",
        "Where the municipality's standard stands in the record, it is said whether it is departed from, and why.",
    ),
    why: text(
        "En standard er vejledende. Den må ikke stå i et brev uden en vurdering af, om behovet kræver mere.",
        "A standard guides only. It may not stand in a letter without an assessment of whether more is needed.",
    ),
    source: "SEL § 138; FOB 2024-19",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let level = context.record.assessment.as_ref().and_then(|assessment| assessment.service_level.as_ref());
    let Some(level) = level else { return };
    demand(
        level.standard.is_some(),
        "assessment.service_level.standard",
        text("Det står ikke, hvad standarden siger.", "It is not said what the standard says."),
        text(
            "Skriv det efter \"Kommunen har en vejledende standard:\": `standard: et forløb på cirka 12 samtaler`.",
            "Go on after \"Kommunen har en vejledende standard:\": `standard: et forløb på cirka 12 samtaler`.",
        ),
        reporter,
    );
    demand(
        level.departs.is_some(),
        "assessment.service_level.departs",
        text(
            "Det står ikke, om standarden er fraveget.",
            "It is not said whether the standard is departed from.",
        ),
        text("Skriv `departs: true` eller `departs: false`.", "Write `departs: true` or `departs: false`."),
        reporter,
    );
    demand(
        level.because.is_some(),
        "assessment.service_level.because",
        text(
            "Det står ikke, hvorfor standarden er fraveget eller ikke er det.",
            "It is not said why the standard is departed from or is not.",
        ),
        text(
            "Fortsæt efter \"Vi har fraveget standarden for dig, fordi\": `because: du har brug for flere samtaler, før målet kan nås`.",
            "Go on after \"Vi har fraveget standarden for dig, fordi\": `because: du har brug for flere samtaler, før målet kan nås`.",
        ),
        reporter,
    );
}
