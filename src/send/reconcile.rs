//! Evidence of what became of letters that nobody knows of: the relay's own log, or a mailbox that gets a copy of everything it took.
//!
//! A letter that is found was sent. One that is not found was not sent only if the evidence is whole, which a person must say, and which
//! must not be contradicted by a letter that is known to have been taken and is not found either.

#![expect(clippy::disallowed_methods, reason = "this is where the evidence is read")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::Timestamp;
use mail_parser::MessageParser;
use regex::Regex;
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use walkdir::WalkDir;

use super::settle::{settle_by_evidence, unknown};
use crate::approval::Shelf;
use crate::case::read::hex;
use crate::ledger::{Event, Ledger, LedgerError, What};
use crate::letter::sha256;

/// The most bytes of a mail that are looked at for its headers.
const HEAD_BYTES: usize = 64 * 1024;

/// Why evidence cannot be used.
#[derive(Debug, Error)]
pub enum EvidenceError {
    /// It cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is said to be whole, and it is not.
    #[error(
        "the evidence is not whole: a letter is missing that the relay is known to have taken ({letter})"
    )]
    NotWhole {
        /// That letter.
        letter: String,
    },
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What a relay is known to have taken.
#[derive(Debug)]
pub struct Evidence {
    kind: &'static str,
    /// By Message-ID: the relay's own number for the letter, where it is told.
    taken: BTreeMap<String, Option<String>>,
    sha256: String,
}

/// What evidence says of a letter that nobody knew of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// The letter.
    pub letter: String,
    /// Whether it was sent; `None` where the evidence does not say.
    pub was_sent: Option<bool>,
}

impl Evidence {
    /// Reads the log of a Postfix, Exim or Sendmail.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of_maillog(path: &Path) -> Result<Self, EvidenceError> {
        let failed = |source| EvidenceError::Read { path: path.to_owned(), source };
        let mut reader = BufReader::new(File::open(path).map_err(failed)?);
        let (mut digest, mut log, mut line) = (Sha256::new(), Log::default(), Vec::new());
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line).map_err(failed)? == 0 {
                break;
            }
            digest.update(&line);
            log.read(&String::from_utf8_lossy(&line));
        }
        Ok(Self { kind: "maillog", taken: log.taken, sha256: hex(&digest.finalize()) })
    }

    /// Reads a maildir, or any folder with a mail a file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of_maildir(path: &Path) -> Result<Self, EvidenceError> {
        let (mut taken, mut digest) = (BTreeMap::new(), Sha256::new());
        for mail in mails(path)? {
            let failed = |source| EvidenceError::Read { path: mail.clone(), source };
            let bytes = fs::read(&mail).map_err(failed)?;
            digest.update(sha256(&bytes));
            let head = &bytes[..bytes.len().min(HEAD_BYTES)];
            let parsed = MessageParser::default().parse_headers(head);
            if let Some(id) = parsed.as_ref().and_then(|mail| mail.message_id()) {
                taken.insert(id.to_owned(), None);
            }
        }
        Ok(Self { kind: "maildir", taken, sha256: hex(&digest.finalize()) })
    }
}

/// The files of a maildir, or of any folder with a mail a file, in their order.
pub(super) fn mails(path: &Path) -> Result<Vec<PathBuf>, EvidenceError> {
    let mut mails = Vec::new();
    for entry in WalkDir::new(path).follow_links(false).sort_by_file_name() {
        let entry =
            entry.map_err(|error| EvidenceError::Read { path: path.to_owned(), source: error.into() })?;
        // In `tmp` of a maildir stands what is still being written.
        let unfinished = entry.path().parent().is_some_and(|folder| folder.ends_with("tmp"));
        if entry.file_type().is_file() && !unfinished {
            mails.push(entry.into_path());
        }
    }
    Ok(mails)
}

/// What a log tells, read line by line.
#[derive(Debug, Default)]
struct Log {
    taken: BTreeMap<String, Option<String>>,
    /// Postfix tells the Message-ID first, and that it has the letter later: the numbers of letters it may yet drop.
    seen: BTreeMap<String, String>,
}

