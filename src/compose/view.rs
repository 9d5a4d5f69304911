//! The data of one letter, as the templates see it: Danish words ready to stand in a sentence.
//!
//! Sentences stand in the templates; here are only what a record's fields become: dates written out, amounts, lists
//! with "og", sources with their date. Nothing here decides whether a letter is lawful.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

use super::choose::{Addressee, Template};
use super::prose::{self, Block};
use crate::case::record::{
    ActionPlan, Aim, Amount, Assessment, CaseRecord, Channel, Covered, Covers, Fact, FactId, Function,
    GoalMet, Grant, GrantPart, Ground, HearingForm, Limb, Met, Offer, Payment, ReopeningGround,
    RepresentativeKind, TargetGroup, Weight,
};
use crate::case::value::{Dated, DayOrMonth, Period};
use crate::check::CheckedCase;
use crate::config::Config;
use crate::danish;
use crate::law::{Law, Provision};
use crate::letter::Recipient;

/// What a template needs and the record does not say. Checking should have found it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lacking(pub(crate) &'static str);

/// The data of one letter.
#[derive(Debug, Serialize)]
pub(super) struct LetterView {
    letter: LetterFacts,
    case: CaseFacts,
    municipality: MunicipalityFacts,
    recipient: RecipientFacts,
    citizen: CitizenFacts,
    caseworker: CaseworkerFacts,
    notice: Option<Notice>,
    provision: ProvisionFacts,
    application: Option<ApplicationFacts>,
    reopening: Option<ReopeningFacts>,
    remittal: Option<RemittalFacts>,
    follow_up: Option<FollowUpFacts>,
    grant: Option<GrantFacts>,
    grant_follow_up: Option<String>,
    refused_all: Option<String>,
    deciding: Option<String>,
    next: bool,
    offers_to_start: Vec<OfferFacts>,
    target_group: Option<TargetGroupFacts>,
    necessity: Option<NecessityFacts>,
    other_legislation: Option<OtherLegislationFacts>,
    discretion: Option<Because>,
    service_level: Option<ServiceLevelFacts>,
    section_85: Option<Section85Facts>,
    not_granted: Vec<RefusedFacts>,
    changes: Option<ChangesFacts>,
    considerations: Vec<String>,
    facts: Option<FactGroups>,
    reasoning: Vec<Block>,
    citizen_view: Option<ViewFacts>,
    hearing: Option<HearingFacts>,
    other_help: Option<OtherHelpFacts>,
    action_plan: Option<ActionPlanFacts>,
    duty: bool,
    appeal: AppealFacts,
    attachments: Option<String>,
}

#[derive(Debug, Serialize)]
struct LetterFacts {
    title: &'static str,
    recipient: &'static str,
    channel: &'static str,
    date: String,
    year: i16,
    month: i8,
    day: i8,
}

#[derive(Debug, Serialize)]
struct CaseFacts {
    number: String,
    decided: String,
}

#[derive(Debug, Serialize)]
struct MunicipalityFacts {
    name: String,
    privacy: String,
}

