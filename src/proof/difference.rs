//! The difference between two versions of a letter: block by block and word by word, and what caused it.
//!
//! Standard text that changed is told apart from the record's: it may have changed in every letter, and somebody has to see it even
//! where it changed in one only.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::origins::Kind;
use super::sheet::Sheet;
use crate::danish;
use crate::ledger::Key;

/// What a version was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Make {
    /// SHA-256 of the record.
    pub record: String,
    /// The files of the content pack that a letter is made of, each with the start of its SHA-256.
    pub pack: BTreeMap<String, String>,
    /// SHA-256 of the settings.
    pub settings: String,
    /// begrund's version and build.
    pub program: String,
}

/// The text of a version, block by block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// SHA-256 of its PDF.
    pub sha256: String,
    /// What it was made from.
    pub make: Make,
    /// Its blocks.
    pub blocks: Vec<VersionBlock>,
}

/// A block of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionBlock {
    /// The part it stands in.
    pub part: String,
    /// Its words, in stretches: the text, and whether it is standard text.
    pub text: Vec<(String, bool)>,
}

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It says the same.
    Same,
    /// It says something else.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// A stretch of words that both versions have, or one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Same, added or removed.
    pub change: Change,
    /// The words.
    pub text: String,
    /// Whether it is standard text.
    pub standard: bool,
}

/// A block, as it was and is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockChange {
    /// The part it stands in.
    pub part: String,
    /// What became of it.
    pub change: Change,
    /// Whether standard text of it changed.
    pub standard: bool,
    /// Its words.
    pub stretches: Vec<Stretch>,
}

/// Why two versions differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum Cause {
    /// A file of letters, parts, layout or fonts changed.
    Template(String),
    /// A file of the law's tables changed.
    Law(String),
    /// `begrund.yaml` changed.
    Settings,
    /// Another version or build of begrund.
    Program,
    /// The record changed.
    Record,
}

/// The difference between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// SHA-256 of the earlier version's PDF.
    pub against: String,
    /// Whether the earlier version was approved; else it is the last that was built.
    pub approved: bool,
    /// What caused it.
    pub causes: Vec<Cause>,
    /// All blocks, in the order of the later version.
    pub blocks: Vec<BlockChange>,
}

/// The versions of a letter, sealed, so that what a letter is compared with is what it was.
#[derive(Serialize, Deserialize)]
struct Sealed {
    /// Over the letter and its versions, with the ledger's key; empty without one.
    seal: String,
    versions: Vec<Version>,
}

impl Version {
    /// The versions of a letter in a file; `None` if they are not as they were left.
    pub fn sealed(bytes: &[u8], letter: &str, key: Option<&Key>) -> Option<Vec<Self>> {
        let Sealed { seal, versions } = serde_json::from_slice(bytes).ok()?;
        key.is_none_or(|key| seal == Self::seal(&versions, letter, key)).then_some(versions)
    }

    /// What is written of the versions of a letter.
    pub(super) fn seal_all(versions: Vec<Self>, letter: &str, key: Option<&Key>) -> Vec<u8> {
        let seal = key.map(|key| Self::seal(&versions, letter, key)).unwrap_or_default();
        serde_json::to_vec(&Sealed { seal, versions }).unwrap_or_default()
    }

    fn seal(versions: &[Self], letter: &str, key: &Key) -> String {
        key.keyed("versions", &[letter, &serde_json::to_string(versions).unwrap_or_default()])
    }

    /// The version that a sheet shows; `None` for a draft.
    pub(super) fn of(sheet: &Sheet, make: Make) -> Option<Self> {
        let blocks = sheet.blocks.iter().map(|block| VersionBlock {
            part: block.part.unwrap_or(if block.heading { "heading" } else { "" }).to_owned(),
            text: block
                .segments
                .iter()
                .map(|segment| {
                    let individual = matches!(sheet.kind(segment), Some(Kind::Own | Kind::Field));
                    (segment.text.clone(), !individual)
                })
                .collect(),
        });
        Some(Self { sha256: sheet.sha256.clone()?, make, blocks: blocks.collect() })
    }
}

