//! What shows that a reasoning rests on this case: facts of the record that the caseworker's words name.
//!
//! A date, a source or a number counts only if it stands in this record's `facts` or `considered`: a date in a stock text is
//! no fact. That a fact is named is weak evidence of an assessment; that none is named is strong evidence of none.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::rule::RecordContext;
use super::wording::without_quotations;
use crate::case::record::CaseRecord;
use crate::case::slot::SlotText;
use crate::case::value::DayOrMonth;
use crate::letter::words::{dates, plain, sentences};

/// A fact of the record that a text names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// A date that stands in a fact or an offer.
    Date(Date),
    /// A number with its unit that stands in a fact.
    Measure(String),
    /// Who or what a fact comes from, or an offer: a word that carries it.
    Source(String),
}

/// Words of a source or an offer that say what kind of thing it is, not which.
const KINDS: &[&str] = &[
    "erklæring",
    "telefonnotat",
    "notat",
    "samtale",
    "referat",
    "udtalelse",
    "journal",
    "besøg",
    "hjemmebesøg",
    "brev",
    "oplysning",
    "afgørelse",
    "ansøgning",
    "status",
    "rapport",
    "vurdering",
    "kommune",
    "behandling",
    "forløb",
    "møde",
    "tilbud",
    "støtte",
    "gruppe",
    "voksne",
    "samtaler",
    "hjælp",
    "afslutning",
    "statusbrev",
    "årsstatus",
    "opsigelse",
];
/// The shortest word that can carry a source, in characters.
const SOURCE_CHARS: usize = 6;

/// What makes a sentence a list of papers that were read, and not an account of what they show.
static LISTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(indgår|indgået|foreligger|gennemgået|gennemlæst|har\s+læst|modtaget|på\s+grundlag\s+af|herunder)\b")
        .expect("the pattern is valid")
});

/// The texts of the core in which a fact says something: not the offers' own names, which are facts themselves.
pub(super) fn own_texts<'a>(context: &RecordContext<'a>) -> impl Iterator<Item = &'a SlotText> {
    context.texts.iter().filter(|text| {
        text.path == "reasoning"
            || [
                "assessment.target_group.",
                "assessment.necessity.",
                "assessment.discretion.",
                "assessment.considerations",
                "assessment.service_level.because",
                "not_granted",
            ]
            .iter()
            .any(|start| text.path.starts_with(start))
    })
}

/// How many facts the core tells.
pub(super) fn told(context: &RecordContext<'_>) -> BTreeSet<Named> {
    own_texts(context).flat_map(|text| context.anchors.told_in(&text.text)).collect()
}

/// How many facts one text tells: names them and says what they show. A list of papers that were read tells none.
pub(super) fn told_in(context: &RecordContext<'_>, text: &str) -> usize {
    context.anchors.told_in(text).len()
}

/// Whether a text says more than that it was assessed: a date or a figure of the record, or two sources, and what they show.
pub(super) fn shows_in(context: &RecordContext<'_>, text: &str) -> bool {
    let told = context.anchors.told_in(text);
    told.len() >= 2 || told.iter().any(|named| !matches!(named, Named::Source(_)))
}

/// Whether a text says concretely what an offer is: its name, its day, or how much or how long.
pub(super) fn offers_named_in(record: &CaseRecord, text: &str) -> bool {
    let mut anchors = Anchors::default();
    let offers = record.assessment.iter().filter_map(|assessment| assessment.other_legislation.as_ref());
    for offer in offers.flat_map(|other| &other.considered) {
        anchors.dates.extend(offer.starts.map(DayOrMonth::first_day));
        anchors.take(offer.waiting.as_deref());
        let fact = offer.fact.as_ref().and_then(|id| record.fact(id));
        let known = [offer.offer.as_deref(), fact.and_then(|fact| fact.source.as_deref())];
        anchors.sources.extend(known.into_iter().flatten().flat_map(names));
        anchors.take(fact.and_then(|fact| fact.says.as_deref()));
    }
    !anchors.named_in(text).is_empty()
}

/// What a text can name.
#[derive(Debug, Default)]
pub struct Anchors {
    dates: BTreeSet<Date>,
    measures: BTreeSet<String>,
    sources: BTreeSet<String>,
}

impl Anchors {
    pub(super) fn of(record: &CaseRecord) -> Self {
        let mut anchors = Self::default();
        for fact in &record.facts {
            if let Some(dated) = &fact.dated {
                anchors.dates.extend([dated.first_day(), dated.last_day()]);
            }
            anchors.take(fact.says.as_deref());
            anchors.sources.extend(fact.source.as_deref().map(carriers).into_iter().flatten());
        }
        anchors.take_offers(record);
        if let Some(hearing) = &record.hearing {
            anchors.take(hearing.answer.as_deref());
        }
        anchors
    }

