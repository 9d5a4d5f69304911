//! What a channel is handed: one letter, read once, with what it needs to know of where it goes.

use std::fmt;

use jiff::civil::Date;

use crate::case::Cpr;
use crate::letter::Recipient;

/// One letter to deliver. The bytes are those that were approved, hashed and compared; no channel reads a file of the letter itself.
///
/// Its `Debug` shows the letter's id alone, so that no log can hold a name, a number or a word of the letter.
#[derive(Clone)]
pub struct Parcel {
    /// The letter's id: holds no personal data, and names files.
    pub letter: String,
    /// The case number as the record writes it.
    pub case: String,
    /// The PDF's title: content-bearing, without personal data (FOR-08).
    pub title: String,
    /// The letter's date: the planned day of availability, or of posting.
    pub dispatch: Date,
    /// The unit that sends it.
    pub unit: String,
    /// The PDF.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Its attachments, in the record's order.
    pub attachments: Vec<Attachment>,
    /// Which of the case's recipients it is for.
    pub recipient: Recipient,
    /// Who that is.
    pub to: Party,
    /// Whether the citizen's address is protected.
    pub protected_address: bool,
}

/// A file that goes with a letter.
#[derive(Clone)]
pub struct Attachment {
    /// The file's own name, without folders.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A recipient: the citizen or a representative.
#[derive(Clone)]
pub struct Party {
    /// The name.
    pub name: String,
    /// The CPR or CVR number; a representative may have none.
    pub number: Option<Number>,
    /// The postal address, line by line.
    pub address: Vec<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// The number that Digital Post knows a recipient by.
#[derive(Clone, PartialEq, Eq)]
pub enum Number {
    /// Of a person.
    Cpr(Cpr),
    /// Of a firm or an authority: eight digits.
    Cvr(String),
}

impl fmt::Debug for Parcel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parcel").field("letter", &self.letter).finish_non_exhaustive()
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attachment")
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Party")
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Number")
    }
}
