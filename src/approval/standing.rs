//! Where a letter stands: what was last said of it, and whether it still holds.

use super::bound::Change;
use crate::ledger::{Event, What};

/// Where a letter stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// It waits for a verdict.
    Waiting,
    /// It was approved, and nothing of it has changed.
    Approved(Event),
    /// It was approved, and something has changed since.
    Lapsed(Event, Vec<Change>),
    /// It was rejected, and is still the same letter.
    Rejected(Event),
    /// Its approval was withdrawn.
    Withdrawn(Event),
    /// It was sent.
    Sent(Event),
}

impl Standing {
    /// Where a letter stands that is not in `out/` any more.
    pub fn of_gone(events: &[Event]) -> Self {
        let Some(word) = last_word(events).cloned() else { return Self::Waiting };
        match &word.what {
            What::Approved { .. } => Self::Lapsed(word, vec![Change::PdfGone]),
            What::Rejected { .. } => Self::Rejected(word),
            What::Withdrawn { .. } => Self::Withdrawn(word),
            _ => Self::Sent(word),
        }
    }

    /// The word for programs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved(_) => "approved",
            Self::Lapsed(..) => "lapsed",
            Self::Rejected(_) => "rejected",
            Self::Withdrawn(_) => "withdrawn",
            Self::Sent(_) => "sent",
        }
    }

    /// The event that says so.
    pub fn event(&self) -> Option<&Event> {
        match self {
            Self::Waiting => None,
            Self::Approved(event)
            | Self::Lapsed(event, _)
            | Self::Rejected(event)
            | Self::Withdrawn(event)
            | Self::Sent(event) => Some(event),
        }
    }
}

/// The event of a letter that decides where it stands: the last verdict, and a dispatch before all.
pub(super) fn last_word(events: &[Event]) -> Option<&Event> {
    let sent = events.iter().rev().find(|event| matches!(event.what, What::Sent { .. }));
    let verdict = |event: &&Event| {
        matches!(event.what, What::Approved { .. } | What::Rejected { .. } | What::Withdrawn { .. })
    };
    sent.or_else(|| events.iter().rev().find(verdict))
}
