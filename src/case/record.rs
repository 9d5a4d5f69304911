//! The case record as meant: one decision about one citizen.
//!
//! Every key of `docs/case-record.md`, in its order. `required` keys are those without which nothing can be said;
//! the rest are optional to the reader, and the checks say which of them this decision needs.

use jiff::civil::Date;

use super::CaseId;
use super::fault;
use super::read::{FromNode, Reading, WrittenCpr, choice, record};
use super::slot::{AtClause, BecauseClause, Label, Phrase, Prose, Sentences};
use super::tree::{Node, Value};
use super::value::{Dated, DayOrMonth, Number, Period};
use crate::diagnostic::Bilingual;

record! {
    /// One decision about one citizen.
    pub struct CaseRecord {
        /// Journal number (sagsnummer).
        case: required CaseId,
        /// The provision that is decided under: a folder in `templates/law/provisions/`.
        provision: required ProvisionId,
        /// What was decided, as the caseworker labels it; compared with the facts by AFG-01 and AFG-02.
        decision: required Decision,
        /// What gave rise to the decision (anledning).
        occasion: required Occasion,
        /// The date of the decision (afgørelsesdato); picks the law.
        decided: required Date,
        /// Planned day of availability, Europe/Copenhagen; on paper, of posting. The letter's date.
        dispatch: required Date,
        /// How the letter travels.
        channel: required Channel,
        /// For a reopened case: why (genoptagelse).
        reopening: optional Reopening,
        /// For a case that Ankestyrelsen sent back (hjemvisning).
        remittal: optional Remittal,
        /// The letter that this one replaces, after it was withdrawn.
        replaces: optional Label,
        /// Date of the written notice that the municipality's own deadline could not be kept (RSL § 3, stk. 2).
        deadline_notice: optional Date,
        /// The citizen (borgeren).
        citizen: required Citizen,
        /// A representative (partsrepræsentant or værge).
        representative: optional Representative,
        /// The caseworker who decided (FVL § 32 b).
        caseworker: optional Caseworker,
        /// The application (ansøgningen).
        application: optional Application,
        /// Consent to collecting health information (RSL § 11 a).
        consent: optional Date,
        /// For statistics; never printed.
        classification: optional Classification,
        /// VUM 2.0 themes; never printed.
        themes: list Theme,
        /// The facts that the decision rests on.
        facts: list Fact,
        /// The hearing of the party (partshøring, FVL § 19).
        hearing: optional Hearing,
        /// The assessment of the provision's conditions.
        assessment: optional Assessment,
        /// The caseworker's own words.
        reasoning: optional Prose,
        /// What `reasoning` already says, so that the letter does not say it twice.
        reasoning_covers: list Covered,
        /// What is granted.
        grant: optional Grant,
        /// Each part that is refused while something is granted.
        not_granted: list NotGranted,
        /// A follow-up of help that is running (SEL § 148).
        follow_up: optional FollowUp,
        /// PDF files beside the record that go with the letter.
        attachments: list Label,
    }
}

choice! {
    /// What was decided.
    pub enum Decision {
        /// All that was applied for (bevilling, fuldt medhold).
        Grant = "grant",
        /// A part of it (delvis bevilling).
        PartialGrant = "partial_grant",
        /// Nothing of it (afslag).
        Refusal = "refusal",
        /// A decision on help that is running (opfølgning).
        FollowUp = "follow_up",
    }
}

choice! {
    /// What gave rise to the decision.
    pub enum Occasion {
        /// An application (ansøgning).
        Application = "application",
        /// A case opened again (genoptagelse).
        Reopening = "reopening",
        /// A case sent back by Ankestyrelsen (hjemvisning).
        Remittal = "remittal",
        /// The municipality's own follow-up (opfølgning).
        Review = "review",
    }
}

choice! {
    /// How a letter travels.
    pub enum Channel {
        /// Digital Post.
        DigitalPost = "digital_post",
        /// Paper, by post.
        Paper = "paper",
        /// E-mail; only where `begrund.yaml` opens it.
        Email = "email",
    }
}

