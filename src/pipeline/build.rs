//! The build: check all, typeset what passed into staging, rename into place, leave manifest and report.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use thiserror::Error;

use super::cases::Slot;
use super::crash::{Crashes, Note};
use super::held;
use super::manifest::{self, Entry, LETTERS, Make, PlacedLetter};
use super::noted::{Earlier, REPORT};
use super::outcome::{CaseReport, Looked, Outcome, RunReport};
use super::proof::{Found, Proofs, Spent};
use super::resume::{Journal, STAGING, seal, staged};
use super::survey::{SpoolError, changed_meanwhile, check, side_by_side};
use super::{Progress, Step, Workspace};
use crate::case::{discover, read};
use crate::check::batch::{MarkKind, Said, foreign_finding};
use crate::check::{CheckedCase, Passed, change_severities, check_letter};
use crate::compose::{ComposeError, Composer, Letter, PageFault, choose};
use crate::diagnostic::{Bilingual, Finding, Findings, Severity, count_codes};
use crate::ledger::Key;
use crate::proof::{BundleError, Known, Proof, ROWS, Row};
use crate::store::{Store, StoreError};

/// The numbers of the last run, for a monitor.
pub const METRICS: &str = "metrics.prom";
/// How many letters Typst's cache outlives; more costs memory, less throws away what letters share.
pub(super) const CACHE_AGE: usize = 2;
/// What came of so many cases is held at once.
const AT_ONCE: usize = 256;

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
    fn is_to_stop(&self) -> bool {
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
    keep_unchanged(&mut report, &make, store, order, proofs.as_ref())?;
    Typesetting { workspace, store, order, proofs: proofs.as_ref(), journal: &journal }
        .of_passed(&mut report, progress)?;
    let typeset = begun.elapsed().saturating_sub(checked);
    put_in_place(store, &report)?;
    leave_records(store, &report, &make, order)?;
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
    make: &Make,
    store: &Store,
    order: &Order<'_>,
    proofs: Option<&Proofs<'_>>,
) -> Result<(), SpoolError> {
    let sources = Sources::of(order.files);
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
        let whole = side_by_side(told.len(), order.jobs, || {
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

/// Makes the letters of the cases that passed.
struct Typesetting<'a> {
    workspace: &'a Workspace,
    store: &'a Store,
    order: &'a Order<'a>,
    proofs: Option<&'a Proofs<'a>>,
    journal: &'a Journal<'a>,
}

impl Typesetting<'_> {
    fn of_passed(&self, report: &mut RunReport, progress: &dyn Progress) -> Result<(), BuildError> {
        let cases = 0..report.cases.len();
        let passed: Vec<usize> =
            cases.filter(|case| report.cases.outcome(*case) == Outcome::Passed).collect();
        progress.begin(Step::Typeset, passed.len());
        let done = passed.chunks(AT_ONCE).try_for_each(|passed| {
            for (case, slot) in passed.iter().zip(self.of_some(passed, report, progress)?) {
                report.cases.set(*case, slot);
            }
            Ok(())
        });
        progress.end();
        done
    }

    /// What is to be kept of each of `passed`.
    fn of_some(
        &self,
        passed: &[usize],
        report: &RunReport,
        progress: &dyn Progress,
    ) -> Result<Vec<Slot>, BuildError> {
        let workers = AtomicUsize::new(0);
        // The first that went wrong; after it nothing is begun.
        let failure: Mutex<Option<BuildError>> = Mutex::new(None);
        let slots = side_by_side(passed.len(), self.order.jobs, || {
            let worker = workers.fetch_add(1, Ordering::Relaxed);
            let note = Note::new(self.store, worker);
            let composer = self.workspace.composer.for_worker(worker);
            let failure = &failure;
            move |index: usize| {
                if self.order.is_to_stop() || failure.lock().is_ok_and(|failure| failure.is_some()) {
                    return None;
                }
                let slot = self.of_case(passed[index], report, &composer, &note);
                progress.advance();
                slot.map_err(|error| {
                    if let Ok(mut failure) = failure.lock() {
                        failure.get_or_insert(error);
                    }
                })
                .ok()
            }
        });
        match failure.into_inner().ok().flatten() {
            Some(error) => Err(error),
            None if self.order.is_to_stop() => Err(BuildError::Stopped),
            None => slots.into_iter().collect::<Option<_>>().ok_or(BuildError::Stopped),
        }
    }

    fn of_case(
        &self,
        number: usize,
        report: &RunReport,
        composer: &Composer,
        note: &Note,
    ) -> Result<Slot, BuildError> {
        let case = report.cases.get(number)?;
        let Self { workspace, store, order, proofs, journal } = *self;
        let made = if let Some(letters) = journal.made_before(&case, proofs) {
            Made { letters, ..Made::default() }
        } else {
            let common_names = &workspace.law.common_names;
            let stranger = |own: &CheckedCase, text: &str| {
                let said = || Said::of(own.record(), own.texts(), common_names);
                report.index.foreign_in(text, number, said)
            };
            let Looked::Passed(passed) = &case.file else {
                unreachable!("a case that passed has the proof of it")
            };
            let job =
                Job { path: &order.files[number], passed, findings: &case.findings, strangers: &stranger };
            note.open(case.file.sha256());
            let made = make_case(workspace, composer, store, &job, proofs).and_then(|(made, rows)| {
                // What a rule over letters has found would have to be found again.
                if made.findings.is_empty() && !made.letters.is_empty() {
                    journal.note(&case, &made.letters, rows)?;
                }
                Ok(made)
            });
            note.close();
            comemo::evict(CACHE_AGE);
            made?
        };
        Ok(report.cases.changed(number, |case| made.come_of(case))?)
    }
}

/// A case to typeset.
struct Job<'a> {
    path: &'a Path,
    passed: &'a Passed,
    /// What the survey found; none of it holds the case.
    findings: &'a Findings,
    /// Whom the finished letter's text of a case names of other cases.
    strangers: &'a Strangers<'a>,
}

