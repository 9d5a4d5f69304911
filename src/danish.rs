//! Danish as it is written in a letter: dates, weekdays, lists, amounts.
//!
//! Pure text; nothing here knows the law or a case.

use jiff::civil::{Date, Weekday};

/// The months, from January.
pub const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];

/// Returns `19. november 2026`; no line ends between day and month.
pub fn date(date: Date) -> String {
    format!("{}.\u{a0}{}", date.day(), month_and_year(date))
}

/// Returns `november 2026`.
pub fn month_and_year(date: Date) -> String {
    let month = usize::from(date.month().unsigned_abs()) - 1;
    format!("{} {}", MONTHS[month], date.year())
}

/// Returns the weekday's name, lower case: `mandag`.
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "mandag",
        Weekday::Tuesday => "tirsdag",
        Weekday::Wednesday => "onsdag",
        Weekday::Thursday => "torsdag",
        Weekday::Friday => "fredag",
        Weekday::Saturday => "lørdag",
        Weekday::Sunday => "søndag",
    }
}

/// Reads `19. november 2026` at the start of `text`; the date and the rest of the text.
pub fn read_date(text: &str) -> Option<(Date, &str)> {
    let (day, rest) = text.split_once('.')?;
    let (month, rest) = rest.strip_prefix([' ', '\u{a0}'])?.split_once(' ')?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let year_end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (year, rest) = rest.split_at(year_end);
    let date = Date::new(year.parse().ok()?, i8::try_from(month).ok()? + 1, day.parse().ok()?).ok()?;
    Some((date, rest))
}

/// Joins with commas and a last `og`: `a, b og c`.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} og {}", first.join(", "), last.as_ref())
        }
    }
}

/// Returns the text with its first letter upper case.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The genitive: `Prøvestad Kommunes`, `Jens'`, `serviceudvalgets`.
pub fn genitive(name: &str) -> String {
    match name.chars().last() {
        Some('s' | 'x' | 'z' | 'S' | 'X' | 'Z') => format!("{name}'"),
        _ => format!("{name}s"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn dates_are_written_out_and_read_again() {
        assert_eq!(date(day(2026, 11, 19)), "19.\u{a0}november 2026");
        assert_eq!(read_date(&date(day(2026, 11, 19))), Some((day(2026, 11, 19), "")));
        assert_eq!(read_date("1. januar 2027. Det er"), Some((day(2027, 1, 1), ". Det er")));
        assert_eq!(read_date("31. februar 2027"), None);
        assert_eq!(weekday(day(2026, 12, 28)), "mandag");
    }

    #[test]
    fn lists_end_in_og() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b og c");
        assert_eq!(list::<&str>(&[]), "");
    }

    #[test]
    fn genitives_take_an_apostrophe_after_s() {
        assert_eq!(genitive("Prøvestad Kommune"), "Prøvestad Kommunes");
        assert_eq!(genitive("Jonas"), "Jonas'");
    }
}
