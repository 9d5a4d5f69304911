//! The one place where begrund looks at a clock: the moment of an event in the ledger.

use jiff::Timestamp;

/// Now, to the second.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
