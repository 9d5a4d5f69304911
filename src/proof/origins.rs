//! Where each word of a letter comes from: a key of the record and its line, or the rule that chose it.

use serde::Serialize;

use super::because::because;
use crate::case::record::CaseRecord;
use crate::case::{ReadCase, Slot};
use crate::compose::{Addressee, Pages, WordFrom};
use crate::danish;
use crate::letter::Part;

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The caseworker's own words.
    Own,
    /// A field of the record: a name, a date, an amount.
    Field,
    /// What a rule chose: words of a template, of the law's tables or of the settings.
    Rule,
}

/// Where words come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// Whose words they are.
    pub kind: Kind,
    /// The key path in the record; for what a rule chose, why it did.
    pub path: String,
    /// The line in the record, from 1.
    pub line: Option<usize>,
}

/// A text of the record.
struct Leaf {
    origin: usize,
    path: String,
    words: Vec<String>,
    /// Whether a value may be a part of it: paragraphs and lists are set piece by piece.
    prose: bool,
}

/// The origins of a letter, and for each word of its pages the one it has.
pub(super) struct Origins {
    pub(super) list: Vec<Origin>,
    /// By value of the source and byte in it.
    of_values: Vec<Vec<(usize, usize)>>,
    of_parts: Vec<(Option<Part>, usize)>,
}

impl Origins {
    /// Finds the origins of what stands on `pages`.
    pub(super) fn find(
        pages: &Pages,
        read: &ReadCase,
        record: &CaseRecord,
        addressee: Option<Addressee>,
    ) -> Self {
        let mut list = Vec::new();
        let leaves = leaves(read, &mut list);
        let mut used = vec![false; leaves.len()];
        let parts = parts_of_values(pages);
        let of_values = pages
            .values
            .iter()
            .zip(parts)
            .map(|(value, part)| claim(value, part, &leaves, &mut used))
            .collect();
        let mut of_parts: Vec<(Option<Part>, usize)> = Vec::new();
        for run in pages.pages.iter().flat_map(|page| &page.runs) {
            if !of_parts.iter().any(|(part, _)| *part == run.about) {
                of_parts.push((run.about, list.len()));
                let why = run.about.map_or_else(String::new, |part| because(part, record, addressee));
                list.push(Origin { kind: Kind::Rule, path: why, line: None });
            }
        }
        Self { list, of_values, of_parts }
    }

    /// The origin of a word.
    pub(super) fn of(&self, from: WordFrom, part: Option<Part>) -> Option<usize> {
        let rule = || self.of_parts.iter().find(|(own, _)| *own == part).map(|(_, origin)| *origin);
        match from {
            WordFrom::Layout => None,
            WordFrom::Template => rule(),
            WordFrom::Value(value, at) => {
                let words = self.of_values.get(value)?;
                words.iter().find(|(start, _)| *start == at).map(|(_, origin)| *origin).or_else(rule)
            }
        }
    }
}

/// Keys that no letter prints.
const UNPRINTED: [&str; 7] =
    ["classification", "themes", "channel", "provision", "decision", "occasion", "reasoning_covers"];

fn leaves(read: &ReadCase, list: &mut Vec<Origin>) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for (path, text, place) in read.leaves() {
        if UNPRINTED.iter().any(|key| path.starts_with(key)) {
            continue;
        }
        let slot = read.texts.iter().find(|text| text.path == path).map(|text| text.slot);
        let own = matches!(slot, Some(Slot::At | Slot::Because | Slot::Sentences | Slot::Prose));
        let origin = list.len();
        list.push(Origin {
            kind: if own { Kind::Own } else { Kind::Field },
            path: path.clone(),
            line: Some(place.line),
        });
        for form in forms(text) {
            let words = words(&form).map(|(_, word)| word.to_owned()).collect();
            leaves.push(Leaf { origin, path: path.clone(), words, prose: slot == Some(Slot::Prose) });
        }
    }
    leaves
}

/// How a text of the record may stand in a letter: as written, and a date in Danish.
fn forms(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    if let Ok(day) = text.parse::<jiff::civil::Date>() {
        let written = danish::date(day);
        // `fra 17. august til 20. september 2026` says the year once.
        let short = written.rsplit_once(' ').map(|(day, _)| day.to_owned());
        forms.push(written);
        forms.extend(short);
    } else if let Ok(day) = format!("{text}-01").parse::<jiff::civil::Date>() {
        forms.push(danish::month_and_year(day));
    }
    forms
}

