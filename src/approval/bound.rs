//! What an approval is bound to, and what has changed since.

use serde::Serialize;

use crate::case::record::CaseRecord;
use crate::compose::Addressee;
use crate::diagnostic::Bilingual;
use crate::ledger::{Bound, Key};
use crate::letter::Recipient;

/// Something that an approval was bound to and that is another now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "what", content = "name")]
pub enum Change {
    /// The record.
    Record,
    /// The record is not there any more.
    RecordGone,
    /// The letter's PDF.
    Pdf,
    /// The letter is not there any more.
    PdfGone,
    /// An attachment, by its place in the record, from 1.
    Attachment(usize),
    /// Who it goes to, or where.
    Recipient,
    /// How it travels.
    Channel,
    /// A file of the law's tables.
    Law(String),
    /// A file of letters, parts, layout or fonts.
    Template(String),
    /// Another file of the content pack.
    Pack(String),
    /// The consolidation that the letter names.
    Consolidation,
    /// begrund's version.
    Program,
    /// Who approved it was not verified, and must be by now.
    Approver,
}

impl Change {
    /// What changed, as the subject of a sentence.
    pub fn words(&self) -> Bilingual {
        match self {
            Self::Record => Bilingual::new("sagen er ændret", "the record has changed"),
            Self::RecordGone => Bilingual::new("sagen er væk", "the record is gone"),
            Self::Pdf => Bilingual::new("brevets PDF er en anden", "the letter's PDF is another"),
            Self::PdfGone => Bilingual::new("brevet er væk", "the letter is gone"),
            Self::Attachment(number) => Bilingual::new(
                format!("bilag {number} er ændret"),
                format!("attachment {number} has changed"),
            ),
            Self::Recipient => Bilingual::new("modtageren er en anden", "the recipient is another"),
            Self::Channel => Bilingual::new("kanalen er en anden", "the channel is another"),
            Self::Law(file) => Bilingual::new(
                format!("lovtabellen {file} er ændret"),
                format!("the law table {file} has changed"),
            ),
            Self::Template(file) => Bilingual::new(
                format!("skabelonen {file} er ændret"),
                format!("the template {file} has changed"),
            ),
            Self::Pack(file) => Bilingual::new(
                format!("skabelonernes fil {file} er ændret"),
                format!("the pack's file {file} has changed"),
            ),
            Self::Consolidation => {
                Bilingual::new("lovbekendtgørelsen er en anden", "the consolidation is another")
            }
            Self::Program => Bilingual::new("begrund er en anden version", "begrund is another version"),
            Self::Approver => Bilingual::new(
                "godkenderens navn er ikke kontrolleret",
                "the approver's name was not verified",
            ),
        }
    }

    /// What became of a file of the pack.
    pub(super) fn of_file(name: &str) -> Self {
        let under = |folders: &[&str]| folders.iter().any(|folder| name.starts_with(folder));
        if under(&["law/"]) {
            Self::Law(name.to_owned())
        } else if under(&["letters/", "parts/", "layout/", "fonts/"]) {
            Self::Template(name.to_owned())
        } else {
            Self::Pack(name.to_owned())
        }
    }
}

/// What is another now than it was when the letter was approved. `pack` tells which files of the pack are.
pub(super) fn changes(then: &Bound, now: &Bound, pack: impl FnOnce() -> Vec<Change>) -> Vec<Change> {
    let mut changes = Vec::new();
    if now.record.is_empty() {
        changes.push(Change::RecordGone);
    } else if then.record != now.record {
        changes.push(Change::Record);
    }
    if now.pdf.is_empty() {
        changes.push(Change::PdfGone);
    } else if then.pdf != now.pdf {
        changes.push(Change::Pdf);
    }
    for number in 0..then.attachments.len().max(now.attachments.len()) {
        if then.attachments.get(number) != now.attachments.get(number) {
            changes.push(Change::Attachment(number + 1));
        }
    }
    if !now.record.is_empty() && then.recipient != now.recipient {
        changes.push(Change::Recipient);
    }
    if then.channel != now.channel {
        changes.push(Change::Channel);
    }
    if then.law != now.law {
        changes.push(Change::Consolidation);
    }
    if then.program != now.program {
        changes.push(Change::Program);
    }
    if then.pack != now.pack {
        let files = pack();
        // A pack that the ledger never saw: which file is another cannot be said.
        changes.extend(if files.is_empty() { vec![Change::Pack("*".to_owned())] } else { files });
    }
    changes
}

