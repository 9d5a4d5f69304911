//! The case record as meant: one decision about one citizen.
//!
//! Every key of `docs/case-record.md`, in its order. `required` keys are those without which nothing can be said;
//! the rest are optional to the reader, and the checks say which of them this decision needs.

use jiff::civil::Date;

use super::CaseId;
use super::describe::WordDoc;
use super::fault;
use super::read::{FromNode, Reading, WrittenCpr, choice, record};
use super::schema;
use super::slot::{AtClause, BecauseClause, Label, Phrase, Prose, Sentences};
use super::tree::{Node, Value};
use super::value::{Dated, DayOrMonth, Number, Period};
use crate::diagnostic::Bilingual;

record! {
    /// One decision about one citizen.
    pub struct CaseRecord {
        /// Journal number (sagsnummer).
        case: required CaseId = "Sagens journalnummer, aldrig et CPR-nummer." eg r#""2026-102-0042""#,
        /// The provision that is decided under: a folder in `templates/law/provisions/`.
        provision: required ProvisionId = "Bestemmelsen, der afgøres efter. sel-102 er servicelovens § 102." eg "sel-102",
        /// What was decided, as the caseworker labels it; compared with the facts by AFG-01 and AFG-02.
        decision: required Decision = "Hvad I har besluttet." eg "refusal",
        /// What gave rise to the decision (anledning).
        occasion: required Occasion = "Anledningen til afgørelsen." eg "application",
        /// The date of the decision (afgørelsesdato); picks the law.
        decided: required Date = "Afgørelsens dato. Den bestemmer, hvilken lov brevet henviser til." eg "2026-11-19",
        /// Planned day of availability, Europe/Copenhagen; on paper, of posting. The letter's date.
        dispatch: required Date = "Dagen, hvor brevet bliver sendt. Det er brevets dato, og klagefristen regnes fra den." eg "2026-11-23",
        /// How the letter travels.
        channel: required Channel = "Hvordan brevet bliver sendt." eg "digital_post",
        /// For a reopened case: why (genoptagelse).
        reopening: optional Reopening = "Kun ved genoptagelse: hvorfor sagen er genoptaget.",
        /// For a case that Ankestyrelsen sent back (hjemvisning).
        remittal: optional Remittal = "Kun ved hjemvisning: hvad Ankestyrelsen bad jer om.",
        /// The letter that this one replaces, after it was withdrawn.
        replaces: optional Label = "Navnet på det tilbagekaldte brev, som dette brev erstatter. Står ikke i brevet." eg "2026-102-0042_2026-11-23_refusal_citizen",
        /// Date of the written notice that the municipality's own deadline could not be kept (RSL § 3, stk. 2).
        deadline_notice: optional Date = "Datoen for jeres skriftlige besked om, at kommunens egen frist ikke kunne holdes. Står ikke i brevet." eg "2026-11-02",
        /// The citizen (borgeren).
        citizen: required Citizen = "Borgeren.",
        /// A representative (partsrepræsentant or værge).
        representative: optional Representative = "Borgerens partsrepræsentant eller værge.",
        /// The caseworker who decided (FVL § 32 b).
        caseworker: optional Caseworker = "Sagsbehandleren, der har truffet afgørelsen. Står som underskrift.",
        /// The application (ansøgningen).
        application: optional Application = "Ansøgningen. Skriv null ved en opfølgning, som ingen har søgt om.",
        /// Consent to collecting health information (RSL § 11 a).
        consent: optional Date = "Datoen for borgerens samtykke til, at I henter helbredsoplysninger. Står ikke i brevet." eg "2026-09-16",
        /// For statistics; never printed.
        classification: optional Classification = "Kun til statistik. Står ikke i brevet.",
        /// VUM 2.0 themes; never printed.
        themes: list Theme = "Temaer fra VUM 2.0. Står ikke i brevet.",
        /// The facts that the decision rests on.
        facts: list Fact = "De oplysninger, afgørelsen bygger på, hver med kilde og dato.",
        /// The hearing of the party (partshøring, FVL § 19).
        hearing: optional Hearing = "Partshøringen. Er der intet nyt imod borgeren, så skriv kun nothing_adverse: true.",
        /// The assessment of the provision's conditions.
        assessment: optional Assessment = "Vurderingen af betingelserne.",
        /// The caseworker's own words.
        reasoning: optional Prose = "Begrundelsen med dine egne ord til borgeren. Står under »Mere om, hvorfor«." eg r#""Psykiateren skriver den 12. august 2026, at du har haft angst siden 2019. Derfor har vi set på, hvor hurtigt du kan komme i gang.""#,
        /// What `reasoning` already says, so that the letter does not say it twice.
        reasoning_covers: list Covered = "Hvad begrundelsen allerede siger, så brevet ikke siger det to gange." eg "[]",
        /// What is granted.
        grant: optional Grant = "Det, borgeren får.",
        /// Each part that is refused while something is granted.
        not_granted: list NotGranted = "Hver del, som borgeren ikke får, eller får mindre af.",
        /// A follow-up of help that is running (SEL § 148).
        follow_up: optional FollowUp = "Opfølgningen på hjælp, der er i gang.",
        /// PDF files beside the record that go with the letter.
        attachments: list Label = "Bilag: navne på PDF-filer, som ligger ved siden af sagens fil." eg "[bilag.pdf]",
    }
}

choice! {
    /// What was decided.
    pub enum Decision {
        /// All that was applied for (bevilling, fuldt medhold).
        Grant = "grant" "bevilling: alt det, der er søgt om",
        /// A part of it (delvis bevilling).
        PartialGrant = "partial_grant" "delvis bevilling: noget af det",
        /// Nothing of it (afslag).
        Refusal = "refusal" "afslag: intet af det",
        /// A decision on help that is running (opfølgning).
        FollowUp = "follow_up" "opfølgning på hjælp, der er i gang",
    }
}

