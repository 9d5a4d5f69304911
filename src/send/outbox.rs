//! Carrying out the plan. For each letter: its intention on disk, then the letter, then its outcome on disk.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use super::channel::{Channel as _, Channels, Prepared, Stamp};
use super::load::{Loaded, Remembered, load};
use super::outcome::{Fault, FaultKind, Outcome};
use super::pace::{Pace, Point, Watch};
use super::plan::{Plan, Step, Why, later, not_today, plan};
use super::report::{Report, Result as LetterResult, Stop};
use super::settle::close_open;
use crate::approval::{Exhibit, Shelf, Standing};
use crate::case::record;
use crate::diagnostic::Bilingual;
use crate::ledger::{Bound, Dispatch, Ending, Ledger, LedgerError, Reply, What, Writer};
use crate::letter::sha256;
use crate::pipeline::Workspace;
use crate::store::Store;

/// Why nothing was sent.
#[derive(Debug, Error)]
pub enum SendError {
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// `out/` is not as the last run left it.
    #[error("`{0}` is not as the last run left it")]
    NotAsLeft(String),
    /// The records were invented in great number.
    #[error("the workspace is for load (`load: true`): its records were invented, and nothing is sent")]
    Load,
    /// A setting cannot be used.
    #[error("{}", what.en)]
    Settings {
        /// What is wrong.
        what: Bilingual,
        /// What to do.
        help: Bilingual,
    },
}

/// What a run of delivery works with.
#[derive(Debug)]
pub struct Sending<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// `out/`, locked: no other run is at work.
    pub store: &'a Store,
    /// The ledger.
    pub ledger: &'a mut Ledger,
    /// The ways for letters to go.
    pub channels: &'a mut Channels,
    /// Time.
    pub pace: &'a dyn Pace,
    /// Who is told how far it has come.
    pub watch: &'a dyn Watch,
    /// Set when somebody asks the run to stop.
    pub stop: &'a AtomicBool,
}

/// How long to wait before the relay is tried again; after the last of them the run stops.
const BACK_OFF: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(30)];
/// So many letters in a row that fail alike stop the run.
const FAULTS_IN_A_ROW: usize = 5;
/// From so many letters that fail, a share of more than five per cent stops the run.
const FAULTS_MIN: usize = 10;
const FAULTS_PERCENT: usize = 5;
/// While it waits, a run looks so often whether it is to stop.
const GLANCE: Duration = Duration::from_secs(1);

/// Sends what is to be sent today.
///
/// # Errors
/// If nothing can be sent. What happens to letters, and what stops a run that has begun, stands in the report.
pub fn send(sending: Sending<'_>) -> Result<Report, SendError> {
    let Sending { workspace, store: _, ledger, channels, pace, watch, stop } = sending;
    if workspace.config.load {
        return Err(SendError::Load);
    }
    // Nothing leaves on a ledger of which one event is not what was written: it may be the one that says that a letter was sent.
    ledger.events().verify()?;
    close_open(ledger, Some(channels), pace.now())?;
    let shelf = Shelf::load(workspace, ledger)?;
    if let Some(file) = shelf.not_as_left() {
        return Err(SendError::NotAsLeft(file.display().to_string()));
    }
    let plan = plan(&shelf, ledger, channels, pace.now())?;
    watch.reached(Point::Planned);
    let letters: VecDeque<Waiting> = plan.letters.iter().filter_map(Waiting::of).collect();
    watch.begin(letters.len());
    let exhibits = shelf.exhibits();
    let exhibits = exhibits.into_iter().map(|exhibit| (exhibit.letter.id.clone(), exhibit)).collect();
    let mut outbox = Outbox {
        shelf: &shelf,
        exhibits,
        ledger,
        channels,
        pace,
        watch,
        stop,
        breaker: Breaker { letters: letters.len(), ..Breaker::default() },
        begun: 0,
        results: BTreeMap::new(),
        notices_fail: false,
    };
    let halt = outbox.carry_out(letters).err();
    let results = std::mem::take(&mut outbox.results);
    channels.close();
    watch.end();
    watch.reached(Point::Done);
    let (stop, broken) = match halt {
        None => (None, None),
        Some(Halt::Stop(stop)) => (Some(stop), None),
        Some(Halt::Broken(error)) => (None, Some(error)),
    };
    Ok(Report { plan, results, stop, broken })
}

