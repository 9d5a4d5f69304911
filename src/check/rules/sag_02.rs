use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-02",
    severity: Severity::Error,
    what: text(
        "Borgeren er fyldt 18 år den dag, afgørelsen bliver truffet.",
        "The citizen is 18 or over on the day of the decision.",
    ),
    why: text(
        "Loven gælder for den, der er fyldt 18 år. For yngre gælder barnets lov.",
        "The act is for those who are 18 or over. Younger people come under barnets lov.",
    ),
    source: "SEL § 2, stk. 1",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let cpr =
        record.citizen.as_ref().and_then(|citizen| citizen.cpr.as_ref()).and_then(|cpr| cpr.0.as_ref().ok());
    let (Some(cpr), Some(decided)) = (cpr, record.decided) else { return };
    if cpr.age_on(decided) < 18 {
        reporter.report(
            "citizen.cpr",
            text(
                "Efter CPR-nummeret er borgeren under 18 år på afgørelsesdagen.",
                "By the CPR number the citizen is under 18 on the day of the decision.",
            ),
            text(
                "Se efter, om nummeret og `decided` er rigtige. Er borgeren under 18, så brug barnets lov.",
                "See whether the number and `decided` are right. Under 18, use barnets lov.",
            ),
        );
    }
}
