//! What was applied for, against what is granted: part by part.
//!
//! The label of a record is never believed. What is said here picks the label that fits (AFG-01), the parts that need
//! a reason of their own (AFG-05), and the template. What was not asked for is no difference; nor is more than was
//! asked for. A value that is missing where a rule demands it makes no difference here: that rule reports it.

use jiff::civil::Date;

use crate::case::record::{AcceptedPayment, Amount, CaseRecord, Decision, GrantPart, Measure, Payment};
use crate::case::value::{DayOrMonth, Number, Period};

/// The name of what a follow-up without an application follows up.
const ORIGINAL: &str = "original";

/// What is granted, held against what was applied for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Whether anything is granted at all.
    pub granted: bool,
    /// Whether there was something to hold the grant against, and nothing of the grant is missing: only then does
    /// the absence of differences say that the citizen gets everything.
    pub compared: bool,
    /// Where the citizen gets less, or something else, in the order of the application.
    pub differences: Vec<Difference>,
}

/// How far a grant reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Nothing is granted.
    Nothing,
    /// Something is granted, but not all of what was applied for, or not as it was applied for.
    Less,
    /// All of it.
    Everything,
}

/// One point on which the citizen gets less, or something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part of the application by its id, or `original`; `None` for what bears on the grant as a whole.
    pub part: Option<String>,
    /// What differs.
    pub kind: DifferenceKind,
    /// The key that differs.
    pub path: String,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The part is not granted at all.
    Missing,
    /// Another kind of treatment.
    OtherMeasure,
    /// Fewer units.
    Fewer,
    /// Each unit is shorter, or its length is no longer said.
    Shorter,
    /// Another unit, or in another time, so that more and less cannot be told apart.
    NotComparable,
    /// Another provider than the one asked for.
    OtherProvider,
    /// It starts later.
    LaterStart,
    /// It ends earlier.
    EarlierEnd,
    /// A charge that was not accepted in the application.
    Charge,
    /// A condition (vilkår).
    Condition,
}

impl Comparison {
    /// How far the grant reaches.
    pub fn extent(&self) -> Extent {
        match (self.granted, self.differences.is_empty()) {
            (false, _) => Extent::Nothing,
            (true, false) => Extent::Less,
            (true, true) => Extent::Everything,
        }
    }
}

/// Compares what is granted with the application; in a follow-up without one, with the help that is followed up.
pub fn compare(record: &CaseRecord) -> Comparison {
    let given: Vec<Given<'_>> = record
        .grant
        .iter()
        .flat_map(|grant| &grant.parts)
        .enumerate()
        .map(|(index, part)| Given { index, part })
        .collect();
    let wanted = wanted(record);
    let names: Vec<&str> = wanted.iter().map(|wanted| wanted.name).collect();
    // A grant part without a known name may be the one that seems to be missing; another rule says that it has none.
    let all_placed = given.iter().all(|given| given.of(&names).is_some());
    let compared = all_placed && !wanted.is_empty() && given.iter().all(Given::is_told);
    let mut differences = Vec::new();
    for wanted in &wanted {
        let of_it: Vec<Given<'_>> =
            given.iter().copied().filter(|given| given.of(&names) == Some(wanted.name)).collect();
        if !of_it.is_empty() {
            look_at_part(wanted, &of_it, &mut differences);
        } else if all_placed {
            differences.push(wanted.difference(DifferenceKind::Missing, wanted.path.clone()));
        }
    }
    if record.application.is_some() {
        let conditions = record.grant.iter().flat_map(|grant| &grant.conditions);
        differences.extend(conditions.enumerate().map(|(index, _)| Difference {
            part: None,
            kind: DifferenceKind::Condition,
            path: format!("grant.conditions[{index}]"),
        }));
    }
    Comparison { granted: !given.is_empty(), compared, differences }
}

/// What the citizen asked for, or has today.
struct Wanted<'a> {
    name: &'a str,
    path: String,
    measure: Option<Measure>,
    amount: Option<&'a Amount>,
    provider: Option<&'a str>,
    period: Option<Period>,
    charge_is_less: bool,
}

