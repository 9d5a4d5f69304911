//! The proof in a run: each letter's sheet and annotated PDF as it is typeset, drafts of what is held back, then the page with all.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::Workspace;
use super::manifest::{Make, PlacedLetter};
use super::outcome::{CaseReport, RunReport};
use super::survey::side_by_side;
use crate::case::{CaseFile, CaseRecord, ReadCase, discover, read};
use crate::compose::{Addressee, ComposeError, Letter, Typeset};
use crate::diagnostic::Findings;
use crate::proof::{self, Bundle, BundleError, Known, Proof, Row, Subject};
use crate::store::{Store, StoreError};

/// The proof of a run. Shared by all workers.
#[derive(Debug)]
pub(super) struct Proofs<'s> {
    bundle: Bundle<'s>,
    clock: Clock,
    annotating: Clock,
}

/// What workers spent on something, added up.
#[derive(Debug, Default)]
struct Clock(AtomicU64);

impl Clock {
    fn add(&self, spent: Duration) {
        self.0.fetch_add(u64::try_from(spent.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn spent(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

/// How long the proof took: all workers' time added up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spent {
    /// The bundle: sheets, differences, the page with all letters.
    pub(super) bundle: Duration,
    /// The annotated PDFs.
    pub(super) annotated: Duration,
}

/// A record as written, with all that was found in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) file: &'a CaseFile,
    pub(super) read: &'a ReadCase,
    pub(super) findings: &'a Findings,
}

impl<'s> Proofs<'s> {
    pub(super) fn begin(
        workspace: &Workspace,
        store: &'s Store,
        make: &Make,
        known: &'s Known,
    ) -> Result<Self, StoreError> {
        let program = format!("{} {}", make.version, make.build);
        let bundle = Bundle::begin(store, known, &workspace.pack, &make.settings_sha256, &program)?;
        Ok(Self { bundle, clock: Clock::default(), annotating: Clock::default() })
    }

    /// Takes over the letters of a case that has not changed; whether the last bundle held them all.
    pub(super) fn keep(&self, letters: &[PlacedLetter]) -> bool {
        let all = letters.iter().all(|letter| self.bundle.has(letter.id(), &letter.sha256()));
        if all {
            for letter in letters {
                self.bundle.keep(letter.id());
            }
        }
        all
    }

    /// The proof of a letter that is laid out.
    pub(super) fn of_letter(
        &self,
        workspace: &Workspace,
        letter: &Typeset,
        record: &CaseRecord,
        found: Found<'_>,
    ) -> Result<Proof, ComposeError> {
        let begun = Instant::now();
        let to = Some(letter.addressee());
        let subject = subject(workspace, found, record, letter.id().as_str(), to, letter.title());
        let (proof, annotated) = proof::of_letter(letter, &subject)?;
        self.annotating.add(annotated);
        self.clock.add(begun.elapsed().saturating_sub(annotated));
        Ok(proof)
    }

    /// Takes over the proofs of letters that a run left before it was cut off; whether all are as it left them.
    pub(super) fn take_up(&self, rows: &[Row]) -> bool {
        self.bundle.take_up(rows)
    }

    /// Leaves the proof of a finished letter.
    pub(super) fn leave(&self, proof: Proof, letter: &Letter, file: &CaseFile) -> Result<Row, StoreError> {
        let begun = Instant::now();
        let row = self.bundle.leave(&proof.of_pdf(letter.sha256()), &file.sha256)?;
        self.clock.add(begun.elapsed());
        Ok(row)
    }

    /// Drafts of the cases that are held back, and the page with all letters.
    pub(super) fn finish(
        self,
        workspace: &Workspace,
        files: &[PathBuf],
        report: &RunReport,
        whole: bool,
        jobs: usize,
    ) -> Result<Spent, BundleError> {
        let held: Vec<(usize, &CaseReport)> = report.cases.held().collect();
        let failure: Mutex<Option<StoreError>> = Mutex::new(None);
        side_by_side(held.len(), jobs, || {
            |index: usize| {
                let (number, case) = held[index];
                let left = self.draft(workspace, &files[number], case);
                comemo::evict(super::typesetting::CACHE_AGE);
                if let (Err(error), Ok(mut failure)) = (left, failure.lock()) {
                    failure.get_or_insert(error);
                }
            }
        });
        if let Some(error) = failure.into_inner().ok().flatten() {
            return Err(error.into());
        }
        let begun = Instant::now();
        let name = |case: usize| discover::name(&files[case]);
        let alike = report.alike.iter().map(|like| (name(like.case), (name(like.other), like.overlap)));
        self.bundle.finish(&workspace.pack, &workspace.config, whole, &alike.collect())?;
        Ok(Spent { bundle: self.clock.spent() + begun.elapsed(), annotated: self.annotating.spent() })
    }

    fn draft(&self, workspace: &Workspace, path: &Path, case: &CaseReport) -> Result<(), StoreError> {
        let file = discover::load(path);
        if !case.file.sha256().is(&file.sha256) {
            return Ok(());
        }
        // A file that cannot be read at all is shown all the same, with what is wrong with it.
        let read = read::read(&file);
        let Some(record) = read.record.clone().or_else(blank) else { return Ok(()) };
        let found = Found { file: &file, read: &read, findings: &case.findings };
        let Workspace { composer, law, config, .. } = workspace;
        // A draft that Typst cannot set is told of by its findings alone.
        let Ok(drafts) = proof::draft(composer, law, config, &file, &read, &record) else { return Ok(()) };
        for draft in drafts {
            let mark = file.sha256.get(..8).unwrap_or_default();
            let id = format!("{}_draft-{mark}", draft.id());
            let subject = subject(workspace, found, &record, &id, draft.addressee(), draft.title());
            let Ok(proof) = proof::of_draft(&draft, &subject) else { continue };
            self.bundle.leave(&proof, &file.sha256)?;
        }
        Ok(())
    }
}

/// A record that says nothing.
fn blank() -> Option<CaseRecord> {
    let nothing = CaseFile::from_bytes(Path::new(""), String::new(), b"{}".to_vec());
    read::read(&nothing).record
}

fn subject<'a>(
    workspace: &'a Workspace,
    found: Found<'a>,
    record: &'a CaseRecord,
    id: &'a str,
    addressee: Option<Addressee>,
    title: &'a str,
) -> Subject<'a> {
    Subject {
        read: found.read,
        record,
        source: &found.file.name,
        folder: found.file.path.parent().unwrap_or(Path::new(".")),
        workspace: &workspace.folder,
        findings: found.findings,
        law: &workspace.law,
        id,
        addressee,
        title,
        sha256: None,
    }
}
