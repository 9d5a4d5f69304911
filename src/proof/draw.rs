//! Which letters must be opened before many are approved at once: each that has a reason, and a draw among the rest.
//!
//! Whether a letter is drawn depends on the seed and its own id alone: making letters anew, or others beside them, draws nothing else.

use sha2::{Digest as _, Sha256};

use super::risk::Reason;

/// The word for a letter that was drawn.
pub const DRAWN: &str = "drawn";

/// How letters are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// The seed, from the ledger.
    pub seed: String,
    /// The reasons for which each letter must be opened.
    pub open_each: Vec<String>,
    /// How many per cent of the rest are drawn.
    pub percent: u8,
}

impl Draw {
    /// For each letter why it must be opened; empty where it need not be. Of letters without a reason at least one is drawn.
    pub fn demands(&self, letters: &[(&str, &[Reason])]) -> Vec<Vec<String>> {
        let mut demands: Vec<Vec<String>> = letters
            .iter()
            .map(|(_, reasons)| {
                let words = reasons.iter().map(|reason| reason.word().to_owned());
                words.filter(|word| self.open_each.contains(word)).collect()
            })
            .collect();
        let mut rest: Vec<(u64, usize)> = (0..letters.len())
            .filter(|index| demands[*index].is_empty())
            .map(|index| (self.lot(letters[index].0), index))
            .collect();
        rest.sort_unstable();
        let below = |lot: u64| u128::from(lot) * 100 < u128::from(self.percent) << 64;
        for (place, (lot, index)) in rest.into_iter().enumerate() {
            if below(lot) || (place == 0 && self.percent > 0) {
                demands[index].push(DRAWN.to_owned());
            }
        }
        demands
    }

    /// A letter's lot, evenly spread.
    fn lot(&self, letter: &str) -> u64 {
        let digest = Sha256::new().chain_update(&self.seed).chain_update(letter).finalize();
        digest.iter().take(8).fold(0, |lot, byte| lot << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(draw: &Draw, letters: &[String]) -> Vec<String> {
        let rows: Vec<(&str, &[Reason])> = letters.iter().map(|id| (id.as_str(), [].as_slice())).collect();
        let demands = draw.demands(&rows);
        letters.iter().zip(demands).filter(|(_, why)| !why.is_empty()).map(|(id, _)| id.clone()).collect()
    }

    #[test]
    fn the_share_is_drawn_and_neither_others_nor_their_order_change_it() {
        let draw = Draw { seed: "a seed".into(), open_each: vec![], percent: 10 };
        let letters: Vec<String> = (0..2000).map(|number| format!("2026-102-{number:04}")).collect();
        let first = drawn(&draw, &letters);
        assert!((140..260).contains(&first.len()), "{}", first.len());
        let mut half: Vec<String> = letters[..1000].to_vec();
        half.reverse();
        let mut again = drawn(&draw, &half);
        again.sort();
        assert_eq!(again, first.iter().filter(|id| half.contains(id)).cloned().collect::<Vec<_>>());
        let other = Draw { seed: "another".into(), ..draw.clone() };
        assert_ne!(drawn(&other, &letters), first);
        assert_eq!(drawn(&Draw { percent: 100, ..draw.clone() }, &letters), letters);
        assert!(drawn(&Draw { percent: 0, ..draw }, &letters).is_empty());
    }

    #[test]
    fn a_reason_that_demands_it_is_named_and_few_letters_give_one() {
        let draw = Draw { seed: "s".into(), open_each: vec!["refusal".into()], percent: 1 };
        let rows: [(&str, &[Reason]); 3] =
            [("a", &[Reason::Refusal, Reason::Remittal]), ("b", &[Reason::Remittal]), ("c", &[])];
        let demands = draw.demands(&rows);
        assert_eq!(demands[0], ["refusal"]);
        let rest = demands[1..].iter().filter(|why| why.as_slice() == [DRAWN]).count();
        assert_eq!(rest, 1);
    }
}
