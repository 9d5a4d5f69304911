//! What was applied for, what is granted or refused, and what a follow-up came to.

use jiff::ToSpan as _;
use serde::Serialize;

use super::words::{at, neither, period, rests_on, together, with_amount};
use super::{Lacking, need};
use crate::case::record::{
    ActionPlan, Aim, CaseRecord, Function, Grant, GrantPart, Ground, Outcome, Payment, ReopeningGround,
};
use crate::case::value::Period;
use crate::danish;
use crate::law::Provision;

#[derive(Debug, Serialize)]
pub(super) struct ApplicationFacts {
    received: String,
    asked: String,
    given: String,
    /// After "ikke": every part of it.
    what: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ReopeningFacts {
    ground: &'static str,
    decided: String,
    because: String,
}

#[derive(Debug, Serialize)]
pub(super) struct RemittalFacts {
    decided: String,
    reference: String,
    points: Vec<PointFacts>,
}

#[derive(Debug, Serialize)]
pub(super) struct PointFacts {
    says: String,
    our_answer: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
pub(super) struct FollowUpFacts {
    held: String,
    took_part: bool,
    not_there_because: Option<String>,
    original: OriginalFacts,
    pub(super) ends: bool,
    last_day: Option<String>,
    /// The help has run out before the letter is sent.
    over: bool,
    day_after: Option<String>,
    last_day_because: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct OriginalFacts {
    decided: String,
    given: String,
    period: String,
    used: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct GrantFacts {
    what: String,
    given: String,
    parts: Vec<GrantPartFacts>,
    aim: String,
    payments: Vec<PaymentFacts>,
    conditions: Vec<ConditionFacts>,
    providers: String,
    contact_by: Option<String>,
    renew_by: bool,
    ends: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct GrantPartFacts {
    given: String,
    provider: String,
    at_provider: String,
    period: String,
    setting: Option<String>,
    provider_because: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
pub(super) struct PaymentFacts {
    charge: Option<String>,
    per: String,
    basis: String,
    of: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct ConditionFacts {
    text: String,
    basis: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ActionPlanFacts {
    kind: &'static str,
    because: Option<String>,
}

pub(super) fn application(record: &CaseRecord) -> Option<ApplicationFacts> {
    let application = record.application.as_ref()?;
    let asked: Vec<String> = application
        .parts
        .iter()
        .filter_map(|part| {
            let wording = part.wording.as_deref()?;
            let at = part.provider.as_deref().map(|provider| at(wording, provider)).unwrap_or_default();
            Some(format!("{}{at}{}", with_amount(wording, part.amount.as_ref()), period(part.period)))
        })
        .collect();
    let given: Vec<String> = application
        .parts
        .iter()
        .filter_map(|part| Some(with_amount(part.wording.as_deref()?, part.amount.as_ref())))
        .collect();
    let what: Vec<&str> = application.parts.iter().filter_map(|part| part.wording.as_deref()).collect();
    Some(ApplicationFacts {
        received: danish::date(application.received?),
        asked: together(&asked),
        given: together(&given),
        what: neither(&what),
    })
}

pub(super) fn reopening(record: &CaseRecord) -> Result<Option<ReopeningFacts>, Lacking> {
    let Some(reopening) = &record.reopening else { return Ok(None) };
    Ok(Some(ReopeningFacts {
        ground: need(reopening.ground, "reopening.ground").map(ReopeningGround::word)?,
        decided: danish::date(need(reopening.decided, "reopening.decided")?),
        because: need(reopening.because.as_deref(), "reopening.because")?.to_owned(),
    }))
}

pub(super) fn remittal(record: &CaseRecord) -> Result<Option<RemittalFacts>, Lacking> {
    let Some(remittal) = &record.remittal else { return Ok(None) };
    let points = remittal
        .points
        .iter()
        .map(|point| {
            Ok(PointFacts {
                says: need(point.says.as_deref(), "remittal.points.says")?.to_owned(),
                our_answer: need(point.our_answer.as_deref(), "remittal.points.our_answer")?.to_owned(),
                rests_on: rests_on(record, &point.rests_on),
            })
        })
        .collect::<Result<_, Lacking>>()?;
    Ok(Some(RemittalFacts {
        decided: danish::date(need(remittal.decided, "remittal.decided")?),
        reference: need(remittal.reference.as_deref(), "remittal.reference")?.to_owned(),
        points,
    }))
}

pub(super) fn follow_up(record: &CaseRecord) -> Result<Option<FollowUpFacts>, Lacking> {
    let Some(follow_up) = &record.follow_up else { return Ok(None) };
    let original = need(follow_up.original.as_ref(), "follow_up.original")?;
    let amount = original.amount.as_ref();
    let unit = amount.and_then(|amount| amount.unit.as_deref());
    // `18 af 20 samtaler`; of so much a week there is no whole to say.
    let of_all = amount.filter(|amount| amount.per.is_none()).and_then(|amount| amount.count);
    let of_all = of_all.map(|count| format!(" af {count}")).unwrap_or_default();
    Ok(Some(FollowUpFacts {
        held: danish::date(need(follow_up.held, "follow_up.held")?),
        took_part: need(follow_up.citizen_took_part, "follow_up.citizen_took_part")?,
        not_there_because: follow_up.citizen_took_part_because.as_ref().map(ToString::to_string),
        original: OriginalFacts {
            decided: danish::date(need(original.decided, "follow_up.original.decided")?),
            given: with_amount(
                need(original.wording.as_deref(), "follow_up.original.wording")?,
                original.amount.as_ref(),
            ),
            period: period(Some(Period { from: original.from, to: original.to, open_ended: false })),
            used: original.used.zip(unit).map(|(used, unit)| format!("{used}{of_all} {unit}")),
        },
        ends: matches!(follow_up.outcome, Some(Outcome::Change | Outcome::End))
            && follow_up.last_day.is_some(),
        last_day: follow_up.last_day.map(danish::date),
        over: follow_up.last_day.zip(record.dispatch).is_some_and(|(last_day, dispatch)| last_day < dispatch),
        day_after: follow_up.last_day.map(|day| danish::date(day.saturating_add(1.day()))),
        last_day_because: follow_up.last_day_because.as_ref().map(ToString::to_string),
    }))
}

pub(super) fn grant_facts(grant: &Grant) -> Result<GrantFacts, Lacking> {
    let given =
        |part: &GrantPart| part.wording.as_deref().map(|wording| with_amount(wording, part.amount.as_ref()));
    let parts = grant
        .parts
        .iter()
        .map(|part| {
            let wording = need(part.wording.as_deref(), "grant.parts.wording")?;
            let provider = need(part.provider.as_deref(), "grant.parts.provider")?;
            Ok(GrantPartFacts {
                given: need(given(part), "grant.parts.wording")?,
                provider: provider.to_owned(),
                at_provider: at(wording, provider),
                period: period(part.period),
                setting: part.setting.as_ref().map(ToString::to_string),
                provider_because: part.provider_because.as_ref().map(ToString::to_string),
            })
        })
        .collect::<Result<Vec<_>, Lacking>>()?;
    let what: Vec<&str> = grant.parts.iter().filter_map(|part| part.wording.as_deref()).collect();
    let all: Vec<String> = grant.parts.iter().filter_map(given).collect();
    let mut providers: Vec<&str> = grant.parts.iter().filter_map(|part| part.provider.as_deref()).collect();
    providers.dedup();
    let ends = grant.parts.iter().filter_map(|part| part.period.and_then(|period| period.to)).max();
    let conditions = grant
        .conditions
        .iter()
        .filter_map(|condition| {
            Some(ConditionFacts {
                text: condition.text.as_ref()?.to_string(),
                basis: condition.basis.as_ref()?.to_string(),
            })
        })
        .collect();
    Ok(GrantFacts {
        what: together(&what),
        given: together(&all),
        payments: payments(grant)?,
        parts,
        aim: need(grant.aim.as_deref(), "grant.aim")?.to_owned(),
        conditions,
        providers: danish::list(&providers),
        contact_by: grant.contact_by.map(danish::date),
        renew_by: ends.is_some(),
        ends: ends.map(danish::date),
    })
}

/// One sentence on payment; one a part only where the parts differ.
pub(super) fn payments(grant: &Grant) -> Result<Vec<PaymentFacts>, Lacking> {
    let several = grant.parts.len() > 1;
    let mut payments = Vec::new();
    for part in &grant.parts {
        let of = part.wording.as_ref().filter(|_| several).map(ToString::to_string);
        payments.push(match need(part.payment.as_ref(), "grant.parts.payment")? {
            Payment::None => PaymentFacts { charge: None, per: String::new(), basis: String::new(), of },
            Payment::Charge(charge) => PaymentFacts {
                charge: Some(need(charge.amount, "grant.parts.payment.amount")?.to_string()),
                per: need(charge.per.as_deref(), "grant.parts.payment.per")?.to_owned(),
                basis: need(charge.basis.as_deref(), "grant.parts.payment.basis")?.to_owned(),
                of,
            },
        });
    }
    if payments.iter().all(|payment| payment.charge.is_none()) {
        payments.truncate(1);
        for payment in &mut payments {
            payment.of = None;
        }
    }
    Ok(payments)
}

pub(super) fn refused_all(record: &CaseRecord) -> Option<String> {
    let refused: Vec<&str> = record.not_granted.iter().filter_map(|part| part.what.as_deref()).collect();
    (!refused.is_empty()).then(|| neither(&refused))
}

pub(super) fn functions(record: &CaseRecord) -> (String, String) {
    let necessity = record.assessment.as_ref().and_then(|assessment| assessment.necessity.as_ref());
    let aim = match necessity.map(|necessity| necessity.aim.as_slice()) {
        Some([Aim::Maintain]) => "bevare",
        Some([Aim::Improve]) => "forbedre",
        _ => "bevare eller forbedre",
    };
    let words: Vec<&str> = necessity
        .map(|necessity| necessity.functions.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|function| match function {
            Function::Physical => "fysiske",
            Function::Psychological => "psykiske",
            Function::Social => "sociale",
        })
        .collect();
    (aim.to_owned(), danish::list(&words))
}

/// What decided, as clauses after "at", joined with "og at". None where the parts that are refused have each its own
/// ground: then it stands with each part.
pub(super) fn deciding(record: &CaseRecord, provision: &Provision) -> Option<String> {
    let assessment = record.assessment.as_ref();
    let named = assessment.map(|assessment| assessment.deciding.as_slice()).unwrap_or_default();
    let of_parts: Vec<Ground> = record.not_granted.iter().filter_map(|part| part.condition).collect();
    let mut grounds: Vec<Ground> = named.to_vec();
    for ground in &of_parts {
        if !grounds.contains(ground) {
            grounds.push(*ground);
        }
    }
    if grounds.len() > 1 && named.iter().all(|ground| of_parts.contains(ground)) {
        return None;
    }
    let conditions = &provision.conditions;
    // Where something is granted, a condition fails for a part of what was asked only; its own sentence says so.
    let partly = record.grant.is_some();
    let clauses: Vec<String> = grounds
        .iter()
        .filter_map(|ground| match ground {
            Ground::TargetGroup => Some(conditions.target_group.decided.clone()),
            Ground::Necessity if partly => Some("det ikke er nødvendigt".to_owned()),
            Ground::Necessity => {
                let (aim, functions) = functions(record);
                let words = conditions.necessity.as_ref()?;
                Some(format!("{} {aim} dine {functions} funktioner", words.decided))
            }
            Ground::OtherLegislation if partly => Some("du kan få den del efter anden lovgivning".to_owned()),
            Ground::OtherLegislation => Some(conditions.other_legislation.as_ref()?.decided.clone()),
            Ground::Discretion => Some("vores skøn i din sag taler imod det".to_owned()),
        })
        .collect();
    (!clauses.is_empty()).then(|| clauses.join(", og at "))
}

pub(super) fn action_plan(grant: &Grant) -> Option<ActionPlanFacts> {
    Some(ActionPlanFacts {
        kind: match grant.action_plan? {
            ActionPlan::Offered => "offered",
            ActionPlan::Declined => "declined",
            ActionPlan::Exists => "exists",
            ActionPlan::NotRequired => "not_required",
        },
        because: grant.action_plan_because.as_ref().map(ToString::to_string),
    })
}
