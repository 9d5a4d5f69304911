//! `out/manifest.jsonl`: a line for each record, what came of it and from what.
//!
//! It holds codes, places, ids and digests, never a name, a CPR number or a word of the record.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::{Deserialize, Serialize};

use super::outcome::{CaseReport, Outcome};
use crate::case::read::FileDigest;
use crate::compose::{Addressee, Letter};
use crate::diagnostic::{Finding, Severity};
use crate::store::{Store, StoreError};

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
    /// Which build of it: a digest of its sources, its dependencies and its compiler.
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

/// The folder of the letters in place.
pub(super) const LETTERS: &str = "letters";

/// A letter in place, in little room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLetter {
    id: Box<str>,
    addressee: Addressee,
    sha256: FileDigest,
    pages: u32,
}

impl PlacedLetter {
    /// A finished letter, in its place.
    pub(super) fn of(letter: &Letter) -> Self {
        Self {
            id: letter.id().as_str().into(),
            addressee: letter.addressee(),
            sha256: FileDigest::from_hex(letter.sha256()),
            pages: u32::try_from(letter.text().pages).unwrap_or(u32::MAX),
        }
    }

    /// From what a manifest or a journal tells; `None` where this program would tell it otherwise.
    pub(super) fn told(letter: &BuiltLetter) -> Option<Self> {
        let placed = Self {
            id: letter.id.as_str().into(),
            addressee: Addressee::from_words(&letter.recipient, &letter.channel)?,
            sha256: FileDigest::from_hex(&letter.sha256),
            pages: u32::try_from(letter.pages).ok()?,
        };
        (placed.pdf() == letter.pdf).then_some(placed)
    }

    /// Its id, which is its file's name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The file, from `out/`.
    pub fn pdf(&self) -> String {
        format!("{LETTERS}/{}.pdf", self.id)
    }

    /// SHA-256 of the file, as lower-case hex.
    pub fn sha256(&self) -> String {
        self.sha256.to_string()
    }

    /// How many pages.
    pub fn pages(&self) -> usize {
        self.pages as usize
    }
}

impl From<&PlacedLetter> for BuiltLetter {
    fn from(letter: &PlacedLetter) -> Self {
        Self {
            id: letter.id().to_owned(),
            recipient: letter.addressee.recipient.word().to_owned(),
            channel: letter.addressee.channel.word().to_owned(),
            pdf: letter.pdf(),
            sha256: letter.sha256(),
            pages: letter.pages(),
        }
    }
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
        Self {
            pack_sha256: pack_sha256.to_owned(),
            settings_sha256: settings_sha256.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            build: env!("BEGRUND_BUILD").to_owned(),
        }
    }
}

impl Entry {
    pub(super) fn new(report: &CaseReport, make: &Make) -> Self {
        Self {
            case: report.case.as_ref().map(ToString::to_string),
            source: report.source.clone(),
            source_sha256: report.file.sha256().to_string(),
            decision: report.decision.map(|decision| decision.word().to_owned()),
            outcome: report.outcome,
            letters: report.letters.iter().map(BuiltLetter::from).collect(),
            findings: report.findings.iter().map(EntryFinding::from).collect(),
            law: report.law.iter().cloned().collect(),
            pack_sha256: make.pack_sha256.clone(),
            settings_sha256: make.settings_sha256.clone(),
            version: make.version.clone(),
            build: make.build.clone(),
        }
    }

    /// Whether its letters were made from the same record, pack, settings and program.
    pub(super) fn still_holds(&self, source_sha256: FileDigest, make: &Make) -> bool {
        matches!(self.outcome, Outcome::Built | Outcome::Unchanged)
            && source_sha256.is(&self.source_sha256)
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
    text.lines().filter_map(entry).map(|entry| (entry.source.clone(), entry)).collect()
}

/// The lines of the manifest that the last run left, one after the other: it can tell of more cases than are to be held in memory.
pub(super) fn entries(store: &Store) -> impl Iterator<Item = Entry> {
    store.lines(NAME).filter_map(|line| entry(&line))
}

fn entry(line: &str) -> Option<Entry> {
    serde_json::from_str(line).ok()
}

/// Writes a manifest, a line an entry, in the order of the entries.
pub(super) fn write(
    store: &Store,
    entries: impl IntoIterator<Item = io::Result<Entry>>,
) -> Result<(), StoreError> {
    store.write_by(NAME, |file| {
        for entry in entries {
            serde_json::to_writer(&mut *file, &entry?)?;
            file.write_all(b"\n")?;
        }
        Ok(())
    })
}

/// Takes letters, with the files that the manifest names, out of `out/letters` and the manifest.
///
/// # Errors
/// If a file cannot be deleted or written.
pub fn forget(store: &Store, letters: &BTreeSet<&str>) -> Result<(), StoreError> {
    let gone = |letter: &BuiltLetter| letters.contains(letter.id.as_str());
    let mut told = false;
    for letter in entries(store).flat_map(|entry| entry.letters).filter(gone) {
        told = true;
        store.remove(&letter.pdf)?;
    }
    if !told {
        return Ok(());
    }
    let without = |mut entry: Entry| {
        let before = entry.letters.len();
        entry.letters.retain(|letter| !gone(letter));
        (before == 0 || !entry.letters.is_empty()).then_some(entry)
    };
    write(store, entries(store).filter_map(without).map(Ok))
}

/// How many letters the manifest says are in place.
pub fn letters_in_place(store: &Store) -> usize {
    entries(store).map(|entry| entry.letters.len()).sum()
}
