use std::collections::BTreeSet;

use crate::case::record::CaseRecord;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "SPR-12",
    severity: Severity::Info,
    what: text(
        "Ordene findes i den ordbog, som `spelling` i `begrund.yaml` peger på. Peger den ikke på nogen, bliver der ikke set efter.",
        "The words are in the dictionary that `spelling` in `begrund.yaml` names. Where it names none, this is not looked at.",
    ),
    why: text(
        "Stavefejl gør brevet sværere at læse. En ordbog kender ikke alle ord, så det er kun et råd.",
        "Slips of spelling make the letter harder to read. No dictionary knows every word, so this is advice only.",
    ),
    source: "klart sprog",
    check: Check::Record(check),
};

/// Shorter words are abbreviations and initials too often.
const CHARS_MIN: usize = 3;

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(spelling) = context.spelling else { return };
    let named = names(context.record);
    let mut told = BTreeSet::new();
    for own in context.own {
        for word in words(&own.text.text) {
            let looks = word.chars().count() >= CHARS_MIN && !named.contains(word);
            if !looks || spelling.knows(word) || !told.insert(word) {
                continue;
            }
            let detail = Bilingual::new(format!("»{word}«"), format!("»{word}«"));
            reporter.report_passage_with_detail(
                own.text.path.as_str(),
                word,
                text("Et ord står ikke i ordbogen.", "A word is not in the dictionary."),
                text(
                    "Ret det, hvis det er en slåfejl. Ellers skriv det i pakkens `glossary.yaml`.",
                    "Mend it if it is a slip. Else put it into the pack's `glossary.yaml`.",
                ),
                detail,
            );
        }
    }
}

/// The words to look at: letters, with hyphens inside; no names, numbers, abbreviations or addresses. A word with a capital that
/// does not begin a sentence is a name.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut begins = true;
    text.split_whitespace().filter_map(move |token| {
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        // A short word with a full stop is an abbreviation: `dr.`, `jf.`, `nr.`
        let abbreviation = token.ends_with('.') && word.chars().count() < CHARS_MIN;
        let ends = token.ends_with(['.', '?', '!', ':', '-']) && !abbreviation;
        let first = std::mem::replace(&mut begins, ends);
        let plain = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let capitals = word.chars().filter(|c| c.is_uppercase()).count() > 1;
        (plain && !word.is_empty() && !capitals && (!capital || first)).then_some(word)
    })
}

/// Every word of the people's names, and the record's own names for its facts.
fn names(record: &CaseRecord) -> BTreeSet<&str> {
    let people = [
        record.citizen.as_ref().and_then(|citizen| citizen.name.as_deref()),
        record.representative.as_ref().and_then(|representative| representative.name.as_deref()),
        record.caseworker.as_ref().and_then(|caseworker| caseworker.name.as_deref()),
    ];
    let facts = record.facts.iter().filter_map(|fact| Some(fact.id.as_ref()?.as_str()));
    people.into_iter().flatten().flat_map(str::split_whitespace).chain(facts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_abbreviations_are_no_words_to_look_up() {
        let text = "Du bor i Prøveby, jf. § 102, hos dr. Opdigt. Klinikken skrev »kan-bestemmelse« i PTSD-sagen den 3. maj.";
        let found: Vec<&str> = words(text).collect();
        assert_eq!(
            found,
            ["Du", "bor", "i", "jf", "hos", "dr", "Klinikken", "skrev", "kan-bestemmelse", "i", "den", "maj"]
        );
    }
}
