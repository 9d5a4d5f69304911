//! Another day of dispatch: the record's one value is changed in its place, the letter is made anew, and if nothing but the dates
//! differs, one step carries its approval over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use thiserror::Error;

use super::Refusal;
use super::decide::{DecideError, Done, not_as_left, resolve, unknown_whether_sent};
use super::decisions::{Decision, Verdict};
use super::shelf::{Exhibit, Shelf};
use super::standing::{Standing, last_word};
use crate::case::{CaseFile, read};
use crate::check::check_record;
use crate::diagnostic::{Bilingual, Severity};
use crate::ledger::{Ledger, LedgerError, Opened, Person, What};
use crate::pipeline::{Job, NotedError, Progress, Workspace, build_noted};
use crate::proof::{DateChange, VERSIONS, Version, dates_that_differ};
use crate::store::{self, Store, StoreError};

/// Why letters were not given another day.
#[derive(Debug, Error)]
pub enum RedateError {
    /// It was refused; no record was changed.
    #[error("no record was changed")]
    Refused(Vec<Refusal>),
    /// The records were changed, and the build stopped.
    #[error(transparent)]
    Build(#[from] NotedError),
}

impl From<LedgerError> for RedateError {
    fn from(error: LedgerError) -> Self {
        Self::Build(error.into())
    }
}

impl From<StoreError> for RedateError {
    fn from(error: StoreError) -> Self {
        Self::Build(error.into())
    }
}

/// What became of a letter.
#[derive(Debug, Clone)]
pub struct Redated {
    /// The letter.
    pub letter: String,
    /// The day before.
    pub from: Date,
    /// The dates that differ: as they were and as they are.
    pub dates: Vec<DateChange>,
    /// Whether nothing but these dates differs.
    pub only_dates: bool,
    /// Whether its approval can be carried over; else why not.
    pub carries: Result<(), Bilingual>,
}

/// What a redating needs beside the letters.
pub struct Redating<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// `out/`, locked.
    pub store: &'a Store,
    /// How many threads.
    pub jobs: usize,
    /// The operating-system user of the process.
    pub user: &'a str,
    /// Now.
    pub at: Timestamp,
    /// Who is told how far it has come.
    pub progress: &'a dyn Progress,
}

impl std::fmt::Debug for Redating<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redating").field("at", &self.at).finish_non_exhaustive()
    }
}

/// A letter as it was.
struct Before {
    letter: String,
    matter: String,
    sha256: String,
    from: Date,
    /// The event of its approval, if that stands, and the warnings confirmed with it.
    approved: Option<(u64, Vec<String>)>,
}

/// A record that gets another day.
struct Changed {
    path: PathBuf,
    text: String,
}

