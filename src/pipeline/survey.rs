//! Reading and checking: first each record on its own, then the set.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::outcome::{CaseReport, Outcome, RunReport};
use super::{Progress, Step, Workspace};
use crate::case::batch::{self, Claim};
use crate::case::{CaseFile, discover, read};
use crate::check::batch::{self as set, Index, Kept, SetFindings};
use crate::check::{CheckedCase, Verdict, change_severities, check_record};
use crate::diagnostic::{Bilingual, Finding, Findings, Severity};

/// Reads and checks every file; writes nothing.
pub fn check(workspace: &Workspace, files: &[PathBuf], jobs: usize, progress: &dyn Progress) -> RunReport {
    progress.begin(Step::Check, files.len());
    let mut surveyed = side_by_side(files.len(), jobs, || {
        |index: usize| {
            let surveyed = survey(workspace, &files[index]);
            progress.advance();
            surveyed
        }
    });
    progress.end();
    let (index, alike) = check_set(&mut surveyed, workspace);
    let cases = surveyed.into_iter().map(|surveyed| surveyed.report).collect();
    RunReport { cases, test: workspace.config.test, index, alike }
}

/// A case that was read and checked.
#[derive(Debug)]
struct Surveyed {
    report: CaseReport,
    claim: Claim,
}

/// Reads and checks one file.
pub(super) fn look(workspace: &Workspace, path: &Path) -> (CaseFile, Verdict) {
    let file = discover::load(path);
    let mut verdict = check_record(&file, read::read(&file), workspace.rulebook());
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

fn survey(workspace: &Workspace, path: &Path) -> Surveyed {
    let (file, verdict) = look(workspace, path);
    let outcome = if verdict.checked.is_some() { Outcome::Passed } else { Outcome::Held };
    let law = verdict
        .checked
        .as_ref()
        .and_then(|case| {
            let act = workspace.law.act(&case.core().provision(&workspace.law)?.act)?;
            Some(vec![(act.name.clone(), act.consolidation(case.core().decided)?.number)])
        })
        .unwrap_or_default();
    let report = CaseReport {
        source: file.name,
        source_sha256: file.sha256,
        case: verdict.case,
        decision: verdict.decision,
        desk: verdict.desk,
        outcome,
        passed: verdict.checked.as_ref().map(CheckedCase::passed),
        kept: verdict.kept,
        findings: verdict.findings,
        letters: Vec::new(),
        law,
    };
    Surveyed { report, claim: verdict.claim }
}

/// What only the set shows: two files that give one letter, reasons that are alike, words of another case.
fn check_set(cases: &mut [Surveyed], workspace: &Workspace) -> (Index, BTreeMap<String, (String, f64)>) {
    let claims: Vec<(&str, &Claim)> =
        cases.iter().map(|case| (case.report.source.as_str(), &case.claim)).collect();
    let clashes = batch::clashes(&claims);
    let set: Vec<(&str, &Kept)> =
        cases.iter().map(|case| (case.report.source.as_str(), &case.report.kept)).collect();
    let passes = |case: usize| cases[case].report.outcome == Outcome::Passed;
    let SetFindings { findings: found, index, alike } =
        set::check_set(&set, &workspace.sent, |owner| workspace.keyed(owner), passes, &workspace.config);
    let named = |case: usize| cases[case].report.source.clone();
    let alike = alike.into_iter().map(|(case, other, share)| (named(case), (named(other), share))).collect();
    let mut findings: BTreeMap<usize, Findings> = BTreeMap::new();
    for (case, finding) in found {
        findings.entry(case).or_default().push(finding);
    }
    for (case, found) in &mut findings {
        change_severities(found, &workspace.config);
        for finding in found.iter_mut() {
            finding.place = cases[*case].report.kept.place_of(&finding.path);
        }
    }
    for (case, fault) in clashes {
        findings.entry(case).or_default().push(fault);
    }
    for (case, found) in findings {
        let report = &mut cases[case].report;
        report.findings.extend(found);
        report.findings.sort();
        if report.findings.has_errors() {
            report.outcome = Outcome::Held;
        }
    }
    for case in cases.iter_mut() {
        case.report.kept.forget();
    }
    (index, alike)
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
    let mut results: Vec<(usize, T)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..jobs.clamp(1, count.max(1)))
            .map(|_| {
                let run = || {
                    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
                    let mut work = worker();
                    let mut done = Vec::new();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= count {
                            drop(pool);
                            return done;
                        }
                        done.push((index, work(index)));
                    }
                };
                thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run)
            })
            .collect();
        let mut results = Vec::with_capacity(count);
        for handle in handles {
            match handle.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(done)) => results.extend(done),
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(error) => panic!("the system gives no thread: {error}"),
            }
        }
        results
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
