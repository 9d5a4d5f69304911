use crate::case::record::Decision;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "OPF-03",
    severity: Severity::Error,
    what: text(
        "Opfølgningen siger for hvert mål, om det er nået, og hvorfor.",
        "The follow-up says of each goal whether it is met, and why.",
    ),
    why: text(
        "Opfølgningen skal vise, om hjælpen stadig opfylder sit formål. Det kan kun måles på målene.",
        "The follow-up is to show whether the help still serves its purpose, and only the goals can tell.",
    ),
    source: "SEL § 148, stk. 2",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(follow_up) = record.follow_up.as_ref().filter(|_| record.decision == Some(Decision::FollowUp))
    else {
        return;
    };
    if follow_up.goals.is_empty() {
        reporter.report(
            "follow_up.goals",
            text("Ingen af målene med hjælpen står her.", "None of the goals of the help stands here."),
            text(
                "Skriv hvert mål: `- {goal: du kan hente din egen post, met: fully, because: du har gjort det siden april}`.",
                "Write each goal: `- {goal: du kan hente din egen post, met: fully, because: du har gjort det siden april}`.",
            ),
        );
    }
    for (index, goal) in follow_up.goals.iter().enumerate() {
        let path = |key: &str| format!("follow_up.goals[{index}].{key}");
        if goal.goal.is_none() {
            reporter.report(
                path("goal"),
                text("Det står ikke, hvad målet var.", "It is not said what the goal was."),
                text(
                    "Skriv det efter \"Målet var, at\": `goal: du kan hente din egen post`.",
                    "Write it after \"Målet var, at\": `goal: du kan hente din egen post`.",
                ),
            );
        }
        if goal.met.is_none() {
            reporter.report(
                path("met"),
                text("Det står ikke, om målet er nået.", "It is not said whether the goal is met."),
                text("Skriv `met: fully`, partly eller not.", "Write `met: fully`, partly or not."),
            );
        }
        if goal.because.is_none() {
            reporter.report(
                path("because"),
                text(
                    "Det står ikke, hvad der viser, at målet er nået eller ikke nået.",
                    "It is not said what shows that the goal is met or not met.",
                ),
                text(
                    "Skriv det efter \"fordi\": `because: du har gjort det hver dag siden april`.",
                    "Write it after \"fordi\": `because: du har gjort det hver dag siden april`.",
                ),
            );
        }
    }
}