/// Plans, and does nothing.
///
/// # Errors
/// As [`send`].
pub fn rehearse(
    workspace: &Workspace,
    ledger: &Ledger,
    channels: &mut Channels,
    now: Timestamp,
) -> Result<Plan, SendError> {
    if workspace.config.load {
        return Err(SendError::Load);
    }
    ledger.events().verify()?;
    let shelf = Shelf::load(workspace, ledger)?;
    if let Some(file) = shelf.not_as_left() {
        return Err(SendError::NotAsLeft(file.display().to_string()));
    }
    Ok(plan(&shelf, ledger, channels, now)?)
}

/// A letter that is to leave.
#[derive(Debug, Clone)]
struct Waiting {
    letter: String,
    channel: record::Channel,
    approval: u64,
    bound: Box<Bound>,
    day: Date,
    not_before: Option<Timestamp>,
    since: Option<Timestamp>,
}

impl Waiting {
    fn of(planned: &super::plan::Planned) -> Option<Self> {
        let Step::Deliver { channel, approval, bound, day, not_before, since, .. } = planned.step.clone()
        else {
            return None;
        };
        Some(Self { letter: planned.letter.clone(), channel, approval, bound, day, not_before, since })
    }
}

/// What ends a run before it is through.
enum Halt {
    Stop(Stop),
    Broken(LedgerError),
}

impl From<LedgerError> for Halt {
    fn from(error: LedgerError) -> Self {
        Self::Broken(error)
    }
}

/// What came of one attempt.
enum Attempt {
    Done(LetterResult),
    /// The connection was lost before anything of the letter was given.
    Lost(Fault),
}

struct Outbox<'a> {
    shelf: &'a Shelf<'a>,
    exhibits: BTreeMap<String, Exhibit<'a>>,
    ledger: &'a mut Ledger,
    channels: &'a mut Channels,
    pace: &'a dyn Pace,
    watch: &'a dyn Watch,
    stop: &'a AtomicBool,
    breaker: Breaker,
    begun: usize,
    results: BTreeMap<String, LetterResult>,
    notices_fail: bool,
}

