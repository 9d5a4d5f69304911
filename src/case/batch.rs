//! Faults that only a set of cases has.

use jiff::civil::Date;

use super::CaseId;
use super::fault::{self, Fault};
use super::read::ReadCase;
use super::record::Decision;
use crate::diagnostic::{Bilingual, Place, Spot};

/// The letters that a case lays claim to under its number: small, so that a set of any size can be held against itself.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Decision date and decision; `None` where one of them could not be read.
    decision: Option<(Date, Decision)>,
    spot: Spot,
}

impl Claim {
    /// The claim of a case that was read.
    pub fn of(read: &ReadCase) -> Self {
        let decision = read.record.as_ref().and_then(|record| Some((record.decided?, record.decision?)));
        let place = read.place_of("case").unwrap_or(Place { line: 1, column: 1, span: 0..0 });
        Self { decision, spot: Spot::from(&place) }
    }
}

/// A case's file name and number, and its claim.
pub type Claiming<'a> = (&'a str, Option<&'a CaseId>, &'a Claim);

/// The cases that would give a letter of the same name: the same number (`2026/42` and `2026-42` are one in a file
/// name), decided the same day with the same decision. Each is told the name of the first other; `cases` are file names,
/// case numbers and claims, and the numbers in the result count in them.
pub fn clashes(cases: &[Claiming<'_>]) -> Vec<(usize, Fault)> {
    // Names that differ in upper and lower case only are one on some file systems.
    let number = |case: &CaseId| case.file_stem().to_lowercase();
    let numbers: Vec<Option<String>> = cases.iter().map(|(_, case, _)| case.map(number)).collect();
    let letter = |index: usize| {
        let (decided, decision) = cases[index].2.decision?;
        Some((numbers[index].as_deref()?, decided, decision.word()))
    };
    let mut claiming: Vec<usize> = (0..cases.len()).filter(|index| letter(*index).is_some()).collect();
    claiming.sort_by_key(|index| letter(*index));
    let same = claiming.chunk_by(|a, b| letter(*a) == letter(*b));
    let shared = same.filter(|same| same.len() > 1);
    let mut clashes: Vec<(usize, Fault)> = shared.flat_map(|same| told(same, cases)).collect();
    clashes.sort_by_key(|(index, _)| *index);
    clashes
}

fn told(same: &[usize], cases: &[Claiming<'_>]) -> Vec<(usize, Fault)> {
    let fault = |index: usize| {
        let other = same.iter().find(|other| **other != index)?;
        let (name, ..) = cases.get(*other)?;
        let (.., claim) = cases.get(index)?;
        let message = Bilingual::new(
            format!("En anden fil i kørslen giver det samme brev: {name}."),
            format!("Another file of the run makes the same letter: {name}."),
        );
        Some((index, fault::same_case("case", claim.spot.into(), message)))
    };
    same.iter().filter_map(|index| fault(*index)).collect()
}
