//! `out/manifest.jsonl`: a line for each record, what came of it and from what.
//!
//! It holds codes, places, ids and digests, never a name, a CPR number or a word of the record.

use std::collections::BTreeMap;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::outcome::{CaseReport, Outcome};
use crate::diagnostic::{Finding, Severity};

/// The name of the file in `out/`.
pub const NAME: &str = "manifest.jsonl";

/// A line of the manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The case number, where it could be read.
    pub case: Option<String>,
    /// The record's file.
    pub source: String,
    /// SHA-256 of the record.
    pub source_sha256: String,
    /// The decision, where it could be read.
    pub decision: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// The letters in place.
    pub letters: Vec<BuiltLetter>,
    /// The findings.
    pub findings: Vec<EntryFinding>,
    /// The consolidation named, by act.
    pub law: BTreeMap<String, u32>,
    /// SHA-256 of the content pack.
    pub pack_sha256: String,
    /// SHA-256 of the settings.
    pub settings_sha256: String,
    /// begrund's version.
    pub version: String,
    /// Which build of it: the size and time of the program's file.
    #[serde(default)]
    pub build: String,
}

/// A letter in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuiltLetter {
    /// Its id, which is its file's name.
    pub id: String,
    /// Who it goes to.
    pub recipient: String,
    /// How it travels.
    pub channel: String,
    /// The file, from `out/`.
    pub pdf: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// How many pages.
    pub pages: usize,
}

/// A finding as the manifest tells it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EntryFinding {
    /// Its code.
    pub code: String,
    /// What it weighs.
    pub severity: Severity,
    /// Line in the record, from 1.
    pub line: Option<usize>,
    /// Column in the record, from 1, in characters.
    pub column: Option<usize>,
    /// Key path, or part of the letter.
    pub path: String,
    /// Page of the finished letter, from 1, for a finding about a part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// What is wrong, in Danish.
    pub message: String,
}

impl From<&Finding> for EntryFinding {
    fn from(finding: &Finding) -> Self {
        Self {
            code: finding.code.to_string(),
            severity: finding.severity,
            line: finding.place.as_ref().map(|place| place.line),
            column: finding.place.as_ref().map(|place| place.column),
            path: finding.path.clone(),
            page: finding.page,
            message: finding.message.da.to_string(),
        }
    }
}

/// What letters are made from, beside the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Make {
    pub(super) pack_sha256: String,
    pub(super) settings_sha256: String,
    pub(super) version: String,
    pub(super) build: String,
}

impl Make {
    /// What letters are made from now.
    pub(super) fn new(pack_sha256: &str, settings_sha256: &str) -> Self {
        let program = std::env::current_exe().and_then(std::fs::metadata);
        let build = program.ok().and_then(|meta| {
            let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            Some(format!("{}-{}", meta.len(), changed.as_nanos()))
        });
        Self {
            pack_sha256: pack_sha256.to_owned(),
            settings_sha256: settings_sha256.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            build: build.unwrap_or_default(),
        }
    }
}

impl Entry {
    pub(super) fn new(report: &CaseReport, make: &Make) -> Self {
        Self {
            case: report.case.as_ref().map(ToString::to_string),
            source: report.source.clone(),
            source_sha256: report.source_sha256.clone(),
            decision: report.decision.map(|decision| decision.word().to_owned()),
            outcome: report.outcome,
            letters: report.letters.clone(),
            findings: report.findings.iter().map(EntryFinding::from).collect(),
            law: report.law.iter().cloned().collect(),
            pack_sha256: make.pack_sha256.clone(),
            settings_sha256: make.settings_sha256.clone(),
            version: make.version.clone(),
            build: make.build.clone(),
        }
    }

    /// Whether its letters were made from the same record, pack, settings and program.
    pub(super) fn still_holds(&self, source_sha256: &str, make: &Make) -> bool {
        matches!(self.outcome, Outcome::Built | Outcome::Unchanged)
            && self.source_sha256 == source_sha256
            && self.pack_sha256 == make.pack_sha256
            && self.settings_sha256 == make.settings_sha256
            && self.version == make.version
            && self.build == make.build
            // What a letter rule found would have to be found again.
            && !self.findings.iter().any(|finding| finding.path.starts_with("letter"))
    }
}

/// Reads a manifest; lines that cannot be read are as if they were not there.
pub fn read(bytes: &[u8]) -> BTreeMap<String, Entry> {
    let text = String::from_utf8_lossy(bytes);
    text.lines()
        .filter_map(|line| serde_json::from_str::<Entry>(line).ok())
        .map(|entry| (entry.source.clone(), entry))
        .collect()
}

/// Writes a manifest, a line an entry, by file name.
pub(super) fn write<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> String {
    entries
        .into_iter()
        .filter_map(|entry| serde_json::to_string(entry).ok())
        .map(|line| line + "\n")
        .collect()
}
