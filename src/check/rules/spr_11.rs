use crate::check::fold::fold;
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
    let terms: Vec<Term<'_>> = context.law.glossary.iter().map(|term| Term::new(term)).collect();
    for own in context.own {
        for word in own.text.text.split(|c: char| !c.is_alphabetic()) {
            if let Some(term) = meant(word, &terms) {
                reporter.report_passage(
                    own.text.path.as_str(),
                    word,
                    text("Et fagord er stavet forkert.", "A technical word is misspelt."),
                    Bilingual::new(format!("Skriv `{term}`."), format!("Write `{term}`.")),
                );
            }
        }
    }
}

/// A term, made ready to be held against every word of a record.
struct Term<'t> {
    written: &'t str,
    folded: String,
}

impl<'t> Term<'t> {
    fn new(written: &'t str) -> Self {
        Self { written, folded: fold(written) }
    }

    /// Whether a word is one letter off, and not only in its ending.
    fn is_meant_by(&self, word: &[u8]) -> bool {
        let term = self.folded.as_bytes();
        term.len() >= TERM_CHARS
            && term.len().abs_diff(word.len()) <= 1
            // One slip is not in the first letter and in the last.
            && (term.first() == word.first() || term.last() == word.last())
            && !word.starts_with(&term[..term.len() - ENDING_CHARS])
            && is_one_off(word, term)
    }
}

/// The term that a word is one letter off, unless it is one itself or an inflection of one.
fn meant<'t>(word: &str, terms: &[Term<'t>]) -> Option<&'t str> {
    // Bytes are never fewer than letters, and most words are short.
    if word.len() + 1 < TERM_CHARS {
        return None;
    }
    let word = fold(word);
    let term = terms.iter().find(|term| term.is_meant_by(word.as_bytes()))?;
    let known = terms.iter().any(|term| word.starts_with(&term.folded));
    (!known).then_some(term.written)
}

/// Whether one letter is another, too many, too few, or has changed places with the next.
fn is_one_off(a: &[u8], b: &[u8]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([_, ..], [_, ..]) if a.len() == b.len() => {
            a[1..] == b[1..] || (a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..])
        }
        ([_, rest @ ..], b) if a.len() == b.len() + 1 => rest == b,
        (a, [_, rest @ ..]) if b.len() == a.len() + 1 => rest == a,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_and_an_inflection_is_not() {
        let terms = ["klagevejledning", "afgørelse", "vurdering"].map(Term::new);
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

    #[test]
    fn one_off_is_a_distance_of_one() {
        let words = [
            "", "a", "b", "ab", "ba", "abc", "acb", "bac", "abd", "abcd", "aabc", "bc", "cab", "æbc", "abcc",
        ];
        for a in words {
            for b in words {
                let one_off = is_one_off(fold(a).as_bytes(), fold(b).as_bytes());
                assert_eq!(one_off, strsim::osa_distance(a, b) == 1, "{a} {b}");
            }
        }
    }
}
