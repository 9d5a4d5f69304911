//! Dates, periods, amounts and sources as they stand in a sentence.

use crate::case::record::{Amount, CaseRecord, Fact, FactId};
use crate::case::value::{Dated, DayOrMonth, Period};
use crate::danish;

/// `20 samtaler hos en psykolog` where the wording begins with the unit; else `synstræning (12 timer)`.
pub(super) fn with_amount(wording: &str, amount: Option<&Amount>) -> String {
    let Some(amount) = amount else { return wording.to_owned() };
    let (Some(count), Some(unit)) = (amount.count, amount.unit.as_deref()) else { return wording.to_owned() };
    let each = amount.minutes.map(|minutes| format!(" af {minutes} minutter")).unwrap_or_default();
    let per = amount.per.as_deref().map(|per| format!(" hver {per}")).unwrap_or_default();
    let begins = wording.strip_prefix(unit).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    if begins {
        let rest = wording.strip_prefix(unit).unwrap_or_default();
        format!("{count} {unit}{each}{per}{rest}")
    } else {
        format!("{wording} ({count} {unit}{each}{per})")
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

/// `erklæring fra … af 12. august 2026`.
pub(super) fn cited(fact: &Fact) -> Option<String> {
    let source = fact.source.as_deref()?;
    Some(match fact.dated? {
        Dated::On(day) => format!("{source} af {}", danish::date(day)),
        Dated::Between(from, to) if from.year() == to.year() => {
            let from = danish::date(from);
            let from = from.rsplit_once(' ').map_or(from.as_str(), |(day, _)| day);
            format!("{source} fra {from} til {}", danish::date(to))
        }
        Dated::Between(from, to) => format!("{source} fra {} til {}", danish::date(from), danish::date(to)),
    })
}

/// The cited facts, joined with "og"; empty when there are none.
pub(super) fn rests_on(record: &CaseRecord, ids: &[FactId]) -> String {
    let cited: Vec<String> = ids.iter().filter_map(|id| record.fact(id)).filter_map(cited).collect();
    danish::list(&cited)
}
