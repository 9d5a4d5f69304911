use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::case::record::{CaseRecord, Decision, Outcome};
use crate::case::value::DayOrMonth;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "OPF-04",
    severity: Severity::Warning,
    what: text(
        "Når hjælpen bliver ændret eller stopper, har borgeren en rimelig tid til at indrette sig, eller brevet siger, hvorfor ikke.",
        "Where help is changed or ends, the citizen has a fair time to adjust, or the letter says why not.",
    ),
    why: text(
        "Der er ikke en fast frist for § 102. Praksis lægger vægt på, at borgeren kan nå at indrette sig. Antallet af dage står i `begrund.yaml`: `notice_days`.",
        "There is no fixed notice for § 102. Practice asks that the citizen has time to adjust. The number of days stands in `begrund.yaml`: `notice_days`.",
    ),
    source: "DUKH Praksisnyt 13; en fast frist er ikke fundet",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(follow_up) = &record.follow_up else { return };
    let takes_away = matches!(follow_up.outcome, Some(Outcome::Change | Outcome::End));
    if record.decision != Some(Decision::FollowUp) || !takes_away {
        return;
    }
    let Some(last_day) = follow_up.last_day else {
        return reporter.report_as(
            Severity::Error,
            "follow_up.last_day",
            text(
                "Det står ikke, hvilken dag der er den sidste med hjælpen, som den er nu.",
                "It is not said which day is the last with the help as it is now.",
            ),
            text("Skriv dagen: `last_day: 2026-12-31`.", "Write the day: `last_day: 2026-12-31`."),
        );
    };
    if follow_up.outcome == Some(Outcome::Change) {
        new_help(record, last_day, reporter);
    }
    let expires = follow_up.original.as_ref().and_then(|original| original.to) == Some(last_day);
    let Some(dispatch) = record.dispatch else { return };
    // A no to more help may come when the help has run out; to end or change what is no more makes no sense.
    let refused = follow_up.outcome == Some(Outcome::End) && follow_up.extension_applied_for;
    if expires && (refused || last_day >= dispatch) {
        return;
    }
    let notice_days = context.config.notice_days;
    if last_day < dispatch {
        // No reason can give back the days that are gone when the letter comes.
        reporter.report_as(
            Severity::Error,
            "follow_up.last_day",
            text(
                "Hjælpen er væk, før brevet er sendt.",
                "The help is gone before the letter is sent.",
            ),
            Bilingual::new(
                format!("Skriv en dag mindst {notice_days} dage efter `dispatch`. Er bevillingen løbet ud, er der intet at stoppe."),
                format!("Write a day at least {notice_days} days after `dispatch`. Where the grant has run out, there is nothing to end."),
            ),
        );
    } else if last_day < dispatch.saturating_add(i64::from(notice_days).days())
        && follow_up.last_day_because.is_none()
    {
        reporter.report(
            "follow_up.last_day",
            Bilingual::new(
                format!("Borgeren har under {notice_days} dage fra brevet, til hjælpen er væk."),
                format!("From the letter the citizen has under {notice_days} days until the help is gone."),
            ),
            text(
                "Skriv en senere dag, eller grunden efter \"Hjælpen stopper den dag, fordi\" i `last_day_because`.",
                "Write a later day, or the reason after \"Hjælpen stopper den dag, fordi\" in `last_day_because`.",
            ),
        );
    }
}

/// The letter says that the new help comes on the day after the last of today's.
fn new_help(record: &CaseRecord, last_day: Date, reporter: &mut Reporter<'_>) {
    let next = last_day.saturating_add(1.day());
    let parts = record.grant.iter().flat_map(|grant| &grant.parts).enumerate();
    let starts: Vec<(usize, DayOrMonth)> =
        parts.filter_map(|(index, part)| Some((index, part.period?.from?))).collect();
    let Some((index, first)) = starts.into_iter().min_by_key(|(_, from)| from.first_day()) else { return };
    let fits = match first {
        DayOrMonth::Day(day) => day == next,
        DayOrMonth::Month(month) => month.first_of_month() == next.first_of_month(),
    };
    if !fits {
        reporter.report_as(
            Severity::Error,
            format!("grant.parts[{index}].period.from"),
            text(
                "Den nye hjælp begynder ikke dagen efter den sidste dag med hjælpen, som den er nu.",
                "The new help does not begin on the day after the last with the help as it is now.",
            ),
            text(
                "Ret `period.from` eller `last_day`, så borgeren hverken står uden hjælp eller får den dobbelt.",
                "Mend `period.from` or `last_day`, so that the citizen neither is without help nor gets it twice.",
            ),
        );
    }
}
