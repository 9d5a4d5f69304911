//! What the ledger tells: one event a row, with exactly the fields that its kind has.
//!
//! Digests, ids, times, the words that staff wrote as reasons, and staff's names. Never a citizen, a CPR number, an address or a
//! word of a record.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its number, from 1, without a gap. The order of events is that of their numbers, never that of their times.
    pub seq: u64,
    /// When it was written.
    pub at: Timestamp,
    /// The case number, in the form that file names have.
    pub matter: Option<String>,
    /// The letter.
    pub letter: Option<String>,
    /// What happened.
    pub what: What,
    /// SHA-256 over the event before and all that stands in this one, as lower-case hex.
    pub hash: String,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name: as `begrund.yaml` has it when it was verified, else as it was typed.
    pub name: String,
    /// The operating-system user of the process.
    pub user: String,
    /// Whether `begrund.yaml` names this user as this approver.
    pub verified: bool,
}

/// How it is known that a letter was opened before it was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opened {
    /// The page for legal staff showed it.
    Page,
    /// It was approved alone, by its name.
    Named,
    /// It was not opened, and nothing asked for it.
    No,
}

/// What an approval is bound to. When any of it changes, the approval lapses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// SHA-256 of the record.
    pub record: String,
    /// SHA-256 of the content pack.
    pub pack: String,
    /// SHA-256 of the PDF.
    pub pdf: String,
    /// SHA-256 of each attachment, in the record's order.
    pub attachments: Vec<String>,
    /// Keyed hash of who it goes to, and where.
    pub recipient: String,
    /// How it travels.
    pub channel: String,
    /// begrund's version.
    pub program: String,
    /// The consolidation named, by act.
    pub law: BTreeMap<String, u32>,
}

/// What came of an attempt that did not end in the other side's word that it has the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Nothing of the letter was given to the other side; it stays approved.
    Untouched,
    /// It is known not to have been taken; it may be tried again later.
    Deferred,
    /// It was refused for good.
    Rejected,
    /// It was put off for too long.
    GaveUp,
    /// Nobody knows. It is never tried again by itself.
    Unknown,
}

impl Ending {
    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::Deferred => "deferred",
            Self::Rejected => "rejected",
            Self::GaveUp => "gave_up",
            Self::Unknown => "unknown",
        }
    }
}

/// What a relay said, without anything that could be about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The code, such as 250.
    pub code: u16,
    /// The enhanced status code, such as `5.1.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The words that are known to be harmless; `…` stands for the rest.
    pub text: String,
}

