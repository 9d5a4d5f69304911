//! The individual reasoning: the conditions, the offers, the facts.

use serde::Serialize;

use super::decision::functions;
use super::words::{cited, on, rests_on};
use super::{Desk, Lacking, need};
use crate::case::record::{
    Assessment, CaseRecord, Covered, Covers, GoalMet, Ground, Limb, Met, Offer, TargetGroup, Weight,
};
use crate::compose::choose::Template;
use crate::danish;
use crate::law::{Law, Provision};

#[derive(Debug, Clone, Serialize)]
pub(super) struct OfferFacts {
    offer: String,
    law: String,
    covers: &'static str,
    because: String,
    known_from: String,
    starts: Option<String>,
    waiting: Option<String>,
    how_to_start: Option<String>,
    /// Whether "what happens now" has told how to begin.
    told_above: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct TargetGroupFacts {
    met: bool,
    sentences: Vec<Reason>,
    conclusion: String,
    rests_on: String,
}

/// A main clause with its reason.
#[derive(Debug, Serialize)]
pub(super) struct Reason {
    clause: String,
    because: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
pub(super) struct NecessityFacts {
    clause: String,
    aim: String,
    functions: String,
    because: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
pub(super) struct OtherLegislationFacts {
    conclusion: String,
    offers: Vec<OfferFacts>,
}

#[derive(Debug, Serialize)]
pub(super) struct ServiceLevelFacts {
    standard: String,
    departs: bool,
    because: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Section85Facts {
    current: String,
    differs_because: String,
}

#[derive(Debug, Serialize)]
pub(super) struct RefusedFacts {
    what: String,
    condition: &'static str,
    because: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ChangesFacts {
    goals: Vec<GoalFacts>,
    then: Option<String>,
    now: Option<String>,
    rests_on: String,
}

#[derive(Debug, Serialize)]
pub(super) struct GoalFacts {
    goal: String,
    met: &'static str,
    because: String,
}

#[derive(Debug, Serialize)]
pub(super) struct FactGroups {
    weighed: Vec<FactFacts>,
    against: Vec<FactFacts>,
    without_weight: Vec<FactFacts>,
}

#[derive(Debug, Serialize)]
pub(super) struct FactFacts {
    cited: String,
    says: String,
    because: String,
}

pub(super) fn covers(record: &CaseRecord, what: Covered) -> bool {
    record.reasoning_covers.contains(&what)
}

pub(super) fn target_group(
    record: &CaseRecord,
    provision: &Provision,
) -> Result<Option<TargetGroupFacts>, Lacking> {
    let group = record.assessment.as_ref().and_then(|assessment| assessment.target_group.as_ref());
    let Some(group) = group.filter(|group| group.met != Some(Met::NotAssessed)) else { return Ok(None) };
    if covers(record, Covered::TargetGroup) {
        return Ok(None);
    }
    let words = &provision.conditions.target_group;
    let met = need(group.met, "assessment.target_group.met")? == Met::Yes;
    let limbs: Vec<&str> = if met {
        vec![match need(group.limb, "assessment.target_group.limb")? {
            Limb::Impairment => "impairment",
            Limb::SocialProblems => "social_problems",
        }]
    } else {
        vec!["impairment", "social_problems"]
    };
    let elements = limbs.iter().filter_map(|limb| words.elements.get(*limb)).flatten();
    let mut sentences = Vec::new();
    for element in elements {
        let Some((because, is_met)) = element_text(group, element, met) else { continue };
        let sentence = need(words.sentences.get(element), "sentences")?;
        let clause = if is_met { &sentence.met } else { &sentence.not_met };
        sentences.push(Reason { clause: clause.clone(), because, rests_on: String::new() });
    }
    Ok(Some(TargetGroupFacts {
        met,
        sentences,
        conclusion: if met { words.met.clone() } else { words.not_met.clone() },
        rests_on: rests_on(record, &group.rests_on),
    }))
}

/// The record's text for one element of the target group, and whether that element is met.
pub(super) fn element_text(group: &TargetGroup, element: &str, met: bool) -> Option<(String, bool)> {
    let (text, own) = match element {
        "significant" => (&group.significant, group.significant_met),
        "lasting" => (&group.lasting, group.lasting_met),
        "social_problems" => (&group.social_problems, false),
        _ => return None,
    };
    Some((text.as_ref()?.to_string(), met || own))
}

pub(super) fn necessity(
    record: &CaseRecord,
    provision: &Provision,
) -> Result<Option<NecessityFacts>, Lacking> {
    let necessity = record.assessment.as_ref().and_then(|assessment| assessment.necessity.as_ref());
    let words = provision.conditions.necessity.as_ref();
    let (Some(necessity), Some(words)) = (necessity, words) else { return Ok(None) };
    if necessity.met == Some(Met::NotAssessed) || covers(record, Covered::Necessity) {
        return Ok(None);
    }
    let met = need(necessity.met, "assessment.necessity.met")? == Met::Yes;
    let (aim, functions) = functions(record);
    // Where some of the help is granted, the condition is met for that, and not for the rest.
    let in_part = if met { &words.met_in_part } else { &words.not_met_in_part };
    let in_part = in_part
        .as_ref()
        .filter(|_| if met { partly(record, Ground::Necessity) } else { record.grant.is_some() });
    let whole = if met { &words.met } else { &words.not_met };
    Ok(Some(NecessityFacts {
        clause: in_part.unwrap_or(whole).clone(),
        aim,
        functions,
        because: need(necessity.because.as_deref(), "assessment.necessity.because")?.to_owned(),
        rests_on: rests_on(record, &necessity.rests_on),
    }))
}

pub(super) fn offer(record: &CaseRecord, offer: &Offer, law: &Law, told_above: bool) -> Option<OfferFacts> {
    let name = offer.act.as_deref()?;
    let genitive = law.act(name).map_or_else(|| danish::genitive(name), |act| act.genitive.clone());
    Some(OfferFacts {
        offer: offer.offer.as_ref()?.to_string(),
        law: format!("{genitive} {}", offer.section.as_ref()?),
        covers: match offer.covers? {
            Covers::Fully => "fully",
            Covers::Partly => "partly",
            Covers::Not => "not",
        },
        because: offer.because.as_ref()?.to_string(),
        known_from: offer.fact.as_ref().and_then(|id| record.fact(id)).and_then(cited).unwrap_or_default(),
        starts: offer.starts.map(on),
        waiting: offer.waiting.as_ref().map(ToString::to_string),
        how_to_start: offer.how_to_start.as_ref().map(ToString::to_string),
        told_above,
    })
}

/// On a refusal that rests on other legislation, the offers that the citizen can begin with, told first.
pub(super) fn offers_to_start(record: &CaseRecord, template: Template, law: &Law) -> Vec<OfferFacts> {
    let assessment = record.assessment.as_ref();
    let decides =
        assessment.is_some_and(|assessment| assessment.deciding.contains(&Ground::OtherLegislation));
    if template.grants() || !decides {
        return Vec::new();
    }
    considered(assessment)
        .filter(|considered| considered.covers == Some(Covers::Fully))
        .filter_map(|considered| offer(record, considered, law, true))
        .collect()
}

pub(super) fn considered(assessment: Option<&Assessment>) -> impl Iterator<Item = &Offer> {
    assessment
        .and_then(|assessment| assessment.other_legislation.as_ref())
        .into_iter()
        .flat_map(|part| &part.considered)
}

pub(super) fn other_legislation(
    record: &CaseRecord,
    desk: Desk<'_>,
    told_above: bool,
) -> Result<Option<OtherLegislationFacts>, Lacking> {
    let assessment = record.assessment.as_ref();
    let part = assessment.and_then(|assessment| assessment.other_legislation.as_ref());
    let words = desk.provision.conditions.other_legislation.as_ref();
    let (Some(part), Some(words)) = (part, words) else { return Ok(None) };
    if part.obtainable_elsewhere == Some(Met::NotAssessed) || covers(record, Covered::OtherLegislation) {
        return Ok(None);
    }
    let obtainable = need(part.obtainable_elsewhere, "assessment.other_legislation.obtainable_elsewhere")?;
    let offers = considered(assessment)
        .filter_map(|considered| {
            // An offer that is not told whole is a warning at least (SAG-06); the letter leaves it out.
            offer(record, considered, desk.law, told_above && considered.covers == Some(Covers::Fully))
        })
        .collect();
    let in_part = words.met_in_part.as_ref().filter(|_| partly(record, Ground::OtherLegislation));
    let conclusion = if obtainable == Met::Yes { &words.not_met } else { in_part.unwrap_or(&words.met) };
    Ok(Some(OtherLegislationFacts { conclusion: conclusion.clone(), offers }))
}

/// Whether something is granted, and a part refused on this ground.
fn partly(record: &CaseRecord, ground: Ground) -> bool {
    record.grant.is_some() && record.not_granted.iter().any(|part| part.condition == Some(ground))
}

pub(super) fn discretion(record: &CaseRecord, template: Template) -> Option<Reason> {
    let discretion = record.assessment.as_ref()?.discretion.as_ref()?;
    if template.grants() || covers(record, Covered::Discretion) {
        return None;
    }
    Some(Reason {
        clause: String::new(),
        because: discretion.because.as_ref()?.to_string(),
        rests_on: rests_on(record, &discretion.rests_on),
    })
}

pub(super) fn service_level(record: &CaseRecord) -> Result<Option<ServiceLevelFacts>, Lacking> {
    let level = record.assessment.as_ref().and_then(|assessment| assessment.service_level.as_ref());
    let Some(level) = level else { return Ok(None) };
    Ok(Some(ServiceLevelFacts {
        standard: need(level.standard.as_deref(), "assessment.service_level.standard")?.to_owned(),
        departs: need(level.departs, "assessment.service_level.departs")?,
        because: need(level.because.as_deref(), "assessment.service_level.because")?.to_owned(),
        rests_on: rests_on(record, &level.rests_on),
    }))
}

pub(super) fn section_85(record: &CaseRecord) -> Option<Section85Facts> {
    let section = record.assessment.as_ref()?.section_85.as_ref()?;
    Some(Section85Facts {
        current: section.current.as_ref()?.to_string(),
        differs_because: section.differs_because.as_ref()?.to_string(),
    })
}

pub(super) fn not_granted(record: &CaseRecord) -> Result<Vec<RefusedFacts>, Lacking> {
    record
        .not_granted
        .iter()
        .map(|part| {
            Ok(RefusedFacts {
                what: need(part.what.as_deref(), "not_granted.what")?.to_owned(),
                condition: need(part.condition, "not_granted.condition")?.word(),
                because: need(part.because.as_deref(), "not_granted.because")?.to_owned(),
                rests_on: rests_on(record, &part.rests_on),
            })
        })
        .collect()
}

pub(super) fn changes(record: &CaseRecord) -> Result<Option<ChangesFacts>, Lacking> {
    let Some(follow_up) = record.follow_up.as_ref().filter(|_| !covers(record, Covered::FollowUp)) else {
        return Ok(None);
    };
    let goals = follow_up
        .goals
        .iter()
        .map(|goal| {
            Ok(GoalFacts {
                goal: need(goal.goal.as_deref(), "follow_up.goals.goal")?.to_owned(),
                met: match need(goal.met, "follow_up.goals.met")? {
                    GoalMet::Fully => "fully",
                    GoalMet::Partly => "partly",
                    GoalMet::Not => "not",
                },
                because: need(goal.because.as_deref(), "follow_up.goals.because")?.to_owned(),
            })
        })
        .collect::<Result<Vec<_>, Lacking>>()?;
    if goals.is_empty() && follow_up.then.is_none() && follow_up.now.is_none() {
        return Ok(None);
    }
    Ok(Some(ChangesFacts {
        goals,
        then: follow_up.then.as_ref().map(ToString::to_string),
        now: follow_up.now.as_ref().map(ToString::to_string),
        rests_on: rests_on(record, &follow_up.rests_on),
    }))
}

pub(super) fn facts(record: &CaseRecord) -> Result<Option<FactGroups>, Lacking> {
    if record.facts.is_empty() || covers(record, Covered::Facts) {
        return Ok(None);
    }
    let group = |weights: &[Weight]| {
        record
            .facts
            .iter()
            .filter(|fact| weights.contains(&fact.weight()))
            .map(|fact| {
                Ok(FactFacts {
                    cited: need(cited(fact), "facts.source")?,
                    says: need(fact.says.as_deref(), "facts.says")?.to_owned(),
                    because: fact.because.as_deref().unwrap_or_default().to_owned(),
                })
            })
            .collect::<Result<Vec<_>, Lacking>>()
    };
    Ok(Some(FactGroups {
        weighed: group(&[Weight::Decisive, Weight::Supporting])?,
        against: group(&[Weight::Against])?,
        without_weight: group(&[Weight::None])?,
    }))
}
