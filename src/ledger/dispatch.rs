//! How far a letter has come on its way: what its events say of the attempts to deliver it.

use jiff::Timestamp;

use super::event::{Ending, Event, What};

/// How far a letter has come. It only moves forward, unless a person or evidence says that it was not sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Dispatch<'e> {
    /// It has not left, and nothing stands in the way.
    Waiting,
    /// An attempt has begun and has no end: it is under way, or the run that made it was cut off.
    Open(&'e Event),
    /// It was put off, and may be tried again.
    Deferred {
        /// When it was put off first.
        since: Timestamp,
        /// The event that says so last.
        last: &'e Event,
    },
    /// It was refused for good, or put off for too long. A new approval lets it go again.
    Refused(&'e Event),
    /// Nobody knows whether it was sent. The event of the attempt.
    Unknown(&'e Event),
    /// The other side has said that it has it.
    Sent(&'e Event),
    /// The other side had it, and it did not arrive.
    Returned(&'e Event),
}

impl<'e> Dispatch<'e> {
    /// What the events of a letter say, in their order.
    pub fn of(events: &'e [Event]) -> Self {
        let mut state = Self::Waiting;
        let mut before = Self::Waiting;
        let mut sent = None;
        for event in events {
            state = match (&event.what, state) {
                (What::Attempted { .. }, _) => {
                    before = state;
                    Self::Open(event)
                }
                (What::Ended { outcome, .. }, Self::Open(attempt)) => match (outcome, before) {
                    (Ending::Untouched, before) => before,
                    (Ending::Deferred, Self::Deferred { since, .. }) => Self::Deferred { since, last: event },
                    (Ending::Deferred, _) => Self::Deferred { since: event.at, last: event },
                    (Ending::Rejected | Ending::GaveUp, _) => Self::Refused(event),
                    (Ending::Unknown, _) => Self::Unknown(attempt),
                },
                (What::Sent { .. }, _) => {
                    sent = Some(event);
                    Self::Sent(event)
                }
                (What::Settled { was_sent: true, .. }, Self::Returned(_)) => sent.map_or(state, Self::Sent),
                (What::Settled { was_sent: false, .. } | What::Reconciled { was_sent: false, .. }, _)
                | (What::Approved { .. }, Self::Refused(_) | Self::Deferred { .. }) => Self::Waiting,
                (What::Bounced { action, .. }, Self::Sent(_)) if action == "failed" => Self::Returned(event),
                (What::Receipt { delivered: false, .. }, Self::Sent(_)) => Self::Returned(event),
                (_, state) => state,
            };
        }
        state
    }

    /// How many attempts there were.
    pub fn attempts(events: &[Event]) -> u32 {
        let attempts = events.iter().filter(|event| matches!(event.what, What::Attempted { .. })).count();
        u32::try_from(attempts).unwrap_or(u32::MAX)
    }

    /// The event that decides where the letter stands; `None` where its verdicts do.
    pub fn event(self) -> Option<&'e Event> {
        match self {
            Self::Waiting | Self::Deferred { .. } => None,
            Self::Open(event)
            | Self::Refused(event)
            | Self::Unknown(event)
            | Self::Sent(event)
            | Self::Returned(event) => Some(event),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::event::{Bound, Opened, Person};
    use super::*;

    fn told(whats: Vec<What>) -> Vec<Event> {
        let event = |(index, what)| Event {
            seq: index as u64 + 1,
            at: Timestamp::from_second(i64::try_from(index).unwrap()).unwrap(),
            matter: None,
            letter: None,
            what,
            hash: String::new(),
        };
        whats.into_iter().enumerate().map(event).collect()
    }

    fn attempted() -> What {
        What::Attempted {
            pdf: String::new(),
            channel: "email".into(),
            approval: 1,
            number: 1,
            recipient: String::new(),
            domain: None,
            message: String::new(),
            sha256: String::new(),
            application: String::new(),
        }
    }

    fn ended(outcome: Ending) -> What {
        What::Ended { attempt: 1, outcome, reply: None }
    }

    fn person() -> Person {
        Person { name: "A".into(), user: "a".into(), verified: true }
    }

    fn approved() -> What {
        What::Approved {
            bound: Box::new(Bound::default()),
            by: person(),
            opened: Opened::Named,
            confirmed: Vec::new(),
            template: String::new(),
            caseworker: String::new(),
            carries: None,
            replaces: None,
        }
    }

    fn settled(was_sent: bool) -> What {
        What::Settled { attempt: 1, was_sent, because: "x".into(), by: person() }
    }

    fn sent() -> What {
        What::Sent {
            pdf: String::new(),
            channel: "email".into(),
            application: String::new(),
            attempt: Some(1),
            reply: None,
            remembered: None,
        }
    }

    fn word(whats: Vec<What>) -> &'static str {
        match Dispatch::of(&told(whats)) {
            Dispatch::Waiting => "waiting",
            Dispatch::Open(_) => "open",
            Dispatch::Deferred { .. } => "deferred",
            Dispatch::Refused(_) => "refused",
            Dispatch::Unknown(_) => "unknown",
            Dispatch::Sent(_) => "sent",
            Dispatch::Returned(_) => "returned",
        }
    }

    #[test]
    fn a_letter_moves_as_its_attempts_say() {
        use Ending::{Deferred, GaveUp, Rejected, Unknown, Untouched};
        for (whats, state) in [
            (vec![approved()], "waiting"),
            (vec![approved(), attempted()], "open"),
            (vec![attempted(), ended(Untouched)], "waiting"),
            (vec![attempted(), ended(Deferred)], "deferred"),
            (vec![attempted(), ended(Deferred), attempted(), ended(Untouched)], "deferred"),
            (vec![attempted(), ended(Deferred), approved()], "waiting"),
            (vec![attempted(), ended(Rejected)], "refused"),
            (vec![attempted(), ended(GaveUp), approved()], "waiting"),
            (vec![attempted(), ended(Unknown)], "unknown"),
            (vec![attempted(), ended(Unknown), approved()], "unknown"),
            (vec![attempted(), ended(Unknown), settled(false)], "waiting"),
            (vec![attempted(), ended(Unknown), settled(true), sent()], "sent"),
            (vec![attempted(), sent(), approved()], "sent"),
            (vec![attempted(), sent(), bounced("delayed")], "sent"),
            (vec![attempted(), sent(), bounced("failed")], "returned"),
            (vec![attempted(), sent(), bounced("failed"), settled(false)], "waiting"),
            (vec![attempted(), sent(), bounced("failed"), settled(true)], "sent"),
            (vec![attempted(), sent(), receipt(true)], "sent"),
            (vec![attempted(), sent(), receipt(false)], "returned"),
        ] {
            let kinds: Vec<String> = whats.iter().map(|what| format!("{what:?}")).collect();
            assert_eq!(word(whats), state, "{kinds:#?}");
        }
    }

    #[test]
    fn it_is_counted_from_when_it_was_put_off_first() {
        let events = told(vec![
            attempted(),
            ended(Ending::Deferred),
            attempted(),
            ended(Ending::Untouched),
            attempted(),
            ended(Ending::Deferred),
        ]);
        let Dispatch::Deferred { since, last } = Dispatch::of(&events) else { panic!() };
        assert_eq!((since.as_second(), last.seq), (1, 6));
        assert_eq!(Dispatch::attempts(&events), 3);
    }

    fn bounced(action: &str) -> What {
        What::Bounced { attempt: 1, action: action.into(), status: None, sha256: String::new() }
    }

    fn receipt(delivered: bool) -> What {
        What::Receipt {
            attempt: 1,
            delivered,
            status: String::new(),
            told: Timestamp::UNIX_EPOCH,
            code: None,
            sha256: String::new(),
        }
    }
}