/// What is kept of the reasons of a letter that was sent: hashes, never text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSketch {
    /// Case and citizen, as keyed hashes.
    pub owners: Vec<String>,
    /// The sketch of its reasons, as hex.
    pub reasons: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum What {
    /// The ledger was begun.
    Begun {
        /// A digest of the key that recipients are hashed with, to tell another key.
        key: String,
        /// begrund's version.
        program: String,
    },
    /// The seed of the draw, at the first build.
    DrawSeeded {
        /// 32 random bytes as hex.
        seed: String,
    },
    /// A content pack was used for the first time since another.
    PackSeen {
        /// Its SHA-256.
        sha256: String,
        /// Each of its files with the start of its SHA-256.
        files: BTreeMap<String, String>,
    },
    /// A run left letters.
    Built {
        /// SHA-256 of `out/manifest.jsonl`.
        manifest: String,
        /// SHA-256 of the content pack.
        pack: String,
        /// begrund's version.
        program: String,
        /// How many letters are in place.
        letters: usize,
        /// Whether approvers' names are verified.
        names_verified: bool,
    },
    /// A run left the proof for legal staff.
    Proofed {
        /// SHA-256 of the list of letters behind the page.
        rows: String,
        /// SHA-256 of `out/index.html`.
        page: String,
    },
    /// A version of a letter was opened by one who had no more to say of it.
    Opened {
        /// SHA-256 of the PDF.
        pdf: String,
        /// Who.
        by: Person,
    },
    /// A warning was confirmed for one version of a letter.
    Confirmed {
        /// The warning's code.
        code: String,
        /// Why the letter can be sent all the same.
        because: String,
        /// SHA-256 of the PDF.
        pdf: String,
        /// Who.
        by: Person,
        /// Whether the letter was opened.
        opened: Opened,
    },
    /// A letter was approved.
    Approved {
        /// What the approval is bound to.
        bound: Box<Bound>,
        /// Who.
        by: Person,
        /// Whether the letter was opened.
        opened: Opened,
        /// The warnings that had been confirmed.
        confirmed: Vec<String>,
        /// A digest of the files of the pack that letters are made of.
        template: String,
        /// Keyed hash of the caseworker.
        caseworker: String,
        /// The event of the redating that carried an earlier approval over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        carries: Option<u64>,
        /// The letter that it takes the place of, as the record names it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<String>,
    },
    /// A letter was rejected.
    Rejected {
        /// SHA-256 of the PDF.
        pdf: String,
        /// Why.
        because: String,
        /// Who.
        by: Person,
        /// Whether the letter was opened.
        opened: Opened,
    },
    /// An approval was withdrawn.
    Withdrawn {
        /// Why.
        because: String,
        /// Who.
        by: Person,
    },
    /// A letter was made anew for another day of dispatch.
    Redated {
        /// The day before.
        from: Date,
        /// The day now.
        to: Date,
        /// SHA-256 of the PDF before.
        was: String,
        /// SHA-256 of the PDF now.
        is: String,
        /// The event of the approval that may be carried over: it stood, and only the dates differ.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        carries: Option<u64>,
        /// The operating-system user of the process.
        user: String,
    },
    /// A letter left, and the other side has said that it has it.
    Sent {
        /// SHA-256 of the PDF.
        pdf: String,
        /// How it travelled.
        channel: String,
        /// A digest of the application that it answers: its day of receipt. Empty where it answers none.
        application: String,
        /// The event of the attempt; none for what was sent before begrund delivered by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attempt: Option<u64>,
        /// What the other side said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Reply>,
        /// SHA-256 of what is kept beside the chain for the comparison of reasons; none where the record was another by then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remembered: Option<String>,
    },
    /// A letter is about to leave. Written before its first byte does.
    Attempted {
        /// SHA-256 of the PDF.
        pdf: String,
        /// How it travels.
        channel: String,
        /// The event of the approval that it rests on.
        approval: u64,
        /// Which attempt at this letter it is, from 1.
        number: u32,
        /// Keyed hash of where it goes.
        recipient: String,
        /// The domain of an e-mail address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        domain: Option<String>,
        /// What it is known by on its way: the Message-ID without its brackets, or the file's name.
        message: String,
        /// SHA-256 of all that leaves.
        sha256: String,
        /// The day of receipt of the application that it answers; empty where it answers none.
        application: String,
    },
    /// What came of an attempt, when the letter is not known to have arrived.
    Ended {
        /// The event of the attempt.
        attempt: u64,
        /// What came of it.
        outcome: Ending,
        /// What the other side said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Reply>,
    },
    /// A person said what came of an attempt.
    Settled {
        /// The event of the attempt.
        attempt: u64,
        /// Whether the letter was sent.
        was_sent: bool,
        /// How they know.
        because: String,
        /// Who.
        by: Person,
    },
    /// Evidence said what came of an attempt.
    Reconciled {
        /// The event of the attempt.
        attempt: u64,
        /// Whether the letter was sent.
        was_sent: bool,
        /// What kind of evidence: `maillog`, `maildir`, or `file`.
        evidence: String,
        /// Where in it: the relay's number for the letter, or nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        /// SHA-256 of the evidence as it was read.
        sha256: String,
    },
    /// A letter that had left came back, or is late on its way.
    Bounced {
        /// The event of the attempt.
        attempt: u64,
        /// What the report says: `failed`, `delayed`, `relayed`, `expanded` or `delivered` (RFC 3464).
        action: String,
        /// The status code, such as `5.1.1`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<String>,
        /// SHA-256 of the report.
        sha256: String,
    },
    /// A mail went out that says that there is a letter elsewhere. It is no delivery.
    Noticed {
        /// Keyed hash of where it went.
        recipient: String,
        /// The domain of the address.
        domain: String,
        /// The Message-ID without its brackets.
        message: String,
        /// Whether the relay took it.
        accepted: bool,
        /// What the relay said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Reply>,
    },
    /// The files of a letter that was sent long ago were deleted; what proves the letter stays.
    Purged {
        /// SHA-256 of the PDF that was sent.
        pdf: String,
        /// How many days had to pass after it was sent.
        after_days: u32,
        /// Whether the record was deleted with them.
        record: bool,
        /// The operating-system user of the process.
        user: String,
    },
    /// The sender of Digital Post, or the print shop, said what became of a file that it was given.
    Receipt {
        /// The event of the attempt.
        attempt: u64,
        /// Whether it was delivered.
        delivered: bool,
        /// The other side's own word for it, one of a closed list.
        status: String,
        /// When, as the other side says.
        told: Timestamp,
        /// The code of a fault. Never its text, which may name people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// SHA-256 of the file that says so.
        sha256: String,
    },
    /// An event of a kind that this version of begrund does not know.
    #[serde(skip)]
    Unknown {
        /// The kind.
        kind: String,
        /// What it says.
        body: Value,
    },
}

