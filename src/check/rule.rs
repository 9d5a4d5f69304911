//! What a rule is, what it sees, and how it reports.

use std::borrow::Cow;
use std::cell::OnceCell;

use jiff::civil::Date;

use super::facts::Anchors;
use super::spelling::Spelling;
use super::wording::without_quotations;
use crate::case::record::{CaseRecord, Channel};
use crate::case::slot::{Slot, SlotText};
use crate::case::standard::{Standard, Standards};
use crate::config::Config;
use crate::diagnostic::{Bilingual, Finding, Findings, Severity};
use crate::law::{Deadline, Law, Provision};
use crate::letter::words::plain;
use crate::letter::{LetterText, Recipient};

/// A structural rule. Declared once, in its own file; everything else about it is derived from this.
#[derive(Debug)]
pub struct Rule {
    /// The code, such as `SAG-08`; never reused.
    pub code: &'static str,
    /// What a finding weighs, unless the rule says otherwise for one kind of fault.
    pub severity: Severity,
    /// What must be so.
    pub what: Bilingual,
    /// Why it matters.
    pub why: Bilingual,
    /// Where that stands in law or practice.
    pub source: &'static str,
    /// How it is looked at.
    pub check: Check,
}

/// How a rule is looked at.
#[derive(Debug)]
pub enum Check {
    /// Over the record and its texts, before anything is composed.
    Record(fn(&RecordContext<'_>, &mut Reporter<'_>)),
    /// Over the finished letter, as read back from its pages.
    Letter(fn(&LetterContext<'_>, &mut Reporter<'_>)),
    /// Over both: what the record must hold, and that it stands on the pages.
    RecordAndLetter(fn(&RecordContext<'_>, &mut Reporter<'_>), fn(&LetterContext<'_>, &mut Reporter<'_>)),
    /// Over the set of a run, held against itself ([`super::batch`]).
    Set,
    /// Over a quality standard.
    Standard(fn(&StandardContext<'_>, &mut Reporter<'_>)),
    /// Kept by how the program is built; the named test or step shows it.
    Construction(Bilingual),
}

/// What a record rule sees.
#[derive(Debug, Clone, Copy)]
pub struct RecordContext<'a> {
    /// The record; what could not be read is absent.
    pub record: &'a CaseRecord,
    /// Every text that the citizen reads.
    pub texts: &'a [SlotText],
    /// Those of them that the municipality itself writes; no labels.
    pub own: &'a [OwnText<'a>],
    /// The keys that say `null`: that there is none, on purpose.
    pub nulls: &'a [String],
    /// The law.
    pub law: &'a Law,
    /// The provision that is decided under, if it is known.
    pub provision: Option<&'a Provision>,
    /// The municipality's settings.
    pub config: &'a Config,
    /// Whether the letter's fonts can set a character.
    pub can_set: &'a dyn CanSet,
    /// The dictionary that `begrund.yaml` names, if it names one.
    pub spelling: Option<&'a Spelling>,
    /// What of the record a reason can name.
    pub anchors: &'a Anchors,
    /// The municipality's quality standards, if the workspace has a folder of them.
    pub standards: Option<&'a Standards>,
}

impl RecordContext<'_> {
    /// The words of `reasoning` without what it quotes.
    pub(super) fn reasoning(&self) -> Option<&str> {
        self.own.iter().find(|own| own.text.path == "reasoning").map(|own| &*own.words)
    }
}

/// A text that the municipality itself writes: no label, and not what the citizen says.
#[derive(Debug)]
pub struct OwnText<'a> {
    /// The text and where it stands.
    pub text: &'a SlotText,
    /// Its words without what it quotes, as wording is looked for in them.
    pub words: Cow<'a, str>,
}

impl<'a> OwnText<'a> {
    /// Those among a record's texts.
    pub(super) fn among(texts: &'a [SlotText]) -> Vec<Self> {
        let own = texts.iter().filter(|text| text.slot != Slot::Label && !text.is_citizens_own());
        own.map(|text| Self { text, words: without_quotations(&text.text) }).collect()
    }
}

/// What a rule over quality standards sees.
#[derive(Debug, Clone, Copy)]
pub struct StandardContext<'a> {
    /// The standard; what could not be read is absent.
    pub standard: &'a Standard,
    /// Its texts.
    pub texts: &'a [SlotText],
    /// Every standard beside it that could be read.
    pub others: &'a [&'a Standard],
    /// The law.
    pub law: &'a Law,
    /// Whether the fonts can set a character.
    pub can_set: &'a dyn CanSet,
}