choice! {
    /// What gave rise to the decision.
    pub enum Occasion {
        /// An application (ansøgning).
        Application = "application" "en ansøgning",
        /// A case opened again (genoptagelse).
        Reopening = "reopening" "genoptagelse af en sag",
        /// A case sent back by Ankestyrelsen (hjemvisning).
        Remittal = "remittal" "hjemvisning fra Ankestyrelsen",
        /// The municipality's own follow-up (opfølgning).
        Review = "review" "kommunens egen opfølgning",
    }
}

choice! {
    /// How a letter travels.
    pub enum Channel {
        /// Digital Post.
        DigitalPost = "digital_post" "Digital Post",
        /// Paper, by post.
        Paper = "paper" "brev på papir",
        /// E-mail; only where `begrund.yaml` opens it.
        Email = "email" "e-mail, kun hvor begrund.yaml åbner for det",
    }
}

choice! {
    /// Why a case was opened again.
    pub enum ReopeningGround {
        /// The first decision rested on Ankestyrelsen's principmeddelelse 4-23, which no longer holds.
        Pm423 = "pm_4_23" "den første afgørelse byggede på principmeddelelse 4-23, som ikke gælder mere",
        /// New information.
        NewInformation = "new_information" "nye oplysninger",
        /// The municipality's own error.
        OwnError = "own_error" "kommunens egen fejl",
    }
}

record! {
    /// A reopened case.
    pub struct Reopening {
        /// Why.
        ground: optional ReopeningGround = "Grunden til, at sagen er genoptaget." eg "new_information",
        /// When the first decision was made.
        decided: optional Date = "Datoen for den første afgørelse. I brevet: »Vi gav dig afslag den …«." eg "2026-04-14",
        /// What brought it about.
        because: optional BecauseClause = "Hvad der fik jer til det. I brevet: »Vi har set på din sag igen, fordi ….«" eg "vi har fået en ny erklæring fra din psykiater",
    }
}

record! {
    /// A case that Ankestyrelsen sent back.
    pub struct Remittal {
        /// When Ankestyrelsen decided.
        decided: optional Date = "Datoen for Ankestyrelsens afgørelse." eg "2026-08-20",
        /// Ankestyrelsen's case number.
        reference: optional Label = "Ankestyrelsens sagsnummer." eg r#""26-12345""#,
        /// What Ankestyrelsen asked to be looked at.
        points: list RemittalPoint = "Hvert punkt, som Ankestyrelsen bad jer se på.",
    }
}

record! {
    /// One point of Ankestyrelsen's decision.
    pub struct RemittalPoint {
        /// What Ankestyrelsen wrote.
        says: optional AtClause = "Hvad Ankestyrelsen skrev. I brevet: »Ankestyrelsen skrev, at ….«" eg "det ikke er undersøgt, om du kan få hjælp efter sundhedsloven",
        /// What was found out.
        our_answer: optional Sentences = "Hvad I har fundet ud af. Står lige efter." eg "Vi har spurgt regionen, og der er ingen plads.",
        /// Facts by id.
        rests_on: list FactId = "Oplysninger, som svaret bygger på: id fra facts." eg "[psykiater]",
    }
}

record! {
    /// The citizen.
    pub struct Citizen {
        /// Full name.
        name: required Label = "Borgerens fulde navn, som på kuverten." eg "Modella Opfundsen",
        /// CPR number; stands in one fixed field of the letter only.
        cpr: optional WrittenCpr = "Borgerens CPR-nummer. Står kun ét sted i borgerens eget brev." eg r#""660190-1234""#,
        /// Address lines.
        address: list Label = "Adressen: mindst to linjer." eg r#"["Prøvevej 1, 2. tv.", "9999 Prøveby"]"#,
        /// Protected address (adressebeskyttelse): not printed in a letter that others get.
        protected_address: flag bool = "Har borgeren adressebeskyttelse?",
        /// E-mail address, for the channel `email`.
        email: optional Label = "E-mailadresse. Kræves kun ved channel: email." eg "modella@example.dk",
        /// Operating-system user, if the citizen is an employee.
        user: optional Label = "Brugernavn, hvis borgeren er ansat i kommunen. Står ikke i brevet." eg "moop",
    }
}

choice! {
    /// What kind of representative.
    pub enum RepresentativeKind {
        /// A guardian (værge).
        Guardian = "guardian" "værge",
        /// A person with power of attorney (partsrepræsentant med fuldmagt).
        Attorney = "attorney" "partsrepræsentant med fuldmagt",
    }
}

choice! {
    /// What the representative gets.
    pub enum Receives {
        /// A letter of their own, beside the citizen's.
        Copy = "copy" "et brev ved siden af borgerens",
        /// The letter, instead of the citizen.
        Instead = "instead" "brevet i stedet for borgeren",
    }
}

record! {
    /// A representative.
    pub struct Representative {
        /// Full name, of a person or an organisation.
        name: optional Label = "Fuldt navn på personen eller organisationen." eg "Pseudine Navnløsen",
        /// Guardian or attorney.
        kind: optional RepresentativeKind = "Værge eller partsrepræsentant med fuldmagt." eg "attorney",
        /// What the authority covers.
        scope: optional Phrase = "Hvad fuldmagten eller værgemålet omfatter. I brevet: »Fuldmagten omfatter ….«" eg "ansøgningen om forlængelse og en eventuel klage",
        /// The date of the power of attorney, or of the guardianship.
        authorised: optional Date = "Datoen for fuldmagten eller værgemålet." eg "2026-09-18",
        /// A copy, or the letter instead of the citizen.
        receives: optional Receives = "Hvad repræsentanten får." eg "copy",
        /// How their letter travels.
        channel: optional Channel = "Hvordan repræsentantens brev bliver sendt." eg "digital_post",
        /// Address lines.
        address: list Label = "Adressen: mindst to linjer." eg r#"["Paraplyvej 40", "9998 Opdigtby"]"#,
        /// CPR number, for Digital Post to a person.
        cpr: optional WrittenCpr = "CPR-nummer, ved Digital Post til en person." eg r#""760566-3022""#,
        /// CVR number, for Digital Post to an organisation.
        cvr: optional Label = "CVR-nummer, ved Digital Post til en organisation." eg r#""99999999""#,
        /// E-mail address.
        email: optional Label = "E-mailadresse. Kræves kun ved channel: email." eg "pseudine@example.dk",
    }
}

