use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::letter::words::sentences;

pub(super) static RULE: Rule = Rule {
    code: "SPR-02",
    severity: Severity::Info,
    what: text("En sætning er ikke længere end 40 ord.", "A sentence is no longer than 40 words."),
    why: text("Lange sætninger skal læses to gange.", "Long sentences must be read twice."),
    source: "klart sprog",
    check: Check::Record(check),
};

/// A sentence of more words is told.
const WORDS_MAX: usize = 40;

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    for own in context.own {
        for sentence in sentences(&own.words) {
            let count = sentence.split_whitespace().count();
            if count > WORDS_MAX {
                reporter.report_passage(
                    own.text.path.as_str(),
                    sentence,
                    Bilingual::new(
                        format!("Sætningen er på {count} ord."),
                        format!("The sentence has {count} words."),
                    ),
                    text("Del den i to.", "Divide it in two."),
                );
            }
        }
    }
}
