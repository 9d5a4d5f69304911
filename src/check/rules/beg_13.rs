use std::sync::LazyLock;

use regex::Regex;

use crate::check::facts;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::words::sentences;

pub(super) static RULE: Rule = Rule {
    code: "BEG-13",
    severity: Severity::Error,
    what: text(
        "At der er foretaget en konkret og individuel vurdering, står ikke i stedet for vurderingen.",
        "That a concrete and individual assessment was made does not stand in place of the assessment.",
    ),
    why: text(
        "Vendingen er den almindeligste forklædning for slet ingen vurdering. Den tæller aldrig som bevis for en.",
        "The phrase is the commonest disguise for no assessment at all. It never counts as evidence of one.",
    ),
    source: "PM 25-24; FVL § 24",
    check: Check::Record(check),
};

static CLAIM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(konkret|individuel|samlet|helhedsorienteret|grundig|nøje)\w*(,?\s+\w+){0,3}\s+(vurdering|skøn|bedømmelse|afvejning|stillingtagen)|\b(vurderet|bedømt|afvejet|overvejet)\b[^.]{0,40}\b(konkret|individuelt|nøje|grundigt)\b|\b(konkret|individuelt|nøje|grundigt)\s+(og\s+\w+\s+)?(vurderet|bedømt|afvejet|overvejet)\b",
    )
    .expect("the pattern is valid")
});

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(reasoning) =
        record.reasoning.as_deref().filter(|_| record.is_adverse() && !record.facts.is_empty())
    else {
        return;
    };
    if facts::shows_in(context, reasoning) {
        return;
    }
    let words = context.reasoning().unwrap_or_default();
    if let Some(claim) = sentences(words).find(|sentence| CLAIM.is_match(sentence)) {
        reporter.report_passage(
            "reasoning",
            claim,
            text(
                "Teksten siger, at der er foretaget en vurdering, men viser den ikke.",
                "The text says that an assessment was made, but does not show it.",
            ),
            text(
                "Skriv selve vurderingen: hvilke oplysninger der har vejet, og hvad de betyder for borgeren.",
                "Write the assessment itself: which facts have weighed, and what they mean for the citizen.",
            ),
        );
    }
}
