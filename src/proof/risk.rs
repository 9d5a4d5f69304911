//! Why a letter deserves eyes before the others: from facts of the letter to reasons, and nothing else.

use serde::{Deserialize, Serialize};

/// How many times the usual number of words makes a letter unusually long, and what share of it unusually short.
const LONG: f64 = 1.6;
const SHORT: f64 = 0.6;
/// From what share of common runs of words two letters are alike: where BAT-01 warns.
const ALIKE: f64 = 0.2;

/// What is known of a letter.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own that a letter has or has not")]
pub struct LetterFacts {
    /// The decision, as the record writes it.
    pub decision: String,
    /// What a follow-up came to, as the record writes it.
    pub outcome: Option<String>,
    /// Whether Ankestyrelsen sent the case back.
    pub remittal: bool,
    /// Whether its template, or the law's tables behind it, is another than that of the letters approved before.
    pub new_template: bool,
    /// The share of its individual words that the most similar other letter has too.
    pub similarity: Option<f64>,
    /// Whether a warning waits to be confirmed.
    pub open_warning: bool,
    /// Whether the citizen's address is protected.
    pub protected_address: bool,
    /// How many words it has.
    pub words: usize,
    /// How many words such letters have: the median of the same decision. `None` where there are too few to say.
    pub usual_words: Option<usize>,
    /// Whether no letter of this caseworker was made before.
    pub first_of_caseworker: bool,
}

/// A reason to open a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A refusal (afslag).
    Refusal,
    /// A partial grant (delvis bevilling).
    Partial,
    /// Help ends (ophør).
    EndedHelp,
    /// Sent back by Ankestyrelsen (hjemvisning).
    Remittal,
    /// A template or law table that nobody has approved a letter of.
    NewTemplate,
    /// Much like another letter.
    HighSimilarity,
    /// A warning that nobody has confirmed.
    OpenWarning,
    /// A protected address.
    ProtectedAddress,
    /// Much longer or shorter than such letters are.
    UnusualLength,
    /// The first letter of a caseworker.
    FirstOfCaseworker,
}

impl Reason {
    /// The word in settings and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Refusal => "refusal",
            Self::Partial => "partial",
            Self::EndedHelp => "ended_help",
            Self::Remittal => "remittal",
            Self::NewTemplate => "new_template",
            Self::HighSimilarity => "high_similarity",
            Self::OpenWarning => "open_warning",
            Self::ProtectedAddress => "protected_address",
            Self::UnusualLength => "unusual_length",
            Self::FirstOfCaseworker => "first_of_caseworker",
        }
    }
}

/// The reasons, in the order of [`Reason`].
pub fn reasons(letter: &LetterFacts) -> Vec<Reason> {
    let ended = letter.outcome.as_deref() == Some("end");
    let holds = [
        (letter.decision == "refusal", Reason::Refusal),
        (letter.decision == "partial_grant", Reason::Partial),
        (ended, Reason::EndedHelp),
        (letter.remittal, Reason::Remittal),
        (letter.new_template, Reason::NewTemplate),
        (letter.similarity.is_some_and(|share| share >= ALIKE), Reason::HighSimilarity),
        (letter.open_warning, Reason::OpenWarning),
        (letter.protected_address, Reason::ProtectedAddress),
        (letter.usual_words.is_some_and(|usual| unusual(letter.words, usual)), Reason::UnusualLength),
        (letter.first_of_caseworker, Reason::FirstOfCaseworker),
    ];
    holds.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a letter has some thousand words")]
fn unusual(words: usize, usual: usize) -> bool {
    let share = words as f64 / usual.max(1) as f64;
    !(SHORT..=LONG).contains(&share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_know_every_reason() {
        use Reason::{
            EndedHelp, FirstOfCaseworker, HighSimilarity, NewTemplate, OpenWarning, Partial,
            ProtectedAddress, Refusal, Remittal, UnusualLength,
        };
        let all = [
            Refusal,
            Partial,
            EndedHelp,
            Remittal,
            NewTemplate,
            HighSimilarity,
            OpenWarning,
            ProtectedAddress,
            UnusualLength,
            FirstOfCaseworker,
        ];
        assert_eq!(all.map(Reason::word), crate::config::REASONS);
    }

    #[test]
    fn an_ordinary_grant_has_no_reason() {
        let letter = LetterFacts {
            decision: "grant".into(),
            words: 600,
            usual_words: Some(580),
            ..LetterFacts::default()
        };
        assert_eq!(reasons(&letter), []);
    }

    #[test]
    fn each_fact_gives_its_own_reason_and_they_add_up() {
        let plain = || LetterFacts {
            decision: "grant".into(),
            words: 600,
            usual_words: Some(600),
            ..LetterFacts::default()
        };
        let cases = [
            (LetterFacts { decision: "refusal".into(), ..plain() }, Reason::Refusal),
            (LetterFacts { decision: "partial_grant".into(), ..plain() }, Reason::Partial),
            (
                LetterFacts { decision: "follow_up".into(), outcome: Some("end".into()), ..plain() },
                Reason::EndedHelp,
            ),
            (LetterFacts { remittal: true, ..plain() }, Reason::Remittal),
            (LetterFacts { new_template: true, ..plain() }, Reason::NewTemplate),
            (LetterFacts { similarity: Some(0.2), ..plain() }, Reason::HighSimilarity),
            (LetterFacts { open_warning: true, ..plain() }, Reason::OpenWarning),
            (LetterFacts { protected_address: true, ..plain() }, Reason::ProtectedAddress),
            (LetterFacts { words: 1000, ..plain() }, Reason::UnusualLength),
            (LetterFacts { words: 300, ..plain() }, Reason::UnusualLength),
            (LetterFacts { first_of_caseworker: true, ..plain() }, Reason::FirstOfCaseworker),
        ];
        for (letter, expected) in &cases {
            assert_eq!(reasons(letter), [*expected], "{letter:?}");
        }
        let near = LetterFacts { similarity: Some(0.19), words: 950, ..plain() };
        assert_eq!(reasons(&near), []);
        let both = LetterFacts { decision: "refusal".into(), remittal: true, open_warning: true, ..plain() };
        assert_eq!(reasons(&both), [Reason::Refusal, Reason::Remittal, Reason::OpenWarning]);
    }
}
