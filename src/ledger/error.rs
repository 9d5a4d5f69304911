//! Why the ledger cannot be used. Nothing is done on a ledger that cannot be trusted.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::store::StoreError;

/// Why the ledger cannot be used.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// It is damaged: a page, a row or the chain.
    #[error("the ledger `{path}` is damaged{}: {what}", at(*.seq))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The event, where it is known.
        seq: Option<u64>,
        /// What is wrong.
        what: String,
    },
    /// Events that were there are gone.
    #[error("the ledger `{path}` has lost events: `{anchor}` knows of {expected}, and {found}")]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Which anchor tells it.
        anchor: PathBuf,
        /// How many events there were.
        expected: u64,
        /// What there is instead.
        found: String,
    },
    /// A newer version of begrund has changed its form: it can be read, not written.
    #[error("the ledger `{path}` has form {found}; this begrund knows form {known} and will not write to it")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its form.
        found: u32,
        /// The newest form that is known here.
        known: u32,
    },
    /// The key that recipients are hashed with is not there, or is another.
    #[error("the key `{path}` {what}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: &'static str,
    },
    /// Another command is writing, and did not finish in time.
    #[error("another command is writing to the ledger `{path}`")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full; nothing was written.
    #[error("there is no room to write to the ledger `{path}`")]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be read or written.
    #[error("cannot use the ledger `{path}`")]
    Database {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// A file beside it cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn at(seq: Option<u64>) -> String {
    seq.map(|seq| format!(" at event {seq}")).unwrap_or_default()
}

impl LedgerError {
    /// What an error of the database means.
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let damaged = |what: String| Self::Damaged { path: path.clone(), seq: None, what };
        match &source {
            rusqlite::Error::SqliteFailure(failure, message) => match failure.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy { path },
                ErrorCode::DiskFull => Self::Full { path },
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                    damaged(message.clone().unwrap_or_else(|| failure.to_string()))
                }
                _ => Self::Database { path, source },
            },
            // A value of another type than the table's: a page was changed outside the database.
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => damaged("a value that cannot be".to_owned()),
            _ => Self::Database { path, source },
        }
    }
}
