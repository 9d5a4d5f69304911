use crate::case::record::{CaseRecord, Decision, Occasion, ReopeningGround};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::law::Law;

pub(super) static RULE: Rule = Rule {
    code: "AFG-11",
    severity: Severity::Error,
    what: text(
        "Anledningen er beskrevet: En genoptaget sag siger hvorfor, og en hjemvist sag svarer på hvert af Ankestyrelsens punkter.",
        "The occasion is described: a reopened case says why, and a case sent back answers each of Ankestyrelsen's points.",
    ),
    why: text(
        "Borgeren har fået et svar før og skal kunne se, hvad der er nyt. Ankestyrelsen ser efter, om det blev undersøgt, den bad om.",
        "The citizen has had an answer before and must see what is new. Ankestyrelsen looks at whether what it asked for was done.",
    ),
    source: "PM 25-24; RSL §§ 3 a og 68",
    check: Check::Record(check),
};

/// Which held that § 102 need not be used, and what took its place.
const OLD_PRACTICE: &str = "PM 4-23";
const NEW_PRACTICE: &str = "PM 25-24";

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(occasion) = record.occasion else { return };
    // That a block stands there under another occasion, REC-19 says.
    match occasion {
        Occasion::Reopening => reopening(record, context.law, reporter),
        Occasion::Remittal => remittal(record, reporter),
        Occasion::Review if record.decision.is_some_and(|decision| decision != Decision::FollowUp) => {
            reporter.report(
                "occasion",
                text(
                    "`review` er kommunens egen opfølgning, men afgørelsen er ikke en opfølgning.",
                    "`review` is the municipality's own follow-up, but the decision is not a follow-up.",
                ),
                text(
                    "Skriv `occasion: application`. Er det en opfølgning, så skriv `decision: follow_up`.",
                    "Write `occasion: application`. If it is a follow-up, write `decision: follow_up`.",
                ),
            );
        }
        Occasion::Application | Occasion::Review => {}
    }
}

fn reopening(record: &CaseRecord, law: &Law, reporter: &mut Reporter<'_>) {
    let Some(reopening) = &record.reopening else {
        return reporter.report(
            "reopening",
            text("Det står ikke, hvorfor sagen er genoptaget.", "It is not said why the case was reopened."),
            text(
                "Skriv `reopening: {ground: new_information, decided: 2026-10-05, because: …}`, hvor `decided` er dagen for den første afgørelse.",
                "Write `reopening: {ground: new_information, decided: 2026-10-05, because: …}`, where `decided` is the day of the first decision.",
            ),
        );
    };
    if reopening.ground.is_none() {
        reporter.report(
            "reopening.ground",
            text("Grunden til at genoptage sagen mangler.", "The ground for reopening the case is missing."),
            text(
                "Skriv `ground: new_information` (nye oplysninger), own_error (kommunens fejl) eller pm_4_23 (byggede på principmeddelelse 4-23).",
                "Write `ground: new_information`, own_error or pm_4_23 (it rested on principmeddelelse 4-23).",
            ),
        );
    }
    if reopening.decided.is_none() {
        reporter.report(
            "reopening.decided",
            text("Datoen for den første afgørelse mangler.", "The date of the first decision is missing."),
            text("Skriv den som `decided: 2026-10-05`.", "Write it as `decided: 2026-10-05`."),
        );
    }
    let first_day =
        |id: &str| law.authorities.iter().find(|own| own.id == id).and_then(|authority| authority.from);
    let outside = reopening.decided.is_some_and(|decided| {
        first_day(OLD_PRACTICE).is_some_and(|first| decided < first)
            || first_day(NEW_PRACTICE).is_some_and(|first| decided >= first)
    });
    if reopening.ground == Some(ReopeningGround::Pm423) && outside {
        reporter.report_as(
            Severity::Warning,
            "reopening.ground",
            text(
                "Den første afgørelse er ikke fra den tid, da praksis efter PM 4-23 gjaldt. Brevet ville sige, at den byggede på den.",
                "The first decision is not from the time of the practice of PM 4-23. The letter would say that it rested on it.",
            ),
            text(
                "Se efter, om `reopening.decided` er rigtig. Byggede afgørelsen alligevel på den gamle praksis, var det en fejl: skriv `ground: own_error`.",
                "See whether `reopening.decided` is right. If the decision rested on the old practice all the same, that was an error: write `ground: own_error`.",
            ),
        );
    }
    if reopening.because.is_none() {
        reporter.report(
            "reopening.because",
            text("Det står ikke, hvad der fik kommunen til at se på sagen igen.", "It is not said what made the municipality look at the case again."),
            text(
                "Skriv det efter \"Vi har set på din sag igen, fordi\": `because: en scanning viser en skade, som ingen kendte`.",
                "Write it after \"Vi har set på din sag igen, fordi\": `because: en scanning viser en skade, som ingen kendte`.",
            ),
        );
    }
}

