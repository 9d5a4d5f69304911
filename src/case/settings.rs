//! `begrund.yaml` as it is written: declared, described and read like a record, so that every fault comes at once with its place.
//! What it means, and what cannot be meant, is for `config` to say.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::{Schema, SchemaGenerator, json_schema};

use super::describe::Described;
use super::fault::{self, Fault};
use super::read::{CaseFile, FromNode, Reading, choice, number_meant, record};
use super::schema;
use super::tree::{Node, Value};
use crate::diagnostic::{Bilingual, Place};

record! {
    /// A municipality's settings.
    pub struct Settings {
        /// Whether this is a workspace for trials.
        test: flag bool = "Prøvemappe: her må CPR-numre være opdigtede (dagen + 60), og datoer må ligge efter den dag, loven er kontrolleret til.",
        /// Whether the records were invented in great number.
        load: flag bool = "Sagerne er lavet i stort antal som prøve: ens begrundelser holder intet brev tilbage, og intet kan sendes. Kun med test: true.",
        /// The municipality.
        municipality: required Municipality = "Kommunen, som den står i brevet.",
        /// Where a complaint is sent.
        appeal: optional AppealContact = "Hvor en klage skal sendes hen. Uden denne nøgle bruges kommunens egen adresse og telefon.",
        /// Which channels are open.
        channels: optional Channels = "De veje, der er åbne ud over Digital Post og papir.",
        /// Weeks from application to decision, by provision.
        processing_weeks: optional Weeks = "Kommunens egen frist i uger fra ansøgning til afgørelse (retssikkerhedslovens § 3, stk. 2)." eg "{sel-102: 10}",
        /// Least days from the letter to a change or an end of help.
        notice_days: optional Count<0, 365> = "Det mindste antal dage fra brevet til hjælp bliver ændret eller stopper." eg "28" or "28",
        /// Confirmations that the law was looked up anew.
        law_confirmations: list LawConfirmation = "En navngiven persons bekræftelse af, at loven er slået op igen. Gælder højst seks måneder.",
        /// Severities that are raised or lowered.
        rules: list RuleChange = "Regler, der gælder strengere eller mildere her, med grund og navn.",
        /// The folder that is laid over the built-in pack.
        pack: optional Line = "Mappen med kommunens egne skabeloner, som lægges oven på de indbyggede, fil for fil." eg "skabeloner",
        /// The folder of a dictionary.
        spelling: optional Line = "Mappen med en Hunspell-ordbog (én .aff og én .dic)." eg "ordbog",
        /// Where the address stands.
        address_window: optional AddressWindow = "Adressefeltet i millimeter fra papirets øverste venstre hjørne.",
        /// The most pages that a letter may have.
        pages_max: optional Count<1, 100> = "Det højeste antal sider i et brev." eg "8" or "8",
        /// Who may read what a run leaves.
        access: optional Access = "Hvem der må læse og skrive i mappen out/. Uden denne nøgle er det kun den bruger, der kørte begrund.",
        /// Who approves letters.
        approval: optional Approval = "Hvem der må godkende breve, og hvilke breve de skal åbne.",
        /// Limits of delivery.
        delivery: optional Delivery = "Grænser for afsendelse.",
        /// The relay that takes e-mail.
        email: optional Email = "Mailserveren (forbindelsen er altid krypteret), og hvad der må sendes gennem den.",
        /// Digital Post.
        digital_post: optional DigitalPost = "Digital Post: brevene bliver lagt som MeMo-filer, som kommunens egen afsender henter.",
        /// Paper.
        paper: optional Paper = "Papir: brevene bliver lagt i en mappe for hver dag med en liste, som udskrifterne kan kontrolleres efter.",
    }
}

