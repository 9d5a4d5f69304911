use super::common::demand;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-15",
    severity: Severity::Warning,
    what: text(
        "Borgerens eget syn på sagen står der med et svar; eller der står, hvorfor det mangler.",
        "The citizen's own view is there with an answer; or it says why it is missing.",
    ),
    why: text(
        "Borgeren skal kunne medvirke i sin sag og se, at det, de sagde, er taget med.",
        "The citizen must be able to take part, and see that what they said was considered.",
    ),
    source: "RSL § 4; SEL § 148",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let follow_up = record.follow_up.as_ref();
    let (view, why_none, path) = match (&record.application, follow_up) {
        // Without either, other rules say what is missing.
        (None, None) => return,
        (None, Some(own)) => {
            (own.citizen_view.as_ref(), own.citizen_took_part_because.as_ref(), "follow_up.citizen_view")
        }
        (Some(application), Some(own))
            if application.citizen_view.is_none() && own.citizen_view.is_some() =>
        {
            (own.citizen_view.as_ref(), None, "follow_up.citizen_view")
        }
        (Some(application), _) => (
            application.citizen_view.as_ref(),
            application.citizen_view_missing.as_ref(),
            "application.citizen_view",
        ),
    };
    let Some(view) = view else {
        return demand(
            why_none.is_some(),
            path,
            text("Borgerens eget syn på sagen mangler.", "The citizen's own view is missing."),
            text(
                "Skriv `citizen_view: {says: …, our_answer: …}`; eller under `application:` hvorfor det mangler: \
                 `citizen_view_missing: du ikke har svaret på vores breve`.",
                "Write `citizen_view: {says: …, our_answer: …}`; or under `application:` why it is missing: \
                 `citizen_view_missing: du ikke har svaret på vores breve`.",
            ),
            reporter,
        );
    };
    demand(
        view.says.is_some(),
        format!("{path}.says"),
        text("Der står ikke, hvad borgeren mener.", "It does not say what the citizen thinks."),
        text(
            "Fortsæt efter \"Du har fortalt os, at\": `says: du ikke kan være i grupper`.",
            "Go on after \"Du har fortalt os, at\": `says: du ikke kan være i grupper`.",
        ),
        reporter,
    );
    demand(
        view.our_answer.is_some(),
        format!("{path}.our_answer"),
        text("Borgerens syn på sagen er ikke besvaret.", "The citizen's view is not answered."),
        text(
            "Skriv hele sætninger: `our_answer: Forløbet på klinikken kan være alene med en psykolog.`",
            "Write whole sentences: `our_answer: Forløbet på klinikken kan være alene med en psykolog.`",
        ),
        reporter,
    );
}
