//! Which case was being typeset: noted on disk, so that one record cannot stop every night (TEK-05).
//!
//! Memory exhaustion and stack overflow abort the whole process. Each worker notes the record it works on; notes that
//! are found at the next start are from a crash, and a record that was open at two crashes is held.

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt as _;

use crate::case::read::FileDigest;
use crate::store::{Store, StoreError};

const OPEN: &str = ".open";
const COUNTS: &str = ".crashes.json";
/// At how many crashes a record was open before it is held.
pub(super) const CRASHES_MAX: u32 = 2;

/// How often each record, by digest, was open at a crash.
#[derive(Debug, Default)]
pub(super) struct Crashes(BTreeMap<String, u32>);

impl Crashes {
    /// Counts what an earlier run left open, and starts afresh.
    pub(super) fn take_stock(store: &Store) -> Result<Self, StoreError> {
        store.folder(OPEN)?;
        let mut counts: BTreeMap<String, u32> =
            store.read(COUNTS).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let left: Vec<String> = store
            .names(OPEN)?
            .iter()
            .filter_map(|name| store.read(&format!("{OPEN}/{name}")))
            .map(|digest| String::from_utf8_lossy(&digest).into_owned())
            .filter(|digest| !digest.is_empty())
            .collect();
        if !left.is_empty() {
            for digest in left {
                *counts.entry(digest).or_default() += 1;
            }
            store.write(COUNTS, serde_json::to_string(&counts).unwrap_or_default().as_bytes())?;
        }
        store.fresh_folder(OPEN)?;
        Ok(Self(counts))
    }

    /// Whether the record with this digest was open at so many crashes that it is held.
    pub(super) fn holds(&self, digest: FileDigest) -> bool {
        !self.0.is_empty() && self.0.get(&digest.to_string()).is_some_and(|count| *count >= CRASHES_MAX)
    }
}

/// One worker's note.
#[derive(Debug)]
pub(super) struct Note {
    file: Option<File>,
}

impl Note {
    /// A worker's note file, for its user alone. One that cannot be made stops nothing.
    pub(super) fn new(store: &Store, worker: usize) -> Self {
        // Kept open and overwritten for every letter; a rename would cost more.
        let name = format!("{OPEN}/{worker}");
        let made = store.stage(&name, b"").ok();
        Self { file: made.and_then(|()| File::options().write(true).open(store.path(&name)).ok()) }
    }

    /// Notes that the record with this digest is being typeset.
    pub(super) fn open(&self, digest: FileDigest) {
        let _unwritten = self.file.as_ref().map(|file| file.write_all_at(digest.to_string().as_bytes(), 0));
    }

    /// Nothing is open any more.
    pub(super) fn close(&self) {
        let _unwritten = self.file.as_ref().map(|file| file.set_len(0));
    }
}
