//! Words that name another case of the set (PER-03): CPR number, case number, full name, rare first name, street.
//!
//! Numbers and names are looked for as hashes of one to five words in a row. So the marks of a hundred thousand cases take a few
//! MiB, and a text is looked through once, however many there are.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::lists::Lists;
use super::{growing_hashes, hash};
use crate::case::record::CaseRecord;
use crate::case::slot::{Slot, SlotText};
use crate::spool::Span;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    hash: u64,
    kind: MarkKind,
}

/// Who a case is about, and what its texts could say of others: so little that a set of any size can be held at once.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// What names this case's citizen.
    own: Box<[Mark]>,
    /// Of every name or number in the texts, half of its hash, in order: enough to know which records must be looked into again.
    said: Box<[u32]>,
}

impl Marks {
    /// The marks of a record and its texts.
    pub fn of(record: &CaseRecord, texts: &[SlotText], common_names: &BTreeSet<String>) -> Self {
        let said = Said::of(record, texts, common_names);
        let strange = said.named.iter().filter(|(hash, _)| !said.is_own(*hash));
        let mut halves: Vec<u32> = strange.map(|(hash, _)| half(*hash)).collect();
        halves.sort_unstable();
        halves.dedup();
        // Copies, for a list that shrinks in its place may keep half as much again.
        Self { own: own(record, common_names).as_slice().into(), said: halves.as_slice().into() }
    }

    /// Puts what names the citizen of the set's case by this number to what names others, and what is said on a spool.
    pub(super) fn spooled(&self, said: &Lists, all: &Gathered, case: usize) -> io::Result<Span> {
        let case = u32::try_from(case).map_err(io::Error::other)?;
        let own = self.own.iter().map(|mark| Owned { hash: mark.hash, kind: mark.kind, case });
        all.0.lock().unwrap_or_else(PoisonError::into_inner).extend(own);
        said.keep(&self.said)
    }
}

/// What names a record's citizen.
fn own(record: &CaseRecord, common_names: &BTreeSet<String>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut mark = |kind, words: &[String]| {
        if !words.is_empty() {
            marks.push(Mark { hash: hash(words), kind });
        }
    };
    if let Some(case) = &record.case {
        mark(MarkKind::Case, &words(case.as_str()));
    }
    if let Some(citizen) = &record.citizen {
        if let Some(Ok(cpr)) = citizen.cpr.as_ref().map(|written| &written.0) {
            mark(MarkKind::Cpr, &words(&cpr.with_hyphen()));
        }
        let name = citizen.name.as_deref().map(words).unwrap_or_default();
        // One name alone is anybody's.
        if name.len() > 1 {
            mark(MarkKind::Name, &name);
            let first = &name[..1];
            if is_telling(&first[0]) && !common_names.contains(&first[0]) {
                mark(MarkKind::FirstName, first);
            }
        }
        let street = citizen.address.first().map(|line| words(line)).unwrap_or_default();
        if street.len() > 1 && street.iter().any(|word| word.contains(|c: char| c.is_ascii_digit())) {
            mark(MarkKind::Street, &street[..street.len().min(WORDS_MAX)]);
        }
    }
    marks
}

/// All that a record's texts say of anybody, to look a case into again that may name another.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Every name or number in the texts that the citizen reads, with the number of the text in `paths`.
    named: Vec<(u64, u16)>,
    paths: Vec<String>,
    /// Every name or number in the record's own fields: its citizen, caseworker, sources, providers. Those are no strangers.
    fields: Vec<u64>,
}

impl Said {
    /// What a record and its texts say.
    pub fn of(record: &CaseRecord, texts: &[SlotText], common_names: &BTreeSet<String>) -> Self {
        let mut all = Self::default();
        for text in texts {
            let is_field = text.slot == Slot::Label
                || [".source", ".offer", ".provider", ".wording", ".current"]
                    .iter()
                    .any(|end| text.path.ends_with(end));
            let named = names_in(&text.text);
            if is_field {
                all.fields.extend(named);
                all.fields.extend(words(&text.text).iter().map(|word| hash([word])));
            } else if !named.is_empty() {
                let number = u16::try_from(all.paths.len()).unwrap_or(u16::MAX);
                all.paths.push(text.path.clone());
                all.named.extend(named.into_iter().map(|hash| (hash, number)));
            }
        }
        all.fields.extend(own(record, common_names).iter().map(|mark| mark.hash));
        all.fields.sort_unstable();
        all
    }

    fn is_own(&self, hash: u64) -> bool {
        self.fields.binary_search(&hash).is_ok()
    }
}

/// What names the citizens of a set, as it comes.
#[derive(Debug, Default)]
pub(super) struct Gathered(Mutex<Vec<Owned>>);