/// Keyed hash of who a letter goes to, and where.
pub(super) fn recipient_hash(key: &Key, record: &CaseRecord, addressee: Addressee) -> String {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let number = |cpr: Option<&crate::case::read::WrittenCpr>| {
        let number = cpr.and_then(|written| written.0.as_ref().ok());
        number.map(crate::case::Cpr::with_hyphen).unwrap_or_default()
    };
    let words: Vec<String> = if addressee.recipient == Recipient::Citizen {
        let citizen = record.citizen.as_ref();
        let own = [
            text(citizen.and_then(|citizen| citizen.name.as_deref())),
            number(citizen.and_then(|citizen| citizen.cpr.as_ref())),
            text(citizen.and_then(|citizen| citizen.email.as_deref())),
        ];
        own.into_iter()
            .chain(citizen.into_iter().flat_map(|citizen| citizen.address.iter().map(ToString::to_string)))
            .collect()
    } else {
        let other = record.representative.as_ref();
        let own = [
            text(other.and_then(|other| other.name.as_deref())),
            number(other.and_then(|other| other.cpr.as_ref())),
            text(other.and_then(|other| other.cvr.as_deref())),
            text(other.and_then(|other| other.email.as_deref())),
        ];
        own.into_iter()
            .chain(other.into_iter().flat_map(|other| other.address.iter().map(ToString::to_string)))
            .collect()
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    key.keyed("recipient", &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_has_a_name_and_no_change_has_none() {
        let then = Bound {
            record: "r".into(),
            pack: "k".into(),
            pdf: "p".into(),
            attachments: vec!["a".into(), "b".into()],
            recipient: "m".into(),
            channel: "paper".into(),
            program: "0.1.0".into(),
            law: [("serviceloven".to_owned(), 909)].into(),
        };
        let names = |now: &Bound| changes(&then, now, || vec![Change::of_file("law/holidays.yaml")]);
        assert_eq!(names(&then), []);
        let with = |change: &dyn Fn(&mut Bound)| {
            let mut now = then.clone();
            change(&mut now);
            names(&now)
        };
        assert_eq!(with(&|now| now.record = "x".into()), [Change::Record]);
        assert_eq!(with(&|now| now.record.clear()), [Change::RecordGone]);
        assert_eq!(with(&|now| now.pdf = "x".into()), [Change::Pdf]);
        assert_eq!(with(&|now| now.pdf.clear()), [Change::PdfGone]);
        assert_eq!(with(&|now| now.attachments[1].clear()), [Change::Attachment(2)]);
        assert_eq!(with(&|now| now.attachments.push("c".into())), [Change::Attachment(3)]);
        assert_eq!(with(&|now| now.recipient = "x".into()), [Change::Recipient]);
        assert_eq!(with(&|now| now.channel = "email".into()), [Change::Channel]);
        assert_eq!(with(&|now| now.program = "0.2.0".into()), [Change::Program]);
        assert_eq!(with(&|now| now.law.clear()), [Change::Consolidation]);
        assert_eq!(with(&|now| now.pack = "x".into()), [Change::Law("law/holidays.yaml".into())]);
        let mut now = then.clone();
        now.pack = "x".into();
        assert_eq!(changes(&then, &now, Vec::new), [Change::Pack("*".into())]);
        assert_eq!(Change::of_file("parts/why.typ.j2"), Change::Template("parts/why.typ.j2".into()));
        assert_eq!(Change::of_file("rules/texts.yaml"), Change::Pack("rules/texts.yaml".into()));
    }
}
