//! The appeal deadline (klagefristen): four weeks from the day the citizen has received the decision, RSL § 67.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::holiday::Holidays;

/// When a complaint must be with the municipality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub last_day: Date,
    /// Whether the day was moved because the plain one was a weekend, a holiday or treated alike.
    pub moved: bool,
}

/// The same weekday `weeks` weeks later; the day of receipt does not count. A day on which a deadline cannot end
/// moves it to the next that can, which errs in the citizen's favour.
pub(super) fn deadline(available: Date, weeks: u8, holidays: &Holidays) -> Deadline {
    let plain = available.saturating_add(i32::from(weeks).weeks());
    let mut last_day = plain;
    while !holidays.can_end_on(last_day) {
        last_day = last_day.saturating_add(1.day());
    }
    Deadline { last_day, moved: last_day != plain }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::Pack;

    #[test]
    fn the_deadline_vectors_of_the_law_notes_hold() {
        let holidays: Holidays = Pack::built_in().yaml("law/holidays.yaml").unwrap();
        for (available, last_day) in [
            (date(2015, 3, 20), date(2015, 4, 17)),
            (date(2024, 3, 29), date(2024, 4, 26)),
            (date(2025, 3, 20), date(2025, 4, 22)),
            (date(2025, 5, 1), date(2025, 6, 2)),
            (date(2025, 5, 8), date(2025, 6, 6)),
            (date(2025, 12, 4), date(2026, 1, 2)),
            (date(2026, 3, 6), date(2026, 4, 7)),
            (date(2026, 4, 16), date(2026, 5, 18)),
            (date(2026, 4, 25), date(2026, 5, 26)),
            (date(2026, 5, 8), date(2026, 6, 8)),
            (date(2026, 11, 26), date(2026, 12, 28)),
            (date(2026, 11, 27), date(2026, 12, 28)),
            (date(2026, 12, 3), date(2027, 1, 4)),
            (date(2027, 4, 8), date(2027, 5, 10)),
        ] {
            let plain = available.saturating_add(28.days());
            let expected = Deadline { last_day, moved: last_day != plain };
            assert_eq!(deadline(available, 4, &holidays), expected, "{available}");
        }
    }
}
