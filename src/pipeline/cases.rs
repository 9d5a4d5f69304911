//! What is told of each case of a run. Of a case in which nothing was found it lies on a spool, and a few words of it in memory: so the
//! memory that a run takes grows with what there is to mend, not with its letters.

use std::borrow::Cow;
use std::io;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::manifest::{BuiltLetter, PlacedLetter};
use super::outcome::{CaseReport, Looked, Outcome};
use super::survey::SpoolError;
use crate::case::CaseId;
use crate::case::read::FileDigest;
use crate::case::record::Decision;
use crate::check::batch::Answer;
use crate::check::{Desk, Passed};
use crate::diagnostic::Findings;
use crate::spool::{Span, Spool};

/// The cases of a run, in the order of their files.
#[derive(Debug, Default)]
pub struct Cases {
    slots: Vec<Slot>,
    spool: Spool,
}

/// What is kept of a case in memory.
#[derive(Debug)]
pub(super) enum Slot {
    /// All of it: something was found, or holds it back.
    Whole(Box<CaseReport>),
    /// Nothing was: what is looked at again and again.
    Sound { passed: Passed, outcome: Outcome, letters: u16, pages: u16, told: Span },
}

impl Slot {
    /// What to keep of a case; of a sound one the rest is put on the spool.
    pub(super) fn of(case: CaseReport, spool: &Spool) -> Result<Self, SpoolError> {
        let is_sound = case.findings.is_empty() && !case.outcome.holds_back();
        let counted = u16::try_from(case.letters.len()).ok().zip(u16::try_from(case.pages()).ok());
        match (&case.file, counted) {
            (Looked::Passed(passed), Some((letters, pages))) if is_sound => {
                let told = spool.keep_value(&Told::of(&case))?;
                Ok(Self::Sound { passed: passed.clone(), outcome: case.outcome, letters, pages, told })
            }
            _ => Ok(Self::Whole(Box::new(case))),
        }
    }

    fn outcome(&self) -> Outcome {
        match self {
            Self::Whole(case) => case.outcome,
            Self::Sound { outcome, .. } => *outcome,
        }
    }

    fn told(&self, spool: &Spool) -> Result<Cow<'_, CaseReport>, SpoolError> {
        match self {
            Self::Whole(case) => Ok(Cow::Borrowed(&**case)),
            Self::Sound { passed, outcome, told, .. } => {
                let told: Told = spool.read_value(*told)?;
                let case = told.case(passed.clone(), *outcome);
                Ok(Cow::Owned(case.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?))
            }
        }
    }
}

impl Cases {
    /// Cases as they were kept.
    pub(super) fn new(slots: Vec<Slot>, spool: Spool) -> Self {
        Self { slots, spool }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// What came of a case.
    pub fn outcome(&self, case: usize) -> Outcome {
        self.slots[case].outcome()
    }

    /// SHA-256 of the file of a case.
    pub(super) fn sha256(&self, case: usize) -> FileDigest {
        match &self.slots[case] {
            Slot::Whole(case) => case.file.sha256(),
            Slot::Sound { passed, .. } => passed.sha256(),
        }
    }

    /// All that is told of a case.
    ///
    /// # Errors
    /// If it was put on disk and cannot be read.
    pub fn get(&self, case: usize) -> Result<Cow<'_, CaseReport>, SpoolError> {
        self.slots[case].told(&self.spool)
    }

