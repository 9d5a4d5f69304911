//! The mail itself. The same letter and stamp give the same bytes, and nothing personal stands outside the letter.

use lettre::message::header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use minijinja::{Environment, UndefinedBehavior, context};

use crate::config::Municipality;
use crate::letter::sha256;
use crate::pack::{Pack, PackError};
use crate::send::channel::Stamp;
use crate::send::parcel::Parcel;

/// The texts of the mails, in the pack.
const LETTER: &str = "send/letter.txt.j2";
const NOTICE: &str = "send/notice.txt.j2";
/// The longest subject, in characters: more is cut off in a list of mails.
const SUBJECT_MAX: usize = 78;

/// The texts of the mails: the same for everybody, so that nothing personal can be in them.
#[derive(Debug)]
pub(super) struct Covers {
    letter: Cover,
    notice: Cover,
}

/// A mail's subject and text.
#[derive(Debug, Clone)]
struct Cover {
    subject: String,
    text: String,
}

impl Covers {
    /// Reads the texts. They know the municipality, and nothing of any case.
    pub(super) fn load(pack: &Pack, municipality: &Municipality) -> Result<Self, PackError> {
        Ok(Self {
            letter: Cover::load(pack, LETTER, municipality)?,
            notice: Cover::load(pack, NOTICE, municipality)?,
        })
    }
}

impl Cover {
    fn load(pack: &Pack, name: &str, municipality: &Municipality) -> Result<Self, PackError> {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let wrong = |error: &minijinja::Error| PackError::content(name, format!("{:?}", error.kind()));
        let data = context! {
            municipality => &municipality.name,
            phone => &municipality.phone,
            website => &municipality.website,
        };
        let rendered = environment.render_str(pack.text(name)?, data).map_err(|error| wrong(&error))?;
        let (subject, text) = rendered.split_once("\n\n").unwrap_or((&rendered, ""));
        let (subject, text) = (subject.trim().to_owned(), text.trim().to_owned());
        if subject.is_empty() || subject.contains('\n') || text.is_empty() {
            return Err(PackError::content(
                name,
                "the first line is the subject, then an empty line, then the text",
            ));
        }
        if subject.chars().count() > SUBJECT_MAX {
            return Err(PackError::content(
                name,
                format!("the subject has more than {SUBJECT_MAX} characters"),
            ));
        }
        Ok(Self { subject, text: text.replace('\n', "\r\n") + "\r\n" })
    }
}

/// What an attempt is known by: nothing personal, and no other attempt has the same.
pub(super) fn name(pdf: &[u8], stamp: &Stamp, what: &str) -> String {
    let words = (&stamp.mark, sha256(pdf), what);
    sha256(&serde_json::to_vec(&words).unwrap_or_default())[..32].to_owned()
}

/// A mail with the letter attached, and its attachments.
pub(super) fn of_letter(
    covers: &Covers,
    from: &Mailbox,
    to: &Address,
    parcel: &Parcel,
    stamp: &Stamp,
    name: &str,
) -> Result<Vec<u8>, lettre::error::Error> {
    let matter = parcel.case.replace('/', "-");
    let mut parts = MultiPart::mixed()
        .boundary(format!("begrund-{name}"))
        .singlepart(text(&covers.letter))
        .singlepart(attached(&format!("afgoerelse-{matter}.pdf"), &parcel.pdf));
    for (index, attachment) in parcel.attachments.iter().enumerate() {
        // The file's own name may be a citizen's.
        parts = parts.singlepart(attached(&format!("bilag-{}.pdf", index + 1), &attachment.bytes));
    }
    let message = head(&covers.letter, from, to, stamp, name).multipart(parts)?;
    Ok(message.formatted())
}

/// A mail that tells that there is a letter elsewhere.
pub(super) fn of_notice(
    covers: &Covers,
    from: &Mailbox,
    to: &Address,
    stamp: &Stamp,
    name: &str,
) -> Result<Vec<u8>, lettre::error::Error> {
    Ok(head(&covers.notice, from, to, stamp, name).singlepart(text(&covers.notice))?.formatted())
}

fn head(
    cover: &Cover,
    from: &Mailbox,
    to: &Address,
    stamp: &Stamp,
    name: &str,
) -> lettre::message::MessageBuilder {
    Message::builder()
        .from(from.clone())
        // Without a name: it would stand in the clear in every relay's queue.
        .to(Mailbox::new(None, to.clone()))
        .subject(cover.subject.clone())
        .date(stamp.at.into())
        .message_id(Some(format!("<{name}@{}>", from.email.domain())))
        .header(AutoSubmitted)
}

fn text(cover: &Cover) -> SinglePart {
    // The encoding is chosen, so that it does not depend on the text.
    let body = Body::new_with_encoding(cover.text.clone(), ContentTransferEncoding::QuotedPrintable);
    let body = body.unwrap_or_else(Body::new);
    SinglePart::builder().header(ContentType::TEXT_PLAIN).body(body)
}

fn attached(name: &str, bytes: &[u8]) -> SinglePart {
    let body = Body::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64);
    let body = body.unwrap_or_else(Body::new);
    let pdf = ContentType::parse("application/pdf").unwrap_or(ContentType::TEXT_PLAIN);
    Attachment::new(name.to_owned()).body(body, pdf)
}

/// That no person wrote it, so that no machine answers (RFC 3834).
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