choice! {
    /// Why a case was opened again.
    pub enum ReopeningGround {
        /// The first decision rested on Ankestyrelsen's principmeddelelse 4-23, which no longer holds.
        Pm423 = "pm_4_23",
        /// New information.
        NewInformation = "new_information",
        /// The municipality's own error.
        OwnError = "own_error",
    }
}

record! {
    /// A reopened case.
    pub struct Reopening {
        /// Why.
        ground: optional ReopeningGround,
        /// When the first decision was made.
        decided: optional Date,
        /// What brought it about.
        because: optional BecauseClause,
    }
}

record! {
    /// A case that Ankestyrelsen sent back.
    pub struct Remittal {
        /// When Ankestyrelsen decided.
        decided: optional Date,
        /// Ankestyrelsen's case number.
        reference: optional Label,
        /// What Ankestyrelsen asked to be looked at.
        points: list RemittalPoint,
    }
}

record! {
    /// One point of Ankestyrelsen's decision.
    pub struct RemittalPoint {
        /// What Ankestyrelsen wrote.
        says: optional AtClause,
        /// What was found out.
        our_answer: optional Sentences,
        /// Facts by id.
        rests_on: list FactId,
    }
}

record! {
    /// The citizen.
    pub struct Citizen {
        /// Full name.
        name: required Label,
        /// CPR number; stands in one fixed field of the letter only.
        cpr: optional WrittenCpr,
        /// Address lines.
        address: list Label,
        /// Protected address (adressebeskyttelse): not printed in a letter that others get.
        protected_address: flag bool,
        /// E-mail address, for the channel `email`.
        email: optional Label,
        /// Operating-system user, if the citizen is an employee.
        user: optional Label,
    }
}

choice! {
    /// What kind of representative.
    pub enum RepresentativeKind {
        /// A guardian (værge).
        Guardian = "guardian",
        /// A person with power of attorney (partsrepræsentant med fuldmagt).
        Attorney = "attorney",
    }
}

choice! {
    /// What the representative gets.
    pub enum Receives {
        /// A letter of their own, beside the citizen's.
        Copy = "copy",
        /// The letter, instead of the citizen.
        Instead = "instead",
    }
}

record! {
    /// A representative.
    pub struct Representative {
        /// Full name, of a person or an organisation.
        name: optional Label,
        /// Guardian or attorney.
        kind: optional RepresentativeKind,
        /// What the authority covers.
        scope: optional Phrase,
        /// The date of the power of attorney, or of the guardianship.
        authorised: optional Date,
        /// A copy, or the letter instead of the citizen.
        receives: optional Receives,
        /// How their letter travels.
        channel: optional Channel,
        /// Address lines.
        address: list Label,
        /// CPR number, for Digital Post to a person.
        cpr: optional WrittenCpr,
        /// CVR number, for Digital Post to an organisation.
        cvr: optional Label,
        /// E-mail address.
        email: optional Label,
    }
}

record! {
    /// The caseworker.
    pub struct Caseworker {
        /// Full name.
        name: optional Label,
        /// Title.
        title: optional Label,
        /// Unit of the municipality.
        unit: optional Label,
        /// Telephone.
        phone: optional Label,
        /// Operating-system user; a letter cannot be approved by its own caseworker.
        user: optional Label,
    }
}

record! {
    /// An application.
    pub struct Application {
        /// The day it was received.
        received: optional Date,
        /// What was applied for.
        parts: list ApplicationPart,
        /// What the citizen says.
        citizen_view: optional CitizenView,
        /// Why the citizen's view is not there.
        citizen_view_missing: optional BecauseClause,
    }
}

record! {
    /// One thing that was applied for.
    pub struct ApplicationPart {
        /// The name that the record's other keys use.
        id: optional Key,
        /// The survey's category.
        measure: optional Measure,
        /// What it is, when `measure` is `other`.
        measure_other: optional Phrase,
        /// In words, without the amount.
        wording: optional Phrase,
        /// How much.
        amount: optional Amount,
        /// At whom, if the citizen said.
        provider: optional Label,
        /// When, if the citizen said.
        period: optional Period,
        /// Whether the citizen accepted to pay.
        payment: optional AcceptedPayment,
    }
}