/// The words of a text with the byte that each begins at.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let (start, first) = text[rest..].char_indices().find(|(_, c)| !c.is_whitespace())?;
        let start = rest + start;
        let len = if first.is_alphanumeric() {
            text[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len() - start)
        } else {
            first.len_utf8()
        };
        rest = start + len;
        Some((start, &text[start..start + len]))
    })
}

/// The part that each value stands in.
fn parts_of_values(pages: &Pages) -> Vec<Option<Part>> {
    let mut parts = vec![None; pages.values.len()];
    for run in pages.pages.iter().flat_map(|page| &page.runs) {
        for word in &run.words {
            if let WordFrom::Value(value, _) = word.from
                && parts[value].is_none()
            {
                parts[value] = run.about;
            }
        }
    }
    parts
}

/// Finds the texts of the record that a value is made of, among those that its part tells of: the same words in the settings, such as
/// a telephone number, are not the record's. The longest first; among equals those that no other value was made of.
fn claim(value: &str, part: Option<Part>, leaves: &[Leaf], used: &mut [bool]) -> Vec<(usize, usize)> {
    let written: Vec<(usize, &str)> = words(value).collect();
    let mut origins: Vec<Option<usize>> = vec![None; written.len()];
    let mut order: Vec<usize> = (0..leaves.len()).collect();
    let near = |leaf: &Leaf| part.is_none_or(|part| keys(part).iter().any(|key| leaf.path.starts_with(key)));
    order.retain(|index| near(&leaves[*index]) && !leaves[*index].words.is_empty());
    order.sort_by_key(|index| (std::cmp::Reverse(leaves[*index].words.len()), used[*index]));
    for index in order {
        let leaf = &leaves[index];
        let whole = leaf.prose && leaf.words.len() > written.len();
        let (short, long): (Vec<&str>, Vec<&str>) = if whole {
            (written.iter().map(|(_, word)| *word).collect(), leaf.words.iter().map(String::as_str).collect())
        } else {
            (leaf.words.iter().map(String::as_str).collect(), written.iter().map(|(_, word)| *word).collect())
        };
        if whole && part != Some(Part::Reasoning) {
            continue;
        }
        let Some(at) = long.windows(short.len()).position(|window| window == short.as_slice()) else {
            continue;
        };
        let claimed = if whole { 0..written.len() } else { at..at + short.len() };
        if origins[claimed.clone()].iter().any(Option::is_some) {
            continue;
        }
        origins[claimed].fill(Some(leaf.origin));
        used[index] = true;
    }
    written.iter().zip(origins).filter_map(|((start, _), origin)| Some((*start, origin?))).collect()
}

/// The keys that a part tells of.
fn keys(part: Part) -> &'static [&'static str] {
    match part {
        Part::Sender | Part::Signature => &["caseworker"],
        Part::Recipient => &["citizen", "representative"],
        Part::Reference => &["dispatch", "decided", "case", "citizen.cpr", "caseworker"],
        Part::Notice => &["representative", "citizen.name"],
        Part::Heading | Part::Result => &["application", "grant", "not_granted", "follow_up"],
        Part::Opening => &["citizen.name", "application", "remittal", "reopening", "follow_up"],
        Part::Measure | Part::Payment | Part::Conditions | Part::FollowUp | Part::ActionPlan => &["grant"],
        Part::Next => &["grant", "follow_up", "assessment.other_legislation", "caseworker.phone"],
        Part::TargetGroup => &["assessment.target_group", "facts"],
        Part::Necessity => &["assessment.necessity", "facts"],
        Part::OtherLegislation => &["assessment.other_legislation", "facts"],
        Part::Discretion => &["assessment.discretion", "facts"],
        Part::ServiceLevel => &["assessment.service_level", "facts"],
        Part::Section85 => &["assessment.section_85"],
        Part::NotGranted => &["not_granted", "facts"],
        Part::Changes => &["follow_up", "facts"],
        Part::Considerations => &["assessment.considerations"],
        Part::Facts => &["facts"],
        Part::Reasoning => &["reasoning"],
        Part::Remittal => &["remittal", "facts"],
        Part::CitizenView => &["application.citizen_view", "follow_up.citizen_view"],
        Part::Hearing => &["hearing", "facts"],
        Part::OtherHelp => &["assessment.other_help"],
        Part::Appeal => &["representative.name"],
        Part::Attachments => &["attachments"],
        Part::Rule | Part::Duty | Part::Rights | Part::LawQuote | Part::Footer => &[],
    }
}
