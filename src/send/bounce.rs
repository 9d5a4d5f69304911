//! Letters that came back: reports of failure in the form of RFC 3462 and RFC 3464, from a mailbox.
//!
//! That a relay took a letter does not mean that it arrived. Of a report only its action and status are kept.

#![expect(clippy::disallowed_methods, reason = "this is where the reports are read")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use super::reconcile::{EvidenceError, mails};
use super::settle::settle_by_evidence;
use crate::approval::Shelf;
use crate::ledger::{Dispatch, Event, Ledger, LedgerError, What};
use crate::letter::sha256;

/// Why reports cannot be taken in.
pub type BounceError = EvidenceError;

/// A report that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounced {
    /// The letter.
    pub letter: String,
    /// What became of it: `failed`, `delayed`, `relayed`, `expanded` or `delivered`.
    pub action: String,
    /// The status code, such as `5.1.1`.
    pub status: Option<String>,
}

/// What a report says.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    /// What the letter is called in it: the envelope's id, or the Message-ID without its domain.
    name: String,
    action: String,
    status: Option<String>,
}

/// Takes in the reports of a maildir or folder; each once. What is no report, or about no letter of ours, is left.
///
/// # Errors
/// If the folder cannot be read, or the ledger cannot be used.
pub fn take_bounces(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    folder: &Path,
    at: Timestamp,
) -> Result<Vec<Bounced>, BounceError> {
    let attempts = attempts_by_name(ledger)?;
    let mut known: BTreeSet<String> = BTreeSet::new();
    for event in ledger.events().of_kind("bounced")? {
        if let What::Bounced { sha256, .. } = event.what {
            known.insert(sha256);
        }
    }
    let mut taken = Vec::new();
    for path in mails(folder)? {
        let bytes = fs::read(&path).map_err(|source| EvidenceError::Read { path: path.clone(), source })?;
        let digest = sha256(&bytes);
        if known.contains(&digest) {
            continue;
        }
        let Some(report) = MessageParser::default().parse(&bytes) else { continue };
        for told in told(&report) {
            let Some(attempt) = attempts.get(&told.name) else { continue };
            note(ledger, shelf, attempt, &told, &digest, at)?;
            taken.push(Bounced {
                letter: attempt.letter.clone().unwrap_or_default(),
                action: told.action,
                status: told.status,
            });
        }
    }
    Ok(taken)
}

fn note(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    attempt: &Event,
    told: &Told,
    digest: &str,
    at: Timestamp,
) -> Result<(), LedgerError> {
    let letter = attempt.letter.as_deref().unwrap_or_default();
    // Whatever comes back was taken first.
    let events = ledger.events().of_letter(letter)?;
    if matches!(Dispatch::of(&events), Dispatch::Unknown(unknown) if unknown.seq == attempt.seq) {
        let what = What::Reconciled {
            attempt: attempt.seq,
            was_sent: true,
            evidence: "bounce".to_owned(),
            place: None,
            sha256: digest.to_owned(),
        };
        settle_by_evidence(ledger, shelf, attempt, &what, true, at)?;
    }
    let what = What::Bounced {
        attempt: attempt.seq,
        action: told.action.clone(),
        status: told.status.clone(),
        sha256: digest.to_owned(),
    };
    ledger.write(at, |writer| {
        writer.append(attempt.matter.as_deref(), Some(letter), &what)?;
        Ok(())
    })
}

/// Every attempt by e-mail, by what a report can call it.
fn attempts_by_name(ledger: &Ledger) -> Result<BTreeMap<String, Event>, LedgerError> {
    let attempts = ledger.events().of_kind("attempted")?.into_iter().filter_map(|event| {
        let What::Attempted { message, channel, .. } = &event.what else { return None };
        let name = message.split_once('@').filter(|_| channel == "email")?.0.to_owned();
        Some((name, event))
    });
    Ok(attempts.collect())
}