choice! {
    /// What an application says of payment.
    pub enum AcceptedPayment {
        /// Nothing.
        None = "none",
        /// A payment of one's own is accepted.
        Accepted = "accepted",
    }
}

choice! {
    /// The categories of Ankestyrelsen's survey, tables 5.1 and 6.1.
    pub enum Measure {
        /// Psykologbehandling.
        Psychologist = "psychologist",
        /// Psykoterapi.
        Psychotherapy = "psychotherapy",
        /// Psykiatri.
        Psychiatry = "psychiatry",
        /// Ergoterapi.
        OccupationalTherapy = "occupational_therapy",
        /// Fysioterapi.
        Physiotherapy = "physiotherapy",
        /// Tandpleje.
        DentalCare = "dental_care",
        /// Sygepleje.
        Nursing = "nursing",
        /// Kostvejledning.
        DietaryAdvice = "dietary_advice",
        /// Kranio-sakral terapi.
        CraniosacralTherapy = "craniosacral_therapy",
        /// Anden alternativ behandling.
        AlternativeOther = "alternative_other",
        /// Andet; `measure_other` says what.
        Other = "other",
    }
}

record! {
    /// How much help.
    pub struct Amount {
        /// How many.
        count: optional Number,
        /// Of what: `samtaler`, `timer`.
        unit: optional Phrase,
        /// Minutes each.
        minutes: optional u32,
        /// In what time: `uge`, `anden uge`, `måned`.
        per: optional Phrase,
    }
}

record! {
    /// The citizen's own view, and the answer to it.
    pub struct CitizenView {
        /// What the citizen says.
        says: optional AtClause,
        /// The answer.
        our_answer: optional Sentences,
    }
}

record! {
    /// For statistics; the categories of the survey's table 6.2 and figure 6.3.
    pub struct Classification {
        /// Table 6.2.
        background: optional Background,
        /// Figure 6.3.
        functional_level: optional FunctionalLevel,
        /// Figure 5.2.
        purpose: list Function,
        /// A repeated grant.
        repeat_grant: flag bool,
        /// Granted on medical documentation.
        medical_documentation: flag bool,
    }
}

choice! {
    /// The survey's table 6.2.
    pub enum Background {
        /// Autisme.
        Autism = "autism",
        /// Angst.
        Anxiety = "anxiety",
        /// Spiseforstyrrelse.
        EatingDisorder = "eating_disorder",
        /// ME.
        Me = "me",
        /// Allergisk reaktion for stråling.
        RadiationSensitivity = "radiation_sensitivity",
        /// Migræne.
        Migraine = "migraine",
        /// En anden diagnose.
        DiagnosisOther = "diagnosis_other",
        /// Særlig form for genoptræningsforløb.
        Rehabilitation = "rehabilitation",
        /// Særlige genoptræningsmaskiner.
        RehabilitationMachines = "rehabilitation_machines",
        /// Særligt tillidsforhold til behandler.
        TrustInTherapist = "trust_in_therapist",
        /// Særligt socialt forhold.
        SocialSituation = "social_situation",
        /// Andet.
        Other = "other",
    }
}

choice! {
    /// VUM 2.0: how far functioning is reduced (funktionsevneniveau).
    pub enum FunctionalLevel {
        /// Ingen nedsat.
        None = "none",
        /// Let nedsat.
        Mild = "mild",
        /// Moderat nedsat.
        Moderate = "moderate",
        /// Svært nedsat.
        Severe = "severe",
        /// Fuldstændig nedsat.
        Complete = "complete",
        /// Ikke vurderet.
        NotAssessed = "not_assessed",
    }
}

choice! {
    /// VUM 2.0: the need for support (støttebehovsniveau).
    pub enum SupportLevel {
        /// Intet.
        None = "none",
        /// Let.
        Mild = "mild",
        /// Moderat.
        Moderate = "moderate",
        /// Højt.
        High = "high",
        /// Fuldstændigt.
        Complete = "complete",
        /// Ikke vurderet.
        NotAssessed = "not_assessed",
    }
}