impl Outbox<'_> {
    fn carry_out(&mut self, letters: VecDeque<Waiting>) -> Result<(), Halt> {
        let config = &self.shelf.workspace().config;
        let retry = config.email.as_ref().map(|email| email.retry).unwrap_or_default();
        let patience = SignedDuration::from_mins(i64::from(retry.wait_minutes));
        let until = self.pace.now().saturating_add(patience).unwrap_or(Timestamp::MAX);
        let mut round = letters;
        loop {
            let mut put_off = VecDeque::new();
            while let Some(mut letter) = round.pop_front() {
                let now = self.pace.now();
                if letter.not_before.is_some_and(|due| due > now) {
                    put_off.push_back(letter);
                    continue;
                }
                let result = self.one(&letter)?;
                if matches!(result, LetterResult::Ended(Ending::Deferred, _)) {
                    let now = self.pace.now();
                    letter.not_before = Some(later(now, self.shelf));
                    letter.since.get_or_insert(now);
                    put_off.push_back(letter.clone());
                }
                let reply = match &result {
                    LetterResult::Ended(_, reply) => reply.clone(),
                    _ => None,
                };
                let tripped = self.breaker.note(&result);
                self.results.insert(letter.letter, result);
                if tripped {
                    let faults = self.breaker.faults;
                    return Err(Halt::Stop(Stop::TooManyFaults { faults, reply }));
                }
            }
            let Some(due) = put_off.iter().filter_map(|letter| letter.not_before).min() else {
                return Ok(());
            };
            if due > until {
                return Ok(());
            }
            // A relay does not like to be held for a quarter of an hour.
            self.channels.close();
            let time = Duration::try_from(due.duration_since(self.pace.now())).unwrap_or_default();
            self.watch.waits(put_off.len(), time);
            self.wait(time)?;
            // What fails again is no news.
            self.breaker = Breaker { letters: put_off.len(), ..Breaker::default() };
            round = put_off;
        }
    }

    /// Sends one letter. A connection that is lost before anything of it was given is opened again once.
    fn one(&mut self, letter: &Waiting) -> Result<LetterResult, Halt> {
        self.glance()?;
        if self.begun >= self.shelf.workspace().config.delivery.per_run {
            return Err(Halt::Stop(Stop::Limit));
        }
        if let Some(why) = not_today(letter.day, self.pace.now()) {
            return Ok(LetterResult::Stayed(why));
        }
        self.begun += 1;
        match self.attempt(letter)? {
            Attempt::Done(result) => Ok(result),
            Attempt::Lost(_) => match self.attempt(letter)? {
                Attempt::Done(result) => Ok(result),
                Attempt::Lost(fault) => Err(Halt::Stop(Stop::Fault(fault))),
            },
        }
    }

    fn attempt(&mut self, letter: &Waiting) -> Result<Attempt, Halt> {
        let stays = |why| Ok(Attempt::Done(LetterResult::Stayed(why)));
        self.make_ready(letter.channel)?;
        self.watch.reached(Point::Ready);
        let Some(exhibit) = self.exhibits.get(&letter.letter).copied() else {
            return stays(Why::NotApproved);
        };
        let loaded = load(self.shelf, &exhibit, &letter.bound, self.ledger.events(), self.ledger.key())?;
        let loaded = match loaded {
            Ok(loaded) => loaded,
            Err(changed) => return stays(Why::Changed(changed)),
        };
        self.watch.reached(Point::Loaded);
        let number = Dispatch::attempts(&self.ledger.events().of_letter(&letter.letter)?).saturating_add(1);
        let words = [letter.letter.as_str(), &letter.approval.to_string(), &number.to_string()];
        let mark = self.ledger.key().keyed("attempt", &words);
        let stamp = Stamp { at: self.pace.now(), approval: letter.approval, number, mark };
        let made = self.channels.of(letter.channel).and_then(|channel| {
            let prepared = channel.prepare(&loaded.parcel, &stamp)?;
            channel.takes(&prepared).map(|()| prepared)
        });
        let prepared = match made {
            Ok(prepared) => prepared,
            Err(why) => return stays(Why::Blocked(why)),
        };
        self.watch.reached(Point::Prepared);
        let matter = exhibit.matter();
        let remembered = loaded.remembered(self.shelf, self.ledger.key());
        let intended = self.intend(letter, &matter, &remembered, &prepared, &stamp);
        let Some(attempt) = intended.inspect_err(|_| self.call_off(&letter.letter))? else {
            return stays(Why::NotApproved);
        };
        self.watch.reached(Point::AfterIntention);
        let outcome = match self.channels.of(letter.channel) {
            Ok(channel) => channel.deliver(&loaded.parcel, &prepared, self.watch),
            Err(why) => return stays(Why::Blocked(why)),
        };
        self.watch.reached(Point::BeforeOutcome);
        let attempt = self.conclude(letter, &matter, remembered, attempt, outcome)?;
        self.watch.reached(Point::AfterOutcome);
        if matches!(attempt, Attempt::Done(LetterResult::Sent(_))) && letter.channel != record::Channel::Email
        {
            self.tell_of(&loaded, &matter, &stamp)?;
        }
        Ok(attempt)
    }

    /// Writes the intention, if the letter is still approved and no one has tried it meanwhile.
    fn intend(
        &mut self,
        letter: &Waiting,
        matter: &str,
        remembered: &Remembered,
        prepared: &Prepared,
        stamp: &Stamp,
    ) -> Result<Option<u64>, LedgerError> {
        self.watch.reached(Point::BeforeIntention);
        let what = What::Attempted {
            pdf: letter.bound.pdf.clone(),
            channel: letter.channel.word().to_owned(),
            approval: letter.approval,
            number: stamp.number,
            recipient: self.ledger.key().keyed("destination", &[&prepared.to.whole]),
            domain: prepared.to.domain.clone(),
            message: prepared.message.clone(),
            sha256: sha256(&prepared.bytes),
            application: remembered.application.clone(),
        };
        self.ledger.write(stamp.at, |writer| {
            let events = writer.events().of_letter(&letter.letter)?;
            match Standing::at_rest(&events) {
                Some(Standing::Approved(event)) if event.seq == letter.approval => {
                    writer.append(Some(matter), Some(&letter.letter), &what).map(Some)
                }
                _ => Ok(None),
            }
        })
    }

    /// Nothing has left, and the ledger cannot be written: an intention that got to the disk all the same (what failed was the anchor)
    /// is ended, if that can be written, so that nobody need ask what became of it.
    fn call_off(&mut self, letter: &str) {
        let Ok(events) = self.ledger.events().of_letter(letter) else { return };
        if let Dispatch::Open(attempt) = Dispatch::of(&events) {
            let what = What::Ended { attempt: attempt.seq, outcome: Ending::Untouched, reply: None };
            let matter = attempt.matter.as_deref();
            let write = |writer: &mut Writer<'_>| writer.append(matter, Some(letter), &what).map(drop);
            // What stops the run is told already.
            let _ended: Result<(), LedgerError> = self.ledger.write(self.pace.now(), write);
        }
    }

    /// Writes the outcome.
    fn conclude(
        &mut self,
        letter: &Waiting,
        matter: &str,
        remembered: Remembered,
        attempt: u64,
        outcome: Outcome,
    ) -> Result<Attempt, Halt> {
        let at = self.pace.now();
        let Remembered { application, sketch } = remembered;
        let (mut what, result) = match outcome {
            Outcome::Accepted(reply) => {
                let what = What::Sent {
                    pdf: letter.bound.pdf.clone(),
                    channel: letter.channel.word().to_owned(),
                    application,
                    attempt: Some(attempt),
                    reply: reply.clone(),
                    remembered: None,
                };
                (what, Ok(LetterResult::Sent(reply)))
            }
            Outcome::Rejected(reply) => ended(attempt, Ending::Rejected, Some(reply)),
            Outcome::Deferred(reply) => {
                let email = self.shelf.workspace().config.email.as_ref();
                let hours = email.map(|email| email.retry).unwrap_or_default().give_up_hours;
                let limit = SignedDuration::from_hours(i64::from(hours));
                let too_long = letter.since.is_some_and(|since| at.duration_since(since) >= limit);
                ended(attempt, if too_long { Ending::GaveUp } else { Ending::Deferred }, reply)
            }
            Outcome::Unknown => ended(attempt, Ending::Unknown, None),
            Outcome::Untouched(fault) => {
                let reply = fault.reply.clone();
                (What::Ended { attempt, outcome: Ending::Untouched, reply }, Err(fault))
            }
        };
        let written = self.ledger.write(at, |writer| {
            if let What::Sent { remembered, .. } = &mut what {
                *remembered = Some(writer.remember(&letter.letter, &sketch)?);
            }
            writer.append(Some(matter), Some(&letter.letter), &what)
        });
        if let Err(error) = written {
            // The next run finds an attempt without an end, and so this run's report tells of one; unless what failed was the anchor.
            let events = self.ledger.events().of_letter(&letter.letter);
            let is_written = events.is_ok_and(|events| !matches!(Dispatch::of(&events), Dispatch::Open(_)));
            let unknown = LetterResult::Ended(Ending::Unknown, None);
            if let Some(result) = if is_written { result.ok() } else { Some(unknown) } {
                self.results.insert(letter.letter.clone(), result);
            }
            return Err(error.into());
        }
        match result {
            Ok(result) => Ok(Attempt::Done(result)),
            Err(fault) if fault.kind == FaultKind::Lost => Ok(Attempt::Lost(fault)),
            Err(fault) => Err(Halt::Stop(Stop::Fault(fault))),
        }
    }

    /// Sends the mail that tells of a letter that went another way. Whatever comes of it, the letter has left.
    fn tell_of(&mut self, loaded: &Loaded, matter: &str, stamp: &Stamp) -> Result<(), LedgerError> {
        let Ok(email) = &mut self.channels.email else { return Ok(()) };
        if !email.notices() || self.notices_fail {
            return Ok(());
        }
        let Some(prepared) = email.prepare_notice(&loaded.parcel, stamp) else { return Ok(()) };
        self.watch.reached(Point::Notice);
        let (accepted, reply) = match email.ready() {
            Err(fault) => {
                self.notices_fail = true;
                (false, fault.reply)
            }
            Ok(()) => match email.deliver(&loaded.parcel, &prepared, &super::pace::Silent) {
                Outcome::Accepted(reply) => (true, reply),
                Outcome::Rejected(reply) => (false, Some(reply)),
                Outcome::Deferred(reply) => (false, reply),
                Outcome::Unknown => (false, None),
                Outcome::Untouched(fault) => (false, fault.reply),
            },
        };
        let what = What::Noticed {
            recipient: self.ledger.key().keyed("destination", &[&prepared.to.whole]),
            domain: prepared.to.domain.clone().unwrap_or_default(),
            message: prepared.message.clone(),
            accepted,
            reply,
        };
        let letter = loaded.parcel.letter.as_str();
        self.ledger.write(self.pace.now(), |writer| writer.append(Some(matter), Some(letter), &what))?;
        Ok(())
    }

    /// Connects, and tries again after a while where the other side is away.
    fn make_ready(&mut self, channel: record::Channel) -> Result<(), Halt> {
        let mut pauses = BACK_OFF.iter();
        loop {
            // Why a channel is not there was said in the plan.
            let Ok(open) = self.channels.of(channel) else { return Ok(()) };
            let fault = match open.ready() {
                Ok(()) => return Ok(()),
                Err(fault) => fault,
            };
            match pauses.next() {
                Some(pause) if fault.kind != FaultKind::Settings => self.wait(*pause)?,
                _ => return Err(Halt::Stop(Stop::Fault(fault))),
            }
        }
    }

    fn wait(&self, time: Duration) -> Result<(), Halt> {
        let mut rest = time;
        while !rest.is_zero() {
            self.glance()?;
            let some = rest.min(GLANCE);
            self.pace.wait(some);
            rest = rest.saturating_sub(some);
        }
        Ok(())
    }

    /// Whether the run is to stop.
    fn glance(&self) -> Result<(), Halt> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(Halt::Stop(Stop::Signal));
        }
        let workspace = self.shelf.workspace();
        let file = workspace.folder.join(&workspace.config.delivery.stop_file);
        // One that cannot be looked for is taken as one that is there.
        if file.try_exists().unwrap_or(true) { Err(Halt::Stop(Stop::StopFile)) } else { Ok(()) }
    }
}

