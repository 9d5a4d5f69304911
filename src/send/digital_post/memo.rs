//! A letter as a message of Digital Post: MeMo 1.2, one XML file with the PDF and the attachments inside.
//!
//! The fields and limits are those of Digitaliseringsstyrelsen's MeMo 1.2 as far as they could be found; its schema is not
//! published. The same letter, attempt and time give the same bytes.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use super::Refused;
use super::refused::Field;
use crate::case::read::is_bad;
use crate::config::{Config, DigitalPost, Municipality};
use crate::send::{Number, Parcel};

/// The version of MeMo.
const VERSION: &str = "1.2";
/// Its namespace; the prefix must be `memo`, since SF1601 looks for it by that name.
const NAMESPACE: &str = "https://DigitalPost.dk/MeMo-1";
/// The namespace of KLE numbers.
const KLE_NAMESPACE: &str = "http://kle-online.dk/";
/// The most characters of a text.
const TEXT_MAX: usize = 256;
/// The most characters of a file's name before its ending: room is left for a number.
const STEM_MAX: usize = 240;
/// The most attachments of a message (BEK nr. 2017 af 2021 § 18).
const ATTACHMENTS_MAX: usize = 10;
/// The most bytes of a message (the same). Taken as those of the file: what is inside is a third larger than the PDF files are.
pub(super) const BYTES_MAX: usize = 99_500_000;
/// More than everything in a message but the files can be.
pub(super) const ENVELOPE_BYTES: usize = 64 * 1024;

/// A message.
#[derive(Clone)]
pub struct Memo {
    /// Its UUID, which receipts name.
    pub message: Uuid,
    /// The file.
    pub xml: Vec<u8>,
}

impl std::fmt::Debug for Memo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memo").field("message", &self.message).finish_non_exhaustive()
    }
}

/// On what terms messages are made: what is the same for all of them.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'c> {
    settings: &'c DigitalPost,
    municipality: &'c Municipality,
    test: bool,
}

impl<'c> Terms<'c> {
    /// The terms of a workspace; `None` where `begrund.yaml` has no `digital_post`.
    pub fn of(config: &'c Config) -> Option<Self> {
        let settings = config.digital_post.as_ref()?;
        Some(Self { settings, municipality: &config.municipality, test: config.test })
    }

    /// Whether a message can be made of a letter.
    ///
    /// # Errors
    /// Why not.
    pub fn admit(&self, parcel: &Parcel) -> Result<(), Refused> {
        match &parcel.to.number {
            None => return Err(Refused::NoNumber),
            Some(Number::Cpr(cpr)) if cpr.is_replacement() && !self.test => {
                return Err(Refused::ReplacementNumber);
            }
            Some(Number::Cvr(cvr)) if cvr.len() != 8 || !cvr.bytes().all(|byte| byte.is_ascii_digit()) => {
                return Err(Refused::NoCvr);
            }
            Some(_) => {}
        }
        for (field, text) in
            [(Field::Title, &parcel.title), (Field::Case, &parcel.case), (Field::Letter, &parcel.letter)]
        {
            if !(1..=TEXT_MAX).contains(&one_line(text).chars().count()) {
                return Err(Refused::Text(field));
            }
        }
        if parcel.attachments.len() > ATTACHMENTS_MAX {
            return Err(Refused::TooManyAttachments);
        }
        let mut bytes = ENVELOPE_BYTES;
        for file in files(parcel) {
            if !file.starts_with(b"%PDF-") {
                return Err(Refused::NotPdf);
            }
            bytes = bytes.saturating_add(base64::encoded_len(file.len(), true).unwrap_or(usize::MAX));
        }
        if bytes > BYTES_MAX { Err(Refused::TooLarge) } else { Ok(()) }
    }

