//! Words that a pattern cannot do without, read off the pattern itself, so that one pass over a text tells which patterns are worth
//! trying on it. Making a pattern costs as much as laying out a page; most are never needed.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError};
use regex_syntax::hir::{Hir, HirKind, Literal};

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
    let says =
        |needles: &Vec<String>, least: usize| needles.iter().all(|needle| needle.chars().count() >= least);
    if places.iter().any(|needles| says(needles, TELLING)) {
        places.retain(|needles| says(needles, 3));
    }
    places
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
            // Of each alternative the place whose shortest word is longest: the one that says most.
            let telling = |places: Vec<Vec<String>>| {
                places.into_iter().max_by_key(|needles| needles.iter().map(String::len).min())
            };
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
    /// By word, the places whose it is: the same one can be many's.
    places: Vec<Vec<usize>>,
    /// By place, its pattern.
    patterns: Vec<usize>,
    /// By pattern, its places; none where it has no words.
    spans: Vec<Range<usize>>,
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
    /// A finder for patterns, each of places, each of words in lower case.
    pub(super) fn new<'w>(all: impl IntoIterator<Item = &'w [Vec<String>]>) -> Result<Self, BuildError> {
        let (mut places, mut patterns, mut spans) = (BTreeMap::<&str, Vec<usize>>::new(), vec![], vec![]);
        for (pattern, own) in all.into_iter().enumerate() {
            let begin = patterns.len();
            for words in own {
                for word in words {
                    places.entry(word).or_default().push(patterns.len());
                }
                patterns.push(pattern);
            }
            spans.push(begin..patterns.len());
        }
        let words = AhoCorasick::new(places.keys())?;
        Ok(Self { words, places: places.into_values().collect(), patterns, spans })
    }

    /// The patterns that have a word at each of their places, in their order, and where: in the whole text, and in which passages. One
    /// without words may be anywhere. `passages` are parts of the text in their order; a word that runs over the end of one stands in
    /// the text alone.
    pub(super) fn look_through(&self, text: &str, passages: &[&str]) -> Vec<(usize, Passages)> {
        let (lower, spans) = lowered(text, passages);
        let (mut words, mut seen) = (vec![Passages::default(); self.places.len()], Vec::new());
        let mut at = 0;
        // They come by where they end.
        for found in self.words.find_overlapping_iter(&lower) {
            while spans.get(at).is_some_and(|span| span.end < found.end()) {
                at += 1;
            }
            let within = spans.get(at).is_some_and(|span| span.start <= found.start());
            let passage = if within { Passages::numbered(at) } else { Passages::default() };
            let number = found.pattern().as_usize();
            if words[number].is_none() {
                seen.push(number);
            }
            words[number] = words[number].or(passage).or(Passages::TEXT);
        }
        let mut places = vec![Passages::default(); self.patterns.len()];
        let mut filled = vec![0; self.spans.len()];
        for word in seen {
            for place in &self.places[word] {
                if places[*place].is_none() {
                    filled[self.patterns[*place]] += 1;
                }
                places[*place] = places[*place].or(words[word]);
            }
        }
        let whole =
            self.spans.iter().zip(filled).enumerate().filter(|(_, (span, filled))| span.len() == *filled);
        whole
            .map(|(pattern, (span, _))| {
                (pattern, places[span.clone()].iter().copied().fold(Passages::ALL, Passages::and))
            })
            .filter(|(_, there)| !there.is_none())
            .collect()
    }
}

/// A text in lower case, and where its passages stand in that: some letters take more or less room than their capitals.
fn lowered(text: &str, passages: &[&str]) -> (String, Vec<Range<usize>>) {
    let mut lower = String::with_capacity(text.len());
    let mut rest = text;
    let spans = passages.iter().map(|passage| {
        let (between, after) = rest.split_once(passage).unwrap_or(("", rest));
        rest = after;
        lower.push_str(&between.to_lowercase());
        let start = lower.len();
        lower.push_str(&passage.to_lowercase());
        start..lower.len()
    });
    let spans = spans.collect();
    lower.push_str(&rest.to_lowercase());
    (lower, spans)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            places.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect()
        };
        let owned: Vec<Vec<Vec<String>>> = patterns.iter().map(owned).collect();
        let finder = Finder::new(owned.iter().map(Vec::as_slice)).unwrap();
        let found = finder.look_through(text, passages).into_iter();
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
