//! A build that the ledger knows of: what it left is noted, so that nothing else can be approved, and what the ledger knows is shown.
//!
//! `out/` is a folder that others may write to. What stands there and is not what the last run left is made anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use serde_json::Value;
use thiserror::Error;

use super::build::{BuildError, Order, build_after};
use super::manifest;
use super::outcome::{CaseReport, RunReport};
use super::resume::is_sealed;
use super::survey::SpoolError;
use super::{Progress, Workspace};
use crate::check::batch::answered_before;
use crate::config::Config;
use crate::diagnostic::Finding;
use crate::ledger::{self, Events, Head, Key, Ledger, LedgerError, What};
use crate::letter::{LetterId, sha256};
use crate::pack::Pack;
use crate::proof::{Draw, INDEX, Known, ROWS, Said};
use crate::store::{Store, StoreError};

/// The report of a run, in `out/`.
pub const REPORT: &str = "report.json";

/// Why a build that is noted stopped.
#[derive(Debug, Error)]
pub enum NotedError {
    /// The build itself.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A part of `out/` cannot be made anew while the rest is not what a run left.
    #[error("`{file}` is not as the last run left it")]
    NotAsLeft {
        /// The file.
        file: PathBuf,
    },
}

impl From<StoreError> for NotedError {
    fn from(error: StoreError) -> Self {
        Self::Build(error.into())
    }
}

/// What is to be built.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// The files.
    pub files: &'a [PathBuf],
    /// Whether these are all of the workspace's files.
    pub whole: bool,
    /// How many threads.
    pub jobs: usize,
    /// Whether the proof is made too.
    pub proof: bool,
    /// Set when somebody asks the run to stop.
    pub stop: Option<&'a AtomicBool>,
}

/// Builds, and notes in the ledger what was left; its head stands in the report.
///
/// # Errors
/// If the build or the ledger cannot be used.
pub fn build_noted(
    workspace: &Workspace,
    store: &Store,
    job: Job<'_>,
    ledger: &mut Ledger,
    at: Timestamp,
    progress: &dyn Progress,
) -> Result<RunReport, NotedError> {
    must_hold_report(ledger, store.read(REPORT), &store.path(REPORT))?;
    let events = ledger.events();
    let built = events.last_of("built")?.map(|event| event.what);
    let noted = match &built {
        Some(What::Built { manifest, .. }) => Some(manifest.as_str()),
        _ => None,
    };
    start_from_what_is_known(store, manifest::NAME, noted, ledger.key(), job.whole)?;
    let proofed = events.last_of("proofed")?.map(|event| event.what);
    let noted = match &proofed {
        Some(What::Proofed { rows, .. }) => Some(rows.as_str()),
        _ => None,
    };
    start_from_what_is_known(store, ROWS, noted, ledger.key(), job.whole)?;
    seed_the_draw(ledger, at)?;
    let earlier = Earlier::read(ledger.events())?;
    let known = Known { pack: workspace.pack.sha256().to_owned(), ..known(ledger, &workspace.config)? };
    let Job { files, whole, jobs, proof, stop } = job;
    let key = ledger.key().clone();
    let order = Order { files, whole, jobs, proof: proof.then_some(&known), key: Some(&key), stop };
    let report = build_after(workspace, store, &order, &earlier, progress)?;
    note(workspace, store, proof, &report, ledger, at)?;
    leave_head(store, ledger)?;
    Ok(report)
}

/// That the ledger still holds what the last report says of it.
///
/// # Errors
/// If it does not.
pub fn must_hold_report(ledger: &Ledger, report: Option<Vec<u8>>, path: &Path) -> Result<(), LedgerError> {
    let report: Option<Value> = report.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let head = report.and_then(|report| serde_json::from_value::<Head>(report.get("ledger")?.clone()).ok());
    head.map_or(Ok(()), |head| ledger.must_hold(&head, path))
}

/// Removes a list that no run left, so that nothing of it is taken over. One that was left by a run that was cut off before it could
/// note it in the ledger is known by its seal.
fn start_from_what_is_known(
    store: &Store,
    name: &str,
    noted: Option<&str>,
    key: &Key,
    whole: bool,
) -> Result<(), NotedError> {
    let Some(digest) = store.digest(name) else { return Ok(()) };
    if noted == Some(digest.as_str()) || is_sealed(store, name, &digest, key) {
        return Ok(());
    }
    if !whole {
        return Err(NotedError::NotAsLeft { file: store.path(name) });
    }
    Ok(store.remove(name)?)
}

fn seed_the_draw(ledger: &mut Ledger, at: Timestamp) -> Result<(), LedgerError> {
    if ledger.events().last_of("draw_seeded")?.is_some() {
        return Ok(());
    }
    let seed = ledger::random(ledger.path())?;
    ledger.write(at, |writer| {
        if writer.events().last_of("draw_seeded")?.is_none() {
            writer.append(None, None, &What::DrawSeeded { seed })?;
        }
        Ok(())
    })
}

