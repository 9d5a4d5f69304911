//! Words and dates in what stands on a page.
//!
//! What is laid out has other spaces than what was written: line breaks, no-break spaces. Nothing here minds them.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::danish;

/// The text with every run of white space, line breaks and no-break spaces too, as one space.
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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

/// The sentences of a plain text. A full stop ends one only before a capital, so that `19. november` and `nr. 4`
/// hold together.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
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
                        && after.starts_with(' ')
                        && after.trim_start().starts_with(char::is_uppercase)
            })
            .map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let (sentence, after) = rest.split_at(end);
        rest = after.trim_start();
        Some(sentence.trim_end())
    })
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
        let text = "Den 19. november 2026 ringede vi. Kan du? Ja! Se nr. 4 sidst";
        let found: Vec<&str> = sentences(text).collect();
        assert_eq!(found, ["Den 19. november 2026 ringede vi.", "Kan du?", "Ja!", "Se nr. 4 sidst"]);
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
