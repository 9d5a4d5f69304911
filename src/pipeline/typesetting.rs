//! Typesetting the cases that passed, each worker one after the other: read again, composed, laid out, checked, exported, staged.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::build::{BuildError, Order};
use super::cases::Slot;
use super::crash::Note;
use super::manifest::PlacedLetter;
use super::outcome::{CaseReport, Looked, Outcome, RunReport};
use super::proof::{Found, Proofs};
use super::resume::{Journal, staged};
use super::survey::{changed_meanwhile, side_by_side};
use super::{Progress, Step, Workspace};
use crate::case::{discover, read};
use crate::check::batch::{MarkKind, Said, foreign_finding};
use crate::check::{CheckedCase, Passed, change_severities, check_letter};
use crate::compose::{ComposeError, Composer, Letter, PageFault, choose};
use crate::diagnostic::{Bilingual, Finding, Findings, Severity};
use crate::proof::{Proof, Row};
use crate::store::{Store, StoreError};

/// How many letters Typst's cache outlives; more costs memory, less throws away what letters share.
pub(super) const CACHE_AGE: usize = 2;

/// Makes the letters of the cases that passed.
pub(super) struct Typesetting<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) store: &'a Store,
    pub(super) order: &'a Order<'a>,
    pub(super) proofs: Option<&'a Proofs<'a>>,
    pub(super) journal: &'a Journal<'a>,
}

impl Typesetting<'_> {
    /// Tells in the report what came of each.
    ///
    /// # Errors
    /// If a file cannot be written, or somebody asked the run to stop. What is made by then stands in staging, and in the journal.
    pub(super) fn of_passed(
        &self,
        report: &mut RunReport,
        progress: &dyn Progress,
    ) -> Result<(), BuildError> {
        let cases = 0..report.cases.len();
        let passed: Vec<usize> =
            cases.filter(|case| report.cases.outcome(*case) == Outcome::Passed).collect();
        progress.begin(Step::Typeset, passed.len());
        let slots = self.of_all(&passed, report, progress);
        progress.end();
        for (case, slot) in passed.into_iter().zip(slots?) {
            report.cases.set(case, slot);
        }
        Ok(())
    }

    /// What is to be kept of each of `passed`.
    fn of_all(
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
        let mut case = case.into_owned();
        made.come_of(&mut case);
        Ok(report.cases.slot(case)?)
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
