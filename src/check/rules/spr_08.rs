use crate::case::slot::Slot;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "SPR-08",
    severity: Severity::Info,
    what: text("Et afsnit er ikke længere end 120 ord.", "A paragraph is no longer than 120 words."),
    why: text("Lange afsnit bliver sprunget over.", "Long paragraphs are skipped."),
    source: "klart sprog",
    check: Check::Record(check),
};

/// A paragraph of more words is told.
const WORDS_MAX: usize = 120;

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    for own in context.texts.iter().filter(|text| text.slot == Slot::Prose) {
        for paragraph in own.text.split("\n\n") {
            let count = paragraph.split_whitespace().count();
            if count > WORDS_MAX {
                reporter.report_passage(
                    own.path.as_str(),
                    paragraph,
                    Bilingual::new(
                        format!("Afsnittet er på {count} ord."),
                        format!("The paragraph has {count} words."),
                    ),
                    text("Del det med en tom linje.", "Divide it with an empty line."),
                );
            }
        }
    }
}
