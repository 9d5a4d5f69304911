use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "TEK-06",
    severity: Severity::Error,
    what: text(
        "Brevets skrifter har hvert tegn i sagens tekster.",
        "The letter's fonts have every character of the record's texts.",
    ),
    why: text(
        "Ellers står der en tom firkant i brevet.",
        "Otherwise an empty box would stand in the letter.",
    ),
    source: "PDF/UA-1; EN 301 549",
    check: Check::Record(check),
};

/// How many characters of one text are named.
const NAMED_MAX: usize = 5;

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    for own in context.texts {
        let mut foreign: Vec<char> =
            own.text.chars().filter(|c| *c != '\n' && !context.can_set.can_set(*c)).collect();
        foreign.sort_unstable();
        foreign.dedup();
        if foreign.is_empty() {
            continue;
        }
        let named: Vec<String> =
            foreign.iter().take(NAMED_MAX).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        let named = named.join(", ");
        reporter.report(
            own.path.as_str(),
            text(
                "Teksten har tegn, som brevets skrift ikke kan vise.",
                "The text has characters that the letter's font cannot show.",
            ),
            Bilingual::new(
                format!(
                    "Skriv det med bogstaver i stedet for {named}. Er det et navn, så få skriften udvidet."
                ),
                format!("Write it in letters instead of {named}. If it is a name, have the font extended."),
            ),
        );
    }
}
