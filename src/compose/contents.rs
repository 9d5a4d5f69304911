//! What must stand in a letter: the mandatory contents for each kind of decision, with the words that show it.
//!
//! This is the table of mandatory contents by kind of decision (FVL §§ 22-25, RSL, SEL) as code: it says which parts a letter must have, from the record
//! alone. What it lists is read back from the pages; no template can leave it out.

use super::choose::{Addressee, Template};
use crate::case::record::{
    ActionPlan, Amount, CaseRecord, Channel, Covered, Covers, Fact, GrantPart, Ground, HearingForm, Met,
    Offer, Payment, Weight,
};
use crate::case::value::{Dated, DayOrMonth};
use crate::check::CheckedCase;
use crate::danish;
use crate::law::{Law, Provision};
use crate::letter::{Part, Recipient};

/// A part that must be there, and words that it must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) part: Part,
    pub(super) words: Vec<String>,
}

/// The list for one letter.
pub(super) fn expected(
    case: &CheckedCase,
    template: Template,
    addressee: Addressee,
    law: &Law,
    provision: &Provision,
) -> Vec<Expected> {
    let record = case.record();
    let mut list = List::default();
    frame(&mut list, case, addressee);
    opening(&mut list, record);
    decision(&mut list, record, template);
    reasons(&mut list, record, provision);
    facts(&mut list, record);
    views(&mut list, record);
    ahead(&mut list, record, template);
    appeal(&mut list, case, addressee, law);
    let consolidation = law.act(&provision.act).and_then(|act| act.consolidation(case.core().decided));
    let cited = consolidation.map(crate::law::Consolidation::cited);
    list.need(Part::Rule, [format!("§ {}", provision.section)].into_iter().chain(cited));
    list.need(Part::LawQuote, provision.quote(case.core().decided).map(ToOwned::to_owned));
    list.0
}

#[derive(Default)]
struct List(Vec<Expected>);

impl List {
    fn need(&mut self, part: Part, words: impl IntoIterator<Item = String>) {
        self.0.push(Expected { part, words: words.into_iter().collect() });
    }

    /// A part that must be there when any of its words is.
    fn need_if<'t>(&mut self, part: Part, words: impl IntoIterator<Item = Option<&'t str>>) {
        let words: Vec<String> = words.into_iter().flatten().map(ToOwned::to_owned).collect();
        if !words.is_empty() {
            self.need(part, words);
        }
    }
}

/// Sender, recipient, date, signature: FVL § 32 b.
fn frame(list: &mut List, case: &CheckedCase, addressee: Addressee) {
    let record = case.record();
    list.need(Part::Sender, []);
    let name = match addressee.recipient {
        Recipient::Citizen => record.citizen.as_ref().and_then(|citizen| citizen.name.as_deref()),
        _ => record.representative.as_ref().and_then(|representative| representative.name.as_deref()),
    };
    list.need(Part::Recipient, name.map(ToOwned::to_owned));
    list.need(Part::Reference, [danish::date(case.core().dispatch), case.core().case.to_string()]);
    if addressee.recipient != Recipient::Citizen {
        list.need(Part::Notice, name.map(ToOwned::to_owned));
    }
    if let Some(caseworker) = &record.caseworker {
        let lines = [&caseworker.name, &caseworker.title, &caseworker.unit, &caseworker.phone];
        list.need_if(Part::Signature, lines.map(Option::as_deref));
    }
    if !record.attachments.is_empty() {
        let names = record.attachments.iter().map(|path| path.rsplit('/').next().unwrap_or(path).to_owned());
        list.need(Part::Attachments, names);
    }
    list.need(Part::Rights, []);
    list.need(Part::Footer, ["Side 1 af".to_owned()]);
}

