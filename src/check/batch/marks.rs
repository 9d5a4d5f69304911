//! Words that name another case of the set (PER-03): CPR number, case number, full name, rare first name, street.
//!
//! Numbers and names are looked for as hashes of one to four words in a row. So the marks of a hundred thousand cases take a few
//! MiB, and a text is looked through once, however many there are.

use std::collections::BTreeSet;

use super::hash;
use crate::case::record::CaseRecord;
use crate::case::slot::{Slot, SlotText};

/// The longest mark, in words.
const WORDS_MAX: usize = 5;

/// What a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// A CPR number, however it is written.
    Cpr,
    /// A case number.
    Case,
    /// A full name.
    Name,
    /// A street with its number.
    Street,
    /// A first name that only this one citizen of the set has, and few in the country.
    FirstName,
}

/// A mark of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    hash: u64,
    kind: MarkKind,
}

/// Who a case is about, and what its texts could say of others.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// What names this case's citizen.
    own: Vec<Mark>,
    /// Every name or number in the texts that the citizen reads, with the number of the text in `paths`.
    said: Vec<(u64, u16)>,
    paths: Vec<String>,
    /// Every name or number in the record's own fields: its citizen, caseworker, sources, providers. Those are no strangers.
    fields: Vec<u64>,
}

impl Marks {
    /// The marks of a record and its texts.
    pub fn of(record: &CaseRecord, texts: &[SlotText], common_names: &BTreeSet<String>) -> Self {
        let mut marks = Self::default();
        let mut own = |kind, words: &[String]| {
            if !words.is_empty() {
                marks.own.push(Mark { hash: hash(words), kind });
            }
        };
        if let Some(case) = &record.case {
            own(MarkKind::Case, &words(case.as_str()));
        }
        if let Some(citizen) = &record.citizen {
            if let Some(Ok(cpr)) = citizen.cpr.as_ref().map(|written| &written.0) {
                own(MarkKind::Cpr, &words(&cpr.with_hyphen()));
            }
            let name = citizen.name.as_deref().map(words).unwrap_or_default();
            // One name alone is anybody's.
            if name.len() > 1 {
                own(MarkKind::Name, &name);
                let first = &name[..1];
                if is_telling(&first[0]) && !common_names.contains(&first[0]) {
                    own(MarkKind::FirstName, first);
                }
            }
            let street = citizen.address.first().map(|line| words(line)).unwrap_or_default();
            if street.len() > 1 && street.iter().any(|word| word.contains(|c: char| c.is_ascii_digit())) {
                own(MarkKind::Street, &street[..street.len().min(WORDS_MAX)]);
            }
        }
        let mut fields = BTreeSet::new();
        for text in texts {
            let is_field = text.slot == Slot::Label
                || [".source", ".offer", ".provider", ".wording", ".current"]
                    .iter()
                    .any(|end| text.path.ends_with(end));
            let named = names_in(&text.text);
            if is_field {
                fields.extend(named);
                fields.extend(words(&text.text).iter().map(|word| hash([word])));
            } else if !named.is_empty() {
                let number = u16::try_from(marks.paths.len()).unwrap_or(u16::MAX);
                marks.paths.push(text.path.clone());
                marks.said.extend(named.into_iter().map(|hash| (hash, number)));
            }
        }
        fields.extend(marks.own.iter().map(|mark| mark.hash));
        marks.fields = fields.into_iter().collect();
        marks
    }

    /// Forgets what the texts say.
    pub(super) fn forget_texts(&mut self) {
        self.said = Vec::new();
        self.paths = Vec::new();
        self.fields.shrink_to_fit();
    }

    /// The key paths of the texts that name something.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }
}

/// The marks of a whole set.
#[derive(Debug, Default)]
pub struct Index(Vec<(Mark, u32)>);

