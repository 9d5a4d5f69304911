//! One finding, and a list of them.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::ops::Range;

use serde::Serialize;

/// How much a finding weighs. Ordered: the gravest is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Listed only.
    Info,
    /// The letter is made, but cannot be approved before a named approver has confirmed the code (ADVARSEL).
    Warning,
    /// The letter is held back (FEJL).
    Error,
}

impl Severity {
    /// The word that is shown: `FEJL` in Danish, `error` in English.
    pub fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Error, Lang::Da) => "FEJL",
            (Self::Warning, Lang::Da) => "ADVARSEL",
            (Self::Info, _) => "INFO",
            (Self::Error, Lang::En) => "ERROR",
            (Self::Warning, Lang::En) => "WARNING",
        }
    }
}

/// The language that findings are shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Danish, what caseworkers read.
    #[default]
    Da,
    /// English.
    En,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Danish.
    pub da: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Bilingual {
    /// Both languages at once, fixed or built.
    pub fn new(da: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self { da: da.into(), en: en.into() }
    }

    /// The text in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Da => &self.da,
            Lang::En => &self.en,
        }
    }
}

/// Where in a case record a finding points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes of the file that are pointed at.
    pub span: Range<usize>,
}

/// A place in little room, for what is kept of each of any number of records. None has 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Spot {
    line: NonZeroU32,
    column: u32,
    span: (u32, u32),
}

impl From<&Place> for Spot {
    fn from(place: &Place) -> Self {
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let span = (short(place.span.start), short(place.span.end));
        let line = NonZeroU32::new(short(place.line)).unwrap_or(NonZeroU32::MIN);
        Self { line, column: short(place.column), span }
    }
}

impl From<Spot> for Place {
    fn from(spot: Spot) -> Self {
        let span = spot.span.0 as usize..spot.span.1 as usize;
        Self { line: spot.line.get() as usize, column: spot.column as usize, span }
    }
}

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable code, such as `SAG-08`; never reused.
    pub code: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// The key path in the record (`facts[0].dated`), or the part of the letter; empty for the whole.
    pub path: String,
    /// The place in the file, where there is one.
    pub place: Option<Place>,
    /// The page of the finished letter, from 1, where the part begins that it is about.
    pub page: Option<usize>,
    /// What is wrong. Never quotes the record.
    pub message: Bilingual,
    /// How to mend it. Never quotes the record.
    pub help: Bilingual,
    /// What may quote the record, such as the mended text.
    pub detail: Option<Box<Bilingual>>,
    /// The words it is about, to find their line; never shown.
    pub passage: Option<Box<str>>,
}

impl Finding {
    /// A finding at a key path, yet without a place in a file.
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        severity: Severity,
        path: impl Into<String>,
        message: Bilingual,
        help: Bilingual,
    ) -> Self {
        Self {
            code: code.into(),
            severity,
            path: path.into(),
            place: None,
            page: None,
            message,
            help,
            detail: None,
            passage: None,
        }
    }

    /// Where it points, in words: the key path, or the part of the letter with its page. Empty for the whole.
    pub fn spot(&self, lang: Lang) -> String {
        match (self.page, lang) {
            (Some(page), Lang::Da) => format!("{}, side {page}", self.path),
            (Some(page), Lang::En) => format!("{}, page {page}", self.path),
            (None, _) => self.path.clone(),
        }
    }

    /// The same finding about certain words of the text at its path.
    #[must_use]
    pub fn with_passage(mut self, words: &str) -> Self {
        self.passage = Some(words.into());
        self
    }

    /// The same finding with a text that may quote the record.
    #[must_use]
    pub fn with_detail(mut self, detail: Bilingual) -> Self {
        self.detail = Some(Box::new(detail));
        self
    }
}

/// A list of findings about one case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Adds all of another list.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Finding>) {
        self.0.extend(other);
    }

    /// Whether any of them holds the letter back.
    pub fn has_errors(&self) -> bool {
        self.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// All of them, to change in place.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Finding> {
        self.0.iter_mut()
    }

    /// Keeps those that `keep` says yes to.
    pub fn retain(&mut self, keep: impl FnMut(&Finding) -> bool) {
        self.0.retain(keep);
    }

    /// Gives back the room that it does not need.
    pub fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    /// The gravest first, then by place, path and code; exact doubles once.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| {
            let place = |f: &Finding| f.place.as_ref().map(|p| (p.line, p.column));
            b.severity
                .cmp(&a.severity)
                .then_with(|| place(a).cmp(&place(b)))
                .then_with(|| a.path.cmp(&b.path))
                .then_with(|| a.code.cmp(&b.code))
        });
        self.0.dedup();
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        Self(findings.into_iter().collect())
    }
}