    /// Makes the message of a letter: of its `attempt`-th attempt, counted from 1, at this time.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn memo(&self, parcel: &Parcel, attempt: u32, created: Timestamp) -> Result<Memo, Refused> {
        self.admit(parcel)?;
        let message = message_uuid(&parcel.letter, &crate::letter::sha256(&parcel.pdf), attempt);
        let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
        let Ok(()) = self.message(&mut xml, parcel, message, created) else {
            unreachable!("memory takes whatever is written")
        };
        let mut xml = xml.into_inner();
        xml.push(b'\n');
        Ok(Memo { message, xml })
    }

    fn message(&self, xml: &mut Xml, parcel: &Parcel, message: Uuid, created: Timestamp) -> io::Result<()> {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = xml.create_element("memo:Message");
        let root = root.with_attributes([("xmlns:memo", NAMESPACE), ("memoVersion", VERSION)]);
        root.write_inner_content(|xml| {
            within(xml, "MessageHeader", |xml| self.header(xml, parcel, message))?;
            within(xml, "MessageBody", |xml| body(xml, parcel, created))
        })?;
        Ok(())
    }

    fn header(&self, xml: &mut Xml, parcel: &Parcel, message: Uuid) -> io::Result<()> {
        text(xml, "messageType", "DIGITALPOST")?;
        text(xml, "messageUUID", &message.to_string())?;
        text(xml, "messageID", &parcel.letter)?;
        text(xml, "label", &parcel.title)?;
        if let Some(notification) = &self.settings.notification {
            text(xml, "notification", notification)?;
        }
        text(xml, "reply", if self.settings.reply { "true" } else { "false" })?;
        // No service of process (forkyndelse), and no message that only some recipients must take.
        text(xml, "mandatory", "false")?;
        text(xml, "legalNotification", "false")?;
        text(xml, "postType", "MYNDIGHEDSPOST")?;
        within(xml, "Sender", |xml| self.sender(xml))?;
        within(xml, "Recipient", |xml| recipient(xml, parcel))?;
        within(xml, "ContentData", |xml| self.content(xml, parcel))
    }

    fn sender(&self, xml: &mut Xml) -> io::Result<()> {
        text(xml, "senderID", self.settings.cvr(self.municipality))?;
        text(xml, "idType", "CVR")?;
        text(xml, "label", self.settings.label(self.municipality))?;
        let Some(point) = &self.settings.contact_point else { return Ok(()) };
        within(xml, "ContactPoint", |xml| {
            if let Some(group) = &point.group {
                text(xml, "contactGroup", group)?;
            }
            text(xml, "contactPointID", &point.id)?;
            point.label.as_ref().map_or(Ok(()), |label| text(xml, "label", label))
        })
    }

    fn content(&self, xml: &mut Xml, parcel: &Parcel) -> io::Result<()> {
        within(xml, "CaseID", |xml| {
            text(xml, "caseID", &parcel.case)?;
            text(xml, "caseSystem", &self.settings.system)
        })?;
        let Some(kle) = &self.settings.kle else { return Ok(()) };
        let data = xml.create_element("kle:KLEdata").with_attribute(("xmlns:kle", KLE_NAMESPACE));
        data.write_inner_content(|xml| {
            xml.create_element("kle:subjectKey").write_text_content(BytesText::new(kle))?;
            Ok(())
        })?;
        Ok(())
    }
}

