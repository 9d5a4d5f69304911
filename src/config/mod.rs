//! `begrund.yaml`: a municipality's settings, as written and as meant.
//!
//! What is impossible or missing is refused here, once; no later code asks again.

#![expect(clippy::disallowed_methods, reason = "this is where begrund.yaml is read")]

pub mod colour;
pub mod email;
mod post;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

pub use colour::Colour;
pub use email::{Delivery, Email, Recipients, Retry, Tls};
pub use post::{ContactPoint, DigitalPost, Paper, Sender};

use crate::diagnostic::Severity;

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
    #[error("`{path}`: {what}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong and how to mend it.
        what: String,
    },
}

/// A municipality's settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Whether this is a workspace for trials: test CPR numbers and unverified dates pass, and every report says so.
    #[serde(default)]
    pub test: bool,
    /// Whether the records were invented in great number for load: similarity is counted and printed but holds nothing,
    /// and nothing can be sent. Only with `test: true`.
    #[serde(default)]
    pub load: bool,
    /// The municipality.
    pub municipality: Municipality,
    /// Where a complaint is sent.
    #[serde(default)]
    pub appeal: Option<AppealContact>,
    /// Which channels are open.
    #[serde(default)]
    pub channels: Channels,
    /// Weeks from application to decision, by provision (RSL § 3, stk. 2).
    #[serde(default)]
    pub processing_weeks: BTreeMap<String, u8>,
    /// Least days from the letter to a change or an end of help (a proposal: 28; no fixed number in law).
    #[serde(default = "default_notice_days")]
    pub notice_days: u16,
    /// Confirmations that the law was looked up anew.
    #[serde(default)]
    pub law_confirmations: Vec<LawConfirmation>,
    /// Severities that are raised or lowered.
    #[serde(default)]
    pub rules: Vec<RuleChange>,
    /// The folder that is laid over the built-in pack.
    #[serde(default)]
    pub pack: Option<PathBuf>,
    /// The folder of a Hunspell dictionary (one `.aff` and one `.dic`); none: spelling is not looked at (SPR-12).
    #[serde(default)]
    pub spelling: Option<PathBuf>,
    /// Where the address stands for the window of an envelope.
    #[serde(default)]
    pub address_window: AddressWindow,
    /// The most pages that a letter may have.
    #[serde(default = "default_pages_max")]
    pub pages_max: usize,
    /// Who may read what a run leaves.
    #[serde(default)]
    pub access: Access,
    /// Who approves letters, and which they must open.
    #[serde(default)]
    pub approval: Approval,
    /// Limits of delivery, whatever the channel.
    #[serde(default)]
    pub delivery: Delivery,
    /// The relay that takes e-mail, and what may go by it.
    #[serde(default)]
    pub email: Option<Email>,
    /// Digital Post; without it, no letter goes that way.
    #[serde(default)]
    pub digital_post: Option<DigitalPost>,
    /// Paper; without it, no letter goes that way.
    #[serde(default)]
    pub paper: Option<Paper>,
}

fn default_notice_days() -> u16 {
    28
}

fn default_pages_max() -> usize {
    8
}

/// The municipality, as the letterhead shows it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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
    #[serde(default)]
    pub cvr: Option<String>,
    /// Where the citizen can read about their data.
    pub privacy: String,
    /// The colour of headings and rules.
    #[serde(default)]
    pub colour: Colour,
    /// The logo.
    #[serde(default)]
    pub logo: Option<Logo>,
}

/// A logo, with the text for those who cannot see it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// The file, beside `begrund.yaml`: PNG, JPEG or SVG.
    pub file: PathBuf,
    /// What it shows.
    pub alt: String,
}

/// Where a complaint is sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealContact {
    /// The postal address, line by line.
    pub address: Vec<String>,
    /// The telephone.
    pub phone: String,
}

/// Which channels are open beside Digital Post and paper.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// E-mail.
    #[serde(default)]
    pub email: Opening,
}

