//! Provisions (bestemmelser): conditions, words and verbatim text, as data.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::act::Act;
use crate::pack::{Pack, PackError};

/// A provision that decisions are made under.
#[derive(Debug, Clone)]
pub struct Provision {
    /// The folder's name: `sel-102`.
    pub id: String,
    /// The act's name.
    pub act: String,
    /// The section, without the sign: `102`.
    pub section: String,
    /// What it is about, in one word.
    pub summary: String,
    /// The noun for what it gives: `behandlingen`.
    pub help: String,
    /// Whether it leaves a discretion ("kan").
    pub discretion: bool,
    /// Whether a grant to a person with impairment says what comes of the action plan (SEL § 141).
    pub action_plan: bool,
    /// Its conditions.
    pub conditions: Conditions,
    /// The text in force from each date, oldest first.
    quotes: Vec<(Date, String)>,
    short: String,
    full: String,
}

/// The conditions of a provision, each with the words of the letter. One that is absent is not asked for.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// The target group.
    pub target_group: TargetGroupWords,
    /// Necessity.
    pub necessity: Option<NecessityWords>,
    /// That it cannot be had under other legislation.
    pub other_legislation: Option<OtherLegislationWords>,
}

/// The words for the target group.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TargetGroupWords {
    /// What the condition is called.
    pub name: String,
    /// What the law asks, as a sentence.
    pub law_asks: String,
    /// Which of the record's texts each limb needs.
    pub elements: BTreeMap<String, Vec<String>>,
    /// The main clause that each text goes on from.
    pub sentences: BTreeMap<String, Sentence>,
    /// The conclusion when met.
    pub met: String,
    /// The conclusion when not met.
    pub not_met: String,
    /// The deciding reason, after "at".
    pub decided: String,
}

/// A main clause, met and not met.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// When met.
    pub met: String,
    /// When not met.
    pub not_met: String,
}

/// The words for necessity; each goes on with `bevare eller forbedre dine … funktioner`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NecessityWords {
    /// What the condition is called.
    pub name: String,
    /// When met.
    pub met: String,
    /// When met for what is granted, while a part is refused because it is not necessary.
    pub met_in_part: Option<String>,
    /// When not met.
    pub not_met: String,
    /// When not met for as much as the citizen has had, while less is granted.
    pub not_met_in_part: Option<String>,
    /// The deciding reason, after "at".
    pub decided: String,
}

/// The words for other legislation.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OtherLegislationWords {
    /// What the condition is called.
    pub name: String,
    /// When the treatment cannot be had elsewhere.
    pub met: String,
    /// When what is granted cannot be had elsewhere, while a part is refused because it can.
    pub met_in_part: Option<String>,
    /// When it can.
    pub not_met: String,
    /// The deciding reason, after "at".
    pub decided: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvisionFile {
    act: String,
    section: String,
    summary: String,
    help: String,
    quotes: Vec<QuoteFile>,
    #[serde(rename = "source")]
    _source: String,
    discretion: bool,
    action_plan: bool,
    conditions: Conditions,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuoteFile {
    from: Date,
    file: String,
}

impl Provision {
    pub(super) fn load(pack: &Pack, file: &str, acts: &BTreeMap<String, Act>) -> Result<Self, PackError> {
        let folder = file.strip_suffix("/provision.yaml").unwrap_or(file);
        let id = folder.rsplit('/').next().unwrap_or(folder).to_owned();
        let read: ProvisionFile = pack.yaml(file)?;
        let act = acts
            .get(&read.act)
            .ok_or_else(|| PackError::content(file, format!("there is no act `{}` in law/acts", read.act)))?;
        if act.has_section(&read.section) == Some(false) {
            return Err(PackError::content(file, format!("{} has no § {}", read.act, read.section)));
        }
        let words = &read.conditions.target_group;
        for element in words.elements.values().flatten() {
            if !words.sentences.contains_key(element) {
                return Err(PackError::content(file, format!("`sentences` lacks `{element}`")));
            }
        }
        let mut quotes = Vec::new();
        for quote in &read.quotes {
            quotes.push((quote.from, pack.text(&format!("{folder}/{}", quote.file))?.trim().to_owned()));
        }
        if quotes.is_empty() || !quotes.is_sorted_by_key(|(from, _)| *from) {
            return Err(PackError::content(file, "`quotes` must hold at least one text, oldest first"));
        }
        Ok(Self {
            short: format!("{} § {}", act.genitive, read.section),
            full: format!("§ {} i {}", read.section, act.title),
            id,
            act: read.act,
            section: read.section,
            summary: read.summary,
            help: read.help,
            discretion: read.discretion,
            action_plan: read.action_plan,
            conditions: read.conditions,
            quotes,
        })
    }

    /// The verbatim text in force on `day`, without its section number.
    pub fn quote(&self, day: Date) -> Option<&str> {
        self.quotes.iter().rev().find(|(from, _)| *from <= day).map(|(_, text)| text.as_str())
    }

    /// `servicelovens § 102`.
    pub fn short(&self) -> &str {
        &self.short
    }

    /// `§ 102 i lov om social service`.
    pub fn full(&self) -> &str {
        &self.full
    }
}
