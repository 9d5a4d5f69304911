//! Words that a pattern cannot do without, read off the pattern itself, so that one pass over a text tells which patterns are worth
//! trying on it. Making a pattern costs as much as laying out a page; most are never needed.

use aho_corasick::{AhoCorasick, BuildError};
use regex_syntax::hir::{Hir, HirKind, Literal};

/// More words than these for one place of a pattern would be found in any text.
const NEEDLES_MAX: usize = 256;

/// Words in lower case, place after place of a pattern: in whatever text it matches, one word of each place stands. None if no such
/// words can be told.
pub(super) fn needles(pattern: &str) -> Vec<Vec<String>> {
    let parsed = regex_syntax::parse(pattern).ok();
    let mut places = parsed.map(|hir| required(&hir)).unwrap_or_default();
    places.retain(|needles| needles.len() <= NEEDLES_MAX);
    places
}

fn required(hir: &Hir) -> Vec<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(Literal(bytes)) => {
            let word = std::str::from_utf8(bytes).unwrap_or_default().to_lowercase();
            if word.trim().is_empty() { Vec::new() } else { vec![vec![word]] }
        }
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(required).collect(),
        HirKind::Alternation(parts) => {
            // Of each alternative the place whose shortest word is longest: the one that says most.
            let telling = |places: Vec<Vec<String>>| {
                places.into_iter().max_by_key(|needles| needles.iter().map(String::len).min())
            };
            let each: Option<Vec<Vec<String>>> = parts.iter().map(|part| telling(required(part))).collect();
            each.map(|each| each.concat()).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Looks for many words in one pass. Each word is somebody's, by number; whoever has no word is taken to be there.
#[derive(Debug)]
pub(super) struct Finder {
    words: AhoCorasick,
    owners: Vec<usize>,
    /// By number, whether the owner has no words.
    wordless: Vec<bool>,
}

impl Finder {
    /// A finder for lists of words in lower case, each list an owner's.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w [String]>) -> Result<Self, BuildError> {
        let (mut all, mut owners, mut wordless) = (Vec::new(), Vec::new(), Vec::new());
        for (owner, words) in words.into_iter().enumerate() {
            wordless.push(words.is_empty());
            owners.extend(words.iter().map(|_| owner));
            all.extend(words);
        }
        Ok(Self { words: AhoCorasick::new(all)?, owners, wordless })
    }

    /// By owner, whether one of its words stands in a text in lower case.
    pub(super) fn in_text(&self, lower: &str) -> Vec<bool> {
        let mut there = self.wordless.clone();
        for found in self.words.find_overlapping_iter(lower) {
            there[self.owners[found.pattern().as_usize()]] = true;
        }
        there
    }
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
            ("(UDKAST|KLADDE)", "udkast kladde"),
            ("(?-i:(ÆBLE|ØL))", "æble øl"),
            (r"(snart)?\s*(nu|her)", "nu her"),
            (r"\[[^\]]*x\]", "[ + x]"),
            ("(a|b?)", ""),
            (r"\d{2,}.{0,60}?", ""),
            ("(unclosed", ""),
        ] {
            let places: Vec<String> = needles(pattern).iter().map(|needles| needles.join(" ")).collect();
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
        assert_eq!(finder.in_text("du kan klage"), [true, true, true, false]);
        assert_eq!(finder.in_text("en anke, æh"), [true, true, false, true]);
    }
}
