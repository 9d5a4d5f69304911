//! A run's findings as other programs are told of them: what SARIF, JUnit and GitHub annotations are written from.

use std::collections::BTreeMap;

use super::finding::{Bilingual, Finding, Lang, Severity};

/// All that is told of a run. Holds codes, places and fixed words; never a record's text.
#[derive(Debug)]
pub struct Log<'a> {
    /// begrund's version.
    pub version: &'a str,
    /// The command that was run, such as `check`.
    pub command: &'a str,
    /// The language of what is told.
    pub lang: Lang,
    /// Every rule there is, by code; a code may come more than once.
    pub rules: Vec<RuleNote<'a>>,
    /// Every record of the run, in the order of their files.
    pub records: Vec<RecordNote<'a>>,
    /// What the user must not forget when reading it: codes left out, codes that weigh less here, a workspace for trials.
    pub remarks: Vec<Remark>,
}

/// What is told of a rule.
#[derive(Debug)]
pub struct RuleNote<'a> {
    /// Its code.
    pub code: &'a str,
    /// What a finding weighs by itself.
    pub severity: Severity,
    /// What must be so.
    pub what: &'a Bilingual,
    /// Why it matters.
    pub why: Option<&'a Bilingual>,
    /// Where that stands in law or practice.
    pub source: &'a str,
}

/// What is told of a record.
#[derive(Debug)]
pub struct RecordNote<'a> {
    /// The file, as the user would write it.
    pub file: &'a str,
    /// Whether it gives no letter.
    pub held: bool,
    /// The findings that are shown.
    pub findings: Vec<&'a Finding>,
}

/// Something about the run as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// A word for programs, such as `skipped:SAG-08`.
    pub key: String,
    /// In words.
    pub words: String,
}

/// A number with its noun: `1 sag`, `2 sager`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// How often each code was found, by code.
pub fn count_codes<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> BTreeMap<&'f str, usize> {
    let mut codes = BTreeMap::new();
    for finding in findings {
        *codes.entry(finding.code.as_ref()).or_default() += 1;
    }
    codes
}

/// What is wrong and how to mend it, in one line; never the detail, which may quote the record.
pub(super) fn told(finding: &Finding, lang: Lang) -> String {
    format!("{} {}", finding.message.in_lang(lang), finding.help.in_lang(lang))
}

/// What is said of a record that is held by findings which are not shown.
pub(super) fn held_by_others(lang: Lang) -> &'static str {
    match lang {
        Lang::Da => "Sagen er holdt tilbage af andre fund end dem, der er vist.",
        Lang::En => "The case is held back by other findings than those shown.",
    }
}

impl RecordNote<'_> {
    /// The findings that hold it back, of those shown.
    pub(super) fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().copied().filter(|finding| finding.severity == Severity::Error)
    }

    /// Whether it is held back, and nothing that is shown says so.
    pub(super) fn is_held_by_others(&self) -> bool {
        self.held && self.errors().next().is_none()
    }
}