/// Whom the finished letter's text of a case names of other cases.
type Strangers<'a> = dyn Fn(&CheckedCase, &str) -> BTreeSet<MarkKind> + 'a;

/// What came of typesetting a case.
#[derive(Debug, Default)]
struct Made {
    letters: Vec<PlacedLetter>,
    findings: Vec<Finding>,
    failed: bool,
}

impl Made {
    /// Tells it of its case.
    fn come_of(self, case: &mut CaseReport) {
        case.findings.extend(self.findings);
        case.findings.sort();
        case.outcome = match (self.failed, case.findings.has_errors()) {
            (true, _) => Outcome::Failed,
            (false, true) => Outcome::Held,
            (false, false) => Outcome::Built,
        };
        if case.outcome == Outcome::Built {
            case.letters = self.letters.into();
        }
    }
}

/// Makes the letters of a case, stages them, and leaves the proof; also gives what the proof's list says of each.
fn make_case(
    workspace: &Workspace,
    composer: &Composer,
    store: &Store,
    job: &Job<'_>,
    proofs: Option<&Proofs<'_>>,
) -> Result<(Made, Vec<Row>), StoreError> {
    let file = discover::load(job.path);
    let (mut made, mut rows) = (Made::default(), Vec::new());
    let Some(case) = CheckedCase::again(job.passed, &file, read::read(&file)) else {
        made.findings.push(changed_meanwhile());
        return Ok((made, rows));
    };
    let read = proofs.map(|_| read::read(&file));
    let found = read.as_ref().map(|read| Found { file: &file, read, findings: job.findings });
    let proofs = proofs.zip(found);
    let letters =
        catch_unwind(AssertUnwindSafe(|| letters_of(workspace, composer, &case, job.strangers, proofs)));
    match letters {
        Ok(Ok((letters, findings, faulty))) => {
            made.failed = faulty;
            made.findings.extend(findings);
            if !made.findings.iter().any(|finding| finding.severity == Severity::Error) {
                for (letter, proof) in letters {
                    store.stage(&staged(letter.id().as_str()), letter.pdf())?;
                    made.letters.push(PlacedLetter::of(&letter));
                    if let (Some((proofs, _)), Some(proof)) = (proofs, proof) {
                        rows.push(proofs.leave(proof, &letter, &file)?);
                    }
                }
            }
        }
        Ok(Err(error)) => {
            made.failed = true;
            made.findings.extend(compose_findings(&error));
        }
        Err(_) => {
            made.failed = true;
            made.findings.push(Finding::new(
                "TEK-07",
                Severity::Error,
                "",
                Bilingual::new(
                    "Programmet gik i stå, mens det satte brevet. De andre sager er ikke berørt.",
                    "The program broke down while it typeset the letter. The other cases are unharmed.",
                ),
                Bilingual::new(
                    "Send sagen til dem, der vedligeholder begrund.",
                    "Send the case to those who maintain begrund.",
                ),
            ));
        }
    }
    Ok((made, rows))
}

