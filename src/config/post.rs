//! `digital_post:` and `paper:`: what the two channels need that hand over files.

use std::path::PathBuf;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::Municipality;

/// The most characters of a text in MeMo.
const TEXT_MAX: usize = 256;
/// The most characters of a notification in MeMo.
const NOTIFICATION_MAX: usize = 150;

/// Letters by Digital Post: a MeMo file each, for the municipality's own sender.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigitalPost {
    /// The folder that the files are put in, beside `begrund.yaml` if it is not a whole path.
    pub outbox: PathBuf,
    /// Who sends; the municipality itself if not given.
    #[serde(default)]
    pub sender: Sender,
    /// Where an answer goes, as it is set up in Digital Post.
    #[serde(default)]
    pub contact_point: Option<ContactPoint>,
    /// The KLE number of the subject, `00.00.00`.
    #[serde(default)]
    pub kle: Option<String>,
    /// The name of the case system that the case number belongs to.
    #[serde(default = "default_system")]
    pub system: String,
    /// The text of the message by SMS or e-mail that there is a letter. The same for all, so that it can hold nothing personal.
    #[serde(default)]
    pub notification: Option<String>,
    /// Whether the citizen can answer in Digital Post.
    #[serde(default)]
    pub reply: bool,
    /// The list of who is connected to Digital Post; without one, that is not looked at (FOR-01).
    #[serde(default)]
    pub registrations: Option<PathBuf>,
}

/// Who sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// The CVR number; the municipality's if not given.
    #[serde(default)]
    pub cvr: Option<String>,
    /// The name that the mailbox shows; the municipality's if not given.
    #[serde(default)]
    pub label: Option<String>,
}

/// Where an answer in Digital Post goes (kontaktpunkt).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactPoint {
    /// Its id: a UUID.
    pub id: String,
    /// Its group.
    #[serde(default)]
    pub group: Option<String>,
    /// Its name.
    #[serde(default)]
    pub label: Option<String>,
}

/// Letters on paper: a folder for print with a list to check it by.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// The folder, beside `begrund.yaml` if it is not a whole path; each day has its own in it.
    pub folder: PathBuf,
    /// Whether both sides of a sheet are printed on.
    #[serde(default = "yes")]
    pub duplex: bool,
    /// How many times each letter is printed.
    #[serde(default = "one")]
    pub copies: u32,
}

fn default_system() -> String {
    "begrund".to_owned()
}

fn yes() -> bool {
    true
}

fn one() -> u32 {
    1
}

impl DigitalPost {
    /// The sender's CVR number: its own, or the municipality's.
    pub fn cvr<'c>(&'c self, municipality: &'c Municipality) -> &'c str {
        self.sender.cvr.as_deref().or(municipality.cvr.as_deref()).unwrap_or_default()
    }

    /// The sender's name: its own, or the municipality's.
    pub fn label<'c>(&'c self, municipality: &'c Municipality) -> &'c str {
        self.sender.label.as_deref().unwrap_or(&municipality.name)
    }

    pub(super) fn validate(&self, municipality: &Municipality) -> Result<(), String> {
        static CVR: LazyLock<Regex> =
            LazyLock::new(|| Regex::new("^[0-9]{8}$").expect("the pattern is valid"));
        static KLE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$").expect("the pattern is valid"));
        static UUID: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$").expect("the pattern is valid")
        });
        if !CVR.is_match(self.cvr(municipality)) {
            return Err("`digital_post` needs the sender's CVR number, 8 digits in quotation marks: \
                        `sender: {cvr: \"…\"}`, or `municipality.cvr`"
                .to_owned());
        }
        if self.kle.as_ref().is_some_and(|kle| !KLE.is_match(kle)) {
            return Err("`digital_post.kle` is a KLE number such as \"00.00.00\"".to_owned());
        }
        if self.contact_point.as_ref().is_some_and(|point| !UUID.is_match(&point.id)) {
            return Err(
                "`digital_post.contact_point.id` is the UUID that the contact point has in Digital Post"
                    .to_owned(),
            );
        }
        let point = self.contact_point.as_ref();
        let texts = [
            ("sender.label", Some(self.label(municipality)), TEXT_MAX),
            ("system", Some(self.system.as_str()), TEXT_MAX),
            ("notification", self.notification.as_deref(), NOTIFICATION_MAX),
            ("contact_point.label", point.and_then(|point| point.label.as_deref()), TEXT_MAX),
            ("contact_point.group", point.and_then(|point| point.group.as_deref()), TEXT_MAX),
        ];
        for (key, text, max) in texts {
            let fits = |text: &str| {
                !text.trim().is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control)
            };
            if text.is_some_and(|text| !fits(text)) {
                return Err(format!(
                    "`digital_post.{key}` must have text: at most {max} characters on one line"
                ));
            }
        }
        Ok(())
    }
}

impl Paper {
    pub(super) fn validate(&self) -> Result<(), String> {
        if self.copies == 0 {
            return Err("`paper.copies` must be at least 1".to_owned());
        }
        Ok(())
    }
}
