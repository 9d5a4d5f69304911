//! The build: check all, typeset what passed into staging, rename into place, leave manifest and report.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use thiserror::Error;

use super::crash::Crashes;
use super::held;
use super::manifest::{self, Entry, LETTERS, Make, PlacedLetter};
use super::noted::{Earlier, REPORT};
use super::outcome::{CaseReport, Outcome, RunReport};
use super::proof::{Proofs, Spent};
use super::resume::{Journal, STAGING, seal, staged};
use super::survey::{SpoolError, check, side_by_side};
use super::typesetting::Typesetting;
use super::{Progress, Workspace};
use crate::case::discover;
use crate::diagnostic::{Bilingual, Finding, Severity, count_codes};
use crate::ledger::Key;
use crate::proof::{BundleError, Known, ROWS};
use crate::store::{Store, StoreError};

/// The numbers of the last run, for a monitor.
pub const METRICS: &str = "metrics.prom";

/// Why a build stopped. What was there before is unharmed.
#[derive(Debug, Error)]
pub enum BuildError {
    /// The folder for the results cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is kept of the records on disk.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The page with all letters cannot be made.
    #[error("the letters are made, but not the page that shows them")]
    Proof(#[source] BundleError),
    /// Somebody asked it to stop. What is made already is kept for the next run.
    #[error("the run was asked to stop")]
    Stopped,
}

/// What a build needs beside the workspace.
#[derive(Debug)]
pub struct Order<'a> {
    /// The files.
    pub files: &'a [PathBuf],
    /// Whether these are all of the workspace's files, so that what others left may go.
    pub whole: bool,
    /// How many threads.
    pub jobs: usize,
    /// Whether the proof is made too, and then what is known of letters from elsewhere.
    pub proof: Option<&'a Known>,
    /// The ledger's key: with it, what a run that was cut off had made is known again.
    pub key: Option<&'a Key>,
    /// Set when somebody asks the run to stop; it is looked at before each case is typeset.
    pub stop: Option<&'a AtomicBool>,
}