choice! {
    /// The functions that § 102 speaks of.
    pub enum Function {
        /// Fysiske.
        Physical = "physical",
        /// Psykiske.
        Psychological = "psychological",
        /// Sociale.
        Social = "social",
    }
}

record! {
    /// A VUM 2.0 theme.
    pub struct Theme {
        /// One of the eleven of `templates/law/ffb.yaml`, lower case.
        theme: optional Phrase,
        /// How far functioning is reduced; only where FFB allows a level.
        level: optional FunctionalLevel,
        /// The need for support.
        support: optional SupportLevel,
    }
}

record! {
    /// A fact (oplysning om sagens faktiske omstændigheder, FVL § 24, stk. 2).
    pub struct Fact {
        /// The name that other keys use.
        id: optional Key,
        /// Where it comes from.
        source: optional Phrase,
        /// When it was recorded.
        dated: optional Dated,
        /// What it says.
        says: optional AtClause,
        /// What it weighs.
        weight: optional Weight,
        /// For `against` and `none`: why it did not decide.
        because: optional BecauseClause,
        /// Health information.
        medical: flag bool,
        /// Against the citizen, and new to them (FVL § 19).
        adverse: flag bool,
    }
}

choice! {
    /// What a fact weighs.
    pub enum Weight {
        /// Decides.
        Decisive = "decisive",
        /// Supports; what a fact weighs when nothing is said.
        Supporting = "supporting",
        /// Speaks against the decision.
        Against = "against",
        /// Was read, and weighs nothing.
        None = "none",
    }
}

impl Fact {
    /// What it weighs: `supporting` when nothing is said.
    pub fn weight(&self) -> Weight {
        self.weight.unwrap_or(Weight::Supporting)
    }
}

record! {
    /// The hearing, as written: the keys of its three forms.
    pub struct Hearing {
        /// What the hearing was about: ids of facts, or text.
        about: list Phrase,
        /// When it was sent.
        sent: optional Date,
        /// When the answer was due.
        deadline: optional Date,
        /// When it was answered; null if it was not.
        answered: optional Date,
        /// The answer.
        answer: optional AtClause,
        /// The answer to the answer.
        our_answer: optional Sentences,
        /// Nothing new to the citizen's disadvantage.
        nothing_adverse: flag bool,
        /// FVL § 19, stk. 2: the number of the exception.
        exempt: optional u32,
        /// Why that exception.
        because: optional BecauseClause,
    }
}

/// Which of the three forms a hearing has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HearingForm {
    /// The citizen was heard.
    Held,
    /// There was nothing to hear about.
    NothingAdverse,
    /// An exception of FVL § 19, stk. 2.
    Exempt,
}

impl Hearing {
    /// The form; `None` when none or several are written.
    pub fn form(&self) -> Option<HearingForm> {
        let asked = !self.about.is_empty() || self.sent.is_some() || self.deadline.is_some();
        let answered = self.answered.is_some() || self.answer.is_some() || self.our_answer.is_some();
        let held = asked || answered;
        match (held, self.nothing_adverse, self.exempt.is_some()) {
            (true, false, false) => Some(HearingForm::Held),
            (false, true, false) => Some(HearingForm::NothingAdverse),
            (false, false, true) => Some(HearingForm::Exempt),
            _ => None,
        }
    }
}

record! {
    /// The assessment of the conditions (betingelser) of § 102.
    pub struct Assessment {
        /// The target group (målgruppen).
        target_group: optional TargetGroup,
        /// Necessity (nødvendighed).
        necessity: optional Necessity,
        /// Other legislation (anden lovgivning).
        other_legislation: optional OtherLegislation,
        /// A stated discretionary reason (skøn).
        discretion: optional Discretion,
        /// Help under § 85 that the citizen gets; null if none.
        section_85: optional Section85,
        /// Other help that was considered (RSL §§ 5-6).
        other_help: optional OtherHelp,
        /// The municipality's guiding standard (serviceniveau, SEL § 138).
        service_level: optional ServiceLevel,
        /// The main considerations (hovedhensyn, FVL § 24, stk. 1).
        considerations: list AtClause,
        /// What decided a refusal.
        deciding: list Ground,
    }
}

