//! Reading and checking: first each record on its own, then the set.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::outcome::{CaseReport, Outcome, RunReport};
use super::{Progress, Step, Workspace};
use crate::case::batch::{self, Claim};
use crate::case::{CaseFile, discover, read};
use crate::check::{Verdict, check_record};

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
    check_set(&mut surveyed);
    let cases = surveyed.into_iter().map(|surveyed| surveyed.report).collect();
    RunReport { cases, test: workspace.config.test }
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
    let verdict = check_record(&file, read::read(&file), workspace.rulebook());
    (file, verdict)
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
        outcome,
        findings: verdict.findings,
        letters: Vec::new(),
        law,
    };
    Surveyed { report, claim: verdict.claim }
}

/// What only the set shows: two files that give one letter.
fn check_set(cases: &mut [Surveyed]) {
    let claims: Vec<(&str, &Claim)> =
        cases.iter().map(|case| (case.report.source.as_str(), &case.claim)).collect();
    for (index, fault) in batch::clashes(&claims) {
        let report = &mut cases[index].report;
        report.findings.push(fault);
        report.findings.sort();
        report.outcome = Outcome::Held;
    }
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
