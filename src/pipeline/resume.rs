//! Work that a run had done when it was cut off, so that the next one need not do it again.
//!
//! A case whose letters stand in staging is noted in a journal beside them, a line a case. Each line is sealed with the ledger's key:
//! what somebody else put into `out/` counts for nothing. Without a key nothing is noted. Of a line only what is still so is taken
//! over: the same record, the same make, and files with the digests that it tells of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::manifest::{BuiltLetter, Make, PlacedLetter};
use super::outcome::CaseReport;
use super::proof::Proofs;
use crate::ledger::Key;
use crate::letter::sha256;
use crate::proof::Row;
use crate::store::{Store, StoreError};

/// Where letters stand until the whole set is through.
pub(super) const STAGING: &str = ".staging";
const JOURNAL: &str = ".staging/journal";
/// What of the last journal still counts, until it takes its place.
const KEPT: &str = ".staging/journal.kept";

/// A case that was made.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    source: String,
    source_sha256: String,
    letters: Vec<BuiltLetter>,
    rows: Vec<Row>,
}

/// What a run has made, and what the one before it had when it was cut off.
#[derive(Debug)]
pub(super) struct Journal<'s> {
    store: &'s Store,
    key: Option<&'s Key>,
    /// Tells one make from another in a seal.
    make: String,
    /// Where in the journal the line of each record's file begins, and how long it is: all of them together may be much.
    before: BTreeMap<Box<str>, (u64, usize)>,
    file: Option<Mutex<File>>,
}

impl<'s> Journal<'s> {
    /// Reads what a run that was cut off has left, and clears away what nothing is known of.
    ///
    /// # Errors
    /// If staging cannot be used.
    pub(super) fn begin(store: &'s Store, make: &Make, key: Option<&'s Key>) -> Result<Self, StoreError> {
        let make = sha256(format!("{make:?}").as_bytes());
        let mut journal = Self { store, key, make, before: BTreeMap::new(), file: None };
        let (mut before, mut known) = (BTreeMap::new(), BTreeSet::new());
        let mut end = 0;
        let sealed = store.lines(JOURNAL).filter_map(|text| Some((journal.open(&text)?, text)));
        let sealed = sealed.map(|(line, text)| {
            known.extend(line.letters.iter().map(|letter| staged_name(&letter.id)));
            before.insert(line.source.into(), (end, text.len()));
            end += text.len() as u64 + 1;
            text
        });
        // Beside the old one first: what was made must be known even if this run is cut off here.
        store.folder(STAGING)?;
        store.write_by(KEPT, |file| sealed.into_iter().try_for_each(|text| writeln!(file, "{text}")))?;
        if before.is_empty() {
            store.fresh_folder(STAGING)?;
        } else {
            store.rename(KEPT, JOURNAL)?;
            let is_known = |name: &str| known.contains(name) || JOURNAL == format!("{STAGING}/{name}");
            for name in store.names_that(STAGING, |name| !is_known(name))? {
                store.remove(&format!("{STAGING}/{name}"))?;
            }
        }
        if key.is_some() {
            journal.file = Some(Mutex::new(store.journal(JOURNAL)?));
        }
        journal.before = before;
        Ok(journal)
    }

    /// The letters of a case that were made before, if all of them, and their proofs, are as they were left.
    pub(super) fn made_before(
        &self,
        case: &CaseReport,
        proofs: Option<&Proofs<'_>>,
    ) -> Option<Vec<PlacedLetter>> {
        let (begin, length) = self.before.get(case.source.as_str())?;
        let line = self.open(&self.store.read_text(JOURNAL, *begin, *length)?)?;
        if line.source != case.source || !case.file.sha256().is(&line.source_sha256) {
            return None;
        }
        let there = |letter: &PlacedLetter| {
            // One that was put in place before the end is in place.
            let digest = Some(letter.sha256());
            [staged(letter.id()), letter.pdf()].iter().any(|name| self.store.digest(name) == digest)
        };
        let letters: Vec<PlacedLetter> =
            line.letters.iter().map(PlacedLetter::told).collect::<Option<_>>()?;
        let all = letters.iter().all(there) && proofs.is_none_or(|proofs| proofs.take_up(&line.rows));
        all.then_some(letters)
    }

    /// Notes that the letters of a case stand in staging.
    ///
    /// # Errors
    /// If the journal cannot be written.
    pub(super) fn note(
        &self,
        case: &CaseReport,
        letters: &[PlacedLetter],
        rows: Vec<Row>,
    ) -> Result<(), StoreError> {
        let (Some(file), Some(key)) = (&self.file, self.key) else { return Ok(()) };
        let line = Line {
            source: case.source.clone(),
            source_sha256: case.file.sha256().to_string(),
            letters: letters.iter().map(BuiltLetter::from).collect(),
            rows,
        };
        let body = serde_json::to_string(&line).unwrap_or_default();
        let text = format!("{} {body}", key.keyed("journal", &[&self.make, &body]));
        match file.lock() {
            Ok(mut file) => self.store.add(JOURNAL, &mut file, &text),
            Err(_) => Ok(()),
        }
    }

    /// A line whose seal is ours, and of this make.
    fn open(&self, text: &str) -> Option<Line> {
        let (seal, body) = text.split_once(' ')?;
        let ours = self.key?.keyed("journal", &[&self.make, body]) == seal;
        if ours { serde_json::from_str(body).ok() } else { None }
    }
}

/// A letter's file in staging.
pub(super) fn staged(id: &str) -> String {
    format!("{STAGING}/{}", staged_name(id))
}

fn staged_name(id: &str) -> String {
    format!("{id}.pdf")
}

/// The seal of a list that a run left, so that one that was cut off before its end was noted in the ledger is known again.
pub(super) fn seal(store: &Store, name: &str, key: Option<&Key>) -> Result<(), StoreError> {
    match (key, store.digest(name)) {
        (Some(key), Some(digest)) => {
            store.write(&seal_of(name), key.keyed("left", &[name, &digest]).as_bytes())
        }
        _ => Ok(()),
    }
}

/// Whether a list is one that a run with this key left.
pub(super) fn is_sealed(store: &Store, name: &str, digest: &str, key: &Key) -> bool {
    store.read(&seal_of(name)).is_some_and(|seal| seal == key.keyed("left", &[name, digest]).as_bytes())
}

fn seal_of(name: &str) -> String {
    format!(".{}.seal", name.replace('/', "-"))
}
