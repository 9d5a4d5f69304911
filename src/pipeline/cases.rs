//! What is told of each case of a run. Of a case in which nothing was found it lies on a spool, and a few words of it in memory: so the
//! memory that a run takes grows with what there is to mend, not with its letters.

use std::borrow::Cow;
use std::io;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::manifest::{BuiltLetter, PlacedLetter};
use super::outcome::{CaseReport, Looked, Outcome};
use crate::case::CaseId;
use crate::case::record::Decision;
use crate::check::batch::Answer;
use crate::check::{Desk, Passed};
use crate::diagnostic::Findings;
use crate::spool::{Span, Spool};

/// The cases of a run, in the order of their files.
#[derive(Debug, Default)]
pub struct Cases {
    kept: Vec<Kept>,
    told: Told,
}

/// Where what is told of sound cases lies. Shared by all workers.
#[derive(Debug, Default)]
pub(super) struct Told(Spool);

/// What is kept of a case in memory.
#[derive(Debug)]
pub(super) enum Kept {
    /// Something was found: all of it.
    Whole(Box<CaseReport>),
    /// Nothing was.
    Sound(Sound),
}

/// What is looked at again and again of a case in which nothing was found.
#[derive(Debug)]
pub(super) struct Sound {
    passed: Passed,
    outcome: Outcome,
    letters: u16,
    pages: u16,
    told: Span,
}

impl Kept {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Whole(case) => case.outcome,
            Self::Sound(sound) => sound.outcome,
        }
    }
}

impl Told {
    /// What to keep of a case; the rest is put on the spool.
    ///
    /// # Errors
    /// If there is no room for it.
    pub(super) fn keep(&self, case: CaseReport) -> io::Result<Kept> {
        let is_sound = case.findings.is_empty() && !case.outcome.holds_back();
        let counted = u16::try_from(case.letters.len()).ok().zip(u16::try_from(case.pages()).ok());
        match (&case.file, counted) {
            (Looked::Passed(passed), Some((letters, pages))) if is_sound => {
                let told = self.0.keep_value(&Line::of(&case))?;
                Ok(Kept::Sound(Sound { passed: passed.clone(), outcome: case.outcome, letters, pages, told }))
            }
            _ => Ok(Kept::Whole(Box::new(case))),
        }
    }

    fn read(&self, sound: &Sound) -> io::Result<CaseReport> {
        let line: Line = self.0.read_value(sound.told)?;
        Ok(line.case(sound.passed.clone(), sound.outcome))
    }
}

impl Cases {
    /// Cases as they were kept.
    pub(super) fn new(kept: Vec<Kept>, told: Told) -> Self {
        Self { kept, told }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// What came of a case.
    pub fn outcome(&self, case: usize) -> Outcome {
        self.kept[case].outcome()
    }

    /// The file of a case.
    pub(super) fn file(&self, case: usize) -> Looked {
        match &self.kept[case] {
            Kept::Whole(case) => case.file.clone(),
            Kept::Sound(sound) => Looked::Passed(sound.passed.clone()),
        }
    }

    /// All that is told of a case.
    ///
    /// # Errors
    /// If what was put on disk cannot be read.
    pub fn get(&self, case: usize) -> io::Result<Cow<'_, CaseReport>> {
        self.whole(&self.kept[case])
    }

    fn whole<'a>(&'a self, kept: &'a Kept) -> io::Result<Cow<'a, CaseReport>> {
        Ok(match kept {
            Kept::Whole(case) => Cow::Borrowed(&**case),
            Kept::Sound(sound) => Cow::Owned(self.told.read(sound)?),
        })
    }

