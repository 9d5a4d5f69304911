//! Reasons that are alike in two cases (BAT-01).

use std::collections::{BTreeMap, BTreeSet};

use super::hash;
use crate::check::wording::without_quotations;

/// So many words in a row are one shingle.
const WORDS: usize = 5;
/// A text of fewer shingles is too short to say anything of.
const SHINGLES_MIN: usize = 12;
/// Of a shingle that more cases share, only so many are looked at: it is stock, and each has partners enough.
const SHARED_MAX: usize = 48;
/// So many partners, those that share most, are held against a case in full.
const PARTNERS: usize = 4;

/// The runs of words of a case's core, names, dates and amounts masked; as hashes, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Shingles(Vec<u32>);

impl Shingles {
    /// The shingles of texts. `not` are texts whose words are nobody's own, such as the law's.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>, not: impl Iterator<Item = &'t str>) -> Self {
        let public: BTreeSet<u32> = not.flat_map(|text| runs(&masked(text))).collect();
        let own: BTreeSet<u32> = texts.flat_map(|text| runs(&masked(&without_quotations(text)))).collect();
        Self(own.difference(&public).copied().collect())
    }

    /// How much of the smaller of two stands in the other, from 0 to 1.
    fn overlap(&self, other: &Self) -> f64 {
        let smaller = self.0.len().min(other.0.len());
        if smaller == 0 {
            return 0.0;
        }
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0_usize;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    a.next();
                    b.next();
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "no text has so many words")]
        let share = shared as f64 / smaller as f64;
        share
    }
}

/// Two cases whose reasons are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Likeness {
    /// The case, by its number in the set.
    pub(super) case: usize,
    /// The case that it is most like.
    pub(super) other: usize,
    /// How much of the smaller stands in the other.
    pub(super) overlap: f64,
}

/// For each case the most similar one of another case and citizen, where at least `least` of the smaller is shared.
///
/// Cost grows with the number of words, not with the number of pairs: only cases that share a shingle are held against
/// each other, and of those the ones that share most.
pub(super) fn likenesses(set: &[(&[u64], &Shingles)], least: f64) -> Vec<Likeness> {
    let mut sharing: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let long = |(_, shingles): &&(&[u64], &Shingles)| shingles.0.len() >= SHINGLES_MIN;
    for (case, (_, shingles)) in set.iter().enumerate().filter(|(_, entry)| long(entry)) {
        for shingle in &shingles.0 {
            sharing.entry(*shingle).or_default().push(u32::try_from(case).unwrap_or(u32::MAX));
        }
    }
    sharing.retain(|_, cases| cases.len() > 1);
    let mut found = Vec::new();
    for (case, (owners, shingles)) in set.iter().enumerate().filter(|(_, entry)| long(entry)) {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for cases in shingles.0.iter().filter_map(|shingle| sharing.get(shingle)) {
            for other in cases.iter().take(SHARED_MAX).map(|other| *other as usize) {
                if other != case && !set[other].0.iter().any(|owner| owners.contains(owner)) {
                    *counts.entry(other).or_default() += 1;
                }
            }
        }
        let mut partners: Vec<(usize, usize)> =
            counts.into_iter().map(|(other, count)| (count, other)).collect();
        partners.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let overlaps =
            partners.iter().take(PARTNERS).map(|(_, other)| (*other, shingles.overlap(set[*other].1)));
        let best = overlaps.reduce(|best, next| if next.1 > best.1 { next } else { best });
        if let Some((other, overlap)) = best.filter(|(_, overlap)| *overlap >= least) {
            found.push(Likeness { case, other, overlap });
        }
    }
    found
}

/// Words in lower case; a name (a capital within a sentence) and anything with a digit are masked.
fn masked(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut begins = true;
    for token in text.split_whitespace() {
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() {
            let name = !begins && word.starts_with(char::is_uppercase);
            words.push(match () {
                () if word.contains(|c: char| c.is_ascii_digit()) => "#".to_owned(),
                () if name => "@".to_owned(),
                () => word.to_lowercase(),
            });
        }
        begins = token.ends_with(['.', '?', '!', ':']);
    }
    words
}

#[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
fn runs(words: &[String]) -> Vec<u32> {
    words.windows(WORDS).map(|run| hash(run) as u32).collect()
}

#[cfg(test)]
mod tests {
    use std::iter;

    use super::*;

    const LONG: &str = "Du har brug for ro om natten og for at kunne gå ned ad trappen uden at holde fast i gelænderet hele vejen ned. Det viste testen den 3. maj 2026, hvor Anna så på.";

    fn shingles(text: &str) -> Shingles {
        Shingles::of(iter::once(text), iter::empty())
    }

    #[test]
    fn names_dates_and_amounts_do_not_make_texts_unlike() {
        let other = LONG.replace("3. maj 2026", "14. juni 2027").replace("Anna", "Bodil");
        assert!(shingles(LONG).overlap(&shingles(&other)) > 0.8);
        assert!(
            shingles(LONG).overlap(&shingles(
                "Noget helt andet om en hest, der står i en stald og spiser hø hele dagen."
            )) < 0.01
        );
    }

    #[test]
    fn twins_are_found_from_both_sides_and_never_within_a_case_or_citizen() {
        let (text, other) = (
            shingles(LONG),
            shingles(
                "En ganske anden tekst om svømning i varmt vand to gange om ugen hos en klinik i en by langt væk herfra, hvor der er lift.",
            ),
        );
        let owners: [[u64; 2]; 3] = [[1, 10], [2, 20], [3, 30]];
        let set: Vec<(&[u64], &Shingles)> =
            vec![(&owners[0], &text), (&owners[1], &other), (&owners[2], &text)];
        let pairs: Vec<(usize, usize)> =
            likenesses(&set, 0.5).iter().map(|like| (like.case, like.other)).collect();
        assert_eq!(pairs, [(0, 2), (2, 0)]);
        let one_citizen: [[u64; 2]; 2] = [[1, 10], [2, 10]];
        let set: Vec<(&[u64], &Shingles)> = vec![(&one_citizen[0], &text), (&one_citizen[1], &text)];
        assert!(likenesses(&set, 0.5).is_empty());
    }

    #[test]
    fn words_of_the_law_are_nobodys_own() {
        let own = Shingles::of(iter::once(LONG), iter::once(LONG));
        assert!(own.overlap(&shingles(LONG)) < 0.01);
    }
}