impl Index {
    /// Of cases in their order.
    pub fn of<'m>(set: impl Iterator<Item = &'m Marks>) -> Self {
        let marks = set.enumerate().flat_map(|(case, marks)| {
            marks.own.iter().map(move |mark| (*mark, u32::try_from(case).unwrap_or(u32::MAX)))
        });
        let mut marks: Vec<(Mark, u32)> = marks.collect();
        marks.sort_unstable();
        Self(marks)
    }

    /// What a name or number is to others than `case`; `None` if it is nobody's, or the case's own too.
    fn foreign(&self, hash: u64, case: usize, marks: &Marks) -> Option<MarkKind> {
        let start = self.0.partition_point(|(mark, _)| mark.hash < hash);
        let same = self.0[start..].iter().take_while(|(mark, _)| mark.hash == hash);
        let (mut found, mut owners) = (None, 0);
        // The kinds come in their order, so that the first that is another's is the gravest; a name of thousands is not gone through.
        for (mark, owner) in same {
            owners += 1;
            if found.is_none() && *owner as usize != case {
                found = Some(mark.kind);
            }
            if found.is_some() && owners > 1 {
                break;
            }
        }
        // A first name that two citizens have is anybody's.
        let found = found.filter(|kind| *kind != MarkKind::FirstName || owners == 1);
        found.filter(|_| marks.fields.binary_search(&hash).is_err())
    }

    /// What a finished letter's text says of others than its `case`.
    pub fn foreign_in(&self, text: &str, case: usize, marks: &Marks) -> BTreeSet<MarkKind> {
        let mut found: BTreeSet<MarkKind> =
            names_in(text).into_iter().filter_map(|hash| self.foreign(hash, case, marks)).collect();
        // The full name says it all.
        if found.contains(&MarkKind::Name) {
            found.remove(&MarkKind::FirstName);
        }
        found
    }
}

/// What the texts of `case` say of others: the kind of mark and the key path.
pub(super) fn foreign_marks<'m>(
    index: &Index,
    case: usize,
    marks: &'m Marks,
) -> BTreeSet<(MarkKind, &'m str)> {
    let found =
        marks.said.iter().filter_map(|(hash, path)| Some((index.foreign(*hash, case, marks)?, *path)));
    let mut found: BTreeSet<(MarkKind, &str)> =
        found.filter_map(|(kind, path)| Some((kind, marks.paths.get(usize::from(path))?.as_str()))).collect();
    let full: Vec<&str> =
        found.iter().filter(|(kind, _)| *kind == MarkKind::Name).map(|(_, path)| *path).collect();
    found.retain(|(kind, path)| *kind != MarkKind::FirstName || !full.contains(path));
    found
}

/// Whether a name alone is long enough to be no initial and no short word.
fn is_telling(name: &str) -> bool {
    name.chars().count() >= 4
}

/// Hashes of all that could be a mark: one to five words in a row that begin with a capital or have a digit. One word alone counts if
/// it has a digit, or a capital that does not begin a sentence.
fn names_in(text: &str) -> Vec<u64> {
    /// A word as it is hashed, and what only the text itself tells of it.
    struct Token {
        lower: String,
        /// Whether it has a capital or a digit.
        marked: bool,
        numbered: bool,
        begins: bool,
    }
    let mut begins = true;
    let tokens = tokens_with_ends(text).map(|(token, ends)| {
        let numbered = token.contains(|c: char| c.is_ascii_digit());
        Token {
            marked: numbered || token.starts_with(char::is_uppercase),
            numbered,
            begins: std::mem::replace(&mut begins, ends),
            lower: token.to_lowercase(),
        }
    });
    let tokens: Vec<Token> = tokens.collect();
    let mut names = Vec::new();
    for (start, first) in tokens.iter().enumerate().filter(|(_, token)| token.marked) {
        for length in 1..=WORDS_MAX.min(tokens.len() - start) {
            let run = &tokens[start..start + length];
            // A mark ends in a name or a number, or is a street with a floor after it.
            let counts = match length {
                1 => first.numbered || (!first.begins && is_telling(&first.lower)),
                2 => run[1].marked,
                _ => true,
            };
            if counts {
                names.push(hash(run.iter().map(|token| token.lower.as_str())));
            }
        }
    }
    names
}

