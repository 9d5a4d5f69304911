//! That a record's names name something: facts, parts, provisions; and that no key stands where it means nothing.
//!
//! These are faults of the record as a whole, so they carry the codes of reading (REC).

use crate::case::fault;
use crate::case::record::{CaseRecord, Decision, FactId, Key, Occasion};
use crate::diagnostic::{Bilingual, Finding, Findings, Place, Severity};

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
            Bilingual::new(
                format!("Vælg mellem: {}.", known.join(", ")),
                format!("Choose one of: {}.", known.join(", ")),
            ),
        );
    }
}

fn fact_ids(context: &RecordContext<'_>, findings: &mut Findings) {
    let record = context.record;
    for (index, fact) in record.facts.iter().enumerate() {
        let twice = fact.id.is_some() && record.facts[..index].iter().any(|other| other.id == fact.id);
        if twice {
            unknown(
                findings,
                format!("facts[{index}].id"),
                text("To oplysninger har samme id.", "Two facts have the same id."),
                text("Giv den ene et andet id.", "Give one another id."),
            );
        }
    }
    let referenced = referenced_facts(record);
    if record.facts.is_empty() && !referenced.is_empty() {
        return unknown(
            findings,
            "facts".to_owned(),
            text(
                "Vurderingen henviser til oplysninger, men der er ingen.",
                "The assessment refers to facts, but there are none.",
            ),
            text(
                "Skriv dem: `facts:` og for hver en linje med `- id:`, `source:`, `dated:` og `says:`.",
                "Write them: `facts:` and for each a line with `- id:`, `source:`, `dated:` and `says:`.",
            ),
        );
    }
    // Of a fact whose own id cannot be read, that is told; what refers to it is right.
    if record.facts.iter().any(|fact| fact.id.is_none()) {
        return;
    }
    let known: Vec<&str> = record.facts.iter().filter_map(|fact| fact.id.as_ref()).map(Key::as_str).collect();
    let known = known.join(", ");
    for (path, _) in referenced.into_iter().filter(|(_, id)| record.fact(id).is_none()) {
        let finding = Finding::new(
            "REC-10",
            Severity::Error,
            path,
            text("Der er ingen oplysning med dette id.", "There is no fact with this id."),
            text("Brug et id, der står under `facts`.", "Use an id that stands under `facts`."),
        );
        let detail =
            Bilingual::new(format!("Under facts står: {known}."), format!("The facts are: {known}."));
        findings.push(finding.with_detail(detail));
    }
}

/// Every place where the record names a fact by its id.
fn referenced_facts(record: &CaseRecord) -> Vec<(String, &FactId)> {
    let mut lists: Vec<(String, &[FactId])> = Vec::new();
    let mut single = Vec::new();
    if let Some(assessment) = &record.assessment {
        let rests_on = [
            ("target_group", assessment.target_group.as_ref().map(|part| &part.rests_on)),
            ("necessity", assessment.necessity.as_ref().map(|part| &part.rests_on)),
            ("discretion", assessment.discretion.as_ref().map(|part| &part.rests_on)),
            ("service_level", assessment.service_level.as_ref().map(|part| &part.rests_on)),
        ];
        for (part, ids) in rests_on {
            lists.extend(ids.map(|ids| (format!("assessment.{part}.rests_on"), ids.as_slice())));
        }
        let offers = assessment.other_legislation.iter().flat_map(|part| &part.considered);
        for (index, offer) in offers.enumerate() {
            let path = format!("assessment.other_legislation.considered[{index}].fact");
            single.extend(offer.fact.as_ref().map(|id| (path, id)));
        }
    }
    for (index, refused) in record.not_granted.iter().enumerate() {
        lists.push((format!("not_granted[{index}].rests_on"), &refused.rests_on));
    }
    if let Some(follow_up) = &record.follow_up {
        lists.push(("follow_up.rests_on".to_owned(), &follow_up.rests_on));
    }
    for (index, point) in record.remittal.iter().flat_map(|remittal| &remittal.points).enumerate() {
        lists.push((format!("remittal.points[{index}].rests_on"), &point.rests_on));
    }
    let items = lists.into_iter().flat_map(|(path, ids)| {
        ids.iter().enumerate().map(move |(index, id)| (format!("{path}[{index}]"), id))
    });
    single.into_iter().chain(items).collect()
}

/// The names that the parts of an application have and others use.
fn part_names(context: &RecordContext<'_>, findings: &mut Findings) {
    let record = context.record;
    let parts: Vec<_> = record.application.iter().flat_map(|application| &application.parts).collect();
    for (index, part) in parts.iter().enumerate() {
        let twice = part.id.is_some() && parts[..index].iter().any(|other| other.id == part.id);
        if twice {
            unknown(
                findings,
                format!("application.parts[{index}].id"),
                text(
                    "To dele af ansøgningen har samme id.",
                    "Two parts of the application have the same id.",
                ),
                text("Giv den ene et andet id.", "Give one another id."),
            );
        }
    }
    let original = record.decision == Some(Decision::FollowUp) && record.application.is_none();
    let mut look = |path: String, name: &Option<Key>| {
        let Some(name) = name else { return };
        let known = record.part(name).is_some()
            || (name.as_str() == "original" && record.decision == Some(Decision::FollowUp));
        if !known {
            let help = if original {
                text(
                    "I en opfølgning uden ansøgning skal her stå original.",
                    "In a follow-up without an application, write original.",
                )
            } else {
                text("Brug id'et på en af ansøgningens dele.", "Use the id of a part of the application.")
            };
            unknown(
                findings,
                path,
                text(
                    "Der er ingen del af ansøgningen med dette navn.",
                    "No part of the application has this name.",
                ),
                help,
            );
        }
    };
    for (index, part) in record.grant.iter().flat_map(|grant| &grant.parts).enumerate() {
        look(format!("grant.parts[{index}].of"), &part.of);
    }
    for (index, part) in record.not_granted.iter().enumerate() {
        look(format!("not_granted[{index}].part"), &part.part);
    }
}

/// The table of `docs/case-record.md`: which blocks a kind of decision or an occasion has.
fn foreign_keys(context: &RecordContext<'_>, findings: &mut Findings) {
    let record = context.record;
    let mut foreign = |there: bool, path: &str, kind: &str, word: &str| {
        if there {
            let place = Place { line: 1, column: 1, span: 0..0 };
            findings.push(fault::foreign_key(path, place, kind, word));
        }
    };
    if let Some(decision) = record.decision {
        let refused_whole_or_not_at_all = matches!(decision, Decision::Grant | Decision::Refusal);
        foreign(
            decision == Decision::Refusal && record.grant.is_some(),
            "grant",
            "decision",
            decision.word(),
        );
        foreign(
            refused_whole_or_not_at_all && !record.not_granted.is_empty(),
            "not_granted",
            "decision",
            decision.word(),
        );
        foreign(
            decision != Decision::FollowUp && record.follow_up.is_some(),
            "follow_up",
            "decision",
            decision.word(),
        );
    }
    if let Some(occasion) = record.occasion {
        foreign(
            occasion != Occasion::Reopening && record.reopening.is_some(),
            "reopening",
            "occasion",
            occasion.word(),
        );
        foreign(
            occasion != Occasion::Remittal && record.remittal.is_some(),
            "remittal",
            "occasion",
            occasion.word(),
        );
    }
}
