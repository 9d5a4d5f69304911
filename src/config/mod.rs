//! `begrund.yaml`: a municipality's settings, as written and as meant.
//!
//! What is impossible or missing is refused here, once; no later code asks again. Whether what a key names is there (a folder, a
//! file, a rule) the workspace sees.

#![expect(clippy::disallowed_methods, reason = "this is where begrund.yaml is read")]

pub mod colour;
pub mod email;
mod post;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::ToSpan as _;
use jiff::civil::Date;
use thiserror::Error;

pub use colour::Colour;
pub use email::{Delivery, Email, Recipients, Retry, Tls};
pub use post::{ContactPoint, DigitalPost, Paper, Sender};

use crate::case::settings::{self as written, Count, Line};
pub use crate::case::settings::{ChangedSeverity, Opening};
use crate::case::{CaseFile, discover, fault};
use crate::diagnostic::{Bilingual, Finding, Severity};

/// The name of the file.
const FILE: &str = "begrund.yaml";

/// Why `begrund.yaml` cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// There is none.
    #[error("there is no begrund.yaml in `{folder}`")]
    Missing {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// It cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It says something that cannot be.
    #[error("`{}`: {faults}", file.name)]
    Content {
        /// The file.
        file: Box<CaseFile>,
        /// All that is wrong.
        faults: Faults,
    },
}

/// All that is wrong with a `begrund.yaml`, each with its place and mend.
#[derive(Debug, Error)]
pub struct Faults(pub Vec<Finding>);

impl Faults {
    /// As they stand in the file.
    fn in_order(mut faults: Vec<Finding>) -> Self {
        faults.sort_by_key(|fault| fault.place.as_ref().map_or(0, |place| place.span.start));
        Self(faults)
    }

    /// Code and key path of each, for tests.
    #[cfg(test)]
    fn brief(&self) -> Vec<String> {
        self.0.iter().map(|fault| format!("{} {}", fault.code, fault.path)).collect()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let line = fault.place.as_ref().map_or(1, |place| place.line);
            let (code, path, message, help) = (&fault.code, &fault.path, &fault.message.en, &fault.help.en);
            let between = if index == 0 { "" } else { "; " };
            write!(f, "{between}line {line}: {code} `{path}`: {message} {help}")?;
        }
        Ok(())
    }
}

/// What is refused of settings that could be read, each at its key path.
#[derive(Debug, Default)]
struct Refused(Vec<Refusal>);

/// A setting that cannot be used: what is wrong, and how to mend it.
#[derive(Debug)]
pub struct Refusal {
    path: String,
    /// Other keys that it follows from: where one of those was not read, nothing is known.
    given: &'static [&'static str],
    message: Bilingual,
    help: Bilingual,
}

impl Refusal {
    /// A refusal at a key path.
    pub fn new(path: impl Into<String>, message: Bilingual, help: Bilingual) -> Self {
        Self { path: path.into(), given: &[], message, help }
    }

    /// The fault, at its place.
    fn told(self, read: &written::ReadSettings) -> Finding {
        let place = read.place_of(&self.path);
        fault::setting(&self.path, place, self.message, self.help)
    }
}

impl Refused {
    fn at(&mut self, path: impl Into<String>, message: Bilingual, help: Bilingual) {
        self.0.push(Refusal::new(path, message, help));
    }

    fn at_given(&mut self, path: &str, given: &'static [&'static str], message: Bilingual, help: Bilingual) {
        self.0.push(Refusal { given, ..Refusal::new(path, message, help) });
    }
}

fn line(written: Option<Line>) -> Option<String> {
    written.map(|line| line.0)
}

fn lines(written: Vec<Line>) -> Vec<String> {
    written.into_iter().map(|line| line.0).collect()
}

fn path(written: Option<Line>) -> Option<PathBuf> {
    line(written).map(PathBuf::from)
}

/// What may be left out, if it is whole where it is there.
#[expect(clippy::option_option, reason = "left out, not whole, whole: three answers")]
fn whole<T>(written: Option<Option<T>>) -> Option<Option<T>> {
    written.map_or(Some(None), |whole| whole.map(Some))
}

