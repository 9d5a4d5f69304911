//! What the citizen said, what they were heard about, and other help.

use serde::Serialize;

use super::reasons::covers;
use super::words::cited;
use super::{Lacking, need};
use crate::case::record::{CaseRecord, Covered, HearingForm};
use crate::danish;
use crate::law::Law;

#[derive(Debug, Serialize)]
pub(super) struct ViewFacts {
    missing_because: Option<String>,
    says: String,
    our_answer: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct HearingFacts {
    exempt: Option<u32>,
    exempt_because: Option<String>,
    sent: String,
    about: String,
    deadline: String,
    answered: Option<String>,
    answer: String,
    our_answer: String,
}

#[derive(Debug, Serialize)]
pub(super) struct OtherHelpFacts {
    offers: String,
    outcome: Option<String>,
}

pub(super) fn citizen_view(record: &CaseRecord) -> Option<ViewFacts> {
    if covers(record, Covered::CitizenView) {
        return None;
    }
    if let Some(view) = record.citizen_view() {
        // A view without its words, or without an answer, is a warning (SAG-15): the letter tells what there is.
        return view.says.as_ref().map(|says| ViewFacts {
            missing_because: None,
            says: says.to_string(),
            our_answer: view.our_answer.as_ref().map(ToString::to_string),
        });
    }
    let missing =
        record.application.as_ref().and_then(|application| application.citizen_view_missing.as_ref());
    missing.map(|because| ViewFacts {
        missing_because: Some(because.to_string()),
        says: String::new(),
        our_answer: None,
    })
}

pub(super) fn hearing(record: &CaseRecord) -> Result<Option<HearingFacts>, Lacking> {
    let Some(hearing) = record.hearing.as_ref().filter(|_| !covers(record, Covered::Hearing)) else {
        return Ok(None);
    };
    let mut facts = HearingFacts {
        exempt: hearing.exempt,
        exempt_because: None,
        sent: String::new(),
        about: String::new(),
        deadline: String::new(),
        answered: None,
        answer: String::new(),
        our_answer: String::new(),
    };
    match need(hearing.form(), "hearing")? {
        HearingForm::NothingAdverse => return Ok(None),
        HearingForm::Exempt => {
            facts.exempt_because = Some(need(hearing.because.as_deref(), "hearing.because")?.to_owned());
        }
        HearingForm::Held => {
            let about: Vec<String> = hearing
                .about
                .iter()
                .map(|about| {
                    let named = record
                        .facts
                        .iter()
                        .find(|fact| fact.id.as_ref().is_some_and(|id| id.as_str() == &**about));
                    named.and_then(cited).unwrap_or_else(|| about.to_string())
                })
                .collect();
            facts.about = danish::list(&about);
            facts.sent = danish::date(need(hearing.sent, "hearing.sent")?);
            facts.deadline = danish::date(need(hearing.deadline, "hearing.deadline")?);
            facts.answered = hearing.answered.map(danish::date);
            if hearing.answered.is_some() {
                facts.answer = need(hearing.answer.as_deref(), "hearing.answer")?.to_owned();
                facts.our_answer = need(hearing.our_answer.as_deref(), "hearing.our_answer")?.to_owned();
            }
        }
    }
    Ok(Some(facts))
}

pub(super) fn other_help(record: &CaseRecord, law: &Law) -> Option<OtherHelpFacts> {
    let help = record.assessment.as_ref()?.other_help.as_ref()?;
    let offers: Vec<String> = help
        .considered
        .iter()
        .filter_map(|considered| {
            let offer = considered.offer.as_deref()?;
            let (Some(name), Some(section)) = (considered.act.as_deref(), considered.section.as_deref())
            else {
                return Some(offer.to_owned());
            };
            let genitive = law.act(name).map_or_else(|| danish::genitive(name), |act| act.genitive.clone());
            Some(format!("{offer} efter {genitive} {section}"))
        })
        .collect();
    Some(OtherHelpFacts {
        offers: danish::list(&offers),
        outcome: help.outcome.as_ref().map(ToString::to_string),
    })
}
