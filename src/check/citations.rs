//! Practice that a text cites: principmeddelelser and the Ombudsman's statements, found with the listed authority.

use std::sync::LazyLock;

use regex::Regex;

use super::rule::{OwnText, RecordContext};
use crate::law::Authority;
use crate::letter::words::sentences;

/// A citation.
#[derive(Debug)]
pub(super) struct Cited<'a> {
    /// The key path of the text.
    pub(super) path: &'a str,
    /// The sentence that it stands in.
    pub(super) sentence: String,
    /// The authority, if it is listed.
    pub(super) authority: Option<&'a Authority>,
    /// The year in its number.
    pub(super) year: Option<i16>,
    /// Whether the sentence, or the one before or after it, tells it as something past, or as what the citizen says.
    pub(super) told_as_history: bool,
}

static CITATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:(?P<pm>principmeddelelse|principafgørelse|principmeddelelsen|principafgørelsen|pm)\s*(?:nr\.?\s*)?(?P<number>\d{1,3})\s*(?:[-–/]|fra\s+20)\s*(?P<year>\d{2})|(?P<bare>4)[-–](?P<bareyear>23)|fob\s*(?P<fobyear>\d{4})\s*[-–/.]\s*(?P<fob>\d{1,3}))\b",
    )
    .expect("the pattern is valid")
});

static HISTORY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(gælder\s+(den\s+)?(nu\s+)?ikke|gælder\s+(den\s+)?ikke\s+(længere|mere)|ikke\s+(længere|mere)|historisk|ophævet|kasseret|bortfaldet|afløst|erstattet|forældet|trukket\s+tilbage|forladt|dengang|tidligere|i\s+sin\s+tid|rettet|underkendt|forkert|havde\s+(vi\s+)?(læst|brugt|henvist)|henviste|byggede|støttede|var\s+gældende|uden\s+betydning|var\s+(en\s+)?fejl|(ændret|fraveget|opgivet)\s+(sin\s+|den\s+)?(praksis|linje))\b",
    )
    .expect("the pattern is valid")
});

/// What tells the citation's own sentence as past, or as what the citizen says; near it, such words may be about anything.
static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b((ingen|ikke)\b.{0,40}\b(mere|længere)|læste|brugte|fulgte|troede|anvendte|fik\s+du\s+at\s+vide|(du|(din|dit)\s+\w+)\s+(skriver|skrev|henviser|henviste|nævner|nævnte|mener|mente|spørger|spurgte)|(skriver|skrev|henviser|nævner|nævnte|mener|spørger|spurgte)\s+du)\b",
    )
    .expect("the pattern is valid")
});

/// Every citation in the record's texts, what the citizen says left out.
pub(super) fn in_texts<'a>(context: &RecordContext<'a>) -> Vec<Cited<'a>> {
    let mut cited = Vec::new();
    for OwnText { text, words } in context.own.iter().filter(|own| CITATION.is_match(&own.words)) {
        let all: Vec<&str> = sentences(words).collect();
        for (at, sentence) in all.iter().enumerate() {
            for found in CITATION.captures_iter(sentence) {
                let group = |name: &str| found.name(name).map(|part| part.as_str());
                let number = group("number").or(group("bare"));
                let year = group("year").or(group("bareyear"));
                let (id, year) = match (number, year, group("fobyear"), group("fob")) {
                    (Some(number), Some(year), ..) => (format!("PM {number}-{year}"), format!("20{year}")),
                    (_, _, Some(year), Some(number)) => (format!("FOB {year}-{number}"), year.to_owned()),
                    _ => continue,
                };
                let near = &all[at.saturating_sub(1)..(at + 2).min(all.len())];
                cited.push(Cited {
                    path: &text.path,
                    sentence: (*sentence).to_owned(),
                    authority: context.law.authorities.iter().find(|authority| authority.id == id),
                    year: year.parse().ok(),
                    told_as_history: TOLD.is_match(sentence)
                        || near.iter().any(|sentence| HISTORY.is_match(sentence)),
                });
            }
        }
    }
    cited
}
