//! The form of dates in cells, such as `dd-mm-yyyy`.

use jiff::civil::Date;

/// A form of dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateForm {
    written: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Day(usize),
    Month(usize),
    Year(usize),
    Sign(char),
}

impl DateForm {
    /// Reads a form: `d`, `dd`, `m`, `mm` and `yyyy` (or `yy`) stand for day, month and year, each once; other signs for
    /// themselves.
    pub fn parse(written: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = written.chars().peekable();
        while let Some(c) = rest.next() {
            let mut length = 1;
            while matches!(c, 'd' | 'm' | 'y') && rest.next_if_eq(&c).is_some() {
                length += 1;
            }
            parts.push(match (c, length) {
                ('d', 1 | 2) => Part::Day(length),
                ('m', 1 | 2) => Part::Month(length),
                ('y', 2 | 4) => Part::Year(length),
                ('d' | 'm' | 'y', _) => return None,
                (sign, _) if sign.is_alphabetic() => return None,
                (sign, _) => Part::Sign(sign),
            });
        }
        let once = |is: fn(&Part) -> bool| parts.iter().filter(|part| is(part)).count() == 1;
        let whole = once(|part| matches!(part, Part::Day(_)))
            && once(|part| matches!(part, Part::Month(_)))
            && once(|part| matches!(part, Part::Year(_)));
        whole.then(|| Self { written: written.to_owned(), parts })
    }

    /// The form as it was written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The day that a cell means.
    pub fn read(&self, cell: &str) -> Option<Date> {
        let mut rest = cell;
        let (mut day, mut month, mut year) = (None, None, None);
        for (index, part) in self.parts.iter().enumerate() {
            // Spreadsheets drop leading zeros; where no sign parts two numbers, how many digits they have must be exact.
            let is_number = |part: Option<&Part>| part.is_some_and(|part| !matches!(part, Part::Sign(_)));
            let before = index.checked_sub(1).and_then(|before| self.parts.get(before));
            let exact = is_number(before) || is_number(self.parts.get(index + 1));
            match *part {
                Part::Sign(sign) => rest = rest.strip_prefix(sign)?,
                Part::Day(length) => day = Some(digits(&mut rest, if exact { length } else { 1 }, 2)?),
                Part::Month(length) => month = Some(digits(&mut rest, if exact { length } else { 1 }, 2)?),
                Part::Year(length) => {
                    let number = digits(&mut rest, length, length)?;
                    year = Some(if length == 2 { 2000 + number } else { number });
                }
            }
        }
        let number = |number: Option<i16>| number.and_then(|number| i8::try_from(number).ok());
        let date = Date::new(year?, number(month)?, number(day)?).ok();
        date.filter(|date| rest.is_empty() && (1900..=2100).contains(&date.year()))
    }

    /// A day in this form, as an example.
    pub fn example(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Day(_) => "31".to_owned(),
                Part::Month(_) => "12".to_owned(),
                Part::Year(2) => "26".to_owned(),
                Part::Year(_) => "2026".to_owned(),
                Part::Sign(sign) => sign.to_string(),
            })
            .collect()
    }
}

/// Takes a number of digits off a text.
fn digits(rest: &mut &str, least: usize, most: usize) -> Option<i16> {
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let number = rest.get(..count).filter(|_| count >= least)?.parse().ok()?;
    *rest = &rest[count..];
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_form_that_is_said_and_in_no_other() {
        for (form, cell, date) in [
            ("dd-mm-yyyy", "07-12-2026", Some("2026-12-07")),
            ("dd-mm-yyyy", "7-12-2026", Some("2026-12-07")),
            ("d/m yyyy", "7/12 2026", Some("2026-12-07")),
            ("yyyymmdd", "20261207", Some("2026-12-07")),
            ("dd.mm.yy", "07.12.26", Some("2026-12-07")),
            ("dd-mm-yyyy 00:00", "07-12-2026 00:00", Some("2026-12-07")),
            ("dd-mm-yyyy", "2026-12-07", None),
            ("dd-mm-yyyy", "31-02-2026", None),
            ("dd-mm-yyyy", "07-12-26", None),
            ("dd-mm-yyyy", "07-12-2026 x", None),
            ("dd-mm-yyyy", "12-31-2026", None),
            ("yyyymmdd", "2026127", None),
            ("dd-mm-yyyy", "07-12-0026", None),
            ("dd-mm-yyyy", "٠٧-12-2026", None),
        ] {
            let read = DateForm::parse(form).unwrap().read(cell).map(|date| date.to_string());
            assert_eq!(read.as_deref(), date, "{form}: {cell}");
        }
        for bad in ["", "dd-mm", "ddd-mm-yyyy", "dd-mm-åååå", "dd-dd-mm-yyyy", "dag-mm-yyyy"] {
            assert_eq!(DateForm::parse(bad), None, "{bad}");
        }
        assert_eq!(DateForm::parse("d/m yyyy").unwrap().example(), "31/12 2026");
    }
}
