//! The case number.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::Bilingual;

/// A journal number (sagsnummer): letters, digits, `-`, `.`, `_` and `/`, 4 to 40 of them, never a CPR number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(String);

impl CaseId {
    /// Reads a case number.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Bilingual> {
        static FORM: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^[A-Za-z0-9][A-Za-z0-9._/-]{2,38}[A-Za-z0-9]$").expect("the pattern is valid")
        });
        static CPR: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\d{6}[-._/]?\d{4}").expect("the pattern is valid"));
        if !FORM.is_match(text) || text.contains("..") || text.contains("//") {
            return Err(Bilingual::new(
                "Sagsnummeret har tegn, en længde eller en ende, som ikke kan bruges.",
                "The case number has characters, a length or an end that cannot be used.",
            ));
        }
        let cpr = CPR.find(text).is_some_and(|found| {
            let digits: String = found.as_str().chars().filter(char::is_ascii_digit).collect();
            super::Cpr::parse(&digits).is_ok()
        });
        if cpr {
            return Err(Bilingual::new(
                "Sagsnummeret ligner et CPR-nummer.",
                "The case number looks like a CPR number.",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form for file names: `/` becomes `-`. Two cases may share it; that is a finding.
    pub fn file_stem(&self) -> String {
        self.0.replace('/', "-")
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journal_numbers_pass_and_paths_and_cpr_numbers_do_not() {
        for good in ["2026-102-0042", "27.03.00-G01-12-26", "2026/0042", "a_b1"] {
            assert!(CaseId::parse(good).is_ok(), "{good}");
        }
        let long = "x".repeat(300);
        for bad in
            ["../x", "a//b", ".", "abc", "/etc", "sag 12", "søg-1", "660190-1234", "6601901234", "x.", &long]
        {
            assert!(CaseId::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(CaseId::parse("2026/0042").unwrap().file_stem(), "2026-0042");
    }
}
