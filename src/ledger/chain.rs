//! The hash chain: each event holds SHA-256 over the one before and over all that it says itself.

use crate::letter::sha256;

/// What stands before the first event.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A row, as its texts stand in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) seq: u64,
    pub(super) at: String,
    pub(super) kind: String,
    pub(super) matter: Option<String>,
    pub(super) letter: Option<String>,
    pub(super) body: String,
    pub(super) prev: String,
    pub(super) hash: String,
}

impl Row {
    /// The hash that the row must have: over one JSON list, so that no two rows have the same text.
    pub(super) fn expected_hash(&self) -> String {
        let content = (&self.prev, self.seq, &self.at, &self.kind, &self.matter, &self.letter, &self.body);
        sha256(&serde_json::to_vec(&content).unwrap_or_default())
    }
}
