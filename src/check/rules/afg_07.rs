use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "AFG-07",
    severity: Severity::Warning,
    what: text(
        "Hvert vilkår for hjælpen siger, hvad det kræver, og hvad der er hjemmel til det.",
        "Each condition of the help says what it demands and what its legal basis is.",
    ),
    why: text(
        "Et vilkår uden hjemmel er ikke lovligt, og borgeren kan ikke rette sig efter et, der ikke er skrevet ned.",
        "A condition without a legal basis is not lawful, and a citizen cannot keep one that is not written down.",
    ),
    source: "Legalitetsprincippet; FVL § 24",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let conditions = context.record.grant.iter().flat_map(|grant| &grant.conditions);
    for (index, condition) in conditions.enumerate() {
        if condition.text.is_none() {
            // Without its text the letter would have a basis for nothing.
            reporter.report_as(
                Severity::Error,
                format!("grant.conditions[{index}].text"),
                text("Det står ikke, hvad vilkåret kræver.", "It is not said what the condition demands."),
                text(
                    "Skriv det som hele sætninger: `text: Du skal melde afbud dagen før.` Er der ikke noget vilkår, så slet linjen.",
                    "Write it as whole sentences: `text: Du skal melde afbud dagen før.` If there is no condition, delete the line.",
                ),
            );
        }
        if condition.basis.is_none() {
            reporter.report(
                format!("grant.conditions[{index}].basis"),
                text("Vilkårets hjemmel mangler.", "The legal basis of the condition is missing."),
                text(
                    "Skriv reglen efter ordene \"Det følger af\". Er der ingen regel, så slet vilkåret.",
                    "Write the rule after the words \"Det følger af\". If there is none, delete the condition.",
                ),
            );
        }
    }
}
