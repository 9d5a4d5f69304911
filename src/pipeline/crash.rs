//! Which case was being typeset: noted on disk, so that one record cannot stop every night (TEK-05).
//!
//! Memory exhaustion and stack overflow abort the whole process. Each worker notes the record it works on; notes that
//! are found at the next start are from a crash, and a record that was open at two crashes is held.

use std::collections::BTreeMap;

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
    pub(super) fn holds(&self, digest: &str) -> bool {
        self.0.get(digest).is_some_and(|count| *count >= CRASHES_MAX)
    }
}

/// One worker's note.
#[derive(Debug)]
pub(super) struct Note {
    path: std::path::PathBuf,
}

impl Note {
    /// A worker's note file, for its user alone. A note that cannot be written stops nothing.
    pub(super) fn new(store: &Store, worker: usize) -> Self {
        let name = format!("{OPEN}/{worker}");
        let _unwritten = store.write(&name, b"");
        Self { path: store.path(&name) }
    }

    /// Notes that the record with this digest is being typeset. A note that cannot be written stops nothing.
    pub(super) fn open(&self, digest: &str) {
        #[expect(
            clippy::disallowed_methods,
            reason = "a note is overwritten for every letter; a rename would cost more"
        )]
        let _unwritten = std::fs::write(&self.path, digest);
    }

    /// Nothing is open any more.
    pub(super) fn close(&self) {
        #[expect(clippy::disallowed_methods, reason = "see above")]
        let _unwritten = std::fs::write(&self.path, "");
    }
}