/// Gives letters another day of dispatch. Without names: each that is approved, not sent, and planned for an earlier day.
///
/// # Errors
/// If one cannot have the day: then no record is changed.
pub fn redate(
    redating: &Redating<'_>,
    ledger: &mut Ledger,
    to: Date,
    named: &[String],
) -> Result<Vec<Redated>, RedateError> {
    let shelf = Shelf::load(redating.workspace, ledger)?;
    if let Some(file) = &shelf.not_as_left {
        return Err(RedateError::Refused(vec![not_as_left(&file.display().to_string())]));
    }
    let mut refusals = Vec::new();
    let named: BTreeSet<String> = named
        .iter()
        .filter_map(|name| resolve(&shelf, name).map_err(|refusal| refusals.push(refusal)).ok())
        .collect();
    let mut records: BTreeMap<PathBuf, Changed> = BTreeMap::new();
    let mut letters: Vec<Before> = Vec::new();
    let exhibits = shelf.exhibits();
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    for exhibit in &exhibits {
        if named.contains(&exhibit.letter.id) || (named.is_empty() && is_late(&shelf, exhibit, ledger, to)?) {
            wanted.insert(&exhibit.entry.source);
        }
    }
    // The letters of one record have one day.
    for exhibit in exhibits.iter().filter(|exhibit| wanted.contains(exhibit.entry.source.as_str())) {
        match plan(redating, &shelf, exhibit, ledger, to)? {
            Ok((before, record)) => {
                letters.push(before);
                records.insert(record.path.clone(), record);
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    if !refusals.is_empty() {
        return Err(RedateError::Refused(refusals));
    }
    for record in records.values() {
        store::replace(&record.path, record.text.as_bytes())?;
    }
    let files: Vec<PathBuf> = records.into_keys().collect();
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let job = Job { files: &files, whole: false, jobs: redating.jobs, proof: true, stop: None };
    build_noted(redating.workspace, redating.store, job, ledger, redating.at, redating.progress)?;
    let shelf = Shelf::load(redating.workspace, ledger)?;
    note(redating, &shelf, ledger, &letters, to)
}

fn is_late(shelf: &Shelf<'_>, exhibit: &Exhibit<'_>, ledger: &Ledger, to: Date) -> Result<bool, LedgerError> {
    let events = ledger.events().of_letter(&exhibit.letter.id)?;
    if !matches!(shelf.standing(exhibit, ledger.events(), ledger.key(), &events)?, Standing::Approved(_)) {
        return Ok(false);
    }
    let present = shelf.present(exhibit, ledger.key());
    Ok(present.record().and_then(|record| record.dispatch).is_some_and(|dispatch| dispatch < to))
}

/// The letter as it is, and its record's text with the day changed in its place.
fn plan(
    redating: &Redating<'_>,
    shelf: &Shelf<'_>,
    exhibit: &Exhibit<'_>,
    ledger: &Ledger,
    to: Date,
) -> Result<Result<(Before, Changed), Refusal>, LedgerError> {
    let letter = exhibit.letter.id.as_str();
    let refuse = |da: String, en: String| {
        let help =
            Bilingual::new("Ret sagen, og kør `begrund proof`.", "Mend the record and run `begrund proof`.");
        Ok(Err(Refusal::of(letter, Bilingual::new(da, en), help)))
    };
    let events = ledger.events().of_letter(letter)?;
    let standing = shelf.standing(exhibit, ledger.events(), ledger.key(), &events)?;
    if matches!(standing, Standing::Sent(_) | Standing::Returned(_)) {
        return refuse("Brevet er sendt.".to_owned(), "The letter was sent.".to_owned());
    }
    if matches!(standing, Standing::Unknown(_)) {
        return Ok(Err(unknown_whether_sent(letter)));
    }
    let present = shelf.present(exhibit, ledger.key());
    let (Some(record), Some(file)) = (present.record(), &present.file) else {
        return refuse("Sagen er væk.".to_owned(), "The record is gone.".to_owned());
    };
    if file.sha256 != exhibit.entry.source_sha256 || file.name != exhibit.entry.source {
        return refuse(
            "Sagen er ændret, siden brevet blev lavet, eller begrund er kørt fra en anden mappe.".to_owned(),
            "The record has changed since the letter was made, or begrund was run from another folder."
                .to_owned(),
        );
    }
    let place = present.read.as_ref().and_then(|read| read.place_of("dispatch"));
    let (Some(from), Some(place)) = (record.dispatch, place) else {
        return refuse("Sagen har ingen `dispatch`.".to_owned(), "The record has no `dispatch`.".to_owned());
    };
    let mut text = file.text.clone();
    text.replace_range(place.span, &to.to_string());
    let changed = CaseFile::from_bytes(&file.path, file.name.clone(), text.clone().into_bytes());
    let verdict = check_record(&changed, read::read(&changed), redating.workspace.rulebook());
    if verdict.checked.is_none() {
        let held = verdict.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let codes: BTreeSet<&str> = held.map(|finding| finding.code.as_ref()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let codes = codes.join(", ");
        return refuse(
            format!("Med den dag bliver brevet holdt tilbage ({codes})."),
            format!("With that day the letter is held back ({codes})."),
        );
    }
    let approved = match &standing {
        Standing::Approved(event) => match &event.what {
            What::Approved { confirmed, .. } => Some((event.seq, confirmed.clone())),
            _ => None,
        },
        _ => None,
    };
    let sha256 = exhibit.letter.sha256.clone();
    let before = Before { letter: letter.to_owned(), matter: exhibit.matter(), sha256, from, approved };
    Ok(Ok((before, Changed { path: file.path.clone(), text })))
}

/// Holds each new letter against the one before, and notes what may be carried over.
fn note(
    redating: &Redating<'_>,
    shelf: &Shelf<'_>,
    ledger: &mut Ledger,
    letters: &[Before],
    to: Date,
) -> Result<Vec<Redated>, RedateError> {
    let law = &redating.workspace.law;
    let now: BTreeMap<&str, Exhibit<'_>> = BTreeMap::new();
    let exhibits = shelf.exhibits();
    let now = exhibits.iter().fold(now, |mut now, exhibit| {
        now.insert(exhibit.letter.id.as_str(), *exhibit);
        now
    });
    let mut redated = Vec::new();
    let key = ledger.key().clone();
    ledger.write(redating.at, |writer| {
        for before in letters {
            let deadline = |day: Date| law.deadline(day).last_day;
            let pairs = [(before.from, to), (deadline(before.from), deadline(to))];
            let exhibit = now.get(before.letter.as_str());
            let differ = exhibit.and_then(|exhibit| {
                let versions = redating.store.read(&format!("{VERSIONS}/{}.json", before.letter))?;
                let versions = Version::sealed(&versions, &before.letter, Some(&key))?;
                let of = |sha256: &str| versions.iter().find(|version| version.sha256 == sha256);
                dates_that_differ(of(&before.sha256)?, of(&exhibit.letter.sha256)?, &pairs)
            });
            let carries = match (exhibit, &differ, &before.approved) {
                (None, ..) => {
                    Err(Bilingual::new("Brevet bliver nu holdt tilbage.", "The letter is held back now."))
                }
                (_, _, None) => Err(Bilingual::new("Det var ikke godkendt.", "It was not approved.")),
                (_, None, _) => Err(Bilingual::new(
                    "Andet end datoerne er blevet anderledes.",
                    "More than the dates is different.",
                )),
                (Some(exhibit), _, Some((_, confirmed))) => {
                    let new =
                        exhibit.warnings().into_iter().any(|code| !confirmed.iter().any(|own| own == code));
                    if new {
                        Err(Bilingual::new("Det har fået en ny advarsel.", "It has a new warning."))
                    } else {
                        Ok(())
                    }
                }
            };
            if let Some(exhibit) = exhibit {
                let approval = before.approved.as_ref().map(|(seq, _)| *seq);
                let what = What::Redated {
                    from: before.from,
                    to,
                    was: before.sha256.clone(),
                    is: exhibit.letter.sha256.clone(),
                    carries: approval.filter(|_| carries.is_ok()),
                    user: redating.user.to_owned(),
                };
                writer.append(Some(&before.matter), Some(&before.letter), &what)?;
            }
            let only_dates = differ.is_some();
            let dates = differ.unwrap_or_default();
            redated.push(Redated {
                letter: before.letter.clone(),
                from: before.from,
                dates,
                only_dates,
                carries,
            });
        }
        Ok::<_, RedateError>(())
    })?;
    Ok(redated)
}

/// Accepts redated letters in one step: the approval of each is carried over to the letter with the new dates. Without names all that
/// wait for it.
///
/// # Errors
/// If one of them is refused, and then all that are; or the ledger cannot be written.
pub fn accept_redated(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    person: &Person,
    named: &[String],
    at: Timestamp,
) -> Result<Vec<Done>, DecideError> {
    let mut refusals = Vec::new();
    let mut carried = BTreeMap::new();
    for event in ledger.events().of_kind("redated")? {
        let (Some(letter), What::Redated { is, carries: Some(approval), .. }) = (event.letter, event.what)
        else {
            continue;
        };
        let events = ledger.events().of_letter(&letter)?;
        let waits = last_word(&events).filter(|word| word.seq == approval);
        if let Some(What::Approved { confirmed, .. }) = waits.map(|word| &word.what) {
            carried.insert(letter, (event.seq, is, confirmed.clone()));
        }
    }
    if !named.is_empty() {
        let named: BTreeSet<String> = named
            .iter()
            .filter_map(|name| resolve(shelf, name).map_err(|refusal| refusals.push(refusal)).ok())
            .collect();
        for letter in named.iter().filter(|letter| !carried.contains_key(*letter)) {
            refusals.push(Refusal::of(
                letter,
                Bilingual::new(
                    "Brevet venter ikke på at få nye datoer godkendt.",
                    "The letter does not wait for new dates to be accepted.",
                ),
                Bilingual::new(
                    "`begrund status` viser, hvor brevene står.",
                    "`begrund status` shows where letters stand.",
                ),
            ));
        }
        carried.retain(|letter, _| named.contains(letter));
    }
    if !refusals.is_empty() {
        return Err(DecideError::Refused(refusals));
    }
    let decisions: Vec<Decision> = carried
        .iter()
        .map(|(letter, (_, is, _))| Decision {
            letter: letter.clone(),
            sha256: Some(is.clone()),
            verdict: Verdict::Approve,
            opened: Opened::Named,
        })
        .collect();
    let carried =
        carried.into_iter().map(|(letter, (seq, _, confirmed))| (letter, (seq, confirmed))).collect();
    super::decide::carry_over(ledger, shelf, person, &decisions, carried, at)
}
