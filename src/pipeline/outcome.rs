//! What came of each case, and of the run.

use serde::Serialize;

use super::cases::Cases;
use super::manifest::PlacedLetter;
use crate::case::CaseId;
use crate::case::read::FileDigest;
use crate::case::record::Decision;
use crate::check::batch::{Alike, Answer, Index};
use crate::check::{Desk, Passed, change_severities};
use crate::config::Config;
use crate::diagnostic::{Finding, Findings, Severity};

/// What came of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Its letters were made.
    Built,
    /// Its letters were there already, made from the same record, pack and settings.
    Unchanged,
    /// It was checked only, and nothing holds it back.
    Passed,
    /// A finding holds it back.
    Held,
    /// Its letters could not be made, though the record passed: a fault of the pack or the program.
    Failed,
}

impl Outcome {
    /// Whether it gives no letter.
    pub fn holds_back(self) -> bool {
        matches!(self, Self::Held | Self::Failed)
    }
}

/// A file that was read: its SHA-256, and with it the proof that it passed every rule over records, if it did.
#[derive(Debug, Clone)]
pub enum Looked {
    /// It passed.
    Passed(Passed),
    /// It did not.
    Held(FileDigest),
}

impl Looked {
    /// SHA-256 of the file.
    pub fn sha256(&self) -> FileDigest {
        match self {
            Self::Passed(passed) => passed.sha256(),
            Self::Held(digest) => *digest,
        }
    }
}

/// What is told of one case.
#[derive(Debug, Clone)]
pub struct CaseReport {
    /// The file, as the user would write it.
    pub source: String,
    /// The file as it was read.
    pub file: Looked,
    /// The case number, where it could be read.
    pub case: Option<CaseId>,
    /// The decision, where it could be read.
    pub decision: Option<Decision>,
    /// Whose it is, and when its letter is planned to leave.
    pub desk: Desk,
    /// What came of it.
    pub outcome: Outcome,
    /// The application that it answers, where it replaces no other decision.
    pub answers: Option<Answer>,
    /// Every finding.
    pub findings: Findings,
    /// The letters that were made, or were there.
    pub letters: Box<[PlacedLetter]>,
    /// The consolidation that each letter names, and its act.
    pub law: Option<(String, u32)>,
}

impl CaseReport {
    /// Pages of its letters.
    pub(super) fn pages(&self) -> usize {
        self.letters.iter().map(PlacedLetter::pages).sum()
    }

    /// Adds findings, each with the severity that the settings give it; a grave one holds the case back.
    pub(super) fn add(&mut self, findings: impl IntoIterator<Item = Finding>, config: &Config) {
        let mut added: Findings = findings.into_iter().collect();
        change_severities(&mut added, config);
        if added.has_errors() {
            self.outcome = Outcome::Held;
        }
        self.findings.extend(added);
        self.findings.sort();
    }
}

/// What is told of a run.
#[derive(Debug)]
pub struct RunReport {
    /// Each case, in the order of their files.
    pub cases: Cases,
    /// Whether the workspace is for trials.
    pub test: bool,
    /// Who the cases are about, to hold finished letters against.
    pub index: Index,
    /// The cases whose reasons are much like another's, by number, in order. Each is a finding too, but where the workspace is for load.
    pub alike: Vec<Alike>,
}

/// Cases and findings, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Records found.
    pub cases: usize,
    /// Cases whose letters were made.
    pub built: usize,
    /// Cases whose letters were there already.
    pub unchanged: usize,
    /// Cases held back by a finding.
    pub held: usize,
    /// Cases whose letters could not be made.
    pub failed: usize,
    /// Letters that are in place.
    pub letters: usize,
    /// Pages of these letters.
    pub pages: usize,
    /// Findings that hold back.
    pub errors: usize,
    /// Findings that a named approver must confirm.
    pub warnings: usize,
    /// Findings for information.
    pub infos: usize,
}

impl RunReport {
    /// Counts.
    pub fn totals(&self) -> Totals {
        let (letters, pages) = self.cases.letters_and_pages();
        let mut totals = Totals { cases: self.cases.len(), letters, pages, ..Totals::default() };
        for case in 0..self.cases.len() {
            match self.cases.outcome(case) {
                Outcome::Built => totals.built += 1,
                Outcome::Unchanged => totals.unchanged += 1,
                Outcome::Held => totals.held += 1,
                Outcome::Failed => totals.failed += 1,
                Outcome::Passed => {}
            }
        }
        for finding in self.findings() {
            match finding.severity {
                Severity::Error => totals.errors += 1,
                Severity::Warning => totals.warnings += 1,
                Severity::Info => totals.infos += 1,
            }
        }
        totals
    }

    /// Every finding, case by case.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.cases.to_mend().flat_map(|(_, case)| &case.findings)
    }

    /// Whether any case was held back or failed.
    pub fn any_held(&self) -> bool {
        self.cases.held().next().is_some()
    }
}
