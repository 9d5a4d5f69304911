//! Findings about the user's material: what is wrong, where, why it matters, how to mend it.
//!
//! A finding is data. `render` turns findings into text for a terminal or a log; `sarif`, `junit` and `github` tell other
//! programs of a whole run ([`Log`]). Nothing here prints.
//! Messages never quote a record's values, for they go to logs and reports; what may be quoted stands in
//! [`Finding::detail`] and is shown only beside the source line, on a terminal or where it was asked for.

mod finding;
mod github;
mod junit;
mod log;
mod render;
mod sarif;
mod system;

pub use finding::{Bilingual, Finding, Findings, Lang, Place, Severity, Spot};
pub use github::github;
pub use junit::junit;
pub use log::{Log, RecordNote, Remark, RuleNote, count, count_codes};
pub use render::{Style, mask_cpr, render};
pub use sarif::sarif;
pub use system::because;