/// Open or closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Opening {
    /// Closed.
    #[default]
    Closed,
    /// Open.
    Open,
}

/// A named person's word that the law was looked up anew.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// The severity that a rule gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangedSeverity {
    /// FEJL.
    Error,
    /// ADVARSEL.
    Warning,
    /// INFO.
    Info,
    /// Not looked at.
    Off,
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
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
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

impl Default for AddressWindow {
    fn default() -> Self {
        Self { left_mm: 20.0, top_mm: 45.0, width_mm: 85.0, height_mm: 45.0 }
    }
}

/// Who may read what a run leaves.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// A group that may read and write it; without one, only the user who ran.
    #[serde(default)]
    pub group: Option<String>,
}

/// Every reason that a letter deserves eyes for, as `open_each` writes it.
pub const REASONS: [&str; 10] = [
    "refusal",
    "partial",
    "ended_help",
    "remittal",
    "new_template",
    "high_similarity",
    "open_warning",
    "protected_address",
    "unusual_length",
    "first_of_caseworker",
];

/// Who approves letters (godkendelse), and which they must open before they approve many at once.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who may approve. Without any, anybody may under any name, and every report says that names are not verified.
    #[serde(default)]
    pub approvers: Vec<Approver>,
    /// The reasons for which each letter must be opened; all if the key is not there.
    #[serde(default = "every_reason")]
    pub open_each: Vec<String>,
    /// How many per cent of the other letters are drawn to be opened.
    #[serde(default = "default_draw_percent")]
    pub draw_percent: u8,
}

/// Who may approve.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approver {
    /// Full name.
    pub name: String,
    /// The operating-system user that begrund must run as.
    pub user: String,
}

impl Default for Approval {
    fn default() -> Self {
        Self { approvers: Vec::new(), open_each: every_reason(), draw_percent: default_draw_percent() }
    }
}

impl Approval {
    /// Whether names are verified: whether there is a list to hold them against.
    pub fn verifies_names(&self) -> bool {
        !self.approvers.is_empty()
    }

    fn validate(&self) -> Result<(), String> {
        for (index, approver) in self.approvers.iter().enumerate() {
            if approver.name.trim().is_empty() || approver.user.trim().is_empty() {
                return Err("`approval.approvers`: an approver needs `name` and `user`".to_owned());
            }
            if self.approvers[..index].iter().any(|other| other.user == approver.user) {
                return Err(format!("`approval.approvers`: the user `{}` stands there twice", approver.user));
            }
        }
        if let Some(unknown) = self.open_each.iter().find(|word| !REASONS.contains(&word.as_str())) {
            return Err(format!(
                "`approval.open_each`: `{unknown}` is no reason; the reasons are {}",
                REASONS.join(", ")
            ));
        }
        if self.draw_percent > 100 {
            return Err("`approval.draw_percent` can be 100 at most".to_owned());
        }
        Ok(())
    }
}

fn every_reason() -> Vec<String> {
    REASONS.map(ToOwned::to_owned).to_vec()
}

fn default_draw_percent() -> u8 {
    10
}

