//! Approval (godkendelse): a named person's word on exact letters, and what becomes of it.
//!
//! An approval is bound to digests of all that a letter is made of. Whether it still holds is asked anew each time, from the files as they
//! stand; nothing here is remembered but in the ledger. Several verdicts are applied all at once or not at all.

mod bound;
mod decide;
mod decisions;
mod history;
mod person;
mod purge;
mod redate;
mod shelf;
mod standing;
mod verify;

pub use bound::Change;
pub use decide::{DecideError, Done, Manner, because_fault, decide, resolve, withdraw};
pub use decisions::{Decision, Verdict, load_decisions, read_decisions};
pub use history::{History, Line, clock, local};
pub use person::{person, user_of_process};
pub use purge::{Leaving, PurgeError, PurgePlan, Retention, plan_purge, purge};
pub use redate::{RedateError, Redated, Redating, accept_redated, redate};
pub use shelf::{Contents, Exhibit, Present, Shelf};
pub use standing::Standing;
pub use verify::{Verified, verify};

use crate::diagnostic::Bilingual;

/// Why something is not done; about a letter, or about all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The letter, by its id.
    pub letter: Option<String>,
    /// Why.
    pub why: Bilingual,
    /// What to do.
    pub help: Bilingual,
}

impl Refusal {
    /// A refusal of the whole.
    pub fn new(why: Bilingual, help: Bilingual) -> Self {
        Self { letter: None, why, help }
    }

    /// A refusal for a letter.
    pub fn of(letter: &str, why: Bilingual, help: Bilingual) -> Self {
        Self { letter: Some(letter.to_owned()), why, help }
    }
}
