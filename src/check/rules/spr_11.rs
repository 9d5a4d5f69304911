use crate::case::slot::Slot;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "SPR-11",
    severity: Severity::Info,
    what: text(
        "Husets egne ord er stavet rigtigt (`glossary.yaml`).",
        "The house's own words are spelt right (`glossary.yaml`).",
    ),
    why: text(
        "En slåfejl i et fagord gør brevet sværere at læse og at stole på.",
        "A slip in a technical word makes the letter harder to read and to trust.",
    ),
    source: "klart sprog",
    check: Check::Record(check),
};

/// Shorter words are too often one letter off another word.
const TERM_CHARS: usize = 7;
/// A slip among the last letters may be an inflection.
const ENDING_CHARS: usize = 3;

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let own = context.texts.iter().filter(|text| text.slot != Slot::Label && !text.is_citizens_own());
    for own in own {
        for word in own.text.split(|c: char| !c.is_alphabetic()) {
            if let Some(term) = meant(&word.to_lowercase(), &context.law.glossary) {
                reporter.report_passage(
                    own.path.as_str(),
                    word,
                    text("Et fagord er stavet forkert.", "A technical word is misspelt."),
                    Bilingual::new(format!("Skriv `{term}`."), format!("Write `{term}`.")),
                );
            }
        }
    }
}

/// The term that a word is one letter off, unless it is one itself or an inflection of one.
fn meant<'t>(word: &str, terms: &'t [String]) -> Option<&'t str> {
    let length = word.chars().count();
    if length + 1 < TERM_CHARS {
        return None;
    }
    let off = |term: &String| {
        let own = term.to_lowercase();
        let own_length = own.chars().count();
        let stem: String = own.chars().take(own_length.saturating_sub(ENDING_CHARS)).collect();
        own_length >= TERM_CHARS
            && own_length.abs_diff(length) <= 1
            && !word.starts_with(&stem)
            && strsim::osa_distance(word, &own) == 1
    };
    let known = terms.iter().any(|term| word.starts_with(&term.to_lowercase()));
    terms.iter().find(|term| !known && off(term)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_and_an_inflection_is_not() {
        let terms = ["klagevejledning".to_owned(), "afgørelse".to_owned(), "vurdering".to_owned()];
        assert_eq!(meant("klagevejlednig", &terms), None);
        assert_eq!(meant("klagevejeldning", &terms), Some("klagevejledning"));
        assert_eq!(meant("klagvejledning", &terms), Some("klagevejledning"));
        assert_eq!(meant("agførelse", &terms), Some("afgørelse"));
        for right in
            ["klagevejledningen", "afgørelser", "vurderinger", "vurderingen", "genvurdering", "vurderer"]
        {
            assert_eq!(meant(right, &terms), None, "{right}");
        }
    }
}