fn ended(attempt: u64, outcome: Ending, reply: Option<Reply>) -> (What, Result<LetterResult, Fault>) {
    let what = What::Ended { attempt, outcome, reply: reply.clone() };
    (what, Ok(LetterResult::Ended(outcome, reply)))
}

/// Stops a run in which something is wrong that is no letter's own fault, before it spoils them all.
#[derive(Debug, Default)]
struct Breaker {
    letters: usize,
    faults: usize,
    in_a_row: usize,
    last: Option<LetterResult>,
}

impl Breaker {
    /// Whether it is enough.
    fn note(&mut self, result: &LetterResult) -> bool {
        if !matches!(result, LetterResult::Ended(..)) {
            if matches!(result, LetterResult::Sent(_)) {
                (self.in_a_row, self.last) = (0, None);
            }
            return false;
        }
        self.faults += 1;
        self.in_a_row = if self.last.as_ref() == Some(result) { self.in_a_row + 1 } else { 1 };
        self.last = Some(result.clone());
        self.in_a_row >= FAULTS_IN_A_ROW
            || (self.faults >= FAULTS_MIN && self.faults * 100 > self.letters * FAULTS_PERCENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: u16) -> LetterResult {
        LetterResult::Ended(Ending::Rejected, Some(Reply { code, status: None, text: String::new() }))
    }

    #[test]
    fn five_alike_in_a_row_or_more_than_five_per_cent_are_enough() {
        let mut breaker = Breaker { letters: 1000, ..Breaker::default() };
        let four = (0..4).any(|_| breaker.note(&said(550)));
        assert!(!four && !breaker.note(&LetterResult::Sent(None)) && !breaker.note(&said(550)));
        assert!((0..4).any(|_| breaker.note(&said(550))));
        let mut breaker = Breaker { letters: 300, ..Breaker::default() };
        let first = (0..40).position(|number| breaker.note(&said(500 + number)));
        assert_eq!(first, Some(15), "the sixteenth of 300");
        let mut few = Breaker { letters: 9, ..Breaker::default() };
        assert!(!(0..9).any(|number| few.note(&said(500 + number))));
    }
}
