//! What is kept of letters that were sent, in the ledger: hashes of runs of words, and keyed hashes of case and citizen.

use std::collections::BTreeSet;

use crate::case::read::hex;
use crate::check::batch::{Kept, Sent, Sketch};
use crate::ledger::{Events, KeptSketch, Key, LedgerError, What};

/// What is kept of a letter when it was sent.
pub fn keep(kept: &Kept, letter: &str, key: &Key) -> KeptSketch {
    let Sent { owners, sketch, .. } = kept.sent(letter);
    KeptSketch {
        owners: owners.into_iter().map(|owner| format!("{:016x}", keyed(key, owner))).collect(),
        reasons: hex(&sketch.to_bytes()),
    }
}

/// What the ledger keeps of every letter that was sent.
pub(super) fn recall(events: Events<'_>) -> Result<Vec<Sent>, LedgerError> {
    let mut all = Vec::new();
    let mut noted = BTreeSet::new();
    events.each_of_kind("sent", |event| {
        if let (Some(letter), What::Sent { remembered: Some(digest), .. }) = (event.letter, event.what) {
            noted.insert((letter, digest));
        }
    })?;
    events.each_sketch(|letter, digest, sketch| {
        let key = (letter, digest);
        if noted.contains(&key) {
            let owners = sketch.owners.iter().filter_map(|owner| u64::from_str_radix(owner, 16).ok());
            let reasons = Sketch::from_bytes(&bytes(&sketch.reasons));
            all.push(Sent { letter: key.0, owners: owners.collect(), sketch: reasons });
        }
    })?;
    Ok(all)
}

/// An owner as it is kept: without the key, nobody can try out CPR numbers against it.
pub(super) fn keyed(key: &Key, owner: u64) -> u64 {
    let hash = key.keyed("owner", &[&format!("{owner:016x}")]);
    u64::from_str_radix(&hash[..16], 16).unwrap_or_default()
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len()).step_by(2);
    pairs.filter_map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect()
}
