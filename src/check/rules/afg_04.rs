use crate::case::record::{CaseRecord, Decision, Grant, GrantPart, Outcome};
use crate::case::value::{DayOrMonth, Period};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "AFG-04",
    severity: Severity::Error,
    what: text(
        "En bevilling siger, hvad borgeren får, hvor meget, hos hvem, fra hvornår, til hvornår, til hvilken pris og med hvilket mål.",
        "A grant says what the citizen gets, how much, at whom, from when, until when, at what price and to what aim.",
    ),
    why: text(
        "Borgeren og leverandøren skal kunne handle efter brevet, og det skal kunne ses, om bevillingen er fuld.",
        "The citizen and the provider must be able to act on the letter, and it must be seen whether the grant is full.",
    ),
    source: "SEL §§ 102 og 148; krav til en afgørelses klarhed",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(grant) = &record.grant else { return };
    // In a refusal the whole block is foreign, and REC-19 says so.
    if record.decision == Some(Decision::Refusal) || grant.parts.is_empty() {
        return;
    }
    let outcome = record.follow_up.as_ref().and_then(|follow_up| follow_up.outcome);
    let changes = outcome == Some(Outcome::Change);
    for (index, part) in grant.parts.iter().enumerate() {
        look_at(part, index, changes, reporter);
    }
    if grant.aim.is_none() {
        reporter.report(
            "grant.aim",
            text("Målet med hjælpen mangler.", "The aim of the help is missing."),
            text(
                "Skriv, hvad borgeren skal kunne, efter ordene \"Målet er, at\": `aim: du igen kan handle ind alene`.",
                "Write what the citizen is to be able to do, after the words \"Målet er, at\": `aim: du igen kan handle ind alene`.",
            ),
        );
    }
    follow_up(record, grant, reporter);
    let open_ended = grant.parts.iter().any(|part| part.period.is_none_or(|period| period.to.is_none()));
    let ends = grant.parts.iter().filter_map(|part| part.period?.to).max().filter(|_| !open_ended);
    if grant.contact_by.zip(ends).is_some_and(|(contact, end)| contact > end) {
        reporter.report(
            "grant.contact_by",
            text(
                "Leverandøren skal først kontakte borgeren, når hjælpen er slut.",
                "The provider is to make contact only when the help is over.",
            ),
            text(
                "Skriv en dag, før hjælpen begynder, eller slet `contact_by`.",
                "Write a day before the help begins, or delete `contact_by`.",
            ),
        );
    }
    if grant.contact_by.zip(record.dispatch).is_some_and(|(contact, dispatch)| contact < dispatch) {
        reporter.report(
            "grant.contact_by",
            text(
                "Leverandøren skal kontakte borgeren, før brevet er sendt.",
                "The provider is to make contact before the letter is sent.",
            ),
            text(
                "Skriv en dag, der ikke ligger før `dispatch`, eller slet `contact_by`.",
                "Write a day that is not before `dispatch`, or delete `contact_by`.",
            ),
        );
    }
}

fn look_at(part: &GrantPart, index: usize, changes: bool, reporter: &mut Reporter<'_>) {
    let mut missing = |key: &str, what: Bilingual, help: Bilingual| {
        reporter.report(format!("grant.parts[{index}].{key}"), what, help);
    };
    if part.of.is_none() {
        missing(
            "of",
            text("Det står ikke, hvad delen er en bevilling af.", "It is not said what this is a grant of."),
            text(
                "Skriv id'et på delen af ansøgningen, for eksempel `of: samtaler`. I en opfølgning uden ansøgning: `of: original`.",
                "Write the id of the part of the application, such as `of: samtaler`. In a follow-up without an application: `of: original`.",
            ),
        );
    }
    if part.wording.is_none() {
        missing(
            "wording",
            text("Det står ikke, hvad borgeren får.", "It is not said what the citizen gets."),
            text(
                "Skriv det uden antal og sted: `wording: samtaler hos en psykolog`.",
                "Write it without amount and provider: `wording: samtaler hos en psykolog`.",
            ),
        );
    }
    let amount = part.amount.as_ref();
    if amount.is_some_and(|amount| amount.count.is_none()) {
        missing(
            "amount.count",
            text("Det står ikke, hvor meget borgeren får.", "It is not said how much the citizen gets."),
            text("Skriv antallet: `count: 20`.", "Write the number: `count: 20`."),
        );
    }
    if amount.is_some_and(|amount| amount.unit.is_none()) {
        missing(
            "amount.unit",
            text("Mængden siger ikke, hvad der tælles.", "The amount does not say what is counted."),
            text("Skriv enheden: `unit: samtaler`.", "Write the unit: `unit: samtaler`."),
        );
    }
    if amount.is_none() {
        missing(
            "amount",
            text("Det står ikke, hvor meget borgeren får.", "It is not said how much the citizen gets."),
            text(
                "Skriv antal og enhed: `amount: {count: 20, unit: samtaler}`, eller `amount: {count: 2, unit: timer, per: uge}`.",
                "Write count and unit: `amount: {count: 20, unit: samtaler}` or `amount: {count: 2, unit: timer, per: uge}`.",
            ),
        );
    }
    if part.provider.is_none() {
        missing(
            "provider",
            text("Det står ikke, hvem der giver behandlingen.", "It is not said who gives the treatment."),
            text(
                "Skriv navnet: `provider: Klinikken Prøvestad`.",
                "Write the name: `provider: Klinikken Prøvestad`.",
            ),
        );
    }
    if part.payment.is_none() {
        missing(
            "payment",
            text("Det står ikke, om borgeren skal betale.", "It is not said whether the citizen pays."),
            text(
                "Skriv `payment: none`. Skal borgeren betale: `payment: {amount: \"250,00\", per: pr. gang, basis: …, approved_by: …}`.",
                "Write `payment: none`. If the citizen pays: `payment: {amount: \"250,00\", per: pr. gang, basis: …, approved_by: …}`.",
            ),
        );
    }
    period(part, index, changes, reporter);
}

