//! The ledger: who approved what, and what became of it. `begrund.db` in the workspace, a table that only grows.
//!
//! It stands beside `out/`, not in it: deleting `out/` forgets nothing. Each event is chained to the one before by its hash, and the
//! chain's head is noted in `begrund.anchor` and in every report, so that neither a changed row nor rows cut off at the end pass
//! unseen. Nothing here knows a record, a letter's words or a clock: what is written, and when, comes from outside.

mod anchor;
mod chain;
mod copy;
mod dispatch;
mod error;
mod event;
mod key;
mod read;
mod schema;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

pub use anchor::Head;
pub use dispatch::Dispatch;
pub use error::LedgerError;
pub use event::{Bound, Ending, Event, KeptSketch, Opened, Person, Reply, What};
pub use key::Key;
pub use read::Events;

use crate::letter::sha256;
use crate::store;
use chain::{GENESIS, Row};

/// The ledger's file in a workspace.
pub const NAME: &str = "begrund.db";
/// The key's.
pub const KEY_NAME: &str = "begrund.key";
/// The anchor's.
pub const ANCHOR_NAME: &str = "begrund.anchor";
/// How long to wait for another command that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    folder: PathBuf,
    path: PathBuf,
    group: Option<String>,
    key: Key,
    newer: Option<u32>,
}

