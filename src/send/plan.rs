//! The plan: for each letter what will be done, or why nothing will. A trial run prints it, a real run carries it out.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::channel::Channels;
use super::digital_post::RowFault;
use super::load::load;
use crate::approval::{Change, Exhibit, Shelf, Standing, clock};
use crate::case::record;
use crate::diagnostic::Bilingual;
use crate::ledger::{Bound, Dispatch, Event, Ledger, LedgerError, What};

/// What will be done, letter by letter.
#[derive(Debug)]
pub struct Plan {
    /// The letters, by their ids.
    pub letters: Vec<Planned>,
    /// Rows of the registration list that cannot be used.
    pub list_faults: Vec<RowFault>,
}

/// What will be done with a letter.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The letter.
    pub letter: String,
    /// How it travels, as the manifest says.
    pub channel: String,
    /// What will be done.
    pub step: Step,
}

/// What is done with a letter.
#[derive(Debug, Clone)]
pub enum Step {
    /// It leaves.
    Deliver {
        /// How it travels.
        channel: record::Channel,
        /// Where it goes, as far as it can be shown.
        to: String,
        /// What is to be known of where it goes, and does not keep it (FOR-01).
        remark: Option<Bilingual>,
        /// The event of its approval.
        approval: u64,
        /// What the approval is bound to.
        bound: Box<Bound>,
        /// The day that is printed on it.
        day: Date,
        /// It was put off: not before this.
        not_before: Option<Timestamp>,
        /// Since when it is put off.
        since: Option<Timestamp>,
    },
    /// It stays.
    Stay(Why),
}

/// Why a letter stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It has left already.
    Gone,
    /// Nobody has approved it, or not any more.
    NotApproved,
    /// Something of it has changed since it was approved.
    Changed(Vec<Change>),
    /// Its approval is too old.
    OldApproval,
    /// Its day is still to come.
    Early(Date),
    /// Its day is over: the dates that it tells are wrong now (FRI-03).
    Late(Date),
    /// It is not known whether it was sent.
    Unknown,
    /// The other side refused it.
    Refused,
    /// It was sent and came back.
    Returned,
    /// Its channel cannot take it.
    Blocked(Bilingual),
}

impl Why {
    /// The word for programs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Gone => "sent",
            Self::NotApproved => "not_approved",
            Self::Changed(_) => "changed",
            Self::OldApproval => "old_approval",
            Self::Early(_) => "early",
            Self::Late(_) => "late",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
            Self::Returned => "returned",
            Self::Blocked(_) => "blocked",
        }
    }

    /// For people: why, and what to do.
    pub fn words(&self) -> Bilingual {
        let plain = |da: &str, en: &str| Bilingual::new(da.to_owned(), en.to_owned());
        match self {
            Self::Gone => plain("er sendt", "was sent"),
            Self::NotApproved => plain("er ikke godkendt", "is not approved"),
            Self::Changed(changes) => {
                let list = |words: Vec<String>| words.join(", ");
                Bilingual::new(
                    format!(
                        "er ikke det, der blev godkendt: {}",
                        list(changes.iter().map(|change| change.words().da.into_owned()).collect())
                    ),
                    format!(
                        "is not what was approved: {}",
                        list(changes.iter().map(|change| change.words().en.into_owned()).collect())
                    ),
                )
            }
            Self::OldApproval => plain(
                "er godkendt for længe siden (`delivery.approval_days`): godkend det igen",
                "was approved too long ago (`delivery.approval_days`): approve it again",
            ),
            Self::Early(day) => {
                Bilingual::new(format!("venter på sin dag, {day}"), format!("waits for its day, {day}"))
            }
            Self::Late(day) => Bilingual::new(
                format!(
                    "skulle være sendt {day}, og fristerne i det er nu forkerte: `begrund redate --to DAG`"
                ),
                format!(
                    "was due on {day}, and the time limits in it are wrong now: `begrund redate --to DAY`"
                ),
            ),
            Self::Unknown => plain(
                "er måske sendt: `begrund reconcile` eller `begrund settle`",
                "may have been sent: `begrund reconcile` or `begrund settle`",
            ),
            Self::Refused => plain(
                "er afvist af modtagerens server: ret sagen, eller godkend brevet igen for at prøve igen",
                "was refused by the other side: mend the record, or approve the letter again to try again",
            ),
            Self::Returned => plain(
                "er kommet tilbage: send det på en anden måde, eller `begrund settle BREV --was-not-sent`",
                "came back: send it another way, or `begrund settle LETTER --was-not-sent`",
            ),
            Self::Blocked(why) => why.clone(),
        }
    }
}

