//! Digital Post: a MeMo file for each letter in a folder that the municipality's own sender empties; and what comes back.
//!
//! begrund has no certificate and no line to Digital Post. It hands over whole messages, learns from a list who is connected, and
//! takes receipts in.

mod memo;
mod receipts;
mod refused;
mod registration;
mod table;

use std::path::Path;

use jiff::Timestamp;
use thiserror::Error;
use uuid::Uuid;

pub use memo::{Memo, Terms, message_uuid};
pub use receipts::{Entry, Known, Receipt, Receipts, entries, read_receipts};
pub use refused::{Field, Refused};
pub use registration::{Connection, Looked, RegistrationError, Registrations, look_up};
pub use table::{RowFault, TableError};

use super::Parcel;
use crate::config::Config;
use crate::letter::sha256;
use crate::store::{Disk, Outlet, RealDisk, StoreError};

/// Why a letter was not handed over.
#[derive(Debug, Error)]
pub enum PutError {
    /// No message can be made of it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The message cannot be put into the outbox.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PutError {
    /// Whether the message may be in the outbox all the same. If not, it is known not to be there.
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Store(StoreError::Unsettled { .. } | StoreError::Exists { .. }))
    }
}

/// What was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The message's UUID, which receipts name.
    pub message: Uuid,
    /// SHA-256 of the file, as lower-case hex.
    pub sha256: String,
}

/// The folder that the municipality's own sender empties.
#[derive(Debug)]
pub struct Outbox<'c> {
    terms: Terms<'c>,
    outlet: Outlet<'c>,
}

impl<'c> Outbox<'c> {
    /// Opens the outbox of a workspace; `None` where `begrund.yaml` has no `digital_post`.
    ///
    /// # Errors
    /// If the folder cannot be made, or is not safe to write into.
    pub fn open(workspace: &Path, config: &'c Config) -> Result<Option<Self>, StoreError> {
        Self::open_on(&RealDisk, workspace, config)
    }

    /// Opens it on a disk of one's own.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_on(
        disk: &'c dyn Disk,
        workspace: &Path,
        config: &'c Config,
    ) -> Result<Option<Self>, StoreError> {
        let Some(terms) = Terms::of(config) else { return Ok(None) };
        let folder = workspace.join(&terms.settings().outbox);
        let outlet = Outlet::open_on(disk, &folder, config.access.group.as_deref())?;
        Ok(Some(Self { terms, outlet }))
    }

    /// Hands a letter over: this attempt to send it, at this time. A file of an earlier attempt that is still there is left alone.
    ///
    /// # Errors
    /// Why not; [`PutError::is_uncertain`] tells whether it may be there all the same.
    pub fn put(&self, parcel: &Parcel, attempt: u64, now: Timestamp) -> Result<Handed, PutError> {
        let memo = self.terms.memo(parcel, attempt, now)?;
        self.outlet.put_new(&file_name(&parcel.letter), &memo.xml)?;
        Ok(Handed { message: memo.message, sha256: sha256(&memo.xml) })
    }

    /// Whether a letter's file still waits there to be taken.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn holds(&self, letter: &str) -> Result<bool, StoreError> {
        let name = file_name(letter);
        Ok(self.outlet.names()?.contains(&name))
    }
}

/// The letter's id, which holds no personal data.
fn file_name(letter: &str) -> String {
    format!("{letter}.xml")
}