record! {
    /// The caseworker.
    pub struct Caseworker {
        /// Full name.
        name: optional Label = "Sagsbehandlerens fulde navn." eg "Sagsine Behandlersen",
        /// Title.
        title: optional Label = "Stilling." eg "socialrådgiver",
        /// Unit of the municipality.
        unit: optional Label = "Afdeling." eg "Myndighed Voksne",
        /// Telephone.
        phone: optional Label = "Telefonnummer." eg r#""99 99 99 99""#,
        /// Operating-system user; a letter cannot be approved by its own caseworker.
        user: optional Label = "Dit brugernavn. Du kan ikke selv godkende dit eget brev. Står ikke i brevet." eg "sabe",
    }
}

record! {
    /// An application.
    pub struct Application {
        /// The day it was received.
        received: optional Date = "Dagen, ansøgningen kom. I brevet: »Du søgte den … om …«." eg "2026-09-14",
        /// What was applied for.
        parts: list ApplicationPart = "Det, der er søgt om. Som regel én del.",
        /// What the citizen says.
        citizen_view: optional CitizenView = "Borgerens eget syn på sagen, og jeres svar.",
        /// Why the citizen's view is not there.
        citizen_view_missing: optional BecauseClause = "I stedet for borgerens syn: hvorfor I ikke har fået det. I brevet: »Vi har ikke fået dit syn på sagen, fordi ….«" eg "du ikke har svaret på vores to breve",
    }
}

record! {
    /// One thing that was applied for.
    pub struct ApplicationPart {
        /// The name that the record's other keys use.
        id: optional Key = "Et kort navn, som resten af sagen bruger om denne del." eg "samtaler",
        /// The survey's category.
        measure: optional Measure = "Hvad det er for en behandling." eg "psychologist",
        /// What it is, when `measure` is `other`.
        measure_other: optional Phrase = "Hvad det er, når measure er other. Står ikke i brevet." eg "rideterapi",
        /// In words, without the amount.
        wording: optional Phrase = "Hvad der er søgt om, uden antallet. I brevet: »Du søgte den … om ….«" eg "samtaler hos en autoriseret psykolog",
        /// How much.
        amount: optional Amount = "Hvor meget." eg "{count: 20, unit: samtaler}",
        /// At whom, if the citizen said.
        provider: optional Label = "Hos hvem, hvis borgeren har sagt det." eg "Klinikken Prøvestad",
        /// When, if the citizen said.
        period: optional Period = "Hvornår, hvis borgeren har sagt det." eg "{from: 2026-12-01, to: 2027-11-30}",
        /// Whether the citizen accepted to pay.
        payment: optional AcceptedPayment = "Hvad ansøgningen siger om at betale selv." eg "none",
    }
}

choice! {
    /// What an application says of payment.
    pub enum AcceptedPayment {
        /// Nothing.
        None = "none" "borgeren vil ikke betale selv",
        /// A payment of one's own is accepted.
        Accepted = "accepted" "borgeren har sagt ja til at betale noget selv",
    }
}

choice! {
    /// The categories of Ankestyrelsen's survey, tables 5.1 and 6.1.
    pub enum Measure {
        /// Psykologbehandling.
        Psychologist = "psychologist" "psykolog",
        /// Psykoterapi.
        Psychotherapy = "psychotherapy" "psykoterapi",
        /// Psykiatri.
        Psychiatry = "psychiatry" "psykiatri",
        /// Ergoterapi.
        OccupationalTherapy = "occupational_therapy" "ergoterapi",
        /// Fysioterapi.
        Physiotherapy = "physiotherapy" "fysioterapi",
        /// Tandpleje.
        DentalCare = "dental_care" "tandpleje",
        /// Sygepleje.
        Nursing = "nursing" "sygepleje",
        /// Kostvejledning.
        DietaryAdvice = "dietary_advice" "kostvejledning",
        /// Kranio-sakral terapi.
        CraniosacralTherapy = "craniosacral_therapy" "kranio-sakral terapi",
        /// Anden alternativ behandling.
        AlternativeOther = "alternative_other" "anden alternativ behandling",
        /// Andet; `measure_other` says what.
        Other = "other" "andet; skriv hvad i measure_other",
    }
}

record! {
    /// How much help.
    pub struct Amount {
        /// How many.
        count: optional Number = "Hvor mange." eg "20",
        /// Of what: `samtaler`, `timer`.
        unit: optional Phrase = "Hvad der tælles." eg "samtaler",
        /// Minutes each.
        minutes: optional u32 = "Hvor mange minutter hver gang." eg "50",
        /// In what time: `uge`, `anden uge`, `måned`.
        per: optional Phrase = "Hvor tit: uge, anden uge eller måned." eg "uge",
    }
}

record! {
    /// The citizen's own view, and the answer to it.
    pub struct CitizenView {
        /// What the citizen says.
        says: optional AtClause = "Hvad borgeren siger. I brevet: »Du har fortalt os, at ….«" eg "du ikke kan være i grupper",
        /// The answer.
        our_answer: optional Sentences = "Jeres svar på det. Står lige efter." eg "Forløbet på klinikken kan være alene med en psykolog.",
    }
}

