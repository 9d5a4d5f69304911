//! Words that a pattern cannot do without, read off the pattern itself, so that one pass over a text tells which patterns are worth
//! trying on it. Making a pattern costs as much as laying out a page; most are never needed.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, BuildError};
use regex_syntax::hir::{Hir, HirKind, Literal};

use super::fold::Folded;

/// More words than these for one place of a pattern would be found in any text.
const NEEDLES_MAX: usize = 256;

/// A word of so many letters says much of a text.
const TELLING: usize = 5;

/// What stands for a part of a pattern whose words are known. Two letters, for single ones would be put together to a class of letters;
/// of the private planes, for nobody writes those.
pub(super) fn sign(number: usize) -> String {
    let number = u32::try_from(number).unwrap_or(u32::MAX).min(0xFFFD);
    [0xF_0000, 0x10_0000].iter().filter_map(|plane| char::from_u32(plane + number)).collect()
}

/// Signs, and the words of what each stands for.
pub(super) type Signs = BTreeMap<String, Vec<Vec<String>>>;

/// Words in lower case, place after place of a pattern: in whatever text it matches, one word of each place stands. None if no such
/// words can be told.
pub(super) fn needles(pattern: &str, signs: &Signs) -> Vec<Vec<String>> {
    let parsed = regex_syntax::parse(pattern).ok();
    let mut places = parsed.map(|hir| required(&hir, signs)).unwrap_or_default();
    places.retain(|needles| needles.len() <= NEEDLES_MAX);
    // Beside a word that says much, `en` and `at` only cost time: they stand in every text.
    let all_have =
        |needles: &Vec<String>, least: usize| needles.iter().all(|needle| needle.chars().count() >= least);
    if places.iter().any(|needles| all_have(needles, TELLING)) {
        places.retain(|needles| all_have(needles, 3));
    }
    places
}

/// How much a place says of a text that has one of its words: as much as its shortest.
fn says(place: &[String]) -> Option<usize> {
    place.iter().map(String::len).min()
}

