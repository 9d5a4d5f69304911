//! Dates, periods, amounts and sources as they stand in a sentence.

use crate::case::record::{Amount, CaseRecord, Fact, FactId};
use crate::case::value::{Dated, DayOrMonth, Period};
use crate::danish;

/// `20 samtaler hos en psykolog` where the wording begins with the unit; else `synstræning (12 timer)`.
pub(super) fn with_amount(wording: &str, amount: Option<&Amount>) -> String {
    let Some(amount) = amount else { return wording.to_owned() };
    let (Some(count), Some(unit)) = (amount.count, amount.unit.as_deref()) else { return wording.to_owned() };
    let each = amount.minutes.map(|minutes| format!(" af {minutes} minutter")).unwrap_or_default();
    let per = amount.per.as_deref().map(|per| format!(" {} {per}", each_time(per))).unwrap_or_default();
    let begins = wording.strip_prefix(unit).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    if begins {
        let rest = wording.strip_prefix(unit).unwrap_or_default();
        format!("{count} {unit}{each}{per}{rest}")
    } else {
        format!("{wording} ({count} {unit}{each}{per})")
    }
}

/// `hver uge`, but `hvert kvartal`.
fn each_time(per: &str) -> &'static str {
    const NEUTER: [&str; 6] = ["år", "halvår", "kvartal", "døgn", "forløb", "semester"];
    let last = per.rsplit(' ').next().unwrap_or(per);
    if NEUTER.iter().any(|word| word.eq_ignore_ascii_case(last)) { "hvert" } else { "hver" }
}

/// Joined like [`danish::list`]; with "samt" where one of them has an "og" of its own.
pub(super) fn together<S: AsRef<str>>(items: &[S]) -> String {
    let mixed = items.iter().any(|item| item.as_ref().contains(" og "));
    if mixed { joined(items, "samt") } else { danish::list(items) }
}

/// What the citizen does not get: `samtaler, ridning eller svømning`.
pub(super) fn neither<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "eller")
}

fn joined<S: AsRef<str>>(items: &[S], last_by: &str) -> String {
    match items {
        [first @ .., last] if !first.is_empty() => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last_by} {}", first.join(", "), last.as_ref())
        }
        _ => danish::list(items),
    }
}

/// ` hos Klinikken`; where the wording itself names somebody after "hos", the sentence would say it twice.
pub(super) fn at(wording: &str, provider: &str) -> String {
    if wording.split(' ').any(|word| word == "hos") {
        format!(" med {provider} som behandler")
    } else {
        format!(" hos {provider}")
    }
}

pub(super) fn on(day: DayOrMonth) -> String {
    match day {
        DayOrMonth::Day(day) => format!("den {}", danish::date(day)),
        DayOrMonth::Month(month) => format!("i {}", danish::month_and_year(month)),
    }
}

/// ` fra den 1. december 2026 til den 31. maj 2027`; empty when nothing is said.
pub(super) fn period(period: Option<Period>) -> String {
    let Some(period) = period else { return String::new() };
    let from = period.from.map(|from| match from {
        DayOrMonth::Day(day) => format!(" fra den {}", danish::date(day)),
        DayOrMonth::Month(month) => format!(" fra {}", danish::month_and_year(month)),
    });
    let to = match period.to {
        Some(to) => format!(" til den {}", danish::date(to)),
        None if period.open_ended => " og indtil videre".to_owned(),
        None => String::new(),
    };
    from.unwrap_or_default() + &to
}

/// `erklæringen fra … af 12. august 2026`, but `samtalen med dig den 12. august 2026`.
pub(super) fn cited(fact: &Fact) -> Option<String> {
    let source = fact.source.as_deref()?;
    Some(match fact.dated? {
        Dated::On(day) => {
            let of = if is_event(source) { "den" } else { "af" };
            format!("{source} {of} {}", danish::date(day))
        }
        Dated::Between(from, to) if from.year() == to.year() => {
            let from = danish::date(from);
            let from = from.rsplit_once(' ').map_or(from.as_str(), |(day, _)| day);
            format!("{source} fra {from} til {}", danish::date(to))
        }
        Dated::Between(from, to) => format!("{source} fra {} til {}", danish::date(from), danish::date(to)),
    })
}

/// Whether a source is something that took place, and not something that was written: a day is not "of" it.
fn is_event(source: &str) -> bool {
    const EVENTS: [&str; 12] = [
        "samtale",
        "møde",
        "besøg",
        "opkald",
        "opfølgning",
        "test",
        "prøve",
        "undersøgelse",
        "scanning",
        "måling",
        "konsultation",
        "rundvisning",
    ];
    const BEFORE_MORE: [&str; 9] = ["af", "fra", "hjemme", "hos", "i", "med", "om", "på", "ved"];
    let head = source.split(' ').take_while(|word| !BEFORE_MORE.contains(word)).last().unwrap_or_default();
    let head = head.to_lowercase();
    let is = |written: &str| {
        ["", "n", "t", "en", "et"]
            .iter()
            .any(|ending| head.strip_suffix(ending).is_some_and(|stem| stem.ends_with(written)))
    };
    // What a doctor attests is written, though it ends like a test.
    EVENTS.iter().any(|event| is(event)) && !is("attest")
}

/// The cited facts, joined with "og"; empty when there are none.
pub(super) fn rests_on(record: &CaseRecord, ids: &[FactId]) -> String {
    let cited: Vec<String> = ids.iter().filter_map(|id| record.fact(id)).filter_map(cited).collect();
    danish::list(&cited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_time_fits_its_gender() {
        for (per, each) in
            [("uge", "hver"), ("anden uge", "hver"), ("kvartal", "hvert"), ("andet år", "hvert")]
        {
            assert_eq!(each_time(per), each, "{per}");
        }
    }

    #[test]
    fn an_og_of_its_own_is_not_mixed_up() {
        assert_eq!(together(&["samtaler", "ridning"]), "samtaler og ridning");
        assert_eq!(together(&["hjælp til mad og krop", "ridning"]), "hjælp til mad og krop samt ridning");
        assert_eq!(together(&["hjælp til mad og krop"]), "hjælp til mad og krop");
        assert_eq!(neither(&["samtaler", "ridning", "svømning"]), "samtaler, ridning eller svømning");
        assert_eq!(neither(&["ridning"]), "ridning");
    }

    #[test]
    fn at_is_not_said_twice() {
        assert_eq!(at("samtaler om sorg", "Huset"), " hos Huset");
        assert_eq!(at("samtaler hos en psykolog", "Huset"), " med Huset som behandler");
        assert_eq!(at("samtaler om hospitalet", "Huset"), " hos Huset");
    }

    #[test]
    fn what_took_place_has_its_day() {
        for event in [
            "samtale med dig på rådhuset",
            "vores samtale ved dit køkkenbord",
            "hjemmebesøget hos dig",
            "fysioterapeut Gangolfa Bentænkts gangtest",
            "blodprøven hos din læge",
            "mødet",
        ] {
            assert!(is_event(event), "{event}");
        }
        for written in [
            "referatet af mødet med dig",
            "notatet fra besøget hos dig",
            "testrapporten fra neuropsykologen",
            "attesten fra læge Prøve Testsen",
            "statusattest fra din læge",
            "din hovedpinekalender",
            "svaret på MR-scanningen",
        ] {
            assert!(!is_event(written), "{written}");
        }
    }
}
