//! The checks: rules over the record, over its texts, and over the finished letter.
//!
//! A structural rule is one file in `rules/` and one entry in [`rules::RULES`]; a wording rule is data in
//! `templates/rules/`. Both come under the same codes, and `begrund rules` lists them together. A quality standard is held
//! against rules of its own (STD) in the same way.

pub mod batch;
mod checked;
mod citations;
mod compare;
mod facts;
mod fold;
mod needles;
mod passage;
mod references;
mod rule;
mod rules;
mod spelling;
mod standard;
mod unchecked;
mod wording;

pub(crate) use checked::change_severities;
pub use checked::{CheckedCase, Core, Desk, Passed, Rulebook, Verdict, check_letter, check_record};
pub use compare::{Comparison, Difference, DifferenceKind, Extent, compare};
pub use facts::Anchors;
pub use rule::{Body, CanSet, Check, LetterContext, RecordContext, Reporter, Rule, StandardContext, text};
pub use rules::RULES;
pub use spelling::Spelling;
pub use standard::check_standard;
pub use unchecked::{UNCHECKED, Unchecked};
pub use wording::{Polarity, Scope, WordingRule, WordingRules};
