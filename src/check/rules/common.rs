//! What several rules need.

use crate::case::record::{CaseRecord, Decision, Ground};
use crate::case::slot::Label;
use crate::check::rule::Reporter;
use crate::diagnostic::Bilingual;

/// Reports at `path` unless what the rule demands is there.
pub(super) fn demand(
    there: bool,
    path: impl Into<String>,
    message: Bilingual,
    help: Bilingual,
    reporter: &mut Reporter<'_>,
) {
    if !there {
        reporter.report(path, message, help);
    }
}

/// Whether an address has what an envelope needs: a street, and a postal code with a town.
pub(super) fn is_address(lines: &[Label]) -> bool {
    lines.len() >= 2
}

/// Whether the record gives anything.
pub(super) fn grants(record: &CaseRecord) -> bool {
    match record.decision {
        Some(Decision::Grant | Decision::PartialGrant) => true,
        Some(Decision::FollowUp) => record.grant.is_some(),
        Some(Decision::Refusal) | None => false,
    }
}

/// Whether the record refuses something, in whole or in part, on this ground.
pub(super) fn refuses_on(record: &CaseRecord, ground: Ground) -> bool {
    let deciding =
        record.assessment.iter().flat_map(|assessment| &assessment.deciding).any(|own| *own == ground);
    deciding || record.not_granted.iter().any(|refused| refused.condition == Some(ground))
}