#[derive(Debug, Serialize)]
struct RecipientFacts {
    lines: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CitizenFacts {
    name: String,
    cpr: Option<String>,
}

#[derive(Debug, Serialize)]
struct CaseworkerFacts {
    name: String,
    title: String,
    unit: String,
    phone: String,
}

#[derive(Debug, Serialize)]
struct Notice {
    copy: bool,
    name: String,
    why: String,
    covers: String,
}

#[derive(Debug, Serialize)]
struct ProvisionFacts {
    short: String,
    full: String,
    section: String,
    section_capital: String,
    number: String,
    help: String,
    cited: String,
    quote: String,
    target_group_asks: String,
}

#[derive(Debug, Serialize)]
struct ApplicationFacts {
    received: String,
    asked: String,
    what: String,
}

#[derive(Debug, Serialize)]
struct ReopeningFacts {
    ground: &'static str,
    decided: String,
    because: String,
}

#[derive(Debug, Serialize)]
struct RemittalFacts {
    decided: String,
    reference: String,
    points: Vec<PointFacts>,
}

#[derive(Debug, Serialize)]
struct PointFacts {
    says: String,
    our_answer: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
struct FollowUpFacts {
    held: String,
    took_part: bool,
    not_there_because: Option<String>,
    original: OriginalFacts,
    ends: bool,
    last_day: Option<String>,
    day_after: Option<String>,
    last_day_because: Option<String>,
}

#[derive(Debug, Serialize)]
struct OriginalFacts {
    decided: String,
    given: String,
    period: String,
    used: Option<String>,
}

#[derive(Debug, Serialize)]
struct GrantFacts {
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
struct GrantPartFacts {
    given: String,
    provider: String,
    period: String,
    setting: Option<String>,
    provider_because: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
struct PaymentFacts {
    charge: Option<String>,
    per: String,
    basis: String,
    of: Option<String>,
}

#[derive(Debug, Serialize)]
struct ConditionFacts {
    text: String,
    basis: String,
}

#[derive(Debug, Clone, Serialize)]
struct OfferFacts {
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
struct TargetGroupFacts {
    met: bool,
    sentences: Vec<Because>,
    conclusion: String,
    rests_on: String,
}

/// A main clause with its reason.
#[derive(Debug, Serialize)]
struct Because {
    clause: String,
    because: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
struct NecessityFacts {
    clause: String,
    aim: String,
    functions: String,
    because: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
struct OtherLegislationFacts {
    conclusion: String,
    offers: Vec<OfferFacts>,
}

#[derive(Debug, Serialize)]
struct ServiceLevelFacts {
    standard: String,
    departs: bool,
    because: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
struct Section85Facts {
    current: String,
    differs_because: String,
}

#[derive(Debug, Serialize)]
struct RefusedFacts {
    what: String,
    because: String,
    rests_on: String,
}

#[derive(Debug, Serialize)]
struct ChangesFacts {
    goals: Vec<GoalFacts>,
    then: Option<String>,
    now: Option<String>,
    rests_on: String,
}

#[derive(Debug, Serialize)]
struct GoalFacts {
    goal: String,
    met: &'static str,
    because: String,
}

#[derive(Debug, Serialize)]
struct FactGroups {
    weighed: Vec<FactFacts>,
    against: Vec<FactFacts>,
    without_weight: Vec<FactFacts>,
}

#[derive(Debug, Serialize)]
struct FactFacts {
    cited: String,
    says: String,
    because: String,
}

#[derive(Debug, Serialize)]
struct ViewFacts {
    missing_because: Option<String>,
    says: String,
    our_answer: String,
}

#[derive(Debug, Serialize)]
struct HearingFacts {
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
struct OtherHelpFacts {
    offers: String,
    outcome: String,
}

#[derive(Debug, Serialize)]
struct ActionPlanFacts {
    kind: &'static str,
    because: Option<String>,
}

#[derive(Debug, Serialize)]
struct AppealFacts {
    weeks: u8,
    reassessment_weeks: u8,
    weekday: &'static str,
    last_day: String,
    moved: bool,
    address: String,
    phone: String,
}

/// What every letter is made from, beside the case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) law: &'a Law,
    pub(super) config: &'a Config,
    pub(super) provision: &'a Provision,
}

/// The data of the letter to `addressee`.
pub(super) fn view(
    case: &CheckedCase,
    template: Template,
    addressee: Addressee,
    desk: Desk<'_>,
) -> Result<LetterView, Lacking> {
    let record = case.record();
    let core = case.core();
    let assessment = record.assessment.as_ref();
    let told = offers_to_start(record, template, desk.law);
    let grant = record.grant.as_ref().filter(|_| template.grants());
    let follow_up = follow_up(record)?;
    let next = !told.is_empty()
        || grant.is_some_and(|grant| grant.contact_by.is_some())
        || follow_up.as_ref().is_some_and(|follow_up| follow_up.ends);
    Ok(LetterView {
        letter: LetterFacts {
            title: template.title(),
            recipient: addressee.recipient.word(),
            channel: addressee.channel.word(),
            date: danish::date(core.dispatch),
            year: core.dispatch.year(),
            month: core.dispatch.month(),
            day: core.dispatch.day(),
        },
        case: CaseFacts { number: core.case.to_string(), decided: danish::date(core.decided) },
        municipality: MunicipalityFacts {
            name: desk.config.municipality.name.clone(),
            privacy: desk.config.municipality.privacy.clone(),
        },
        recipient: RecipientFacts { lines: recipient_lines(record, addressee)? },
        citizen: citizen(record, addressee)?,
        caseworker: caseworker(record)?,
        notice: notice(record, addressee)?,
        provision: provision(core.decided, desk)?,
        application: application(record),
        reopening: reopening(record)?,
        remittal: remittal(record)?,
        grant: grant.map(grant_facts).transpose()?,
        grant_follow_up: grant.and_then(|grant| grant.follow_up).map(danish::date),
        refused_all: refused_all(record),
        deciding: deciding(record, desk.provision),
        next,
        target_group: target_group(record, desk.provision)?,
        necessity: necessity(record, desk.provision)?,
        other_legislation: other_legislation(record, desk, !told.is_empty())?,
        discretion: discretion(record, template),
        service_level: service_level(record)?,
        section_85: assessment.and_then(|assessment| assessment.section_85.as_ref()).and_then(|section| {
            Some(Section85Facts {
                current: section.current.as_ref()?.to_string(),
                differs_because: section.differs_because.as_ref()?.to_string(),
            })
        }),
        not_granted: not_granted(record)?,
        changes: changes(record)?,
        considerations: assessment
            .map(|assessment| assessment.considerations.iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
        facts: facts(record)?,
        reasoning: record.reasoning.as_ref().map(|text| prose::blocks(text)).unwrap_or_default(),
        citizen_view: citizen_view(record)?,
        hearing: hearing(record)?,
        other_help: other_help(record, desk.law),
        action_plan: grant.and_then(action_plan),
        duty: template.grants(),
        appeal: appeal(core.dispatch, desk),
        attachments: (!record.attachments.is_empty()).then(|| danish::list(&file_names(record))),
        offers_to_start: told,
        follow_up,
    })
}

fn need<T>(value: Option<T>, what: &'static str) -> Result<T, Lacking> {
    value.ok_or(Lacking(what))
}

fn file_names(record: &CaseRecord) -> Vec<&str> {
    record.attachments.iter().map(|path| path.rsplit('/').next().unwrap_or(path)).collect()
}

fn recipient_lines(record: &CaseRecord, addressee: Addressee) -> Result<Vec<String>, Lacking> {
    let lines = |name: &str, address: &[crate::case::slot::Label]| -> Vec<String> {
        std::iter::once(name.to_owned()).chain(address.iter().map(ToString::to_string)).collect()
    };
    if addressee.recipient == Recipient::Citizen {
        let citizen = need(record.citizen.as_ref(), "citizen")?;
        return Ok(lines(need(citizen.name.as_deref(), "citizen.name")?, &citizen.address));
    }
    let representative = need(record.representative.as_ref(), "representative")?;
    Ok(lines(need(representative.name.as_deref(), "representative.name")?, &representative.address))
}

fn citizen(record: &CaseRecord, addressee: Addressee) -> Result<CitizenFacts, Lacking> {
    let citizen = need(record.citizen.as_ref(), "citizen")?;
    // The one fixed field of the citizen's number: never on an e-mail, never on somebody else's copy.
    let shown = addressee.channel != Channel::Email && addressee.recipient != Recipient::RepresentativeCopy;
    Ok(CitizenFacts {
        name: need(citizen.name.as_deref(), "citizen.name")?.to_owned(),
        cpr: citizen
            .cpr
            .as_ref()
            .and_then(|written| written.0.as_ref().ok())
            .filter(|_| shown)
            .map(crate::case::Cpr::with_hyphen),
    })
}

fn caseworker(record: &CaseRecord) -> Result<CaseworkerFacts, Lacking> {
    let caseworker = need(record.caseworker.as_ref(), "caseworker")?;
    Ok(CaseworkerFacts {
        name: need(caseworker.name.as_deref(), "caseworker.name")?.to_owned(),
        title: need(caseworker.title.as_deref(), "caseworker.title")?.to_owned(),
        unit: need(caseworker.unit.as_deref(), "caseworker.unit")?.to_owned(),
        phone: need(caseworker.phone.as_deref(), "caseworker.phone")?.to_owned(),
    })
}

fn notice(record: &CaseRecord, addressee: Addressee) -> Result<Option<Notice>, Lacking> {
    if addressee.recipient == Recipient::Citizen {
        return Ok(None);
    }
    let representative = need(record.representative.as_ref(), "representative")?;
    let citizen = need(record.citizen.as_ref().and_then(|citizen| citizen.name.as_deref()), "citizen.name")?;
    let name = need(representative.name.as_deref(), "representative.name")?;
    let date = danish::date(need(representative.authorised, "representative.authorised")?);
    let scope = need(representative.scope.as_deref(), "representative.scope")?;
    let (why, covers) = match need(representative.kind, "representative.kind")? {
        RepresentativeKind::Guardian => (
            format!("{name} er {} værge efter en afgørelse af {date}", danish::genitive(citizen)),
            format!("Værgemålet omfatter {scope}."),
        ),
        RepresentativeKind::Attorney => (
            format!("{citizen} har givet {name} fuldmagt den {date}"),
            format!("Fuldmagten omfatter {scope}."),
        ),
    };
    let copy = addressee.recipient == Recipient::RepresentativeCopy;
    Ok(Some(Notice { copy, name: name.to_owned(), why, covers }))
}

fn provision(decided: Date, desk: Desk<'_>) -> Result<ProvisionFacts, Lacking> {
    let Desk { law, provision, .. } = desk;
    let act = need(law.act(&provision.act), "act")?;
    let consolidation = need(act.consolidation(decided), "consolidation")?;
    let later = if act.is_amended_by(decided) { ", som ændret senere" } else { "" };
    Ok(ProvisionFacts {
        short: provision.short().to_owned(),
        full: provision.full().to_owned(),
        section: format!("§ {}", provision.section),
        section_capital: danish::capitalised(provision.short()),
        number: provision.section.clone(),
        help: provision.help.clone(),
        cited: format!("{}{later}", consolidation.cited()),
        quote: need(provision.quote(decided), "quote")?.to_owned(),
        target_group_asks: provision.conditions.target_group.law_asks.clone(),
    })
}

/// `20 samtaler hos en psykolog` where the wording begins with the unit; else `synstræning (12 timer)`.
fn with_amount(wording: &str, amount: Option<&Amount>) -> String {
    let Some(amount) = amount else { return wording.to_owned() };
    let (Some(count), Some(unit)) = (amount.count, amount.unit.as_deref()) else { return wording.to_owned() };
    let each = amount.minutes.map(|minutes| format!(" af {minutes} minutter")).unwrap_or_default();
    let per = amount.per.as_deref().map(|per| format!(" hver {per}")).unwrap_or_default();
    let begins = wording.strip_prefix(unit).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    if begins {
        let rest = wording.strip_prefix(unit).unwrap_or_default();
        format!("{count} {unit}{each}{per}{rest}")
    } else {
        format!("{wording} ({count} {unit}{each}{per})")
    }
}

fn on(day: DayOrMonth) -> String {
    match day {
        DayOrMonth::Day(day) => format!("den {}", danish::date(day)),
        DayOrMonth::Month(month) => format!("i {}", danish::month_and_year(month)),
    }
}

/// ` fra den 1. december 2026 til den 31. maj 2027`; empty when nothing is said.
fn period(period: Option<Period>) -> String {
    let Some(period) = period else { return String::new() };
    let from = period.from.map(|from| match from {
        DayOrMonth::Day(day) => format!(" fra den {}", danish::date(day)),
        DayOrMonth::Month(month) => format!(" fra {}", danish::month_and_year(month)),
    });
    let to = match period.to {
        Some(to) => format!(" til den {}", danish::date(to)),
        None if period.open_ended => " og indtil videre".to_owned(),
        None => String::new(),
    };
    from.unwrap_or_default() + &to
}

/// `erklæring fra … af 12. august 2026`.
fn cited(fact: &Fact) -> Option<String> {
    let source = fact.source.as_deref()?;
    Some(match fact.dated? {
        Dated::On(day) => format!("{source} af {}", danish::date(day)),
        Dated::Between(from, to) if from.year() == to.year() => {
            let from = danish::date(from);
            let from = from.rsplit_once(' ').map_or(from.as_str(), |(day, _)| day);
            format!("{source} fra {from} til {}", danish::date(to))
        }
        Dated::Between(from, to) => format!("{source} fra {} til {}", danish::date(from), danish::date(to)),
    })
}

/// The cited facts, joined with "og"; empty when there are none.
fn rests_on(record: &CaseRecord, ids: &[FactId]) -> String {
    let cited: Vec<String> = ids.iter().filter_map(|id| record.fact(id)).filter_map(cited).collect();
    danish::list(&cited)
}

fn application(record: &CaseRecord) -> Option<ApplicationFacts> {
    let application = record.application.as_ref()?;
    let asked: Vec<String> = application
        .parts
        .iter()
        .filter_map(|part| {
            let wording = with_amount(part.wording.as_deref()?, part.amount.as_ref());
            let at = part.provider.as_deref().map(|provider| format!(" hos {provider}")).unwrap_or_default();
            Some(format!("{wording}{at}{}", period(part.period)))
        })
        .collect();
    let what: Vec<&str> = application.parts.iter().filter_map(|part| part.wording.as_deref()).collect();
    Some(ApplicationFacts {
        received: danish::date(application.received?),
        asked: danish::list(&asked),
        what: danish::list(&what),
    })
}

fn reopening(record: &CaseRecord) -> Result<Option<ReopeningFacts>, Lacking> {
    let Some(reopening) = &record.reopening else { return Ok(None) };
    Ok(Some(ReopeningFacts {
        ground: need(reopening.ground, "reopening.ground").map(ReopeningGround::word)?,
        decided: danish::date(need(reopening.decided, "reopening.decided")?),
        because: need(reopening.because.as_deref(), "reopening.because")?.to_owned(),
    }))
}

fn remittal(record: &CaseRecord) -> Result<Option<RemittalFacts>, Lacking> {
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

fn follow_up(record: &CaseRecord) -> Result<Option<FollowUpFacts>, Lacking> {
    let Some(follow_up) = &record.follow_up else { return Ok(None) };
    let original = need(follow_up.original.as_ref(), "follow_up.original")?;
    let unit = original.amount.as_ref().and_then(|amount| amount.unit.as_deref());
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
            used: original.used.zip(unit).map(|(used, unit)| format!("{used} {unit}")),
        },
        ends: follow_up.last_day.is_some(),
        last_day: follow_up.last_day.map(danish::date),
        day_after: follow_up.last_day.map(|day| danish::date(day.saturating_add(1.day()))),
        last_day_because: follow_up.last_day_because.as_ref().map(ToString::to_string),
    }))
}

fn grant_facts(grant: &Grant) -> Result<GrantFacts, Lacking> {
    let given =
        |part: &GrantPart| part.wording.as_deref().map(|wording| with_amount(wording, part.amount.as_ref()));
    let parts = grant
        .parts
        .iter()
        .map(|part| {
            Ok(GrantPartFacts {
                given: need(given(part), "grant.parts.wording")?,
                provider: need(part.provider.as_deref(), "grant.parts.provider")?.to_owned(),
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
        what: danish::list(&what),
        given: danish::list(&all),
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
fn payments(grant: &Grant) -> Result<Vec<PaymentFacts>, Lacking> {
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
        payments.iter_mut().for_each(|payment| payment.of = None);
    }
    Ok(payments)
}

fn refused_all(record: &CaseRecord) -> Option<String> {
    let refused: Vec<&str> = record.not_granted.iter().filter_map(|part| part.what.as_deref()).collect();
    (!refused.is_empty()).then(|| danish::list(&refused))
}

fn functions(record: &CaseRecord) -> (String, String) {
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

/// What decided, as clauses after "at", joined with "og at".
fn deciding(record: &CaseRecord, provision: &Provision) -> Option<String> {
    let assessment = record.assessment.as_ref();
    let named = assessment.map(|assessment| assessment.deciding.as_slice()).unwrap_or_default();
    let mut grounds: Vec<Ground> = named.to_vec();
    for ground in record.not_granted.iter().filter_map(|part| part.condition) {
        if !grounds.contains(&ground) {
            grounds.push(ground);
        }
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
            Ground::Discretion => Some("vi efter et konkret skøn har valgt noget andet for dig".to_owned()),
        })
        .collect();
    (!clauses.is_empty()).then(|| clauses.join(", og at "))
}

fn covers(record: &CaseRecord, what: Covered) -> bool {
    record.reasoning_covers.contains(&what)
}

fn target_group(record: &CaseRecord, provision: &Provision) -> Result<Option<TargetGroupFacts>, Lacking> {
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
        sentences.push(Because { clause: clause.clone(), because, rests_on: String::new() });
    }
    Ok(Some(TargetGroupFacts {
        met,
        sentences,
        conclusion: if met { words.met.clone() } else { words.not_met.clone() },
        rests_on: rests_on(record, &group.rests_on),
    }))
}

/// The record's text for one element of the target group, and whether that element is met.
fn element_text(group: &TargetGroup, element: &str, met: bool) -> Option<(String, bool)> {
    let (text, own) = match element {
        "significant" => (&group.significant, group.significant_met),
        "lasting" => (&group.lasting, group.lasting_met),
        "social_problems" => (&group.social_problems, false),
        _ => return None,
    };
    Some((text.as_ref()?.to_string(), met || own))
}

fn necessity(record: &CaseRecord, provision: &Provision) -> Result<Option<NecessityFacts>, Lacking> {
    let necessity = record.assessment.as_ref().and_then(|assessment| assessment.necessity.as_ref());
    let words = provision.conditions.necessity.as_ref();
    let (Some(necessity), Some(words)) = (necessity, words) else { return Ok(None) };
    if necessity.met == Some(Met::NotAssessed) || covers(record, Covered::Necessity) {
        return Ok(None);
    }
    let met = need(necessity.met, "assessment.necessity.met")? == Met::Yes;
    let (aim, functions) = functions(record);
    Ok(Some(NecessityFacts {
        clause: if met { words.met.clone() } else { words.not_met.clone() },
        aim,
        functions,
        because: need(necessity.because.as_deref(), "assessment.necessity.because")?.to_owned(),
        rests_on: rests_on(record, &necessity.rests_on),
    }))
}

fn offer(record: &CaseRecord, offer: &Offer, law: &Law, told_above: bool) -> Option<OfferFacts> {
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
fn offers_to_start(record: &CaseRecord, template: Template, law: &Law) -> Vec<OfferFacts> {
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

fn considered(assessment: Option<&Assessment>) -> impl Iterator<Item = &Offer> {
    assessment
        .and_then(|assessment| assessment.other_legislation.as_ref())
        .into_iter()
        .flat_map(|part| &part.considered)
}

fn other_legislation(
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
        .map(|considered| {
            let told = told_above && considered.covers == Some(Covers::Fully);
            need(offer(record, considered, desk.law, told), "assessment.other_legislation.considered")
        })
        .collect::<Result<_, _>>()?;
    let conclusion = if obtainable == Met::Yes { &words.not_met } else { &words.met };
    Ok(Some(OtherLegislationFacts { conclusion: conclusion.clone(), offers }))
}

fn discretion(record: &CaseRecord, template: Template) -> Option<Because> {
    let discretion = record.assessment.as_ref()?.discretion.as_ref()?;
    if template.grants() || covers(record, Covered::Discretion) {
        return None;
    }
    Some(Because {
        clause: String::new(),
        because: discretion.because.as_ref()?.to_string(),
        rests_on: rests_on(record, &discretion.rests_on),
    })
}

fn service_level(record: &CaseRecord) -> Result<Option<ServiceLevelFacts>, Lacking> {
    let level = record.assessment.as_ref().and_then(|assessment| assessment.service_level.as_ref());
    let Some(level) = level else { return Ok(None) };
    Ok(Some(ServiceLevelFacts {
        standard: need(level.standard.as_deref(), "assessment.service_level.standard")?.to_owned(),
        departs: need(level.departs, "assessment.service_level.departs")?,
        because: need(level.because.as_deref(), "assessment.service_level.because")?.to_owned(),
        rests_on: rests_on(record, &level.rests_on),
    }))
}

fn not_granted(record: &CaseRecord) -> Result<Vec<RefusedFacts>, Lacking> {
    record
        .not_granted
        .iter()
        .map(|part| {
            Ok(RefusedFacts {
                what: need(part.what.as_deref(), "not_granted.what")?.to_owned(),
                because: need(part.because.as_deref(), "not_granted.because")?.to_owned(),
                rests_on: rests_on(record, &part.rests_on),
            })
        })
        .collect()
}

fn changes(record: &CaseRecord) -> Result<Option<ChangesFacts>, Lacking> {
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

fn facts(record: &CaseRecord) -> Result<Option<FactGroups>, Lacking> {
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

fn citizen_view(record: &CaseRecord) -> Result<Option<ViewFacts>, Lacking> {
    if covers(record, Covered::CitizenView) {
        return Ok(None);
    }
    if let Some(view) = record.citizen_view() {
        return Ok(Some(ViewFacts {
            missing_because: None,
            says: need(view.says.as_deref(), "citizen_view.says")?.to_owned(),
            our_answer: need(view.our_answer.as_deref(), "citizen_view.our_answer")?.to_owned(),
        }));
    }
    let missing =
        record.application.as_ref().and_then(|application| application.citizen_view_missing.as_ref());
    Ok(missing.map(|because| ViewFacts {
        missing_because: Some(because.to_string()),
        says: String::new(),
        our_answer: String::new(),
    }))
}

fn hearing(record: &CaseRecord) -> Result<Option<HearingFacts>, Lacking> {
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

fn other_help(record: &CaseRecord, law: &Law) -> Option<OtherHelpFacts> {
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
    Some(OtherHelpFacts { offers: danish::list(&offers), outcome: help.outcome.as_ref()?.to_string() })
}

fn action_plan(grant: &Grant) -> Option<ActionPlanFacts> {
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

fn appeal(dispatch: Date, desk: Desk<'_>) -> AppealFacts {
    let deadline = desk.law.deadline(dispatch);
    let (address, phone) = desk.config.appeal_contact();
    AppealFacts {
        weeks: desk.law.appeal.weeks,
        reassessment_weeks: desk.law.appeal.reassessment_weeks,
        weekday: danish::weekday(deadline.last_day),
        last_day: danish::date(deadline.last_day),
        moved: deadline.moved,
        address: address.join(", "),
        phone: phone.to_owned(),
    }
}