impl VersionBlock {
    fn whole(&self) -> String {
        let text: String = self.text.iter().map(|(text, _)| text.as_str()).collect();
        text.trim().to_owned()
    }

    /// Its words, each with the space after it, and whether it is standard text.
    fn words(&self) -> Vec<(&str, bool)> {
        let words = self.text.iter().flat_map(|(text, standard)| {
            text.split_inclusive(char::is_whitespace).map(|word| (word, *standard))
        });
        words.collect()
    }
}

/// Compares two versions of a letter.
pub fn compare(before: &Version, after: &Version, approved: bool) -> Difference {
    let old: Vec<String> = before.blocks.iter().map(VersionBlock::whole).collect();
    let new: Vec<String> = after.blocks.iter().map(VersionBlock::whole).collect();
    let mut blocks = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (tag, gone, come) = op.as_tag_tuple();
        match tag {
            DiffTag::Equal => blocks.extend(come.map(|index| same(&after.blocks[index]))),
            _ => between(&before.blocks[gone], &after.blocks[come], &mut blocks),
        }
    }
    Difference { against: before.sha256.clone(), approved, causes: causes(&before.make, &after.make), blocks }
}

/// A date as it was, and as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateChange {
    /// The date before.
    pub was: Date,
    /// The date now.
    pub is: Date,
}

/// The dates that differ, if nothing else does: every other word is the same, and in its place. `pairs` are the dates that may have
/// changed, with what each has become; a weekday may stand before one.
pub fn dates_that_differ(
    before: &Version,
    after: &Version,
    pairs: &[(Date, Date)],
) -> Option<Vec<DateChange>> {
    let parts = |version: &Version| version.blocks.iter().map(|block| block.part.clone()).collect::<Vec<_>>();
    if parts(before) != parts(after) {
        return None;
    }
    let mut found = Vec::new();
    for (old, new) in before.blocks.iter().zip(&after.blocks) {
        let (old, new) = (old.whole(), new.whole());
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.split_whitespace().collect(), new.split_whitespace().collect());
        if old.len() != new.len() {
            return None;
        }
        for at in (0..old.len()).filter(|at| old[*at] != new[*at]) {
            let change = pairs.iter().find_map(|(was, is)| {
                let stands_at = |from: usize| {
                    is_date(&old, from, *was) && is_date(&new, from, *is) && ends_alike(&old, &new, from + 2)
                };
                let in_date = (at.saturating_sub(2)..=at).any(stands_at);
                let weekday = (at + 1..=at + 2).any(stands_at)
                    && old[at] == danish::weekday(*was)
                    && new[at] == danish::weekday(*is);
                (in_date || weekday).then_some(DateChange { was: *was, is: *is })
            })?;
            if !found.contains(&change) {
                found.push(change);
            }
        }
    }
    found.sort();
    Some(found)
}

/// Whether a date stands in words from a place on: `19.`, `november`, `2026`.
fn is_date(words: &[&str], from: usize, date: Date) -> bool {
    let text = danish::date(date);
    let mut date = text.split_whitespace();
    let Some(stand) = words.get(from..from + 3) else { return false };
    date.next() == Some(stand[0])
        && date.next() == Some(stand[1])
        && date.next() == Some(stand[2].trim_end_matches(STOPS))
}

/// Whether the same stops follow the last word of a date.
fn ends_alike(old: &[&str], new: &[&str], at: usize) -> bool {
    let stops = |word: &str| word[word.trim_end_matches(STOPS).len()..].to_owned();
    stops(old[at]) == stops(new[at])
}

/// What may stand after a date without a space.
const STOPS: &[char] = &['.', ',', ';', ':', ')'];

