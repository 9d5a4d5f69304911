use crate::case::record::{Assessment, Ground};
use crate::check::facts;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "BEG-05",
    severity: Severity::Warning,
    what: text(
        "Det, der afgjorde et afslag, er bundet til en oplysning i sagen.",
        "What decided a refusal is tied to a fact of the case.",
    ),
    why: text(
        "En betingelse og en oplysning hver for sig er ikke en begrundelse. Borgeren skal kunne se, at det ene følger af det andet.",
        "A condition and a fact, each by itself, are no reasons. The citizen must see that the one follows from the other.",
    ),
    source: "FVL § 24",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(assessment) =
        record.assessment.as_ref().filter(|_| record.is_adverse() && !record.facts.is_empty())
    else {
        return;
    };
    for ground in &assessment.deciding {
        let (path, because, rests) = decided_by(assessment, *ground);
        let Some(because) = because.filter(|_| !rests) else { continue };
        if facts::told_in(context, &because) == 0 {
            reporter.report(
                path,
                text(
                    "Det, der afgjorde sagen, er ikke bundet til nogen oplysning.",
                    "What decided the case is tied to no fact.",
                ),
                Bilingual::new(
                    "Skriv under `rests_on`, hvilke af sagens `facts` det bygger på: `rests_on: [psykiater]`.",
                    "Write under `rests_on` which of the record's `facts` it rests on: `rests_on: [psykiater]`.",
                ),
            );
        }
    }
}

/// Where the ground stands, why it decides, and whether it rests on named facts. Other legislation is tied by its offers.
fn decided_by(assessment: &Assessment, ground: Ground) -> (&'static str, Option<String>, bool) {
    match ground {
        Ground::TargetGroup => {
            let group = assessment.target_group.as_ref();
            let texts = group.map(|group| [&group.significant, &group.lasting, &group.social_problems]);
            let because = texts.map(|texts| {
                texts.into_iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            });
            ("assessment.target_group", because, group.is_some_and(|group| !group.rests_on.is_empty()))
        }
        Ground::Necessity => {
            let necessity = assessment.necessity.as_ref();
            let because = necessity.and_then(|necessity| necessity.because.as_deref()).map(str::to_owned);
            (
                "assessment.necessity",
                because,
                necessity.is_some_and(|necessity| !necessity.rests_on.is_empty()),
            )
        }
        Ground::Discretion => {
            let discretion = assessment.discretion.as_ref();
            let because = discretion.and_then(|discretion| discretion.because.as_deref()).map(str::to_owned);
            (
                "assessment.discretion",
                because,
                discretion.is_some_and(|discretion| !discretion.rests_on.is_empty()),
            )
        }
        Ground::OtherLegislation => ("assessment.other_legislation", None, true),
    }
}