/// What the ledger knows of letters, for the proof.
///
/// # Errors
/// If the ledger cannot be read.
pub fn known(ledger: &Ledger, config: &Config) -> Result<Known, LedgerError> {
    let events = ledger.events();
    let mut known = Known { key: Some(ledger.key().clone()), ..Known::default() };
    for (letter, event) in events.last_approvals()? {
        if let What::Approved { bound, template, caseworker, .. } = event.what {
            known.approved.insert(letter, bound.pdf);
            known.templates.insert(template);
            known.caseworkers.insert(caseworker);
        }
    }
    events.each_of_kind("confirmed", |event| {
        if let (Some(letter), What::Confirmed { code, pdf, .. }) = (event.letter, event.what) {
            known.confirmed.entry(letter).or_default().insert((pdf, code));
        }
    })?;
    if let Some(What::DrawSeeded { seed }) = events.last_of("draw_seeded")?.map(|event| event.what) {
        let approval = &config.approval;
        known.draw =
            Some(Draw { seed, open_each: approval.open_each.clone(), percent: approval.draw_percent });
    }
    known.said = said(events, config)?;
    Ok(known)
}

/// What was said last of each letter. Where names are verified, the word of one who was not counts for nothing.
fn said(events: Events<'_>, config: &Config) -> Result<BTreeMap<String, Said>, LedgerError> {
    let mut said: BTreeMap<String, (u64, Option<Said>)> = BTreeMap::new();
    for kind in ["approved", "rejected", "withdrawn", "sent"] {
        for event in events.of_kind(kind)? {
            let word = match event.what {
                What::Approved { by, .. } if !by.verified && config.approval.verifies_names() => None,
                What::Approved { bound, .. } => Some(Said::Approved(bound.record, bound.pack)),
                What::Rejected { pdf, .. } => Some(Said::Rejected(pdf)),
                What::Sent { .. } => Some(Said::Sent),
                _ => None,
            };
            let Some(letter) = event.letter else { continue };
            let last = said.entry(letter).or_default();
            if event.seq >= last.0 {
                *last = (event.seq, word);
            }
        }
    }
    Ok(said.into_iter().filter_map(|(letter, (_, word))| Some((letter, word?))).collect())
}

/// Adds what the run left; nothing where it left what was there.
fn note(
    workspace: &Workspace,
    store: &Store,
    proof: bool,
    report: &RunReport,
    ledger: &mut Ledger,
    at: Timestamp,
) -> Result<(), NotedError> {
    let digest = |name: &str| store.digest(name).unwrap_or_else(|| sha256(b""));
    let built = What::Built {
        manifest: digest(manifest::NAME),
        pack: workspace.pack.sha256().to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        letters: report.totals().letters,
        names_verified: workspace.config.approval.verifies_names(),
    };
    let proofed = proof.then(|| What::Proofed { rows: digest(ROWS), page: digest(INDEX) });
    let pack = PackFiles::of(&workspace.pack);
    ledger.write(at, |writer| {
        let last = |kind: &str| Ok::<_, LedgerError>(writer.events().last_of(kind)?.map(|event| event.what));
        let seen = last("pack_seen")?;
        let news = [(last("built")?, Some(built)), (last("proofed")?, proofed)];
        if !matches!(&seen, Some(What::PackSeen { sha256, .. }) if *sha256 == pack.sha256) {
            writer.append(None, None, &What::PackSeen { sha256: pack.sha256, files: pack.files })?;
        }
        for (before, now) in news {
            if let Some(now) = now.filter(|now| before.as_ref() != Some(now)) {
                writer.append(None, None, &now)?;
            }
        }
        Ok(())
    })
}

/// A pack's files, each with the start of its digest.
struct PackFiles {
    sha256: String,
    files: BTreeMap<String, String>,
}

impl PackFiles {
    fn of(pack: &Pack) -> Self {
        Self { sha256: pack.sha256().to_owned(), files: pack.digests() }
    }
}

/// Writes the ledger's head into the report.
fn leave_head(store: &Store, ledger: &Ledger) -> Result<(), NotedError> {
    let report = store.read(REPORT).and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    if let (Some(Value::Object(mut report)), Some(head)) = (report, ledger.events().head()?) {
        report.insert("ledger".to_owned(), serde_json::to_value(head).unwrap_or_default());
        let text = serde_json::to_string_pretty(&report).unwrap_or_default() + "\n";
        store.write(REPORT, text.as_bytes())?;
    }
    Ok(())
}

/// The decisions that were sent before.
#[derive(Debug, Default)]
pub struct Earlier {
    /// By case and day of application: the letters that answered it.
    sent: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Earlier {
    /// What the ledger says was sent.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn read(events: Events<'_>) -> Result<Self, LedgerError> {
        let mut sent: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        events.each_of_kind("sent", |event| {
            if let (Some(matter), Some(letter), What::Sent { application, .. }) =
                (event.matter, event.letter, event.what)
            {
                sent.entry((matter, application)).or_default().insert(letter);
            }
        })?;
        Ok(Self { sent })
    }

    /// Holds back each decision on an application that another letter, which was sent, has answered (BAT-03).
    ///
    /// # Errors
    /// If what was put on disk cannot be read.
    pub fn hold_answered(&self, report: &mut RunReport, config: &Config) -> Result<(), SpoolError> {
        if self.sent.is_empty() {
            return Ok(());
        }
        for number in 0..report.cases.len() {
            if let Some(finding) = self.answered(&*report.cases.get(number)?) {
                report.cases.change(number, |case| case.add([finding], config))?;
            }
        }
        Ok(())
    }

    fn answered(&self, case: &CaseReport) -> Option<Finding> {
        let (answer, number, decision) = (case.answers?, case.case.as_ref()?, case.decision?);
        let letters = self.sent.get(&(number.file_stem(), answer.received.to_string()))?;
        let own = LetterId::stem(number, answer.decided?, decision);
        let other = letters.iter().find(|letter| !letter.starts_with(&own))?;
        let mut finding = answered_before(other);
        finding.place = answer.place();
        Some(finding)
    }
}
