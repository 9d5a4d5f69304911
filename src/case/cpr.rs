//! The Danish civil registration number (personnummer, CPR).

use std::fmt;

use jiff::civil::Date;

/// A CPR number: ten digits, the first six a date. Its `Debug` shows no digit.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cpr {
    digits: [u8; 10],
    born: Date,
    replacement: bool,
}

/// Why a text is no CPR number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CprFault {
    /// Not ten digits, with or without a hyphen after the sixth.
    Form,
    /// Ten digits with another sign than a hyphen after the sixth.
    Sign,
    /// The first six digits are no date.
    Date,
}

impl Cpr {
    /// Reads `DDMMYY-SSSS` or `DDMMYYSSSS`. The day may be raised by 60: a replacement number
    /// (erstatningspersonnummer), which is what test people have. The century follows from the seventh digit
    /// and the year (CPR-kontoret). Modulus 11 is not asked for: numbers without it are issued since 2007.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, CprFault> {
        let digits_of = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
        let parted = text.char_indices().nth(6).filter(|(_, sign)| !sign.is_alphanumeric() && *sign != '-');
        if parted.is_some_and(|(at, _)| digits_of(&text[..at]) == 6)
            && digits_of(text) == 10
            && text.chars().count() == 11
        {
            return Err(CprFault::Sign);
        }
        let bytes: Vec<u8> = match text.as_bytes() {
            [date @ .., b'-', a, b, c, d] if date.len() == 6 => [date, &[*a, *b, *c, *d]].concat(),
            plain => plain.to_vec(),
        };
        let digits: [u8; 10] = bytes
            .iter()
            .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
            .collect::<Option<Vec<u8>>>()
            .and_then(|digits| digits.try_into().ok())
            .ok_or(CprFault::Form)?;
        let pair = |at: usize| digits[at] * 10 + digits[at + 1];
        let (day, month, year) = (pair(0), pair(2), pair(4));
        let replacement = day > 60;
        let day = if replacement { day - 60 } else { day };
        let year = century(digits[6], year) + i16::from(year);
        let born = i8::try_from(month)
            .ok()
            .zip(i8::try_from(day).ok())
            .and_then(|(month, day)| Date::new(year, month, day).ok())
            .ok_or(CprFault::Date)?;
        Ok(Self { digits, born, replacement })
    }

    /// The date of birth that the number holds.
    pub fn born(&self) -> Date {
        self.born
    }

    /// Whether it is a replacement number (day + 60); nobody living has one as their real number.
    pub fn is_replacement(&self) -> bool {
        self.replacement
    }

    /// Whether it satisfies modulus 11. Many valid numbers do not.
    pub fn satisfies_modulus_11(&self) -> bool {
        const WEIGHTS: [u32; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
        let sum: u32 =
            self.digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
        sum.is_multiple_of(11)
    }

    /// The full years of age on `day`.
    pub fn age_on(&self, day: Date) -> i16 {
        let had_birthday = (day.month(), day.day()) >= (self.born.month(), self.born.day());
        day.year() - self.born.year() - i16::from(!had_birthday)
    }

    /// `DDMMYY-SSSS`, for the one fixed field of the letter.
    pub fn with_hyphen(&self) -> String {
        let text: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        format!("{}-{}", &text[..6], &text[6..])
    }
}

fn century(seventh: u8, year: u8) -> i16 {
    match (seventh, year) {
        (0..=3, _) | (4 | 9, 37..) => 1900,
        (4 | 9, _) | (5..=8, ..=57) => 2000,
        _ => 1800,
    }
}

impl fmt::Debug for Cpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cpr(******-****)")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_vectors_of_the_law_notes_hold() {
        let plain = Cpr::parse("070761-4285").unwrap();
        assert_eq!((plain.born(), plain.satisfies_modulus_11()), (date(1961, 7, 7), true));
        let without = Cpr::parse("010165-0001").unwrap();
        assert_eq!((without.born(), without.satisfies_modulus_11()), (date(1965, 1, 1), false));
        assert_eq!(Cpr::parse("310211-1234"), Err(CprFault::Date));
        let test = Cpr::parse("740394-1004").unwrap();
        assert_eq!((test.born(), test.is_replacement()), (date(1994, 3, 14), true));
    }

    #[test]
    fn the_seventh_digit_gives_the_century() {
        for (text, year) in [
            ("010136-0000", 1936),
            ("010136-4000", 2036),
            ("010137-4000", 1937),
            ("010136-9000", 2036),
            ("010137-9000", 1937),
            ("010157-5000", 2057),
            ("010158-5000", 1858),
            ("010199-8000", 1899),
            ("010199-3000", 1999),
        ] {
            assert_eq!(Cpr::parse(text).unwrap().born().year(), year, "{text}");
        }
    }

    #[test]
    fn age_counts_birthdays() {
        let cpr = Cpr::parse("011208-5000").unwrap();
        assert_eq!(cpr.age_on(date(2026, 11, 30)), 17);
        assert_eq!(cpr.age_on(date(2026, 12, 1)), 18);
    }

    #[test]
    fn other_texts_are_refused_without_showing_them() {
        for text in ["", "123", "0101651-001", "ø10165-0001", "010165-00011"] {
            assert_eq!(Cpr::parse(text), Err(CprFault::Form), "{text}");
        }
        for text in ["010165–0001", "010165 0001", "010165.0001"] {
            assert_eq!(Cpr::parse(text), Err(CprFault::Sign), "{text}");
        }
        assert_eq!(format!("{:?}", Cpr::parse("070761-4285").unwrap()), "Cpr(******-****)");
    }
}