impl Wanted<'_> {
    fn difference(&self, kind: DifferenceKind, path: String) -> Difference {
        Difference { part: Some(self.name.to_owned()), kind, path }
    }
}

#[derive(Clone, Copy)]
struct Given<'a> {
    index: usize,
    part: &'a GrantPart,
}

impl<'a> Given<'a> {
    /// The name of what it is a part of; a grant part that says nothing is of the only part there is.
    fn of(&self, names: &[&'a str]) -> Option<&'a str> {
        match (&self.part.of, names) {
            (Some(of), _) if of.as_str() == ORIGINAL => Some(ORIGINAL),
            (Some(of), _) => names.iter().copied().find(|name| *name == of.as_str()),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// Whether all that is compared stands in it (AFG-04 asks for it).
    fn is_told(&self) -> bool {
        let amount =
            self.part.amount.as_ref().is_some_and(|amount| amount.count.is_some() && amount.unit.is_some());
        let ends = self
            .part
            .period
            .is_some_and(|period| period.from.is_some() && (period.open_ended || period.to.is_some()));
        amount && ends && self.part.provider.is_some() && self.part.payment.is_some()
    }

    fn path(&self, key: &str) -> String {
        format!("grant.parts[{}].{key}", self.index)
    }
}

fn wanted(record: &CaseRecord) -> Vec<Wanted<'_>> {
    if let Some(application) = &record.application {
        let parts = application.parts.iter().enumerate();
        return parts
            .map(|(index, part)| Wanted {
                name: part.id.as_ref().map_or("", |id| id.as_str()),
                path: format!("application.parts[{index}]"),
                measure: part.measure,
                amount: part.amount.as_ref(),
                provider: part.provider.as_deref(),
                period: part.period,
                charge_is_less: part.payment != Some(AcceptedPayment::Accepted),
            })
            .collect();
    }
    let original = record.follow_up.as_ref().and_then(|follow_up| follow_up.original.as_ref());
    match original {
        Some(original) if record.decision == Some(Decision::FollowUp) => vec![Wanted {
            name: ORIGINAL,
            path: "follow_up.original".to_owned(),
            measure: None,
            amount: original.amount.as_ref(),
            provider: None,
            period: None,
            // What was paid for the help until now does not stand in the record.
            charge_is_less: false,
        }],
        _ => Vec::new(),
    }
}

fn look_at_part(wanted: &Wanted<'_>, given: &[Given<'_>], differences: &mut Vec<Difference>) {
    let mut differs = |kind, path| differences.push(wanted.difference(kind, path));
    if let Some(measure) = wanted.measure {
        for other in given.iter().filter(|given| given.part.measure.is_some_and(|own| own != measure)) {
            differs(DifferenceKind::OtherMeasure, other.path("measure"));
        }
    }
    if let Some((kind, path)) = wanted.amount.and_then(|amount| less_amount(amount, given)) {
        differs(kind, path);
    }
    if let Some(provider) = wanted.provider {
        for other in given {
            if other.part.provider.as_deref().is_some_and(|own| !same(own, provider)) {
                differs(DifferenceKind::OtherProvider, other.path("provider"));
            }
        }
    }
    // A period that ends before it begins is a slip of the pen, which SAG-13 reports.
    let in_order =
        |period: Period| period.from.zip(period.to).is_none_or(|(from, to)| from.first_day() <= to);
    let all_in_order = given.iter().filter_map(|given| given.part.period).all(in_order);
    if let Some(period) = wanted.period.filter(|period| all_in_order && in_order(*period)) {
        if let Some(late) = starts_later(period, given) {
            differs(DifferenceKind::LaterStart, late.path("period.from"));
        }
        if let Some(early) = ends_earlier(period, given) {
            differs(DifferenceKind::EarlierEnd, early.path("period.to"));
        }
    }
    if wanted.charge_is_less {
        for charged in given.iter().filter(|given| matches!(given.part.payment, Some(Payment::Charge(_)))) {
            differs(DifferenceKind::Charge, charged.path("payment"));
        }
    }
}

/// The first thing by which the amounts are less than `wanted`, with its key.
fn less_amount(wanted: &Amount, given: &[Given<'_>]) -> Option<(DifferenceKind, String)> {
    let count = wanted.count?;
    let mut least: Option<(Number, &Given<'_>)> = None;
    let mut sum: Option<Number> = None;
    for one in given {
        let amount = one.part.amount.as_ref()?;
        let own = amount.count?;
        if let (Some(unit), Some(own)) = (&wanted.unit, &amount.unit)
            && !same_unit(unit, own)
        {
            return Some((DifferenceKind::NotComparable, one.path("amount.unit")));
        }
        if !same(wanted.per.as_deref().unwrap_or(""), amount.per.as_deref().unwrap_or("")) {
            return Some((DifferenceKind::NotComparable, one.path("amount.per")));
        }
        if wanted.minutes.is_some_and(|minutes| amount.minutes.is_none_or(|own| own < minutes)) {
            return Some((DifferenceKind::Shorter, one.path("amount.minutes")));
        }
        if least.is_none_or(|(least, _)| own < least) {
            least = Some((own, one));
        }
        sum = Some(sum.map_or(own, |sum| sum + own));
    }
    let (least, one) = least?;
    // Twice a week here and once a week there is three times a week only while both run.
    let adds_up = wanted.per.is_none() || given.iter().all(|other| other.part.period == one.part.period);
    let all = if adds_up { sum? } else { least };
    (all < count).then(|| (DifferenceKind::Fewer, one.path("amount.count")))
}

/// The part that starts first, if even that one starts later than asked for.
fn starts_later<'g, 'a>(wanted: Period, given: &'g [Given<'a>]) -> Option<&'g Given<'a>> {
    let latest = match wanted.from? {
        DayOrMonth::Day(day) => day,
        // A month asked for is kept by any day of it.
        DayOrMonth::Month(first) => first.last_of_month(),
    };
    let starts: Option<Vec<Date>> =
        given.iter().map(|given| Some(given.part.period?.from?.first_day())).collect();
    let (first, one) = starts?.into_iter().zip(given).min_by_key(|(start, _)| *start)?;
    (first > latest).then_some(one)
}

/// The part that ends last, if even that one ends earlier than asked for.
fn ends_earlier<'g, 'a>(wanted: Period, given: &'g [Given<'a>]) -> Option<&'g Given<'a>> {
    if given.iter().any(|given| given.part.period.is_some_and(|period| period.open_ended)) {
        return None;
    }
    let ends: Option<Vec<Date>> = given.iter().map(|given| given.part.period?.to).collect();
    let (last, one) = ends?.into_iter().zip(given).max_by_key(|(end, _)| *end)?;
    let earlier = wanted.open_ended || wanted.to.is_some_and(|end| last < end);
    earlier.then_some(one)
}

fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().map(str::to_lowercase).eq(b.split_whitespace().map(str::to_lowercase))
}

/// Whether two units are one, singular or plural: `time` and `timer`, `dag` and `dage`, `gang` and `gange`.
fn same_unit(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim().to_lowercase(), b.trim().to_lowercase());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    long.strip_prefix(short.as_str()).is_some_and(|ending| matches!(ending, "" | "r" | "e" | "er"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseFile, read};

    /// Compares one application part with the grant, both as they stand in a record.
    fn compared(applied: &str, granted: &str) -> Comparison {
        let text = format!(
            "decision: grant\napplication: {{parts: [{{id: a, {applied}}}]}}\ngrant: {{parts: [{granted}], conditions: []}}\n"
        );
        compare(&record(&text))
    }

    fn record(text: &str) -> CaseRecord {
        let file = CaseFile::from_bytes("x.yaml".as_ref(), "x.yaml".to_owned(), text.as_bytes().to_vec());
        read::read(&file).record.unwrap()
    }

    #[track_caller]
    fn check(applied: &str, granted: &str, expected: &[(DifferenceKind, &str)]) {
        let found = compared(applied, granted).differences;
        let found: Vec<(DifferenceKind, &str)> =
            found.iter().map(|one| (one.kind, one.path.as_str())).collect();
        assert_eq!(found, expected, "{applied} / {granted}");
    }

    #[test]
    fn what_was_not_asked_for_is_no_difference() {
        let all = "{of: a, amount: {count: 3, unit: timer, minutes: 30, per: uge}, provider: X, \
                   period: {from: 2026-12-01, to: 2027-01-31}, payment: none}";
        check("wording: samtaler", all, &[]);
        check("amount: {count: 3, unit: timer, per: uge}", all, &[]);
        check("period: {from: 2026-12-01}", all, &[]);
        let everything = compared("wording: samtaler", all);
        assert_eq!((everything.extent(), everything.compared), (Extent::Everything, true));
        let unsaid = compared("wording: samtaler", "{of: a, provider: X}");
        assert_eq!((unsaid.extent(), unsaid.compared), (Extent::Everything, false));
    }

    #[test]
    fn amounts_are_counted() {
        let applied = "amount: {count: 20, unit: samtaler, minutes: 50}";
        check(applied, "{of: a, amount: {count: 20, unit: samtaler, minutes: 50}}", &[]);
        check(applied, "{of: a, amount: {count: 25, unit: Samtaler, minutes: 60}}", &[]);
        check(
            applied,
            "{of: a, amount: {count: 19.5, unit: samtaler, minutes: 50}}",
            &[(DifferenceKind::Fewer, "grant.parts[0].amount.count")],
        );
        check(
            applied,
            "{of: a, amount: {count: 20, unit: samtaler}}",
            &[(DifferenceKind::Shorter, "grant.parts[0].amount.minutes")],
        );
        check(
            applied,
            "{of: a, amount: {count: 40, unit: timer, minutes: 50}}",
            &[(DifferenceKind::NotComparable, "grant.parts[0].amount.unit")],
        );
        check(
            applied,
            "{of: a, amount: {count: 20, unit: samtaler, minutes: 50, per: år}}",
            &[(DifferenceKind::NotComparable, "grant.parts[0].amount.per")],
        );
        check("amount: {count: 1, unit: time}", "{of: a, amount: {count: 2, unit: timer}}", &[]);
        check("amount: {count: 1, unit: dag}", "{of: a, amount: {count: 2, unit: dage}}", &[]);
    }

    #[test]
    fn parts_of_a_grant_add_up() {
        let applied = "amount: {count: 20, unit: timer}";
        check(applied, "{amount: {count: 12, unit: timer}}, {of: a, amount: {count: 8, unit: timer}}", &[]);
        check(
            applied,
            "{of: a, amount: {count: 12, unit: timer}}, {of: a, amount: {count: 7, unit: timer}}",
            &[(DifferenceKind::Fewer, "grant.parts[1].amount.count")],
        );
        let weekly = "amount: {count: 2, unit: timer, per: uge}";
        let one = |from: &str, to: &str| {
            format!(
                "{{of: a, amount: {{count: 1, unit: timer, per: uge}}, period: {{from: {from}, to: {to}}}}}"
            )
        };
        check(weekly, &format!("{0}, {0}", one("2026-12-01", "2027-01-31")), &[]);
        check(
            weekly,
            &format!("{}, {}", one("2026-12-01", "2026-12-31"), one("2027-01-01", "2027-01-31")),
            &[(DifferenceKind::Fewer, "grant.parts[0].amount.count")],
        );
    }

    #[test]
    fn periods_may_be_longer_but_not_shorter() {
        let later = (DifferenceKind::LaterStart, "grant.parts[0].period.from");
        let earlier = (DifferenceKind::EarlierEnd, "grant.parts[0].period.to");
        for (applied, granted, expected) in [
            ("{from: 2026-12}", "{from: 2026-12-01, to: 2027-05-31}", &[][..]),
            ("{from: 2026-12}", "{from: 2026-12-31, to: 2027-05-31}", &[]),
            ("{from: 2026-12}", "{from: 2027-01, to: 2027-05-31}", &[later]),
            ("{from: 2026-12-01}", "{from: 2026-12, to: 2027-05-31}", &[]),
            ("{from: 2026-12-01}", "{from: 2026-12-02, to: 2027-05-31}", &[later]),
            ("{from: 2026-12-01, to: 2027-05-31}", "{from: 2026-11-01, to: 2027-06-30}", &[]),
            ("{from: 2026-12-01, to: 2027-05-31}", "{from: 2026-12-01, to: 2027-05-30}", &[earlier]),
            ("{from: 2026-12-01, to: 2027-05-31}", "{from: 2026-12-01, open_ended: true}", &[]),
            ("{from: 2026-12-01, open_ended: true}", "{from: 2026-12-01, open_ended: true}", &[]),
            ("{from: 2026-12-01, open_ended: true}", "{from: 2026-12-01, to: 2027-05-31}", &[earlier]),
            ("{from: 2026-12-01, to: 2027-05-31}", "{from: 2026-12-01}", &[]),
            ("{from: 2026-12-01, to: 2027-05-31}", "{from: 2027-12-01, to: 2027-05-31}", &[]),
        ] {
            check(&format!("period: {applied}"), &format!("{{of: a, period: {granted}}}"), expected);
        }
    }

    #[test]
    fn provider_measure_and_charge_differ() {
        check("provider: Hus  et", "{of: a, provider: hus et}", &[]);
        check(
            "provider: Huset, measure: psychologist",
            "{of: a, provider: Klinikken, measure: psychotherapy}",
            &[
                (DifferenceKind::OtherMeasure, "grant.parts[0].measure"),
                (DifferenceKind::OtherProvider, "grant.parts[0].provider"),
            ],
        );
        let charge = "{of: a, payment: {amount: \"250,00\", per: pr. gang, basis: b, approved_by: c}}";
        check("payment: none", charge, &[(DifferenceKind::Charge, "grant.parts[0].payment")]);
        check("wording: x", charge, &[(DifferenceKind::Charge, "grant.parts[0].payment")]);
        check("payment: accepted", charge, &[]);
    }

    #[test]
    fn each_part_and_each_condition_counts() {
        let two = record(
            "application: {parts: [{id: a}, {id: b}]}\n\
             grant: {parts: [{of: a}], conditions: [{text: Du skal møde op., basis: x}]}\n",
        );
        let found = compare(&two);
        assert_eq!(found.extent(), Extent::Less);
        let found: Vec<(Option<&str>, DifferenceKind)> =
            found.differences.iter().map(|one| (one.part.as_deref(), one.kind)).collect();
        assert_eq!(found, [(Some("b"), DifferenceKind::Missing), (None, DifferenceKind::Condition)]);
        let unnamed =
            record("application: {parts: [{id: a}, {id: b}]}\ngrant: {parts: [{of: a}, {wording: x}]}\n");
        assert_eq!(compare(&unnamed).extent(), Extent::Everything);
        assert_eq!(compare(&record("application: {parts: [{id: a}]}\n")).extent(), Extent::Nothing);
    }

    #[test]
    fn a_follow_up_without_an_application_is_held_against_the_help_until_now() {
        let follow_up = |count: u32, rest: &str| {
            compare(&record(&format!(
                "decision: follow_up\nfollow_up: {{original: {{amount: {{count: 16, unit: samtaler}}}}}}\n\
                 grant: {{parts: [{{of: original, amount: {{count: {count}, unit: samtaler}}, \
                 payment: {{amount: 10}}}}], conditions: [{{text: Nyt.}}]}}\n{rest}"
            )))
        };
        assert_eq!(follow_up(16, "").extent(), Extent::Everything);
        assert_eq!(
            follow_up(15, "").differences,
            [Difference {
                part: Some(ORIGINAL.to_owned()),
                kind: DifferenceKind::Fewer,
                path: "grant.parts[0].amount.count".to_owned(),
            }]
        );
        let with_application = follow_up(16, "application: {parts: [{id: a}]}\n");
        assert_eq!(with_application.differences[0].kind, DifferenceKind::Missing);
    }
}
