use crate::case::record::{Decision, FfbStatus, Outcome};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "OPF-08",
    severity: Severity::Error,
    what: text(
        "Opfølgningens udfald og FFB's status på indsatsen siger det samme.",
        "The outcome of the follow-up and FFB's status of the measure say the same.",
    ),
    why: text(
        "Ellers fortæller journalen og brevet hver sin historie.",
        "Otherwise the file and the letter tell two stories.",
    ),
    source: "FFB (KL), Status på indsats, version 20240530",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(follow_up) = record.follow_up.as_ref().filter(|_| record.decision == Some(Decision::FollowUp))
    else {
        return;
    };
    let Some(outcome) = follow_up.outcome else {
        return reporter.report(
            "follow_up.outcome",
            text(
                "Det står ikke, hvad opfølgningen fører til.",
                "It is not said what comes of the follow-up.",
            ),
            text("Skriv `outcome: continue`, change eller end.", "Write `outcome: continue`, change or end."),
        );
    };
    if outcome == Outcome::Continue && follow_up.last_day.is_some() {
        reporter.report(
            "follow_up.last_day",
            text(
                "Hjælpen fortsætter, men har fået en sidste dag.",
                "The help goes on but has been given a last day.",
            ),
            text(
                "Slet `last_day`, eller skriv `outcome: change` eller `end`. Den nye slutdato står i `grant`.",
                "Delete `last_day`, or write `outcome: change` or `end`. The new end stands in `grant`.",
            ),
        );
    }
    let agrees = match (outcome, follow_up.ffb_status) {
        (_, None) => {
            return reporter.report(
                "follow_up.ffb_status",
                text("FFB's status på indsatsen mangler.", "FFB's status of the measure is missing."),
                text(
                    "Skriv `ffb_status: continue` (fortsættelse), end_and_new (afslutning og visiter til ny) eller end (afslutning).",
                    "Write `ffb_status: continue` (fortsættelse), end_and_new (afslutning og visiter til ny) or end (afslutning).",
                ),
            );
        }
        (Outcome::Continue, Some(status)) => status == FfbStatus::Continue,
        // Help that is changed is continued in FFB, or ended with a new measure.
        (Outcome::Change, Some(status)) => status != FfbStatus::End,
        // Help that ends under this provision may be followed by other help.
        (Outcome::End, Some(status)) => status != FfbStatus::Continue,
    };
    if !agrees {
        reporter.report(
            "follow_up.ffb_status",
            text("FFB's status passer ikke til udfaldet.", "FFB's status does not fit the outcome."),
            text(
                "Til `outcome: continue` hører `continue`; til `change` hører `end_and_new` eller `continue`; til `end` hører `end` eller `end_and_new`.",
                "With `outcome: continue` goes `continue`; with `change` `end_and_new` or `continue`; with `end` `end` or `end_and_new`.",
            ),
        );
    }
}
