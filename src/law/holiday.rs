//! Public holidays (helligdage) and the days that a deadline does not end on.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;

/// The holidays of `templates/law/holidays.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holidays {
    fixed: Vec<FixedDay>,
    easter: Vec<EasterDay>,
    treated_alike: TreatedAlike,
    #[expect(dead_code, reason = "read, so that the file says where it is from")]
    source: String,
}

/// Days that are no holidays and are treated like them, so that the later date is printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct TreatedAlike {
    fixed: Vec<FixedDay>,
    easter: Vec<EasterDay>,
}

#[derive(Debug, Clone, Deserialize)]
struct FixedDay {
    month: i8,
    day: i8,
    from: Option<Date>,
    until: Option<Date>,
}

#[derive(Debug, Clone, Deserialize)]
struct EasterDay {
    offset: i32,
    from: Option<Date>,
    until: Option<Date>,
}

fn counts(day: Date, from: Option<Date>, until: Option<Date>) -> bool {
    from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until)
}

impl FixedDay {
    fn is(&self, day: Date) -> bool {
        (day.month(), day.day()) == (self.month, self.day) && counts(day, self.from, self.until)
    }
}

impl EasterDay {
    fn is(&self, day: Date, easter: Date) -> bool {
        easter.saturating_add(self.offset.days()) == day && counts(day, self.from, self.until)
    }
}

impl Holidays {
    /// Whether `day` is a public holiday.
    pub fn is_holiday(&self, day: Date) -> bool {
        let easter = easter(day.year());
        self.fixed.iter().any(|fixed| fixed.is(day))
            || self.easter.iter().any(|moving| moving.is(day, easter))
    }

    /// Whether a deadline can end on `day`: no Saturday, Sunday, holiday, nor a day treated alike.
    pub fn can_end_on(&self, day: Date) -> bool {
        let easter = easter(day.year());
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let alike = self.treated_alike.fixed.iter().any(|fixed| fixed.is(day))
            || self.treated_alike.easter.iter().any(|moving| moving.is(day, easter));
        !weekend && !alike && !self.is_holiday(day)
    }
}

/// Easter Sunday in the Gregorian calendar (Butcher's algorithm).
#[expect(clippy::many_single_char_names, reason = "the names of the published algorithm")]
fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    let part = |number: i32| i8::try_from(number).unwrap_or(1);
    Date::new(i16::try_from(year).unwrap_or(2000), part(month), part(day)).unwrap_or(Date::ZERO)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::Pack;

    #[test]
    fn the_holiday_tables_of_the_law_notes_hold() {
        let holidays: Holidays = Pack::built_in().yaml("law/holidays.yaml").unwrap();
        let tables = [
            (2025, [(4, 17), (4, 18), (4, 20), (4, 21), (5, 29), (6, 8), (6, 9)]),
            (2026, [(4, 2), (4, 3), (4, 5), (4, 6), (5, 14), (5, 24), (5, 25)]),
            (2027, [(3, 25), (3, 26), (3, 28), (3, 29), (5, 6), (5, 16), (5, 17)]),
            (2028, [(4, 13), (4, 14), (4, 16), (4, 17), (5, 25), (6, 4), (6, 5)]),
        ];
        for (year, moving) in tables {
            let expected: Vec<Date> = [(1, 1)]
                .into_iter()
                .chain(moving)
                .chain([(12, 25), (12, 26)])
                .map(|(month, day)| date(year, month, day))
                .collect();
            let mut day = date(year, 1, 1);
            let mut found = Vec::new();
            while day.year() == year {
                if holidays.is_holiday(day) {
                    found.push(day);
                }
                day = day.tomorrow().unwrap();
            }
            assert_eq!(found, expected, "{year}");
        }
    }

    #[test]
    fn store_bededag_ended_with_2023() {
        let holidays: Holidays = Pack::built_in().yaml("law/holidays.yaml").unwrap();
        assert!(holidays.is_holiday(date(2023, 5, 5)));
        assert!(!holidays.is_holiday(date(2024, 4, 26)));
    }
}