/// A municipality's settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Whether this is a workspace for trials: test CPR numbers and unverified dates pass, and every report says so.
    pub test: bool,
    /// Whether the records were invented in great number for load: similarity is counted and printed but holds nothing,
    /// and nothing can be sent. Only with `test: true`.
    pub load: bool,
    /// The municipality.
    pub municipality: Municipality,
    /// Where a complaint is sent.
    pub appeal: Option<AppealContact>,
    /// Which channels are open.
    pub channels: Channels,
    /// Weeks from application to decision, by provision (RSL § 3, stk. 2).
    pub processing_weeks: BTreeMap<String, u8>,
    /// Least days from the letter to a change or an end of help (a proposal: 28; no fixed number in law).
    pub notice_days: u16,
    /// Confirmations that the law was looked up anew.
    pub law_confirmations: Vec<LawConfirmation>,
    /// Severities that are raised or lowered.
    pub rules: Vec<RuleChange>,
    /// The folder that is laid over the built-in pack.
    pub pack: Option<PathBuf>,
    /// The folder of a Hunspell dictionary (one `.aff` and one `.dic`); none: spelling is not looked at (SPR-12).
    pub spelling: Option<PathBuf>,
    /// Where the address stands for the window of an envelope.
    pub address_window: AddressWindow,
    /// The most pages that a letter may have.
    pub pages_max: usize,
    /// Who may read what a run leaves.
    pub access: Access,
    /// Who approves letters, and which they must open.
    pub approval: Approval,
    /// Limits of delivery, whatever the channel.
    pub delivery: Delivery,
    /// The relay that takes e-mail, and what may go by it.
    pub email: Option<Email>,
    /// Digital Post; without it, no letter goes that way.
    pub digital_post: Option<DigitalPost>,
    /// Paper; without it, no letter goes that way.
    pub paper: Option<Paper>,
}

/// The municipality, as the letterhead shows it.
#[derive(Debug, Clone)]
pub struct Municipality {
    /// Its name.
    pub name: String,
    /// Its address, line by line.
    pub address: Vec<String>,
    /// Its telephone.
    pub phone: String,
    /// Its website.
    pub website: String,
    /// Its CVR number.
    pub cvr: Option<String>,
    /// Where the citizen can read about their data.
    pub privacy: String,
    /// The colour of headings and rules.
    pub colour: Colour,
    /// The logo.
    pub logo: Option<Logo>,
}

impl Municipality {
    fn meant(written: written::Municipality, refused: &mut Refused) -> Option<Self> {
        let colour = written.colour.map(|colour| Colour::parse(&colour.0));
        if colour == Some(None) {
            refused.at(
                "municipality.colour",
                Bilingual::new("Det er ikke en farve.", "That is no colour."),
                Bilingual::new("Skriv den som `colour: \"#1d4f5c\"`.", "Write it as `colour: \"#1d4f5c\"`."),
            );
        }
        let logo = written.logo.map(|logo| Some(Logo { file: path(logo.file)?, alt: logo.alt?.0 }));
        Some(Self {
            name: written.name?.0,
            address: lines(written.address?),
            phone: written.phone?.0,
            website: written.website?.0,
            cvr: line(written.cvr),
            privacy: written.privacy?.0,
            colour: colour.flatten().unwrap_or_default(),
            logo: whole(logo)?,
        })
    }