record! {
    /// The municipality.
    pub struct Municipality {
        /// Its name.
        name: required Line = "Kommunens navn, som det står øverst i brevet." eg "Prøvestad Kommune",
        /// Its address, line by line.
        address: required Vec<Line> = "Kommunens adresse, linje for linje." eg "[\"Rådhuspladsen 1\", \"9999 Prøveby\"]",
        /// Its telephone.
        phone: required Line = "Kommunens hovednummer, i anførselstegn." eg "\"99 99 99 99\"",
        /// Its website.
        website: required Line = "Kommunens hjemmeside." eg "www.proevestad.example",
        /// Its CVR number.
        cvr: optional Line = "Kommunens CVR-nummer, i anførselstegn." eg "\"99999999\"",
        /// Where the citizen can read about their data.
        privacy: required Line = "Siden, hvor borgeren kan læse om behandlingen af sine oplysninger." eg "www.proevestad.example/privatliv",
        /// The colour of headings and rules.
        colour: optional Line = "Farven på overskrifter og streger. Den skal kunne læses på hvidt (kontrast mindst 4,5:1)." eg "\"#1d4f5c\"" or "#1d4f5c",
        /// The logo.
        logo: optional Logo = "Kommunens logo.",
    }
}

record! {
    /// A logo.
    pub struct Logo {
        /// The file.
        file: required Line = "Filen (PNG, JPEG eller SVG), ved siden af begrund.yaml." eg "logo.svg",
        /// What it shows.
        alt: required Line = "De ord, der læses op for den, der ikke kan se det." eg "Prøvestad Kommunes byvåben",
    }
}

record! {
    /// Where a complaint is sent.
    pub struct AppealContact {
        /// The postal address, line by line.
        address: required Vec<Line> = "Adressen, linje for linje." eg "[\"Prøvestad Kommune, Myndighed Voksne\", \"Rådhuspladsen 1\", \"9999 Prøveby\"]",
        /// The telephone.
        phone: required Line = "Telefonnummeret, i anførselstegn." eg "\"99 99 99 99\"",
    }
}

record! {
    /// Which channels are open.
    pub struct Channels {
        /// E-mail.
        email: optional Opening = "E-mail er lukket, til nogen skriver open. Så må en sag have channel: email." eg "open" or "closed",
    }
}

choice! {
    /// Open or closed.
    #[derive(Default)]
    pub enum Opening {
        /// Closed.
        #[default]
        Closed = "closed" "lukket",
        /// Open.
        Open = "open" "åben",
    }
}

record! {
    /// A named person's word that the law was looked up anew.
    pub struct LawConfirmation {
        /// Who.
        by: required Line = "Hvem der har slået loven op." eg "Juradia Prøvesen",
        /// When.
        date: required Date = "Dagen, det skete." eg "2026-11-01",
        /// Until which decision date it holds.
        until: required Date = "Den sidste dato for en afgørelse, det gælder for, højst seks måneder efter date." eg "2027-04-30",
        /// Where it was looked up.
        sources: required Vec<Line> = "Hvor den er slået op." eg "[retsinformation.dk]",
    }
}

record! {
    /// A severity raised or lowered.
    pub struct RuleChange {
        /// The rule.
        code: required Line = "Reglens kode. `begrund rules` viser dem alle." eg "SAG-10",
        /// Its severity here.
        severity: required ChangedSeverity = "Hvor streng den er her." eg "info",
        /// Why.
        because: required Line = "Grunden til ændringen." eg "Vi har en egen kontrol af det.",
        /// Who decided so.
        by: required Line = "Hvem der har bestemt det." eg "Juradia Prøvesen",
    }
}

choice! {
    /// The severity that a rule gets.
    pub enum ChangedSeverity {
        /// FEJL.
        Error = "error" "fejl: brevet bliver holdt tilbage",
        /// ADVARSEL.
        Warning = "warning" "advarsel",
        /// INFO.
        Info = "info" "oplysning",
        /// Not looked at.
        Off = "off" "slået fra",
    }
}

record! {
    /// Where the address stands.
    pub struct AddressWindow {
        /// From the left edge.
        left_mm: required Millimetres = "Fra venstre kant." eg "20",
        /// From the top edge.
        top_mm: required Millimetres = "Fra øverste kant." eg "45",
        /// Width.
        width_mm: required Millimetres = "Bredden." eg "85",
        /// Height.
        height_mm: required Millimetres = "Højden." eg "45",
    }
}

