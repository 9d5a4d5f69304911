//! The nightly run, told: in words to legal staff, in numbers to a monitor, as JSON to programs.
//!
//! Nothing here does anything: what the build left and what delivery did come from outside, and so does the day.

mod metrics;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

pub use metrics::{Moment, metrics};
pub use summary::{NAME as SUMMARY, summary};

use crate::diagnostic::Severity;
use crate::ledger::Ending;
use crate::pipeline::{CaseReport, RunReport, SpoolError};
use crate::send::{self, LetterResult, Why};

/// What a night came to.
#[derive(Debug, Clone, Copy)]
pub struct Night<'a> {
    /// What the build left.
    pub built: &'a RunReport,
    /// What delivery did; `None` where nothing may be sent (`load: true`).
    pub delivery: Option<&'a send::Report>,
    /// The day in Denmark on which the run began.
    pub today: Date,
    /// The earliest day that was planned for anything that has not left ([`oldest_waiting`]).
    pub oldest_waiting: Option<Date>,
}

/// Letters in place, counted by where they stand when the run ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// They left in this run.
    pub sent: usize,
    /// They left in an earlier run.
    pub sent_before: usize,
    /// The other side cannot take them now; they are tried again.
    pub deferred: usize,
    /// They were refused, given up, or came back: a person must act.
    pub undelivered: usize,
    /// Nobody knows whether they were sent.
    pub unknown: usize,
    /// Nobody has approved them, or what was approved has changed or is too old.
    pub unapproved: usize,
    /// They are approved, and their day is still to come.
    pub early: usize,
    /// They are approved, and their day is over (FRI-03): they need another.
    pub late: usize,
    /// Their channel cannot take them.
    pub blocked: usize,
    /// They were to leave, and the run stopped before.
    pub untouched: usize,
}

impl Counts {
    fn add(&mut self, result: Option<&LetterResult>) {
        let count = match result {
            None | Some(LetterResult::Ended(Ending::Untouched, _)) => &mut self.untouched,
            Some(LetterResult::Sent(_)) => &mut self.sent,
            Some(LetterResult::Ended(Ending::Deferred, _)) => &mut self.deferred,
            Some(LetterResult::Ended(Ending::Unknown, _) | LetterResult::Stayed(Why::Unknown)) => {
                &mut self.unknown
            }
            Some(
                LetterResult::Ended(Ending::Rejected | Ending::GaveUp, _)
                | LetterResult::Stayed(Why::Refused | Why::Returned),
            ) => &mut self.undelivered,
            Some(LetterResult::Stayed(Why::Gone)) => &mut self.sent_before,
            Some(LetterResult::Stayed(Why::NotApproved | Why::Changed(_) | Why::OldApproval)) => {
                &mut self.unapproved
            }
            Some(LetterResult::Stayed(Why::Early(_))) => &mut self.early,
            Some(LetterResult::Stayed(Why::Late(_))) => &mut self.late,
            Some(LetterResult::Stayed(Why::Blocked(_))) => &mut self.blocked,
        };
        *count += 1;
    }
}

impl<'a> Night<'a> {
    /// Where the letters stand.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (_, result) in self.delivery.into_iter().flat_map(send::Report::letters) {
            counts.add(result.as_ref());
        }
        counts
    }

    /// The cases that are held back, what leaves first at the top, by unit and caseworker.
    fn held(&self) -> Desks<'a> {
        let mut desks = Desks::new();
        for (_, case) in self.built.cases.held() {
            let unit = case.desk.unit.as_deref();
            let caseworker = case.desk.caseworker.as_deref();
            desks.entry(unit).or_default().entry(caseworker).or_default().push(case);
        }
        for cases in desks.values_mut().flat_map(BTreeMap::values_mut) {
            cases.sort_by_key(|case| (case.desk.dispatch.is_none(), case.desk.dispatch, &case.source));
        }
        desks
    }

    /// For programs: counts, and the held cases by their codes. No name, and no word of a record.
    pub fn as_json(&self) -> Value {
        let held: Vec<Value> = self
            .built
            .cases
            .held()
            .map(|(_, case)| {
                json!({
                    "case": case.case.as_ref().map(ToString::to_string),
                    "source": case.source,
                    "codes": codes(case),
                    "dispatch": case.desk.dispatch,
                    "days_left": case.desk.dispatch.map(|day| days_left(self.today, day)),
                })
            })
            .collect();
        let stop = self.delivery.and_then(|delivery| delivery.stop.as_ref());
        json!({
            "day": self.today,
            "build": self.built.totals(),
            "delivery": self.delivery.map(|_| self.counts()),
            "list_faults": self.delivery.map(|delivery| delivery.plan.list_faults.len()),
            "stopped": stop.map(send::Stop::word),
            "oldest_waiting": self.oldest_waiting,
            "held": held,
        })
    }
}

/// Held cases by unit and caseworker; `None` where the record names none.
type Desks<'a> = BTreeMap<Option<&'a str>, BTreeMap<Option<&'a str>, Vec<&'a CaseReport>>>;

/// The earliest day that was planned for anything that has not left.
///
/// # Errors
/// If what was told of the cases cannot be read again.
pub fn oldest_waiting(
    built: &RunReport,
    delivery: Option<&send::Report>,
) -> Result<Option<Date>, SpoolError> {
    let letters = delivery.into_iter().flat_map(send::Report::letters);
    let gone = letters.filter(|(_, result)| {
        matches!(result, Some(LetterResult::Sent(_) | LetterResult::Stayed(Why::Gone)))
    });
    let gone: BTreeSet<&str> = gone.map(|(planned, _)| planned.letter.as_str()).collect();
    let mut oldest: Option<Date> = None;
    for case in built.cases.iter() {
        let case = case?;
        if case.outcome.holds_back() || case.letters.iter().any(|letter| !gone.contains(letter.id())) {
            oldest = oldest.into_iter().chain(case.desk.dispatch).min();
        }
    }
    Ok(oldest)
}

/// The codes that hold a case, each once.
fn codes(case: &CaseReport) -> Vec<&str> {
    let held = case.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let mut codes: Vec<&str> = held.map(|finding| finding.code.as_ref()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Days from today to `day`; negative when it is over.
fn days_left(today: Date, day: Date) -> i32 {
    today.duration_until(day).as_hours().try_into().map_or(i32::MAX, |hours: i32| hours / 24)
}