/// The half of a hash that orders it.
fn half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The marks of a whole set.
#[derive(Debug, Default)]
pub struct Index(Vec<Owned>);

/// A mark, and the number of the case whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Owned {
    hash: u64,
    kind: MarkKind,
    case: u32,
}

impl Index {
    /// Of all that a set gathered.
    pub(super) fn of(gathered: Gathered) -> Self {
        let mut marks = gathered.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        marks.sort_unstable();
        // Room that was never written to takes none, and to give it back would take a copy.
        Self(marks)
    }

    /// Whether the texts of `case` may name another's; whether they do, only the texts can tell.
    pub(super) fn may_name(&self, case: usize, said: &[u32]) -> bool {
        said.iter().any(|said| {
            let start = self.0.partition_point(|mark| half(mark.hash) < *said);
            let same = self.0[start..].iter().take_while(|mark| half(mark.hash) == *said);
            same.into_iter().any(|mark| mark.case as usize != case)
        })
    }

    /// What a name or number is to others than `case`; `None` if it is nobody's.
    fn foreign(&self, hash: u64, case: usize) -> Option<MarkKind> {
        let start = self.0.partition_point(|mark| mark.hash < hash);
        let same = self.0[start..].iter().take_while(|mark| mark.hash == hash);
        let (mut found, mut owners) = (None, 0);
        // The kinds come in their order, so that the first that is another's is the gravest; a name of thousands is not gone through.
        for mark in same {
            owners += 1;
            if found.is_none() && mark.case as usize != case {
                found = Some(mark.kind);
            }
            if found.is_some() && owners > 1 {
                break;
            }
        }
        // A first name that two citizens have is anybody's.
        found.filter(|kind| *kind != MarkKind::FirstName || owners == 1)
    }

    /// What a finished letter's text says of others than its `case`, whose record is only asked for when it may be.
    pub fn foreign_in(&self, text: &str, case: usize, own: impl FnOnce() -> Said) -> BTreeSet<MarkKind> {
        let names = names_in(text).into_iter();
        let mut found: Vec<(u64, MarkKind)> =
            names.filter_map(|hash| Some((hash, self.foreign(hash, case)?))).collect();
        if !found.is_empty() {
            let own = own();
            found.retain(|(hash, _)| !own.is_own(*hash));
        }
        let mut found: BTreeSet<MarkKind> = found.into_iter().map(|(_, kind)| kind).collect();
        // The full name says it all.
        if found.contains(&MarkKind::Name) {
            found.remove(&MarkKind::FirstName);
        }
        found
    }
}

/// What the texts of `case` say of others: the kind of mark and the key path.
pub(super) fn foreign_marks<'s>(index: &Index, case: usize, said: &'s Said) -> BTreeSet<(MarkKind, &'s str)> {
    let strange = said.named.iter().filter(|(hash, _)| !said.is_own(*hash));
    let found = strange.filter_map(|(hash, path)| Some((index.foreign(*hash, case)?, *path)));
    let mut found: BTreeSet<(MarkKind, &str)> =
        found.filter_map(|(kind, path)| Some((kind, said.paths.get(usize::from(path))?.as_str()))).collect();
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
    // A word far from any name is in no mark.
    let (mut begins, mut near) = (true, 0);
    let tokens = tokens_with_ends(text).map(|(token, ends)| {
        let numbered = token.contains(|c: char| c.is_ascii_digit());
        let marked = numbered || token.starts_with(char::is_uppercase);
        near = if marked { WORDS_MAX } else { near.saturating_sub(1) };
        let lower = if near > 0 { token.to_lowercase() } else { String::new() };
        Token { marked, numbered, begins: std::mem::replace(&mut begins, ends), lower }
    });
    let tokens: Vec<Token> = tokens.collect();
    let mut names = Vec::new();
    for (start, first) in tokens.iter().enumerate().filter(|(_, token)| token.marked) {
        let run = &tokens[start..tokens.len().min(start + WORDS_MAX)];
        let hashes = growing_hashes(run.iter().map(|token| token.lower.as_str()));
        for (last, hash) in hashes.enumerate() {
            // A mark ends in a name or a number, or is a street with a floor after it.
            let counts = match last {
                0 => first.numbered || (!first.begins && is_telling(&first.lower)),
                1 => run[1].marked,
                _ => true,
            };
            if counts {
                names.push(hash);
            }
        }
    }
    names
}