impl What {
    /// The kind's word.
    pub fn kind(&self) -> &str {
        match self {
            Self::Begun { .. } => "begun",
            Self::DrawSeeded { .. } => "draw_seeded",
            Self::PackSeen { .. } => "pack_seen",
            Self::Built { .. } => "built",
            Self::Proofed { .. } => "proofed",
            Self::Opened { .. } => "opened",
            Self::Confirmed { .. } => "confirmed",
            Self::Approved { .. } => "approved",
            Self::Rejected { .. } => "rejected",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Redated { .. } => "redated",
            Self::Sent { .. } => "sent",
            Self::Attempted { .. } => "attempted",
            Self::Ended { .. } => "ended",
            Self::Settled { .. } => "settled",
            Self::Reconciled { .. } => "reconciled",
            Self::Bounced { .. } => "bounced",
            Self::Receipt { .. } => "receipt",
            Self::Noticed { .. } => "noticed",
            Self::Purged { .. } => "purged",
            Self::Unknown { kind, .. } => kind,
        }
    }

    /// The fields, for programs.
    pub fn fields(&self) -> Value {
        self.body().ok().and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default()
    }

    /// The fields as JSON, in the order in which they are declared: the same event gives the same text.
    pub(super) fn body(&self) -> Result<String, serde_json::Error> {
        #[derive(Serialize)]
        struct Body<'a>(&'a What);
        if let Self::Unknown { body, .. } = self {
            return serde_json::to_string(body);
        }
        let whole = serde_json::to_string(&Body(self))?;
        // `{"kind":"…","body":{…}}`: what stands after the tag.
        let start = format!("{{\"kind\":\"{}\",\"body\":", self.kind());
        Ok(whole.strip_prefix(&start).and_then(|rest| rest.strip_suffix('}')).unwrap_or("{}").to_owned())
    }

    /// The event of a kind with these fields; one of a kind that is not known is kept as it is.
    pub(super) fn read(kind: &str, body: &str) -> Result<Self, serde_json::Error> {
        let body: Value = serde_json::from_str(body)?;
        let known = serde_json::from_value(serde_json::json!({ "kind": kind, "body": body }));
        match known {
            Ok(what) => Ok(what),
            Err(error) if KINDS.contains(&kind) => Err(error),
            Err(_) => Ok(Self::Unknown { kind: kind.to_owned(), body }),
        }
    }
}

/// Every kind that this version knows.
const KINDS: &[&str] = &[
    "begun",
    "draw_seeded",
    "pack_seen",
    "built",
    "proofed",
    "opened",
    "confirmed",
    "approved",
    "rejected",
    "withdrawn",
    "redated",
    "sent",
    "attempted",
    "ended",
    "settled",
    "reconciled",
    "bounced",
    "receipt",
    "noticed",
    "purged",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_back_as_it_was_written() {
        let by = Person { name: "Godkenda Prøvesen".into(), user: "gopr".into(), verified: true };
        let events = [
            What::Begun { key: "k".into(), program: "0.1.0".into() },
            What::Withdrawn { because: "fejl i \"beløbet\"".into(), by: by.clone() },
            What::Approved {
                bound: Box::new(Bound { attachments: vec!["a".into()], ..Bound::default() }),
                by,
                opened: Opened::Page,
                confirmed: vec!["SPR-09".into()],
                replaces: None,
                template: "t".into(),
                caseworker: "c".into(),
                carries: None,
            },
            What::Receipt {
                attempt: 7,
                delivered: false,
                status: "Fejlet".into(),
                told: "2026-11-24T06:00:00Z".parse().unwrap(),
                code: Some("404".into()),
                sha256: "a".into(),
            },
            What::Unknown { kind: "launched".into(), body: serde_json::json!({"by": "rocket"}) },
        ];
        for what in events {
            let body = what.body().unwrap();
            assert_eq!(What::read(what.kind(), &body).unwrap(), what, "{body}");
        }
        assert!(What::read("approved", "{}").is_err(), "a known kind without its fields is damage");
    }
}