record! {
    /// For statistics; the categories of the survey's table 6.2 and figure 6.3.
    pub struct Classification {
        /// Table 6.2.
        background: optional Background = "Baggrunden for ansøgningen." eg "autism",
        /// Figure 6.3.
        functional_level: optional FunctionalLevel = "Hvor meget funktionsevnen er nedsat." eg "severe",
        /// Figure 5.2.
        purpose: list Function = "Hvilke funktioner behandlingen gælder." eg "[psychological, social]",
        /// A repeated grant.
        repeat_grant: flag bool = "Har borgeren fået behandlingen før?",
        /// Granted on medical documentation.
        medical_documentation: flag bool = "Er der lægelig dokumentation i sagen?",
    }
}

choice! {
    /// The survey's table 6.2.
    pub enum Background {
        /// Autisme.
        Autism = "autism" "autisme",
        /// Angst.
        Anxiety = "anxiety" "angst",
        /// Spiseforstyrrelse.
        EatingDisorder = "eating_disorder" "spiseforstyrrelse",
        /// ME.
        Me = "me" "ME",
        /// Allergisk reaktion for stråling.
        RadiationSensitivity = "radiation_sensitivity" "allergisk reaktion på stråling",
        /// Migræne.
        Migraine = "migraine" "migræne",
        /// En anden diagnose.
        DiagnosisOther = "diagnosis_other" "en anden diagnose",
        /// Særlig form for genoptræningsforløb.
        Rehabilitation = "rehabilitation" "særligt genoptræningsforløb",
        /// Særlige genoptræningsmaskiner.
        RehabilitationMachines = "rehabilitation_machines" "særlige genoptræningsmaskiner",
        /// Særligt tillidsforhold til behandler.
        TrustInTherapist = "trust_in_therapist" "særligt tillidsforhold til behandleren",
        /// Særligt socialt forhold.
        SocialSituation = "social_situation" "særligt socialt forhold",
        /// Andet.
        Other = "other" "andet",
    }
}

choice! {
    /// VUM 2.0: how far functioning is reduced (funktionsevneniveau).
    pub enum FunctionalLevel {
        /// Ingen nedsat.
        None = "none" "ikke nedsat",
        /// Let nedsat.
        Mild = "mild" "let nedsat",
        /// Moderat nedsat.
        Moderate = "moderate" "moderat nedsat",
        /// Svært nedsat.
        Severe = "severe" "svært nedsat",
        /// Fuldstændig nedsat.
        Complete = "complete" "fuldstændigt nedsat",
        /// Ikke vurderet.
        NotAssessed = "not_assessed" "ikke vurderet",
    }
}

choice! {
    /// VUM 2.0: the need for support (støttebehovsniveau).
    pub enum SupportLevel {
        /// Intet.
        None = "none" "intet støttebehov",
        /// Let.
        Mild = "mild" "let",
        /// Moderat.
        Moderate = "moderate" "moderat",
        /// Højt.
        High = "high" "højt",
        /// Fuldstændigt.
        Complete = "complete" "fuldstændigt",
        /// Ikke vurderet.
        NotAssessed = "not_assessed" "ikke vurderet",
    }
}

choice! {
    /// The functions that § 102 speaks of.
    pub enum Function {
        /// Fysiske.
        Physical = "physical" "fysiske",
        /// Psykiske.
        Psychological = "psychological" "psykiske",
        /// Sociale.
        Social = "social" "sociale",
    }
}

record! {
    /// A VUM 2.0 theme.
    pub struct Theme {
        /// One of the eleven of `templates/law/ffb.yaml`, lower case.
        theme: optional Phrase = "Et tema fra VUM 2.0 med små bogstaver." eg "egenomsorg",
        /// How far functioning is reduced; only where FFB allows a level.
        level: optional FunctionalLevel = "Funktionsevneniveau, hvor temaet har et." eg "moderate",
        /// The need for support.
        support: optional SupportLevel = "Støttebehovsniveau." eg "moderate",
    }
}

record! {
    /// A fact (oplysning om sagens faktiske omstændigheder, FVL § 24, stk. 2).
    pub struct Fact {
        /// The name that other keys use.
        id: optional Key = "Et kort navn, som resten af sagen bruger om oplysningen." eg "psykiater",
        /// Where it comes from.
        source: optional Phrase = "Hvor oplysningen kommer fra. I brevet: »Det fremgår af … af 12. august 2026, at …«." eg "erklæring fra psykiater Opdigt Lægesen",
        /// When it was recorded.
        dated: optional Dated = "Hvornår oplysningen er fra: en dag, eller en periode." eg "2026-08-12",
        /// What it says.
        says: optional AtClause = "Hvad oplysningen siger. I brevet: »Det fremgår af …, at ….«" eg "du har haft angst siden 2019",
        /// What it weighs.
        weight: optional Weight = "Hvad oplysningen vejer. Siger du intet, er det supporting." eg "decisive" or "supporting",
        /// For `against` and `none`: why it did not decide.
        because: optional BecauseClause = "Kun ved against og none: hvorfor oplysningen ikke afgjorde sagen. I brevet: »Vi har ikke lagt afgørende vægt på det, fordi ….«" eg "brevet ikke siger, hvad behandlingen skal føre til",
        /// Health information.
        medical: flag bool = "Er det en helbredsoplysning?",
        /// Against the citizen, and new to them (FVL § 19).
        adverse: flag bool = "Taler oplysningen imod borgeren, og er den ny for borgeren? Så skal den i partshøring.",
    }
}

