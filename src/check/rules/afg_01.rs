use crate::case::record::{CaseRecord, Decision, Outcome};
use crate::check::compare::{Comparison, Difference, DifferenceKind, Extent, compare};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "AFG-01",
    severity: Severity::Error,
    what: text(
        "Afgørelsens mærke svarer til det, der er søgt om, holdt op mod det, der er bevilget, del for del.",
        "The label of the decision fits what was applied for, held against what is granted, part by part.",
    ),
    why: text(
        "Den, der ikke får fuldt ud medhold, har krav på en begrundelse og en klagevejledning. Færre timer, et andet sted, en kortere periode, egenbetaling eller et vilkår er ikke fuldt medhold.",
        "Whoever is not granted everything has a right to reasons and to appeal guidance. Fewer hours, another provider, a shorter period, a charge or a condition is not everything.",
    ),
    source: "FVL §§ 22 og 25",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let comparison = compare(record);
    match record.decision {
        Some(Decision::Grant) => grant(&comparison, reporter),
        Some(Decision::PartialGrant) => partial_grant(record, &comparison, reporter),
        Some(Decision::FollowUp) => follow_up(record, &comparison, reporter),
        // That a refusal grants nothing, REC-19 has said at `grant`.
        Some(Decision::Refusal) | None => {}
    }
}

fn grant(comparison: &Comparison, reporter: &mut Reporter<'_>) {
    match comparison.extent() {
        Extent::Nothing => nothing_granted(reporter),
        Extent::Less => {
            let help = text(
                "Skriv `decision: partial_grant`, og begrund under `not_granted`, hvorfor borgeren ikke får det hele. Er bevillingen skrevet forkert, så ret den. Er det samme ment, så skriv det ens begge steder.",
                "Write `decision: partial_grant` and give the reason for the rest under `not_granted`. If the grant is written wrongly, mend it. If the same is meant, write it alike in both places.",
            );
            report_all(&comparison.differences, &help, reporter);
        }
        Extent::Everything => {}
    }
}

fn partial_grant(record: &CaseRecord, comparison: &Comparison, reporter: &mut Reporter<'_>) {
    // A part that is refused and not known (REC-10) may be the one that the citizen does not get.
    let all_known = record
        .not_granted
        .iter()
        .all(|refused| refused.part.as_ref().is_none_or(|part| record.part(part).is_some()));
    match comparison.extent() {
        Extent::Nothing => nothing_granted(reporter),
        // Where something is missing, the rule that asks for it has spoken.
        Extent::Everything if comparison.compared && all_known => reporter.report(
            "decision",
            text(
                "Sagen er mærket som en delvis bevilling, men borgeren får alt det, der står i ansøgningen.",
                "The case is labelled a grant in part, but the citizen gets everything that stands in the application.",
            ),
            text(
                "Skriv `decision: grant`, og slet `not_granted`. Søgte borgeren om mere, så skriv det under `application.parts`: antal, sted eller periode.",
                "Write `decision: grant` and delete `not_granted`. If the citizen applied for more, write it under `application.parts`: amount, provider or period.",
            ),
        ),
        Extent::Less | Extent::Everything => {}
    }
}

fn follow_up(record: &CaseRecord, comparison: &Comparison, reporter: &mut Reporter<'_>) {
    match record.outcome() {
        Some(Outcome::Continue | Outcome::Change) if !comparison.granted => reporter.report(
            "grant",
            text(
                "Hjælpen går videre, men der står ikke, hvad borgeren får.",
                "The help goes on, but it is not said what the citizen gets.",
            ),
            text(
                "Skriv hjælpen under `grant`. Stopper hjælpen, så skriv `outcome: end` under `follow_up`.",
                "Write the help under `grant`. If it ends, write `outcome: end` under `follow_up`.",
            ),
        ),
        Some(Outcome::Continue) if record.application.is_some() => {
            let unexplained: Vec<&Difference> =
                comparison.differences.iter().filter(|difference| !is_refused(record, difference)).collect();
            let help = text(
                "Begrund det under `not_granted` med delens id i `part`. Bliver hjælpen mindre end i dag, så skriv `outcome: change`. Er bevillingen skrevet forkert, så ret den.",
                "Give the reason under `not_granted`, with the part's id in `part`. If the help becomes less than today, write `outcome: change`. If the grant is written wrongly, mend it.",
            );
            report_all(unexplained, &help, reporter);
        }
        Some(Outcome::Continue) => {
            let help = text(
                "Skriv `outcome: change` under `follow_up`, og begrund under `not_granted`, hvad der falder væk. Får borgeren det samme som nu, så skriv det, som det står under `follow_up.original.amount`.",
                "Write `outcome: change` under `follow_up` and give the reason for what falls away under `not_granted`. If the citizen gets the same as now, write it as it stands under `follow_up.original.amount`.",
            );
            report_all(&comparison.differences, &help, reporter);
        }
        Some(Outcome::End) if comparison.granted => reporter.report(
            "grant",
            text("Hjælpen stopper, men der er bevilget noget.", "The help ends, but something is granted."),
            text(
                "Slet `grant`. Får borgeren stadig hjælp, så skriv `outcome: change` under `follow_up`.",
                "Delete `grant`. If the citizen still gets help, write `outcome: change` under `follow_up`.",
            ),
        ),
        _ => {}
    }
}

