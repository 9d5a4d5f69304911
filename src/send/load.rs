//! A letter is read once into memory; those bytes are compared with the approval, and those bytes are sent.

use std::path::Path;

use super::parcel::{Attachment, Number, Parcel, Party};
use crate::approval::{Change, Contents, Exhibit, Shelf};
use crate::case::read::{ReadCase, WrittenCpr};
use crate::case::record::{CaseRecord, Channel};
use crate::check::batch::Kept;
use crate::compose::choose;
use crate::ledger::{Bound, Events, KeptSketch, Key, LedgerError};
use crate::letter::Recipient;
use crate::pipeline::keep;

/// A letter that is the one that was approved.
pub(super) struct Loaded {
    pub(super) parcel: Parcel,
    pub(super) channel: Channel,
    read: ReadCase,
}

/// What is kept of a letter when it is sent.
pub(super) struct Remembered {
    /// The day of receipt of the application that it answers; empty where it answers none.
    pub(super) application: String,
    /// Of whom it tells, and its reasons, as hashes.
    pub(super) sketch: KeptSketch,
}

/// Reads a letter, if it still is what was approved.
///
/// Gives what has changed instead.
pub(super) fn load(
    shelf: &Shelf<'_>,
    exhibit: &Exhibit<'_>,
    approved: &Bound,
    ledger: Events<'_>,
    key: &Key,
) -> Result<Result<Loaded, Vec<Change>>, LedgerError> {
    let contents = shelf.contents(exhibit, key);
    let changed = shelf.changes_since(approved, &contents.present.bound, ledger)?;
    if !changed.is_empty() {
        return Ok(Err(changed));
    }
    Ok(loaded(exhibit, contents).ok_or_else(|| vec![Change::Record]))
}

fn loaded(exhibit: &Exhibit<'_>, contents: Contents) -> Option<Loaded> {
    let Contents { present, pdf, attachments } = contents;
    let read = present.read?;
    let record = read.record.as_ref()?;
    let addressee = choose(record)?
        .letters
        .into_iter()
        .find(|letter| letter.recipient.word() == exhibit.letter.recipient)?;
    let name = |path: &str| {
        let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_default()
    };
    let names = record.attachments.iter().map(|path| name(path));
    let attachments = names.zip(attachments).map(|(name, bytes)| Attachment { name, bytes }).collect();
    let parcel = Parcel {
        letter: exhibit.letter.id.clone(),
        case: record.case.as_ref().map(ToString::to_string)?,
        title: exhibit.row.map_or_else(|| "Brev".to_owned(), |row| row.title.clone()),
        dispatch: record.dispatch?,
        unit: record.caseworker.as_ref().and_then(|own| own.unit.as_deref()).unwrap_or_default().to_owned(),
        pdf,
        pages: exhibit.letter.pages,
        attachments,
        recipient: addressee.recipient,
        to: party(record, addressee.recipient)?,
        protected_address: record.citizen.as_ref().is_some_and(|citizen| citizen.protected_address),
    };
    Some(Loaded { parcel, channel: addressee.channel, read })
}

impl Loaded {
    /// What is kept of it when it is sent.
    pub(super) fn remembered(&self, shelf: &Shelf<'_>, key: &Key) -> Remembered {
        let Some(record) = &self.read.record else { unreachable!("a letter is loaded from its record") };
        let kept = Kept::of(&self.read, record, &shelf.workspace().law);
        Remembered {
            application: kept.answers().map(|answer| answer.received.to_string()).unwrap_or_default(),
            sketch: keep(&kept, &self.parcel.letter, key),
        }
    }
}

fn party(record: &CaseRecord, recipient: Recipient) -> Option<Party> {
    let cpr = |written: Option<&WrittenCpr>| {
        written.and_then(|written| written.0.as_ref().ok()).cloned().map(Number::Cpr)
    };
    let lines = |address: &[crate::case::slot::Label]| address.iter().map(ToString::to_string).collect();
    if recipient == Recipient::Citizen {
        let citizen = record.citizen.as_ref()?;
        return Some(Party {
            name: citizen.name.as_deref()?.to_owned(),
            number: cpr(citizen.cpr.as_ref()),
            address: lines(&citizen.address),
            email: citizen.email.as_deref().map(ToOwned::to_owned),
        });
    }
    let other = record.representative.as_ref()?;
    let cvr = other.cvr.as_deref().map(|cvr| Number::Cvr(cvr.to_owned()));
    Some(Party {
        name: other.name.as_deref()?.to_owned(),
        number: cpr(other.cpr.as_ref()).or(cvr),
        address: lines(&other.address),
        email: other.email.as_deref().map(ToOwned::to_owned),
    })
}