impl Ledger {
    /// Opens the ledger of a workspace to write in it; begins one where there is none.
    ///
    /// # Errors
    /// If it is damaged, has lost events, or cannot be read. A newer form is no error until something is written.
    pub fn open(folder: &Path, group: Option<&str>, at: Timestamp) -> Result<Self, LedgerError> {
        let path = folder.join(NAME);
        if path.symlink_metadata().is_err() {
            not_lost(folder, &path, "the file is gone")?;
            begin_key(&folder.join(KEY_NAME), group)?;
        }
        store::own_file(&path, group)?;
        store::guard_if_there(&folder.join(KEY_NAME), group)?;
        let mut ledger = Self::connect(folder, path, group, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let form = schema::form(&ledger.connection).map_err(|error| ledger.failed(error))?;
        if form > schema::FORM {
            ledger.newer = Some(form);
        } else {
            let failed = |error| LedgerError::of(&ledger.path, error);
            // FULL, not NORMAL: after a power cut an approval or an attempt that was told of must still be there.
            schema::settle(&ledger.connection).map_err(failed)?;
            schema::migrate(&mut ledger.connection).map_err(failed)?;
            for side in ["-wal", "-shm"] {
                store::guard_if_there(&folder.join(format!("{NAME}{side}")), group)?;
            }
            let begun = ledger.events().head()?.is_none();
            if begun {
                let key = ledger.key.check();
                let program = env!("CARGO_PKG_VERSION").to_owned();
                let begun = What::Begun { key, program };
                let path = ledger.path.clone();
                ledger.write(at, |writer| {
                    if writer.events().head()?.is_some() {
                        return Ok(());
                    }
                    // An empty file where events were is no new ledger.
                    not_lost(folder, &path, "it is empty")?;
                    writer.append(None, None, &begun).map(drop)
                })?;
            }
        }
        ledger.look_through()?;
        Ok(ledger)
    }

    /// Opens the ledger of a workspace to read in it; `None` where there is none.
    ///
    /// # Errors
    /// If it is damaged, has lost events, or cannot be read.
    pub fn look(folder: &Path) -> Result<Option<Self>, LedgerError> {
        let path = folder.join(NAME);
        if path.symlink_metadata().is_err() {
            not_lost(folder, &path, "the file is gone")?;
            return Ok(None);
        }
        let mut ledger = Self::connect(folder, path, None, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let form = schema::form(&ledger.connection).map_err(|error| ledger.failed(error))?;
        ledger.newer = (form > schema::FORM).then_some(form);
        if form == 0 || ledger.events().head()?.is_none() {
            not_lost(folder, &ledger.path, "it is empty")?;
        }
        if form == 0 {
            return Ok(None);
        }
        ledger.look_through()?;
        Ok(Some(ledger))
    }

    fn connect(
        folder: &Path,
        path: PathBuf,
        group: Option<&str>,
        access: OpenFlags,
    ) -> Result<Self, LedgerError> {
        let key_path = folder.join(KEY_NAME);
        let wrong = |what| LedgerError::Key { path: key_path.clone(), what };
        #[expect(clippy::disallowed_methods, reason = "the key stands beside the ledger")]
        let text = std::fs::read_to_string(&key_path).map_err(|_| wrong("is not there or cannot be read"))?;
        let key = Key::read(&text).ok_or_else(|| wrong("is no key"))?;
        let failed = |error| LedgerError::of(&path, error);
        let connection =
            Connection::open_with_flags(&path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        let ours = schema::is_ours(&connection).map_err(failed)?;
        if !ours {
            let what = "it is another program's database".to_owned();
            return Err(LedgerError::Damaged { path, seq: None, what });
        }
        let (folder, group) = (folder.to_owned(), group.map(ToOwned::to_owned));
        Ok(Self { connection, folder, path, group, key, newer: None })
    }

    /// The first event tells the key, and the anchor what must be there.
    fn look_through(&self) -> Result<(), LedgerError> {
        let first = self.events().get(1)?;
        if let Some(What::Begun { key, .. }) = first.map(|event| event.what)
            && key != self.key.check()
        {
            let path = self.folder.join(KEY_NAME);
            return Err(LedgerError::Key { path, what: "is not the one that this ledger was begun with" });
        }
        let path = self.folder.join(ANCHOR_NAME);
        anchor::read(&path).map_or(Ok(()), |head| self.must_hold(&head, &path))
    }

    /// That the chain went through `head`, which was noted in `anchor`.
    ///
    /// # Errors
    /// If events are gone, or are others than those that were noted.
    pub fn must_hold(&self, head: &Head, anchor: &Path) -> Result<(), LedgerError> {
        let found = match self.events().get(head.events)? {
            Some(event) if event.hash == head.head => return Ok(()),
            Some(_) => "the last of these is another".to_owned(),
            None => format!("there are {}", self.events().head()?.map_or(0, |head| head.events)),
        };
        Err(LedgerError::Truncated {
            path: self.path.clone(),
            anchor: anchor.to_owned(),
            expected: head.events,
            found,
        })
    }

    /// What is in it.
    pub fn events(&self) -> Events<'_> {
        Events { connection: &self.connection, path: &self.path }
    }

    /// The key that recipients are hashed with.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes in one transaction: all of it, or nothing. What `work` reads cannot change meanwhile.
    ///
    /// # Errors
    /// What `work` says, and if it cannot be written.
    pub fn write<T, E: From<LedgerError>>(
        &mut self,
        at: Timestamp,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(found) = self.newer {
            return Err(LedgerError::Newer { path: self.path.clone(), found, known: schema::FORM }.into());
        }
        let path = &self.path;
        let failed = |error| LedgerError::of(path, error);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let mut writer = Writer { transaction, path, at };
        let done = work(&mut writer)?;
        let head = writer.events().head()?;
        writer.transaction.commit().map_err(failed)?;
        if let Some(head) = head {
            let anchor = self.folder.join(ANCHOR_NAME);
            anchor::write(&anchor, &head, self.group.as_deref()).map_err(LedgerError::from)?;
        }
        Ok(done)
    }

    /// For benches alone, so that what waiting for the disk costs can be told: after a power cut, what was written may be gone.
    ///
    /// # Errors
    /// If the database refuses.
    #[doc(hidden)]
    pub fn do_not_wait_for_the_disk(&mut self) -> Result<(), LedgerError> {
        self.connection.pragma_update(None, "synchronous", "OFF").map_err(|error| self.failed(error))
    }

    fn failed(&self, error: rusqlite::Error) -> LedgerError {
        LedgerError::of(&self.path, error)
    }
}

/// A transaction that writes.
#[derive(Debug)]
pub struct Writer<'l> {
    transaction: Transaction<'l>,
    path: &'l Path,
    at: Timestamp,
}

impl Writer<'_> {
    /// What is in the ledger, with what this transaction has written.
    pub fn events(&self) -> Events<'_> {
        Events { connection: &self.transaction, path: self.path }
    }

    /// Adds an event and gives its number.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn append(
        &mut self,
        matter: Option<&str>,
        letter: Option<&str>,
        what: &What,
    ) -> Result<u64, LedgerError> {
        let last = self.events().head()?;
        let mut row = Row {
            seq: last.as_ref().map_or(1, |head| head.events + 1),
            at: self.at.to_string(),
            kind: what.kind().to_owned(),
            matter: matter.map(ToOwned::to_owned),
            letter: letter.map(ToOwned::to_owned),
            body: what.body().map_err(|error| LedgerError::Damaged {
                path: self.path.to_owned(),
                seq: None,
                what: error.to_string(),
            })?,
            prev: last.map_or_else(|| GENESIS.to_owned(), |head| head.head),
            hash: String::new(),
        };
        row.hash = row.expected_hash();
        let values = params![row.seq, row.at, row.kind, row.matter, row.letter, row.body, row.prev, row.hash];
        let insert = "INSERT INTO event (seq, at, kind, matter, letter, body, prev, hash) \
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.transaction.execute(insert, values).map_err(|error| LedgerError::of(self.path, error))?;
        Ok(row.seq)
    }

    /// Keeps what later letters are compared with, beside the chain, and gives its digest for the event of sending.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn remember(&mut self, letter: &str, sketch: &KeptSketch) -> Result<String, LedgerError> {
        let body = serde_json::to_string(sketch).unwrap_or_default();
        let sha256 = sha256(body.as_bytes());
        let insert = "INSERT OR IGNORE INTO sketch (letter, sha256, body) VALUES (?1, ?2, ?3)";
        let values = params![letter, sha256, body];
        self.transaction.execute(insert, values).map_err(|error| LedgerError::of(self.path, error))?;
        Ok(sha256)
    }

    /// Drops what is kept of a letter for comparison. Its events stay.
    ///
    /// # Errors
    /// If it cannot be dropped.
    pub fn forget(&mut self, letter: &str) -> Result<(), LedgerError> {
        let delete = "DELETE FROM sketch WHERE letter = ?1";
        let dropped = self.transaction.execute(delete, [letter]);
        dropped.map(drop).map_err(|error| LedgerError::of(self.path, error))
    }
}

/// A ledger that is not there, or is empty, though an anchor tells of one was lost, and must not be begun anew.
fn not_lost(folder: &Path, path: &Path, found: &str) -> Result<(), LedgerError> {
    let anchor = folder.join(ANCHOR_NAME);
    match anchor::read(&anchor) {
        Some(head) => Err(LedgerError::Truncated {
            path: path.to_owned(),
            anchor,
            expected: head.events,
            found: found.to_owned(),
        }),
        None => Ok(()),
    }
}

/// A key for a new ledger. One that is there is kept: the ledger's first event tells whether it is the right one.
fn begin_key(path: &Path, group: Option<&str>) -> Result<(), LedgerError> {
    if path.symlink_metadata().is_err() {
        let key = random(path)? + "\n";
        store::place(path, key.as_bytes(), group)?;
    }
    Ok(())
}

/// 32 random bytes as hex.
///
/// # Errors
/// If the database cannot give them.
pub fn random(path: &Path) -> Result<String, LedgerError> {
    let failed = |error| LedgerError::of(path, error);
    let memory = Connection::open_in_memory().map_err(failed)?;
    memory.query_row("SELECT lower(hex(randomblob(32)))", [], |row| row.get(0)).map_err(failed)
}
