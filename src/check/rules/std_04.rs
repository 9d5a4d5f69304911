use std::collections::BTreeSet;

use crate::check::rule::{Check, Reporter, Rule, StandardContext, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "STD-04",
    severity: Severity::Error,
    what: text(
        "Alle tegn i en kvalitetsstandard findes i skrifttypen.",
        "The fonts have every character of a quality standard.",
    ),
    why: text(
        "Et tegn, som skrifttypen mangler, bliver til en tom firkant.",
        "A character that the fonts lack would be an empty box.",
    ),
    source: "PDF/A-2a",
    check: Check::Standard(check),
};

fn check(context: &StandardContext<'_>, reporter: &mut Reporter<'_>) {
    for own in context.texts {
        let lacking: BTreeSet<char> =
            own.text.chars().filter(|c| *c != '\n' && !context.can_set.can_set(*c)).collect();
        if lacking.is_empty() {
            continue;
        }
        let codes: Vec<String> = lacking.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        let codes = codes.join(", ");
        reporter.report(
            own.path.as_str(),
            Bilingual::new(
                format!("Skrifttypen mangler et tegn, der står her: {codes}."),
                format!("The fonts lack a character that stands here: {codes}."),
            ),
            text("Skriv det på en anden måde.", "Write it in another way."),
        );
    }
}
