//! Reasons that are alike in two cases (BAT-01).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::hash;
use super::lists::{self, Lists};
use crate::check::wording::without_quotations;
use crate::spool::Span;

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
pub(super) struct Shingles(Box<[u32]>);

impl Shingles {
    /// The shingles of texts. `not` are texts whose words are nobody's own, such as the law's.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>, not: impl Iterator<Item = &'t str>) -> Self {
        let mut own: Vec<u32> = texts.flat_map(|text| runs(&masked(&without_quotations(text)))).collect();
        own.sort_unstable();
        own.dedup();
        let public: BTreeSet<u32> = not.flat_map(|text| runs(&masked(text))).collect();
        own.retain(|shingle| !public.contains(shingle));
        // A copy, for a list that shrinks in its place may keep half as much again.
        Self(own.as_slice().into())
    }

    /// How much of the smaller of two stands in the other, from 0 to 1.
    pub(super) fn overlap(&self, other: &Self) -> f64 {
        shared_of_smaller(&self.0, &other.0)
    }

    /// What is kept of a letter that was sent.
    pub(super) fn sketch(&self) -> Sketch {
        Sketch::of(&self.0)
    }

    /// The same, on a spool.
    pub(super) fn spooled(&self, spool: &Lists) -> io::Result<Span> {
        spool.keep(&self.0)
    }
}

/// One shingle of so many, picked by its hash, is kept of a letter that was sent: the same ones of each letter, so that two sketches
/// share as much of each other as their texts do. Broder 1997; this form is known as `FracMinHash`.
const SKETCH_ONE_OF: u32 = 4;
/// A sketch of fewer shingles says too little.
const SKETCH_MIN: usize = 8;

/// What is kept of the reasons of a letter that was sent: hashes, never text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch(Vec<u32>);

impl Sketch {
    /// Of shingles.
    pub(super) fn of(shingles: &[u32]) -> Self {
        if shingles.len() < SHINGLES_MIN {
            return Self::default();
        }
        Self(shingles.iter().copied().filter(|shingle| shingle % SKETCH_ONE_OF == 0).collect())
    }

    /// As bytes, for keeping.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|shingle| shingle.to_le_bytes()).collect()
    }

    /// From what [`Self::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let shingles = bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
        let shingles: BTreeSet<u32> = shingles.collect();
        Self(shingles.into_iter().collect())
    }
}

