//! Reading and checking: first each record on its own, then the set.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use thiserror::Error;

use super::cases::{Cases, Slot};
use super::outcome::{CaseReport, Looked, Outcome, RunReport};
use super::{Progress, Step, Workspace};
use crate::case::read::FileDigest;
use crate::case::{CaseFile, discover, read};
use crate::check::batch::{self as set, InSet, Kept, SetFindings, Spools};
use crate::check::{CheckedCase, Rulebook, Verdict, WordingRules, check_record};
use crate::diagnostic::{Bilingual, Finding, Severity};
use crate::spool::Spool;

/// Reads and checks every file; writes nothing that lasts.
///
/// # Errors
/// If there is no room for what is kept of each record.
pub fn check(
    workspace: &Workspace,
    files: &[PathBuf],
    jobs: usize,
    progress: &dyn Progress,
) -> Result<RunReport, SpoolError> {
    progress.begin(Step::Check, files.len());
    let (spool, spools) = (Spool::default(), Spools::default());
    // What its rules make of their patterns takes room, and is of no use to the typesetting.
    let wording = workspace.wording.clone();
    let looked = side_by_side(files.len(), jobs, || {
        |index: usize| {
            let (report, kept) = survey(workspace, &wording, &files[index]);
            progress.advance();
            Ok::<_, SpoolError>((Slot::of(report, &spool)?, kept.spooled(&spools, index)?))
        }
    });
    progress.end();
    drop(wording);
    let (mut slots, mut set) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
    for looked in looked {
        let (slot, in_set) = looked?;
        slots.push(slot);
        set.push(in_set);
    }
    check_set(workspace, files, Cases::new(slots, spool), &set, spools, jobs)
}