/// Plans what is to be done with every letter that stands in `out/`.
///
/// # Errors
/// If the ledger cannot be read.
pub fn plan(
    shelf: &Shelf<'_>,
    ledger: &Ledger,
    channels: &mut Channels,
    now: Timestamp,
) -> Result<Plan, LedgerError> {
    let mut letters = Vec::new();
    for exhibit in shelf.exhibits() {
        let events = ledger.events().of_letter(&exhibit.letter.id)?;
        let step = step(shelf, &exhibit, ledger, &events, channels, now)?;
        letters.push(Planned {
            letter: exhibit.letter.id.clone(),
            channel: exhibit.letter.channel.clone(),
            step,
        });
    }
    Ok(Plan { letters, list_faults: channels.list_faults.clone() })
}

fn step(
    shelf: &Shelf<'_>,
    exhibit: &Exhibit<'_>,
    ledger: &Ledger,
    events: &[Event],
    channels: &mut Channels,
    now: Timestamp,
) -> Result<Step, LedgerError> {
    let stay = |why| Ok(Step::Stay(why));
    let standing = Standing::at_rest(events);
    let event = match standing {
        Some(Standing::Approved(event)) => event,
        Some(Standing::Sent(_)) => return stay(Why::Gone),
        Some(Standing::Unknown(_)) => return stay(Why::Unknown),
        Some(Standing::Refused(_)) => return stay(Why::Refused),
        Some(Standing::Returned(_)) => return stay(Why::Returned),
        _ => return stay(Why::NotApproved),
    };
    let (approval, given) = (event.seq, event.at);
    let What::Approved { bound, by, .. } = event.what else { return stay(Why::NotApproved) };
    if !shelf.accepts(&by) {
        return stay(Why::Changed(vec![Change::Approver]));
    }
    let loaded = match load(shelf, exhibit, &bound, ledger.events(), ledger.key())? {
        Ok(loaded) => loaded,
        Err(changed) => return stay(Why::Changed(changed)),
    };
    let config = &shelf.workspace().config;
    let days = i64::from(config.delivery.approval_days);
    if now.duration_since(given) > SignedDuration::from_hours(days * 24) {
        return stay(Why::OldApproval);
    }
    if let Some(why) = not_today(loaded.parcel.dispatch, now) {
        return stay(why);
    }
    let channel = loaded.channel;
    let going = channels.of(channel).and_then(|channel| {
        let destination = channel.destination(&loaded.parcel)?;
        Ok((destination.masked, channel.remark(&loaded.parcel)))
    });
    let (to, remark) = match going {
        Ok(going) => going,
        Err(why) => return stay(Why::Blocked(why)),
    };
    let (since, not_before) = match Dispatch::of(events) {
        Dispatch::Deferred { since, last } => (Some(since), Some(later(last.at, shelf))),
        _ => (None, None),
    };
    let day = loaded.parcel.dispatch;
    Ok(Step::Deliver { channel, to, remark, approval, bound, day, not_before, since })
}

/// When a letter that was put off at `at` may be tried again.
pub(super) fn later(at: Timestamp, shelf: &Shelf<'_>) -> Timestamp {
    let retry = shelf.workspace().config.email.as_ref().map(|email| email.retry).unwrap_or_default();
    at.saturating_add(SignedDuration::from_mins(i64::from(retry.after_minutes))).unwrap_or(at)
}

/// Why a letter that is dated `day` does not leave now.
pub(super) fn not_today(day: Date, now: Timestamp) -> Option<Why> {
    let today = clock(now).date();
    match day {
        day if day > today => Some(Why::Early(day)),
        day if day < today => Some(Why::Late(day)),
        _ => None,
    }
}
