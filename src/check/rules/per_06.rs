use std::sync::LazyLock;

use regex::Regex;

use crate::case::Cpr;
use crate::case::record::CaseRecord;
use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "PER-06",
    severity: Severity::Error,
    what: text(
        "Filens navn og PDF'ens titel har hverken CPR-nummer eller navne.",
        "The file's name and the PDF's title hold neither a CPR number nor names.",
    ),
    why: text(
        "De kan læses i lister, i indbakker og i logge, uden at nogen åbner brevet.",
        "They are read in lists, inboxes and logs without anybody opening the letter.",
    ),
    source: "CPR-loven § 54, stk. 1; GDPR art. 5 og 32",
    check: Check::Letter(check),
};

static TEN_DIGITS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(\d{6})[ ._-]?(\d{4})").expect("the pattern is valid"));

/// The day of the decision after the case number: with six figures at that one's end, its year would make ten.
static DAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"_\d{4}-\d{2}-\d{2}(_|$)").expect("the pattern is valid"));

/// The words of a letter's id that are never names, whoever is called so.
const ID_WORDS: &[&str] =
    &["grant", "partial", "refusal", "follow", "up", "citizen", "representative", "copy"];

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let (title, file_stem) = (context.title, context.file_stem);
    if has_cpr(&DAY.replace(file_stem, "$1")) || has_cpr(title) {
        reporter.report(
            "letter",
            text(
                "Filens navn eller PDF'ens titel har et CPR-nummer.",
                "The file's name or the PDF's title holds a CPR number.",
            ),
            text(
                "Brug sagens journalnummer, og ret titlen i skabelonen.",
                "Use the case's journal number, and mend the title in the template.",
            ),
        );
    }
    let names = names(context.record);
    let stem_words = file_stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !ID_WORDS.contains(word));
    let stem_words: Vec<String> = stem_words.map(str::to_lowercase).collect();
    // In a title a name has its capital; the first word has one in any case, and counts only in a full name.
    let title_words: Vec<&str> =
        title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let named = names.iter().any(|full| {
        title.to_lowercase().contains(&full.to_lowercase())
            || full.split_whitespace().filter(|word| is_a_name(word)).any(|word| {
                stem_words.contains(&word.to_lowercase())
                    || title_words.iter().skip(1).any(|own| *own == word)
            })
    });
    if named {
        reporter.report(
            "letter",
            text(
                "Filens navn eller PDF'ens titel har et navn fra sagen.",
                "The file's name or the PDF's title holds a name of the case.",
            ),
            text(
                "Skriv titlen uden navne, for eksempel \"Svar på din ansøgning\". Brug sagens journalnummer som filnavn.",
                "Write the title without names, such as \"Svar på din ansøgning\". Use the case's journal number as file name.",
            ),
        );
    }
}

fn names(record: &CaseRecord) -> Vec<&str> {
    let citizen = record.citizen.as_ref().and_then(|citizen| citizen.name.as_deref());
    let representative =
        record.representative.as_ref().and_then(|representative| representative.name.as_deref());
    citizen.into_iter().chain(representative).collect()
}

/// Particles (`af`, `von`) and single letters are no names.
fn is_a_name(word: &str) -> bool {
    word.chars().count() >= 3 && word.starts_with(char::is_uppercase)
}

fn has_cpr(text: &str) -> bool {
    TEN_DIGITS.captures_iter(text).any(|found| {
        let digits: String =
            [1, 2].into_iter().filter_map(|group| found.get(group)).map(|part| part.as_str()).collect();
        Cpr::parse(&digits).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn neither_number_nor_name_stands_outside_the_letter() {
        let desk = || Desk::new("partial-two-parts");
        for title in [
            "Svar til Fantasius Gættesen",
            "Svar om Gættesen",
            "Sag 840997-0029",
            "Svar til din partsrepræsentant Pseudine",
        ] {
            assert_eq!(desk().titled(title).findings(&RULE), ["FEJL letter"], "{title}");
        }
        for stem in [
            "afslag_8409970029",
            "afslag_840997-0029",
            "gættesen-2026",
            "2026-PSEUDINE_copy",
            "840997_0029_2026-11-19_refusal",
        ] {
            assert_eq!(desk().filed_as(stem).findings(&RULE), ["FEJL letter"], "{stem}");
        }
        for (title, stem) in [
            ("Svar på din ansøgning", "2026-102-0035_2026-10-27_partial-grant_copy"),
            ("Sag 999999-9999", "999999-9999"),
            ("Navnløs afgørelse", "27.03.00-G01-12-26_citizen"),
            ("Afslag på din ansøgning", "2026-102-010126_2026-11-19_refusal"),
            ("Afslag på din ansøgning", "2026-102-010126_2026-11-19"),
        ] {
            assert_eq!(desk().titled(title).filed_as(stem).findings(&RULE), [""; 0], "{title}");
        }
    }
}
