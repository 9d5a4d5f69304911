use crate::check::facts;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "BEG-03",
    severity: Severity::Error,
    what: text(
        "Begrundelsen bygger på oplysninger fra netop denne sag: datoer, kilder eller tal, der står i sagen.",
        "The reasons rest on facts of this very case: dates, sources or figures that stand in the record.",
    ),
    why: text(
        "En begrundelse skal om nødvendigt gengive de faktiske omstændigheder, som afgørelsen bygger på. \"Sagens samlede oplysninger\" er ingen oplysning.",
        "Reasons must, where needed, relate the facts that the decision rests on. \"All the information in the case\" is no fact.",
    ),
    source: "FVL § 24, stk. 2; PM 25-24",
    check: Check::Record(check),
};

const HELP: Bilingual = text(
    "Nævn det, der har vejet, med kilde og dato, som det står under `facts` eller `considered`: Neurologen skriver den 1. september 2026, at ….",
    "Name what has weighed, with source and date, as it stands under `facts` or `considered`: Neurologen skriver den 1. september 2026, at ….",
);

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let has_core = facts::own_texts(context).next().is_some();
    // Without facts there is nothing to name; SAG-08 says so.
    if !record.is_adverse() || !has_core || record.facts.is_empty() {
        return;
    }
    let in_reasoning = record.reasoning.as_deref().map(|reasoning| facts::told_in(context, reasoning));
    let path = if in_reasoning.is_some() { "reasoning" } else { "assessment" };
    match (facts::told(context).len(), in_reasoning) {
        (0, _) => reporter.report(
            path,
            text(
                "Begrundelsen nævner ingen oplysning fra denne sag: ingen dato, kilde eller tal, der står i sagen.",
                "The reasons name no fact of this case: no date, source or figure that stands in the record.",
            ),
            HELP,
        ),
        (1, _) => reporter.report_as(
            Severity::Warning,
            path,
            text(
                "Begrundelsen nævner kun én oplysning fra denne sag.",
                "The reasons name only one fact of this case.",
            ),
            HELP,
        ),
        (_, Some(0)) => reporter.report_as(
            Severity::Warning,
            path,
            text(
                "`reasoning` nævner ingen oplysning fra denne sag.",
                "`reasoning` names no fact of this case.",
            ),
            HELP,
        ),
        _ => {}
    }
}
