//! A copy of the ledger for a backup. It is looked through before it is called one.

use std::path::Path;

use super::error::LedgerError;
use super::{ANCHOR_NAME, Head, KEY_NAME, Ledger, NAME, anchor};
use crate::store;

impl Ledger {
    /// Copies database, key and anchor into a folder that holds none, and looks through the copy. Others may read and write
    /// meanwhile; the copy is what one moment left.
    ///
    /// # Errors
    /// If it cannot be copied, or the copy is not whole.
    pub fn copy_into(&self, folder: &Path, group: Option<&str>) -> Result<Head, LedgerError> {
        let path = folder.join(NAME);
        let failed = |error| LedgerError::of(&path, error);
        store::own_file(&path, group)?;
        self.connection.execute("VACUUM INTO ?1", [path.to_string_lossy()]).map_err(failed)?;
        let key_path = self.folder.join(KEY_NAME);
        #[expect(clippy::disallowed_methods, reason = "the key stands beside the ledger")]
        let key = std::fs::read(&key_path)
            .map_err(|_| LedgerError::Key { path: key_path, what: "is not there or cannot be read" })?;
        store::place(&folder.join(KEY_NAME), &key, group)?;
        let damaged = |what: &str| LedgerError::Damaged { path: path.clone(), seq: None, what: what.into() };
        let copy = Self::look(folder)?.ok_or_else(|| damaged("the copy is empty"))?;
        let head = copy.events().verify()?.ok_or_else(|| damaged("the copy has no event"))?;
        anchor::write(&folder.join(ANCHOR_NAME), &head, group)?;
        Ok(head)
    }
}
