//! `begrund sample`: invented but lawful cases in any number, for trials, training and load.
//!
//! The words are data (`templates/sample/`): circumstances of daily life, sources, offers, reasons, with choices inside the
//! sentences. This module draws from them and puts a record together. How often what occurs follows Ankestyrelsen's survey
//! (`templates/sample/survey.yaml`).
//!
//! The same count and seed give the same bytes on every machine and under every later build with the same words: chance is
//! [`Chance`], which is written out here and not taken from a crate.
//!
//! Of up to [`CHECKED_MAX`] cases no two are alike: each is held against those before it with the measure of BAT-01, and drawn
//! anew while it shares too much. Of more, reasons must repeat; their workspace says `load: true`.

mod calendar;
mod chance;
mod grammar;
mod people;
mod phrase;
mod plan;
mod record;
mod story;
mod yaml;

use crate::case::{CaseFile, read};
use crate::check::batch::Kept;
use crate::law::Law;
use crate::pack::{Pack, PackError};

pub use chance::Chance;
use grammar::Grammar;
use people::Registry;
use plan::Plan;
use story::Story;

/// Up to so many cases are held against each other; of more the workspace is marked `load: true`.
pub const CHECKED_MAX: usize = 200;
/// The most cases that can be asked for: as many citizens can be named.
pub const COUNT_MAX: usize = people::CITIZENS_MAX;
/// From so much of the smaller one's runs of words a case is drawn anew; BAT-01 tells of two from 20 %.
const ALIKE: f64 = 0.18;
/// So often a case is drawn anew before the least alike of the draws is taken.
const DRAWS: usize = 200;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// How many cases.
    pub count: usize,
    /// What the draws begin from.
    pub seed: u64,
    /// Only cases in which help is granted, as the survey's were: 108 of them have exactly its counts.
    pub granted_only: bool,
}

/// A record of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its file name.
    pub name: String,
    /// The record.
    pub text: String,
}

/// Makes the cases one after the other.
#[derive(Debug)]
pub struct Samples {
    grammar: Grammar,
    law: Law,
    plan: std::vec::IntoIter<plan::Planned>,
    registry: Registry,
    chance: Chance,
    number: usize,
    /// What was kept of those before, where they are held against each other.
    before: Option<Vec<Kept>>,
}

impl Samples {
    /// Ready to make what was asked for, at most [`COUNT_MAX`] cases.
    ///
    /// # Errors
    /// If the words in the pack cannot be read.
    pub fn new(pack: &Pack, order: Order) -> Result<Self, PackError> {
        let grammar = Grammar::load(pack)?;
        let law = Law::load(pack)?;
        let mut chance = Chance::new(order.seed);
        let count = order.count.min(COUNT_MAX);
        let plan = Plan::new(&grammar, count, order.granted_only, &mut chance)?;
        let registry = Registry::new(&grammar.people, &mut chance);
        let before = (count <= CHECKED_MAX).then(Vec::new);
        Ok(Self { grammar, law, plan: plan.cases.into_iter(), registry, chance, number: 0, before })
    }

    fn draw(&mut self, planned: &plan::Planned) -> Sample {
        let case = format!("2026-102-{:05}", self.number);
        let citizen = self.registry.citizen(&mut self.chance);
        let draw = |chance: &mut Chance, registry: &mut Registry| {
            let story = Story::draw(&self.grammar, &self.law, planned, chance);
            Sample {
                name: format!("{case}.yaml"),
                text: record::text(&case, &citizen, &story, registry, chance),
            }
        };
        let Some(before) = &mut self.before else { return draw(&mut self.chance, &mut self.registry) };
        let mut least: Option<(f64, Sample, Kept)> = None;
        for _ in 0..DRAWS {
            let sample = draw(&mut self.chance, &mut self.registry);
            let Some(kept) = kept(&sample, &self.law) else { continue };
            let alike = before.iter().map(|other| kept.overlap(other)).fold(0.0, f64::max);
            if least.as_ref().is_none_or(|(share, _, _)| alike < *share) {
                least = Some((alike, sample, kept));
            }
            if alike < ALIKE {
                break;
            }
        }
        match least {
            Some((_, sample, kept)) => {
                before.push(kept);
                sample
            }
            None => draw(&mut self.chance, &mut self.registry),
        }
    }
}

impl Iterator for Samples {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        let planned = self.plan.next()?;
        self.number += 1;
        Some(self.draw(&planned))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.plan.size_hint()
    }
}

/// What the checks keep of a case to hold it against others.
fn kept(sample: &Sample, law: &Law) -> Option<Kept> {
    let file =
        CaseFile::from_bytes(sample.name.as_ref(), sample.name.clone(), sample.text.clone().into_bytes());
    let read = read::read(&file);
    let record = read.record.as_ref()?;
    Some(Kept::of(&read, record, law))
}
