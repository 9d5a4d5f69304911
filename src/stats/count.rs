//! What is counted: each decision of the period once.
//!
//! The survey's tables 6.1 and 6.2 and figures 5.2 and 6.3 are over *granted* cases, and so are ours: full and partial grants, and
//! follow-ups after which help goes on, unchanged or changed. Table 5.1 is over applications that were granted, granted in part or
//! refused; follow-ups have their own. A case with several granted measures counts with the first, since the survey asked for one; in
//! table 5.1 each measure that is applied for counts, as there.
//!
//! A decision that another record replaces (`replaces`) is not counted beside it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::case::record::{CaseRecord, Decision, Function, Outcome};
use crate::letter::LetterId;

/// The days that are counted, both with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Period {
    fn has(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Counts by the word of a category; what a record does not say is counted under an empty word.
pub type Counts = BTreeMap<&'static str, u64>;

/// What a decision came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Result {
    /// All that was applied for.
    Grant,
    /// A part of it.
    PartialGrant,
    /// Nothing of it.
    Refusal,
    /// Help goes on.
    Continues,
    /// Help is changed.
    Changes,
    /// Help ends.
    Ends,
}

impl Result {
    /// Every result in the order of the table.
    pub const ALL: [Self; 6] =
        [Self::Grant, Self::PartialGrant, Self::Refusal, Self::Continues, Self::Changes, Self::Ends];

    /// Whether help is granted by it.
    pub fn grants(self) -> bool {
        !matches!(self, Self::Refusal | Self::Ends)
    }

    /// Whether it answers an application; follow-ups have their own.
    pub fn answers(self) -> bool {
        matches!(self, Self::Grant | Self::PartialGrant | Self::Refusal)
    }

    /// Its word in `templates/stats/tables.yaml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::PartialGrant => "partial_grant",
            Self::Refusal => "refusal",
            Self::Continues => "continue",
            Self::Changes => "change",
            Self::Ends => "end",
        }
    }

    fn of(record: &CaseRecord) -> Option<Self> {
        Some(match record.decision? {
            Decision::Grant => Self::Grant,
            Decision::PartialGrant => Self::PartialGrant,
            Decision::Refusal => Self::Refusal,
            Decision::FollowUp => match record.follow_up.as_ref()?.outcome? {
                Outcome::Continue => Self::Continues,
                Outcome::Change => Self::Changes,
                Outcome::End => Self::Ends,
            },
        })
    }
}

/// The counts of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    results: BTreeMap<Result, u64>,
    /// Table 5.1: of the applications, those that ask for each measure.
    pub(super) applied: Counts,
    /// Figure 5.2: of the granted cases, those with each purpose.
    pub(super) purposes: Counts,
    /// Table 6.1.
    pub(super) measures: Counts,
    /// Table 6.2.
    pub(super) backgrounds: Counts,
    /// Figure 6.3.
    pub(super) levels: Counts,
    /// Of the granted cases, whether they are repeated.
    pub(super) repeated: Counts,
    /// Of the granted cases, whether they rest on medical documentation.
    pub(super) medical: Counts,
    unreadable: usize,
}

impl Counted {
    /// Counts the records that were decided in `period`; `None` stands for a record that could not be read.
    pub fn of<'r>(records: impl Iterator<Item = Option<&'r CaseRecord>>, period: Period) -> Self {
        let mut counted = Self::default();
        let mut decided: Vec<(&CaseRecord, Date, Result)> = Vec::new();
        let mut replaced: BTreeSet<&str> = BTreeSet::new();
        for record in records {
            let known = record.and_then(|record| Some((record, record.decided?, Result::of(record)?)));
            match known {
                Some((record, day, result)) => {
                    replaced.extend(record.replaces.as_deref());
                    decided.push((record, day, result));
                }
                None => counted.unreadable += 1,
            }
        }
        for (record, day, result) in decided {
            if period.has(day) && !is_replaced(record, day, &replaced) {
                counted.add(record, result);
            }
        }
        counted
    }

    /// How many decisions.
    pub fn decisions(&self) -> u64 {
        self.results.values().sum()
    }

    /// In how many of them help is granted.
    pub fn granted(&self) -> u64 {
        self.results.iter().filter(|(result, _)| result.grants()).map(|(_, count)| count).sum()
    }

    /// How many of them answer an application.
    pub fn applications(&self) -> u64 {
        self.results.iter().filter(|(result, _)| result.answers()).map(|(_, count)| count).sum()
    }

    /// How many came to `result`.
    pub(super) fn came_to(&self, result: Result) -> u64 {
        self.results.get(&result).copied().unwrap_or(0)
    }

    /// Each result.
    pub(super) fn results(&self) -> Counts {
        self.results.iter().map(|(result, count)| (result.word(), *count)).collect()
    }

    /// Records that could not be counted.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    fn add(&mut self, record: &CaseRecord, result: Result) {
        *self.results.entry(result).or_default() += 1;
        if result.answers() {
            let parts = record.application.iter().flat_map(|application| &application.parts);
            let measures: BTreeSet<&'static str> =
                parts.map(|part| part.measure.map_or("", |measure| measure.word())).collect();
            let none = measures.is_empty().then_some("");
            for measure in measures.into_iter().chain(none) {
                *self.applied.entry(measure).or_default() += 1;
            }
        }
        if result.grants() {
            self.add_granted(record);
        }
    }

    fn add_granted(&mut self, record: &CaseRecord) {
        let first = record.grant.as_ref().and_then(|grant| grant.parts.first());
        let measure = first.and_then(|part| part.measure).map_or("", |measure| measure.word());
        *self.measures.entry(measure).or_default() += 1;
        let own = record.classification.as_ref();
        let background = own.and_then(|own| own.background).map_or("", |background| background.word());
        *self.backgrounds.entry(background).or_default() += 1;
        let level = own.and_then(|own| own.functional_level).map_or("", |level| level.word());
        *self.levels.entry(level).or_default() += 1;
        let purposes: BTreeSet<&'static str> =
            own.iter().flat_map(|own| &own.purpose).map(|purpose: &Function| purpose.word()).collect();
        for purpose in purposes {
            *self.purposes.entry(purpose).or_default() += 1;
        }
        let yes_or_no = |yes: Option<bool>| yes.map_or("", |yes| if yes { "yes" } else { "no" });
        *self.repeated.entry(yes_or_no(own.map(|own| own.repeat_grant))).or_default() += 1;
        *self.medical.entry(yes_or_no(own.map(|own| own.medical_documentation))).or_default() += 1;
    }
}

fn is_replaced(record: &CaseRecord, day: Date, replaced: &BTreeSet<&str>) -> bool {
    let Some((case, decision)) = record.case.as_ref().zip(record.decision) else { return false };
    let stem = format!("{}_", LetterId::stem(case, day, decision));
    replaced.range(stem.as_str()..).next().is_some_and(|id| id.starts_with(&stem))
}
