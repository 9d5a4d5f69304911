//! Faults that only a set of cases has.

use std::hash::Hash as _;

use siphasher::sip128::{Hasher128 as _, SipHasher13};

use super::fault::{self, Fault};
use super::read::ReadCase;
use crate::diagnostic::{Bilingual, Place, Spot};

/// The letters that a case lays claim to under its number: small, so that a set of any size can be held against itself.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Number, decision date and decision as one hash; `None` where one of them could not be read.
    letter: Option<[u8; 16]>,
    spot: Spot,
}

impl Claim {
    /// The claim of a case that was read.
    pub fn of(read: &ReadCase) -> Self {
        let letter = read.record.as_ref().and_then(|record| {
            let mut hasher = SipHasher13::new();
            // Names that differ in upper and lower case only are one on some file systems.
            record.case.as_ref()?.file_stem().to_lowercase().hash(&mut hasher);
            (record.decided?.to_string(), record.decision?.word()).hash(&mut hasher);
            Some(hasher.finish128().as_bytes())
        });
        let place = read.place_of("case").unwrap_or(Place { line: 1, column: 1, span: 0..0 });
        Self { letter, spot: Spot::from(&place) }
    }
}

/// The cases that would give a letter of the same name: the same number (`2026/42` and `2026-42` are one in a file
/// name), decided the same day with the same decision. Each is told the name of the first other, which `name` gives; the numbers in
/// the result count in `claims`.
pub fn clashes(claims: &[Claim], name: impl Fn(usize) -> String) -> Vec<(usize, Fault)> {
    let claiming = claims.iter().enumerate().filter_map(|(case, claim)| Some((claim.letter?, case)));
    let mut claiming: Vec<([u8; 16], usize)> = claiming.collect();
    claiming.sort_unstable();
    let same = claiming.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1);
    let told = same.flat_map(|same| {
        same.iter().filter_map(|(_, case)| {
            let (_, other) = same.iter().find(|(_, other)| other != case)?;
            let name = name(*other);
            let message = Bilingual::new(
                format!("En anden fil i kørslen giver det samme brev: {name}."),
                format!("Another file of the run makes the same letter: {name}."),
            );
            Some((*case, fault::same_case("case", claims[*case].spot.into(), message)))
        })
    });
    let mut clashes: Vec<(usize, Fault)> = told.collect();
    clashes.sort_by_key(|(case, _)| *case);
    clashes
}