choice! {
    /// What a fact weighs.
    pub enum Weight {
        /// Decides.
        Decisive = "decisive" "afgørende",
        /// Supports; what a fact weighs when nothing is said.
        Supporting = "supporting" "støtter afgørelsen",
        /// Speaks against the decision.
        Against = "against" "taler imod afgørelsen; skriv hvorfor i because",
        /// Was read, and weighs nothing.
        None = "none" "er læst, men vejer intet; skriv hvorfor i because",
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
        about: list Phrase = "Hvad I har hørt borgeren om: id fra facts." eg "[klinik]",
        /// When it was sent.
        sent: optional Date = "Dagen, I sendte oplysningerne til borgeren." eg "2026-10-14",
        /// When the answer was due.
        deadline: optional Date = "Borgerens frist for at svare." eg "2026-10-28",
        /// When it was answered; null if it was not.
        answered: optional Date = "Dagen, borgeren svarede. Skriv null, hvis der ikke kom et svar." eg "2026-10-25",
        /// The answer.
        answer: optional AtClause = "Hvad borgeren svarede. I brevet: »Du svarede den …, at ….«" eg "gruppeforløb ikke passer til dig",
        /// The answer to the answer.
        our_answer: optional Sentences = "Jeres svar på det. Står lige efter." eg "Klinikken tilbyder også forløb alene.",
        /// Nothing new to the citizen's disadvantage.
        nothing_adverse: flag bool = "Skriv true, hvis der ikke er noget nyt imod borgeren. Så er det den eneste nøgle i hearing.",
        /// FVL § 19, stk. 2: the number of the exception.
        exempt: optional u32 = "Undtagelse fra partshøring: nummeret i forvaltningslovens § 19, stk. 2 (1-6)." eg "1",
        /// Why that exception.
        because: optional BecauseClause = "Hvorfor undtagelsen gælder. I brevet: »Vi har ikke spurgt dig om oplysningerne, før vi besluttede os, fordi ….«" eg "du selv har sendt os oplysningerne",
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
        target_group: optional TargetGroup = "Er borgeren i målgruppen?",
        /// Necessity (nødvendighed).
        necessity: optional Necessity = "Er behandlingen nødvendig?",
        /// Other legislation (anden lovgivning).
        other_legislation: optional OtherLegislation = "Kan behandlingen fås efter anden lovgivning?",
        /// A stated discretionary reason (skøn).
        discretion: optional Discretion = "En skønsmæssig grund, når det er den, der afgør sagen.",
        /// Help under § 85 that the citizen gets; null if none.
        section_85: optional Section85 = "Støtte efter servicelovens § 85, som borgeren får i dag. Skriv null, hvis der ingen er." eg "{current: støtte 4 timer om ugen, differs_because: støtten ikke er behandling}",
        /// Other help that was considered (RSL §§ 5-6).
        other_help: optional OtherHelp = "Anden hjælp, I har set på.",
        /// The municipality's guiding standard (serviceniveau, SEL § 138).
        service_level: optional ServiceLevel = "Kommunens vejledende serviceniveau.",
        /// The main considerations (hovedhensyn, FVL § 24, stk. 1).
        considerations: list AtClause = "Hovedhensynene: det, I har lagt mest vægt på. I brevet: »Vi har lagt mest vægt på, at ….«" eg r#"["du kan få behandlingen i gang inden for få uger"]"#,
        /// What decided a refusal.
        deciding: list Ground = "Hvilken betingelse der afgjorde et afslag. Er alt givet, så skriv []." eg "[other_legislation]",
    }
}

choice! {
    /// Whether a condition is met.
    pub enum Met {
        /// It is.
        Yes = "true" "ja",
        /// It is not.
        No = "false" "nej",
        /// Not assessed, because another part decides.
        NotAssessed = "not_assessed" "ikke vurderet, fordi en anden betingelse afgør sagen",
    }
}

choice! {
    /// What can decide a refusal.
    pub enum Ground {
        /// The target group.
        TargetGroup = "target_group" "målgruppen",
        /// Necessity.
        Necessity = "necessity" "nødvendigheden",
        /// Other legislation.
        OtherLegislation = "other_legislation" "anden lovgivning",
        /// The discretion that § 102 leaves ("kan").
        Discretion = "discretion" "et skøn",
    }
}

choice! {
    /// The two limbs of the target group.
    pub enum Limb {
        /// Betydeligt og varigt nedsat funktionsevne.
        Impairment = "impairment" "betydeligt og varigt nedsat funktionsevne",
        /// Særlige sociale problemer.
        SocialProblems = "social_problems" "særlige sociale problemer",
    }
}

record! {
    /// The target group.
    pub struct TargetGroup {
        /// Whether the citizen belongs to it.
        met: optional Met = "Er borgeren i målgruppen?" eg "true",
        /// By which limb.
        limb: optional Limb = "Hvilken del af målgruppen. Ved social_problems: skriv nøglen social_problems i stedet for significant og lasting." eg "impairment",
        /// Why the reduction is significant (betydelig), or is not.
        significant: optional BecauseClause = "Hvorfor nedsættelsen er (eller ikke er) betydelig. I brevet: »Vi vurderer, at din funktionsevne er betydeligt nedsat, fordi ….«" eg "du ikke kan gå ud alene",
        /// Why it is lasting (varig), or is not.
        lasting: optional BecauseClause = "Hvorfor nedsættelsen er (eller ikke er) varig. I brevet: »Nedsættelsen er varig, fordi ….«" eg "psykiateren skriver, at tilstanden har varet siden 2019",
        /// Why there are special social problems, or are not.
        social_problems: optional BecauseClause = "Hvorfor der er (eller ikke er) særlige sociale problemer. I brevet: »Vi vurderer, at du har særlige sociale problemer, fordi ….«" eg "du har mistet din bolig og dit netværk",
        /// With `met: false`: whether the reduction is significant all the same.
        significant_met: flag bool = "Ved met: false. Er nedsættelsen alligevel betydelig?",
        /// With `met: false`: whether the reduction is lasting all the same.
        lasting_met: flag bool = "Ved met: false. Er nedsættelsen alligevel varig?",
        /// Facts by id.
        rests_on: list FactId = "Oplysninger, som vurderingen bygger på: id fra facts." eg "[psykiater]",
    }
}

