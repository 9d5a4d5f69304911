use crate::case::record::{Assessment, Covers, Decision, Ground, Outcome};
use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::law::Conditions;
use crate::letter::Part;
use crate::letter::words::has_words;

pub(super) static RULE: Rule = Rule {
    code: "AFG-03",
    severity: Severity::Error,
    what: text(
        "Brevets resultat siger, hvad der afgjorde, at borgeren ikke får det hele.",
        "The letter's result says what decided that the citizen does not get everything.",
    ),
    why: text(
        "At betingelserne ikke er opfyldt, siger ikke hvilken. Borgeren skal kunne se det uden at læse hele brevet.",
        "That the conditions are not met does not say which. The citizen must see it without reading the whole letter.",
    ),
    source: "FVL § 24, stk. 1",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let result = context.letter.part(Part::Result);
    let Some(assessment) = record.assessment.as_ref().filter(|_| !result.is_empty()) else { return };
    let says_in = |places: &[&str], ground: Ground| {
        let words = words(ground, &context.provision.conditions, assessment);
        let says = |place: &&str| words.iter().any(|words| has_words(place, words));
        // A discretion has no words of its own in the provision; that it was used must be said, and why stands below.
        let names_it = |place: &&str| ground == Ground::Discretion && has_words(place, "skøn");
        places.iter().any(|place| says(place) || names_it(place))
    };
    let refused = context.letter.part(Part::NotGranted);
    // Where something is still granted, the reason stands with the part that is not.
    let takes_all = record.decision == Some(Decision::Refusal) || record.outcome() == Some(Outcome::End);
    let takes_some = record.outcome() == Some(Outcome::Change);
    let places = if takes_all { &[result][..] } else { &[result, refused] };
    let at_a_part =
        |ground: Ground| takes_some && record.not_granted.iter().any(|part| part.condition == Some(ground));
    let unsaid = (takes_all || takes_some)
        && assessment.deciding.iter().any(|ground| !at_a_part(*ground) && !says_in(places, *ground));
    if unsaid {
        reporter.report(format!("letter:{}", Part::Result), message(), help());
    }
    for part in &record.not_granted {
        let because = part.because.as_deref().unwrap_or("");
        let said = [result, refused].iter().any(|place| has_words(place, because))
            || part.condition.is_some_and(|ground| says_in(&[result, refused], ground));
        if !said {
            reporter.report(format!("letter:{}", Part::NotGranted), message(), help());
        }
    }
}

fn message() -> Bilingual {
    text("Her står ikke, hvad der afgjorde sagen.", "It does not say here what decided the case.")
}

fn help() -> Bilingual {
    text(
        "Skabelonen skal skrive betingelsens ord fra bestemmelsen (`decided`) eller sagens egen begrundelse, for eksempel \"…, fordi du kan få den behandling, du har brug for, efter anden lovgivning\".",
        "The template must write the condition's words from the provision (`decided`) or the case's own reason, such as \"…, fordi du kan få den behandling, du har brug for, efter anden lovgivning\".",
    )
}

/// What may stand for a ground: its words in the provision, or the case's own.
fn words<'a>(ground: Ground, conditions: &'a Conditions, assessment: &'a Assessment) -> Vec<&'a str> {
    let own = |texts: &[Option<&'a str>]| texts.iter().copied().flatten().collect::<Vec<_>>();
    match ground {
        Ground::TargetGroup => {
            let part = assessment.target_group.as_ref();
            own(&[
                Some(conditions.target_group.decided.as_str()),
                part.and_then(|part| part.significant.as_deref()),
                part.and_then(|part| part.lasting.as_deref()),
                part.and_then(|part| part.social_problems.as_deref()),
            ])
        }
        Ground::Necessity => own(&[
            conditions.necessity.as_ref().map(|words| words.decided.as_str()),
            assessment.necessity.as_ref().and_then(|part| part.because.as_deref()),
        ]),
        Ground::OtherLegislation => {
            let offers = assessment.other_legislation.iter().flat_map(|part| &part.considered);
            let covering = offers.filter(|offer| offer.covers == Some(Covers::Fully));
            let mut words: Vec<&str> = covering
                .flat_map(|offer| [offer.offer.as_deref(), offer.because.as_deref()])
                .flatten()
                .collect();
            words.extend(conditions.other_legislation.as_ref().map(|words| words.decided.as_str()));
            words
        }
        Ground::Discretion => own(&[assessment.discretion.as_ref().and_then(|part| part.because.as_deref())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn a_refusal_names_what_decided_it() {
        let vague = "Vi har besluttet, at du ikke kan få behandlingen, fordi betingelserne ikke er opfyldt.";
        for sample in [
            "refusal-psychologist",
            "refusal-not-necessary",
            "refusal-target-group",
            "refusal-discretion",
            "follow-up-end",
        ] {
            assert_eq!(
                Desk::new(sample).with(Part::Result, vague).findings(&RULE),
                ["FEJL letter:result"],
                "{sample}"
            );
        }
        let own = "Du kan ikke få behandlingen, fordi seks behandlinger hverken gav færre\nmigrænedage eller flere timer oppe.";
        assert_eq!(Desk::new("refusal-not-necessary").with(Part::Result, own).findings(&RULE), [""; 0]);
        let discretion = "Du kan ikke få behandlingen. Det skyldes, at vores skøn i din sag taler imod det.";
        assert_eq!(Desk::new("refusal-discretion").with(Part::Result, discretion).findings(&RULE), [""; 0]);
    }

    #[test]
    fn a_grant_in_part_names_it_at_the_part() {
        let desk = || Desk::new("partial-fewer-sessions");
        assert_eq!(
            desk().with(Part::NotGranted, "Vi giver dig ikke resten.").findings(&RULE),
            ["FEJL letter:not-granted"]
        );
        assert_eq!(desk().findings(&RULE), [""; 0]);
        let changed = Desk::new("follow-up-change")
            .with(Part::Result, "Hjælpen bliver ændret. Det er ikke nødvendigt.");
        assert_eq!(changed.findings(&RULE), [""; 0]);
        assert_eq!(changed.without(Part::NotGranted).findings(&RULE), ["FEJL letter:not-granted"]);
    }
}