/// Whether the record says that the part is refused; a condition bears on every part.
fn is_refused(record: &CaseRecord, difference: &Difference) -> bool {
    record.not_granted.iter().any(|refused| match &difference.part {
        Some(name) => refused.part.as_ref().is_some_and(|part| part.as_str() == name.as_str()),
        None => true,
    })
}

fn nothing_granted(reporter: &mut Reporter<'_>) {
    reporter.report(
        "grant",
        text(
            "Sagen er mærket som en bevilling, men der er ikke bevilget noget.",
            "The case is labelled a grant, but nothing is granted.",
        ),
        text(
            "Skriv hver bevilget del under `grant.parts`. Får borgeren ikke noget, så skriv `decision: refusal`.",
            "Write each part that is granted under `grant.parts`. If the citizen gets nothing, write `decision: refusal`.",
        ),
    );
}

fn report_all<'d>(
    differences: impl IntoIterator<Item = &'d Difference>,
    help: &Bilingual,
    reporter: &mut Reporter<'_>,
) {
    for difference in differences {
        reporter.report(difference.path.clone(), words(difference), help.clone());
    }
}

fn words(difference: &Difference) -> Bilingual {
    let since_the_grant = difference.part.as_deref() == Some("original");
    match difference.kind {
        DifferenceKind::Missing => text(
            "Denne del er ikke bevilget: Ingen del af `grant.parts` har dens id i `of`.",
            "This part is not granted: no part of `grant.parts` has its id in `of`.",
        ),
        DifferenceKind::OtherMeasure => text(
            "Borgeren får en anden slags behandling, end der er søgt om.",
            "The citizen gets another kind of treatment than was applied for.",
        ),
        DifferenceKind::Fewer if since_the_grant => {
            text("Borgeren får færre end i dag.", "The citizen gets fewer than today.")
        }
        DifferenceKind::Fewer => {
            text("Borgeren får færre, end der er søgt om.", "The citizen gets fewer than were applied for.")
        }
        DifferenceKind::Shorter => text(
            "Hver gang bliver kortere, eller det står der ikke længere noget om.",
            "Each time becomes shorter, or its length is no longer said.",
        ),
        DifferenceKind::NotComparable => text(
            "Mængden har en anden enhed eller et andet tidsrum, så ingen kan se, om borgeren får mindre.",
            "The amount has another unit or another span of time, so nobody can see whether the citizen gets less.",
        ),
        DifferenceKind::OtherProvider => text(
            "Behandlingen er et andet sted end det, der er søgt om.",
            "The provider is another than the one applied for.",
        ),
        DifferenceKind::LaterStart => text(
            "Hjælpen begynder senere, end der er søgt om.",
            "The help begins later than was applied for.",
        ),
        DifferenceKind::EarlierEnd => text(
            "Hjælpen slutter tidligere, end der er søgt om.",
            "The help ends earlier than was applied for.",
        ),
        DifferenceKind::Charge => text(
            "Borgeren skal betale, og det er ikke godtaget i ansøgningen.",
            "The citizen has to pay, and the application did not accept that.",
        ),
        DifferenceKind::Condition => {
            text("Hjælpen er givet på et vilkår.", "The help is granted on a condition.")
        }
    }
}
