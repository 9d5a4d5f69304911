//! A finished letter by hand, for the tests of the rules over letters: a sample case, and the words of the model
//! phrases in the parts where they stand.

use include_dir::{Dir, include_dir};

use crate::case::record::{CaseRecord, Channel, Decision, Ground, Outcome, Weight};
use crate::case::{CaseFile, read};
use crate::check::rule::{Check, LetterContext, Reporter, Rule};
use crate::check::{Body, WordingRules, check_letter};
use crate::config::Config;
use crate::danish;
use crate::diagnostic::{Findings, Lang};
use crate::law::{Deadline, Law, Provision};
use crate::letter::{LetterText, Part, PartText, Recipient};
use crate::pack::Pack;

static CASES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/cases");

/// The names of all sample cases.
pub(super) fn samples() -> impl Iterator<Item = String> {
    CASES.files().filter_map(|file| Some(file.path().file_stem()?.to_string_lossy().into_owned()))
}

/// One letter on the desk.
pub(super) struct Desk {
    law: Law,
    config: Config,
    record: CaseRecord,
    channel: Channel,
    pieces: Vec<Piece>,
    title: String,
    file_stem: String,
    window: String,
    recipient: Recipient,
}

struct Piece {
    heading: Option<&'static str>,
    part: Part,
    text: String,
}

impl Desk {
    /// The letter of a sample case, to the citizen.
    pub(super) fn new(sample: &str) -> Self {
        let path = format!("{sample}.yaml");
        let bytes = CASES.get_file(&path).unwrap().contents().to_vec();
        let record = read::read(&CaseFile::from_bytes(path.as_ref(), path.clone(), bytes)).record.unwrap();
        let mut desk = Self {
            law: Law::load(&Pack::built_in()).unwrap(),
            config: Config::parse(include_str!("../../../begrund.yaml")).unwrap(),
            channel: record.channel.unwrap(),
            file_stem: format!("{}_citizen", record.case.as_ref().unwrap().file_stem()),
            title: "Svar på din ansøgning".to_owned(),
            window: String::new(),
            pieces: Vec::new(),
            recipient: Recipient::Citizen,
            record,
        };
        desk.write();
        desk
    }

    /// The same letter with the text of a part put there.
    pub(super) fn with(mut self, part: Part, text: &str) -> Self {
        if let Some(piece) = self.pieces.iter_mut().find(|piece| piece.part == part) {
            text.clone_into(&mut piece.text);
        } else {
            let at = self.pieces.partition_point(|piece| piece.part < part);
            self.pieces.insert(at, Piece { heading: None, part, text: text.to_owned() });
        }
        self
    }

    /// The same letter without a part, its heading too.
    pub(super) fn without(mut self, part: Part) -> Self {
        self.pieces.retain(|piece| piece.part != part);
        self
    }

    /// The same letter with some words of a part exchanged.
    #[track_caller]
    pub(super) fn replace(mut self, part: Part, from: &str, to: &str) -> Self {
        let piece = self.pieces.iter_mut().find(|piece| piece.part == part).unwrap();
        assert!(piece.text.contains(from), "{} lacks {from}", piece.text);
        piece.text = piece.text.replace(from, to);
        self
    }

    /// The same letter to somebody else.
    pub(super) fn to(mut self, recipient: Recipient) -> Self {
        self.recipient = recipient;
        self
    }

    /// The same letter of a citizen whose address is protected.
    pub(super) fn protected(mut self) -> Self {
        self.record.citizen.as_mut().unwrap().protected_address = true;
        self
    }