impl Config {
    /// Reads `begrund.yaml` in `folder`.
    ///
    /// # Errors
    /// If it is missing, cannot be read, or says something that cannot be.
    pub fn load(folder: &Path) -> Result<Self, ConfigError> {
        let path = folder.join("begrund.yaml");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
                return Err(ConfigError::Missing { folder: folder.to_owned() });
            }
            Err(source) => return Err(ConfigError::Read { path, source }),
        };
        Self::parse(&text).map_err(|what| ConfigError::Content { path, what })
    }

    /// Reads the text of a `begrund.yaml`.
    ///
    /// # Errors
    /// What cannot be, and how to mend it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let config: Self = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        config.validate()?;
        Ok(config)
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

    fn validate(&self) -> Result<(), String> {
        let contrast = self.municipality.colour.contrast_with_white();
        if contrast < 4.5 {
            return Err(format!(
                "`municipality.colour` has a contrast of {contrast:.1}:1 against white; at least 4.5:1 is needed to be read by all"
            ));
        }
        if self.load && !self.test {
            return Err("`load: true` is for invented records only, and needs `test: true`".to_owned());
        }
        if self.municipality.address.is_empty() {
            return Err("`municipality.address` must have at least one line".to_owned());
        }
        if self.municipality.logo.as_ref().is_some_and(|logo| logo.alt.trim().is_empty()) {
            return Err("`municipality.logo.alt` must say what the logo shows".to_owned());
        }
        for confirmation in &self.law_confirmations {
            let latest = confirmation.date.saturating_add(6.months());
            if confirmation.until > latest {
                return Err(format!(
                    "`law_confirmations`: `until` can be {latest} at the latest, six months after `date`"
                ));
            }
            if confirmation.by.trim().is_empty() || confirmation.sources.is_empty() {
                return Err(
                    "`law_confirmations`: a confirmation needs `by` and at least one of `sources`".to_owned()
                );
            }
        }
        for change in &self.rules {
            if change.because.trim().is_empty() || change.by.trim().is_empty() {
                return Err(format!("`rules`: the change of {} needs `because` and `by`", change.code));
            }
        }
        self.approval.validate()?;
        self.delivery.validate()?;
        if let Some(email) = &self.email {
            email.validate(self.test)?;
        }
        self.digital_post.as_ref().map_or(Ok(()), |post| post.validate(&self.municipality))?;
        self.paper.as_ref().map_or(Ok(()), Paper::validate)?;
        let window = &self.address_window;
        let inside = window.left_mm >= 0.0
            && window.top_mm >= 0.0
            && window.left_mm + window.width_mm <= 210.0
            && window.top_mm + window.height_mm <= 297.0
            && window.width_mm >= 50.0
            && window.height_mm >= 20.0;
        if !inside {
            return Err("`address_window` must lie on the page and be at least 50 × 20 mm".to_owned());
        }
        Ok(())
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
        let refused = |from: &str, to: &str| {
            assert!(SAMPLE.contains(from));
            Config::parse(&SAMPLE.replace(from, to)).unwrap_err()
        };
        assert!(refused("#1d4f5c", "#cccccc").contains("4.5:1"));
        assert!(refused("test: true", "tset: true").contains("tset"));
        assert!(refused("test: true", "load: true").contains("test: true"));
        let post = |what: &str| refused("notice_days: 28", &format!("digital_post: {{outbox: d, {what}}}"));
        assert!(post("sender: {cvr: \"123\"}").contains("8 digits"));
        assert!(post("kle: \"102\"").contains("00.00.00"));
        assert!(post("contact_point: {id: myndighed}").contains("UUID"));
        assert!(post(&format!("notification: {}", "a".repeat(151))).contains("150"));
        assert!(post("system: ''").contains("system"));
        assert!(refused("notice_days: 28", "paper: {folder: p, copies: 0}").contains("copies"));
        let approval = |what: &str| refused("notice_days: 28", &format!("approval: {{{what}}}"));
        assert!(approval("open_each: [refusals]").contains("first_of_caseworker"));
        assert!(approval("draw_percent: 101").contains("100"));
        assert!(approval("approvers: [{name: A, user: a}, {name: B, user: a}]").contains("twice"));
        assert!(approval("approvers: [{name: A, user: ''}]").contains("user"));
        assert!(
            refused(
                "notice_days: 28",
                "law_confirmations: [{by: A, date: 2026-01-01, until: 2027-01-01, sources: [x]}]"
            )
            .contains("2026-07-01")
        );
        assert!(
            refused("notice_days: 28", "rules: [{code: SAG-10, severity: off, because: '', by: A}]")
                .contains("because")
        );
        assert!(
            refused(
                "notice_days: 28",
                "address_window: {left_mm: 200, top_mm: 45, width_mm: 85, height_mm: 45}"
            )
            .contains("on the page")
        );
    }
}
