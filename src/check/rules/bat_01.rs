use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "BAT-01",
    severity: Severity::Error,
    what: text(
        "Begrundelsen ligner ikke en anden borgers. Fra 20 % fælles ordfølger er det en advarsel, fra 50 % en fejl.",
        "The reasons are not like another citizen's. From 20 % of shared runs of words it is a warning, from 50 % an error.",
    ),
    why: text(
        "En tekst, der passer til to borgere, er sjældent en individuel vurdering af nogen af dem.",
        "A text that fits two citizens is seldom an individual assessment of either.",
    ),
    source: "SEL § 1, stk. 3; PM 25-24",
    check: Check::Set,
};
