//! Which cells of a table are hidden, so that nobody can be found out from it.
//!
//! - **Few.** A cell under [`FEW`] is hidden, also a zero: that none of those who got help had a trait says something of each of them.
//! - **What is left over.** Cells with a known sum give a hidden one away: the sum less the others. So of the cells of a sum that is
//!   published, either none is hidden, or at least two that together make [`FEW`] or more; the smallest of the others is hidden too until
//!   that is so. All hidden cells bear the same mark, so that nobody sees which of them are few.
//! - **Several sums.** Where the same cells stand in several published sums, these can be solved as equations. A cell that comes out of
//!   them is found by elimination, and one more is hidden.
//! - Where what is hidden sums to zero, each of it is zero, and anybody can see that: then the zeros are shown.
//! - **The rest.** Where several answers can be given, so that rows sum to nothing, a cell is also hidden when all but a few are in it.
//!
//! What no program can hinder: two runs over periods that differ by a few days can be subtracted. `docs/statistics.md` says so.

/// A count under this is of few.
pub const FEW: u64 = 5;

/// Which of `counts` are hidden. `sums` are the published sums, each as the numbers of the cells in it.
pub fn hidden(counts: &[u64], sums: &[Vec<usize>]) -> Vec<bool> {
    let mut hidden: Vec<bool> = counts.iter().map(|count| *count < FEW).collect();
    show_plain_zeros(counts, sums, &mut hidden);
    // Each turn hides one more cell, so that this ends.
    while let Some(cell) = next_to_hide(counts, sums, &hidden) {
        hidden[cell] = true;
    }
    hidden
}

/// Whether one of several answers is hidden: few gave it, or few did not.
pub fn hidden_of_many(count: u64, all: u64) -> bool {
    let rest = all.saturating_sub(count);
    count < FEW || (rest > 0 && rest < FEW)
}

/// Zeros that any sum gives away are shown.
fn show_plain_zeros(counts: &[u64], sums: &[Vec<usize>], hidden: &mut [bool]) {
    for sum in sums {
        let own: Vec<usize> = sum.iter().copied().filter(|cell| hidden[*cell]).collect();
        if own.iter().all(|cell| counts[*cell] == 0) {
            for cell in own {
                hidden[cell] = false;
            }
        }
    }
}

/// A cell that must be hidden too; `None` when all is well, or nothing is left to hide.
fn next_to_hide(counts: &[u64], sums: &[Vec<usize>], hidden: &[bool]) -> Option<usize> {
    let smallest = |cells: &mut dyn Iterator<Item = usize>| {
        cells.filter(|cell| !hidden[*cell]).min_by_key(|cell| (counts[*cell] == 0, counts[*cell], *cell))
    };
    for sum in sums {
        let own: Vec<usize> = sum.iter().copied().filter(|cell| hidden[*cell]).collect();
        let together: u64 = own.iter().map(|cell| counts[*cell]).sum();
        let gives_away = !own.is_empty() && (own.len() < 2 || together < FEW);
        if let Some(cell) = smallest(&mut sum.iter().copied()).filter(|_| gives_away) {
            return Some(cell);
        }
    }
    let exposed = exposed(sums, hidden)?;
    let beside = sums.iter().filter(|sum| sum.contains(&exposed)).flatten().copied();
    smallest(&mut beside.into_iter()).or_else(|| smallest(&mut (0..counts.len())))
}

/// A hidden cell that the published sums and the shown cells give away.
fn exposed(sums: &[Vec<usize>], hidden: &[bool]) -> Option<usize> {
    let columns: Vec<usize> = (0..hidden.len()).filter(|cell| hidden[*cell]).collect();
    let mut rows: Vec<Vec<i64>> =
        sums.iter().map(|sum| columns.iter().map(|cell| i64::from(sum.contains(cell))).collect()).collect();
    eliminate(&mut rows, columns.len());
    let given_away = rows.iter().find_map(|row| {
        let mut own = row.iter().enumerate().filter(|(_, factor)| **factor != 0);
        let first = own.next()?;
        own.next().is_none().then_some(first.0)
    });
    given_away.map(|column| columns[column])
}

/// Gauss–Jordan in whole numbers: each row is left with its first cell, and the cells that cannot be told from it.
fn eliminate(rows: &mut [Vec<i64>], columns: usize) {
    let mut done = 0;
    for column in 0..columns {
        let Some(pivot) = (done..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(done, pivot);
        let own = rows[done].clone();
        for (index, row) in rows.iter_mut().enumerate() {
            let (factor, by) = (row[column], own[column]);
            if index == done || factor == 0 {
                continue;
            }
            for (cell, pivot) in row.iter_mut().zip(&own) {
                *cell = *cell * by - pivot * factor;
            }
            // Factors stay small: there are few sums, of ones and zeros.
            let divisor = row.iter().fold(0, |divisor, cell| gcd(divisor, cell.abs())).max(1);
            for cell in row.iter_mut() {
                *cell /= divisor;
            }
        }
        done += 1;
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(counts: &[u64], sums: &[Vec<usize>]) -> Vec<Option<u64>> {
        let hidden = hidden(counts, sums);
        counts.iter().zip(hidden).map(|(count, hidden)| (!hidden).then_some(*count)).collect()
    }

    #[test]
    fn the_surveys_own_table_hides_its_few_and_nothing_more() {
        let measures = [61, 13, 1, 1, 6, 0, 0, 1, 0, 2, 23];
        let all = vec![(0..11).collect::<Vec<_>>()];
        let expected: Vec<Option<u64>> =
            measures.iter().map(|count| (*count >= FEW).then_some(*count)).collect();
        // What is hidden sums to 5, of seven cells.
        assert_eq!(shown(&measures, &all), expected);
    }

    #[test]
    fn one_few_alone_takes_the_next_with_it() {
        let all = vec![vec![0, 1, 2]];
        assert_eq!(shown(&[20, 3, 9], &all), [Some(20), None, None]);
        assert_eq!(shown(&[20, 4, 4], &all), [Some(20), None, None]);
        assert_eq!(shown(&[20, 2, 1], &all), [None, None, None]);
        assert_eq!(shown(&[20, 9, 5], &all), [Some(20), Some(9), Some(5)]);
        assert_eq!(shown(&[104, 4], &[vec![0, 1]]), [None, None]);
    }

    #[test]
    fn zeros_that_the_sum_gives_away_are_shown() {
        assert_eq!(shown(&[20, 0, 0], &[vec![0, 1, 2]]), [Some(20), Some(0), Some(0)]);
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// With several sums over the same cells, as in the table of outcomes, no few can be computed.
        #[test]
        fn no_few_can_be_computed(counts in prop::collection::vec(0_u64..9, 4)) {
            for sums in [vec![vec![0, 1, 2, 3]], vec![vec![0, 1, 2, 3], vec![0, 1], vec![1, 2]]] {
                let hidden = hidden(&counts, &sums);
                let fillings = fillings(&counts, &hidden, &sums);
                for (cell, count) in counts.iter().enumerate() {
                    let few = *count > 0 && *count < FEW;
                    prop_assert!(!few || hidden[cell]);
                    let known = fillings.iter().all(|filling| filling[cell] == *count);
                    // Where all of a sum is few, its sum itself must be withheld: see `table::tables`.
                    let withheld = sums.iter().any(|sum| {
                        sum.contains(&cell) && sum.iter().map(|cell| counts[*cell]).sum::<u64>() < FEW
                    });
                    prop_assert!(!few || !known || withheld, "{counts:?} {hidden:?} {sums:?}");
                }
            }
        }
    }
}
