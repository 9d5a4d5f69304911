use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "LOV-01",
    severity: Severity::Error,
    what: text(
        "Brevet nævner den lov og den paragraf, der er afgjort efter.",
        "The letter names the act and the section that was decided under.",
    ),
    why: text(
        "Uden hjemlen kan borgeren ikke se, hvad der er afgjort efter, og ikke klage over det.",
        "Without the legal basis the citizen cannot see what was decided under, nor appeal it.",
    ),
    source: "FVL § 24, stk. 1, 1. pkt.",
    check: Check::Construction("BEG-02 looks for both in every finished letter"),
};
