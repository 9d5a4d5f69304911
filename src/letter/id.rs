//! Which letter it is: one decision, one recipient.

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use crate::case::CaseId;
use crate::case::record::Decision;

/// Who a letter goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The citizen.
    Citizen,
    /// A representative instead of the citizen.
    RepresentativeInstead,
    /// A representative, beside the citizen's own letter.
    RepresentativeCopy,
}

impl Recipient {
    /// The word in a letter's id.
    pub fn word(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::RepresentativeInstead => "representative",
            Self::RepresentativeCopy => "copy",
        }
    }

    /// What such a word means; `None` if it is none.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Citizen, Self::RepresentativeInstead, Self::RepresentativeCopy];
        all.into_iter().find(|own| own.word() == word)
    }
}

/// Case, decision date, decision and recipient: what "sent once" is said of. Also the file's name, so it holds no
/// personal data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId(String);

impl LetterId {
    /// The id of one letter of a case.
    pub fn new(case: &CaseId, decided: Date, decision: Decision, recipient: Recipient) -> Self {
        Self(format!("{}_{}", Self::stem(case, decided, decision), recipient.word()))
    }

    /// What the ids of all letters of one decision begin with.
    pub fn stem(case: &CaseId, decided: Date, decision: Decision) -> String {
        format!("{}_{decided}_{}", case.file_stem(), decision.word().replace('_', "-"))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
