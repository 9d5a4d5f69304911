//! Where a letter stands: what was last said of it, and whether it still holds.

use super::bound::Change;
use crate::ledger::{Dispatch, Event, What};

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
    /// Nobody knows whether it was sent: an attempt is under way, or was cut off.
    Unknown(Event),
    /// The other side refused it, or put it off for too long.
    Refused(Event),
    /// It was sent.
    Sent(Event),
    /// It was sent and came back.
    Returned(Event),
}

impl Standing {
    /// Where a letter stands that is not in `out/` any more.
    pub fn of_gone(events: &[Event]) -> Self {
        let Some(word) = last_word(events).cloned() else { return Self::Waiting };
        match &word.what {
            What::Approved { .. } => Self::Lapsed(word, vec![Change::PdfGone]),
            What::Rejected { .. } => Self::Rejected(word),
            _ => Self::of_word(word),
        }
    }

    /// Where a letter stands by the ledger alone, without a look at its files: an approval is taken for one that holds.
    pub fn at_rest(events: &[Event]) -> Option<Self> {
        let word = last_word(events)?.clone();
        Some(match &word.what {
            What::Approved { .. } => Self::Approved(word),
            What::Rejected { .. } => Self::Rejected(word),
            _ => Self::of_word(word),
        })
    }

    /// Where a letter stands of which the files have no say.
    pub(super) fn of_word(word: Event) -> Self {
        match &word.what {
            What::Withdrawn { .. } => Self::Withdrawn(word),
            What::Attempted { .. } => Self::Unknown(word),
            What::Ended { .. } => Self::Refused(word),
            What::Bounced { .. } | What::Receipt { .. } => Self::Returned(word),
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
            Self::Unknown(_) => "unknown",
            Self::Refused(_) => "refused",
            Self::Sent(_) => "sent",
            Self::Returned(_) => "returned",
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
            | Self::Unknown(event)
            | Self::Refused(event)
            | Self::Sent(event)
            | Self::Returned(event) => Some(event),
        }
    }
}

/// The event of a letter that decides where it stands: the last verdict, and what became of its dispatch before all.
pub(super) fn last_word(events: &[Event]) -> Option<&Event> {
    let verdict = |event: &&Event| {
        matches!(event.what, What::Approved { .. } | What::Rejected { .. } | What::Withdrawn { .. })
    };
    Dispatch::of(events).event().or_else(|| events.iter().rev().find(verdict))
}
