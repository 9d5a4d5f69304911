use crate::check::citations;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "LOV-06",
    severity: Severity::Error,
    what: text(
        "Den praksis, teksten henviser til, fandtes, da afgørelsen blev truffet.",
        "The practice that the text cites existed when the decision was made.",
    ),
    why: text(
        "En afgørelse kan ikke bygge på noget, der kom senere, eller som ikke findes.",
        "A decision cannot rest on what came later, or does not exist.",
    ),
    source: "PM 25-24; FOB 2024-19; `law/authorities.yaml`",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(decided) = context.record.decided else { return };
    for cited in citations::in_texts(context) {
        let published = cited.authority.map(|authority| authority.date.or(authority.from));
        let later = match published {
            Some(Some(date)) => decided < date,
            Some(None) => false,
            // An authority that is not listed, numbered in a year that had not come.
            None => cited.year.is_some_and(|year| year > decided.year()),
        };
        if later {
            reporter.report_passage(
                cited.path,
                &cited.sentence,
                text(
                    "Teksten henviser til praksis, der ikke fandtes på afgørelsens dag.",
                    "The text cites practice that did not exist on the day of the decision.",
                ),
                text(
                    "Se efter nummer og år, eller slet henvisningen.",
                    "Check number and year, or delete the reference.",
                ),
            );
        }
    }
}
