//! Reading the ledger. Every row that is read is held against its own hash.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, Params};

use super::anchor::Head;
use super::chain::{GENESIS, Row};
use super::error::LedgerError;
use super::event::{Event, KeptSketch, What};
use super::schema;
use crate::letter::sha256;

/// What is in the ledger.
#[derive(Debug, Clone, Copy)]
pub struct Events<'c> {
    pub(super) connection: &'c Connection,
    pub(super) path: &'c Path,
}

impl Events<'_> {
    /// Where the chain has come to; `None` when there is no event.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn head(&self) -> Result<Option<Head>, LedgerError> {
        let last = self.rows("ORDER BY seq DESC LIMIT 1", [])?;
        Ok(last.into_iter().next().map(|row| Head { events: row.seq, head: row.hash }))
    }

    /// Whether the chain went through an event with this hash.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn went_through(&self, hash: &str) -> Result<bool, LedgerError> {
        Ok(!self.rows("WHERE hash = ?1", [hash])?.is_empty())
    }

    /// One event by its number.
    ///
    /// # Errors
    /// If the ledger cannot be read, or the row is damaged.
    pub fn get(&self, seq: u64) -> Result<Option<Event>, LedgerError> {
        Ok(self.events("WHERE seq = ?1", [seq])?.into_iter().next())
    }

    /// The events of a case, in their order.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a row is damaged.
    pub fn of_matter(&self, matter: &str) -> Result<Vec<Event>, LedgerError> {
        self.events("WHERE matter = ?1 ORDER BY seq", [matter])
    }

    /// The events of a letter, in their order.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a row is damaged.
    pub fn of_letter(&self, letter: &str) -> Result<Vec<Event>, LedgerError> {
        self.events("WHERE letter = ?1 ORDER BY seq", [letter])
    }

    /// The events of a kind, in their order.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a row is damaged.
    pub fn of_kind(&self, kind: &str) -> Result<Vec<Event>, LedgerError> {
        self.events("WHERE kind = ?1 ORDER BY seq", [kind])
    }

    /// Goes through the events of a kind in their order, one at a time: there can be more of them than are to be held.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a row is damaged.
    pub fn each_of_kind(&self, kind: &str, mut each: impl FnMut(Event)) -> Result<(), LedgerError> {
        let failed = |error| LedgerError::of(self.path, error);
        let mut statement =
            self.connection.prepare(&select("WHERE kind = ?1 ORDER BY seq")).map_err(failed)?;
        let mut rows = statement.query([kind]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each(self.sound(row_of(row).map_err(failed)?)?);
        }
        Ok(())
    }

    /// Goes through what is kept of letters beside the chain: the letter, the digest that its event says, and the sketch. What
    /// retention has dropped is not there.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a sketch is not what its digest says.
    pub fn each_sketch(&self, mut each: impl FnMut(String, String, KeptSketch)) -> Result<(), LedgerError> {
        let failed = |error| LedgerError::of(self.path, error);
        if schema::form(self.connection).map_err(failed)? < schema::WITH_SKETCHES {
            return Ok(());
        }
        let query = "SELECT letter, sha256, body FROM sketch ORDER BY letter, sha256";
        let mut statement = self.connection.prepare(query).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let text = |at: usize| row.get::<_, String>(at).map_err(failed);
            let (letter, digest, body) = (text(0)?, text(1)?, text(2)?);
            let sketch = serde_json::from_str(&body).ok().filter(|_| sha256(body.as_bytes()) == digest);
            let Some(sketch) = sketch else {
                let what = format!("what is kept of {letter} for comparison and its digest do not agree");
                return Err(LedgerError::Damaged { path: self.path.to_owned(), seq: None, what });
            };
            each(letter, digest, sketch);
        }
        Ok(())
    }

    /// The last event of a kind.
    ///
    /// # Errors
    /// If the ledger cannot be read, or the row is damaged.
    pub fn last_of(&self, kind: &str) -> Result<Option<Event>, LedgerError> {
        Ok(self.events("WHERE kind = ?1 ORDER BY seq DESC LIMIT 1", [kind])?.into_iter().next())
    }

    /// Of each letter that was ever approved the last approval, also one that has lapsed or was withdrawn.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a row is damaged.
    pub fn last_approvals(&self) -> Result<BTreeMap<String, Event>, LedgerError> {
        let approvals = self.of_kind("approved")?.into_iter();
        Ok(approvals.filter_map(|event| Some((event.letter.clone()?, event))).collect())
    }

    /// Every attempt that has no end: one that is under way, or was cut off.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a row is damaged.
    pub fn open_attempts(&self) -> Result<Vec<Event>, LedgerError> {
        let mut attempts: BTreeMap<u64, Event> =
            self.of_kind("attempted")?.into_iter().map(|event| (event.seq, event)).collect();
        for kind in ["ended", "sent", "reconciled"] {
            for event in self.of_kind(kind)? {
                match event.what {
                    What::Ended { attempt, .. }
                    | What::Reconciled { attempt, .. }
                    | What::Sent { attempt: Some(attempt), .. } => drop(attempts.remove(&attempt)),
                    _ => {}
                }
            }
        }
        Ok(attempts.into_values().collect())
    }

    /// Goes through every event: that no page is damaged, the table and its guards are as they were declared, and each event is
    /// chained to the one before. Gives the head.
    ///
    /// # Errors
    /// What is wrong first, and where.
    pub fn verify(&self) -> Result<Option<Head>, LedgerError> {
        let failed = |error| LedgerError::of(self.path, error);
        let damaged =
            |seq, what: &str| LedgerError::Damaged { path: self.path.to_owned(), seq, what: what.to_owned() };
        if schema::form(self.connection).map_err(failed)? == schema::FORM
            && schema::declared(self.connection).map_err(failed)? != schema::expected().map_err(failed)?
        {
            return Err(damaged(
                None,
                "its tables, or the guards against changes, are not as they were declared",
            ));
        }
        let mut head = Head { events: 0, head: GENESIS.to_owned() };
        let mut statement = self.connection.prepare(&select("ORDER BY seq")).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let row = row_of(row).map_err(failed)?;
            if row.seq != head.events + 1 {
                return Err(damaged(Some(head.events + 1), "it is not there"));
            }
            if row.prev != head.head {
                return Err(damaged(Some(row.seq), "it does not follow the one before"));
            }
            head = Head { events: row.seq, head: self.sound(row)?.hash };
        }
        self.each_sketch(|_, _, _| ())?;
        let answer: String =
            self.connection.pragma_query_value(None, "integrity_check", |row| row.get(0)).map_err(failed)?;
        if answer != "ok" {
            return Err(damaged(None, &answer));
        }
        Ok(Some(head).filter(|head| head.events > 0))
    }

    fn events(&self, which: &str, params: impl Params) -> Result<Vec<Event>, LedgerError> {
        self.rows(which, params)?.into_iter().map(|row| self.sound(row)).collect()
    }

    fn rows(&self, which: &str, params: impl Params) -> Result<Vec<Row>, LedgerError> {
        let failed = |error| LedgerError::of(self.path, error);
        let mut statement = self.connection.prepare(&select(which)).map_err(failed)?;
        let rows = statement.query_map(params, row_of).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// The event of a row whose hash is right.
    fn sound(&self, row: Row) -> Result<Event, LedgerError> {
        let damaged = |what: &str| LedgerError::Damaged {
            path: self.path.to_owned(),
            seq: Some(row.seq),
            what: what.to_owned(),
        };
        if row.hash != row.expected_hash() {
            return Err(damaged("its content and its hash do not agree"));
        }
        let what = What::read(&row.kind, &row.body).map_err(|_| damaged("it cannot be read"))?;
        let at: Timestamp = row.at.parse().map_err(|_| damaged("its time cannot be read"))?;
        Ok(Event { seq: row.seq, at, matter: row.matter, letter: row.letter, what, hash: row.hash })
    }
}

fn select(which: &str) -> String {
    format!("SELECT seq, at, kind, matter, letter, body, prev, hash FROM event {which}")
}

fn row_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        seq: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        matter: row.get(3)?,
        letter: row.get(4)?,
        body: row.get(5)?,
        prev: row.get(6)?,
        hash: row.get(7)?,
    })
}