record! {
    /// Who may read what a run leaves.
    pub struct Access {
        /// A group that may.
        group: optional Line = "En gruppe af brugere på maskinen, som også må." eg "myndighed",
    }
}

record! {
    /// Who approves letters, and which they must open.
    pub struct Approval {
        /// Who may approve.
        approvers: list Approver = "De personer, der må godkende. Uden listen står der i alle rapporter, at navne ikke er kontrolleret.",
        /// The reasons for which each letter must be opened.
        open_each: optional Vec<OpenEach> = "De grunde, der kræver, at hvert brev bliver åbnet. Uden denne nøgle er det alle grunde." eg "[refusal, partial, ended_help]",
        /// How many per cent of the other letters are drawn.
        draw_percent: optional Count<0, 100> = "Hvor mange procent af resten der bliver udtrukket." eg "10" or "10",
    }
}

record! {
    /// Who may approve.
    pub struct Approver {
        /// Full name.
        name: required Line = "Personens fulde navn." eg "Godkenda Prøvesen",
        /// The operating-system user.
        user: required Line = "Personens brugernavn på maskinen." eg "gopr",
    }
}

choice! {
    /// A reason that a letter deserves eyes for.
    pub enum OpenEach {
        /// A refusal.
        Refusal = "refusal" "afslag",
        /// A partial grant.
        Partial = "partial" "delvis bevilling",
        /// Help that ends or shrinks.
        EndedHelp = "ended_help" "hjælp, der stopper eller bliver mindre",
        /// Remitted by Ankestyrelsen.
        Remittal = "remittal" "hjemvist sag",
        /// A template that is new or was changed.
        NewTemplate = "new_template" "ny eller ændret skabelon",
        /// Reasons that are like another case's.
        HighSimilarity = "high_similarity" "begrundelse, der ligner en anden sags",
        /// A warning that stands open.
        OpenWarning = "open_warning" "åben advarsel",
        /// A protected address.
        ProtectedAddress = "protected_address" "beskyttet adresse",
        /// Much longer or shorter than others.
        UnusualLength = "unusual_length" "usædvanlig længde",
        /// The first letters of a caseworker.
        FirstOfCaseworker = "first_of_caseworker" "sagsbehandlerens første breve",
    }
}

record! {
    /// Limits of delivery.
    pub struct Delivery {
        /// The most letters that one run sends.
        per_run: optional Count<1, 1_000_000> = "Det højeste antal breve i en kørsel." eg "10000" or "10000",
        /// While this file is there, nothing leaves.
        stop_file: optional Line = "Når denne fil ligger i mappen, bliver intet sendt." eg "begrund.stop" or "begrund.stop",
        /// So many days after it was given, an approval is too old.
        approval_days: optional Count<1, 1000> = "Antal dage, en godkendelse gælder." eg "60" or "60",
    }
}

record! {
    /// The relay that takes e-mail, and what may go by it.
    pub struct Email {
        /// The relay's host name.
        host: required Line = "Mailserverens navn, som også står i dens certifikat." eg "relay.proevestad.example",
        /// Its port.
        port: optional Count<1, 65535> = "Serverens port. Uden denne nøgle er den 465 ved implicit og 587 ved starttls." eg "465",
        /// How the connection is encrypted.
        tls: optional Tls = "Hvordan forbindelsen bliver krypteret." eg "implicit" or "implicit",
        /// The authority that signed the relay's certificate.
        ca_file: optional Line = "Filen (PEM) med den udsteder, der har skrevet under på serverens certifikat. Uden denne nøgle er det dem, maskinen stoler på." eg "ca.pem",
        /// The user to log in as.
        user: optional Line = "Brugeren, der logges på som. Uden denne nøgle bliver der ikke logget på." eg "begrund",
        /// A file with the password.
        password_file: optional Line = "Filen med adgangskoden, som kun brugeren selv må læse. Selve koden står aldrig her." eg "/etc/begrund/kode",
        /// The sender.
        from: required Line = "Afsenderen." eg "Prøvestad Kommune <brev@proevestad.example>",
        /// That letters themselves may be attached.
        letters: optional Grounds = "Hvorfor selve brevene må sendes med e-mail. Uden denne nøgle kan e-mails kun fortælle, at der er et brev et andet sted.",
        /// Where letters may go.
        recipients: optional Recipients = "Hvor brevene må sendes hen: enten gateway eller domains.",
        /// The only recipient of a workspace for trials.
        override_recipient as "override": optional Line = "Den eneste adresse, der bliver nået fra en prøvemappe." eg "proeve@test.invalid",
        /// Whether a mail tells of letters that went elsewhere.
        notice: flag bool = "Skriv true, hvis en e-mail uden oplysninger om borgeren skal fortælle om breve, der er sendt ad andre veje.",
        /// When a letter that was put off is tried again.
        retry: optional Retry = "Hvornår et brev bliver prøvet igen.",
    }
}