choice! {
    /// Whether a condition is met.
    pub enum Met {
        /// It is.
        Yes = "true",
        /// It is not.
        No = "false",
        /// Not assessed, because another part decides.
        NotAssessed = "not_assessed",
    }
}

choice! {
    /// What can decide a refusal.
    pub enum Ground {
        /// The target group.
        TargetGroup = "target_group",
        /// Necessity.
        Necessity = "necessity",
        /// Other legislation.
        OtherLegislation = "other_legislation",
        /// The discretion that § 102 leaves ("kan").
        Discretion = "discretion",
    }
}

choice! {
    /// The two limbs of the target group.
    pub enum Limb {
        /// Betydeligt og varigt nedsat funktionsevne.
        Impairment = "impairment",
        /// Særlige sociale problemer.
        SocialProblems = "social_problems",
    }
}

record! {
    /// The target group.
    pub struct TargetGroup {
        /// Whether the citizen belongs to it.
        met: optional Met,
        /// By which limb.
        limb: optional Limb,
        /// Why the reduction is significant (betydelig), or is not.
        significant: optional BecauseClause,
        /// Why it is lasting (varig), or is not.
        lasting: optional BecauseClause,
        /// Why there are special social problems, or are not.
        social_problems: optional BecauseClause,
        /// With `met: false`: whether the reduction is significant all the same.
        significant_met: flag bool,
        /// With `met: false`: whether the reduction is lasting all the same.
        lasting_met: flag bool,
        /// Facts by id.
        rests_on: list FactId,
    }
}

choice! {
    /// What the treatment is for.
    pub enum Aim {
        /// Bevare.
        Maintain = "maintain",
        /// Forbedre.
        Improve = "improve",
    }
}

record! {
    /// Necessity.
    pub struct Necessity {
        /// Whether the treatment is necessary.
        met: optional Met,
        /// To maintain or improve.
        aim: list Aim,
        /// Which functions.
        functions: list Function,
        /// Why.
        because: optional BecauseClause,
        /// Facts by id.
        rests_on: list FactId,
    }
}

record! {
    /// Other legislation.
    pub struct OtherLegislation {
        /// Whether the treatment can be had under it: `true` decides a refusal.
        obtainable_elsewhere: optional Met,
        /// The offers that were considered.
        considered: list Offer,
    }
}

choice! {
    /// How far an offer covers the need.
    pub enum Covers {
        /// Fully.
        Fully = "fully",
        /// Partly.
        Partly = "partly",
        /// Not at all.
        Not = "not",
    }
}

record! {
    /// An offer under another act.
    pub struct Offer {
        /// What it is.
        offer: optional Phrase,
        /// The act: a name in `templates/law/acts`.
        act: optional Phrase,
        /// The section, as in `§ 74`.
        section: optional Label,
        /// How far it covers the need.
        covers: optional Covers,
        /// Why it does, or does not.
        because: optional BecauseClause,
        /// The fact that it is known from.
        fact: optional FactId,
        /// When it can begin.
        starts: optional DayOrMonth,
        /// How long the wait is.
        waiting: optional Phrase,
        /// How the citizen begins.
        how_to_start: optional AtClause,
    }
}

record! {
    /// A discretionary reason.
    pub struct Discretion {
        /// The reason.
        because: optional BecauseClause,
        /// Facts by id.
        rests_on: list FactId,
    }
}

record! {
    /// Support under § 85.
    pub struct Section85 {
        /// What the citizen gets today.
        current: optional Phrase,
        /// Why the treatment is something else.
        differs_because: optional BecauseClause,
    }
}

record! {
    /// Other help.
    pub struct OtherHelp {
        /// What was considered.
        considered: list HelpOffer,
        /// What came of it.
        outcome: optional Sentences,
    }
}

record! {
    /// Other help that was considered; may be under serviceloven too.
    pub struct HelpOffer {
        /// What it is.
        offer: optional Phrase,
        /// The act.
        act: optional Phrase,
        /// The section.
        section: optional Label,
    }
}

