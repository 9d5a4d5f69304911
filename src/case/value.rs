//! Small values of a record: dates that may be months or spans, amounts, money.

use std::{fmt, ops};

use jiff::civil::Date;

/// A day, or a month where the day is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrMonth {
    /// `2026-12-07`.
    Day(Date),
    /// `2026-12`; held as the first of the month.
    Month(Date),
}

impl DayOrMonth {
    /// The first day that it can mean.
    pub fn first_day(self) -> Date {
        match self {
            Self::Day(date) | Self::Month(date) => date,
        }
    }
}

/// When a fact was recorded: on a day, or over a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dated {
    /// One day.
    On(Date),
    /// From one day to another.
    Between(Date, Date),
}

impl Dated {
    /// The first day.
    pub fn first_day(self) -> Date {
        match self {
            Self::On(date) | Self::Between(date, _) => date,
        }
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        match self {
            Self::On(date) | Self::Between(_, date) => date,
        }
    }
}

/// A period of help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day, or the month in which it begins.
    pub from: Option<DayOrMonth>,
    /// Last day; `None` when open-ended or not said.
    pub to: Option<Date>,
    /// Said to have no end.
    pub open_ended: bool,
}

/// A positive number of at most two decimals, held in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(u64);

impl Number {
    /// Reads `20`, `1.5`, `1,5` or `1.234,50`. Not more than nine digits before the decimals.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, decimals) = match text.rsplit_once([',', '.']) {
            // `1.000` is a thousand in Danish, never one with three decimals.
            Some((whole, decimals)) if decimals.len() <= 2 => (whole.replace('.', ""), decimals),
            _ => (text.replace('.', ""), ""),
        };
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 9 || !digits(&whole) || !digits(decimals) {
            return None;
        }
        if text.ends_with([',', '.']) {
            return None;
        }
        let hundredths: u64 = format!("{decimals:0<2}").parse().ok()?;
        Some(Self(whole.parse::<u64>().ok()? * 100 + hundredths)).filter(|number| number.0 > 0)
    }

    /// Whether it is exactly one.
    pub fn is_one(self) -> bool {
        self.0 == 100
    }
}

impl ops::Add for Number {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl From<u32> for Number {
    fn from(whole: u32) -> Self {
        Self(u64::from(whole) * 100)
    }
}

impl fmt::Display for Number {
    /// The Danish form: `20`, `1,5`, `1.234,50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = (self.0 / 100).to_string();
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        match self.0 % 100 {
            0 => f.write_str(&grouped),
            tenths if tenths % 10 == 0 => write!(f, "{grouped},{}", tenths / 10),
            hundredths => write!(f, "{grouped},{hundredths:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written_the_danish_way() {
        for (text, shown) in [
            ("20", "20"),
            ("1.5", "1,5"),
            ("1,25", "1,25"),
            ("1.234,56", "1.234,56"),
            ("1000", "1.000"),
            ("250,00", "250"),
        ] {
            assert_eq!(Number::parse(text).unwrap().to_string(), shown);
        }
        for bad in ["", "0", "-1", "1e5", ".inf", "1.", "tyve", "12345678901", "1,2,3x", "²"] {
            assert_eq!(Number::parse(bad), None, "{bad}");
        }
    }
}
