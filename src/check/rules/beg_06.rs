use std::sync::LazyLock;

use regex::Regex;

use crate::check::facts;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "BEG-06",
    severity: Severity::Warning,
    what: text(
        "Hvor et afslag henviser til anden lovgivning, står der også, hvad borgeren konkret kan få: sted, dag, antal eller ventetid.",
        "Where a refusal points to other legislation, it also says what the citizen can get: place, day, number or waiting time.",
    ),
    why: text(
        "En henvisning til en lov er ikke et tilbud. Det skal kunne ses, at behandlingen faktisk kan opnås.",
        "A reference to an act is no offer. It must be seen that the treatment can really be had.",
    ),
    source: "PM 25-24; SEL § 102",
    check: Check::Record(check),
};

static OTHER_ACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)sundhedslov|psykiatrilov|beskæftigelsesindsatslov|aktivlov|specialundervisningslov|anden lovgivning|andre regler|anden lov|andre love")
        .expect("the pattern is valid")
});

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(reasoning) = context.reasoning().filter(|_| record.is_adverse() && !record.facts.is_empty())
    else {
        return;
    };
    let naming = reasoning.lines().find(|paragraph| OTHER_ACT.is_match(paragraph));
    let Some(first) = naming else { return };
    if !facts::offers_named_in(record, reasoning) {
        reporter.report_passage(
            "reasoning",
            first,
            text(
                "Afsnittet henviser til anden lovgivning uden at sige, hvad borgeren konkret kan få.",
                "The paragraph points to other legislation and does not say what the citizen can get.",
            ),
            text(
                "Skriv stedet, og hvornår eller hvor tit: Fysioterapi Byrum kan begynde den 7. december 2026 med to gange om ugen.",
                "Write the place, and when or how often: Fysioterapi Byrum kan begynde den 7. december 2026 med to gange om ugen.",
            ),
        );
    }
}