/// What a mail says, if it is a report: a line for each recipient.
fn told(report: &Message<'_>) -> Vec<Told> {
    let is_report = report.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
    });
    if !is_report {
        return Vec::new();
    }
    let kind = |part: &mail_parser::MessagePart<'_>| {
        let kind = part.content_type();

        kind.and_then(|kind| kind.subtype()).unwrap_or_default().to_ascii_lowercase()
    };
    let body = |part: &mail_parser::MessagePart<'_>| match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.to_string(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        PartType::Message(message) => String::from_utf8_lossy(message.raw_message()).into_owned(),
        PartType::Multipart(_) => String::new(),
    };
    let part =
        |wanted: &[&str]| report.parts.iter().find(|part| wanted.contains(&kind(part).as_str())).map(&body);
    let Some(status) = part(&["delivery-status", "global-delivery-status"]) else { return Vec::new() };
    let groups = groups(&status);
    let Some((of_message, of_recipients)) = groups.split_first() else { return Vec::new() };
    let envelope = of_message.get("original-envelope-id").cloned();
    let returned = part(&["rfc822-headers", "rfc822", "global-headers", "global"]);
    let name = envelope.or_else(|| {
        let headers = returned?;
        let parsed = MessageParser::default().parse_headers(headers.as_bytes())?;
        Some(parsed.message_id()?.split('@').next()?.to_owned())
    });
    let Some(name) = name else { return Vec::new() };
    let told = of_recipients.iter().filter_map(|fields| {
        let action = fields.get("action")?.to_ascii_lowercase();
        let action = ["failed", "delayed", "relayed", "expanded", "delivered"]
            .into_iter()
            .find(|word| action == *word)?;
        let status = fields.get("status").and_then(|status| status.split_whitespace().next());
        // Only digits and dots: nothing else of a report is kept.
        let status = status.filter(|status| status.chars().all(|c| c.is_ascii_digit() || c == '.'));
        Some(Told { name: name.clone(), action: action.to_owned(), status: status.map(ToOwned::to_owned) })
    });
    told.collect()
}

/// The groups of fields of a delivery status: one for the message, then one for each recipient.
fn groups(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut groups = vec![BTreeMap::<String, String>::new()];
    let mut last: Option<String> = None;
    for line in text.lines() {
        if line.trim().is_empty() {
            if groups.last().is_some_and(|group| !group.is_empty()) {
                groups.push(BTreeMap::new());
            }
            last = None;
        } else if line.starts_with([' ', '\t']) {
            if let (Some(name), Some(group)) = (&last, groups.last_mut())
                && let Some(value) = group.get_mut(name)
            {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let (Some((name, value)), Some(group)) = (line.split_once(':'), groups.last_mut()) {
            let name = name.trim().to_ascii_lowercase();
            group.insert(name.clone(), value.trim().to_owned());
            last = Some(name);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "From: MAILER-DAEMON@mx.test.invalid\r\n\
        To: b@test.invalid\r\n\
        Subject: Undelivered Mail Returned to Sender\r\n\
        MIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\n\
        Reporting-MTA: dns; mx.test.invalid\r\n\
        Original-Envelope-Id: 0123456789abcdef0123456789abcdef\r\n\r\n\
        Final-Recipient: rfc822; modella@test.invalid\r\n\
        Action: failed\r\nStatus: 5.1.1\r\n\
        Diagnostic-Code: smtp; 550 5.1.1 <modella@test.invalid>: User\r\n unknown\r\n\
        --b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
        Message-ID: <fedcba9876543210fedcba9876543210@test.invalid>\r\nSubject: Brev\r\n\r\n--b--\r\n";

    fn read(text: &str) -> Vec<Told> {
        told(&MessageParser::default().parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn a_report_is_known_by_its_envelope_or_by_the_message_it_returns() {
        let expected = |name: &str| {
            vec![Told { name: name.into(), action: "failed".into(), status: Some("5.1.1".into()) }]
        };
        assert_eq!(read(REPORT), expected("0123456789abcdef0123456789abcdef"));
        let without = REPORT.replace("Original-Envelope-Id", "X-Other");
        assert_eq!(read(&without), expected("fedcba9876543210fedcba9876543210"));
        let late =
            REPORT.replace("Action: failed", "Action: Delayed").replace("5.1.1\r\nD", "4.2.2 (full)\r\nD");
        assert_eq!(
            (read(&late)[0].action.as_str(), read(&late)[0].status.as_deref()),
            ("delayed", Some("4.2.2"))
        );
    }

    #[test]
    fn what_is_no_report_says_nothing() {
        for text in [
            "Subject: hej\r\n\r\nUndelivered.",
            &REPORT.replace("multipart/report", "multipart/mixed"),
            &REPORT.replace("message/delivery-status", "text/plain"),
            &REPORT.replace("Action: failed", "Action: exploded"),
            "",
        ] {
            let parsed = MessageParser::default().parse(text.as_bytes());
            assert!(parsed.is_none_or(|mail| told(&mail).is_empty()), "{text}");
        }
    }
}
