use crate::case::record::{Decision, FollowUp};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "OPF-01",
    severity: Severity::Error,
    what: text(
        "En opfølgning siger, hvornår den var, om borgeren var med, og hvilken hjælp den gælder.",
        "A follow-up says when it was, whether the citizen took part, and which help it is about.",
    ),
    why: text(
        "Opfølgningen skal så vidt muligt ske sammen med borgeren. Uden den første afgørelse kan ingen se, hvad der bliver ændret.",
        "The follow-up is to be made together with the citizen as far as possible. Without the first decision nobody can see what changes.",
    ),
    source: "SEL § 148, stk. 2",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    if context.record.decision != Some(Decision::FollowUp) {
        return;
    }
    let Some(follow_up) = &context.record.follow_up else {
        return reporter.report(
            "follow_up",
            text("Opfølgningen mangler.", "The follow-up is missing."),
            text(
                "Skriv `follow_up:` med held, citizen_took_part, original, outcome, ffb_status og goals.",
                "Write `follow_up:` with held, citizen_took_part, original, outcome, ffb_status and goals.",
            ),
        );
    };
    if follow_up.held.is_none() {
        reporter.report(
            "follow_up.held",
            text("Det står ikke, hvornår I fulgte op.", "It is not said when the follow-up was held."),
            text("Skriv dagen: `held: 2026-10-27`.", "Write the day: `held: 2026-10-27`."),
        );
    }
    match follow_up.citizen_took_part {
        None => reporter.report(
            "follow_up.citizen_took_part",
            text("Det står ikke, om borgeren var med.", "It is not said whether the citizen took part."),
            text(
                "Skriv `citizen_took_part: true`, eller false med grunden i `citizen_took_part_because`.",
                "Write `citizen_took_part: true`, or false with the reason in `citizen_took_part_because`.",
            ),
        ),
        Some(false) if follow_up.citizen_took_part_because.is_none() => reporter.report(
            "follow_up.citizen_took_part_because",
            text("Borgeren var ikke med, og det står ikke hvorfor.", "The citizen did not take part, and it is not said why."),
            text(
                "Skriv grunden efter \"Du var ikke med, fordi\": `citizen_took_part_because: du var syg begge de dage, vi havde aftalt`.",
                "Write the reason after \"Du var ikke med, fordi\": `citizen_took_part_because: du var syg begge de dage, vi havde aftalt`.",
            ),
        ),
        Some(_) => {}
    }
    original(follow_up, reporter);
}

fn original(follow_up: &FollowUp, reporter: &mut Reporter<'_>) {
    let Some(original) = &follow_up.original else {
        return reporter.report(
            "follow_up.original",
            text("Det står ikke, hvilken hjælp I følger op på.", "It is not said which help is followed up."),
            text(
                "Skriv den første bevilling: `original: {decided: 2026-01-12, wording: samtaler hos en psykolog, from: …, to: …, amount: …}`.",
                "Write the first grant: `original: {decided: 2026-01-12, wording: samtaler hos en psykolog, from: …, to: …, amount: …}`.",
            ),
        );
    };
    if original.decided.is_none() {
        reporter.report(
            "follow_up.original.decided",
            text("Datoen for den første bevilling mangler.", "The date of the first grant is missing."),
            text("Skriv den som `decided: 2026-01-12`.", "Write it as `decided: 2026-01-12`."),
        );
    }
    if original.wording.is_none() {
        reporter.report(
            "follow_up.original.wording",
            text("Det står ikke, hvad borgeren fik.", "It is not said what the citizen got."),
            text(
                "Skriv det uden antal: `wording: samtaler hos en psykolog`.",
                "Write it without the amount: `wording: samtaler hos en psykolog`.",
            ),
        );
    }
    let granted =
        original.amount.as_ref().filter(|amount| amount.per.is_none()).and_then(|amount| amount.count);
    if original.used.zip(granted).is_some_and(|(used, granted)| used > granted) {
        reporter.report_as(
            Severity::Warning,
            "follow_up.original.used",
            text(
                "Borgeren har brugt mere, end der var bevilget.",
                "The citizen has used more than was granted.",
            ),
            text(
                "Se efter, om `used` og `original.amount` er rigtige. Brevet skriver begge tal.",
                "See whether `used` and `original.amount` are right. The letter writes both numbers.",
            ),
        );
    }
}
