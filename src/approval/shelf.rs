//! What stands in `out/` to be approved: the letters of the manifest, their rows in the proof, and what each is made of now.

#![expect(clippy::disallowed_methods, reason = "letters and attachments are read as they stand")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::Refusal;
use super::bound::{Change, changes, recipient_hash};
use super::standing::{Standing, last_word};
use crate::case::read::ReadCase;
use crate::case::record::CaseRecord;
use crate::case::{CaseFile, discover, read};
use crate::compose::choose;
use crate::diagnostic::Bilingual;
use crate::ledger::{Bound, Event, Events, Key, Ledger, LedgerError, Person, What};
use crate::letter::sha256;
use crate::pipeline::{BuiltLetter, Entry, MANIFEST, REPORT, Workspace, must_hold_report, read_manifest};
use crate::proof::{INDEX, ROWS, Row, shown};

/// What stands in `out/`.
#[derive(Debug)]
pub struct Shelf<'w> {
    workspace: &'w Workspace,
    out: PathBuf,
    entries: Vec<Entry>,
    rows: BTreeMap<String, Row>,
    /// A list in `out/` that is not the one that the last run left.
    pub(super) not_as_left: Option<PathBuf>,
    /// The page, if it is not the one that the last run left.
    pub(super) page_not_as_left: Option<PathBuf>,
    /// What the last run left, as the ledger tells it: the digests of manifest, list and page.
    left: Left,
}

/// The digests of what the last run left: manifest, list behind the page, page.
#[derive(Debug, PartialEq, Eq)]
struct Left([String; 3]);

impl Left {
    fn of(events: Events<'_>) -> Result<Self, LedgerError> {
        let manifest = match events.last_of("built")?.map(|event| event.what) {
            Some(What::Built { manifest, .. }) => manifest,
            _ => sha256(b""),
        };
        let (rows, page) = match events.last_of("proofed")?.map(|event| event.what) {
            Some(What::Proofed { rows, page }) => (rows, page),
            _ => (sha256(b""), sha256(b"")),
        };
        Ok(Self([manifest, rows, page]))
    }
}

/// A letter that stands in `out/`.
#[derive(Debug, Clone, Copy)]
pub struct Exhibit<'s> {
    /// Its line in the manifest.
    pub entry: &'s Entry,
    /// The letter.
    pub letter: &'s BuiltLetter,
    /// Its row in the proof, if the proof shows this version.
    pub row: Option<&'s Row>,
}

/// What a letter is made of now.
#[derive(Debug, Default)]
pub struct Present {
    /// The digests; empty where something is gone.
    pub bound: Bound,
    /// The record, as it was read.
    pub read: Option<ReadCase>,
    /// The record's file.
    pub file: Option<CaseFile>,
}

impl Present {
    /// The record; `None` where it is gone or cannot be read.
    pub fn record(&self) -> Option<&CaseRecord> {
        self.read.as_ref()?.record.as_ref()
    }
}

/// What a letter is made of now, with the bytes themselves.
pub struct Contents {
    /// The digests of these bytes, and the record.
    pub present: Present,
    /// The PDF; empty where it is gone.
    pub pdf: Vec<u8>,
    /// The attachments, in the record's order; empty where one is gone.
    pub attachments: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Contents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contents")
    }
}

impl Exhibit<'_> {
    /// The case number in the form that file names have.
    pub fn matter(&self) -> String {
        self.entry.case.as_deref().unwrap_or_default().replace('/', "-")
    }

    /// The codes of the warnings that have to be confirmed.
    pub fn warnings(&self) -> BTreeSet<&str> {
        let findings = self.entry.findings.iter();
        let warnings = findings.filter(|finding| finding.severity == crate::diagnostic::Severity::Warning);
        warnings.map(|finding| finding.code.as_str()).collect()
    }
}

