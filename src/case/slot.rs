//! Texts that the citizen reads, each with its slot: the place in a sentence that it is written for.
//!
//! The type of a field says its slot, and reading a text registers it, so that no text can escape the checks.

use std::fmt;
use std::ops::Deref;

/// Where in a sentence a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// A name, a title, a label; on one line.
    Label,
    /// A noun phrase inside a sentence; lower case first, no full stop.
    Phrase,
    /// A subordinate clause after "at".
    At,
    /// A subordinate clause after "fordi".
    Because,
    /// Whole sentences, with capital and full stop.
    Sentences,
    /// Paragraphs and lists: the caseworker's own words.
    Prose,
}

impl Slot {
    /// The most characters that a text of this slot has.
    pub fn chars_max(self) -> usize {
        match self {
            Self::Label => 120,
            Self::Phrase => 200,
            Self::At | Self::Because => 400,
            Self::Sentences => 1200,
            Self::Prose => 8000,
        }
    }

    /// The conjunction that stands before the text, for the slots that have one.
    pub fn conjunction(self) -> Option<&'static str> {
        match self {
            Self::At => Some("at"),
            Self::Because => Some("fordi"),
            _ => None,
        }
    }
}

/// A text of the record that the citizen reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotText {
    /// Its key path.
    pub path: String,
    /// Its slot.
    pub slot: Slot,
    /// The text, normalised to NFC.
    pub text: String,
}

impl SlotText {
    /// Whether it belongs to the *core*: `reasoning` and the assessment's own texts (docs/case-record.md).
    pub fn is_core(&self) -> bool {
        self.path == "reasoning" || self.path.starts_with("assessment.")
    }

    /// Whether it names an offer, which two citizens can both be given.
    pub fn is_offer(&self) -> bool {
        self.path.contains(".considered[")
    }

    /// Whether the words are the citizen's, which wording checks leave alone.
    pub fn is_citizens_own(&self) -> bool {
        self.path.ends_with("citizen_view.says") || self.path == "hearing.answer"
    }
}

macro_rules! slots {
    ($($(#[$doc:meta])* $Name:ident = $slot:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $Name(pub(super) String);

        impl $Name {
            /// The slot that texts of this type are written for.
            pub const SLOT: Slot = Slot::$slot;
        }

        impl Deref for $Name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

slots! {
    /// A name, a title, a label.
    Label = Label;
    /// A noun phrase inside a sentence.
    Phrase = Phrase;
    /// A clause after "at".
    AtClause = At;
    /// A clause after "fordi".
    BecauseClause = Because;
    /// Whole sentences.
    Sentences = Sentences;
    /// Paragraphs and lists.
    Prose = Prose;
}
