use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "BEG-08",
    severity: Severity::Warning,
    what: text(
        "Oplysninger, der taler imod afgørelsen, er nævnt, og der står, hvorfor de ikke afgjorde den.",
        "Facts that speak against the decision are named, and it says why they did not decide it.",
    ),
    why: text(
        "En begrundelse, der kun nævner det, der passer, overbeviser ingen og kan ikke efterprøves.",
        "Reasons that name only what fits convince nobody and cannot be reviewed.",
    ),
    source: "FVL § 24, stk. 2",
    check: Check::Construction(
        "the letter prints every fact of weight `against` with its `because`, which SAG-08 demands; the reading back demands the words, and tests/it/templates.rs drops them from every template",
    ),
};
