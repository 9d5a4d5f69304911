//! Faults that only a set of cases has.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::fault::{self, Fault};
use super::read::ReadCase;
use super::record::Decision;
use crate::diagnostic::{Bilingual, Place};

/// The letters that a case lays claim to: small, so that a set of any size can be held against itself.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Number in file-name form, decision date and decision; `None` where one of them could not be read.
    letter: Option<(String, Date, Decision)>,
    place: Place,
}

impl Claim {
    /// The claim of a case that was read.
    pub fn of(read: &ReadCase) -> Self {
        let letter = read.record.as_ref().and_then(|record| {
            // Names that differ in upper and lower case only are one on some file systems.
            Some((record.case.as_ref()?.file_stem().to_lowercase(), record.decided?, record.decision?))
        });
        let place = read.place_of("case").unwrap_or(Place { line: 1, column: 1, span: 0..0 });
        Self { letter, place }
    }
}

/// The cases that would give a letter of the same name: the same number (`2026/42` and `2026-42` are one in a file
/// name), decided the same day with the same decision. Each is told the name of the first other; `cases` are file names
/// and claims, and the numbers in the result count in them.
pub fn clashes(cases: &[(&str, &Claim)]) -> Vec<(usize, Fault)> {
    let mut letters: BTreeMap<(&str, Date, &str), Vec<usize>> = BTreeMap::new();
    for (index, (_, claim)) in cases.iter().enumerate() {
        if let Some((number, decided, decision)) = &claim.letter {
            letters.entry((number, *decided, decision.word())).or_default().push(index);
        }
    }
    let shared = letters.into_values().filter(|same| same.len() > 1);
    let mut clashes: Vec<(usize, Fault)> = shared.flat_map(|same| told(&same, cases)).collect();
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
        Some((index, fault::same_case("case", claim.place.clone(), message)))
    };
    same.iter().filter_map(|index| fault(*index)).collect()
}