/// Whether a character can be set in the letter's fonts.
pub trait CanSet: std::fmt::Debug {
    /// Whether there is a glyph for it.
    fn can_set(&self, character: char) -> bool;
}

/// What a letter rule sees.
#[derive(Debug)]
pub struct LetterContext<'a> {
    /// The record.
    pub record: &'a CaseRecord,
    /// What stands on the pages.
    pub letter: &'a LetterText,
    /// Who it goes to.
    pub recipient: Recipient,
    /// How it travels.
    pub channel: Channel,
    /// The letter's date: the day of availability.
    pub dispatch: Date,
    /// The appeal deadline counted from that day.
    pub deadline: Deadline,
    /// The law.
    pub law: &'a Law,
    /// The municipality's settings.
    pub config: &'a Config,
    /// The provision.
    pub provision: &'a Provision,
    /// The PDF's title.
    pub title: &'a str,
    /// The file's name without ending.
    pub file_stem: &'a str,
    /// What the letter itself says, made when a rule first asks.
    pub body: Body,
}

/// The words before the law quotation, each run of white space as one space.
#[derive(Debug, Default)]
pub struct Body {
    plain: OnceCell<String>,
    lower: OnceCell<String>,
}

impl LetterContext<'_> {
    /// What the letter itself says, as one plain text.
    pub fn body(&self) -> &str {
        self.body.plain.get_or_init(|| plain(self.letter.body()))
    }

    /// The same in lower case.
    pub fn lower_body(&self) -> &str {
        self.body.lower.get_or_init(|| self.body().to_lowercase())
    }
}

/// Takes a rule's findings.
#[derive(Debug)]
pub struct Reporter<'a> {
    code: Cow<'static, str>,
    severity: Severity,
    findings: &'a mut Findings,
}

impl<'a> Reporter<'a> {
    /// A reporter for one rule.
    pub fn new(code: impl Into<Cow<'static, str>>, severity: Severity, findings: &'a mut Findings) -> Self {
        Self { code: code.into(), severity, findings }
    }

    /// Reports at a key path (or at a part of the letter), with the rule's severity. Neither text quotes the record.
    pub fn report(&mut self, path: impl Into<String>, message: Bilingual, help: Bilingual) {
        self.report_as(self.severity, path, message, help);
    }

    /// Reports with another severity.
    pub fn report_as(
        &mut self,
        severity: Severity,
        path: impl Into<String>,
        message: Bilingual,
        help: Bilingual,
    ) {
        self.findings.push(Finding::new(self.code.clone(), severity, path, message, help));
    }

    /// Reports a passage of the text at `path`: the finding points to the line on which it begins.
    pub fn report_passage(
        &mut self,
        path: impl Into<String>,
        passage: &str,
        message: Bilingual,
        help: Bilingual,
    ) {
        let finding = Finding::new(self.code.clone(), self.severity, path, message, help);
        self.findings.push(finding.with_passage(passage));
    }

    /// Reports a passage, with a text that may quote the record; it is shown only beside the source line.
    pub fn report_passage_with_detail(
        &mut self,
        path: impl Into<String>,
        passage: &str,
        message: Bilingual,
        help: Bilingual,
        detail: Bilingual,
    ) {
        let finding = Finding::new(self.code.clone(), self.severity, path, message, help);
        self.findings.push(finding.with_passage(passage).with_detail(detail));
    }

    /// The same reporter with another severity.
    pub fn weighing(&mut self, severity: Severity) -> Reporter<'_> {
        Reporter { code: self.code.clone(), severity, findings: self.findings }
    }

    /// Reports with a text that may quote the record; it is shown only beside the source line.
    pub fn report_with_detail(
        &mut self,
        path: impl Into<String>,
        message: Bilingual,
        help: Bilingual,
        detail: Bilingual,
    ) {
        let finding = Finding::new(self.code.clone(), self.severity, path, message, help);
        self.findings.push(finding.with_detail(detail));
    }
}

/// A fixed text in both languages.
pub const fn text(da: &'static str, en: &'static str) -> Bilingual {
    Bilingual { da: Cow::Borrowed(da), en: Cow::Borrowed(en) }
}
