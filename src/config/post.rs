//! `digital_post:` and `paper:`: what the two channels need that hand over files.

use std::path::PathBuf;
use std::sync::LazyLock;

use regex::Regex;

use super::{Municipality, Refused, line, path, whole};
use crate::case::settings::{self as written, Count};
use crate::diagnostic::Bilingual;

/// The most characters of a text in MeMo.
const TEXT_MAX: usize = 256;
/// The most characters of a notification in MeMo.
const NOTIFICATION_MAX: usize = 150;

/// Letters by Digital Post: a MeMo file each, for the municipality's own sender.
#[derive(Debug, Clone)]
pub struct DigitalPost {
    /// The folder that the files are put in, beside `begrund.yaml` if it is not a whole path.
    pub outbox: PathBuf,
    /// Who sends; the municipality itself if not given.
    pub sender: Sender,
    /// Where an answer goes, as it is set up in Digital Post.
    pub contact_point: Option<ContactPoint>,
    /// The KLE number of the subject, `00.00.00`.
    pub kle: Option<String>,
    /// The name of the case system that the case number belongs to.
    pub system: String,
    /// The text of the message by SMS or e-mail that there is a letter. The same for all, so that it can hold nothing personal.
    pub notification: Option<String>,
    /// Whether the citizen can answer in Digital Post.
    pub reply: bool,
    /// The list of who is connected to Digital Post; without one, that is not looked at (FOR-01).
    pub registrations: Option<PathBuf>,
}

/// Who sends.
#[derive(Debug, Clone, Default)]
pub struct Sender {
    /// The CVR number; the municipality's if not given.
    pub cvr: Option<String>,
    /// The name that the mailbox shows; the municipality's if not given.
    pub label: Option<String>,
}

/// Where an answer in Digital Post goes (kontaktpunkt).
#[derive(Debug, Clone)]
pub struct ContactPoint {
    /// Its id: a UUID.
    pub id: String,
    /// Its group.
    pub group: Option<String>,
    /// Its name.
    pub label: Option<String>,
}

impl ContactPoint {
    fn meant(written: written::ContactPoint) -> Option<Self> {
        Some(Self { id: written.id?.0, group: line(written.group), label: line(written.label) })
    }
}

/// Letters on paper: a folder for print with a list to check it by.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The folder, beside `begrund.yaml` if it is not a whole path; each day has its own in it.
    pub folder: PathBuf,
    /// Whether both sides of a sheet are printed on.
    pub duplex: bool,
    /// How many times each letter is printed.
    pub copies: u32,
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

    pub(super) fn meant(written: written::DigitalPost) -> Option<Self> {
        Some(Self {
            outbox: path(Some(written.outbox?))?,
            sender: written.sender.map_or_else(Sender::default, |sender| Sender {
                cvr: line(sender.cvr),
                label: line(sender.label),
            }),
            contact_point: whole(written.contact_point.map(ContactPoint::meant))?,
            kle: line(written.kle),
            system: line(written.system).unwrap_or_else(|| "begrund".to_owned()),
            notification: line(written.notification),
            reply: written.reply,
            registrations: path(written.registrations),
        })
    }

    pub(super) fn refuse(&self, municipality: &Municipality, refused: &mut Refused) {
        static CVR: LazyLock<Regex> =
            LazyLock::new(|| Regex::new("^[0-9]{8}$").expect("the pattern is valid"));
        static KLE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$").expect("the pattern is valid"));
        static UUID: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$").expect("the pattern is valid")
        });
        if !CVR.is_match(self.cvr(municipality)) {
            let at = if self.sender.cvr.is_some() { "digital_post.sender.cvr" } else { "municipality.cvr" };
            refused.at(at, Bilingual::new(
                "Digital Post skal have afsenderens CVR-nummer: otte cifre.",
                "Digital Post needs the sender's CVR number: 8 digits.",
            ), Bilingual::new(
                "Skriv det under kommunen, i anførselstegn: `cvr: \"99999999\"`, eller under `digital_post.sender`.",
                "Write it under the municipality, in quotation marks: `cvr: \"99999999\"`, or under `digital_post.sender`.",
            ));
        }
        if self.kle.as_ref().is_some_and(|kle| !KLE.is_match(kle)) {
            refused.at(
                "digital_post.kle",
                Bilingual::new("Det er ikke et KLE-nummer.", "That is no KLE number."),
                Bilingual::new(
                    "Skriv tre gange to cifre, i anførselstegn: `kle: \"00.00.00\"`.",
                    "Write three times two digits, in quotation marks: `kle: \"00.00.00\"`.",
                ),
            );
        }
        if self.contact_point.as_ref().is_some_and(|point| !UUID.is_match(&point.id)) {
            refused.at("digital_post.contact_point.id", Bilingual::new("Det er ikke en UUID.", "That is no UUID."), Bilingual::new(
                "Skriv den UUID, kontaktpunktet har i Digital Post: `id: 00000000-0000-4000-8000-000000000000`.",
                "Write the UUID that the contact point has in Digital Post: `id: 00000000-0000-4000-8000-000000000000`.",
            ));
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
            let count = text.map_or(0, |text| text.chars().count());
            if count > max {
                refused.at(
                    format!("digital_post.{key}"),
                    Bilingual::new(
                        format!("Teksten har {count} tegn. Her er plads til {max}."),
                        format!("The text has {count} characters; there is room for {max}."),
                    ),
                    Bilingual::new("Gør teksten kortere.", "Make the text shorter."),
                );
            }
        }
    }
}

impl Paper {
    pub(super) fn meant(written: written::Paper) -> Option<Self> {
        Some(Self {
            folder: path(Some(written.folder?))?,
            duplex: written.duplex.unwrap_or(true),
            copies: written.copies.map_or(1, Count::into),
        })
    }
}