/// The words and numbers of a text, and whether a sentence ends after each.
fn tokens_with_ends(text: &str) -> impl Iterator<Item = (Cow<'_, str>, bool)> {
    // `610888 1005` is one number, as `610888-1005` and `6108881005` are.
    let mut raw = text
        .split_whitespace()
        .map(|token| {
            let ends = token.trim_end_matches(['»', '«', '"', ')']).ends_with(['.', '?', '!', ':']);
            (token.trim_matches(|c: char| !c.is_alphanumeric()), ends)
        })
        .filter(|(token, _)| !token.is_empty())
        .peekable();
    std::iter::from_fn(move || {
        let (token, ends) = raw.next()?;
        let digits = |token: &str, count: usize| {
            token.len() == count && token.bytes().all(|byte| byte.is_ascii_digit())
        };
        if digits(token, 6) && raw.peek().is_some_and(|(next, _)| digits(next, 4)) {
            let (rest, ends) = raw.next().unwrap_or_default();
            return Some((Cow::Owned(format!("{token}{rest}")), ends));
        }
        if !token.starts_with(|c: char| c.is_ascii_digit()) {
            return Some((Cow::Borrowed(token), ends));
        }
        let bare: String = token.chars().filter(|c| !matches!(c, '-' | '–')).collect();
        Some((if digits(&bare, 10) { Cow::Owned(bare) } else { Cow::Borrowed(token) }, ends))
    })
}

fn words(text: &str) -> Vec<String> {
    tokens_with_ends(text).map(|(token, _)| token.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseFile, read};

    /// A case's marks, and all that it says.
    fn marks(text: &str) -> (Marks, Said) {
        let file = CaseFile::from_bytes("x.yaml".as_ref(), "x.yaml".to_owned(), text.into());
        let read = read::read(&file);
        let common = ["anna".to_owned(), "modella".to_owned()].into();
        let record = read.record.unwrap();
        (Marks::of(&record, &read.texts, &common), Said::of(&record, &read.texts, &common))
    }

    fn index(set: &[&(Marks, Said)]) -> Index {
        let (spool, all) = (Lists::default(), Gathered::default());
        for (case, (marks, _)) in set.iter().enumerate() {
            marks.spooled(&spool, &all, case).unwrap();
        }
        Index::of(all)
    }

    /// What a case of a set says of others; one that says something must be suspected of it.
    fn foreign(set: &[&(Marks, Said)], case: usize) -> Vec<(MarkKind, String)> {
        let index = index(set);
        let (marks, said) = set[case];
        let found = foreign_marks(&index, case, said);
        assert!(found.is_empty() || index.may_name(case, &marks.said));
        found.into_iter().map(|(kind, path)| (kind, path.to_owned())).collect()
    }

    const ONE: &str = "case: \"2026-1\"\ncitizen: {name: Kopius Gentagsen, cpr: \"610888-1005\", address: [\"Skyggevej 4, 2. tv.\", 9999 By]}\n";

    fn found(reasoning: &str) -> Vec<(MarkKind, String)> {
        let two = format!(
            "case: \"2026-2\"\ncitizen: {{name: Modella Opfundsen, cpr: \"660190-1234\"}}\nreasoning: |\n  {reasoning}\n"
        );
        foreign(&[&marks(ONE), &marks(&two)], 1)
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
        let (one, two) = (marks(ONE), marks("case: \"2026-2\"\nreasoning: |\n  Du kan gå ned ad trappen.\n"));
        assert!(!index(&[&one, &two]).may_name(1, &two.0.said), "no cause to look again");
        assert_eq!(found("Modella Opfundsen har sag 2026-2 og nummer 660190-1234."), []);
        assert_eq!(found("Kopius kom forbi, og Gentagsen er et navn. Skyggevej er lang."), []);
    }

    #[test]
    fn a_first_name_that_many_have_or_that_two_citizens_have_tells_nobody() {
        let said = "case: \"2026-2\"\ncitizen: {name: Anna Opfundsen}\nreasoning: |\n  Du kom sammen med NAME til mødet.\n";
        let of = |name: &str, others: &[&str]| {
            let own = marks(&said.replace("NAME", name));
            let others: Vec<(Marks, Said)> = others
                .iter()
                .enumerate()
                .map(|(number, other)| {
                    marks(&format!("case: \"2026-9{number}\"\ncitizen: {{name: {other}}}\n"))
                })
                .collect();
            let set: Vec<&(Marks, Said)> = std::iter::once(&own).chain(&others).collect();
            foreign(&set, 0).len()
        };
        assert_eq!(of("Kopius", &["Kopius Gentagsen"]), 1);
        assert_eq!(of("Kopius", &["Kopius Gentagsen", "Kopius Andensen"]), 0);
        assert_eq!(of("Modella", &["Modella Gentagsen"]), 0);
        assert_eq!(of("Bo", &["Bo Gentagsen"]), 0);
    }
}
