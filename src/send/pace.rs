//! Time, as a run knows it, and the points that it passes.

use std::fmt::Debug;
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// What time it is, and waiting.
pub trait Pace: Debug {
    /// Now. It never runs backwards or jumps within a run.
    fn now(&self) -> Timestamp;
    /// Waits so long.
    fn wait(&self, time: Duration);
}

/// The moment at which the run began, and what a monotonic clock has counted since: setting the system's clock changes nothing.
#[derive(Debug)]
pub struct RealPace {
    began: Timestamp,
    since: Instant,
}

impl RealPace {
    /// From the moment at which the run began.
    pub fn from(began: Timestamp) -> Self {
        Self { began, since: Instant::now() }
    }
}

impl Pace for RealPace {
    fn now(&self) -> Timestamp {
        let whole = i64::try_from(self.since.elapsed().as_secs()).unwrap_or(i64::MAX);
        self.began.saturating_add(SignedDuration::from_secs(whole)).unwrap_or(self.began)
    }

    fn wait(&self, time: Duration) {
        thread::sleep(time);
    }
}

/// Points that a letter passes on its way, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// The plan is made.
    Planned,
    /// The relay, or the folder, is ready.
    Ready,
    /// The letter was read and compared with its approval.
    Loaded,
    /// What will leave is made.
    Prepared,
    /// The intention is about to be written.
    BeforeIntention,
    /// The intention is on disk.
    AfterIntention,
    /// The sender is about to be given.
    Mail,
    /// The recipient is about to be given.
    Recipient,
    /// Leave to give the letter is about to be asked.
    Data,
    /// The first part of the letter has left.
    FirstPart,
    /// All parts have left; the end has not.
    LastPart,
    /// The other side has answered, or will not.
    Answered,
    /// The outcome is about to be written.
    BeforeOutcome,
    /// The outcome is on disk.
    AfterOutcome,
    /// The mail that tells of the letter is about to leave.
    Notice,
    /// All letters are through.
    Done,
}

impl Point {
    /// Every point.
    pub const ALL: &'static [Self] = &[
        Self::Planned,
        Self::Ready,
        Self::Loaded,
        Self::Prepared,
        Self::BeforeIntention,
        Self::AfterIntention,
        Self::Mail,
        Self::Recipient,
        Self::Data,
        Self::FirstPart,
        Self::LastPart,
        Self::Answered,
        Self::BeforeOutcome,
        Self::AfterOutcome,
        Self::Notice,
        Self::Done,
    ];
}

/// Is told which points a run passes. Never with personal data.
pub trait Watch: Debug {
    /// The run is going through so many letters.
    fn begin(&self, _letters: usize) {}
    /// A point was reached.
    fn reached(&self, _point: Point) {}
    /// The run waits, for so long at most, to try letters again that were put off.
    fn waits(&self, _letters: usize, _time: Duration) {}
    /// It is over.
    fn end(&self) {}
}

/// Watches nothing.
#[derive(Debug)]
pub struct Silent;

impl Watch for Silent {}