choice! {
    /// What the treatment is for.
    pub enum Aim {
        /// Bevare.
        Maintain = "maintain" "bevare",
        /// Forbedre.
        Improve = "improve" "forbedre",
    }
}

record! {
    /// Necessity.
    pub struct Necessity {
        /// Whether the treatment is necessary.
        met: optional Met = "Er behandlingen nødvendig?" eg "true",
        /// To maintain or improve.
        aim: list Aim = "Skal behandlingen bevare eller forbedre funktionerne?" eg "[maintain, improve]",
        /// Which functions.
        functions: list Function = "Hvilke funktioner behandlingen gælder." eg "[psychological]",
        /// Why.
        because: optional BecauseClause = "Hvorfor den er (eller ikke er) nødvendig." eg "du uden behandling ikke kommer ud af din bolig",
        /// Facts by id.
        rests_on: list FactId = "Oplysninger, som vurderingen bygger på: id fra facts." eg "[psykiater]",
    }
}

record! {
    /// Other legislation.
    pub struct OtherLegislation {
        /// Whether the treatment can be had under it: `true` decides a refusal.
        obtainable_elsewhere: optional Met = "Kan behandlingen fås efter anden lovgivning? Et ja (true) fører til afslag." eg "false",
        /// The offers that were considered.
        considered: list Offer = "Tilbud efter anden lovgivning, som I har set på.",
    }
}

choice! {
    /// How far an offer covers the need.
    pub enum Covers {
        /// Fully.
        Fully = "fully" "hele behovet",
        /// Partly.
        Partly = "partly" "en del af behovet",
        /// Not at all.
        Not = "not" "intet af behovet",
    }
}

record! {
    /// An offer under another act.
    pub struct Offer {
        /// What it is.
        offer: optional Phrase = "Tilbuddet. I brevet: »Vi har set på … efter sundhedslovens § 74.«" eg "psykologforløb i den regionale psykiatri",
        /// The act: a name in `templates/law/acts`.
        act: optional Phrase = "Loven, tilbuddet gives efter, med småt. Aldrig serviceloven." eg "sundhedsloven",
        /// The section, as in `§ 74`.
        section: optional Label = "Paragraffen i anførselstegn." eg r#""§ 74""#,
        /// How far it covers the need.
        covers: optional Covers = "Hvor meget af behovet tilbuddet dækker. Ved fully og partly: skriv også starts, dagen borgeren kan begynde." eg "fully",
        /// Why it does, or does not.
        because: optional BecauseClause = "Hvorfor det dækker eller ikke dækker. I brevet: »Tilbuddet dækker dit behov, fordi ….«" eg "forløbet er for voksne med autisme og angst",
        /// The fact that it is known from.
        fact: optional FactId = "Oplysningen, I ved det fra: id fra facts." eg "klinik",
        /// When it can begin.
        starts: optional DayOrMonth = "Hvornår borgeren kan begynde. Kendes dagen ikke, så skriv waiting i stedet. I brevet: »Du kan begynde den ….«" eg "2026-12-07",
        /// How long the wait is.
        waiting: optional Phrase = "I stedet for starts: hvor lang ventetiden er. I brevet: »Ventetiden er ….«" eg "cirka fire uger",
        /// How the citizen begins.
        how_to_start: optional AtClause = "Hvordan borgeren kommer i gang. I brevet: »Du kommer i gang ved, at ….«" eg "du beder din læge om en henvisning",
    }
}

record! {
    /// A discretionary reason.
    pub struct Discretion {
        /// The reason.
        because: optional BecauseClause = "Den skønsmæssige grund. I brevet: »Vi giver dig ikke behandlingen, fordi ….«" eg "et kortere forløb kan give dig det samme",
        /// Facts by id.
        rests_on: list FactId = "Oplysninger, som skønnet bygger på: id fra facts." eg "[psykiater]",
    }
}

record! {
    /// Support under § 85.
    pub struct Section85 {
        /// What the citizen gets today.
        current: optional Phrase = "Støtten, borgeren får i dag. I brevet: »Du får i dag … efter servicelovens § 85.«" eg "støtte 4 timer om ugen til indkøb",
        /// Why the treatment is something else.
        differs_because: optional BecauseClause = "Hvorfor behandlingen er noget andet. I brevet: »Vi har vurderet behandlingen for sig, fordi ….«" eg "støtten ikke er behandling",
    }
}

record! {
    /// Other help.
    pub struct OtherHelp {
        /// What was considered.
        considered: list HelpOffer = "Anden hjælp, I har set på.",
        /// What came of it.
        outcome: optional Sentences = "Hvad der kom ud af det. Uden den står intet af other_help i brevet." eg "Du har sagt nej til en kontaktperson.",
    }
}

record! {
    /// Other help that was considered; may be under serviceloven too.
    pub struct HelpOffer {
        /// What it is.
        offer: optional Phrase = "Hjælpen. I brevet: »Vi har også set på anden hjælp til dig: ….«" eg "kontaktperson",
        /// The act.
        act: optional Phrase = "Loven, hjælpen gives efter, med småt." eg "serviceloven",
        /// The section.
        section: optional Label = "Paragraffen i anførselstegn." eg r#""§ 99""#,
    }
}

record! {
    /// The municipality's guiding standard.
    pub struct ServiceLevel {
        /// Its name, or what it says.
        standard: optional Phrase = "Kommunens vejledende standard: dens navn, eller hvad den siger. Har kommunen mappen standards/, skal ordene stå i en standard, der gælder. I brevet: »Kommunen har en vejledende standard: ….«" eg "et forløb på cirka 12 samtaler",
        /// Whether it is departed from.
        departs: optional bool = "Har I fraveget standarden?" eg "true",
        /// Why, or why not.
        because: optional BecauseClause = "Hvorfor, eller hvorfor ikke. I brevet: »Vi har fraveget standarden for dig, fordi ….«" eg "det tager dig måneder at blive tryg",
        /// Facts by id.
        rests_on: list FactId = "Oplysninger, som det bygger på: id fra facts." eg "[psykiater]",
    }
}

