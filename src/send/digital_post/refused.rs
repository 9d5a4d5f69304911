//! Why a letter cannot go by Digital Post.

use thiserror::Error;

use crate::diagnostic::Bilingual;

/// Why no message is made of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{}", self.why().en)]
pub enum Refused {
    /// The recipient has neither a CPR nor a CVR number.
    NoNumber,
    /// What should be a CVR number is none.
    NoCvr,
    /// The recipient has a replacement number, and this is no workspace for trials (FOR-07).
    ReplacementNumber,
    /// A text that the message needs is empty or too long.
    Text(Field),
    /// More attachments than a message can have (FOR-06).
    TooManyAttachments,
    /// More bytes than a message can have (FOR-06).
    TooLarge,
    /// The letter or an attachment is no PDF (FOR-09).
    NotPdf,
}

/// A text that a message needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The letter's title.
    Title,
    /// The case number.
    Case,
    /// The letter's id.
    Letter,
}

impl Refused {
    /// What is wrong. Never quotes the letter.
    pub fn why(self) -> Bilingual {
        match self {
            Self::NoNumber => Bilingual::new(
                "Modtageren har hverken CPR- eller CVR-nummer og kan ikke få Digital Post.",
                "The recipient has neither a CPR nor a CVR number and cannot get Digital Post.",
            ),
            Self::NoCvr => Bilingual::new(
                "Modtagerens CVR-nummer er ikke otte cifre.",
                "The recipient's CVR number is not eight digits.",
            ),
            Self::ReplacementNumber => Bilingual::new(
                "Modtageren har et erstatningspersonnummer og kan ikke få Digital Post.",
                "The recipient has a replacement number and cannot get Digital Post.",
            ),
            Self::Text(field) => {
                let (da, en) = match field {
                    Field::Title => ("Brevets titel", "The letter's title"),
                    Field::Case => ("Sagsnummeret", "The case number"),
                    Field::Letter => ("Brevets navn", "The letter's name"),
                };
                Bilingual::new(
                    format!("{da} mangler eller er længere end 256 tegn."),
                    format!("{en} is missing or longer than 256 characters."),
                )
            }
            Self::TooManyAttachments => Bilingual::new(
                "Der er flere end 10 bilag. Digital Post tager ikke imod flere.",
                "There are more than 10 attachments. Digital Post takes no more.",
            ),
            Self::TooLarge => Bilingual::new(
                "Brevet med bilag fylder mere end de 99,5 MB, Digital Post tager imod. PDF-filer fylder en tredjedel mere, når de bliver pakket.",
                "The letter with its attachments is more than the 99.5 MB that Digital Post takes. PDF files grow by a third when they are packed.",
            ),
            Self::NotPdf => Bilingual::new(
                "Brevet eller et bilag er ikke en PDF.",
                "The letter or an attachment is no PDF.",
            ),
        }
    }

    /// What to do.
    pub fn help(self) -> Bilingual {
        match self {
            Self::NoNumber | Self::ReplacementNumber => {
                Bilingual::new("Send på papir: `channel: paper`.", "Send on paper: `channel: paper`.")
            }
            Self::NoCvr => Bilingual::new(
                "Ret `representative.cvr`, og kør `begrund proof`.",
                "Mend `representative.cvr` and run `begrund proof`.",
            ),
            Self::Text(Field::Title) => Bilingual::new(
                "Skriv en kortere `title` i skabelonen, og kør `begrund proof`.",
                "Write a shorter `title` in the template and run `begrund proof`.",
            ),
            Self::Text(_) => Bilingual::new(
                "Ret sagen, og kør `begrund proof`.",
                "Mend the record and run `begrund proof`.",
            ),
            Self::TooManyAttachments => {
                Bilingual::new("Saml bilagene i færre PDF-filer.", "Join the attachments in fewer PDF files.")
            }
            Self::TooLarge => Bilingual::new(
                "Gør billeder i PDF-filerne mindre, del dem på flere breve, eller send på papir.",
                "Make the pictures in the PDF files smaller, divide them among letters, or send on paper.",
            ),
            Self::NotPdf => Bilingual::new(
                "Læg bilaget ved sagen som PDF, og kør `begrund proof`.",
                "Put the attachment beside the record as a PDF and run `begrund proof`.",
            ),
        }
    }

    /// The rule that says so.
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::NoNumber | Self::NoCvr => Some("FOR-01"),
            Self::ReplacementNumber => Some("FOR-07"),
            Self::TooManyAttachments | Self::TooLarge => Some("FOR-06"),
            Self::NotPdf => Some("FOR-09"),
            Self::Text(_) => None,
        }
    }
}