/// A letter, with its proof where one was asked for.
type Proofed = (Letter, Option<Proof>);

/// Makes and checks every letter of a case; none is exported when one is held back. Also says whether the pages of one are at
/// fault: then the rules over letters have looked at it too, so that the law's own word for the fault stands beside the technical one.
fn letters_of(
    workspace: &Workspace,
    composer: &Composer,
    case: &CheckedCase,
    strangers: &Strangers<'_>,
    proofs: Option<(&Proofs<'_>, Found<'_>)>,
) -> Result<(Vec<Proofed>, Findings, bool), ComposeError> {
    let choice = choose(case.record()).ok_or(ComposeError::Lacking("decision"))?;
    let mut findings = Findings::default();
    let mut typeset = Vec::new();
    let mut faulty = false;
    for addressee in &choice.letters {
        let letter = composer.lay_out(case, &choice, *addressee, &workspace.law, &workspace.config)?;
        if let Some(context) = letter.context(case, &workspace.law, &workspace.config) {
            findings.extend(check_letter(&context, &workspace.wording, &workspace.config));
        }
        let foreign = strangers(case, &letter.text().whole).into_iter();
        let mut foreign: Findings = foreign.map(|kind| foreign_finding(kind, "letter")).collect();
        change_severities(&mut foreign, &workspace.config);
        findings.extend(foreign);
        match letter.accepted() {
            Ok(letter) => typeset.push(letter),
            Err(error) => {
                faulty = true;
                findings.extend(compose_findings(&error));
            }
        }
    }
    findings.sort();
    if findings.has_errors() {
        return Ok((Vec::new(), findings, faulty));
    }
    let all = proofs.map(|(_, found)| {
        let mut all = found.findings.clone();
        all.extend(findings.clone());
        all.sort();
        all
    });
    let letters = typeset.into_iter().map(|letter| {
        let proof = proofs.zip(all.as_ref()).map(|((proofs, found), findings)| {
            proofs.of_letter(workspace, &letter, case.record(), Found { findings, ..found })
        });
        Ok((letter.export()?, proof.transpose()?))
    });
    let letters = letters.collect::<Result<_, ComposeError>>()?;
    Ok((letters, findings, false))
}