/// How much of the smaller of two ordered lists stands in the other, from 0 to 1.
fn shared_of_smaller(a: &[u32], b: &[u32]) -> f64 {
    let smaller = a.len().min(b.len());
    if smaller == 0 {
        return 0.0;
    }
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
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

/// For each case the most similar letter that was sent before to another citizen in another case, where at least about `least` of
/// the smaller is shared. Both lists are owners and sketches; `other` of the result is a number in `sent`.
///
/// Cost grows with the words, not with the pairs.
pub(super) fn likenesses_to_sent(
    set: impl Iterator<Item = io::Result<(Vec<u64>, Sketch)>>,
    sent: &[(&[u64], &Sketch)],
    least: f64,
) -> io::Result<Vec<Likeness>> {
    let says_enough = |sketch: &Sketch| sketch.0.len() >= SKETCH_MIN;
    let known = sent.iter().enumerate().filter(|(_, entry)| says_enough(entry.1));
    let known = known.flat_map(|(letter, (_, sketch))| {
        sketch.0.iter().map(move |shingle| (*shingle, u32::try_from(letter).unwrap_or(u32::MAX)))
    });
    let mut known: Vec<(u32, u32)> = known.collect();
    known.sort_unstable();
    let letters = |shingle: u32| {
        let start = known.partition_point(|(own, _)| *own < shingle);
        let end = start + known[start..].partition_point(|(own, _)| *own == shingle);
        // Of a run of words that many letters have, the newest are looked at.
        &known[start.max(end.saturating_sub(SHARED_MAX))..end]
    };
    let mut found = Vec::new();
    for (case, entry) in set.enumerate() {
        let (owners, sketch) = entry?;
        if !says_enough(&sketch) {
            continue;
        }
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for letter in
            sketch.0.iter().flat_map(|shingle| letters(*shingle)).map(|(_, letter)| *letter as usize)
        {
            if !sent[letter].0.iter().any(|owner| owners.contains(owner)) {
                *counts.entry(letter).or_default() += 1;
            }
        }
        let best =
            counts.into_iter().max_by_key(|(letter, count)| (*count, *letter)).map(|(letter, _)| letter);
        let overlap = best.map_or(0.0, |letter| shared_of_smaller(&sketch.0, &sent[letter].1.0));
        if let Some(other) = best.filter(|_| overlap >= least) {
            found.push(Likeness { case, other, overlap });
        }
    }
    Ok(found)
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

/// A case's core as it is held against others: whose it is, and where its shingles are on the spool.
pub(super) type Core<'a> = (&'a [u64], Span);

/// For each case the most similar one of another case and citizen, where at least `least` of the smaller is shared.
///
/// Cost grows with the number of words, not with the number of pairs: only cases that share a shingle are held against
/// each other, and of those the ones that share most.
pub(super) fn likenesses(set: &[Core<'_>], spool: &Lists, least: f64) -> io::Result<Vec<Likeness>> {
    let sharing = Sharing::of(set, spool)?;
    // How many shingles each case shares with the one at hand; only those touched are cleared again.
    let mut counts = vec![0_u32; set.len()];
    let mut touched: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (case, (owners, shingles)) in set.iter().enumerate().filter(|(_, entry)| is_long(entry)) {
        spool.read(*shingles, &mut own)?;
        for other in own.iter().flat_map(|shingle| sharing.cases(*shingle)) {
            let other = *other as usize;
            if counts[other] == 0 {
                touched.push(other);
            }
            counts[other] += 1;
        }
        let strange =
            |other: usize| other != case && !set[other].0.iter().any(|owner| owners.contains(owner));
        let mut partners: Vec<(u32, usize)> = touched
            .drain(..)
            .map(|other| (std::mem::take(&mut counts[other]), other))
            .filter(|(_, other)| strange(*other))
            .collect();
        partners.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut best: Option<Likeness> = None;
        for (_, other) in partners.into_iter().take(PARTNERS) {
            spool.read(set[other].1, &mut others)?;
            let overlap = shared_of_smaller(&own, &others);
            if best.is_none_or(|best| overlap > best.overlap) {
                best = Some(Likeness { case, other, overlap });
            }
        }
        found.extend(best.filter(|like| like.overlap >= least));
    }
    Ok(found)
}

fn is_long((_, shingles): &Core<'_>) -> bool {
    lists::length(*shingles) >= SHINGLES_MIN
}

/// The shingles that more cases than one have, each with its cases: the first [`SHARED_MAX`]. By ranges of hashes, all alike wide.
#[derive(Debug, Default)]
struct Sharing(Vec<Range>);

/// The shared shingles of a range.
#[derive(Debug)]
struct Range {
    /// In order.
    shingles: Box<[u32]>,
    /// Where the cases of each shingle end in `cases`.
    ends: Box<[u32]>,
    cases: Box<[u32]>,
}

impl Sharing {
    /// Goes through the set a range of hashes at a time, so that what most cases have alone takes no room.
    fn of(set: &[Core<'_>], spool: &Lists) -> io::Result<Self> {
        /// So many shingles are sorted at once, eight bytes each.
        const AT_ONCE: usize = 512 * 1024;
        let long = (0_u32..).zip(set).filter(|(_, entry)| is_long(entry));
        let mut long: Vec<(Span, u32)> = long.map(|(case, (_, shingles))| (*shingles, case)).collect();
        let all: usize = long.iter().map(|(shingles, _)| lists::length(*shingles)).sum();
        let ranges = all.div_ceil(AT_ONCE) as u64;
        let mut pairs: Vec<u64> = Vec::with_capacity(all.min(AT_ONCE + AT_ONCE / 8));
        let range = |range: u64| {
            // The first hash whose place is the range.
            let bound = |range: u64| (range << 32).div_ceil(ranges);
            pairs.clear();
            spool.read_all(&mut long, |case, shingles| {
                let at = |bound: u64| shingles.partition_point(|shingle| u64::from(*shingle) < bound);
                let within = &shingles[at(bound(range))..at(bound(range + 1))];
                pairs.extend(within.iter().map(|shingle| u64::from(*shingle) << 32 | u64::from(case)));
            })?;
            pairs.sort_unstable();
            let shared = || pairs.chunk_by(|a, b| a >> 32 == b >> 32).filter(|shared| shared.len() > 1);
            let mut end = 0;
            Ok(Range {
                shingles: shared().map(|shared| high_half(shared[0])).collect(),
                ends: shared()
                    .map(|shared| {
                        end += u32::try_from(shared.len().min(SHARED_MAX)).unwrap_or(u32::MAX);
                        end
                    })
                    .collect(),
                cases: shared()
                    .flat_map(|shared| shared.iter().take(SHARED_MAX))
                    .map(|pair| high_half(pair << 32))
                    .collect(),
            })
        };
        Ok(Self((0..ranges).map(range).collect::<io::Result<_>>()?))
    }

    /// The cases that have a shingle; none when no two have.
    fn cases(&self, shingle: u32) -> &[u32] {
        let place = (u64::from(shingle) * self.0.len() as u64) >> 32;
        let Some(range) = usize::try_from(place).ok().and_then(|place| self.0.get(place)) else { return &[] };
        let Ok(at) = range.shingles.binary_search(&shingle) else { return &[] };
        let begin = if at == 0 { 0 } else { range.ends[at - 1] };
        &range.cases[begin as usize..range.ends[at] as usize]
    }
}

fn high_half(pair: u64) -> u32 {
    (pair >> 32) as u32
}

/// Words in lower case; a name (a capital within a sentence) and anything with a digit are masked.
fn masked(text: &str) -> Vec<Cow<'_, str>> {
    let mut words = Vec::new();
    let mut begins = true;
    for token in text.split_whitespace() {
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() {
            let name = !begins && word.starts_with(char::is_uppercase);
            words.push(match () {
                () if word.contains(|c: char| c.is_ascii_digit()) => Cow::Borrowed("#"),
                () if name => Cow::Borrowed("@"),
                () if word.chars().all(|c| !c.is_uppercase()) => Cow::Borrowed(word),
                () => Cow::Owned(word.to_lowercase()),
            });
        }
        begins = token.ends_with(['.', '?', '!', ':']);
    }
    words
}

#[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
fn runs(words: &[Cow<'_, str>]) -> Vec<u32> {
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

    /// The pairs that are alike, of cases with their owners.
    fn alike(set: &[(&[u64], &Shingles)]) -> Vec<(usize, usize)> {
        let spool = Lists::default();
        let spooled = set.iter().map(|(owners, shingles)| (*owners, shingles.spooled(&spool).unwrap()));
        let found = likenesses(&spooled.collect::<Vec<_>>(), &spool, 0.5).unwrap();
        found.iter().map(|like| (like.case, like.other)).collect()
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
        let set = [(&owners[0][..], &text), (&owners[1], &other), (&owners[2], &text)];
        assert_eq!(alike(&set), [(0, 2), (2, 0)]);
        let one_citizen: [[u64; 2]; 2] = [[1, 10], [2, 10]];
        assert_eq!(alike(&[(&one_citizen[0][..], &text), (&one_citizen[1], &text)]), []);
    }

    #[test]
    fn a_letter_that_was_sent_before_is_known_by_its_sketch() {
        // Some sixty sentences that share no run of words, and a text of the first and the last of them.
        let sentence = |n: usize| {
            format!(
                "tal{} ord{} dag{} vej{} hus{} sted{} træ{}. ",
                letters(n),
                letters(n + 1),
                letters(n * 7),
                letters(n * 3),
                letters(n + 9),
                letters(n * 5),
                letters(n * 11)
            )
        };
        let text = |from: usize, to: usize| (from..to).map(sentence).collect::<String>();
        let earlier = shingles(&text(0, 60));
        for (other, share) in
            [(text(0, 60), 1.0), (text(30, 90), 0.5), (text(48, 108), 0.2), (text(60, 120), 0.0)]
        {
            let own = shingles(&other);
            let estimate = shared_of_smaller(&own.sketch().0, &earlier.sketch().0);
            assert!(
                (own.overlap(&earlier) - share).abs() < 0.02 && (estimate - share).abs() < 0.12,
                "{share}: {estimate}"
            );
        }
        let sketch = Sketch::from_bytes(&earlier.sketch().to_bytes());
        assert_eq!(sketch, earlier.sketch());
        let found = |own: &[u64], sent: &[u64]| {
            let set = [Ok((own.to_vec(), earlier.sketch()))].into_iter();
            likenesses_to_sent(set, &[(sent, &sketch)], 0.2).unwrap().len()
        };
        assert_eq!(
            (found(&[1, 10], &[2, 20]), found(&[1, 10], &[2, 10]), found(&[1, 10], &[1, 20])),
            (1, 0, 0)
        );
    }

    /// A number in letters, since what has a digit is masked.
    fn letters(number: usize) -> String {
        number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
    }

    #[test]
    fn a_shingle_is_looked_up_in_the_range_that_it_was_put_into() {
        // As many as take several ranges, at their bounds too.
        let spool = Lists::default();
        let case = |case: u32| (0..400_000).map(|n| n * 10_737 + case % 2).collect::<Vec<u32>>();
        let set: Vec<Core<'_>> = (0..3).map(|at| (&[][..], spool.keep(&case(at)).unwrap())).collect();
        let sharing = Sharing::of(&set, &spool).unwrap();
        assert!(sharing.0.len() > 1);
        for shingle in (0..400_000).map(|n| n * 10_737) {
            assert_eq!((sharing.cases(shingle), sharing.cases(shingle + 1)), (&[0, 2][..], &[][..]));
        }
    }

    #[test]
    fn words_of_the_law_are_nobodys_own() {
        let own = Shingles::of(iter::once(LONG), iter::once(LONG));
        assert!(own.overlap(&shingles(LONG)) < 0.01);
    }
}
