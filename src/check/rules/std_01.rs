use jiff::civil::Date;

use crate::case::standard::{Standard, Standards};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::danish;
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "STD-01",
    severity: Severity::Error,
    what: text(
        "Den standard, sagen skriver om, er en af kommunens egne (mappen `standards/`) og gælder på afgørelsens dato.",
        "The standard that the record tells of is one of the municipality's own (folder `standards/`) and holds on the decision date.",
    ),
    why: text(
        "Brevet siger til borgeren, at kommunen har denne standard. Så skal den være vedtaget og gælde.",
        "The letter tells the citizen that the municipality has this standard. So it must be approved and in force.",
    ),
    source: "SEL § 138; FVL § 24",
    check: Check::Record(check),
};

/// How many phrases are offered to be typed.
const OFFERED_MAX: usize = 3;

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let level = context.record.assessment.as_ref().and_then(|assessment| assessment.service_level.as_ref());
    // Without a folder of standards nobody has said which the municipality has.
    let (Some(words), Some(standards), Some(decided), Some(provision)) = (
        level.and_then(|level| level.standard.as_deref()),
        context.standards,
        context.record.decided,
        context.record.provision.as_ref(),
    ) else {
        return;
    };
    let own = |standard: &&Standard| standard.provision.as_ref() == Some(provision);
    let named: Vec<&Standard> =
        standards.known().iter().filter(own).filter(|own| own.is_named_by(words)).collect();
    if named.iter().any(|standard| standard.is_in_force(decided)) {
        return;
    }
    let message = match named.as_slice() {
        [] => text(
            "Ingen af kommunens kvalitetsstandarder siger det, der står her.",
            "None of the municipality's quality standards says what stands here.",
        ),
        [standard, ..] => not_in_force(standard),
    };
    reporter.report(
        "assessment.service_level.standard",
        message,
        help(standards, provision.as_str(), decided),
    );
}

fn not_in_force(standard: &Standard) -> Bilingual {
    let valid = standard.valid.as_ref();
    let day = |date: Option<Date>| date.map(|date| danish::date(date).replace('\u{a0}', " "));
    let from = valid.and_then(|valid| valid.from);
    let to = valid.and_then(|valid| valid.to);
    let (da_from, da_to) = (day(from).unwrap_or_default(), day(to));
    let until = to.map(|to| format!(" to {to}")).unwrap_or_default();
    Bilingual::new(
        format!(
            "Standarden gælder ikke på afgørelsens dato. Den gælder fra {da_from}{}.",
            da_to.map(|to| format!(" til {to}")).unwrap_or_default()
        ),
        format!(
            "The standard does not hold on the decision date. It holds from {}{until}.",
            from.map(|from| from.to_string()).unwrap_or_default()
        ),
    )
}

fn help(standards: &Standards, provision: &str, decided: Date) -> Bilingual {
    if let Some(file) = standards.faulty().first() {
        return Bilingual::new(
            format!("{file} har fejl og kan ikke bruges. Kør `begrund standard`, og ret den først."),
            format!("{file} has faults and cannot be used. Run `begrund standard` and mend it first."),
        );
    }
    let in_force = standards.known().iter().filter(|standard| {
        standard.is_in_force(decided)
            && standard.provision.as_ref().is_some_and(|own| own.as_str() == provision)
    });
    let says = in_force.flat_map(|standard| &standard.levels).filter_map(|level| level.says.as_deref());
    let offered: Vec<String> = says.take(OFFERED_MAX).map(|says| format!("`standard: {says}`")).collect();
    if offered.is_empty() {
        return text(
            "Læg standarden i mappen `standards/`, eller fjern `service_level`: Brevet må ikke henvise til en standard, der ikke gælder.",
            "Put the standard into the folder `standards/`, or take `service_level` out: the letter may not refer to a standard that is not in force.",
        );
    }
    Bilingual::new(
        format!("Skriv ordene fra den standard, der gælder: {}.", offered.join(" eller ")),
        format!("Write the words of the standard in force: {}.", offered.join(" or ")),
    )
}