impl<'w> Shelf<'w> {
    /// What stands in `out/` of the workspace.
    ///
    /// # Errors
    /// If the ledger cannot be read, or is not the one that the last report tells of.
    pub fn load(workspace: &'w Workspace, ledger: &Ledger) -> Result<Self, LedgerError> {
        let out = workspace.folder.join("out");
        must_hold_report(ledger, fs::read(out.join(REPORT)).ok(), &out.join(REPORT))?;
        let manifest = fs::read(out.join(MANIFEST)).unwrap_or_default();
        let rows = fs::read(out.join(ROWS)).unwrap_or_default();
        let left = Left::of(ledger.events())?;
        let page = sha256(&fs::read(out.join(INDEX)).unwrap_or_default());
        let lists = [(MANIFEST, sha256(&manifest) != left.0[0]), (ROWS, sha256(&rows) != left.0[1])];
        let not_as_left = lists.into_iter().find(|(_, other)| *other).map(|(name, _)| out.join(name));
        let page_not_as_left = (page != left.0[2]).then(|| out.join(INDEX));
        let rows: Vec<Row> = serde_json::from_slice(&rows).unwrap_or_default();
        Ok(Self {
            workspace,
            out,
            entries: read_manifest(&manifest).into_values().collect(),
            rows: rows.into_iter().map(|row| (row.id.clone(), row)).collect(),
            not_as_left,
            page_not_as_left,
            left,
        })
    }

