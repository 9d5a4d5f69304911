//! Reading and checking: first each record on its own, then the set.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::outcome::{CaseReport, Outcome, RunReport};
use super::{Progress, Step, Workspace};
use crate::case::{CaseFile, discover, fault, read};
use crate::check::{Verdict, check_record};
use crate::compose::choose;
use crate::diagnostic::{Bilingual, Place};
use crate::letter::LetterId;

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

/// A case that was read and checked: its report, and the ids of the letters it would give.
#[derive(Debug)]
struct Surveyed {
    report: CaseReport,
    letters: Vec<LetterId>,
}

/// Reads and checks one file.
pub(super) fn look(workspace: &Workspace, path: &PathBuf) -> (CaseFile, Verdict) {
    let file = discover::load(path);
    let verdict = check_record(&file, read::read(&file), workspace.rulebook());
    (file, verdict)
}

fn survey(workspace: &Workspace, path: &PathBuf) -> Surveyed {
    let (file, verdict) = look(workspace, path);
    let letters = verdict
        .checked
        .as_ref()
        .and_then(|case| {
            let core = case.core();
            let choice = choose(case.record())?;
            let id = |recipient| LetterId::new(&core.case, core.decided, core.decision, recipient);
            Some(choice.letters.iter().map(|letter| id(letter.recipient)).collect())
        })
        .unwrap_or_default();
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
    Surveyed { report, letters }
}

/// What only the set shows: one letter twice, or two outcomes for one case (BAT-03).
fn check_set(cases: &mut [Surveyed]) {
    let mut by_letter: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, case) in cases.iter().enumerate() {
        for id in &case.letters {
            // Two ids that differ in upper and lower case only are one file on some file systems.
            by_letter.entry(id.as_str().to_lowercase()).or_default().push(index);
        }
    }
    let mut twins: Vec<usize> = by_letter.into_values().filter(|same| same.len() > 1).flatten().collect();
    twins.sort_unstable();
    twins.dedup();
    for index in twins {
        let report = &mut cases[index].report;
        let message = Bilingual::new(
            "En anden fil i denne kørsel giver det samme brev: samme sagsnummer, dato og afgørelse.",
            "Another file of this run gives the same letter: same case number, date and decision.",
        );
        report.findings.push(fault::same_case("case", Place { line: 1, column: 1, span: 0..0 }, message));
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