/// The UUID of the message that one attempt to send a letter makes: of version 4 in form, as MeMo asks, and the same when it is asked
/// for again, so that a receipt finds its letter.
pub fn message_uuid(letter: &str, pdf_sha256: &str, attempt: u32) -> Uuid {
    let digest = Sha256::digest(format!("memo\0{letter}\0{pdf_sha256}\0{attempt}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

type Xml = Writer<Vec<u8>>;

fn recipient(xml: &mut Xml, parcel: &Parcel) -> io::Result<()> {
    match &parcel.to.number {
        Some(Number::Cpr(cpr)) => {
            text(xml, "recipientID", &cpr.with_hyphen().replace('-', ""))?;
            text(xml, "idType", "CPR")
        }
        // A firm's mailbox is read by many: the name tells whose desk it is for.
        Some(Number::Cvr(cvr)) => {
            text(xml, "recipientID", cvr)?;
            text(xml, "idType", "CVR")?;
            let name: String = one_line(&parcel.to.name).chars().take(TEXT_MAX).collect();
            if name.is_empty() { Ok(()) } else { text(xml, "label", &name) }
        }
        None => Ok(()),
    }
}

fn body(xml: &mut Xml, parcel: &Parcel, created: Timestamp) -> io::Result<()> {
    text(xml, "createdDateTime", &created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())?;
    let mut names = Vec::new();
    within(xml, "MainDocument", |xml| {
        text(xml, "label", &parcel.title)?;
        file(xml, &file_name(&parcel.title, &mut names), &parcel.pdf)
    })?;
    for attachment in &parcel.attachments {
        let name = file_name(&attachment.name, &mut names);
        within(xml, "AdditionalDocument", |xml| {
            text(xml, "label", name.trim_end_matches(".pdf"))?;
            file(xml, &name, &attachment.bytes)
        })?;
    }
    Ok(())
}

fn file(xml: &mut Xml, name: &str, content: &[u8]) -> io::Result<()> {
    within(xml, "File", |xml| {
        text(xml, "encodingFormat", "application/pdf")?;
        text(xml, "filename", name)?;
        text(xml, "language", "da")?;
        let content = STANDARD.encode(content);
        xml.create_element("memo:content").write_text_content(BytesText::from_escaped(content))?;
        Ok(())
    })
}

fn within(xml: &mut Xml, name: &str, inner: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(format!("memo:{name}")).write_inner_content(inner)?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(format!("memo:{name}")).write_text_content(BytesText::new(&one_line(text)))?;
    Ok(())
}

/// The PDF and the attachments.
fn files(parcel: &Parcel) -> impl Iterator<Item = &[u8]> {
    let attachments = parcel.attachments.iter().map(|attachment| attachment.bytes.as_slice());
    std::iter::once(parcel.pdf.as_slice()).chain(attachments)
}

/// A text on one line, without what no letter may carry; XML can hold the rest.
fn one_line(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let kept: String = spaced.filter(|c| !is_bad(*c)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A PDF's name as Digital Post takes it, other than those in `names`.
fn file_name(text: &str, names: &mut Vec<String>) -> String {
    let line = one_line(text).replace(['<', '>', ':', '"', '/', '\\', '|', '?', '*'], "-");
    let ends = line.len().checked_sub(4).filter(|at| line.is_char_boundary(*at));
    let stem = match ends.map(|at| line.split_at(at)) {
        Some((stem, ending)) if ending.eq_ignore_ascii_case(".pdf") => stem,
        _ => &line,
    };
    let stem: String = stem.chars().take(STEM_MAX).collect();
    let stem = match stem.trim_matches([' ', '.']) {
        "" => "Brev",
        stem => stem,
    };
    let numbered = (2..).map(|number| format!("{stem} ({number}).pdf"));
    let name = std::iter::once(format!("{stem}.pdf"))
        .chain(numbered)
        .find(|name| !names.contains(&name.to_lowercase()))
        .unwrap_or_default();
    names.push(name.to_lowercase());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_those_that_digital_post_takes() {
        let name = |text: &str| file_name(text, &mut Vec::new());
        assert_eq!(name("Svar på din ansøgning"), "Svar på din ansøgning.pdf");
        assert_eq!(name("a<b>c:d\"e/f\\g|h?i*j.PDF"), "a-b-c-d-e-f-g-h-i-j.pdf");
        assert_eq!(name("Afgørelse §\u{a0}102\u{2003}x\u{2060}y\r\nz"), "Afgørelse § 102 xy z.pdf");
        assert_eq!(name(".. .pdf"), "Brev.pdf");
        assert_eq!(name("æøå"), "æøå.pdf");
        assert_eq!(name(&"ø".repeat(500)).chars().count(), STEM_MAX + 4);
        let mut names = Vec::new();
        let three = [(); 3].map(|()| file_name("Bilag.pdf", &mut names));
        assert_eq!(three, ["Bilag.pdf", "Bilag (2).pdf", "Bilag (3).pdf"]);
    }

    #[test]
    fn a_message_id_is_of_version_4_and_of_its_attempt() {
        let id = message_uuid("2026-1_x", "abc", 7);
        assert_eq!((id.get_version_num(), id.get_variant()), (4, uuid::Variant::RFC4122));
        assert_eq!(id, message_uuid("2026-1_x", "abc", 7));
        for other in [
            message_uuid("2026-1_y", "abc", 7),
            message_uuid("2026-1_x", "abd", 7),
            message_uuid("2026-1_x", "abc", 8),
        ] {
            assert_ne!(other, id);
        }
    }

    #[test]
    fn texts_are_one_line_that_xml_can_hold() {
        assert_eq!(one_line("a\0b\u{1b}[31m\tc\n d\u{fffe}\u{202e}e\u{ad}f"), "a b [31m c def");
        assert_eq!(one_line("<&>\"' æøå § 10"), "<&>\"' æøå § 10");
    }
}