    /// All cases, one after the other; an error where one was put on disk and cannot be read.
    pub fn iter(&self) -> impl Iterator<Item = Result<Cow<'_, CaseReport>, SpoolError>> {
        self.slots.iter().map(|slot| slot.told(&self.spool))
    }

    /// Those that this came of, one after the other.
    pub(super) fn with(
        &self,
        outcome: Outcome,
    ) -> impl Iterator<Item = Result<Cow<'_, CaseReport>, SpoolError>> {
        let slots = self.slots.iter().filter(move |slot| slot.outcome() == outcome);
        slots.map(|slot| slot.told(&self.spool))
    }

    /// Those in which something was found or that are held back, with their numbers.
    pub fn to_mend(&self) -> impl Iterator<Item = (usize, &CaseReport)> {
        self.slots.iter().enumerate().filter_map(|(number, slot)| match slot {
            Slot::Whole(case) => Some((number, &**case)),
            Slot::Sound { .. } => None,
        })
    }

    /// The same, to change them.
    pub(crate) fn to_mend_mut(&mut self) -> impl Iterator<Item = &mut CaseReport> {
        self.slots.iter_mut().filter_map(|slot| match slot {
            Slot::Whole(case) => Some(&mut **case),
            Slot::Sound { .. } => None,
        })
    }

    /// Those that are held back or failed, with their numbers.
    pub fn held(&self) -> impl Iterator<Item = (usize, &CaseReport)> {
        self.to_mend().filter(|(_, case)| case.outcome.holds_back())
    }

    /// Letters in place, and pages of them.
    pub(super) fn letters_and_pages(&self) -> (usize, usize) {
        let counted = self.slots.iter().map(|slot| match slot {
            Slot::Whole(case) => (case.letters.len(), case.pages()),
            Slot::Sound { letters, pages, .. } => ((*letters).into(), (*pages).into()),
        });
        counted.fold((0, 0), |(letters, pages), (more, longer)| (letters + more, pages + longer))
    }

    /// Changes what is told of a case.
    ///
    /// # Errors
    /// If it cannot be read, or there is no room for it.
    pub(super) fn change(
        &mut self,
        case: usize,
        change: impl FnOnce(&mut CaseReport),
    ) -> Result<(), SpoolError> {
        if let Slot::Whole(whole) = &mut self.slots[case] {
            change(whole);
            return Ok(());
        }
        let mut told = self.get(case)?.into_owned();
        change(&mut told);
        self.slots[case] = self.slot(told)?;
        Ok(())
    }

    /// What is to be kept of a case that was changed; for [`set`](Self::set), for whoever cannot change it there and then.
    ///
    /// # Errors
    /// If there is no room for it.
    pub(super) fn slot(&self, changed: CaseReport) -> Result<Slot, SpoolError> {
        Slot::of(changed, &self.spool)
    }

    /// Puts what is to be kept of a case in the place of what was.
    pub(super) fn set(&mut self, case: usize, slot: Slot) {
        self.slots[case] = slot;
    }
}

/// What is told of a sound case, as it lies on the spool: no text of its record, and its citizen only where a case number or a file's
/// name tells of them.
#[derive(Debug, Serialize, Deserialize)]
struct Told {
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

impl Told {
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