/// Pairs the blocks of the same part in their order; what is left has come or gone.
fn between(gone: &[VersionBlock], come: &[VersionBlock], blocks: &mut Vec<BlockChange>) {
    let mut from = 0;
    for block in come {
        let pair = gone[from..].iter().position(|old| old.part == block.part);
        match pair {
            Some(at) => {
                blocks.extend(gone[from..from + at].iter().map(|old| alone(old, Change::Removed)));
                blocks.push(changed(&gone[from + at], block));
                from += at + 1;
            }
            None => blocks.push(alone(block, Change::Added)),
        }
    }
    blocks.extend(gone[from..].iter().map(|old| alone(old, Change::Removed)));
}

fn same(block: &VersionBlock) -> BlockChange {
    let stretches = vec![Stretch { change: Change::Same, text: block.whole(), standard: true }];
    BlockChange { part: block.part.clone(), change: Change::Same, standard: false, stretches }
}

fn alone(block: &VersionBlock, change: Change) -> BlockChange {
    let mut stretches = Vec::new();
    for (word, standard) in block.words() {
        push(&mut stretches, change, word, standard);
    }
    let standard = stretches.iter().any(|stretch: &Stretch| stretch.standard);
    BlockChange { part: block.part.clone(), change, standard, stretches }
}

fn changed(before: &VersionBlock, after: &VersionBlock) -> BlockChange {
    let (old, new) = (before.words(), after.words());
    let texts =
        |words: &[(&str, bool)]| words.iter().map(|(word, _)| word.trim_end().to_owned()).collect::<Vec<_>>();
    let (old_texts, new_texts) = (texts(&old), texts(&new));
    let mut stretches = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_texts, &new_texts) {
        let (tag, gone, come) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            for (word, standard) in &new[come] {
                push(&mut stretches, Change::Same, word, *standard);
            }
        } else {
            for (word, standard) in &old[gone] {
                push(&mut stretches, Change::Removed, word, *standard);
            }
            for (word, standard) in &new[come] {
                push(&mut stretches, Change::Added, word, *standard);
            }
        }
    }
    let standard = stretches.iter().any(|stretch| stretch.change != Change::Same && stretch.standard);
    BlockChange { part: after.part.clone(), change: Change::Changed, standard, stretches }
}

fn push(stretches: &mut Vec<Stretch>, change: Change, word: &str, standard: bool) {
    match stretches.last_mut().filter(|last| last.change == change && last.standard == standard) {
        Some(last) => last.text.push_str(word),
        None => stretches.push(Stretch { change, text: word.to_owned(), standard }),
    }
}