choice! {
    /// How the connection is encrypted.
    #[derive(Default)]
    pub enum Tls {
        /// From its first byte.
        #[default]
        Implicit = "implicit" "krypteret fra første tegn",
        /// After a greeting in plain text, and never without.
        Starttls = "starttls" "krypteret lige efter hilsenen, aldrig ukrypteret",
    }
}

record! {
    /// Why something is allowed, and by whom.
    pub struct Grounds {
        /// Why.
        because: required Line = "Grunden." eg "Al post går gennem en sikker gateway.",
        /// Who decided so.
        by: required Line = "Hvem der har bestemt det." eg "Ansvarlia Prøvesen",
    }
}

record! {
    /// Where letters may go: one of the two.
    pub struct Recipients {
        /// To a gateway for secure mail.
        gateway: optional Line = "Adressen hos en gateway til sikker mail, med {cpr}, {cvr}, {local} eller {domain} i." eg "\"{cpr}@sikkermail.example\"",
        /// To these domains only.
        domains: list Line = "De domæner, som mailserveren kun sender krypteret til." eg "[proevestad.example]",
    }
}

record! {
    /// When a letter that was put off is tried again.
    pub struct Retry {
        /// So many minutes later, at the earliest.
        after_minutes: optional Count<15, 1440> = "Tidligst efter så mange minutter." eg "15" or "15",
        /// So many minutes a run waits for it.
        wait_minutes: optional Count<0, 240> = "Så mange minutter venter en kørsel på det." eg "240" or "240",
        /// So many hours after it was put off first, it is given up.
        give_up_hours: optional Count<1, 120> = "Efter så mange timer bliver det opgivet." eg "72" or "72",
    }
}

record! {
    /// Letters by Digital Post.
    pub struct DigitalPost {
        /// The folder that the files are put in.
        outbox: required Line = "Mappen, MeMo-filerne bliver lagt i." eg "digital-post",
        /// Who sends.
        sender: optional Sender = "Afsenderen. Uden denne nøgle er det kommunen selv.",
        /// Where an answer goes.
        contact_point: optional ContactPoint = "Kontaktpunktet, hvor et svar skal hen.",
        /// The KLE number of the subject.
        kle: optional Line = "KLE-nummeret for emnet, i anførselstegn." eg "\"00.00.00\"",
        /// The case system that the case number belongs to.
        system: optional Line = "Navnet på det fagsystem, sagsnummeret hører til." eg "begrund" or "begrund",
        /// The text of the message that there is a letter.
        notification: optional Line = "Teksten i den sms eller e-mail, borgeren får om brevet, højst 150 tegn. Den er ens for alle og må ikke sige noget om borgeren." eg "Du har fået et brev fra Prøvestad Kommune.",
        /// Whether the citizen can answer.
        reply: flag bool = "Skriv true, hvis borgeren kan svare i Digital Post.",
        /// The list of who is connected.
        registrations: optional Line = "Filen med dem, der er tilsluttet Digital Post. Uden den bliver det ikke kontrolleret." eg "registrations.csv",
    }
}

record! {
    /// Who sends.
    pub struct Sender {
        /// The CVR number.
        cvr: optional Line = "Afsenderens CVR-nummer, i anførselstegn." eg "\"99999999\"",
        /// The name that the mailbox shows.
        label: optional Line = "Navnet, som borgeren ser i sin postkasse." eg "Prøvestad Kommune",
    }
}