/// What was applied for and when, and what gave rise to the decision.
fn opening(list: &mut List, record: &CaseRecord) {
    let mut words = Vec::new();
    if let Some(application) = &record.application {
        for part in &application.parts {
            words.extend(part.wording.as_deref().and_then(first_words).map(ToOwned::to_owned));
            words.extend(amount(part.amount.as_ref()));
            words.extend(part.provider.as_ref().map(ToString::to_string));
        }
        words.extend(application.received.map(danish::date));
    }
    if let Some(reopening) = &record.reopening {
        words.extend(reopening.decided.map(danish::date));
        words.extend(reopening.because.as_ref().map(ToString::to_string));
    }
    if let Some(remittal) = &record.remittal {
        words.extend(remittal.decided.map(danish::date));
        words.extend(remittal.reference.as_ref().map(ToString::to_string));
    }
    if let Some(follow_up) = &record.follow_up {
        words.extend(follow_up.held.map(danish::date));
        let original = follow_up.original.as_ref();
        words.extend(original.and_then(|original| original.decided).map(danish::date));
        words.extend(
            original.and_then(|original| first_words(original.wording.as_deref()?)).map(ToOwned::to_owned),
        );
        words.extend(original.and_then(|original| amount(original.amount.as_ref())));
    }
    list.need(Part::Opening, words);
}

/// `20 samtaler`: how much, as every form of the sentence has it.
fn amount(amount: Option<&Amount>) -> Option<String> {
    let amount = amount?;
    Some(format!("{} {}", amount.count?, amount.unit.as_deref()?))
}

/// What the citizen gets, definite enough to act on: what, how much, at whom, when.
fn granted(part: &GrantPart) -> Vec<String> {
    let mut words: Vec<String> =
        part.wording.as_deref().and_then(first_words).map(ToOwned::to_owned).into_iter().collect();
    words.extend(amount(part.amount.as_ref()));
    words.extend(part.provider.as_ref().map(ToString::to_string));
    if let Some(period) = part.period {
        words.extend(period.from.map(|from| match from {
            DayOrMonth::Day(day) => danish::date(day),
            DayOrMonth::Month(month) => danish::month_and_year(month),
        }));
        words.extend(period.to.map(danish::date));
        words.extend((period.to.is_none() && period.open_ended).then(|| "indtil videre".to_owned()));
    }
    words
}

/// What a charge is, and what it follows from.
fn charged(part: &GrantPart) -> Vec<String> {
    let Some(Payment::Charge(charge)) = &part.payment else { return Vec::new() };
    let amount = charge.amount.map(|amount| format!("{amount} kr."));
    amount.into_iter().chain(charge.basis.as_ref().map(ToString::to_string)).collect()
}

fn decision(list: &mut List, record: &CaseRecord, template: Template) {
    list.need(Part::Heading, []);
    list.need(Part::Result, []);
    if let Some(grant) = record.grant.as_ref().filter(|_| template.grants()) {
        let aim = grant.aim.as_ref().map(ToString::to_string);
        list.need(Part::Measure, grant.parts.iter().flat_map(granted).chain(aim));
        list.need(Part::Payment, grant.parts.iter().flat_map(charged));
        list.need_if(
            Part::Conditions,
            grant
                .conditions
                .iter()
                .flat_map(|condition| [condition.text.as_deref(), condition.basis.as_deref()]),
        );
        if let Some(day) = grant.contact_by {
            list.need(Part::Next, [danish::date(day)]);
        }
    }
    // A refusal that rests on another offer says how the citizen begins there.
    let assessment = record
        .assessment
        .as_ref()
        .filter(|assessment| !template.grants() && assessment.deciding.contains(&Ground::OtherLegislation));
    let offers = assessment.and_then(|assessment| assessment.other_legislation.as_ref());
    let offers = offers.into_iter().flat_map(|other| &other.considered);
    list.need_if(
        Part::Next,
        offers
            .filter(|offer| offer.covers == Some(Covers::Fully))
            .flat_map(|offer| [offer.offer.as_deref(), offer.how_to_start.as_deref()]),
    );
    if let Some(day) = record.follow_up.as_ref().and_then(|follow_up| follow_up.last_day) {
        list.need(Part::Next, [danish::date(day)]);
    }
}

/// An amount may stand inside the wording, after its first word.
fn first_words(wording: &str) -> Option<&str> {
    wording.split_once(' ').map(|(_, rest)| rest).or(Some(wording))
}

