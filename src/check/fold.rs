//! Texts and patterns folded, so that wording is looked for fast and in little room.

use std::ops::Range;

/// Signs outside of ASCII that patterns ask for, and what each is folded to. The capitals are letters to a pattern, and no folded text has
/// any of its own.
const FOLDED: &[(char, char)] =
    &[('æ', 'A'), ('ø', 'O'), ('å', 'U'), ('é', 'E'), ('§', '\u{1}'), ('–', '\u{2}')];
const OTHER_LETTER: char = 'X';
const OTHER_SIGN: char = '\u{3}';

/// What a sign is folded to, where patterns ask for it.
fn folded(c: char) -> Option<char> {
    FOLDED.iter().find(|(sign, _)| *sign == c).map(|(_, folded)| *folded)
}

/// A text as patterns are held against it: in lower case, each letter and sign one byte (a few letters are two in lower case). Where a
/// text has other bytes, a boundary of words cannot be looked for at full speed; and a class of letters takes many times the room.
pub(super) fn fold(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            all.push(c.to_ascii_lowercase());
        } else {
            all.extend(c.to_lowercase().map(|c| match folded(c) {
                Some(folded) => folded,
                None if c.is_ascii() => c,
                None if c.is_whitespace() => ' ',
                None if c.is_alphabetic() => OTHER_LETTER,
                None => OTHER_SIGN,
            }));
        }
    }
    all
}

/// A pattern that finds in a folded text what `pattern` finds in any case; `None` if it asks for what a folded text no longer tells:
/// the case of letters, or signs that are not told apart.
pub(super) fn folded_pattern(pattern: &str) -> Option<String> {
    let mut flags = pattern.split("(?").skip(1).filter_map(|group| group.split([':', ')']).next());
    let minds_case = flags.any(|flags| flags.split_once('-').is_some_and(|(_, off)| off.contains('i')));
    let has_named_class = pattern.contains("[:") && pattern.contains(":]");
    if minds_case || has_named_class || pattern.contains("(?P") {
        return None;
    }
    // Where the case does not matter, a capital is its small letter.
    let small = |c: char| c.to_lowercase().next().unwrap_or(c);
    let mut chars = pattern.chars().peekable();
    let mut all = String::with_capacity(pattern.len());
    let (mut classes, mut before) = (0_usize, None);
    while let Some(c) = chars.next() {
        let c = small(c);
        match c {
            '\\' => {
                let class = chars.next()?;
                // Letters by name or number.
                if matches!(class, 'p' | 'P' | 'x' | 'u' | 'U') {
                    return None;
                }
                all.extend([c, class]);
            }
            // What is between others than small letters or figures is something else when it is folded.
            '-' if classes > 0
                && before.is_some_and(|before| before != '[')
                && chars.peek() != Some(&']') =>
            {
                let ends = [before?, small(*chars.peek()?)];
                let is_plain = |class: fn(&char) -> bool| ends.iter().all(class);
                if !is_plain(char::is_ascii_lowercase) && !is_plain(char::is_ascii_digit) {
                    return None;
                }
                all.push(c);
            }
            c if c.is_ascii() => {
                match c {
                    '[' => classes += 1,
                    ']' => classes = classes.saturating_sub(1),
                    _ => {}
                }
                all.push(c);
            }
            c => all.push(folded(c)?),
        }
        before = Some(c);
    }
    Some(all)
}

/// A folded text, and where its passages stand in that.
#[derive(Debug)]
pub(super) struct Folded {
    text: String,
    spans: Vec<Range<usize>>,
}

impl Folded {
    /// A text, and parts of it in their order with nothing but white space between them.
    pub(super) fn of(text: &str, passages: &[&str]) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut rest = text;
        let spans = passages.iter().map(|passage| {
            let begun = rest.trim_start();
            folded.push_str(&fold(&rest[..rest.len() - begun.len()]));
            debug_assert!(begun.starts_with(passage), "passages follow each other");
            rest = begun.strip_prefix(passage).unwrap_or(begun);
            let start = folded.len();
            folded.push_str(&fold(passage));
            start..folded.len()
        });
        let spans = spans.collect();
        folded.push_str(&fold(rest));
        Self { text: folded, spans }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where a passage stands in it, by its number.
    pub(super) fn span(&self, passage: usize) -> Option<&Range<usize>> {
        self.spans.get(passage)
    }

    /// Its passages.
    pub(super) fn passages(&self) -> impl Iterator<Item = &str> {
        self.spans.iter().map(|span| &self.text[span.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::words::sentences;

    #[test]
    fn a_folded_text_has_one_byte_for_each_letter() {
        assert_eq!(fold("ÆBLET på § 102 – »né Łuk\u{a0}é«"), "Ablet pU \u{1} 102 \u{2} \u{3}nE Xuk E\u{3}");
        assert_eq!(fold("İx, 12 m², 1½"), "i\u{3}x, 12 m\u{3}, 1\u{3}");
    }

    #[test]
    fn a_pattern_is_folded_where_it_finds_the_same_then() {
        for (pattern, folded) in [
            (r"\bbør\b.{0,9}[a-zæøå]*", Some(r"\bbOr\b.{0,9}[a-zAOU]*")),
            (r"[^ ,-]?[\w-]+[-a]?", Some(r"[^ ,-]?[\w-]+[-a]?")),
            (r"(?:ja|nej)-[0-9]", Some(r"(?:ja|nej)-[0-9]")),
            (r"\W\S§\s*102", Some("\\W\\S\u{1}\\s*102")),
            ("BØR[A-ZÆ]", Some("bOr[a-zA]")),
            (r"intern[:!]", Some("intern[:!]")),
            ("(?P<navn>ja)", None),
            ("(?-i:ja)", None),
            ("(?s-i:ja)", None),
            (r"\p{L}", None),
            (r"\xe6", None),
            ("naïv", None),
            ("[[:alpha:]]", None),
            ("[^ -~]", None),
            ("[æ-ø]", None),
            ("[a-å]", None),
        ] {
            assert_eq!(folded_pattern(pattern).as_deref(), folded, "{pattern}");
        }
    }

    #[test]
    fn passages_stand_in_the_folded_text() {
        for text in ["Én. To?\u{2003}Tre!", " skrev du. Vi svarer Æ.", "En\n- To\n", ""] {
            let passages: Vec<&str> = sentences(text).collect();
            let whole = Folded::of(text, &passages);
            assert_eq!(whole.text(), fold(text));
            assert!(whole.passages().eq(passages.iter().map(|passage| fold(passage))), "{text}");
        }
    }
}
