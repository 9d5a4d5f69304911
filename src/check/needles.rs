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
pub(super) type Signs<'s> = BTreeMap<&'s str, &'s [Vec<String>]>;

/// Words in lower case, place after place of a pattern: in whatever text it matches, one word of each place stands. None if no such
/// words can be told.
pub(super) fn needles(pattern: &str, signs: &Signs<'_>) -> Vec<Vec<String>> {
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

fn required(hir: &Hir, signs: &Signs<'_>) -> Vec<Vec<String>> {
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
fn literal(letters: &str, signs: &Signs<'_>) -> Vec<Vec<String>> {
    let is_sign = |c: char| c >= '\u{F0000}';
    let Some(at) = letters.find(is_sign) else {
        return if letters.trim().is_empty() { Vec::new() } else { vec![vec![letters.to_owned()]] };
    };
    let (before, rest) = letters.split_at(at);
    let end = rest.char_indices().nth(2).map_or(rest.len(), |(end, _)| end);
    let (sign, after) = rest.split_at(end);
    let meant = signs.get(sign).copied().unwrap_or_default();
    [literal(before, signs), meant.to_vec(), literal(after, signs)].concat()
}

/// Looks for many words in one pass. Each word is somebody's, by number; whoever has no word is taken to be everywhere.
#[derive(Debug)]
pub(super) struct Finder {
    words: AhoCorasick,
    /// By word, whose it is: the same one can be many's.
    owners: Vec<Vec<usize>>,
    /// By owner, where they are if none of their words is found: everywhere without words, else nowhere.
    unseen: Vec<Passages>,
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
    /// A finder for lists of words in lower case, each list an owner's.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w [String]>) -> Result<Self, BuildError> {
        let (mut owners, mut unseen) = (BTreeMap::<&str, Vec<usize>>::new(), Vec::new());
        for (owner, words) in words.into_iter().enumerate() {
            unseen.push(if words.is_empty() { Passages::ALL } else { Passages::default() });
            for word in words {
                owners.entry(word).or_default().push(owner);
            }
        }
        Ok(Self { words: AhoCorasick::new(owners.keys())?, owners: owners.into_values().collect(), unseen })
    }

    /// By owner, where one of its words stands. `passages` are parts of the text in their order, and a word that runs over the end of
    /// one stands in the text alone.
    pub(super) fn look_through(&self, text: &str, passages: &[&str]) -> Vec<Passages> {
        let (lower, spans) = lowered(text, passages);
        let mut words = vec![Passages::default(); self.owners.len()];
        let mut at = 0;
        // They come by where they end.
        for found in self.words.find_overlapping_iter(&lower) {
            while spans.get(at).is_some_and(|span| span.end < found.end()) {
                at += 1;
            }
            let within = spans.get(at).is_some_and(|span| span.start <= found.start());
            let passage = if within { Passages::numbered(at) } else { Passages::default() };
            let word = &mut words[found.pattern().as_usize()];
            *word = word.or(passage).or(Passages::TEXT);
        }
        let mut places = self.unseen.clone();
        for (there, owners) in words.into_iter().zip(&self.owners).filter(|(there, _)| !there.is_none()) {
            for owner in owners {
                places[*owner] = places[*owner].or(there);
            }
        }
        places
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
        let signs = Signs::from([(one.as_str(), words.as_slice()), (other.as_str(), none.as_slice())]);
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

    #[test]
    fn one_pass_tells_whose_words_are_there() {
        let lists = [
            vec!["klage".to_owned(), "anke".to_owned()],
            vec![],
            vec!["lage".to_owned()],
            vec!["æ".to_owned()],
        ];
        let finder = Finder::new(lists.iter().map(Vec::as_slice)).unwrap();
        let there = |text: &str| {
            finder.look_through(text, &[]).into_iter().map(|place| !place.is_none()).collect::<Vec<_>>()
        };
        assert_eq!(there("Du kan KLAGE"), [true, true, true, false]);
        assert_eq!(there("en anke, ÆH"), [true, true, false, true]);
    }

    #[test]
    fn each_passage_has_its_own_words() {
        let lists = [vec!["ikke".to_owned(), "nej".to_owned()], vec![], vec!["kan du".to_owned()]];
        let finder = Finder::new(lists.iter().map(Vec::as_slice)).unwrap();
        let text = "İSTANBUL er IKKE her. Du kan. Du siger nej.";
        let passages = ["İSTANBUL er IKKE her.", "Du kan.", "Du siger nej."];
        let places = finder.look_through(text, &passages);
        let there = |owner: usize| {
            let within = |number: &usize| !places[owner].and(Passages::numbered(*number)).is_none();
            (0..passages.len()).filter(within).collect::<Vec<_>>()
        };
        assert_eq!((there(0), there(1), there(2)), (vec![0, 2], vec![0, 1, 2], vec![]));
        assert!(places[2].is_none(), "no passage has it, nor the text");
        let over_the_end = finder.look_through("Det kan\nDu ikke.", &["Det kan", "Du ikke."]);
        assert!(over_the_end[2].is_none());
        let over_the_end = finder.look_through("Det kan Du ikke.", &["Det kan", "Du ikke."]);
        assert_eq!(over_the_end[2], Passages::TEXT);
    }

    #[test]
    fn passages_beyond_the_last_bit_are_taken_together() {
        let finder = Finder::new([["nej".to_owned()].as_slice()]).unwrap();
        let passages: Vec<&str> = std::iter::repeat_n("ja.", 99).chain(["nej."]).collect();
        let place = finder.look_through(&passages.join(" "), &passages)[0];
        assert!(!place.and(Passages::numbered(99)).is_none() && !place.and(Passages::numbered(70)).is_none());
        assert!(place.and(Passages::numbered(61)).is_none());
    }
}
