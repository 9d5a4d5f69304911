//! Which letters a case gives: the template, the recipients, and why.
//!
//! Pure: it sees the record, never the pack or the disk.

use crate::case::record::{CaseRecord, Channel, Decision, Outcome, Receives};
use crate::diagnostic::Bilingual;
use crate::letter::Recipient;

/// The templates of `templates/letters/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Template {
    /// All that was applied for (bevilling).
    Grant,
    /// A part of it (delvis bevilling).
    PartialGrant,
    /// Nothing of it (afslag).
    Refusal,
    /// Help goes on (opfølgning, fortsættelse).
    FollowUpContinue,
    /// Help is changed (opfølgning, ændring).
    FollowUpChange,
    /// Help ends (opfølgning, afslutning).
    FollowUpEnd,
    /// An extension that was applied for is refused (afslag på forlængelse).
    RefusedExtension,
}

impl Template {
    /// Every template.
    pub const ALL: &'static [Self] = &[
        Self::Grant,
        Self::PartialGrant,
        Self::Refusal,
        Self::FollowUpContinue,
        Self::FollowUpChange,
        Self::FollowUpEnd,
        Self::RefusedExtension,
    ];

    /// The file in the pack.
    pub fn file(self) -> &'static str {
        match self {
            Self::Grant => "letters/grant.typ.j2",
            Self::PartialGrant => "letters/partial-grant.typ.j2",
            Self::Refusal => "letters/refusal.typ.j2",
            Self::FollowUpContinue => "letters/follow-up-continue.typ.j2",
            Self::FollowUpChange => "letters/follow-up-change.typ.j2",
            Self::FollowUpEnd => "letters/follow-up-end.typ.j2",
            Self::RefusedExtension => "letters/refused-extension.typ.j2",
        }
    }

    /// Whether something is granted.
    pub fn grants(self) -> bool {
        matches!(self, Self::Grant | Self::PartialGrant | Self::FollowUpContinue | Self::FollowUpChange)
    }

    /// Whether something is refused, reduced or taken away: then the reasoning and the appeal guidance are the law's demand.
    pub fn is_adverse(self) -> bool {
        !matches!(self, Self::Grant | Self::FollowUpContinue)
    }
}

/// A letter to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addressee {
    /// Who it goes to.
    pub recipient: Recipient,
    /// How it travels.
    pub channel: Channel,
}

impl Addressee {
    /// From the words for both; `None` where one of them is none.
    pub fn from_words(recipient: &str, channel: &str) -> Option<Self> {
        Some(Self { recipient: Recipient::from_word(recipient)?, channel: Channel::from_word(channel)? })
    }
}

/// What was chosen, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The template of every letter of the case.
    pub template: Template,
    /// One letter each.
    pub letters: Vec<Addressee>,
    /// The reasons, in the order they were found.
    pub why: Vec<Bilingual>,
}

/// Chooses template and recipients. `None` when the record does not say enough, which checking has reported.
pub fn choose(record: &CaseRecord) -> Option<Choice> {
    let (template, why) = template(record)?;
    let (letters, to_whom) = letters(record)?;
    Some(Choice { template, letters, why: vec![why, to_whom] })
}

fn template(record: &CaseRecord) -> Option<(Template, Bilingual)> {
    let extension = record.follow_up.as_ref().is_some_and(|follow_up| follow_up.extension_applied_for);
    Some(match (record.decision?, record.outcome()) {
        (Decision::Grant, _) => (
            Template::Grant,
            Bilingual::new("Alt det, der er søgt om, er bevilget.", "All that was applied for is granted."),
        ),
        (Decision::PartialGrant, _) => (
            Template::PartialGrant,
            Bilingual::new("Noget er bevilget, og noget er afslået.", "Some is granted and some refused."),
        ),
        (Decision::Refusal, _) => {
            (Template::Refusal, Bilingual::new("Intet er bevilget.", "Nothing is granted."))
        }
        (Decision::FollowUp, None) => return None,
        (Decision::FollowUp, Some(Outcome::Continue)) => (
            Template::FollowUpContinue,
            Bilingual::new(
                "Opfølgningen fører til, at hjælpen fortsætter.",
                "After the follow-up the help goes on.",
            ),
        ),
        (Decision::FollowUp, Some(Outcome::Change)) => (
            Template::FollowUpChange,
            Bilingual::new(
                "Opfølgningen fører til, at hjælpen bliver ændret.",
                "After the follow-up the help is changed.",
            ),
        ),
        (Decision::FollowUp, Some(Outcome::End)) if extension => (
            Template::RefusedExtension,
            Bilingual::new(
                "Hjælpen stopper, selv om der er søgt om forlængelse. Det er et afslag.",
                "The help ends though an extension was applied for. That is a refusal.",
            ),
        ),
        (Decision::FollowUp, Some(Outcome::End)) => (
            Template::FollowUpEnd,
            Bilingual::new(
                "Opfølgningen fører til, at hjælpen stopper.",
                "After the follow-up the help ends.",
            ),
        ),
    })
}

fn letters(record: &CaseRecord) -> Option<(Vec<Addressee>, Bilingual)> {
    let citizen = Addressee { recipient: Recipient::Citizen, channel: record.channel? };
    let Some(representative) = &record.representative else {
        return Some((
            vec![citizen],
            Bilingual::new("Brevet går til borgeren.", "The letter goes to the citizen."),
        ));
    };
    let channel = representative.channel.or(record.channel)?;
    Some(match representative.receives? {
        Receives::Copy => (
            vec![citizen, Addressee { recipient: Recipient::RepresentativeCopy, channel }],
            Bilingual::new(
                "Brevet går til borgeren, og repræsentanten får en kopi.",
                "The letter goes to the citizen, and the representative gets a copy.",
            ),
        ),
        Receives::Instead => (
            vec![Addressee { recipient: Recipient::RepresentativeInstead, channel }],
            Bilingual::new(
                "Brevet går til repræsentanten i stedet for borgeren.",
                "The letter goes to the representative instead of the citizen.",
            ),
        ),
    })
}