record! {
    /// The municipality's guiding standard.
    pub struct ServiceLevel {
        /// Its name, or what it says.
        standard: optional Phrase,
        /// Whether it is departed from.
        departs: optional bool,
        /// Why, or why not.
        because: optional BecauseClause,
        /// Facts by id.
        rests_on: list FactId,
    }
}

choice! {
    /// What `reasoning` can already say.
    pub enum Covered {
        /// The facts.
        Facts = "facts",
        /// The target group.
        TargetGroup = "target_group",
        /// Necessity.
        Necessity = "necessity",
        /// Other legislation.
        OtherLegislation = "other_legislation",
        /// The discretion.
        Discretion = "discretion",
        /// The citizen's view.
        CitizenView = "citizen_view",
        /// The hearing.
        Hearing = "hearing",
        /// The follow-up: goals, then and now.
        FollowUp = "follow_up",
    }
}

record! {
    /// What is granted.
    pub struct Grant {
        /// Each part.
        parts: list GrantPart,
        /// The aim.
        aim: optional AtClause,
        /// Conditions (vilkår).
        conditions: list GrantCondition,
        /// When the provider makes contact at the latest.
        contact_by: optional Date,
        /// When it is followed up.
        follow_up: optional Date,
        /// The action plan (handleplan, SEL § 141).
        action_plan: optional ActionPlan,
        /// Why none is offered.
        action_plan_because: optional BecauseClause,
    }
}

record! {
    /// One part of a grant.
    pub struct GrantPart {
        /// The part of the application, or `original`.
        of: optional Key,
        /// The survey's category.
        measure: optional Measure,
        /// What it is, when `measure` is `other`.
        measure_other: optional Phrase,
        /// In words, without the amount and the provider.
        wording: optional Phrase,
        /// How much.
        amount: optional Amount,
        /// At whom.
        provider: optional Label,
        /// Why at them.
        provider_because: optional BecauseClause,
        /// Where and how.
        setting: optional Phrase,
        /// From and to.
        period: optional Period,
        /// What the citizen pays.
        payment: optional Payment,
    }
}

/// What the citizen pays.
#[derive(Debug, Clone, PartialEq)]
pub enum Payment {
    /// Nothing.
    None,
    /// A charge (egenbetaling); never a default, for its basis under § 102 is not verified.
    Charge(Charge),
}

record! {
    /// A charge.
    pub struct Charge {
        /// In kroner.
        amount: optional Number,
        /// For what: `pr. gang`, `i alt`.
        per: optional Phrase,
        /// Its legal basis.
        basis: optional Phrase,
        /// Who approved it.
        approved_by: optional Label,
    }
}

impl FromNode for Payment {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        match node.value {
            Value::Map(_) => Charge::from_node(node, path, reading).map(Self::Charge),
            _ => reading.choice(node, path, &["none"]).map(|_| Self::None),
        }
    }
}

record! {
    /// A condition of a grant (vilkår).
    pub struct GrantCondition {
        /// What it demands.
        text: optional Sentences,
        /// Its legal basis.
        basis: optional Phrase,
    }
}

choice! {
    /// The action plan (handleplan).
    pub enum ActionPlan {
        /// Offered in this letter.
        Offered = "offered",
        /// The citizen has said no.
        Declined = "declined",
        /// There is one.
        Exists = "exists",
        /// Not required; `action_plan_because` says why.
        NotRequired = "not_required",
    }
}

record! {
    /// A part that is refused while something is granted.
    pub struct NotGranted {
        /// The part of the application, or `original`.
        part: optional Key,
        /// What is refused.
        what: optional Phrase,
        /// The condition that decided.
        condition: optional Ground,
        /// Why.
        because: optional BecauseClause,
        /// Facts by id.
        rests_on: list FactId,
    }
}

