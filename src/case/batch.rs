//! Faults that only a set of cases has.

use jiff::civil::Date;

use super::fault::{self, Fault};
use super::read::ReadCase;
use super::record::Decision;
use crate::diagnostic::{Bilingual, Place, Spot};

/// The letters that a case lays claim to: small, so that a set of any size can be held against itself.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Number in file-name form, decision date and decision; `None` where one of them could not be read.
    letter: Option<(Box<str>, Date, Decision)>,
    spot: Spot,
}

impl Claim {
    /// The claim of a case that was read.
    pub fn of(read: &ReadCase) -> Self {
        let letter = read.record.as_ref().and_then(|record| {
            // Names that differ in upper and lower case only are one on some file systems.
            let number = record.case.as_ref()?.file_stem().to_lowercase();
            Some((number.into(), record.decided?, record.decision?))
        });
        let place = read.place_of("case").unwrap_or(Place { line: 1, column: 1, span: 0..0 });
        Self { letter, spot: Spot::from(&place) }
    }
}

/// The cases that would give a letter of the same name: the same number (`2026/42` and `2026-42` are one in a file
/// name), decided the same day with the same decision. Each is told the name of the first other; `cases` are file names
/// and claims, and the numbers in the result count in them.
pub fn clashes(cases: &[(&str, &Claim)]) -> Vec<(usize, Fault)> {
    let letter = |index: usize| {
        let (number, decided, decision) = cases[index].1.letter.as_ref()?;
        Some((&**number, *decided, decision.word()))
    };
    let mut claiming: Vec<usize> = (0..cases.len()).filter(|index| letter(*index).is_some()).collect();
    claiming.sort_by_key(|index| letter(*index));
    let same = claiming.chunk_by(|a, b| letter(*a) == letter(*b));
    let shared = same.filter(|same| same.len() > 1);
    let mut clashes: Vec<(usize, Fault)> = shared.flat_map(|same| told(same, cases)).collect();
    clashes.sort_by_key(|(index, _)| *index);
    clashes
}

fn told(same: &[usize], cases: &[(&str, &Claim)]) -> Vec<(usize, Fault)> {
    let fault = |index: usize| {
        let other = same.iter().find(|other| **other != index)?;
        let (name, _) = cases.get(*other)?;
        let (_, claim) = cases.get(index)?;
        let message = Bilingual::new(
            format!("En anden fil i kørslen giver det samme brev: {name}."),
            format!("Another file of the run makes the same letter: {name}."),
        );
        Some((index, fault::same_case("case", claim.spot.into(), message)))
    };
    same.iter().filter_map(|index| fault(*index)).collect()
}