    fn refuse(&self, refused: &mut Refused) {
        let contrast = self.colour.contrast_with_white();
        if contrast < 4.5 {
            refused.at(
                "municipality.colour",
                Bilingual::new(
                    format!("Farven har en kontrast på {contrast:.1}:1 mod hvidt.").replacen('.', ",", 1),
                    format!("The colour has a contrast of {contrast:.1}:1 against white."),
                ),
                Bilingual::new(
                    "Vælg en mørkere farve: alle kan læse den, når kontrasten er mindst 4,5:1.",
                    "Choose a darker one: at least 4.5:1 is needed to be read by all.",
                ),
            );
        }
        let logo = self.logo.as_ref().map(Logo::ending);
        if logo.is_some_and(|ending| !matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "svg")) {
            refused.at(
                "municipality.logo.file",
                Bilingual::new(
                    "Det er ikke et billede, der kan bruges.",
                    "That is no picture that can be used.",
                ),
                Bilingual::new(
                    "Et logo er en fil i PNG, JPEG eller SVG.",
                    "A logo is a PNG, JPEG or SVG file.",
                ),
            );
        }
    }
}

/// A logo, with the text for those who cannot see it.
#[derive(Debug, Clone)]
pub struct Logo {
    /// The file, beside `begrund.yaml`: PNG, JPEG or SVG.
    pub file: PathBuf,
    /// What it shows.
    pub alt: String,
}

impl Logo {
    /// The kind of picture, by the file's name: `png`, `jpg`, `jpeg` or `svg`.
    pub fn ending(&self) -> String {
        self.file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
    }
}

/// Where a complaint is sent.
#[derive(Debug, Clone)]
pub struct AppealContact {
    /// The postal address, line by line.
    pub address: Vec<String>,
    /// The telephone.
    pub phone: String,
}

/// Which channels are open beside Digital Post and paper.
#[derive(Debug, Clone, Default)]
pub struct Channels {
    /// E-mail.
    pub email: Opening,
}

/// A named person's word that the law was looked up anew.
#[derive(Debug, Clone)]
pub struct LawConfirmation {
    /// Who.
    pub by: String,
    /// When.
    pub date: Date,
    /// Until which decision date it holds; at most six months after `date`.
    pub until: Date,
    /// Where it was looked up.
    pub sources: Vec<String>,
}

/// A severity raised or lowered.
#[derive(Debug, Clone)]
pub struct RuleChange {
    /// The rule.
    pub code: String,
    /// Its severity here; `off` switches it off.
    pub severity: ChangedSeverity,
    /// Why.
    pub because: String,
    /// Who decided so.
    pub by: String,
}

impl LawConfirmation {
    fn meant(written: written::LawConfirmation) -> Option<Self> {
        let written::LawConfirmation { by, date, until, sources } = written;
        Some(Self { by: by?.0, date: date?, until: until?, sources: lines(sources?) })
    }

    fn refuse(&self, index: usize, refused: &mut Refused) {
        let latest = self.date.saturating_add(6.months());
        if self.until > latest {
            refused.at(
                format!("law_confirmations[{index}].until"),
                Bilingual::new(
                    "En bekræftelse af, at loven er slået op, gælder højst seks måneder.",
                    "A confirmation that the law was looked up holds for six months at most.",
                ),
                Bilingual::new(
                    format!("Skriv senest `until: {latest}`, seks måneder efter `date`."),
                    format!("Write `until: {latest}` at the latest, six months after `date`."),
                ),
            );
        }
        if self.sources.is_empty() {
            refused.at(
                format!("law_confirmations[{index}].sources"),
                Bilingual::new(
                    "Der står ikke, hvor loven er slået op.",
                    "Nothing says where the law was looked up.",
                ),
                Bilingual::new(
                    "Skriv mindst ét sted: `sources: [retsinformation.dk]`.",
                    "Write at least one place: `sources: [retsinformation.dk]`.",
                ),
            );
        }
    }
}

impl RuleChange {
    fn meant(written: written::RuleChange) -> Option<Self> {
        let written::RuleChange { code, severity, because, by } = written;
        Some(Self { code: code?.0, severity: severity?, because: because?.0, by: by?.0 })
    }
}

impl ChangedSeverity {
    /// The severity; `None` when switched off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Off => None,
        }
    }
}

