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

pub use memo::{Memo, Terms, message_uuid};
pub use receipts::{Entry, Known, Receipt, Receipts, entries, read_receipts};
pub use refused::{Field, Refused};
pub use registration::{Connection, Looked, RegistrationError, Registrations, look_up};
pub use table::{RowFault, TableError};

use crate::config::Config;
use crate::letter::sha256;
use crate::store::{Disk, Outlet, RealDisk, StoreError};

/// The folder that the municipality's own sender empties.
#[derive(Debug)]
pub struct Outbox<'d> {
    outlet: Outlet<'d>,
}

impl Outbox<'static> {
    /// Opens the outbox of a workspace; `None` where `begrund.yaml` has no `digital_post`.
    ///
    /// # Errors
    /// If the folder cannot be made, or is not safe to write into.
    pub fn open(workspace: &Path, config: &Config) -> Result<Option<Self>, StoreError> {
        Self::open_on(&RealDisk, workspace, config)
    }
}

impl<'d> Outbox<'d> {
    /// Opens it on a disk of one's own.
    ///
    /// # Errors
    /// As [`Outbox::open`].
    pub fn open_on(
        disk: &'d dyn Disk,
        workspace: &Path,
        config: &Config,
    ) -> Result<Option<Self>, StoreError> {
        let Some(settings) = &config.digital_post else { return Ok(None) };
        let folder = workspace.join(&settings.outbox);
        let outlet = Outlet::open_on(disk, &folder, config.access.group.as_deref())?;
        Ok(Some(Self { outlet }))
    }

    /// Hands a letter's message over. A file of an earlier attempt that is still there is left alone.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is one; [`StoreError::Unsettled`] if the message is there but a power cut may undo it; else it is
    /// known not to be there.
    pub fn put(&self, letter: &str, xml: &[u8]) -> Result<(), StoreError> {
        self.outlet.put_new(&file_name(letter), xml)
    }

    /// SHA-256 of a letter's file that still waits there to be taken. `None` where there is none: it was taken, or never put there.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn waiting(&self, letter: &str) -> Result<Option<String>, StoreError> {
        Ok(self.outlet.read(&file_name(letter))?.map(|xml| sha256(&xml)))
    }
}

/// The name of a letter's file: the letter's id, which holds no personal data.
pub fn file_name(letter: &str) -> String {
    format!("{letter}.xml")
}