record! {
    /// A follow-up.
    pub struct FollowUp {
        /// The day it was held.
        held: optional Date,
        /// Whether the citizen took part.
        citizen_took_part: optional bool,
        /// Why not.
        citizen_took_part_because: optional BecauseClause,
        /// The citizen's view, where there is no application to hold it.
        citizen_view: optional CitizenView,
        /// The help as it was granted.
        original: optional OriginalGrant,
        /// What comes of it.
        outcome: optional Outcome,
        /// FFB: the status of the measure (status på indsats).
        ffb_status: optional FfbStatus,
        /// The goals, and how far they are met.
        goals: list Goal,
        /// The state when the help was given.
        then: optional Sentences,
        /// The state now.
        now: optional Sentences,
        /// Facts by id.
        rests_on: list FactId,
        /// Last day of today's help.
        last_day: optional Date,
        /// Why that day.
        last_day_because: optional BecauseClause,
        /// Whether an extension was applied for.
        extension_applied_for: flag bool,
    }
}

record! {
    /// The help that is followed up.
    pub struct OriginalGrant {
        /// When it was granted.
        decided: optional Date,
        /// In words, without the amount.
        wording: optional Phrase,
        /// From.
        from: optional DayOrMonth,
        /// To.
        to: optional Date,
        /// How much.
        amount: optional Amount,
        /// How much of it was used.
        used: optional Number,
    }
}

choice! {
    /// What comes of a follow-up.
    pub enum Outcome {
        /// The help goes on.
        Continue = "continue",
        /// It is changed.
        Change = "change",
        /// It ends.
        End = "end",
    }
}

choice! {
    /// FFB's follow-up status.
    pub enum FfbStatus {
        /// Fortsættelse.
        Continue = "continue",
        /// Afslutning, visiter til ny.
        EndAndNew = "end_and_new",
        /// Afslutning.
        End = "end",
    }
}

record! {
    /// A goal of the help.
    pub struct Goal {
        /// What it was.
        goal: optional AtClause,
        /// How far it is met.
        met: optional GoalMet,
        /// Why.
        because: optional BecauseClause,
    }
}

choice! {
    /// How far a goal is met.
    pub enum GoalMet {
        /// Fully.
        Fully = "fully",
        /// Partly.
        Partly = "partly",
        /// Not.
        Not = "not",
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $Name:ident, $form:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Name(String);

        impl $Name {
            /// As written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromNode for $Name {
            fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
                let wanted = Bilingual::new($form, "a short name: letters, digits, - and _");
                let (text, _) = reading.scalar(node, path, &wanted)?;
                if is_name(text) {
                    return Some(Self(text.to_owned()));
                }
                reading.fault(fault::wrong_shape(path, node.place.clone(), &wanted));
                None
            }
        }
    };
}

name! {
    /// A name that one part of a record gives and others use.
    Key, "et kort navn: bogstaver, cifre, - og _"
}
name! {
    /// The id of a fact.
    FactId, "en oplysnings id: bogstaver, cifre, - og _"
}
name! {
    /// The id of a provision, such as `sel-102`.
    ProvisionId, "en bestemmelse, for eksempel sel-102"
}

fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.chars().count())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

impl CaseRecord {
    /// The fact with this id.
    pub fn fact(&self, id: &FactId) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.id.as_ref().is_some_and(|own| own.as_str() == id.as_str()))
    }

    /// The part of the application with this id.
    pub fn part(&self, id: &Key) -> Option<&ApplicationPart> {
        self.application
            .iter()
            .flat_map(|application| &application.parts)
            .find(|part| part.id.as_ref() == Some(id))
    }

    /// The citizen's view, from the application or from a follow-up without one.
    pub fn citizen_view(&self) -> Option<&CitizenView> {
        let applied = self.application.as_ref().and_then(|application| application.citizen_view.as_ref());
        applied.or_else(|| self.follow_up.as_ref().and_then(|follow_up| follow_up.citizen_view.as_ref()))
    }

    /// The outcome of a follow-up.
    pub fn outcome(&self) -> Option<Outcome> {
        self.follow_up.as_ref().and_then(|follow_up| follow_up.outcome)
    }

    /// Whether the record refuses or takes away anything.
    pub fn is_adverse(&self) -> bool {
        match self.decision {
            Some(Decision::PartialGrant | Decision::Refusal) => true,
            Some(Decision::FollowUp) => {
                !self.not_granted.is_empty() || matches!(self.outcome(), Some(Outcome::Change | Outcome::End))
            }
            Some(Decision::Grant) | None => false,
        }
    }
}