/// The address field, in millimetres from the top left corner of the page.
///
/// The default is form B of DIN 5008:2020 (field 20 mm from the left, 45 mm from the top, 85 × 45 mm, of which the
/// address proper is the lower 27.3 mm), which fits the windows of DIN 680 in C6/5 (M65), C5 and C4 envelopes. No
/// Danish standard was found; a print supplier that states its own measures is served by these settings.
#[derive(Debug, Clone, Copy)]
pub struct AddressWindow {
    /// From the left edge.
    pub left_mm: f64,
    /// From the top edge.
    pub top_mm: f64,
    /// Width.
    pub width_mm: f64,
    /// Height.
    pub height_mm: f64,
}

impl AddressWindow {
    fn refuse(&self, refused: &mut Refused) {
        let inside = self.left_mm + self.width_mm <= 210.0
            && self.top_mm + self.height_mm <= 297.0
            && self.width_mm >= 50.0
            && self.height_mm >= 20.0;
        if !inside {
            refused.at(
                "address_window",
                Bilingual::new(
                    "Adressefeltet ligger ikke på papiret, eller det er for lille.",
                    "The address field does not lie on the page, or is too small.",
                ),
                Bilingual::new(
                    "Papiret er 210 × 297 mm, og feltet skal være mindst 50 × 20 mm.",
                    "The page is 210 × 297 mm, and the field must be at least 50 × 20 mm.",
                ),
            );
        }
    }
}

impl Default for AddressWindow {
    fn default() -> Self {
        Self { left_mm: 20.0, top_mm: 45.0, width_mm: 85.0, height_mm: 45.0 }
    }
}

/// Who may read what a run leaves.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// A group that may read and write it; without one, only the user who ran.
    pub group: Option<String>,
}

/// Every reason that a letter deserves eyes for, as `open_each` writes it.
pub const REASONS: &[&str] = written::OpenEach::WORDS;

/// Who approves letters (godkendelse), and which they must open before they approve many at once.
#[derive(Debug, Clone)]
pub struct Approval {
    /// Who may approve. Without any, anybody may under any name, and every report says that names are not verified.
    pub approvers: Vec<Approver>,
    /// The reasons for which each letter must be opened; all if the key is not there.
    pub open_each: Vec<String>,
    /// How many per cent of the other letters are drawn to be opened.
    pub draw_percent: u8,
}

/// Who may approve.
#[derive(Debug, Clone)]
pub struct Approver {
    /// Full name.
    pub name: String,
    /// The operating-system user that begrund must run as.
    pub user: String,
}

impl Default for Approval {
    fn default() -> Self {
        let open_each = REASONS.iter().map(|&reason| reason.to_owned()).collect();
        Self { approvers: Vec::new(), open_each, draw_percent: 10 }
    }
}

impl Approval {
    /// Whether names are verified: whether there is a list to hold them against.
    pub fn verifies_names(&self) -> bool {
        !self.approvers.is_empty()
    }

    fn meant(written: written::Approval) -> Option<Self> {
        let usual = Self::default();
        let approver = |one: written::Approver| Some(Approver { name: one.name?.0, user: one.user?.0 });
        Some(Self {
            approvers: written.approvers.into_iter().map(approver).collect::<Option<_>>()?,
            open_each: written.open_each.map_or(usual.open_each, |reasons| {
                reasons.into_iter().map(|reason| reason.word().to_owned()).collect()
            }),
            draw_percent: written.draw_percent.map_or(usual.draw_percent, Count::into),
        })
    }

    fn refuse(&self, refused: &mut Refused) {
        for (index, approver) in self.approvers.iter().enumerate() {
            if self.approvers[..index].iter().any(|other| other.user == approver.user) {
                refused.at(
                    format!("approval.approvers[{index}].user"),
                    Bilingual::new("Brugeren står der to gange.", "The user stands there twice."),
                    Bilingual::new(
                        "Giv hver godkender sin egen bruger, eller slet den ene.",
                        "Give each approver a user of their own, or delete one.",
                    ),
                );
            }
        }
    }
}