/// The words and numbers of a text, and whether a sentence ends after each.
fn tokens_with_ends(text: &str) -> impl Iterator<Item = (String, bool)> {
    // `610888 1005` is one number, as `610888-1005` and `6108881005` are.
    let mut raw = text
        .split_whitespace()
        .map(|token| {
            let ends = token.trim_end_matches(['»', '«', '"', ')']).ends_with(['.', '?', '!', ':']);
            (token.trim_matches(|c: char| !c.is_alphanumeric()).to_owned(), ends)
        })
        .filter(|(token, _)| !token.is_empty())
        .peekable();
    std::iter::from_fn(move || {
        let (token, ends) = raw.next()?;
        let digits = |token: &str, count: usize| {
            token.len() == count && token.bytes().all(|byte| byte.is_ascii_digit())
        };
        if digits(&token, 6) && raw.peek().is_some_and(|(next, _)| digits(next, 4)) {
            let (rest, ends) = raw.next().unwrap_or_default();
            return Some((token + &rest, ends));
        }
        let bare: String = token.chars().filter(|c| !matches!(c, '-' | '–')).collect();
        Some((if digits(&bare, 10) { bare } else { token }, ends))
    })
}

fn words(text: &str) -> Vec<String> {
    tokens_with_ends(text).map(|(token, _)| token.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseFile, read};

    fn marks(text: &str) -> Marks {
        let file = CaseFile::from_bytes("x.yaml".as_ref(), "x.yaml".to_owned(), text.into());
        let read = read::read(&file);
        let common = ["anna".to_owned(), "modella".to_owned()].into();
        Marks::of(&read.record.unwrap(), &read.texts, &common)
    }

    const ONE: &str = "case: \"2026-1\"\ncitizen: {name: Kopius Gentagsen, cpr: \"610888-1005\", address: [\"Skyggevej 4, 2. tv.\", 9999 By]}\n";

    fn found(reasoning: &str) -> Vec<(MarkKind, String)> {
        let two = format!(
            "case: \"2026-2\"\ncitizen: {{name: Modella Opfundsen, cpr: \"660190-1234\"}}\nreasoning: |\n  {reasoning}\n"
        );
        let set = [marks(ONE), marks(&two)];
        let index = Index::of(set.iter());
        foreign_marks(&index, 1, &set[1]).into_iter().map(|(kind, path)| (kind, path.to_owned())).collect()
    }

    #[test]
    fn another_citizens_numbers_name_and_street_are_found_however_written() {
        let at = |kind| vec![(kind, "reasoning".to_owned())];
        for number in ["610888-1005", "610888 1005", "6108881005", "(610888-1005)."] {
            assert_eq!(found(&format!("Du har nummer {number} hos os.")), at(MarkKind::Cpr), "{number}");
        }
        assert_eq!(found("Vi har læst sag 2026-1 igennem."), at(MarkKind::Case));
        assert_eq!(found("Som Kopius Gentagsen beskriver, går det godt."), at(MarkKind::Name));
        assert_eq!(found("Du bor på Skyggevej 4, 2. tv. nu."), at(MarkKind::Street));
        assert_eq!(found("Det viser samtalen, hvor Kopius var med."), at(MarkKind::FirstName));
    }

    #[test]
    fn ones_own_and_half_names_are_no_strangers() {
        assert_eq!(found("Modella Opfundsen har sag 2026-2 og nummer 660190-1234."), []);
        assert_eq!(found("Kopius kom forbi, og Gentagsen er et navn. Skyggevej er lang."), []);
    }

    #[test]
    fn a_first_name_that_many_have_or_that_two_citizens_have_tells_nobody() {
        let said = "case: \"2026-2\"\ncitizen: {name: Anna Opfundsen}\nreasoning: |\n  Du kom sammen med NAME til mødet.\n";
        let of = |name: &str, others: &[&str]| {
            let own = marks(&said.replace("NAME", name));
            let others: Vec<Marks> = others
                .iter()
                .enumerate()
                .map(|(number, other)| {
                    marks(&format!("case: \"2026-9{number}\"\ncitizen: {{name: {other}}}\n"))
                })
                .collect();
            let set: Vec<&Marks> = std::iter::once(&own).chain(&others).collect();
            foreign_marks(&Index::of(set.into_iter()), 0, &own).len()
        };
        assert_eq!(of("Kopius", &["Kopius Gentagsen"]), 1);
        assert_eq!(of("Kopius", &["Kopius Gentagsen", "Kopius Andensen"]), 0);
        assert_eq!(of("Modella", &["Modella Gentagsen"]), 0);
        assert_eq!(of("Bo", &["Bo Gentagsen"]), 0);
    }
}
