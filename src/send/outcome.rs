//! What came of handing a letter over, and what stopped a run.

use crate::diagnostic::Bilingual;
use crate::ledger::Reply;

/// What came of handing a letter over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other side has said that it has it.
    Accepted(Option<Reply>),
    /// It was refused for good.
    Rejected(Reply),
    /// It is known not to have been taken, and may be tried again later.
    Deferred(Option<Reply>),
    /// All of it was given, and no answer came. Nobody knows.
    Unknown,
    /// Nothing of it was given: the fault is the run's, not the letter's.
    Untouched(Fault),
}

/// A fault of the run: no letter is changed by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What can be done about it.
    pub kind: FaultKind,
    /// What happened.
    pub what: Bilingual,
    /// What to do.
    pub help: Bilingual,
    /// What the other side said.
    pub reply: Option<Reply>,
}

/// What can be done about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Somebody has to mend the settings: another attempt will not help.
    Settings,
    /// The other side cannot be reached, or says that it cannot now. It may later.
    Away,
    /// A connection that was there is gone. It can be opened again once.
    Lost,
}

impl Fault {
    /// A fault, with what to do about it.
    pub fn new(kind: FaultKind, what: Bilingual, help: Bilingual) -> Self {
        Self { kind, what, help, reply: None }
    }

    /// With what the other side said.
    #[must_use]
    pub fn saying(mut self, reply: Option<Reply>) -> Self {
        self.reply = reply;
        self
    }
}