/// What a run keeps of its records finds no room on disk, or what was put there cannot be read.
#[derive(Debug, Error)]
#[error("what the run keeps of its records on disk cannot be written or read")]
pub struct SpoolError(#[from] pub io::Error);

/// Reads and checks one file.
fn look(book: Rulebook<'_>, path: &Path) -> (CaseFile, Verdict) {
    let file = discover::load(path);
    let mut verdict = check_record(&file, read::read(&file), book);
    let missing = verdict.checked.as_ref().map(|case| unsendable_attachments(case, path)).unwrap_or_default();
    if !missing.is_empty() {
        verdict.findings.extend(missing);
        verdict.findings.sort();
        verdict.held = verdict.checked.take().map(CheckedCase::into_record);
    }
    (file, verdict)
}

/// Attachments that are no PDF beside the record (FOR-09), or too large together (FOR-06). A path may lead down from it, never up or away.
fn unsendable_attachments(case: &CheckedCase, record: &Path) -> Vec<Finding> {
    let folder = record.parent().unwrap_or(Path::new("."));
    let is_there = |name: &str| {
        let path = Path::new(name);
        let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        let pdf = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
        inside && pdf && folder.join(path).symlink_metadata().is_ok_and(|meta| meta.is_file())
    };
    let attachments = case.record().attachments.iter().enumerate();
    let missing = attachments.filter(|(_, name)| !is_there(name)).map(|(index, _)| {
        let message = Bilingual::new(
            "Bilaget er ikke en PDF, der ligger ved siden af sagen.",
            "The attachment is no PDF that lies beside the record.",
        );
        let help = Bilingual::new(
            "Læg filen i samme mappe som sagen, og skriv dens navn: `bilag.pdf`.",
            "Put the file in the record's folder and write its name: `bilag.pdf`.",
        );
        Finding::new("FOR-09", Severity::Error, format!("attachments[{index}]"), message, help)
    });
    let mut found: Vec<Finding> = missing.collect();
    let bytes: u64 = case
        .record()
        .attachments
        .iter()
        .filter_map(|name| folder.join(&**name).symlink_metadata().ok())
        .map(|meta| meta.len())
        .sum();
    if bytes > ATTACHMENTS_BYTES_MAX {
        found.push(too_large());
    }
    found
}

/// What a message in Digital Post can hold, 99.5 MB (BEK nr. 2017 af 2021 § 18), less a megabyte for the letter itself.
const ATTACHMENTS_BYTES_MAX: u64 = 98_500_000;

fn too_large() -> Finding {
    Finding::new(
        "FOR-06",
        Severity::Error,
        "attachments",
        Bilingual::new(
            "Bilagene fylder mere, end Digital Post tager imod: 99,5 MB med brevet.",
            "The attachments are more than Digital Post takes: 99.5 MB with the letter.",
        ),
        Bilingual::new(
            "Gør billeder i PDF-filerne mindre, eller del dem på flere breve.",
            "Make the pictures in the PDF files smaller, or divide them among letters.",
        ),
    )
}

fn survey(workspace: &Workspace, wording: &WordingRules, path: &Path) -> (CaseReport, Kept) {
    let (file, verdict) = look(Rulebook { wording, ..workspace.rulebook() }, path);
    let outcome = if verdict.checked.is_some() { Outcome::Passed } else { Outcome::Held };
    let law = verdict.checked.as_ref().and_then(|case| {
        let act = workspace.law.act(&case.core().provision(&workspace.law)?.act)?;
        Some((act.name.clone(), act.consolidation(case.core().decided)?.number))
    });
    let report = CaseReport {
        source: file.name,
        file: match &verdict.checked {
            Some(case) => Looked::Passed(case.passed()),
            None => Looked::Held(FileDigest::from_hex(&file.sha256)),
        },
        case: verdict.case,
        decision: verdict.decision,
        desk: verdict.desk,
        outcome,
        answers: verdict.kept.answers(),
        findings: verdict.findings,
        letters: Box::default(),
        law,
    };
    (report, verdict.kept)
}

/// Adds what only the set shows: two files that give one letter, two answers to one application, reasons that are alike, words of
/// another case.
fn check_set(
    workspace: &Workspace,
    files: &[PathBuf],
    mut cases: Cases,
    set: &[InSet],
    spools: Spools,
    jobs: usize,
) -> Result<RunReport, SpoolError> {
    let name = |case: usize| discover::name(&files[case]).into_owned();
    let passes = |case: usize| cases.outcome(case) == Outcome::Passed;
    let keyed = |owner| workspace.keyed(owner);
    let SetFindings { findings, index, suspects, alike, alike_sent } =
        set::check_set(set, spools, &workspace.sent, keyed, passes, name)?;
    let named = side_by_side(suspects.len(), jobs, || {
        |suspect: usize| {
            let case = suspects[suspect];
            let file = discover::load(&files[case]);
            if cases.sha256(case).is(&file.sha256) {
                set::foreign_findings(&index, case, &read::read(&file), &workspace.law)
            } else {
                vec![changed_meanwhile()]
            }
        }
    });
    let config = &workspace.config;
    let mut add = |case: usize, finding: Finding| cases.change(case, |case| case.add([finding], config));
    for (case, finding) in findings {
        add(case, finding)?;
    }
    for (case, findings) in suspects.into_iter().zip(named) {
        for finding in findings {
            add(case, finding)?;
        }
    }
    // Records that are invented in great number are alike, which is told once and holds nothing.
    if !config.load {
        for like in &alike {
            add(like.case, like.finding_of_file(&name(like.other)))?;
        }
        for like in &alike_sent {
            add(like.case, like.finding_of_letter(&workspace.sent[like.other].letter))?;
        }
    }
    Ok(RunReport { cases, test: workspace.config.test, index, alike })
}

/// A file that was read twice, and was another the second time.
pub(super) fn changed_meanwhile() -> Finding {
    Finding::new(
        "REC-01",
        Severity::Error,
        "",
        Bilingual::new(
            "Filen blev ændret, mens begrund arbejdede.",
            "The file was changed while begrund worked.",
        ),
        Bilingual::new("Kør begrund igen.", "Run begrund again."),
    )
}

/// Runs `work` for each of `0..count` on `jobs` threads, and gives the results in order.
///
/// Own threads, not rayon's: Typst and its PDF export hand work to the current rayon pool and would otherwise nest one
/// letter's work in another's. Each thread is a pool of its own.
pub(super) fn side_by_side<T, W>(count: usize, jobs: usize, worker: impl Fn() -> W + Sync) -> Vec<T>
where
    T: Send,
    W: FnMut(usize) -> T,
{
    /// Typst's layout recurses; the default of 2 MiB is little.
    const STACK_BYTES: usize = 16 * 1024 * 1024;
    let next = AtomicUsize::new(0);
    let mut results: Vec<Option<T>> = std::iter::repeat_with(|| None).take(count).collect();
    thread::scope(|scope| {
        // Results come one by one and are put in their places, so that they are never held twice.
        let (sender, receiver) = mpsc::sync_channel::<(usize, T)>(64);
        let handles: Vec<_> = (0..jobs.clamp(1, count.max(1)))
            .map(|_| {
                let sender = sender.clone();
                let run = || {
                    let sender = sender;
                    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
                    let mut work = worker();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= count || sender.send((index, work(index))).is_err() {
                            drop(pool);
                            return;
                        }
                    }
                };
                thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run)
            })
            .collect();
        drop(sender);
        for (index, result) in receiver {
            results[index] = Some(result);
        }
        for handle in handles {
            match handle.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(())) => {}
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(error) => panic!("the system gives no thread: {error}"),
            }
        }
    });
    results
        .into_iter()
        .map(|result| result.expect("each has its result, or a worker's panic went on"))
        .collect()
}
