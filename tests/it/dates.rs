//! Records whose letters leave today: every date of a sample is moved, so that no test depends on the day on which it runs.

use begrund::approval::clock;
use begrund::danish;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use regex::{Captures, Regex};

/// The sample with all its dates moved so that its day of dispatch is today, in its keys and in its words.
pub(crate) fn leaving_today(record: &str) -> String {
    let dispatch = record.lines().find_map(|line| line.strip_prefix("dispatch: ")).unwrap();
    let dispatch: Date = dispatch.get(..10).unwrap().parse().unwrap();
    moved(record, (clock(Timestamp::now()).date() - dispatch).get_days())
}

fn moved(text: &str, days: i32) -> String {
    let later = |date: Date| date + days.days();
    let iso = Regex::new(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b").unwrap();
    let text = iso.replace_all(text, |found: &Captures<'_>| match found[0].parse() {
        Ok(date) => later(date).to_string(),
        Err(_) => found[0].to_owned(),
    });
    let words =
        Regex::new(&format!(r"\b[0-9]{{1,2}}\. ({}) [0-9]{{4}}\b", danish::MONTHS.join("|"))).unwrap();
    let text = words.replace_all(&text, |found: &Captures<'_>| match danish::read_date(&found[0]) {
        Some((date, _)) => danish::date(later(date)).replace('\u{a0}', " "),
        None => found[0].to_owned(),
    });
    text.into_owned()
}

#[test]
fn dates_are_moved_in_keys_and_in_words() {
    let text =
        "case: \"2026-102-0042\"\ndecided: 2026-11-19\nsays: du kan begynde den 7. december 2026, og\n";
    let later =
        "case: \"2026-102-0042\"\ndecided: 2026-12-31\nsays: du kan begynde den 18. januar 2027, og\n";
    assert_eq!(moved(text, 42), later);
}
