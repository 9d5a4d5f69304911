//! Anchors: where the chain had come to, noted outside the database. Without one, events cut off at the end leave no trace.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::store::{self, StoreError};

/// Where the chain had come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many events there are.
    pub events: u64,
    /// The hash of the last.
    pub head: String,
}

/// The anchor in a file; `None` when there is none, or it cannot be read.
pub(super) fn read(path: &Path) -> Option<Head> {
    #[expect(clippy::disallowed_methods, reason = "the anchor stands beside the ledger")]
    let bytes = std::fs::read(path).ok()?;
    serde_json::from_slice(&bytes).ok()
}

pub(super) fn write(path: &Path, head: &Head, group: Option<&str>) -> Result<(), StoreError> {
    let text = serde_json::to_string(head).unwrap_or_default() + "\n";
    store::place(path, text.as_bytes(), group)
}