fn remittal(record: &CaseRecord, reporter: &mut Reporter<'_>) {
    let Some(remittal) = &record.remittal else {
        return reporter.report(
            "remittal",
            text("Det står ikke, hvad Ankestyrelsen bad om.", "It is not said what Ankestyrelsen asked for."),
            text(
                "Skriv `remittal:` med `decided`, `reference` og `points`, hvor hvert punkt har `says`, `our_answer` og `rests_on`.",
                "Write `remittal:` with `decided`, `reference` and `points`, each point with `says`, `our_answer` and `rests_on`.",
            ),
        );
    };
    if remittal.decided.is_none() {
        reporter.report(
            "remittal.decided",
            text(
                "Datoen for Ankestyrelsens afgørelse mangler.",
                "The date of Ankestyrelsen's decision is missing.",
            ),
            text("Skriv den som `decided: 2026-09-14`.", "Write it as `decided: 2026-09-14`."),
        );
    }
    if remittal.reference.is_none() {
        reporter.report(
            "remittal.reference",
            text("Ankestyrelsens sagsnummer mangler.", "Ankestyrelsen's case number is missing."),
            text(
                "Skriv det, som det står i deres brev: `reference: \"26-90417\"`.",
                "Write it as it stands in their letter: `reference: \"26-90417\"`.",
            ),
        );
    }
    if remittal.points.is_empty() {
        reporter.report(
            "remittal.points",
            text("Ingen af Ankestyrelsens punkter står her.", "None of Ankestyrelsen's points stands here."),
            text(
                "Skriv et punkt for hver ting, de bad om: `- {says: …, our_answer: …, rests_on: […]}`.",
                "Write a point for each thing they asked for: `- {says: …, our_answer: …, rests_on: […]}`.",
            ),
        );
    }
    for (index, point) in remittal.points.iter().enumerate() {
        let path = |key: &str| format!("remittal.points[{index}].{key}");
        if point.says.is_none() {
            reporter.report(
                path("says"),
                text("Det står ikke, hvad Ankestyrelsen skrev.", "It is not said what Ankestyrelsen wrote."),
                text(
                    "Skriv det efter \"Ankestyrelsen skrev, at\": `says: vi manglede at undersøge ventetiden`.",
                    "Write it after \"Ankestyrelsen skrev, at\": `says: vi manglede at undersøge ventetiden`.",
                ),
            );
        }
        if point.our_answer.is_none() {
            reporter.report(
                path("our_answer"),
                text("Punktet er ikke besvaret.", "The point is not answered."),
                text(
                    "Skriv i hele sætninger, hvad I har undersøgt, og hvad det viste: `our_answer: Vi har spurgt …`.",
                    "Write in whole sentences what you looked into and what it showed: `our_answer: Vi har spurgt …`.",
                ),
            );
        }
        if point.rests_on.is_empty() {
            reporter.report(
                path("rests_on"),
                text(
                    "Svaret bygger ikke på nogen oplysning i sagen.",
                    "The answer rests on no fact of the case.",
                ),
                text(
                    "Skriv id'er fra `facts`: `rests_on: [klinik]`.",
                    "Write ids from `facts`: `rests_on: [klinik]`.",
                ),
            );
        }
    }
}