    fn take_offers(&mut self, record: &CaseRecord) {
        let offers = record.assessment.iter().filter_map(|assessment| assessment.other_legislation.as_ref());
        for offer in offers.flat_map(|other| &other.considered) {
            self.dates.extend(offer.starts.map(DayOrMonth::first_day));
            self.take(offer.because.as_deref());
            self.take(offer.waiting.as_deref());
            self.sources.extend(offer.offer.as_deref().map(carriers).into_iter().flatten());
        }
    }

    fn take(&mut self, text: Option<&str>) {
        let text = plain(text.unwrap_or_default()).to_lowercase();
        self.dates.extend(dates(&text).into_iter().map(|found| found.date));
        self.measures.extend(measures(&text));
    }

    /// What is named in sentences that do not only list papers.
    fn told_in(&self, text: &str) -> BTreeSet<Named> {
        let words = without_quotations(text);
        let telling = sentences(&words).filter(|sentence| !LISTS.is_match(sentence));
        telling.flat_map(|sentence| self.named_in(sentence)).collect()
    }

    fn named_in(&self, text: &str) -> BTreeSet<Named> {
        let text = plain(text).to_lowercase();
        let days = dates(&text).into_iter().map(|found| found.date).filter(|day| self.dates.contains(day));
        let measures = measures(&text).filter(|measure| self.measures.contains(measure));
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let sources =
            self.sources.iter().filter(|source| words.iter().any(|word| word.starts_with(source.as_str())));
        days.map(Named::Date)
            .chain(measures.map(Named::Measure))
            .chain(sources.cloned().map(Named::Source))
            .collect()
    }
}

/// The words that carry a source: long, and not a kind of document. Without their last two letters, for inflection.
fn carriers(source: &str) -> Vec<String> {
    let words = source.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words
        .filter(|word| {
            word.chars().count() >= SOURCE_CHARS && !KINDS.iter().any(|kind| word.starts_with(kind))
        })
        .map(|word| word.chars().take(word.chars().count() - 1).collect())
        .collect()
}

/// The names in a text, in lower case.
fn names(text: &str) -> impl Iterator<Item = String> {
    /// Shorter words with a capital are more often signs than names.
    const NAME_CHARS: usize = 4;
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.starts_with(char::is_uppercase) && word.chars().count() >= NAME_CHARS)
        .map(str::to_lowercase)
}

/// Numbers with the beginning of what they count: `16 anfa`, `tre time`. Not years, nor the days of dates.
fn measures(text: &str) -> impl Iterator<Item = String> {
    const NUMBERS: &[&str] = &[
        "to",
        "tre",
        "fire",
        "fem",
        "seks",
        "syv",
        "otte",
        "ni",
        "ti",
        "elleve",
        "tolv",
        "tretten",
        "fjorten",
        "femten",
        "seksten",
        "sytten",
        "atten",
        "nitten",
        "tyve",
        "tredive",
        "fyrre",
        "halvtreds",
    ];
    /// How much of the counted word must agree: `gang` and `gange` do.
    const UNIT_CHARS: usize = 4;
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs: Vec<String> = words
        .windows(2)
        .filter_map(|pair| {
            let (number, unit) = (pair[0], pair[1]);
            let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == ',');
            let day = number.ends_with('.');
            let counts = unit.chars().next().is_some_and(char::is_alphabetic) || unit.starts_with('%');
            let word = NUMBERS.iter().position(|known| *known == number);
            let number = word.map_or_else(|| number.to_owned(), |at| (at + 2).to_string());
            ((digits || word.is_some()) && !day && counts)
                .then(|| format!("{number} {}", unit.chars().take(UNIT_CHARS).collect::<String>()))
        })
        .collect();
    pairs.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseFile, read};

    fn record() -> CaseRecord {
        let text = "facts: [{id: a, source: erklæring fra psykiater Opdigt Lægesen, dated: 2026-08-12, says: du havde 16 anfaldsdage og sov tre timer}]\n";
        let file = CaseFile::from_bytes("x.yaml".as_ref(), "x.yaml".to_owned(), text.into());
        read::read(&file).record.unwrap()
    }

    #[test]
    fn a_fact_counts_only_if_it_stands_in_the_record() {
        let anchors = Anchors::of(&record());
        let named = |text: &str| anchors.told_in(text).len();
        assert_eq!(named("Psykiateren skriver den 12. august 2026, at du havde 16 anfaldsdage."), 3);
        assert_eq!(named("Du har kun sovet 3 timer."), 1);
        assert_eq!(named("Den 13. august 2026 havde du 17 anfaldsdage."), 0);
        assert_eq!(named("Ud fra sagens samlede oplysninger er der ikke grundlag for hjælp."), 0);
        assert_eq!(named("I sagen indgår psykiaterens erklæring af 12. august 2026."), 0);
        assert_eq!(
            named("Du siger: »Psykiateren skriver den 12. august 2026«, og det er vi ikke enige i."),
            0
        );
    }
}