/// Findings for what went wrong in the pack or the program, not in the record.
fn compose_findings(error: &ComposeError) -> Vec<Finding> {
    let finding =
        |code: &'static str, path: String, da: String, en: String, help: (&'static str, &'static str)| {
            Finding::new(code, Severity::Error, path, Bilingual::new(da, en), Bilingual::new(help.0, help.1))
        };
    let pack = (
        "Ret skabelonen i templates/ (eller dit eget lag af den).",
        "Mend the template in templates/ (or your own layer of it).",
    );
    match error {
        ComposeError::Lacking(key) => vec![finding(
            "TEK-07",
            (*key).to_owned(),
            format!("Brevet mangler `{key}`."),
            format!("The letter lacks `{key}`."),
            ("Skriv nøglen i sagen.", "Write the key in the record."),
        )],
        ComposeError::Render(what) | ComposeError::Layout(what) | ComposeError::Export(what) => {
            vec![finding(
                "TEK-07",
                String::new(),
                format!("Brevet kan ikke sættes ({what})."),
                format!("The letter cannot be typeset ({what})."),
                pack,
            )]
        }
        ComposeError::Pages(faults) => {
            let mut findings: Vec<Finding> = Vec::new();
            for fault in faults {
                let (code, part, da, en) = page_fault(fault);
                let path = part.map_or_else(|| "letter".to_owned(), |part| format!("letter:{part}"));
                let new = finding(code, path, da, en, pack);
                if !findings.contains(&new) {
                    findings.push(new);
                }
            }
            findings
        }
    }
}

fn page_fault(fault: &PageFault) -> (&'static str, Option<crate::letter::Part>, String, String) {
    match fault {
        PageFault::Missing(part) => (
            "TEK-08",
            Some(*part),
            "Delen mangler i brevet eller er tom.".into(),
            "The part is missing in the letter or empty.".into(),
        ),
        PageFault::Twice(part) => (
            "TEK-08",
            Some(*part),
            "Delen står to gange i brevet.".into(),
            "The part stands twice in the letter.".into(),
        ),
        PageFault::OutOfOrder(part, earlier) => (
            "TEK-08",
            Some(*part),
            format!("Delen står efter `{earlier}`, men skal stå før."),
            format!("The part stands after `{earlier}` but must stand before it."),
        ),
        PageFault::Lacks(part, _) => (
            "TEK-08",
            Some(*part),
            "Delen mangler ord fra sagen, som skal stå i den.".into(),
            "The part lacks words of the record that must stand in it.".into(),
        ),
        PageFault::TooSmall(part, page) => (
            "TEK-09",
            *part,
            format!("Tekst på side {page} er mindre end 9 punkt."),
            format!("Text on page {page} is smaller than 9 pt."),
        ),
        PageFault::Unreadable(part, page) => (
            "TEK-09",
            *part,
            format!(
                "Tekst på side {page} kan ikke læses: for lille kontrast, dækket til eller trykt oven i anden tekst."
            ),
            format!(
                "Text on page {page} cannot be read: too little contrast, covered, or printed over other text."
            ),
        ),
        PageFault::Outside(part, page) => (
            "TEK-10",
            *part,
            format!("Tekst på side {page} står uden for margenen."),
            format!("Text on page {page} stands outside the margins."),
        ),
        PageFault::TooLong(pages) => (
            "TEK-11",
            None,
            format!("Brevet er på {pages} sider. Det er flere, end begrund.yaml tillader."),
            format!("The letter has {pages} pages, more than begrund.yaml allows."),
        ),
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
    make: &Make,
    order: &Order<'_>,
) -> Result<(), BuildError> {
    let sources = Sources::of(order.files);
    let before = || (!order.whole).then(|| manifest::entries(store)).into_iter().flatten();
    let others = || before().filter(|entry| sources.case(&entry.source).is_none());
    let mut kept: Vec<Box<str>> = Vec::new();
    for case in report.cases.with(Outcome::Built).chain(report.cases.with(Outcome::Unchanged)) {
        kept.extend(case?.letters.iter().map(|letter| letter.id().into()));
    }
    kept.sort_unstable();
    let is_kept = |id: &str| kept.binary_search_by(|kept| (**kept).cmp(id)).is_ok();
    let gone: BTreeSet<String> = if order.whole {
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
