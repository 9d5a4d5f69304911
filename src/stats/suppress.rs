//! Which cells of a table are hidden, so that nobody can be found out from it.
//!
//! - **Few.** A cell under [`FEW`] is hidden, also a zero: that none of those who got help had a trait says something of each of them.
//! - **What is left over.** Cells with a known sum give a hidden one away: the sum less the others. So of the cells of a sum that is
//!   published, either none is hidden, or at least two that together make [`FEW`] or more; the smallest of the others is hidden too until
//!   that is so. All hidden cells bear the same mark, so that nobody sees which of them are few.
//! - **Several sums.** Where the same cells stand in several published sums, these can be solved as equations, and a difference of zero
//!   gives away more than equations do. Therefore whoever reads is taken to know the sum of every part into which the sums cut the table
//!   ([`parts`]), and a sum that would cut off few is not published ([`all_enough`]).
//! - Where what is hidden sums to zero, each of it is zero, and anybody can see that: then the zeros are shown.
//! - **The rest.** Where several answers can be given, so that rows sum to nothing, a cell is also hidden when all but a few are in it.
//!
//! What no program can hinder: two runs over periods that differ by a few days can be subtracted. `docs/statistics.md` says so.

use std::collections::BTreeMap;

/// A count under this is of few.
pub const FEW: u64 = 5;

/// Whether a sum may be known: of none, or of more than few.
pub fn enough(sum: u64) -> bool {
    sum == 0 || sum >= FEW
}

/// The parts into which `sums`, each given as the numbers of the cells in it, cut a table of `cells`: two cells are in the same part when
/// every sum has both or neither. All sums together tell no more than the sum of each part.
pub fn parts(cells: usize, sums: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut parts: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
    for cell in 0..cells {
        parts.entry(sums.iter().map(|sum| sum.contains(&cell)).collect()).or_default().push(cell);
    }
    parts.into_values().collect()
}

/// Whether no part is of few: then the sum of each may be known.
pub fn all_enough(counts: &[u64], parts: &[Vec<usize>]) -> bool {
    parts.iter().all(|part| enough(part.iter().map(|cell| counts[*cell]).sum()))
}

/// Which of `counts` are hidden, when the sum of each part is known. No part may be of few ([`all_enough`]).
pub fn hidden(counts: &[u64], parts: &[Vec<usize>]) -> Vec<bool> {
    let mut hidden = vec![false; counts.len()];
    for part in parts {
        let mut ascending = part.clone();
        ascending.sort_by_key(|cell| (counts[*cell], *cell));
        let few = ascending.partition_point(|cell| counts[*cell] < FEW);
        let (mut own, mut together) = (0, 0);
        for (turn, cell) in ascending.into_iter().enumerate() {
            let all_is_well = own == 0 || (own > 1 && together >= FEW);
            if turn >= few && all_is_well {
                break;
            }
            hidden[cell] = true;
            own += 1;
            together += counts[cell];
        }
        if together == 0 {
            for cell in part {
                hidden[*cell] = false;
            }
        }
    }
    hidden
}

/// Whether one of several answers is hidden: few gave it, or few did not.
pub fn hidden_of_many(count: u64, all: u64) -> bool {
    let rest = all.saturating_sub(count);
    count < FEW || (rest > 0 && rest < FEW)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(counts: &[u64]) -> Vec<Option<u64>> {
        let hidden = hidden(counts, &parts(counts.len(), &[]));
        counts.iter().zip(hidden).map(|(count, hidden)| (!hidden).then_some(*count)).collect()
    }

    #[test]
    fn the_surveys_own_table_hides_its_few_and_nothing_more() {
        let measures = [61, 13, 1, 1, 6, 0, 0, 1, 0, 2, 23];
        let expected: Vec<Option<u64>> =
            measures.iter().map(|count| (*count >= FEW).then_some(*count)).collect();
        // What is hidden sums to 5, of seven cells.
        assert_eq!(shown(&measures), expected);
    }

    #[test]
    fn one_few_alone_takes_the_next_with_it() {
        assert_eq!(shown(&[20, 3, 9]), [Some(20), None, None]);
        assert_eq!(shown(&[20, 4, 4]), [Some(20), None, None]);
        assert_eq!(shown(&[20, 2, 1]), [None, None, None]);
        assert_eq!(shown(&[20, 9, 5]), [Some(20), Some(9), Some(5)]);
        assert_eq!(shown(&[104, 4]), [None, None]);
    }

    #[test]
    fn zeros_that_the_sum_gives_away_are_shown() {
        assert_eq!(shown(&[20, 0, 0]), [Some(20), Some(0), Some(0)]);
    }

    #[test]
    fn few_of_several_answers_and_all_but_few_are_hidden() {
        assert!(hidden_of_many(3, 50) && hidden_of_many(47, 50) && hidden_of_many(0, 50));
        assert!(!hidden_of_many(50, 50) && !hidden_of_many(5, 50) && !hidden_of_many(45, 50));
    }

    /// Every way in which the hidden cells could be filled so that all published sums come out.
    fn fillings(counts: &[u64], hidden: &[bool], sums: &[Vec<usize>]) -> Vec<Vec<u64>> {
        fn fill(at: usize, own: &mut Vec<u64>, counts: &[u64], hidden: &[bool], found: &mut Vec<Vec<u64>>) {
            if at == counts.len() {
                found.push(own.clone());
                return;
            }
            let most = if hidden[at] { 14 } else { counts[at] };
            for value in (if hidden[at] { 0 } else { counts[at] })..=most {
                own.push(value);
                fill(at + 1, own, counts, hidden, found);
                own.pop();
            }
        }
        let mut found = Vec::new();
        fill(0, &mut Vec::new(), counts, hidden, &mut found);
        found.retain(|filling| {
            sums.iter().all(|sum| {
                let of = |values: &[u64]| sum.iter().map(|cell| values[*cell]).sum::<u64>();
                of(filling) == of(counts)
            })
        });
        found
    }

    #[test]
    fn sums_cut_the_cells_into_parts() {
        assert_eq!(parts(4, &[vec![0, 1], vec![1, 2]]), [vec![3], vec![2], vec![0], vec![1]]);
        assert!(!all_enough(&[9, 9, 9, 3], &parts(4, &[vec![0, 1], vec![1, 2]])));
        assert!(all_enough(&[9, 9, 9, 3], &parts(4, &[vec![0, 1]])));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Whatever sums are published over the same cells, no few can be computed, not even by trying every filling.
        #[test]
        fn no_few_can_be_computed(
            counts in prop::collection::vec(0_u64..9, 4),
            sums in prop::sample::subsequence(vec![vec![0, 1], vec![1, 2], vec![0, 3], vec![2]], 0..=4),
        ) {
            let parts = parts(counts.len(), &sums);
            prop_assume!(all_enough(&counts, &parts));
            let hidden = hidden(&counts, &parts);
            let all: Vec<Vec<usize>> = sums.into_iter().chain([vec![0, 1, 2, 3]]).collect();
            let fillings = fillings(&counts, &hidden, &all);
            for (cell, count) in counts.iter().enumerate() {
                let few = *count > 0 && *count < FEW;
                let known = fillings.iter().all(|filling| filling[cell] == *count);
                prop_assert!(!few || (hidden[cell] && !known), "{counts:?} {hidden:?} {all:?}");
            }
        }
    }
}
