//! Words and dates in what stands on a page.
//!
//! What is laid out has other spaces than what was written: line breaks, no-break spaces. Nothing here minds them.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::danish;

/// The text with every run of white space, line breaks and no-break spaces too, as one space.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
}

/// Whether `words` stand in `text`, white space and case aside. No words stand nowhere.
pub fn has_words(text: &str, words: &str) -> bool {
    let words = plain(words).to_lowercase();
    !words.is_empty() && plain(text).to_lowercase().contains(&words)
}

/// The word that a plain text ends with, one space aside; empty if it ends with something else.
pub fn last_word(text: &str) -> &str {
    let text = text.strip_suffix(' ').unwrap_or(text);
    text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("")
}

/// Abbreviations that a capital may follow within a sentence.
const ABBREVIATIONS: &[&str] = &[
    "jf", "nr", "stk", "ca", "kl", "dr", "bl.a", "f.eks", "fx", "dvs", "pkt", "kap", "evt", "inkl", "ekskl",
    "mag", "cand", "psych", "prof", "afd", "tlf", "red", "henh", "ift", "vedr", "pga", "mht", "hhv", "st",
    "tv", "th",
];

/// What a sentence can begin with besides a capital.
const OPENING: &[char] = &['»', '„', '“', '"', '§', '('];

/// The sentences of a plain text. A full stop ends one only before a capital or such a sign, and not after an abbreviation, so
/// that `19. november`, `nr. 4` and `jf. § 4` hold together.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .char_indices()
            .find(|(at, c)| {
                let after = &rest[at + c.len_utf8()..];
                matches!(c, '\n' | '?' | '!')
                    || *c == '.'
                        && after.starts_with([' ', '\n'])
                        && after
                            .trim_start()
                            .starts_with(|next: char| next.is_uppercase() || OPENING.contains(&next))
                        && !ends_with_abbreviation(&rest[..*at])
            })
            .map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let (sentence, after) = rest.split_at(end);
        rest = after.trim_start();
        Some(sentence.trim_end())
    })
}

/// LIX of a plain text: words a sentence, and the share of words of more than six letters in per cent (Björnsson 1968).
pub fn lix(text: &str) -> u32 {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
    let long = words.iter().filter(|word| word.chars().count() > 6).count();
    let sentences = sentences(text).count().max(1);
    let words = words.len().max(1);
    u32::try_from(words / sentences + 100 * long / words).unwrap_or(u32::MAX)
}

fn ends_with_abbreviation(text: &str) -> bool {
    let word = text.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// A date found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundDate<'t> {
    /// The text before it.
    pub before: &'t str,
    /// The date.
    pub date: Date,
}

/// Every date in a plain text in lower case: `28. december 2026`, `28/12 2026`, `28.12.2026`, `2026-12-28`.
pub fn dates(text: &str) -> Vec<FoundDate<'_>> {
    let starts = text.char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !text[..*at].ends_with(|before: char| before.is_alphanumeric())
    });
    starts
        .filter_map(|(at, _)| Some(FoundDate { before: &text[..at], date: read_date(&text[at..])? }))
        .collect()
}

/// Reads a date at the start of a plain text in lower case.
pub fn read_date(text: &str) -> Option<Date> {
    static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:(\d{1,2})[./-] ?(\d{1,2})[./ -] ?(\d{4})|(\d{4})-(\d{2})-(\d{2}))\b")
            .expect("the pattern is valid")
    });
    if let Some((date, _)) = danish::read_date(text) {
        return Some(date);
    }
    let found = NUMBERS.captures(text)?;
    let number = |group: usize| found.get(group).and_then(|digits| digits.as_str().parse::<i16>().ok());
    let (day, month, year) = (number(1).or(number(6))?, number(2).or(number(5))?, number(3).or(number(4))?);
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn words_are_found_over_line_breaks_and_no_break_spaces() {
        assert!(has_words(
            "Det følger af §\u{a0}102\ni lov om\nsocial service.",
            "§ 102 i Lov om social service"
        ));
        assert!(!has_words("§ 102", ""));
    }

    #[test]
    fn sentences_hold_dates_together() {
        let text = "Den 19. november 2026 ringede vi. Kan du? Ja! Det var i 2024. Det er, jf. FVL, fint hos dr. Lund. § 102 gælder, jf. § 2. (Se nr. 4 sidst)";
        let found: Vec<&str> = sentences(text).collect();
        let expected = [
            "Den 19. november 2026 ringede vi.",
            "Kan du?",
            "Ja!",
            "Det var i 2024.",
            "Det er, jf. FVL, fint hos dr. Lund.",
            "§ 102 gælder, jf. § 2.",
            "(Se nr. 4 sidst)",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn dates_are_found_in_every_form() {
        let text = "senest mandag den 28. december 2026. det er 4 uger; 1/2 2027, 28.12.2026, 2026-12-28, sag 2026-102-0042";
        let found: Vec<Date> = dates(text).into_iter().map(|found| found.date).collect();
        let last = date(2026, 12, 28);
        assert_eq!(found, [last, date(2027, 2, 1), last, last]);
        assert_eq!(dates("den 31. februar 2026, ring 99 99 99 99"), []);
        assert_eq!(dates(text)[0].before, "senest mandag den ");
    }
}