choice! {
    /// What `reasoning` can already say.
    pub enum Covered {
        /// The facts.
        Facts = "facts" "oplysningerne",
        /// The target group.
        TargetGroup = "target_group" "målgruppen",
        /// Necessity.
        Necessity = "necessity" "nødvendigheden",
        /// Other legislation.
        OtherLegislation = "other_legislation" "anden lovgivning",
        /// The discretion.
        Discretion = "discretion" "skønnet",
        /// The citizen's view.
        CitizenView = "citizen_view" "borgerens syn",
        /// The hearing.
        Hearing = "hearing" "partshøringen",
        /// The follow-up: goals, then and now.
        FollowUp = "follow_up" "opfølgningen: mål, før og nu",
    }
}

record! {
    /// What is granted.
    pub struct Grant {
        /// Each part.
        parts: list GrantPart = "Hver del, borgeren får.",
        /// The aim.
        aim: optional AtClause = "Målet med hjælpen. I brevet: »Målet er, at ….«" eg "du igen kan handle ind alene",
        /// Conditions (vilkår).
        conditions: list GrantCondition = "Vilkår for bevillingen. Er der ingen, så skriv [].",
        /// When the provider makes contact at the latest.
        contact_by: optional Date = "Den sidste dag, hvor udføreren kontakter borgeren." eg "2026-11-30",
        /// When it is followed up.
        follow_up: optional Date = "Hvornår I senest følger op sammen med borgeren." eg "2027-04-14",
        /// The action plan (handleplan, SEL § 141).
        action_plan: optional ActionPlan = "Handleplanen efter servicelovens § 141." eg "offered",
        /// Why none is offered.
        action_plan_because: optional BecauseClause = "Kun ved not_required: hvorfor. I brevet: »Vi tilbyder ikke en handleplan, fordi ….«" eg "forløbet kun varer tre uger",
    }
}

record! {
    /// One part of a grant.
    pub struct GrantPart {
        /// The part of the application, or `original`.
        of: optional Key = "Delen af ansøgningen: dens id. Ved opfølgning uden ansøgning: original." eg "samtaler",
        /// The survey's category.
        measure: optional Measure = "Hvad det er for en behandling." eg "psychologist",
        /// What it is, when `measure` is `other`.
        measure_other: optional Phrase = "Hvad det er, når measure er other. Står ikke i brevet." eg "rideterapi",
        /// In words, without the amount and the provider.
        wording: optional Phrase = "Hvad borgeren får, uden antal og sted. I brevet: »Du får … hos …«." eg "samtaler hos en autoriseret psykolog",
        /// How much.
        amount: optional Amount = "Hvor meget." eg "{count: 20, unit: samtaler}",
        /// At whom.
        provider: optional Label = "Hos hvem." eg "Klinikken Prøvestad",
        /// Why at them.
        provider_because: optional BecauseClause = "Hvorfor netop dér. I brevet: »Vi har valgt …, fordi ….«" eg "klinikken har erfaring med autisme",
        /// Where and how.
        setting: optional Phrase = "Hvor og hvordan. I brevet: »Behandlingen foregår ….«" eg "hjemme hos dig",
        /// From and to.
        period: optional Period = "Fra og til, eller fra og open_ended: true." eg "{from: 2026-12-01, to: 2027-11-30}",
        /// What the citizen pays.
        payment: optional Payment = "Hvad borgeren betaler." eg "none",
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
        amount: optional Number = "Beløbet i kroner, uden »kr.«." eg r#""250,00""#,
        /// For what: `pr. gang`, `i alt`.
        per: optional Phrase = "For hvad: pr. gang eller i alt." eg "pr. gang",
        /// Its legal basis.
        basis: optional Phrase = "Hjemlen til at tage betaling. I brevet: »Det følger af ….«" eg "kommunens takster for 2026",
        /// Who approved it.
        approved_by: optional Label = "Hvem der har godkendt det." eg "Afdelingsleder Prøve Ledersen",
    }
}

impl Payment {
    /// The word for nothing.
    pub const NOTHING: WordDoc = WordDoc { word: "none", meaning: "borgeren betaler ikke noget" };
}

impl FromNode for Payment {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        match node.value {
            Value::Map(_) => Charge::from_node(node, path, reading).map(Self::Charge),
            _ => reading.choice(node, path, &[Self::NOTHING]).map(|_| Self::None),
        }
    }
}

record! {
    /// A condition of a grant (vilkår).
    pub struct GrantCondition {
        /// What it demands.
        text: optional Sentences = "Hvad vilkåret kræver." eg "Du skal møde op til de aftalte tider.",
        /// Its legal basis.
        basis: optional Phrase = "Hjemlen til vilkåret. I brevet: »Det følger af ….«" eg "servicelovens § 102",
    }
}

choice! {
    /// The action plan (handleplan).
    pub enum ActionPlan {
        /// Offered in this letter.
        Offered = "offered" "tilbydes i dette brev",
        /// The citizen has said no.
        Declined = "declined" "borgeren har sagt nej",
        /// There is one.
        Exists = "exists" "der er en",
        /// Not required; `action_plan_because` says why.
        NotRequired = "not_required" "kræves ikke; skriv hvorfor i action_plan_because",
    }
}