impl Log {
    fn read(&mut self, line: &str) {
        static SEEN: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"cleanup\[\d+\]: ([0-9A-Za-z]+): message-id=<([^<>\s]+)>")
                .expect("the pattern is valid")
        });
        static QUEUED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"qmgr\[\d+\]: ([0-9A-Za-z]+): from=<.*\(queue active\)")
                .expect("the pattern is valid")
        });
        static EXIM: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r" ([0-9A-Za-z]+-[0-9A-Za-z]+-[0-9A-Za-z]+) <= .* id=(\S+)")
                .expect("the pattern is valid")
        });
        static SENDMAIL: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"sendmail\[\d+\]: ([0-9A-Za-z]+): from=.* msgid=<([^<>\s]+)>")
                .expect("the pattern is valid")
        });
        let parts = |found: &regex::Captures<'_>| {
            let group = |number| found.get(number).map_or("", |group| group.as_str()).to_owned();
            (group(1), group(2))
        };
        if let Some(found) = SEEN.captures(line) {
            let (number, id) = parts(&found);
            self.seen.insert(number, id);
        } else if let Some(found) = QUEUED.captures(line) {
            let (number, _) = parts(&found);
            if let Some(id) = self.seen.get(&number) {
                self.taken.insert(id.clone(), Some(number));
            }
        } else if let Some(found) = EXIM.captures(line).or_else(|| SENDMAIL.captures(line)) {
            let (number, id) = parts(&found);
            self.taken.insert(id, Some(number));
        }
    }
}

/// Settles what the evidence tells. `whole` is a person's word that it holds everything that the relay took since the first attempt
/// that nobody knows of: then what is not in it was not sent.
///
/// # Errors
/// If the evidence is said to be whole and is not, or the ledger cannot be used; then nothing was written of the letter at hand.
pub fn reconcile(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    evidence: &Evidence,
    whole: bool,
    at: Timestamp,
) -> Result<Vec<Reconciled>, EvidenceError> {
    let unknown: Vec<Event> = unknown(ledger.events())?
        .into_iter()
        .filter(|attempt| matches!(&attempt.what, What::Attempted { channel, .. } if channel == "email"))
        .collect();
    if whole {
        must_be_whole(ledger, &unknown, evidence)?;
    }
    let mut reconciled = Vec::new();
    for attempt in &unknown {
        let What::Attempted { message, .. } = &attempt.what else { continue };
        let letter = attempt.letter.clone().unwrap_or_default();
        let found = evidence.taken.get(message);
        let was_sent = match found {
            Some(_) => Some(true),
            None => whole.then_some(false),
        };
        if let Some(was_sent) = was_sent {
            let what = What::Reconciled {
                attempt: attempt.seq,
                was_sent,
                evidence: evidence.kind.to_owned(),
                place: found.cloned().flatten(),
                sha256: evidence.sha256.clone(),
            };
            settle_by_evidence(ledger, shelf, attempt, &what, was_sent, at)?;
        }
        reconciled.push(Reconciled { letter, was_sent });
    }
    Ok(reconciled)
}

/// That the letters which the relay is known to have taken just before and just after each unknown one are there.
fn must_be_whole(ledger: &Ledger, unknown: &[Event], evidence: &Evidence) -> Result<(), EvidenceError> {
    let mut taken: BTreeMap<u64, Event> = BTreeMap::new();
    for sent in ledger.events().of_kind("sent")? {
        // Only what the relay itself has said counts, not what was settled later.
        if let What::Sent { attempt: Some(attempt), reply: Some(_), channel, .. } = &sent.what
            && channel == "email"
            && let Some(event) = ledger.events().get(*attempt)?
        {
            taken.insert(*attempt, event);
        }
    }
    for attempt in unknown {
        let before = taken.range(..attempt.seq).next_back();
        let after = taken.range(attempt.seq..).next();
        for (_, neighbour) in before.into_iter().chain(after) {
            if let What::Attempted { message, .. } = &neighbour.what
                && !evidence.taken.contains_key(message)
            {
                let letter = neighbour.letter.clone().unwrap_or_default();
                return Err(EvidenceError::NotWhole { letter });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_tells_what_was_taken_and_not_what_was_dropped_on_the_way() {
        let mut log = Log::default();
        for line in [
            "Nov 28 20:36:20 mx postfix/cleanup[12]: AB12: message-id=<one@test.invalid>",
            "Nov 28 20:36:20 mx postfix/qmgr[13]: AB12: from=<b@test.invalid>, size=1, nrcpt=1 (queue active)",
            "Nov 28 20:36:20 mx postfix/cleanup[12]: CD34: message-id=<dropped@test.invalid>",
            "Nov 28 20:36:21 mx postfix/smtpd[14]: lost connection after DATA from localhost[127.0.0.1]",
            "Nov 28 20:36:21 mx postfix/cleanup[12]: AB12: message-id=<again@test.invalid>",
            "2026-11-28 20:36:22 1wF3kX-00000004-1Yx2 <= b@test.invalid H=localhost P=esmtps S=9 id=exim@test.invalid",
            "Nov 28 20:36:22 mx sendmail[15]: xAB1: from=b@test.invalid, size=1, msgid=<sendmail@test.invalid>, nrcpts=1",
        ] {
            log.read(line);
        }
        let ids: Vec<&str> = log.taken.keys().map(String::as_str).collect();
        assert_eq!(ids, ["exim@test.invalid", "one@test.invalid", "sendmail@test.invalid"]);
        assert_eq!(log.taken["one@test.invalid"].as_deref(), Some("AB12"));
    }
}
