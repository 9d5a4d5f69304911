use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "FRI-03",
    severity: Severity::Error,
    what: text(
        "Brevets dato er den dag, brevet bliver sendt.",
        "The letter's date is the day on which it is sent.",
    ),
    why: text(
        "Klagefristen regnes fra den dag, borgeren får brevet. Bliver et brev sendt senere end den dato, der står i det, er fristen for kort.",
        "The time limit for a complaint runs from the day on which the citizen gets the letter. In a letter that leaves after its own date, the limit is too short.",
    ),
    source: "RSL § 67, stk. 1; lov om Digital Post § 10",
    check: Check::Construction(text(
        "`send` lader kun et brev gå på dets dag og henviser ellers til `redate`; tests/it/sending.rs: only_what_was_approved_leaves_and_on_its_day",
        "`send` lets a letter go on its day only, and else names `redate`; tests/it/sending.rs: only_what_was_approved_leaves_and_on_its_day",
    )),
};