impl Order<'_> {
    /// Whether somebody asked the run to stop.
    pub(super) fn is_to_stop(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// Builds the letters of `files`.
///
/// # Errors
/// If the folder for the results cannot be used. A bad case is no error: it is in the report.
pub fn build(
    workspace: &Workspace,
    store: &Store,
    order: &Order<'_>,
    progress: &dyn Progress,
) -> Result<RunReport, BuildError> {
    build_after(workspace, store, order, &Earlier::default(), progress)
}

/// Builds the letters of `files`, and holds back what answers an application that was answered before.
pub(super) fn build_after(
    workspace: &Workspace,
    store: &Store,
    order: &Order<'_>,
    earlier: &Earlier,
    progress: &dyn Progress,
) -> Result<RunReport, BuildError> {
    let begun = Instant::now();
    store.folder(LETTERS)?;
    let crashes = Crashes::take_stock(store)?;
    let make = Make::new(workspace.pack.sha256(), &workspace.settings_sha256);
    let journal = Journal::begin(store, &make, order.key)?;
    let mut report = check(workspace, order.files, order.jobs, progress)?;
    earlier.hold_answered(&mut report, &workspace.config)?;
    let checked = begun.elapsed();
    let proofs = order.proof.map(|known| Proofs::begin(workspace, store, &make, known)).transpose()?;
    hold_after_crashes(&mut report, &crashes)?;
    let sources = Sources::of(order.files);
    keep_unchanged(&mut report, &sources, &make, store, order.jobs, proofs.as_ref())?;
    Typesetting { workspace, store, order, proofs: proofs.as_ref(), journal: &journal }
        .of_passed(&mut report, progress)?;
    let typeset = begun.elapsed().saturating_sub(checked);
    put_in_place(store, &report)?;
    leave_records(store, &report, &sources, &make, order.whole)?;
    seal(store, manifest::NAME, order.key)?;
    store.write(held::NAME, held::page(&report, order.whole).as_bytes())?;
    let proof = proofs
        .map(|proofs| proofs.finish(workspace, order.files, &report, order.whole, order.jobs))
        .transpose()
        .map_err(BuildError::Proof)?;
    if proof.is_some() {
        seal(store, ROWS, order.key)?;
    }
    store.fresh_folder(STAGING)?;
    leave_report(store, &report, workspace, checked, typeset, proof)?;
    Ok(report)
}

fn hold_after_crashes(report: &mut RunReport, crashes: &Crashes) -> Result<(), SpoolError> {
    for number in 0..report.cases.len() {
        if crashes.holds(report.cases.sha256(number)) {
            report.cases.change(number, hold_after_crash)?;
        }
    }
    Ok(())
}

fn hold_after_crash(case: &mut CaseReport) {
    case.findings.push(Finding::new(
        "TEK-05",
        Severity::Error,
        "",
        Bilingual::new(
            "Programmet er gået ned to gange, mens det satte denne sag. Den bliver holdt tilbage.",
            "The program crashed twice while it typeset this case, which is held back.",
        ),
        Bilingual::new(
            "Ret sagen (så prøver begrund igen), og send den til dem, der vedligeholder begrund.",
            "Change the record (then begrund tries again), and send it to those who maintain begrund.",
        ),
    ));
    case.findings.sort();
    case.outcome = Outcome::Held;
}

/// Letters that are in place, made from the same record, pack, settings and program, are kept. Each file is hashed anew.
fn keep_unchanged(
    report: &mut RunReport,
    sources: &Sources<'_>,
    make: &Make,
    store: &Store,
    jobs: usize,
    proofs: Option<&Proofs<'_>>,
) -> Result<(), SpoolError> {
    /// So many cases' letters are held at once.
    const AT_ONCE: usize = 1024;
    let mut entries = manifest::entries(store).peekable();
    while entries.peek().is_some() {
        let cases = &report.cases;
        let told = entries.by_ref().filter_map(|entry| {
            let case = sources.case(&entry.source)?;
            let holds = cases.outcome(case) == Outcome::Passed && entry.still_holds(cases.sha256(case), make);
            let letters = || entry.letters.iter().map(PlacedLetter::told).collect::<Option<_>>();
            Some((case, holds.then(letters)??))
        });
        let told: Vec<(usize, Box<[PlacedLetter]>)> = told.take(AT_ONCE).collect();
        let whole = side_by_side(told.len(), jobs, || {
            let as_told = |letter: &PlacedLetter| store.digest(&letter.pdf()) == Some(letter.sha256());
            let told = &told;
            move |index: usize| told[index].1.iter().all(as_told)
        });
        for ((case, letters), whole) in told.into_iter().zip(whole) {
            if whole && proofs.is_none_or(|proofs| proofs.keep(&letters)) {
                report.cases.change(case, |case| {
                    case.letters = letters;
                    case.outcome = Outcome::Unchanged;
                })?;
            }
        }
    }
    Ok(())
}

/// The cases of a run in the order of their files' names, which is the manifest's.
struct Sources<'a> {
    files: &'a [PathBuf],
    in_order: Vec<usize>,
}

impl<'a> Sources<'a> {
    fn of(files: &'a [PathBuf]) -> Self {
        let mut in_order: Vec<usize> = (0..files.len()).collect();
        in_order.sort_by(|a, b| discover::name(&files[*a]).cmp(&discover::name(&files[*b])));
        Self { files, in_order }
    }

    /// The case of a file.
    fn case(&self, source: &str) -> Option<usize> {
        let found = self.in_order.binary_search_by(|case| (*discover::name(&self.files[*case])).cmp(source));
        found.ok().map(|at| self.in_order[at])
    }
}

/// Renames what is staged into place.
fn put_in_place(store: &Store, report: &RunReport) -> Result<(), BuildError> {
    for case in report.cases.with(Outcome::Built) {
        for letter in &case?.letters {
            let (staged, pdf) = (staged(letter.id()), letter.pdf());
            // A run that was cut off here had put some in place already; the journal held them against their digests.
            if store.path(&staged).exists() || !store.path(&pdf).exists() {
                store.rename(&staged, &pdf)?;
            }
        }
    }
    Ok(())
}

