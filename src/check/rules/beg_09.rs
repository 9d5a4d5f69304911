use std::collections::BTreeSet;

use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "BEG-09",
    severity: Severity::Error,
    what: text(
        "Begrundelsen er ikke mest lovens ord og faste vendinger.",
        "The reasons are not mostly the law's words and stock phrases.",
    ),
    why: text(
        "Den, der gentager loven, har ikke sagt, hvorfor den fører til netop dette svar.",
        "Whoever repeats the law has not said why it leads to this answer.",
    ),
    source: "FVL § 24; PM 25-24",
    check: Check::Record(check),
};

/// So many words in a row that also stand in the law or the stock list are taken from there.
const RUN: usize = 3;
/// The shortest text that is weighed, in words.
const WORDS_MIN: usize = 20;

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(provision) = context.provision.filter(|_| record.is_adverse()) else { return };
    let reasoning = context.reasoning().unwrap_or_default().to_lowercase();
    let own = words(&reasoning);
    if own.len() < WORDS_MIN {
        return;
    }
    let stock = context.law.stock_phrases.iter().map(String::as_str);
    let law = record.decided.and_then(|decided| provision.quote(decided));
    let known: Vec<String> = stock.chain(law).map(str::to_lowercase).collect();
    let known: Vec<Vec<&str>> = known.iter().map(|text| words(text)).collect();
    let known: BTreeSet<&[&str]> = known.iter().flat_map(|words| words.windows(RUN)).collect();
    let mut taken = vec![false; own.len()];
    for (at, run) in own.windows(RUN).enumerate() {
        if known.contains(run) {
            taken[at..at + RUN].fill(true);
        }
    }
    if taken.iter().filter(|taken| **taken).count() * 2 > own.len() {
        reporter.report(
            "reasoning",
            text(
                "Over halvdelen af teksten er lovens ord eller faste vendinger.",
                "More than half of the text is the law's words or stock phrases.",
            ),
            text(
                "Skriv det, der gælder for netop denne borger. Loven står sidst i brevet og skal ikke gentages.",
                "Write what is so for this very citizen. The law stands last in the letter and need not be repeated.",
            ),
        );
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}