    /// The same letter with another title.
    pub(super) fn titled(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// The same letter with a text where the window is.
    pub(super) fn shown(mut self, text: &str) -> Self {
        text.clone_into(&mut self.window);
        self
    }

    /// The same letter under another file name.
    pub(super) fn filed_as(mut self, file_stem: &str) -> Self {
        file_stem.clone_into(&mut self.file_stem);
        self
    }

    /// What a rule finds: severity and part.
    pub(super) fn findings(&self, rule: &Rule) -> Vec<String> {
        let (Check::Letter(check) | Check::RecordAndLetter(_, check)) = rule.check else {
            panic!("{} is no rule over letters", rule.code)
        };
        self.look(|context| {
            let mut findings = Findings::default();
            check(context, &mut Reporter::new(rule.code, rule.severity, &mut findings));
            findings.iter().map(|found| format!("{} {}", found.severity.word(Lang::Da), found.path)).collect()
        })
    }

    /// The codes that all rules over letters find.
    pub(super) fn codes(&self) -> Vec<String> {
        let wording = WordingRules::load(&Pack::built_in()).unwrap();
        self.look(|context| {
            check_letter(context, &wording, context.config)
                .iter()
                .map(|found| format!("{} {}", found.code, found.path))
                .collect()
        })
    }

    fn look<T>(&self, look: impl FnOnce(&LetterContext<'_>) -> T) -> T {
        let letter = self.letter();
        let dispatch = self.record.dispatch.unwrap();
        look(&LetterContext {
            record: &self.record,
            letter: &letter,
            recipient: self.recipient,
            channel: self.channel,
            dispatch,
            deadline: self.deadline(),
            law: &self.law,
            provision: self.provision(),
            config: &self.config,
            title: &self.title,
            file_stem: &self.file_stem,
            body: Body::default(),
        })
    }

    fn provision(&self) -> &Provision {
        self.law.provision("sel-102").unwrap()
    }

    fn deadline(&self) -> Deadline {
        self.law.deadline(self.record.dispatch.unwrap())
    }

    fn letter(&self) -> LetterText {
        let mut letter = LetterText { pages: 1, window: self.window.clone(), ..LetterText::default() };
        for Piece { heading, part, text } in &self.pieces {
            for line in heading.iter().copied().chain([text.as_str()]) {
                letter.whole.push_str(line);
                letter.whole.push('\n');
            }
            letter.headings.extend(heading.iter().map(|heading| (*heading).to_owned()));
            letter.parts.push(PartText { part: *part, text: text.clone(), page: 1 });
        }
        letter
    }

    fn write(&mut self) {
        let record = self.record.clone();
        // What is read back has no-break spaces as spaces.
        let add = |desk: &mut Self, heading, part, text: String| {
            desk.pieces.push(Piece { heading, part, text: text.replace('\u{a0}', " ") });
        };
        let citizen = record.citizen.as_ref().unwrap();
        add(self, None, Part::Sender, "Prøvestad Kommune\nRådhuspladsen 1\n9999 Prøveby".to_owned());
        let name: &str = citizen.name.as_ref().unwrap();
        add(self, None, Part::Recipient, format!("{name}\nPrøvevej 1\n9999 Prøveby"));
        add(
            self,
            Some("Svar om behandling"),
            Part::Opening,
            "Du søgte om behandling. Her er vores svar.".to_owned(),
        );
        add(self, None, Part::Result, self.result());
        if !record.not_granted.is_empty() {
            let refused = record.not_granted.iter().map(|refused| {
                format!(
                    "Vi giver dig ikke {}, fordi {}.",
                    &**refused.what.as_ref().unwrap(),
                    &**refused.because.as_ref().unwrap()
                )
            });
            add(self, Some("Det, du ikke får"), Part::NotGranted, refused.collect::<Vec<_>>().join("\n"));
        }
        let act = self.law.act("serviceloven").unwrap();
        let cited = act.consolidation(record.decided.unwrap()).unwrap().cited();
        let rule = format!(
            "Vi har afgjort sagen efter § 102 i lov om social service ({cited} som ændret senere). Du kan læse reglen sidst i brevet."
        );
        add(self, Some("Reglen"), Part::Rule, rule);
        let assessment = record.assessment.as_ref();
        let weighed = assessment.into_iter().flat_map(|assessment| &assessment.considerations);
        let weighed: Vec<String> =
            weighed.map(|weighed| format!("Vi har lagt mest vægt på, at {}.", &**weighed)).collect();
        if !weighed.is_empty() {
            add(self, Some("Det har vi lagt mest vægt på"), Part::Considerations, weighed.join("\n"));
        }
        let against = record.facts.iter().filter(|fact| fact.weight() == Weight::Against).map(|fact| {
            let text = |words: Option<&str>| words.unwrap_or_default().to_owned();
            format!(
                "Det fremgår også, at {}. Det afgjorde ikke sagen, fordi {}.",
                text(fact.says.as_deref()),
                text(fact.because.as_deref())
            )
        });
        let against = against.collect::<Vec<_>>().join("\n");
        if !against.is_empty() {
            add(self, Some("Oplysningerne i din sag"), Part::Facts, against);
        }
        let other_help = "Du kan måske få hjælp på andre måder. Vi har tænkt på en kontaktperson efter servicelovens § 99. Vi hjælper dig gerne med at søge.";
        add(self, Some("Anden hjælp"), Part::OtherHelp, other_help.to_owned());
        if record.grant.is_some() {
            let duty = "Fortæl os det, hvis noget ændrer sig og kan betyde noget for hjælpen. Det kan være, at du flytter, bliver indlagt, stopper i behandlingen eller får samme behandling et andet sted.";
            add(self, None, Part::Duty, duty.to_owned());
        }
        add(self, Some("Sådan klager du"), Part::Appeal, self.appeal());
        let rights = "Du kan få en anden til at hjælpe dig eller tale din sag. Giver du en anden lov til at klage for dig, beder vi om en fuldmagt. Den kan sendes bagefter.\nDu har ret til at se papirerne i din sag. Skriv eller ring til os, hvis du vil se dem.\nVi har fået og gemt oplysninger om dig for at kunne behandle din sag. Du kan læse om dine rettigheder på www.proevestad.example/privatliv.";
        add(self, Some("Dine rettigheder"), Part::Rights, rights.to_owned());
        let caseworker = record.caseworker.as_ref().unwrap();
        let text = |label: &Option<crate::case::slot::Label>| label.as_ref().unwrap().to_string();
        let signature = format!(
            "Venlig hilsen\n{}, {}, {}, Prøvestad Kommune. Telefon {}. Skriv til os i Digital Post, når du skriver om din sag. Send ikke private oplysninger i en almindelig mail.",
            text(&caseworker.name),
            text(&caseworker.title),
            text(&caseworker.unit),
            text(&caseworker.phone)
        );
        add(self, None, Part::Signature, signature);
        let quote = self.provision().quote(record.decided.unwrap()).unwrap().to_owned();
        add(self, Some("§ 102 i lov om social service"), Part::LawQuote, quote);
    }

    fn result(&self) -> String {
        let record = &self.record;
        let help = match (record.decision.unwrap(), record.outcome()) {
            (Decision::Grant, _) => "Vi har besluttet, at du får behandlingen",
            (Decision::PartialGrant, _) => {
                "Vi har besluttet, at du får en del af behandlingen. Længere nede kan du læse, hvorfor vi ikke giver dig det hele"
            }
            (Decision::Refusal, _) => "Vi har besluttet, at du ikke kan få behandlingen",
            (_, Some(Outcome::End)) => "Vi har besluttet, at hjælpen stopper",
            (_, Some(Outcome::Change)) => "Vi har besluttet, at hjælpen bliver ændret",
            (_, _) => "Hjælpen virker stadig efter hensigten, og du får den derfor",
        };
        let assessment = record.assessment.as_ref().unwrap();
        let conditions = &self.provision().conditions;
        let why = assessment.deciding.iter().map(|ground| match ground {
            Ground::TargetGroup => conditions.target_group.decided.clone(),
            Ground::Necessity => {
                format!(
                    "{} bevare eller forbedre dine funktioner",
                    conditions.necessity.as_ref().unwrap().decided
                )
            }
            Ground::OtherLegislation => conditions.other_legislation.as_ref().unwrap().decided.clone(),
            Ground::Discretion => {
                assessment.discretion.as_ref().unwrap().because.as_ref().unwrap().to_string()
            }
        });
        let why: Vec<String> = why.collect();
        if why.is_empty() { format!("{help}.") } else { format!("{help}, fordi {}.", danish::list(&why)) }
    }

    /// F-38 to F-44 and F-47.
    fn appeal(&self) -> String {
        let Deadline { last_day, moved } = self.deadline();
        let weeks = if moved { "mindst 4 uger" } else { "4 uger" };
        let deadline = match self.channel {
            Channel::DigitalPost => format!(
                "Vi skal have din klage senest {} den {}. Det er {weeks} fra den dag, du fik brevet i Digital Post.",
                danish::weekday(last_day),
                danish::date(last_day)
            ),
            Channel::Paper | Channel::Email => {
                "Vi skal have din klage senest 4 uger efter den dag, du fik dette brev.".to_owned()
            }
        };
        format!(
            "Du kan klage, hvis du er uenig.\n{deadline}\nSend klagen til os, ikke til Ankestyrelsen. Du kan skrive i \
             Digital Post, sende et brev til Prøvestad Kommune, Myndighed Voksne, Rådhuspladsen 1, 9999 Prøveby eller ringe til 99 99 99 99. \
             Skriv gerne, hvad du er uenig i, men du behøver ikke at give en grund. Det koster ikke noget at klage.\n\
             Når vi får din klage, ser vi på sagen igen. Det gør vi inden 4 uger. Giver vi dig ikke fuldt ud ret, sender \
             vi klagen og sagens papirer videre til Ankestyrelsen. Så får du besked.\n\
             Ankestyrelsen ser på, om vi har fulgt reglerne. Ankestyrelsen kan give os ret, ændre afgørelsen eller bede \
             os om at se på sagen igen.\nAfgørelsen gælder, selv om du klager.\n\
             Ring til os, hvis du har brug for hjælp til at klage eller til at forstå brevet."
        )
    }
}

#[test]
fn the_letter_of_every_sample_case_breaks_no_rule() {
    for sample in samples() {
        assert_eq!(Desk::new(&sample).codes(), [""; 0], "{sample}");
    }
}

#[test]
fn another_municipality_may_say_it_in_its_own_words() {
    let own = "Er du uenig i afgørelsen, kan du klage. Du skal klage inden 4 uger fra den dag, du har modtaget afgørelsen, \
               det vil sige senest mandag den 21. december 2026. Klagen skal sendes til Prøvestad Kommune. Du kan klage \
               skriftligt eller mundtligt. Brug Digital Post, ring på 99999999, eller send et brev til Prøvestad Kommune, \
               Myndighed Voksne, Rådhuspladsen 1, 9999 Prøveby. Vi vurderer sagen igen. Kommunen har 4 uger til det. Får \
               du ikke medhold, bliver klagen sendt videre til Ankestyrelsen, som tager stilling til, om loven er fulgt. \
               En klage har ikke opsættende virkning.";
    for sample in ["refusal-psychologist", "follow-up-continue-application"] {
        assert_eq!(Desk::new(sample).with(Part::Appeal, own).codes(), [""; 0], "{sample}");
    }
}

#[test]
fn what_is_wrong_is_found_by_its_code() {
    let letter = Desk::new("refusal-psychologist")
        .with(Part::Rule, "UDKAST: Vi har afgjort sagen efter § 102, stk. 2, i serviceloven (LBK nr. 1089 af 22. september 2025).")
        .with(Part::Next, "Du sÃ¸gte om behandling. Hjælpen stopper med 14 ugers varsel.")
        .with(Part::Appeal, "Du skal klage skriftligt. Send klagen til Ankestyrelsen senest tirsdag den 22. december 2026. Det Sociale Nævn afgør klagen. Over serviceniveauet er der ikke klageadgang.")
        .with(Part::Payment, "Du har ret til behandling efter barnets lov.");
    let found = letter.codes();
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(
        found,
        [
            "LOV-02 letter",
            "LOV-04 letter",
            "FRI-01 letter:appeal",
            "KLG-03 letter:appeal",
            "KLG-04 letter:appeal",
            "KLG-05 letter:appeal",
            "KLG-05 letter:appeal",
            "KLG-05 letter:appeal",
            "KLG-05 letter:appeal",
            "KLG-08 letter:appeal",
            "KLG-10 letter:appeal",
            "LOV-07 letter:appeal",
            "OPF-05 letter:next",
            "TEK-02 letter:next",
            "LOV-08 letter:payment",
            "FOR-05 letter:rule",
            "KLG-06 letter:appeal",
            "KLG-09 letter:appeal",
        ]
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(120))]

    /// Whatever stands in a part, the rules over letters come to an end and say the same twice.
    #[test]
    fn no_rule_over_letters_breaks_on_any_text(
        which in 0_usize..1000,
        part in 0_usize..3,
        text in "([a-zæøå ]{1,9}|§ ?[0-9]{1,4}|[0-9]{1,2}\\. (maj|juni) 2026|[0-9]{6}-?[0-9]{4}|klage|uger|stk\\. 2|[.?!»«\"\n]|\\PC){0,120}",
    ) {
        let samples: Vec<String> = samples().collect();
        let part = [Part::Appeal, Part::Rule, Part::Result][part];
        let desk = Desk::new(&samples[which % samples.len()]).with(part, &text);
        proptest::prop_assert_eq!(desk.codes(), desk.codes());
    }
}
