//! Work that a run had done when it was cut off, so that the next one need not do it again.
//!
//! A case whose letters stand in staging is noted in a journal beside them, a line a case. Each line is sealed with the ledger's key:
//! what somebody else put into `out/` counts for nothing. Without a key nothing is noted. Of a line only what is still so is taken
//! over: the same record, the same make, and files with the digests that it tells of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::manifest::{BuiltLetter, Make};
use super::outcome::CaseReport;
use super::proof::Proofs;
use crate::ledger::Key;
use crate::letter::sha256;
use crate::proof::Row;
use crate::store::{Store, StoreError};

/// Where letters stand until the whole set is through.
pub(super) const STAGING: &str = ".staging";
const JOURNAL: &str = ".staging/journal";

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
    before: BTreeMap<String, Line>,
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
        let sealed: Vec<(String, Line)> =
            store.lines(JOURNAL).filter_map(|line| Some((line.clone(), journal.open(&line)?))).collect();
        if sealed.is_empty() {
            store.fresh_folder(STAGING)?;
        } else {
            let letters = sealed.iter().flat_map(|(_, line)| &line.letters);
            let known: BTreeSet<String> = letters.map(|letter| staged_name(&letter.id)).collect();
            for name in store.names(STAGING)?.iter().filter(|name| !known.contains(*name)) {
                store.remove(&format!("{STAGING}/{name}"))?;
            }
        }
        if key.is_some() {
            let mut file = store.journal(JOURNAL)?;
            for (text, _) in &sealed {
                store.add(JOURNAL, &mut file, text)?;
            }
            journal.file = Some(Mutex::new(file));
        }
        journal.before = sealed.into_iter().map(|(_, line)| (line.source.clone(), line)).collect();
        Ok(journal)
    }

    /// The letters of a case that were made before, if all of them, and their proofs, are as they were left.
    pub(super) fn made_before(
        &self,
        case: &CaseReport,
        proofs: Option<&Proofs<'_>>,
    ) -> Option<Vec<BuiltLetter>> {
        let line = self.before.get(&case.source).filter(|line| line.source_sha256 == case.source_sha256)?;
        let there = |letter: &BuiltLetter| {
            // One that was put in place before the end is in place.
            [staged(&letter.id), letter.pdf.clone()]
                .iter()
                .any(|name| self.store.digest(name).as_deref() == Some(letter.sha256.as_str()))
        };
        let all = line.letters.iter().all(there) && proofs.is_none_or(|proofs| proofs.take_up(&line.rows));
        all.then(|| line.letters.clone())
    }

    /// Notes that the letters of a case stand in staging.
    ///
    /// # Errors
    /// If the journal cannot be written.
    pub(super) fn note(
        &self,
        case: &CaseReport,
        letters: &[BuiltLetter],
        rows: Vec<Row>,
    ) -> Result<(), StoreError> {
        let (Some(file), Some(key)) = (&self.file, self.key) else { return Ok(()) };
        let line = Line {
            source: case.source.clone(),
            source_sha256: case.source_sha256.clone(),
            letters: letters.to_vec(),
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
