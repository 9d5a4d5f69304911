//! Faults that only a set of cases has.

use std::collections::BTreeMap;

use super::fault::{self, Fault};
use super::read::ReadCase;
use crate::diagnostic::{Bilingual, Place};

/// The cases that would give a letter of the same name: the same number (`2026/42` and `2026-42` are one in a file
/// name), decided the same day with the same decision. Each is told the name of the first other; `cases` are file names
/// and what was read, and the numbers in the result count in them.
pub fn clashes(cases: &[(&str, &ReadCase)]) -> Vec<(usize, Fault)> {
    let mut letters: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, (_, read)) in cases.iter().enumerate() {
        let letter = read.record.as_ref().and_then(|record| {
            let decision = record.decision?.word();
            Some((record.case.as_ref()?.file_stem(), record.decided?, decision))
        });
        if let Some(letter) = letter {
            letters.entry(letter).or_default().push(index);
        }
    }
    let shared = letters.into_values().filter(|same| same.len() > 1);
    let mut clashes: Vec<(usize, Fault)> = shared.flat_map(|same| told(&same, cases)).collect();
    clashes.sort_by_key(|(index, _)| *index);
    clashes
}

fn told(same: &[usize], cases: &[(&str, &ReadCase)]) -> Vec<(usize, Fault)> {
    let fault = |index: usize| {
        let other = same.iter().find(|other| **other != index)?;
        let (name, _) = cases.get(*other)?;
        let (_, read) = cases.get(index)?;
        let place = read.place_of("case").unwrap_or(Place { line: 1, column: 1, span: 0..0 });
        let message = Bilingual::new(
            format!("En anden fil i kørslen giver det samme brev: {name}."),
            format!("Another file of the run makes the same letter: {name}."),
        );
        Some((index, fault::same_case("case", place, message)))
    };
    same.iter().filter_map(|index| fault(*index)).collect()
}