fn period(part: &GrantPart, index: usize, changes: bool, reporter: &mut Reporter<'_>) {
    let path = |key: &str| format!("grant.parts[{index}].period{key}");
    let example = text(
        "Skriv `period: {from: 2026-12-01, to: 2027-05-31}`, eller `period: {from: 2026-12-01, open_ended: true}` uden slutdato.",
        "Write `period: {from: 2026-12-01, to: 2027-05-31}`, or `period: {from: 2026-12-01, open_ended: true}` where there is no end.",
    );
    let Some(period) = part.period else {
        let what = text(
            "Det står ikke, hvornår hjælpen begynder og slutter.",
            "It is not said when the help begins and ends.",
        );
        return reporter.report(path(""), what, example);
    };
    if period.from.is_none() {
        let what = text("Det står ikke, hvornår hjælpen begynder.", "It is not said when the help begins.");
        let help = if changes {
            text(
                "Skriv dagen efter den sidste med hjælpen, som den er nu (`last_day`): `from: 2027-01-01`.",
                "Write the day after the last with the help as it is now (`last_day`): `from: 2027-01-01`.",
            )
        } else {
            text(
                "Skriv dagen eller måneden: `from: 2026-12-01`.",
                "Write the day or the month: `from: 2026-12-01`.",
            )
        };
        reporter.report(path(".from"), what, help);
    }
    match (period.to, period.open_ended) {
        (None, false) => {
            let what = text("Det står ikke, hvornår hjælpen slutter.", "It is not said when the help ends.");
            let help = text(
                "Skriv den sidste dag: `to: 2027-05-31`. Er der ingen slutdato, så skriv `open_ended: true` i stedet.",
                "Write the last day: `to: 2027-05-31`. Where there is no end, write `open_ended: true` instead.",
            );
            reporter.report(path(".to"), what, help);
        }
        (Some(_), true) => {
            let what = text(
                "Hjælpen har både en slutdato og ingen slutdato.",
                "The help has both an end and no end.",
            );
            reporter.report(
                path(".open_ended"),
                what,
                text("Slet `to` eller `open_ended`.", "Delete `to` or `open_ended`."),
            );
        }
        (Some(_), false) | (None, true) => {}
    }
}

fn follow_up(record: &CaseRecord, grant: &Grant, reporter: &mut Reporter<'_>) {
    let Some(day) = grant.follow_up else {
        return reporter.report(
            "grant.follow_up",
            text(
                "Det står ikke, hvornår hjælpen bliver fulgt op.",
                "It is not said when the help is followed up.",
            ),
            text(
                "Skriv en dag, før hjælpen slutter: `follow_up: 2027-04-15`.",
                "Write a day before the help ends: `follow_up: 2027-04-15`.",
            ),
        );
    };
    if record.dispatch.is_some_and(|dispatch| day < dispatch) {
        return reporter.report(
            "grant.follow_up",
            text("Opfølgningen ligger, før brevet er sendt.", "The follow-up lies before the letter is sent."),
            text(
                "Skriv den dag, I vil tale med borgeren om, hvordan det går, mens hjælpen er i gang.",
                "Write the day on which you will talk with the citizen about how it goes, while the help runs.",
            ),
        );
    }
    // A period that ends before it begins is a slip of the pen, which SAG-13 reports.
    let in_order =
        |period: &Period| period.from.zip(period.to).is_none_or(|(from, to)| from.first_day() <= to);
    let periods = grant.parts.iter().filter_map(|part| part.period).filter(in_order);
    let starts = periods.filter_map(|period| period.from).map(DayOrMonth::first_day).min();
    // Help that goes on runs already.
    let new_help = record.decision != Some(Decision::FollowUp);
    if new_help && starts.is_some_and(|first| day < first) {
        return reporter.report(
            "grant.follow_up",
            text(
                "Opfølgningen ligger, før hjælpen er begyndt.",
                "The follow-up lies before the help has begun.",
            ),
            text(
                "Skriv en dag efter `period.from`, så der er noget at følge op på.",
                "Write a day after `period.from`, so that there is something to follow up.",
            ),
        );
    }
    let ends: Vec<_> = grant.parts.iter().filter_map(|part| part.period).collect();
    let open = ends.iter().any(|period| period.open_ended) || ends.len() < grant.parts.len();
    let last = ends.iter().filter_map(|period| period.to).max();
    if !open && last.is_some_and(|last| day > last) {
        reporter.report(
            "grant.follow_up",
            text("Opfølgningen ligger, efter at hjælpen er slut.", "The follow-up lies after the end of the help."),
            text(
                "Skriv en dag, der ikke er senere end `period.to`, så I kan nå at tale om, hvad der så skal ske.",
                "Write a day not later than `period.to`, so that there is time to talk about what comes next.",
            ),
        );
    }
}