fn required(hir: &Hir, signs: &Signs) -> Vec<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(Literal(bytes)) => {
            literal(&std::str::from_utf8(bytes).unwrap_or_default().to_lowercase(), signs)
        }
        HirKind::Capture(capture) => required(&capture.sub, signs),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub, signs),
        HirKind::Concat(parts) => parts.iter().flat_map(|part| required(part, signs)).collect(),
        HirKind::Alternation(parts) => {
            let telling = |places: Vec<Vec<String>>| places.into_iter().max_by_key(|place| says(place));
            let each: Option<Vec<Vec<String>>> =
                parts.iter().map(|part| telling(required(part, signs))).collect();
            each.map(|each| each.concat()).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The places of a run of letters: the words between the signs, and what these stand for.
fn literal(letters: &str, signs: &Signs) -> Vec<Vec<String>> {
    let is_sign = |c: char| c >= '\u{F0000}';
    let Some(at) = letters.find(is_sign) else {
        return if letters.trim().is_empty() { Vec::new() } else { vec![vec![letters.to_owned()]] };
    };
    let (before, rest) = letters.split_at(at);
    let end = rest.char_indices().nth(2).map_or(rest.len(), |(end, _)| end);
    let (sign, after) = rest.split_at(end);
    let meant = signs.get(sign).cloned().unwrap_or_default();
    [literal(before, signs), meant, literal(after, signs)].concat()
}

/// Looks for the words of many patterns in one pass over a text, and tells which patterns have a word at each of their places.
#[derive(Debug)]
pub(super) struct Finder {
    words: AhoCorasick,
    /// By word, the patterns that are only looked at where it stands: it is at the place that says most of them.
    telling: Vec<Vec<usize>>,
    /// By pattern, its places, each as the numbers of its words; none where it has no words.
    patterns: Vec<Vec<Vec<usize>>>,
    /// The patterns without words.
    anywhere: Vec<usize>,
}

/// Passages of a text, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Passages(u64);

impl Passages {
    /// The text as a whole, whatever its passages.
    pub(super) const TEXT: Self = Self(1);
    /// The text and all its passages.
    pub(super) const ALL: Self = Self(u64::MAX);

    /// A passage by its number in the text. The last bit is for all that follow it, so that none is missed.
    pub(super) fn numbered(number: usize) -> Self {
        Self(1 << (number + 1).min(63))
    }

    /// Those that are in both.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are in one of them.
    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether none is left.
    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl Finder {
    /// A finder for patterns, each of places, each of folded words.
    pub(super) fn new<'w>(all: impl IntoIterator<Item = &'w [Vec<String>]>) -> Result<Self, BuildError> {
        let all: Vec<&[Vec<String>]> = all.into_iter().collect();
        let words: BTreeSet<&str> = all.iter().copied().flatten().flatten().map(String::as_str).collect();
        let words: Vec<&str> = words.into_iter().collect();
        let numbers = |place: &Vec<String>| -> Vec<usize> {
            place.iter().filter_map(|word| words.binary_search(&word.as_str()).ok()).collect()
        };
        let mut telling = vec![Vec::new(); words.len()];
        let mut anywhere = Vec::new();
        for (pattern, places) in all.iter().enumerate() {
            match places.iter().max_by_key(|place| says(place)) {
                Some(place) => numbers(place).into_iter().for_each(|word| telling[word].push(pattern)),
                None => anywhere.push(pattern),
            }
        }
        let patterns = all.iter().map(|places| places.iter().map(numbers).collect()).collect();
        Ok(Self { words: AhoCorasick::new(&words)?, telling, patterns, anywhere })
    }

    /// The patterns that have a word at each of their places, in their order, and where: in the whole text, and in which passages. One
    /// without words may be anywhere. A word that runs over the end of a passage stands in the text alone.
    pub(super) fn look_through(&self, text: &Folded, tally: &mut Tally) -> Vec<(usize, Passages)> {
        tally.0.resize(self.telling.len(), Passages::default());
        let (mut seen, mut at) = (Vec::new(), 0);
        // They come by where they end.
        for found in self.words.find_overlapping_iter(text.text()) {
            while text.span(at).is_some_and(|span| span.end < found.end()) {
                at += 1;
            }
            let within = text.span(at).is_some_and(|span| span.start <= found.start());
            let passage = if within { Passages::numbered(at) } else { Passages::default() };
            let number = found.pattern().as_usize();
            let word = &mut tally.0[number];
            if word.is_none() {
                seen.push(number);
            }
            *word = word.or(passage).or(Passages::TEXT);
        }
        let told = seen.iter().flat_map(|word| &self.telling[*word]);
        let mut suspects: Vec<usize> = told.chain(&self.anywhere).copied().collect();
        suspects.sort_unstable();
        suspects.dedup();
        let there = |pattern: usize| {
            let places = self.patterns[pattern].iter();
            let one_of = |words: &Vec<usize>| words.iter().map(|word| tally.0[*word]).reduce(Passages::or);
            places.map(|words| one_of(words).unwrap_or_default()).fold(Passages::ALL, Passages::and)
        };
        let found = suspects.into_iter().map(|pattern| (pattern, there(pattern)));
        let found = found.filter(|(_, there)| !there.is_none()).collect();
        // Clean again for the next text, whose words are others.
        for word in seen {
            tally.0[word] = Passages::default();
        }
        found
    }
}

/// Where each word was found in one text after the other: there are thousands of words, and few of them in a text.
#[derive(Debug, Default)]
pub(super) struct Tally(Vec<Passages>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fold::fold;

    #[test]
    fn a_pattern_tells_the_words_that_it_needs() {
        for (pattern, words) in [
            ("klage", "klage"),
            ("[^ ]*SKEMA[^ ]*", "skema"),
            (r"klagen?\s+(skal|kan)\s+vedlægges", "klage + skal kan + vedlægges"),
            (r"(ikke\s+muligt|umuligt at)…nu", "muligt umuligt at + …nu"),
            (r"at\s+gå\s+hjem", "at + gå + hjem"),
            (r"at\s+(må|skal)\s+vurdere", "vurdere"),
            (r"at\s+skal\s+vurdere", "skal + vurdere"),
            ("(UDKAST|KLADDE)", "udkast kladde"),
            ("(?-i:(ÆBLE|ØL))", "æble øl"),
            (r"(snart)?\s*(nu|her)", "nu her"),
            (r"\[[^\]]*x\]", "[ + x]"),
            ("(a|b?)", ""),
            (r"\d{2,}.{0,60}?", ""),
            ("(unclosed", ""),
        ] {
            let places: Vec<String> =
                needles(pattern, &Signs::new()).iter().map(|needles| needles.join(" ")).collect();
            assert_eq!(places.join(" + "), words, "{pattern}");
        }
    }

    #[test]
    fn a_sign_stands_for_the_words_of_its_class() {
        let (one, other) = (sign(0), sign(1));
        let (words, none) = (vec![vec!["kan".to_owned(), "skal".to_owned()]], vec![]);
        let signs = Signs::from([(one.clone(), words), (other.clone(), none)]);
        for (pattern, words) in [
            (format!("du(?:{one})ikke"), "du + kan skal + ikke"),
            (format!("(?:{one})"), "kan skal"),
            (format!("((?:{one})|må)"), "kan skal må"),
            (format!("((?:{one})|(?:{one}))x"), "kan skal kan skal + x"),
            (format!("(?:{one})?nej"), "nej"),
            (format!("nej(?:{other})"), "nej"),
            (format!("(nej|(?:{other}))"), ""),
        ] {
            let places: Vec<String> =
                needles(&pattern, &signs).iter().map(|needles| needles.join(" ")).collect();
            assert_eq!(places.join(" + "), words, "{pattern}");
        }
    }

    /// The patterns that may be in a text, and in which of its passages.
    fn found(patterns: &[&[&[&str]]], text: &str, passages: &[&str]) -> Vec<(usize, Vec<usize>)> {
        let owned = |places: &&[&[&str]]| -> Vec<Vec<String>> {
            places.iter().map(|words| words.iter().map(|word| fold(word)).collect()).collect()
        };
        let owned: Vec<Vec<Vec<String>>> = patterns.iter().map(owned).collect();
        let finder = Finder::new(owned.iter().map(Vec::as_slice)).unwrap();
        let (text, mut tally) = (Folded::of(text, passages), Tally::default());
        let found = finder.look_through(&text, &mut tally);
        assert_eq!(finder.look_through(&text, &mut tally), found, "nothing of a text is left for the next");
        let found = found.into_iter();
        let within = |there: Passages| {
            (0..passages.len()).filter(move |at| !there.and(Passages::numbered(*at)).is_none()).collect()
        };
        found.map(|(pattern, there)| (pattern, within(there))).collect()
    }

    #[test]
    fn one_pass_tells_which_patterns_have_their_words() {
        let patterns: [&[&[&str]]; 5] =
            [&[&["klage", "anke"]], &[], &[&["lage"]], &[&["æ"], &["klage"]], &[&["du"], &["klage", "æ"]]];
        let there =
            |text: &str| found(&patterns, text, &[]).into_iter().map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(there("Du kan KLAGE"), [0, 1, 2, 4]);
        assert_eq!(there("en anke, ÆH"), [0, 1]);
        assert_eq!(there("æv, en klage"), [0, 1, 2, 3]);
    }

    #[test]
    fn each_passage_has_its_own_words() {
        let patterns: [&[&[&str]]; 4] = [&[&["ikke", "nej"]], &[], &[&["kan du"]], &[&["er"], &["siger"]]];
        let passages = ["İSTANBUL er IKKE her.", "Du kan.", "Du siger nej."];
        let text = "İSTANBUL er IKKE her. Du kan. Du siger nej.";
        // The last has a word in each of two passages, and so in no passage all of them.
        assert_eq!(found(&patterns, text, &passages), [(0, vec![0, 2]), (1, vec![0, 1, 2]), (3, vec![2])]);
        let over_the_end = |text: &str| found(&patterns[2..3], text, &["Det kan", "Du ikke."]);
        assert_eq!(over_the_end("Det kan\nDu ikke."), []);
        assert_eq!(over_the_end("Det kan Du ikke."), [(0, vec![])]);
    }

    #[test]
    fn passages_beyond_the_last_bit_are_taken_together() {
        let passages: Vec<&str> = std::iter::repeat_n("ja.", 99).chain(["nej."]).collect();
        let there = found(&[&[&["nej"]]], &passages.join(" "), &passages);
        let expected: Vec<usize> = (62..100).collect();
        assert_eq!(there, [(0, expected)]);
    }
}