    /// The case again; `None` where a word says nothing, which a letter must not be lost for.
    fn case(self, passed: Passed, outcome: Outcome) -> Option<CaseReport> {
        Some(CaseReport {
            source: self.source,
            file: Looked::Passed(passed),
            case: self.case.map(|case| CaseId::parse(&case)).transpose().ok()?,
            decision: match self.decision {
                Some(decision) => Some(Decision::from_word(&decision)?),
                None => None,
            },
            desk: Desk { unit: self.unit, caseworker: self.caseworker, dispatch: self.dispatch },
            outcome,
            answers: self.answers,
            findings: Findings::default(),
            letters: self.letters.iter().map(PlacedLetter::told).collect::<Option<_>>()?,
            law: self.law,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::case::record::Channel;
    use crate::case::{CaseFile, read};
    use crate::check::batch::Kept;
    use crate::diagnostic::{Bilingual, Finding, Severity};
    use crate::law::Law;
    use crate::letter::Recipient;
    use crate::pack::Pack;

    fn digest() -> FileDigest {
        FileDigest::from_hex(&"5e".repeat(32))
    }

    fn letter(recipient: Recipient, channel: Channel, pages: usize) -> PlacedLetter {
        let id = format!("2026-102-0001_2026-11-05_refusal_{}", recipient.word());
        let built = BuiltLetter {
            pdf: format!("letters/{id}.pdf"),
            id,
            recipient: recipient.word().to_owned(),
            channel: channel.word().to_owned(),
            sha256: digest().to_string(),
            pages,
        };
        PlacedLetter::told(&built).unwrap()
    }

    fn answer() -> Answer {
        let text = include_str!("../../cases/refusal-psychologist.yaml");
        let file = CaseFile::from_bytes("x.yaml".as_ref(), "x.yaml".to_owned(), text.into());
        let read = read::read(&file);
        let law = Law::load(&Pack::built_in()).unwrap();
        Kept::of(&read, read.record.as_ref().unwrap(), &law).answers().unwrap()
    }

    fn sound(letters: Vec<PlacedLetter>) -> CaseReport {
        CaseReport {
            source: "cases/æøå.yaml".to_owned(),
            file: Looked::Passed(Passed::for_tests(digest())),
            case: Some(CaseId::parse("2026/102-0001").unwrap()),
            decision: Some(Decision::Refusal),
            desk: Desk {
                unit: Some("Voksne".to_owned()),
                caseworker: Some("Ida Opfundsen".to_owned()),
                dispatch: Some(jiff::civil::date(2026, 11, 5)),
            },
            outcome: Outcome::Built,
            answers: Some(answer()),
            findings: Findings::default(),
            letters: letters.into(),
            law: Some(("lov om social service".to_owned(), 1129)),
        }
    }

    fn finding(severity: Severity) -> Finding {
        let words = || Bilingual::new("Noget.", "Something.");
        Finding::new("SPR-12", severity, "reasoning", words(), words())
    }

    #[test]
    fn a_sound_case_comes_back_as_it_was() {
        let spool = Spool::default();
        let recipients =
            [Recipient::Citizen, Recipient::RepresentativeInstead, Recipient::RepresentativeCopy];
        let all = recipients.into_iter().flat_map(|recipient| {
            let channels = [Channel::DigitalPost, Channel::Paper, Channel::Email];
            channels.map(|channel| letter(recipient, channel, 3))
        });
        let full = sound(all.collect());
        assert_eq!(full.letters.len(), 9);
        let bare = CaseReport {
            case: None,
            decision: None,
            desk: Desk::default(),
            answers: None,
            law: None,
            letters: Box::default(),
            outcome: Outcome::Passed,
            ..full.clone()
        };
        for case in [full, bare] {
            let slot = Slot::of(case.clone(), &spool).unwrap();
            assert!(
                matches!(&slot, Slot::Sound { letters, .. } if usize::from(*letters) == case.letters.len())
            );
            assert_eq!(format!("{:?}", slot.told(&spool).unwrap()), format!("{case:?}"));
        }
    }

    #[test]
    fn a_case_that_has_something_to_tell_stays_in_memory() {
        let spool = Spool::default();
        let informed =
            CaseReport { findings: [finding(Severity::Info)].into_iter().collect(), ..sound(Vec::new()) };
        let held = CaseReport { outcome: Outcome::Held, ..sound(Vec::new()) };
        let long = sound(vec![letter(Recipient::Citizen, Channel::Paper, 70_000)]);
        for case in [informed, held, long] {
            assert!(matches!(Slot::of(case, &spool).unwrap(), Slot::Whole(_)));
        }
        let mut cases = Cases::new(vec![Slot::of(sound(Vec::new()), &spool).unwrap()], spool);
        assert_eq!((cases.to_mend().count(), cases.outcome(0)), (0, Outcome::Built));
        cases.change(0, |case| case.findings.push(finding(Severity::Warning))).unwrap();
        let (number, case) = cases.to_mend().next().unwrap();
        assert_eq!((number, case.findings.len(), case.source.as_str()), (0, 1, "cases/æøå.yaml"));
        assert_eq!(cases.held().count(), 0);
        let failed = CaseReport { outcome: Outcome::Failed, ..cases.get(0).unwrap().into_owned() };
        cases.set(0, cases.slot(failed).unwrap());
        assert_eq!(cases.held().map(|(number, _)| number).collect::<BTreeSet<_>>(), [0].into());
    }

    /// A run of a hundred thousand keeps so many; a byte more is a tenth of a MiB.
    #[test]
    fn what_is_kept_of_a_sound_case_takes_little_room() {
        assert!(size_of::<Slot>() <= 56, "{}", size_of::<Slot>());
    }
}