fn covered(record: &CaseRecord, what: Covered) -> bool {
    record.reasoning_covers.contains(&what)
}

/// The conditions that decided, each with its reason: FVL §§ 22 and 24.
fn reasons(list: &mut List, record: &CaseRecord, provision: &Provision) {
    list.need_if(
        Part::Reasoning,
        [record
            .reasoning
            .as_deref()
            .and_then(|text| text.lines().next())
            .map(|line| line.trim_start_matches("- "))],
    );
    let Some(assessment) = &record.assessment else { return };
    let assessed = |met: Option<Met>| met.is_some() && met != Some(Met::NotAssessed);
    if let Some(group) = assessment.target_group.as_ref().filter(|group| assessed(group.met))
        && !covered(record, Covered::TargetGroup)
    {
        let texts = [&group.significant, &group.lasting, &group.social_problems];
        let asked: Vec<&String> = provision.conditions.target_group.elements.values().flatten().collect();
        let met = group.met == Some(Met::Yes);
        let used = ["significant", "lasting", "social_problems"].map(|element| {
            let of_limb = group.limb.is_none_or(|limb| {
                !met || provision
                    .conditions
                    .target_group
                    .elements
                    .get(limb.word())
                    .is_some_and(|own| own.iter().any(|name| name == element))
            });
            of_limb && asked.iter().any(|name| *name == element)
        });
        list.need_if(
            Part::TargetGroup,
            texts.into_iter().zip(used).filter(|(_, used)| *used).map(|(text, _)| text.as_deref()),
        );
    }
    if let Some(necessity) = assessment.necessity.as_ref().filter(|necessity| assessed(necessity.met))
        && provision.conditions.necessity.is_some()
        && !covered(record, Covered::Necessity)
    {
        list.need_if(Part::Necessity, [necessity.because.as_deref()]);
    }
    if let Some(other) =
        assessment.other_legislation.as_ref().filter(|other| assessed(other.obtainable_elsewhere))
        && provision.conditions.other_legislation.is_some()
        && !covered(record, Covered::OtherLegislation)
    {
        // What an offer lacks is a finding already; only what is whole is told.
        let whole = |offer: &&Offer| {
            offer.act.is_some()
                && offer.section.is_some()
                && offer.covers.is_some()
                && offer.because.is_some()
        };
        let told = other.considered.iter().filter(whole);
        let told = told
            .flat_map(|offer| [offer.offer.as_deref(), offer.section.as_deref(), offer.because.as_deref()]);
        list.need_if(Part::OtherLegislation, told);
    }
    if let Some(discretion) = assessment.discretion.as_ref().filter(|_| record.grant.is_none())
        && !covered(record, Covered::Discretion)
    {
        list.need_if(Part::Discretion, [discretion.because.as_deref()]);
    }
    if let Some(level) = &assessment.service_level {
        list.need_if(Part::ServiceLevel, [level.standard.as_deref(), level.because.as_deref()]);
    }
    if let Some(section) = &assessment.section_85 {
        list.need_if(Part::Section85, [section.current.as_deref(), section.differs_because.as_deref()]);
    }
    list.need_if(
        Part::NotGranted,
        record.not_granted.iter().flat_map(|part| [part.what.as_deref(), part.because.as_deref()]),
    );
    list.need_if(Part::Considerations, assessment.considerations.iter().map(|text| Some(&**text)));
    if let Some(follow_up) = record.follow_up.as_ref().filter(|_| !covered(record, Covered::FollowUp)) {
        let told = [follow_up.then.as_deref(), follow_up.now.as_deref()];
        let goals = follow_up.goals.iter().flat_map(|goal| [goal.goal.as_deref(), goal.because.as_deref()]);
        list.need_if(Part::Changes, told.into_iter().chain(goals));
    }
}

