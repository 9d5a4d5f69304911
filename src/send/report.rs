//! What a run did with each letter, and what stopped it.

use std::collections::BTreeMap;

use super::outcome::{Fault, FaultKind};
use super::plan::{Plan, Planned, Step, Why};
use crate::diagnostic::Bilingual;
use crate::ledger::{Ending, LedgerError, Reply};

/// What a run did.
#[derive(Debug)]
pub struct Report {
    /// What was planned.
    pub plan: Plan,
    /// What became of the letters that were begun, by their ids.
    pub results: BTreeMap<String, Result>,
    /// What stopped the run before it was through.
    pub stop: Option<Stop>,
    /// What happened to the ledger; then the run stopped at once.
    pub broken: Option<LedgerError>,
}

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Result {
    /// The other side has it.
    Sent(Option<Reply>),
    /// An attempt was made, and it is not known to have arrived.
    Ended(Ending, Option<Reply>),
    /// It was not tried after all.
    Stayed(Why),
}

/// What stopped a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A fault of the run.
    Fault(Fault),
    /// The same fault again and again, or too many: something is wrong that is no letter's own.
    TooManyFaults {
        /// How many letters were not taken.
        faults: usize,
        /// What the other side said last.
        reply: Option<Reply>,
    },
    /// Somebody asked it to stop.
    Signal,
    /// The file is there that stops everything.
    StopFile,
    /// As many letters as one run may send have been sent.
    Limit,
}

impl Stop {
    /// Whether somebody has to mend something before another run can do better.
    pub fn needs_mending(&self) -> bool {
        match self {
            Self::Fault(fault) => fault.kind == FaultKind::Settings,
            Self::TooManyFaults { .. } => true,
            Self::Signal | Self::StopFile | Self::Limit => false,
        }
    }

    /// What stopped it.
    pub fn what(&self) -> Bilingual {
        let plain = |da: &str, en: &str| Bilingual::new(da.to_owned(), en.to_owned());
        match self {
            Self::Fault(fault) => fault.what.clone(),
            Self::TooManyFaults { faults, .. } => Bilingual::new(
                format!("for mange breve er ikke taget imod ({faults}): noget er galt, som ikke er brevenes"),
                format!(
                    "too many letters were not taken ({faults}): something is wrong that is not the letters' own"
                ),
            ),
            Self::Signal => plain("kørslen blev bedt om at stoppe", "the run was asked to stop"),
            Self::StopFile => {
                plain("filen, der stopper afsendelse, er der", "the file that stops delivery is there")
            }
            Self::Limit => plain("kørslens grænse er nået", "the run's limit is reached"),
        }
    }

    /// What to do.
    pub fn help(&self) -> Bilingual {
        let plain = |da: &str, en: &str| Bilingual::new(da.to_owned(), en.to_owned());
        match self {
            Self::Fault(fault) => fault.help.clone(),
            Self::TooManyFaults { .. } => plain(
                "Spørg dem, der driver mailserveren, hvad svaret betyder, og kør igen, når det er løst.",
                "Ask those who run the relay what the answer means, and run again when it is solved.",
            ),
            Self::Signal => plain(
                "Kør `begrund send` igen: resten er urørt.",
                "Run `begrund send` again: the rest is untouched.",
            ),
            Self::StopFile => plain(
                "Fjern den (`delivery.stop_file`), når der må sendes igen.",
                "Remove it (`delivery.stop_file`) when letters may leave again.",
            ),
            Self::Limit => plain(
                "Kør igen for de næste, eller hæv `delivery.per_run`.",
                "Run again for the next, or raise `delivery.per_run`.",
            ),
        }
    }

    /// What the other side said.
    pub fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Fault(fault) => fault.reply.as_ref(),
            Self::TooManyFaults { reply, .. } => reply.as_ref(),
            _ => None,
        }
    }

    /// The word for programs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fault(Fault { kind: FaultKind::Settings, .. }) => "settings",
            Self::Fault(_) => "away",
            Self::TooManyFaults { .. } => "too_many_faults",
            Self::Signal => "signal",
            Self::StopFile => "stop_file",
            Self::Limit => "limit",
        }
    }
}

impl Report {
    /// What a run would do that is not stopped and meets no fault.
    pub fn of_plan(plan: Plan) -> Self {
        Self { plan, results: BTreeMap::new(), stop: None, broken: None }
    }

    /// What became of a letter: what was done, or why it stays; `None` where it was to leave and the run stopped before.
    fn of(&self, planned: &Planned) -> Option<Result> {
        if let Some(result) = self.results.get(&planned.letter) {
            return Some(result.clone());
        }
        match &planned.step {
            Step::Stay(why) => Some(Result::Stayed(why.clone())),
            Step::Deliver { .. } => None,
        }
    }

    /// How many letters were to leave and are untouched.
    pub fn untouched(&self) -> usize {
        self.letters().filter(|(_, result)| result.is_none()).count()
    }

    /// Every letter with what became of it.
    pub fn letters(&self) -> impl Iterator<Item = (&Planned, Option<Result>)> {
        self.plan.letters.iter().map(|planned| (planned, self.of(planned)))
    }

    /// Whether something was not delivered, or is not known to be.
    pub fn any_undelivered(&self) -> bool {
        let undelivered = |result: &Result| match result {
            Result::Sent(_) => false,
            Result::Ended(ending, _) => *ending != Ending::Untouched,
            Result::Stayed(why) => matches!(why, Why::Unknown | Why::Refused | Why::Returned),
        };
        self.letters().filter_map(|(_, result)| result).any(|result| undelivered(&result))
    }

    /// Whether something waits for somebody: a letter is not approved, its day is over, or it cannot go the way it should; or the
    /// registration list has rows that cannot be used.
    pub fn any_held(&self) -> bool {
        if !self.plan.list_faults.is_empty() {
            return true;
        }
        let held = |result: &Result| match result {
            Result::Stayed(why) => !matches!(why, Why::Gone | Why::Early(_)),
            _ => false,
        };
        self.letters().filter_map(|(_, result)| result).any(|result| held(&result))
    }
}