/// Writes the manifest. In a whole run what no record gives any more is removed; else other records' lines stay.
fn leave_records(
    store: &Store,
    report: &RunReport,
    sources: &Sources<'_>,
    make: &Make,
    whole: bool,
) -> Result<(), BuildError> {
    let before = || (!whole).then(|| manifest::entries(store)).into_iter().flatten();
    let others = || before().filter(|entry| sources.case(&entry.source).is_none());
    let mut kept: Vec<Box<str>> = Vec::new();
    for case in report.cases.with(Outcome::Built).chain(report.cases.with(Outcome::Unchanged)) {
        kept.extend(case?.letters.iter().map(|letter| letter.id().into()));
    }
    kept.sort_unstable();
    let is_kept = |id: &str| kept.binary_search_by(|kept| (**kept).cmp(id)).is_ok();
    let gone: BTreeSet<String> = if whole {
        let names = store.names_that(LETTERS, |name| !name.strip_suffix(".pdf").is_some_and(is_kept))?;
        names.into_iter().map(|name| format!("{LETTERS}/{name}")).collect()
    } else {
        let ours = before().filter(|entry| sources.case(&entry.source).is_some());
        let given_up = ours.flat_map(|entry| entry.letters).filter(|letter| !is_kept(&letter.id));
        let mut gone: BTreeSet<String> = given_up.map(|letter| letter.pdf).collect();
        for letter in others().flat_map(|entry| entry.letters) {
            gone.remove(&letter.pdf);
        }
        gone
    };
    for pdf in &gone {
        store.remove(pdf)?;
    }
    // A manifest that breaks off takes no other's place; what it broke off for is not the manifest's fault.
    let mut unread = None;
    let own = sources.in_order.iter().map(|case| match report.cases.get(*case) {
        Ok(case) => Ok(Entry::new(&case, make)),
        Err(error) => Err(io::Error::other(unread.insert(error).to_string())),
    });
    let written = manifest::write(store, merged(own, others()));
    unread.map_or(Ok(()), |error| Err(BuildError::Spool(error)))?;
    Ok(written?)
}

/// Two lists that are ordered by file, as one.
fn merged(
    own: impl Iterator<Item = io::Result<Entry>>,
    others: impl Iterator<Item = Entry>,
) -> impl Iterator<Item = io::Result<Entry>> {
    let (mut own, mut others) = (own.peekable(), others.peekable());
    std::iter::from_fn(move || match (own.peek(), others.peek()) {
        (Some(Ok(a)), Some(b)) if a.source > b.source => others.next().map(Ok),
        (Some(_), _) => own.next(),
        (None, _) => others.next().map(Ok),
    })
}

fn leave_report(
    store: &Store,
    report: &RunReport,
    workspace: &Workspace,
    checked: Duration,
    typeset: Duration,
    proof: Option<Spent>,
) -> Result<(), StoreError> {
    let totals = report.totals();
    let changed_rules: Vec<_> = workspace
        .config
        .rules
        .iter()
        .map(|change| json!({"code": change.code, "severity": format!("{:?}", change.severity).to_lowercase(), "because": change.because, "by": change.by}))
        .collect();
    let report = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "test": report.test,
        "names_verified": workspace.config.approval.verifies_names(),
        "totals": totals,
        "alike": report.alike.len(),
        "codes": count_codes(report.findings()),
        "seconds": {
            "check": checked.as_secs_f64(),
            "typeset": typeset.as_secs_f64(),
            "bundle": proof.map(|spent| spent.bundle.as_secs_f64()),
            "annotated": proof.map(|spent| spent.annotated.as_secs_f64()),
        },
        "pack_sha256": workspace.pack.sha256(),
        "overlaid": workspace.pack.overlaid(),
        "rules_changed": changed_rules,
    });
    let text = serde_json::to_string_pretty(&report).unwrap_or_default() + "\n";
    store.write(REPORT, text.as_bytes())?;
    let mut metrics = String::new();
    for (name, help, value) in [
        ("cases", "Records found in the last run.", totals.cases),
        ("built", "Cases whose letters were made.", totals.built),
        ("unchanged", "Cases whose letters were there already.", totals.unchanged),
        ("held", "Cases held back by a finding.", totals.held),
        ("failed", "Cases whose letters could not be made.", totals.failed),
        ("letters", "Letters in place.", totals.letters),
    ] {
        let _ = writeln!(
            metrics,
            "# HELP begrund_{name} {help}\n# TYPE begrund_{name} gauge\nbegrund_{name} {value}"
        );
    }
    // When a run last ended, and when well, is not for a build by hand to forget.
    let before = store.read(METRICS).unwrap_or_default();
    for line in String::from_utf8_lossy(&before).lines().filter(|line| line.contains("begrund_last_")) {
        let _ = writeln!(metrics, "{line}");
    }
    metrics.push_str("# EOF\n");
    store.write_public(METRICS, metrics.as_bytes())
}