record! {
    /// A part that is refused while something is granted.
    pub struct NotGranted {
        /// The part of the application, or `original`.
        part: optional Key = "Delen af ansøgningen: dens id. Ved opfølgning uden ansøgning: original." eg "samtaler",
        /// What is refused.
        what: optional Phrase = "Det, borgeren ikke får. I brevet: »Vi giver dig ikke ….«" eg "ergoterapi til højre hånd",
        /// The condition that decided.
        condition: optional Ground = "Hvilken betingelse der afgjorde det." eg "other_legislation",
        /// Why.
        because: optional BecauseClause = "Hvorfor. I brevet: »Vi giver dig ikke …, fordi ….«" eg "du får håndtræning på genoptræningscentret",
        /// Facts by id.
        rests_on: list FactId = "Oplysninger, som det bygger på: id fra facts." eg "[psykiater]",
    }
}

record! {
    /// A follow-up.
    pub struct FollowUp {
        /// The day it was held.
        held: optional Date = "Dagen, I fulgte op. I brevet: »Vi har fulgt op på hjælpen sammen med dig den ….«" eg "2026-10-07",
        /// Whether the citizen took part.
        citizen_took_part: optional bool = "Var borgeren med?" eg "true",
        /// Why not.
        citizen_took_part_because: optional BecauseClause = "Kun ved false: hvorfor borgeren ikke var med. I brevet: »Du var ikke med, fordi ….«" eg "du var indlagt",
        /// The citizen's view, where there is no application to hold it.
        citizen_view: optional CitizenView = "Borgerens syn på hjælpen, når der ingen ansøgning er.",
        /// The help as it was granted.
        original: optional OriginalGrant = "Hjælpen, som den blev givet.",
        /// What comes of it.
        outcome: optional Outcome = "Hvad der kommer ud af opfølgningen." eg "continue",
        /// FFB: the status of the measure (status på indsats).
        ffb_status: optional FfbStatus = "FFB: status på indsatsen. Skal passe til outcome." eg "continue",
        /// The goals, and how far they are met.
        goals: list Goal = "Hvert mål med hjælpen, og hvor langt det er nået.",
        /// The state when the help was given.
        then: optional Sentences = "Sådan var det, da borgeren fik hjælpen." eg "Da du fik hjælpen, kunne du ikke gå ud alene.",
        /// The state now.
        now: optional Sentences = "Sådan er det nu." eg "Nu går du selv til købmanden.",
        /// Facts by id.
        rests_on: list FactId = "Oplysninger, som det bygger på: id fra facts." eg "[psykiater]",
        /// Last day of today's help.
        last_day: optional Date = "Sidste dag med den nuværende hjælp. I brevet: »Hjælpen stopper den ….«" eg "2026-12-31",
        /// Why that day.
        last_day_because: optional BecauseClause = "Hvorfor den dag. Kræves, når varslet er kort. I brevet: »Hjælpen stopper den dag, fordi ….«" eg "du så kan nå de sidste samtaler",
        /// Whether an extension was applied for.
        extension_applied_for: flag bool = "Har borgeren søgt om at få hjælpen forlænget?",
    }
}

record! {
    /// The help that is followed up.
    pub struct OriginalGrant {
        /// When it was granted.
        decided: optional Date = "Dagen, hjælpen blev givet. I brevet: »Den … gav vi dig ….«" eg "2025-12-15",
        /// In words, without the amount.
        wording: optional Phrase = "Hjælpen, uden antallet." eg "psykologsamtaler",
        /// From.
        from: optional DayOrMonth = "Hvornår hjælpen begyndte." eg "2026-01-05",
        /// To.
        to: optional Date = "Hvornår den skulle slutte." eg "2026-12-18",
        /// How much.
        amount: optional Amount = "Hvor meget." eg "{count: 25, unit: psykologsamtaler}",
        /// How much of it was used.
        used: optional Number = "Hvor meget borgeren har brugt." eg "21",
    }
}

choice! {
    /// What comes of a follow-up.
    pub enum Outcome {
        /// The help goes on.
        Continue = "continue" "hjælpen fortsætter",
        /// It is changed.
        Change = "change" "hjælpen ændres",
        /// It ends.
        End = "end" "hjælpen stopper",
    }
}

choice! {
    /// FFB's follow-up status.
    pub enum FfbStatus {
        /// Fortsættelse.
        Continue = "continue" "fortsættelse",
        /// Afslutning, visiter til ny.
        EndAndNew = "end_and_new" "afslutning, visiter til ny",
        /// Afslutning.
        End = "end" "afslutning",
    }
}

record! {
    /// A goal of the help.
    pub struct Goal {
        /// What it was.
        goal: optional AtClause = "Målet. I brevet: »Målet var, at ….«" eg "du kan gå i skole hver uge",
        /// How far it is met.
        met: optional GoalMet = "Hvor langt målet er nået." eg "partly",
        /// Why.
        because: optional BecauseClause = "Hvorfor. I brevet: »Det mål er delvist nået, fordi ….«" eg "du har været i skole tre dage om ugen",
    }
}

choice! {
    /// How far a goal is met.
    pub enum GoalMet {
        /// Fully.
        Fully = "fully" "helt nået",
        /// Partly.
        Partly = "partly" "delvist nået",
        /// Not.
        Not = "not" "ikke nået",
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
                let (text, plain) = reading.scalar(node, path, &wanted)?;
                let value = if plain { schema::scalar(text) } else { text.into() };
                if is_name(text) && (value.is_string() || value.is_i64()) {
                    return Some(Self(text.to_owned()));
                }
                let fault = fault::wrong_shape(path, node.place.clone(), &wanted);
                let several = text.contains(';') && path.ends_with(']');
                reading.fault(if several {
                    let typed = text.replace(';', ",");
                    fault.with_detail(Bilingual::new(
                        format!("Skriv komma mellem dem: `[{typed}]`."),
                        format!("Put commas between them: `[{typed}]`."),
                    ))
                } else {
                    fault
                });
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