fn causes(before: &Make, after: &Make) -> Vec<Cause> {
    let mut causes = Vec::new();
    let names = before.pack.keys().chain(after.pack.keys());
    for name in names.filter(|name| before.pack.get(*name) != after.pack.get(*name)) {
        let cause =
            if name.starts_with("law/") { Cause::Law(name.clone()) } else { Cause::Template(name.clone()) };
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    let others = [
        (before.settings != after.settings, Cause::Settings),
        (before.program != after.program, Cause::Program),
        (before.record != after.record, Cause::Record),
    ];
    causes.extend(others.into_iter().filter_map(|(differs, cause)| differs.then_some(cause)));
    causes.sort();
    causes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(sha256: &str, blocks: &[(&str, &[(&str, bool)])]) -> Version {
        let blocks = blocks.iter().map(|(part, text)| VersionBlock {
            part: (*part).to_owned(),
            text: text.iter().map(|(text, standard)| ((*text).to_owned(), *standard)).collect(),
        });
        Version { sha256: sha256.to_owned(), make: Make::default(), blocks: blocks.collect() }
    }

    fn told(difference: &Difference) -> Vec<String> {
        let blocks = difference.blocks.iter().map(|block| {
            let words = block.stretches.iter().map(|stretch| {
                let sign = match stretch.change {
                    Change::Same => "",
                    Change::Added | Change::Changed => "+",
                    Change::Removed => "-",
                };
                format!("{sign}{}", stretch.text.trim_end())
            });
            let red = if block.standard { " STANDARD" } else { "" };
            format!("{}{red}: {}", block.part, words.collect::<Vec<_>>().join("|"))
        });
        blocks.collect()
    }

    #[test]
    fn a_word_of_the_record_and_a_word_of_the_standard_text_are_told_apart() {
        let before = version(
            "a",
            &[("result", &[("Du får ", true), ("ti timer", false)]), ("appeal", &[("Du kan klage.", true)])],
        );
        let after = version(
            "b",
            &[("result", &[("Du får ", true), ("tolv timer", false)]), ("appeal", &[("Du må klage.", true)])],
        );
        let difference = compare(&before, &after, false);
        assert_eq!(
            told(&difference),
            ["result: Du får|-ti|+tolv|timer", "appeal STANDARD: Du|-kan|+må|klage."]
        );
    }

    #[test]
    fn blocks_that_come_and_go_stand_at_their_place() {
        let before = version(
            "a",
            &[
                ("result", &[("Du får hjælp.", true)]),
                ("duty", &[("Sig til.", true)]),
                ("appeal", &[("Klag her.", true)]),
            ],
        );
        let after = version(
            "b",
            &[
                ("result", &[("Du får hjælp.", true)]),
                ("next", &[("Ring til os.", false)]),
                ("appeal", &[("Klag her.", true)]),
            ],
        );
        let told = told(&compare(&before, &after, false));
        assert_eq!(
            told,
            ["result: Du får hjælp.", "next: +Ring til os.", "duty STANDARD: -Sig til.", "appeal: Klag her."]
        );
    }

    #[test]
    fn other_dates_alone_are_told_from_other_words() {
        use jiff::civil::date;
        let pairs = [(date(2026, 11, 23), date(2026, 12, 2)), (date(2026, 12, 21), date(2026, 12, 30))];
        let letter = |text: &str| version("a", &[("appeal", &[(text, true)])]);
        let was = "Sendt den 23. november 2026. Klag senest mandag den 21. december 2026, kl. 12.";
        let change = |was, is| DateChange { was, is };
        for (is, expected) in [
            (was, Some(vec![])),
            (
                "Sendt den 2. december 2026. Klag senest onsdag den 30. december 2026, kl. 12.",
                Some(vec![change(pairs[0].0, pairs[0].1), change(pairs[1].0, pairs[1].1)]),
            ),
            // Another weekday than the date's, another date, another word, a stop, a word more.
            ("Sendt den 2. december 2026. Klag senest tirsdag den 30. december 2026, kl. 12.", None),
            ("Sendt den 3. december 2026. Klag senest mandag den 21. december 2026, kl. 12.", None),
            ("Sendt den 23. november 2026. Klag senest mandag den 21. december 2026, kl. 14.", None),
            ("Sendt den 2. december 2026, Klag senest mandag den 21. december 2026, kl. 12.", None),
            ("Sendt den 2. december 2026. Du må klage senest mandag den 21. december 2026, kl. 12.", None),
        ] {
            assert_eq!(dates_that_differ(&letter(was), &letter(is), &pairs), expected, "{is}");
        }
        let other = version("a", &[("result", &[(was, true)])]);
        assert_eq!(dates_that_differ(&letter(was), &other, &pairs), None);
    }

    #[test]
    fn every_cause_is_named() {
        let before = version("a", &[]);
        let mut after = before.clone();
        after.make = Make {
            record: "r".into(),
            pack: [("law/holidays.yaml", "1"), ("parts/why.typ.j2", "2")]
                .map(|(name, sha)| (name.into(), sha.into()))
                .into(),
            settings: "s".into(),
            program: "p".into(),
        };
        let template = Cause::Template("parts/why.typ.j2".into());
        let law = Cause::Law("law/holidays.yaml".into());
        let difference = compare(&before, &after, false);
        assert_eq!(difference.causes, [template, law, Cause::Settings, Cause::Program, Cause::Record]);
        assert_eq!(compare(&after, &after, true).causes, []);
    }
}
