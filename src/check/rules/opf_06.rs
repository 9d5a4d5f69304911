use crate::case::record::{CaseRecord, Decision, Occasion};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "OPF-06",
    severity: Severity::Error,
    what: text(
        "En ansøgning om mere hjælp bliver besvaret som en ansøgning: Et nej til en forlængelse er et afslag med fuld begrundelse.",
        "An application for more help is answered as an application: a no to an extension is a refusal with full reasons.",
    ),
    why: text(
        "At en bevilling løber ud, er ikke en afgørelse. Har borgeren søgt om mere, skal der træffes en.",
        "That a grant runs out is no decision. If the citizen has applied for more, one must be made.",
    ),
    source: "FVL § 22; RSL § 3",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(follow_up) = record.follow_up.as_ref().filter(|_| record.decision == Some(Decision::FollowUp))
    else {
        return;
    };
    if follow_up.extension_applied_for {
        applied_for(record, reporter);
    } else if record.application.is_some() {
        reporter.report(
            "follow_up.extension_applied_for",
            text(
                "Sagen har en ansøgning, men efter opfølgningen er der ikke søgt om forlængelse.",
                "The case has an application, but by the follow-up no extension was applied for.",
            ),
            text(
                "Skriv `extension_applied_for: true`. Er der ikke søgt, så skriv `application: null`.",
                "Write `extension_applied_for: true`. If nothing was applied for, write `application: null`.",
            ),
        );
    }
}

/// That a refused extension has full reasons, AFG-02 and the SAG rules see to: they look at it as at a refusal.
fn applied_for(record: &CaseRecord, reporter: &mut Reporter<'_>) {
    if record.application.is_none() {
        // Where the occasion is an application, SAG-01 asks for it.
        if record.occasion == Some(Occasion::Application) {
            return;
        }
        reporter.report(
            "application",
            text(
                "Der er søgt om forlængelse, men ansøgningen mangler.",
                "An extension was applied for, but the application is missing.",
            ),
            text(
                "Skriv `application:` med `received` og `parts`. Er der ikke søgt, så skriv `extension_applied_for: false`.",
                "Write `application:` with `received` and `parts`. If nothing was applied for, write `extension_applied_for: false`.",
            ),
        );
    } else if record.occasion == Some(Occasion::Review) {
        reporter.report(
            "occasion",
            text(
                "Der er søgt om forlængelse, så anledningen er ikke kun kommunens egen opfølgning.",
                "An extension was applied for, so the occasion is not only the municipality's own follow-up.",
            ),
            text("Skriv `occasion: application`.", "Write `occasion: application`."),
        );
    }
}