    /// All cases, one after the other; an error where what was put on disk cannot be read.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<Cow<'_, CaseReport>>> {
        self.kept.iter().map(|kept| self.whole(kept))
    }

    /// Those that this came of, one after the other.
    pub(super) fn with(&self, outcome: Outcome) -> impl Iterator<Item = io::Result<Cow<'_, CaseReport>>> {
        self.kept.iter().filter(move |kept| kept.outcome() == outcome).map(|kept| self.whole(kept))
    }

    /// Those in which something was found, with their numbers.
    pub fn to_mend(&self) -> impl Iterator<Item = (usize, &CaseReport)> {
        self.kept.iter().enumerate().filter_map(|(number, kept)| match kept {
            Kept::Whole(case) => Some((number, &**case)),
            Kept::Sound(_) => None,
        })
    }

    /// The same, to change them.
    pub(crate) fn to_mend_mut(&mut self) -> impl Iterator<Item = &mut CaseReport> {
        self.kept.iter_mut().filter_map(|kept| match kept {
            Kept::Whole(case) => Some(&mut **case),
            Kept::Sound(_) => None,
        })
    }

    /// Those that are held back or failed, with their numbers.
    pub fn held(&self) -> impl Iterator<Item = (usize, &CaseReport)> {
        self.to_mend().filter(|(_, case)| case.outcome.holds_back())
    }

    /// Letters in place, and pages of them.
    pub(super) fn letters_and_pages(&self) -> (usize, usize) {
        let counted = self.kept.iter().map(|kept| match kept {
            Kept::Whole(case) => (case.letters.len(), case.pages()),
            Kept::Sound(sound) => (sound.letters.into(), sound.pages.into()),
        });
        counted.fold((0, 0), |(letters, pages), (more, longer)| (letters + more, pages + longer))
    }

    /// Changes what is told of a case.
    ///
    /// # Errors
    /// If it cannot be read, or there is no room for it.
    pub(super) fn change(&mut self, case: usize, change: impl FnOnce(&mut CaseReport)) -> io::Result<()> {
        if let Kept::Whole(whole) = &mut self.kept[case] {
            change(whole);
            return Ok(());
        }
        self.kept[case] = self.changed(case, change)?;
        Ok(())
    }

    /// What is to be kept of a case when it is changed; for [`set`](Self::set), for whoever cannot change it there and then.
    ///
    /// # Errors
    /// If it cannot be read, or there is no room for it.
    pub(super) fn changed(&self, case: usize, change: impl FnOnce(&mut CaseReport)) -> io::Result<Kept> {
        let mut whole = self.get(case)?.into_owned();
        change(&mut whole);
        self.told.keep(whole)
    }

    /// Puts what is kept of a case in the place of what was.
    pub(super) fn set(&mut self, case: usize, kept: Kept) {
        self.kept[case] = kept;
    }
}

/// What is told of a sound case, as it lies on the spool. No text of its record, and no citizen.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    source: String,
    case: Option<String>,
    decision: Option<String>,
    unit: Option<String>,
    caseworker: Option<String>,
    dispatch: Option<Date>,
    answers: Option<Answer>,
    letters: Vec<BuiltLetter>,
    law: Option<(String, u32)>,
}

impl Line {
    fn of(case: &CaseReport) -> Self {
        Self {
            source: case.source.clone(),
            case: case.case.as_ref().map(ToString::to_string),
            decision: case.decision.map(|decision| decision.word().to_owned()),
            unit: case.desk.unit.clone(),
            caseworker: case.desk.caseworker.clone(),
            dispatch: case.desk.dispatch,
            answers: case.answers,
            letters: case.letters.iter().map(BuiltLetter::from).collect(),
            law: case.law.clone(),
        }
    }

    fn case(self, passed: Passed, outcome: Outcome) -> CaseReport {
        CaseReport {
            source: self.source,
            file: Looked::Passed(passed),
            case: self.case.and_then(|case| CaseId::parse(&case).ok()),
            decision: self.decision.and_then(|decision| Decision::from_word(&decision)),
            desk: Desk { unit: self.unit, caseworker: self.caseworker, dispatch: self.dispatch },
            outcome,
            answers: self.answers,
            findings: Findings::default(),
            letters: self.letters.iter().filter_map(PlacedLetter::told).collect(),
            law: self.law,
        }
    }
}