    /// The lines of the manifest.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every letter, by its id.
    pub fn exhibits(&self) -> Vec<Exhibit<'_>> {
        let letters =
            self.entries.iter().flat_map(|entry| entry.letters.iter().map(move |letter| (entry, letter)));
        let mut exhibits: Vec<Exhibit<'_>> = letters
            .map(|(entry, letter)| {
                let row = self.rows.get(&letter.id);
                Exhibit { entry, letter, row: row.filter(|row| row.sha256.as_ref() == Some(&letter.sha256)) }
            })
            .collect();
        exhibits.sort_by(|a, b| a.letter.id.cmp(&b.letter.id));
        exhibits
    }

    /// The letters of a case, by the form of its number that file names have.
    pub fn of_matter(&self, matter: &str) -> Vec<Exhibit<'_>> {
        self.exhibits().into_iter().filter(|exhibit| exhibit.matter() == matter).collect()
    }

    /// Whether a draft, or a case that is held back, has this name.
    pub(super) fn is_held(&self, letter: &str) -> bool {
        let held = |entry: &Entry| entry.letters.is_empty() && entry.case.as_deref() == Some(letter);
        self.rows.get(letter).is_some_and(|row| row.state == "held") || self.entries.iter().any(held)
    }

    /// Whether what is read of the letter, in the bundle and as an annotated PDF, is what the proof made.
    pub(super) fn shows_what_was_made(&self, row: &Row) -> bool {
        let is = |name: &str, digest: &str| {
            fs::read(self.out.join(name)).is_ok_and(|bytes| sha256(&bytes) == digest)
        };
        shown(row).iter().all(|(name, digest)| is(name, digest))
    }

    /// Why nothing can be said of what was read: a run has left something else since.
    pub(super) fn is_behind(&self, events: Events<'_>) -> Result<Option<Refusal>, LedgerError> {
        let behind = Left::of(events)? != self.left;
        Ok(behind.then(|| {
            Refusal::new(
                Bilingual::new(
                    "Brevene blev lavet om, mens kommandoen arbejdede.",
                    "The letters were made anew while the command worked.",
                ),
                Bilingual::new(
                    "Læs dem i out/index.html, og kør kommandoen igen.",
                    "Read them in out/index.html and run the command again.",
                ),
            )
        }))
    }

    /// Whether somebody's word counts: where names are verified, only that of one who was.
    pub fn accepts(&self, by: &Person) -> bool {
        by.verified || !self.workspace.config.approval.verifies_names()
    }

    /// The record of a letter, if both are there.
    pub fn record(&self, letter: &str, key: &Key) -> Option<CaseRecord> {
        let exhibits = self.exhibits();
        let exhibit = exhibits.iter().find(|exhibit| exhibit.letter.id == letter)?;
        self.present(exhibit, key).read?.record
    }

    /// What a letter is made of now; every file is read and hashed anew.
    pub fn present(&self, exhibit: &Exhibit<'_>, key: &Key) -> Present {
        self.contents(exhibit, key).present
    }

    /// What a letter is made of now, with the very bytes that were hashed.
    pub fn contents(&self, exhibit: &Exhibit<'_>, key: &Key) -> Contents {
        let file = self.record_of(exhibit.entry);
        let read = file.as_ref().map(read::read);
        let record = read.as_ref().and_then(|read| read.record.as_ref());
        let pdf = fs::read(self.out.join(&exhibit.letter.pdf)).ok();
        let digest = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(sha256).unwrap_or_default();
        let mut attachments = Vec::new();
        let mut bound = Bound {
            record: file.as_ref().map(|file| file.sha256.clone()).unwrap_or_default(),
            pack: self.workspace.pack.sha256().to_owned(),
            pdf: digest(&pdf),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            law: exhibit.entry.law.clone(),
            ..Bound::default()
        };
        if let (Some(record), Some(file)) = (record, &file) {
            let folder = file.path.parent().unwrap_or(Path::new("."));
            attachments.extend(record.attachments.iter().map(|name| fs::read(folder.join(&**name)).ok()));
            bound.attachments = attachments.iter().map(digest).collect();
            let letters = choose(record).map(|choice| choice.letters).unwrap_or_default();
            let addressee = letters.iter().find(|to| to.recipient.word() == exhibit.letter.recipient);
            if let Some(addressee) = addressee {
                bound.recipient = recipient_hash(key, record, *addressee);
                addressee.channel.word().clone_into(&mut bound.channel);
            }
        }
        let attachments = attachments.into_iter().map(Option::unwrap_or_default).collect();
        Contents { present: Present { bound, read, file }, pdf: pdf.unwrap_or_default(), attachments }
    }

    /// What of a letter is another now than when it was approved.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn changes_since(
        &self,
        approved: &Bound,
        now: &Bound,
        ledger: Events<'_>,
    ) -> Result<Vec<Change>, LedgerError> {
        let files =
            if approved.pack == now.pack { Vec::new() } else { self.pack_changes(&approved.pack, ledger)? };
        Ok(changes(approved, now, || files))
    }

    /// A list in `out/` that is not the one that the last run left; then nothing there can be trusted.
    pub fn not_as_left(&self) -> Option<&Path> {
        self.not_as_left.as_deref()
    }

    /// The record's file, wherever begrund is run from now.
    pub(super) fn record_of(&self, entry: &Entry) -> Option<CaseFile> {
        let source = Path::new(&entry.source);
        let load = |path: PathBuf| path.is_file().then(|| discover::load(&path));
        let as_written = [source.to_owned(), self.workspace.folder.join(source)];
        let mut files: Vec<CaseFile> = as_written.into_iter().filter_map(load).collect();
        let is_it = |file: &CaseFile| file.sha256 == entry.source_sha256;
        if !files.iter().any(is_it) {
            let found = discover::discover(&[self.workspace.folder.join("cases")]).unwrap_or_default();
            files.extend(
                found.into_iter().filter(|path| path.file_name() == source.file_name()).filter_map(load),
            );
        }
        let at = files.iter().position(is_it).unwrap_or(0);
        files.into_iter().nth(at)
    }

    /// Where a letter stands: its last word in the ledger, and whether what it was about is still there.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn standing(
        &self,
        exhibit: &Exhibit<'_>,
        ledger: Events<'_>,
        key: &Key,
        events: &[Event],
    ) -> Result<Standing, LedgerError> {
        let Some(word) = last_word(events) else { return Ok(Standing::Waiting) };
        match &word.what {
            What::Approved { bound, by, .. } => {
                let now = self.present(exhibit, key).bound;
                let mut changed = self.changes_since(bound, &now, ledger)?;
                if !self.accepts(by) {
                    changed.push(Change::Approver);
                }
                Ok(if changed.is_empty() {
                    Standing::Approved(word.clone())
                } else {
                    Standing::Lapsed(word.clone(), changed)
                })
            }
            What::Rejected { pdf, .. } if *pdf != exhibit.letter.sha256 => Ok(Standing::Waiting),
            What::Rejected { .. } => Ok(Standing::Rejected(word.clone())),
            _ => Ok(Standing::of_word(word.clone())),
        }
    }

    /// The files of the pack that are others than in the pack with this digest.
    pub(super) fn pack_changes(&self, then: &str, ledger: Events<'_>) -> Result<Vec<Change>, LedgerError> {
        let seen = ledger.of_kind("pack_seen")?.into_iter().rev().find_map(|event| match event.what {
            What::PackSeen { sha256, files } if sha256 == then => Some(files),
            _ => None,
        });
        let Some(then) = seen else { return Ok(Vec::new()) };
        let now = self.workspace.pack.digests();
        let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        let changed = names.into_iter().filter(|name| then.get(*name) != now.get(*name));
        let mut changes: Vec<Change> = changed.map(|name| Change::of_file(name)).collect();
        changes.sort();
        Ok(changes)
    }

    /// The workspace.
    pub fn workspace(&self) -> &'w Workspace {
        self.workspace
    }
}