/// The facts with source and date: FVL § 24, stk. 2. Where `reasoning` tells them, it is looked for there.
fn facts(list: &mut List, record: &CaseRecord) {
    let relied_on = |fact: &&Fact| fact.weight() != Weight::None;
    if covered(record, Covered::Facts) {
        let words = record.facts.iter().filter(relied_on).flat_map(|fact| {
            let source = fact.source.as_ref().map(ToString::to_string);
            let date = fact.dated.map(|dated| match dated {
                Dated::On(day) | Dated::Between(_, day) => danish::date(day),
            });
            [source, date].into_iter().flatten()
        });
        list.need(Part::Reasoning, words);
    } else if !record.facts.is_empty() {
        let words = record.facts.iter().flat_map(|fact| {
            let date = fact.dated.map(|dated| danish::date(dated.last_day()));
            let weighed = matches!(fact.weight(), Weight::Against | Weight::None);
            let because = fact.because.as_ref().filter(|_| weighed).map(ToString::to_string);
            let source = fact.source.as_ref().map(ToString::to_string);
            let says = fact.says.as_ref().map(ToString::to_string);
            [source, says, date, because].into_iter().flatten()
        });
        list.need(Part::Facts, words);
    }
}

/// The citizen's view and the hearing, each with its answer: RSL § 4, FVL § 19.
fn views(list: &mut List, record: &CaseRecord) {
    if let Some(view) = record.citizen_view().filter(|_| !covered(record, Covered::CitizenView)) {
        list.need_if(Part::CitizenView, [view.says.as_deref(), view.our_answer.as_deref()]);
    }
    if let Some(hearing) = record.hearing.as_ref().filter(|_| !covered(record, Covered::Hearing)) {
        match hearing.form() {
            Some(HearingForm::Held) => {
                let sent = hearing.sent.map(danish::date);
                // What the citizen could do is told where they did not answer; else when they did.
                let until = hearing.answered.or(hearing.deadline).map(danish::date);
                list.need_if(
                    Part::Hearing,
                    [
                        sent.as_deref(),
                        until.as_deref(),
                        hearing.answer.as_deref(),
                        hearing.our_answer.as_deref(),
                    ],
                );
            }
            Some(HearingForm::Exempt) => {
                let number = hearing.exempt.map(|number| format!("§ 19, stk. 2, nr. {number}"));
                list.need_if(Part::Hearing, [hearing.because.as_deref(), number.as_deref()]);
            }
            Some(HearingForm::NothingAdverse) | None => {}
        }
    }
    list.need_if(
        Part::Remittal,
        record
            .remittal
            .iter()
            .flat_map(|remittal| &remittal.points)
            .flat_map(|point| [point.says.as_deref(), point.our_answer.as_deref()]),
    );
}

/// Other help, follow-up, action plan, the duty to tell of changes.
fn ahead(list: &mut List, record: &CaseRecord, template: Template) {
    let help = record.assessment.as_ref().and_then(|assessment| assessment.other_help.as_ref());
    if let Some(help) = help {
        let offers = help.considered.iter().map(|considered| considered.offer.as_deref());
        list.need_if(Part::OtherHelp, offers.chain([help.outcome.as_deref()]));
    }
    if let Some(grant) = record.grant.as_ref().filter(|_| template.grants()) {
        if let Some(day) = grant.follow_up {
            list.need(Part::FollowUp, [danish::date(day)]);
        }
        if let Some(plan) = grant.action_plan {
            let because = grant.action_plan_because.as_ref().filter(|_| plan == ActionPlan::NotRequired);
            list.need(Part::ActionPlan, because.map(ToString::to_string));
        }
    }
    if template.grants() {
        list.need(Part::Duty, []);
    }
}

/// The appeal guidance: FVL § 25. On every letter, for it costs four lines and removes the worst error.
fn appeal(list: &mut List, case: &CheckedCase, addressee: Addressee, law: &Law) {
    let mut words = vec![law.appeal.body.clone(), format!("{} uger", law.appeal.weeks)];
    if addressee.channel == Channel::DigitalPost {
        let last_day = law.deadline(case.core().dispatch).last_day;
        words.push(format!("{} den {}", danish::weekday(last_day), danish::date(last_day)));
    }
    list.need(Part::Appeal, words);
}
