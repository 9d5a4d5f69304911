//! The data of one letter, as the templates see it: Danish words ready to stand in a sentence.
//!
//! Sentences stand in the templates; here are only what a record's fields become: dates written out, amounts, lists
//! with "og", sources with their date. Nothing here decides whether a letter is lawful.

mod decision;
mod people;
mod reasons;
mod views;
mod words;

use jiff::civil::Date;
use serde::Serialize;

use self::decision::{
    ActionPlanFacts, ApplicationFacts, FollowUpFacts, GrantFacts, RemittalFacts, ReopeningFacts, action_plan,
    application, deciding, follow_up, grant_facts, refused_all, remittal, reopening,
};
use self::people::{
    CaseworkerFacts, CitizenFacts, Notice, RecipientFacts, caseworker, citizen, notice, recipient,
};
use self::reasons::{
    ChangesFacts, FactGroups, NecessityFacts, OfferFacts, OtherLegislationFacts, Reason, RefusedFacts,
    Section85Facts, ServiceLevelFacts, TargetGroupFacts, changes, discretion, facts, necessity, not_granted,
    offers_to_start, other_legislation, section_85, service_level, target_group,
};
use self::views::{HearingFacts, OtherHelpFacts, ViewFacts, citizen_view, hearing, other_help};
use super::prose::{self, Block};
use crate::case::record::CaseRecord;
use crate::check::Core;
use crate::compose::choose::Addressee;
use crate::compose::choose::Template;
use crate::config::Config;
use crate::danish;
use crate::law::{Law, Provision};

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
    discretion: Option<Reason>,
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
    record: &CaseRecord,
    core: &Core,
    template: Template,
    addressee: Addressee,
    desk: Desk<'_>,
) -> Result<LetterView, Lacking> {
    let assessment = record.assessment.as_ref();
    let told = offers_to_start(record, template, desk.law);
    let grant = record.grant.as_ref().filter(|_| template.grants());
    let follow_up = follow_up(record)?;
    let next =
        !told.is_empty() || grant.is_some() || follow_up.as_ref().is_some_and(|follow_up| follow_up.ends);
    Ok(LetterView {
        letter: LetterFacts {
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
        recipient: recipient(record, addressee)?,
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
        section_85: section_85(record),
        not_granted: not_granted(record)?,
        changes: changes(record)?,
        considerations: assessment
            .map(|assessment| assessment.considerations.iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
        facts: facts(record)?,
        reasoning: record.reasoning.as_ref().map(|text| prose::blocks(text)).unwrap_or_default(),
        citizen_view: citizen_view(record),
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
