use crate::check::rule::{Check, Reporter, Rule, StandardContext, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "STD-03",
    severity: Severity::Error,
    what: text(
        "En kvalitetsstandard er godkendt, før den gælder, og gælder fra en dag til en senere.",
        "A quality standard is approved before it holds, and holds from one day to a later one.",
    ),
    why: text(
        "Et serviceniveau skal være fastsat af kommunalbestyrelsen, før nogen kan gå ud fra det.",
        "A service level must be laid down by the municipal council before anybody can start out from it.",
    ),
    source: "SEL § 138",
    check: Check::Standard(check),
};

fn check(context: &StandardContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(valid) = context.standard.valid.as_ref() else { return };
    let Some(from) = valid.from else { return };
    if valid.to.is_some_and(|to| to < from) {
        reporter.report(
            "valid.to",
            text("Den sidste dag ligger før den første.", "The last day lies before the first."),
            text(
                "Skriv en dag efter `from`, eller `to: null`, hvis standarden gælder indtil videre.",
                "Write a day after `from`, or `to: null` if the standard holds until further notice.",
            ),
        );
    }
    let approved = context.standard.approved.as_ref().and_then(|approved| approved.date);
    if approved.is_some_and(|approved| approved > from) {
        reporter.report(
            "valid.from",
            text(
                "Standarden gælder fra en dag, før den blev godkendt.",
                "The standard holds from a day before it was approved.",
            ),
            text(
                "Ret `from` til den dag, den blev godkendt, eller en senere, eller ret `approved.date`.",
                "Mend `from` to the day of its approval or a later one, or mend `approved.date`.",
            ),
        );
    }
}