/// The file in `folder`.
fn file_in(folder: &Path) -> Result<CaseFile, ConfigError> {
    let path = folder.join(FILE);
    match fs::read(&path) {
        Ok(bytes) => Ok(CaseFile::from_bytes(&path, discover::name(&path).into_owned(), bytes)),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
            Err(ConfigError::Missing { folder: folder.to_owned() })
        }
        Err(source) => Err(ConfigError::Read { path, source }),
    }
}

impl Config {
    /// Reads `begrund.yaml` in `folder`.
    ///
    /// # Errors
    /// If it is missing, cannot be read, or says something that cannot be.
    pub fn load(folder: &Path) -> Result<Self, ConfigError> {
        let file = file_in(folder)?;
        Self::read(&file).map_err(|faults| ConfigError::Content { file: Box::new(file), faults })
    }

    /// Reads the text of a `begrund.yaml`.
    ///
    /// # Errors
    /// All that cannot be, and how to mend it.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        Self::read(&CaseFile::from_bytes(Path::new(FILE), FILE.to_owned(), text.into()))
    }

    /// That keys of the `begrund.yaml` in `folder` cannot be used, for what only the workspace knows.
    pub fn refused(folder: &Path, refusals: Vec<Refusal>) -> ConfigError {
        let empty = || CaseFile::from_bytes(&folder.join(FILE), FILE.to_owned(), Vec::new());
        let file = file_in(folder).unwrap_or_else(|_| empty());
        let read = written::read(&file);
        let told = refusals.into_iter().map(|refusal| refusal.told(&read));
        let faults = Faults::in_order(told.collect());
        ConfigError::Content { file: Box::new(file), faults }
    }

    /// What cannot be meant is told beside what cannot be read, as far as the settings are whole.
    fn read(file: &CaseFile) -> Result<Self, Faults> {
        let mut read = written::read(file);
        let config = read.settings.take().and_then(|written| {
            let mut refused = Refused::default();
            let config = Self::meant(written, &mut refused);
            if let Some(config) = &config {
                config.refuse(&mut refused);
            }
            let is_known = |refusal: &Refusal| {
                read.is_read(&refusal.path) && refusal.given.iter().all(|key| read.is_read(key))
            };
            let refused = refused.0.into_iter().filter(is_known);
            let told: Vec<Finding> = refused.map(|refusal| refusal.told(&read)).collect();
            read.faults.extend(told);
            config
        });
        config.filter(|_| read.faults.is_empty()).ok_or_else(|| Faults::in_order(read.faults))
    }

    /// `None` where a key is missing that must be there, which is told already.
    fn meant(written: written::Settings, refused: &mut Refused) -> Option<Self> {
        let window = written.address_window.map_or(Some(AddressWindow::default()), |window| {
            Some(AddressWindow {
                left_mm: window.left_mm?.0,
                top_mm: window.top_mm?.0,
                width_mm: window.width_mm?.0,
                height_mm: window.height_mm?.0,
            })
        });
        let municipality = written.municipality.and_then(|written| Municipality::meant(written, refused));
        let appeal = written
            .appeal
            .map(|appeal| Some(AppealContact { address: lines(appeal.address?), phone: appeal.phone?.0 }));
        Some(Self {
            test: written.test,
            load: written.load,
            municipality: municipality?,
            appeal: whole(appeal)?,
            channels: Channels {
                email: written.channels.and_then(|channels| channels.email).unwrap_or_default(),
            },
            processing_weeks: written.processing_weeks.map(|weeks| weeks.0).unwrap_or_default(),
            notice_days: written.notice_days.map_or(28, Count::into),
            law_confirmations: written
                .law_confirmations
                .into_iter()
                .map(LawConfirmation::meant)
                .collect::<Option<_>>()?,
            rules: written.rules.into_iter().map(RuleChange::meant).collect::<Option<_>>()?,
            pack: path(written.pack),
            spelling: path(written.spelling),
            address_window: window?,
            pages_max: written.pages_max.map_or(8, Count::into),
            access: Access { group: written.access.and_then(|access| line(access.group)) },
            approval: written.approval.map_or_else(|| Some(Approval::default()), Approval::meant)?,
            delivery: written.delivery.map_or_else(Delivery::default, Delivery::meant),
            email: whole(written.email.map(Email::meant))?,
            digital_post: whole(written.digital_post.map(DigitalPost::meant))?,
            paper: whole(written.paper.map(Paper::meant))?,
        })
    }

    /// These settings without those that can change neither a letter nor a finding: who may read, who approves, and how letters leave.
    /// What is not named here counts, and so does a key that is added later.
    #[must_use]
    pub fn of_letters(&self) -> Self {
        Self {
            access: Access::default(),
            approval: Approval::default(),
            delivery: Delivery::default(),
            email: None,
            digital_post: None,
            paper: None,
            ..self.clone()
        }
    }

    fn refuse(&self, refused: &mut Refused) {
        self.municipality.refuse(refused);
        if self.load && !self.test {
            refused.at_given(
                "load",
                &["test"],
                Bilingual::new(
                    "`load: true` er kun til opdigtede sager i en prøvemappe.",
                    "`load: true` is for invented records in a workspace for trials only.",
                ),
                Bilingual::new(
                    "Slet linjen, eller skriv også `test: true`.",
                    "Delete the line, or write `test: true` too.",
                ),
            );
        }
        let appeal = self.appeal.as_ref().map(|appeal| ("appeal.address", &appeal.address));
        for (path, address) in
            [Some(("municipality.address", &self.municipality.address)), appeal].into_iter().flatten()
        {
            if address.is_empty() {
                refused.at(
                    path,
                    Bilingual::new("Adressen har ingen linjer.", "The address has no lines."),
                    Bilingual::new(
                        "Skriv mindst én linje: `address: [\"Rådhuspladsen 1\", \"9999 Prøveby\"]`.",
                        "Write at least one line: `address: [\"Rådhuspladsen 1\", \"9999 Prøveby\"]`.",
                    ),
                );
            }
        }
        for (index, confirmation) in self.law_confirmations.iter().enumerate() {
            confirmation.refuse(index, refused);
        }
        self.approval.refuse(refused);
        if let Some(email) = &self.email {
            email.refuse(self.test, refused);
        }
        if let Some(post) = &self.digital_post {
            post.refuse(&self.municipality, refused);
        }
        self.address_window.refuse(refused);
    }

    /// Where a complaint is sent: the address, line by line, and the telephone.
    pub fn appeal_contact(&self) -> (Vec<&str>, &str) {
        let (address, phone) = match &self.appeal {
            Some(appeal) => (&appeal.address, &appeal.phone),
            None => (&self.municipality.address, &self.municipality.phone),
        };
        let name = self.municipality.name.as_str();
        // Without an address of its own, the letter goes to the municipality by name.
        let named = self.appeal.is_none().then_some(name);
        (named.into_iter().chain(address.iter().map(String::as_str)).collect(), phone)
    }

    /// Whether a confirmation covers decisions of `day`.
    pub fn confirms_law_on(&self, day: Date) -> bool {
        self.law_confirmations.iter().any(|confirmation| day <= confirmation.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../../begrund.yaml");

    #[test]
    fn the_sample_workspace_is_read() {
        let config = Config::parse(SAMPLE).unwrap();
        assert!(config.test);
        assert_eq!(config.processing_weeks["sel-102"], 10);
    }

    #[test]
    fn impossible_settings_are_refused_with_a_remedy() {
        let told = |from: &str, to: &str| {
            assert!(SAMPLE.contains(from));
            Config::parse(&SAMPLE.replace(from, to)).unwrap_err()
        };
        let refused = |from: &str, to: &str| {
            let told = told(from, to);
            assert_eq!(told.brief().len(), 1, "{told}");
            told.brief().remove(0)
        };
        assert_eq!(refused("#1d4f5c", "#cccccc"), "REC-21 municipality.colour");
        assert!(told("#1d4f5c", "#cccccc").to_string().contains("4.5:1"));
        assert_eq!(refused("\"#1d4f5c\"", "blå"), "REC-21 municipality.colour");
        assert_eq!(refused("test: true", "tset: true"), "REC-06 tset");
        assert_eq!(refused("test: true", "load: true"), "REC-21 load");
        let here = |what: &str| refused("notice_days: 28", what);
        let post = |what: &str| here(&format!("digital_post: {{outbox: d, {what}}}"));
        assert_eq!(post("sender: {cvr: \"123\"}"), "REC-21 digital_post.sender.cvr");
        assert_eq!(post("kle: \"102\""), "REC-21 digital_post.kle");
        assert_eq!(post("contact_point: {id: myndighed}"), "REC-21 digital_post.contact_point.id");
        assert_eq!(post(&format!("notification: {}", "a".repeat(151))), "REC-21 digital_post.notification");
        assert_eq!(post("system: ''"), "REC-08 digital_post.system");
        assert_eq!(here("paper: {folder: p, copies: 0}"), "REC-12 paper.copies");
        let approval = |what: &str| here(&format!("approval: {{{what}}}"));
        assert_eq!(approval("open_each: [refusals]"), "REC-10 approval.open_each[0]");
        assert_eq!(approval("draw_percent: 101"), "REC-12 approval.draw_percent");
        assert_eq!(
            approval("approvers: [{name: A, user: a}, {name: B, user: a}]"),
            "REC-21 approval.approvers[1].user"
        );
        assert_eq!(approval("approvers: [{name: A, user: ''}]"), "REC-08 approval.approvers[0].user");
        let confirmed = "law_confirmations: [{by: A, date: 2026-01-01, until: 2027-01-01, sources: [x]}]";
        assert_eq!(here(confirmed), "REC-21 law_confirmations[0].until");
        assert!(told("notice_days: 28", confirmed).to_string().contains("2026-07-01"));
        assert_eq!(
            here("rules: [{code: SAG-10, severity: off, because: '', by: A}]"),
            "REC-08 rules[0].because"
        );
        assert_eq!(
            here("address_window: {left_mm: 200, top_mm: 45, width_mm: 85, height_mm: 45}"),
            "REC-21 address_window"
        );
    }

    #[test]
    fn every_fault_comes_at_once_with_its_place_and_in_danish() {
        let text = "navn: x\nmunicipality:\n  naem: Prøvestad\n  address: Rådhuspladsen 1\n  phone: 99999999\n  \
            website: w.example\n  privacy: p.example\nnotice_days: mange\npages_max: 0\nemail:\nemail_from: x\n";
        let faults = Config::parse(text).unwrap_err();
        let told: Vec<String> = faults
            .0
            .iter()
            .map(|fault| format!("{}:{}", fault.place.as_ref().unwrap().line, fault.code))
            .collect();
        let wanted = [
            "1:REC-06",
            "3:REC-06",
            "4:REC-09",
            "5:REC-16",
            "8:REC-12",
            "9:REC-12",
            "10:REC-08",
            "11:REC-06",
        ];
        assert_eq!(told, wanted, "{faults}");
        assert_eq!(faults.0[1].help.da, "Ret nøglen til `name:`.");
        assert!(faults.0[3].help.da.contains("`phone: \"99 99 99 99\"`"), "{}", faults.0[3].help.da);
        assert_eq!(faults.0[5].help.da, "Skriv kun tallet, uden enhed, punktum og komma: fra 1 til 100.");
    }

    #[test]
    fn a_file_in_another_encoding_or_with_broken_yaml_is_told_with_its_mend() {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        let at = bytes.windows(2).position(|pair| pair == "ø".as_bytes()).unwrap();
        bytes.splice(at..at + 2, [0xf8]);
        let file = CaseFile::from_bytes(Path::new(FILE), FILE.to_owned(), bytes);
        assert_eq!(Config::read(&file).unwrap_err().brief()[0], "REC-02 ");
        let slip = SAMPLE.replace("test: true", "test:true");
        assert_eq!(Config::parse(&slip).unwrap_err().brief(), ["REC-03 "]);
    }
}
