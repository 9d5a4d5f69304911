//! Faults that only a set of cases has.

use std::hash::Hash as _;

use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128 as _, SipHasher13};

use super::fault::{self, Fault};
use super::read::ReadCase;
use crate::diagnostic::{Bilingual, Spot};

/// The letters that a case lays claim to under its number: small, so that a set of any size can be held against itself.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Claim {
    /// Number, decision date and decision as one hash.
    letter: [u8; 16],
    /// Where the number stands.
    spot: Spot,
}

impl Claim {
    /// The claim of a case that was read; `None` where number, date or decision could not be read.
    pub fn of(read: &ReadCase) -> Option<Self> {
        let record = read.record.as_ref()?;
        let mut hasher = SipHasher13::new();
        // Names that differ in upper and lower case only are one on some file systems.
        record.case.as_ref()?.file_stem().to_lowercase().hash(&mut hasher);
        (record.decided?.to_string(), record.decision?.word()).hash(&mut hasher);
        let place = read.place_of("case")?;
        Some(Self { letter: hasher.finish128().as_bytes(), spot: Spot::from(&place) })
    }
}

/// The cases that would give a letter of the same name: the same number (`2026/42` and `2026-42` are one in a file
/// name), decided the same day with the same decision. `claims` come with the cases' numbers. Each such case is told the name of the first
/// other, which `name` gives.
pub fn clashes(claims: &[(usize, Claim)], name: impl Fn(usize) -> String) -> Vec<(usize, Fault)> {
    let mut claiming: Vec<&(usize, Claim)> = claims.iter().collect();
    claiming.sort_unstable_by_key(|(case, claim)| (claim.letter, *case));
    let same = claiming.chunk_by(|a, b| a.1.letter == b.1.letter).filter(|same| same.len() > 1);
    let told = same.flat_map(|same| {
        same.iter().filter_map(|(case, claim)| {
            let (other, _) = same.iter().find(|(other, _)| other != case)?;
            let name = name(*other);
            let message = Bilingual::new(
                format!("En anden fil i kørslen giver det samme brev: {name}."),
                format!("Another file of the run makes the same letter: {name}."),
            );
            Some((*case, fault::same_case("case", claim.spot.into(), message)))
        })
    });
    let mut clashes: Vec<(usize, Fault)> = told.collect();
    clashes.sort_by_key(|(case, _)| *case);
    clashes
}
