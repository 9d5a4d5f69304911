//! Acts, their consolidations and what amended them since.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::danish;
use crate::pack::PackError;

/// An act or an executive order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What a record writes: `serviceloven`.
    pub name: String,
    /// Other spellings that are understood.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The full title, as in "§ 102 i lov om social service".
    pub title: String,
    /// As in "servicelovens § 85".
    pub genitive: String,
    /// Where the facts come from.
    pub source: String,
    /// The consolidations, oldest first.
    pub consolidations: Vec<Consolidation>,
    /// Acts that amend the newest consolidation.
    #[serde(default)]
    pub amendments: Vec<Amendment>,
    /// The last day up to which all this was verified.
    pub verified_until: Date,
    /// The sections of the newest consolidation; `None` where that was not verified.
    pub sections: Option<Vec<String>>,
    /// How many paragraphs (stykker) a section has, where that was extracted.
    #[serde(default)]
    pub paragraphs: BTreeMap<String, u32>,
}

/// A consolidated text (lovbekendtgørelse), or an executive order (bekendtgørelse).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consolidation {
    /// `LBK` or `BEK`.
    pub kind: ConsolidationKind,
    /// Its number in its year.
    pub number: u32,
    /// The date of issue, which is cited.
    pub date: Date,
    /// The day it was published or came into force, where known; else the date of issue stands in.
    pub in_force: Option<Date>,
}

/// What a consolidation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum ConsolidationKind {
    /// Lovbekendtgørelse.
    #[serde(rename = "LBK")]
    Lbk,
    /// Bekendtgørelse.
    #[serde(rename = "BEK")]
    Bek,
}

/// An act that amends another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// Its number in its year.
    pub number: u32,
    /// Its date.
    pub date: Date,
    /// What it does, as far as known.
    pub note: String,
}

impl Consolidation {
    fn applies_from(&self) -> Date {
        self.in_force.unwrap_or(self.date)
    }

    /// `lovbekendtgørelse nr. 1129 af 22. september 2025`.
    pub fn cited(&self) -> String {
        let kind = match self.kind {
            ConsolidationKind::Lbk => "lovbekendtgørelse",
            ConsolidationKind::Bek => "bekendtgørelse",
        };
        format!("{kind} nr. {} af {}", self.number, danish::date(self.date))
    }
}

impl Act {
    /// The consolidation that applies on `day`; `None` before the first that is known.
    pub fn consolidation(&self, day: Date) -> Option<&Consolidation> {
        self.consolidations.iter().rev().find(|consolidation| consolidation.applies_from() <= day)
    }

    /// Whether an act has amended the newest consolidation by `day`.
    pub fn is_amended_by(&self, day: Date) -> bool {
        let newest = self.consolidation(day) == self.consolidations.last();
        newest && self.amendments.iter().any(|amendment| amendment.date <= day)
    }

    /// Whether the act has this section (`74`, `140 a`); `None` where that was not verified.
    pub fn has_section(&self, section: &str) -> Option<bool> {
        self.sections.as_ref().map(|sections| sections.iter().any(|own| own == section))
    }

    /// How many paragraphs (stykker) a section has, where known.
    pub fn paragraphs(&self, section: &str) -> Option<u32> {
        self.paragraphs.get(section).copied()
    }

    pub(super) fn validate(&self, file: &str) -> Result<(), PackError> {
        let mut last = None;
        for consolidation in &self.consolidations {
            if last.is_some_and(|last| last >= consolidation.applies_from()) {
                return Err(PackError::content(file, "the consolidations must stand oldest first"));
            }
            last = Some(consolidation.applies_from());
        }
        if last.is_none() {
            return Err(PackError::content(file, "there must be at least one consolidation"));
        }
        Ok(())
    }
}
