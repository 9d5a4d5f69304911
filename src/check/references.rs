//! That a record's names name something: facts, parts, provisions; and that no key stands where it means nothing.
//!
//! These are faults of the record as a whole, so they carry the codes of reading (REC).

use crate::case::fault;
use crate::case::record::{Decision, FactId, Key};
use crate::diagnostic::{Bilingual, Finding, Findings, Severity};

use super::rule::{RecordContext, text};

/// Looks at every name.
pub(super) fn check(context: &RecordContext<'_>, findings: &mut Findings) {
    provision(context, findings);
    fact_ids(context, findings);
    part_names(context, findings);
    foreign_keys(context, findings);
}

fn unknown(findings: &mut Findings, path: String, message: Bilingual, help: Bilingual) {
    findings.push(Finding::new("REC-10", Severity::Error, path, message, help));
}

fn provision(context: &RecordContext<'_>, findings: &mut Findings) {
    if context.record.provision.is_some() && context.provision.is_none() {
        let known: Vec<&str> = context.law.provisions().map(|provision| provision.id.as_str()).collect();
        unknown(
            findings,
            "provision".to_owned(),
            text("Bestemmelsen er ikke lagt ind.", "The provision is not there."),
            Bilingual::new(format!("Vælg mellem: {}.", known.join(", ")), format!("Choose one of: {}.", known.join(", "))),
        );
    }
}

fn fact_ids(context: &RecordContext<'_>, findings: &mut Findings) {
    let record = context.record;
    for (index, fact) in record.facts.iter().enumerate() {
        let earlier = &record.facts[..index];
        match &fact.id {
            Some(id) if earlier.iter().any(|other| other.id.as_ref() == Some(id)) => unknown(
                findings,
                format!("facts[{index}].id"),
                text("To oplysninger har samme id.", "Two facts have the same id."),
                text("Giv den ene et andet id.", "Give one another id."),
            ),
            _ => {}
        }
    }
    let parts: Vec<_> = record.application.iter().flat_map(|application| &application.parts).collect();
    for (index, part) in parts.iter().enumerate() {
        if part.id.is_some() && parts[..index].iter().any(|other| other.id == part.id) {
            unknown(
                findings,
                format!("application.parts[{index}].id"),
                text("To dele af ansøgningen har samme id.", "Two parts of the application have the same id."),
                text("Giv den ene et andet id.", "Give one another id."),
            );
        }
    }
    let mut none_at_all = false;
    let mut look = |path: String, id: &FactId| {
        if record.facts.is_empty() {
            none_at_all = true;
        } else if record.fact(id).is_none() {
            let known: Vec<&str> = record.facts.iter().filter_map(|fact| fact.id.as_ref()).map(Key::as_str).collect();
            let known = known.join(", ");
            unknown(
                findings,
                path,
                text("Der er ingen oplysning med dette id.", "There is no fact with this id."),
                Bilingual::new(format!("Under facts står: {known}."), format!("The facts are: {known}.")),
            );
        }
    };
    let mut look_at_all = |path: &str, ids: &[FactId]| {
        for (index, id) in ids.iter().enumerate() {
            look(format!("{path}[{index}]"), id);
        }
    };
    if let Some(assessment) = &record.assessment {
        if let Some(part) = &assessment.target_group {
            look_at_all("assessment.target_group.rests_on", &part.rests_on);
        }
        if let Some(part) = &assessment.necessity {
            look_at_all("assessment.necessity.rests_on", &part.rests_on);
        }
        if let Some(part) = &assessment.discretion {
            look_at_all("assessment.discretion.rests_on", &part.rests_on);
        }
        if let Some(part) = &assessment.service_level {
            look_at_all("assessment.service_level.rests_on", &part.rests_on);
        }
        let offers = assessment.other_legislation.iter().flat_map(|part| &part.considered);
        for (index, offer) in offers.enumerate() {
            if let Some(id) = &offer.fact {
                look_at_all(
                    &format!("assessment.other_legislation.considered[{index}].fact"),
                    std::slice::from_ref(id),
                );
            }
        }
    }
    for (index, refused) in record.not_granted.iter().enumerate() {
        look_at_all(&format!("not_granted[{index}].rests_on"), &refused.rests_on);
    }
    if let Some(follow_up) = &record.follow_up {
        look_at_all("follow_up.rests_on", &follow_up.rests_on);
    }
    for (index, point) in record.remittal.iter().flat_map(|remittal| &remittal.points).enumerate() {
        look_at_all(&format!("remittal.points[{index}].rests_on"), &point.rests_on);
    }
    if none_at_all {
        unknown(
            findings,
            "facts".to_owned(),
            text("Vurderingen henviser til oplysninger, men der er ingen.", "The assessment refers to facts, but there are none."),
            text(
                "Skriv dem: `facts:` og for hver en linje med `- id:`, `source:`, `dated:` og `says:`.",
                "Write them: `facts:` and for each a line with `- id:`, `source:`, `dated:` and `says:`.",
            ),
        );
    }
}

fn part_names(context: &RecordContext<'_>, findings: &mut Findings) {
    let record = context.record;
    let original = record.decision == Some(Decision::FollowUp) && record.application.is_none();
    let mut look = |path: String, name: &Option<Key>| {
        let Some(name) = name else { return };
        let known = record.part(name).is_some() || (name.as_str() == "original" && record.decision == Some(Decision::FollowUp));
        if !known {
            let help = if original {
                text("I en opfølgning uden ansøgning skal her stå original.", "In a follow-up without an application, write original.")
            } else {
                text("Brug id'et på en af ansøgningens dele.", "Use the id of a part of the application.")
            };
            unknown(findings, path, text("Der er ingen del af ansøgningen med dette navn.", "No part of the application has this name."), help);
        }
    };
    for (index, part) in record.grant.iter().flat_map(|grant| &grant.parts).enumerate() {
        look(format!("grant.parts[{index}].of"), &part.of);
    }
    for (index, part) in record.not_granted.iter().enumerate() {
        look(format!("not_granted[{index}].part"), &part.part);
    }
}

/// The table of `docs/case-record.md`: which blocks a kind of decision has.
fn foreign_keys(context: &RecordContext<'_>, findings: &mut Findings) {
    let record = context.record;
    let Some(decision) = record.decision else { return };
    let mut foreign = |there: bool, path: &str| {
        if there {
            let place = crate::diagnostic::Place { line: 1, column: 1, span: 0..0 };
            findings.push(fault::foreign_key(path, place, decision.word()));
        }
    };
    foreign(decision == Decision::Refusal && record.grant.is_some(), "grant");
    foreign(
        matches!(decision, Decision::Grant | Decision::Refusal) && !record.not_granted.is_empty(),
        "not_granted",
    );
    foreign(decision != Decision::FollowUp && record.follow_up.is_some(), "follow_up");
}
