use crate::case::record::{Decision, Outcome};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "OPF-02",
    severity: Severity::Error,
    what: text(
        "Når hjælpen bliver ændret eller stopper, siger sagen, hvordan det var, da borgeren fik den, hvordan det er nu, og hvad det bygger på.",
        "Where help is changed or ends, the case says how things were when it was given, how they are now, and what that rests on.",
    ),
    why: text(
        "Hjælp, som borgeren har, kan kun tages fra borgeren, når noget har ændret sig. Det skal kunne ses hvad.",
        "Help that a citizen has can be taken away only when something has changed, and it must be seen what.",
    ),
    source: "FVL § 24; SEL § 148, stk. 2; DUKH Praksisnyt 13",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(follow_up) = &record.follow_up else { return };
    let takes_away = matches!(follow_up.outcome, Some(Outcome::Change | Outcome::End));
    if record.decision != Some(Decision::FollowUp) || !takes_away {
        return;
    }
    if follow_up.then.is_none() {
        reporter.report(
            "follow_up.then",
            text(
                "Det står ikke, hvordan borgeren havde det, da hjælpen blev givet.",
                "It is not said how the citizen was when the help was given.",
            ),
            text(
                "Skriv det i hele sætninger: `then: Da du fik hjælpen, kunne du ikke gå ud alene.`",
                "Write it in whole sentences: `then: Da du fik hjælpen, kunne du ikke gå ud alene.`",
            ),
        );
    }
    if follow_up.now.is_none() {
        reporter.report(
            "follow_up.now",
            text("Det står ikke, hvordan borgeren har det nu.", "It is not said how the citizen is now."),
            text(
                "Skriv det i hele sætninger: `now: Nu går du selv til bageren tre gange om ugen.`",
                "Write it in whole sentences: `now: Nu går du selv til bageren tre gange om ugen.`",
            ),
        );
    }
    if follow_up.rests_on.is_empty() {
        reporter.report(
            "follow_up.rests_on",
            text(
                "Det, der har ændret sig, bygger ikke på nogen oplysning i sagen.",
                "What has changed rests on no fact of the case.",
            ),
            text(
                "Skriv id'er fra `facts`: `rests_on: [status]`.",
                "Write ids from `facts`: `rests_on: [status]`.",
            ),
        );
    }
}