record! {
    /// Where an answer in Digital Post goes (kontaktpunkt).
    pub struct ContactPoint {
        /// Its id: a UUID.
        id: required Line = "Kontaktpunktets UUID i Digital Post." eg "00000000-0000-4000-8000-000000000000",
        /// Its group.
        group: optional Line = "Gruppen, det hører til." eg "Voksne",
        /// Its name.
        label: optional Line = "Kontaktpunktets navn." eg "Myndighed Voksne",
    }
}

record! {
    /// Letters on paper.
    pub struct Paper {
        /// The folder; each day has its own in it.
        folder: required Line = "Mappen, hvor hver dag får sin egen." eg "paper",
        /// Whether both sides of a sheet are printed on.
        duplex: optional bool = "Om der skal trykkes på begge sider." eg "true" or "true",
        /// How many times each letter is printed.
        copies: optional Count<1, 99> = "Hvor mange gange hvert brev skal trykkes." eg "1" or "1",
    }
}

/// A text on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line(pub String);

impl Described for Line {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "errorMessage": "Her skal stå tekst på én linje. Er det et tal, så sæt det i anførselstegn."})
    }
}

impl FromNode for Line {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        reading.line(node, path).map(Self)
    }
}

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count<const MIN: u32, const MAX: u32>(pub u32);

macro_rules! count_into {
    ($($Number:ty)*) => {$(
        impl<const MIN: u32, const MAX: u32> From<Count<MIN, MAX>> for $Number {
            fn from(count: Count<MIN, MAX>) -> Self {
                const { assert!(MAX as u64 <= <$Number>::MAX as u64) };
                Self::try_from(count.0).unwrap_or(<$Number>::MAX)
            }
        }
    )*};
}
count_into!(u8 u16 u32 usize);

impl<const MIN: u32, const MAX: u32> Described for Count<MIN, MAX> {
    const FORM: &'static str = "Et helt tal med cifre.";

    fn schema(_: &mut SchemaGenerator) -> Schema {
        let message = format!("Her skal stå et helt tal fra {MIN} til {MAX}.");
        let mut schema = schema::whole_number(&message);
        schema.insert("minimum".to_owned(), MIN.into());
        schema.insert("maximum".to_owned(), MAX.into());
        schema
    }
}

impl<const MIN: u32, const MAX: u32> FromNode for Count<MIN, MAX> {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let wanted = Bilingual::new("et helt tal", "a whole number");
        let (text, _) = reading.scalar(node, path, &wanted)?;
        let in_range = |number: &u32| (MIN..=MAX).contains(number);
        let number = text.parse().ok().filter(in_range);
        if number.is_none() {
            let meant = number_meant(text).and_then(|number| number.replace('.', "").parse().ok());
            let (place, meant) = (node.place.clone(), meant.filter(in_range));
            reading.fault(fault::not_in_range(path, place, (MIN, MAX), meant));
        }
        number.map(Self)
    }
}

/// A length in millimetres, at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Millimetres(pub f64);

impl Described for Millimetres {
    const FORM: &'static str = "Millimeter: 20 eller 20,5.";

    fn schema(_: &mut SchemaGenerator) -> Schema {
        schema::number(Self::FORM)
    }
}

impl FromNode for Millimetres {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let wanted = Bilingual::new("en længde i millimeter", "a length in millimetres");
        let (text, _) = reading.scalar(node, path, &wanted)?;
        let (whole, decimals) = text.split_once([',', '.']).unwrap_or((text, "0"));
        let digits = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_length = digits(whole, 4) && digits(decimals, 2);
        let length = is_length.then(|| format!("{whole}.{decimals}").parse().ok()).flatten();
        if length.is_none() {
            reading.fault(fault::not_a_length(path, node.place.clone()));
        }
        length.map(Self)
    }
}

/// Weeks by provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weeks(pub BTreeMap<String, u8>);

impl Described for Weeks {
    const FORM: &'static str = "Bestemmelsen og antal uger.";

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let weeks = Count::<1, 255>::schema(generator);
        json_schema!({"type": "object", "additionalProperties": weeks, "errorMessage": "Her skal stå bestemmelser med et antal uger: `sel-102: 10`."})
    }
}

