use crate::check::citations;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "LOV-05",
    severity: Severity::Error,
    what: text(
        "En principmeddelelse, der ikke længere gælder, bruges ikke som grund.",
        "A principmeddelelse that no longer holds is not used as a reason.",
    ),
    why: text(
        "Principmeddelelse 4-23 sagde, at § 102 helt kunne fravælges. Det var forkert, og den er erstattet af 25-24.",
        "Principmeddelelse 4-23 said that § 102 could be left unused. That was wrong, and 25-24 has replaced it.",
    ),
    source: "PM 25-24; FOB 2024-19; `law/authorities.yaml`",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(decided) = context.record.decided else { return };
    for cited in citations::in_texts(context) {
        let past = cited.authority.and_then(|authority| authority.until).is_some_and(|until| decided > until);
        if !past {
            continue;
        }
        let severity = if cited.told_as_history { Severity::Info } else { Severity::Error };
        reporter.weighing(severity).report_passage(
            cited.path,
            &cited.sentence,
            text(
                "Teksten nævner en principmeddelelse, der ikke gælder længere.",
                "The text names a principmeddelelse that no longer holds.",
            ),
            text(
                "Slet henvisningen, eller skriv, at den ikke længere gælder, og hvad der gælder nu.",
                "Delete the reference, or say that it no longer holds and what holds now.",
            ),
        );
    }
}