impl FromNode for Weeks {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        if matches!(node.value, Value::Unread) {
            return None;
        }
        let Value::Map(entries) = &node.value else {
            let wanted =
                Bilingual::new("en bestemmelse med et antal uger", "a provision with a number of weeks");
            reading.fault(fault::wrong_shape(path, node.place.clone(), &wanted));
            return None;
        };
        let mut weeks = BTreeMap::new();
        for entry in entries {
            let at = format!("{path}.{}", entry.key);
            if matches!(entry.node.value, Value::Empty | Value::Null) {
                reading.fault(fault::empty_required(&at, entry.key_place.clone()));
                continue;
            }
            if let Some(Count(number)) = Count::<1, 255>::from_node(&entry.node, &at, reading) {
                weeks.insert(entry.key.clone(), u8::try_from(number).ok()?);
            }
        }
        Some(Self(weeks))
    }
}

/// What reading the settings gave.
#[derive(Debug)]
pub struct ReadSettings {
    /// The settings as far as they could be read; `None` where the file has no readable map at all.
    pub settings: Option<Settings>,
    /// The faults.
    pub faults: Vec<Fault>,
    /// Keys that seem absent for a reason that is a fault already, such as a slip of the pen in their name.
    unread: Vec<String>,
    tree: Option<Node>,
}

impl ReadSettings {
    /// Whether what stands at a key path, over it or under it was read as it was written.
    pub fn is_read(&self, path: &str) -> bool {
        let within = |whole: &str, part: &str| {
            part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        // That a key is unknown says nothing of those beside it.
        let faults =
            self.faults.iter().filter(|fault| fault.code != "REC-06").map(|fault| fault.path.as_str());
        let mut unread = faults.filter(|path| !path.is_empty()).chain(self.unread.iter().map(String::as_str));
        !unread.any(|other| within(other, path) || within(path, other))
    }

    /// The place of a key path in the file, or of its nearest ancestor that is there.
    pub fn place_of(&self, path: &str) -> Place {
        let top = Place { line: 1, column: 1, span: 0..0 };
        self.tree.as_ref().map_or(top, |tree| tree.place_of(path))
    }
}

/// Reads `begrund.yaml`. Never fails: what cannot be read is a fault.
pub fn read(file: &CaseFile) -> ReadSettings {
    let mut reading = Reading::of(Settings::DOCS).with_room_for(ENTRIES_MAX);
    let tree = reading.tree(file);
    let settings = tree.as_ref().and_then(|tree| Settings::from_node(tree, "", &mut reading));
    let unread = reading.unread().to_vec();
    let (_, mut faults, empty_keys) = reading.into_parts();
    faults.extend(empty_keys.into_iter().map(|(path, place)| {
        if is_commented_out(&file.text, &place) {
            fault::commented_out(&path, place)
        } else {
            fault::empty_setting(&path, place)
        }
    }));
    ReadSettings { settings, faults, unread, tree }
}

/// Whether a value was meant to stand behind an empty key: `colour: #1d4f5c`, where a comment has a space after its sign.
fn is_commented_out(text: &str, place: &Place) -> bool {
    let line = text.lines().nth(place.line.saturating_sub(1)).unwrap_or_default();
    let value = line.split_once(':').map_or("", |(_, value)| value.trim_start());
    value.strip_prefix('#').is_some_and(|value| value.starts_with(|c: char| !c.is_whitespace() && c != '#'))
}

/// The most entries of a list: a large municipality has many who approve.
const ENTRIES_MAX: usize = 5_000;

/// The schema of `begrund.yaml`, as `docs/settings.schema.json` holds it.
pub fn settings_schema() -> Schema {
    schema::of_file::<Settings>(
        "Indstillinger for begrund",
        "Kommunens indstillinger. Se docs/operations.md, docs/approval.md og docs/delivery.md.",
    )
}

/// The schema as text.
pub fn settings_schema_text() -> String {
    schema::as_text(&settings_schema())
}
