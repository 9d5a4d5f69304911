//! Verdicts are applied: each is held against the letter as it stands, and either all go into the ledger or none.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

use super::Refusal;
use super::decisions::{Decision, Verdict};
use super::person::{own_letter, plain_words};
use super::shelf::{Exhibit, Present, Shelf};
use super::standing::last_word;
use crate::case::{CaseRecord, Cpr};
use crate::diagnostic::Bilingual;
use crate::ledger::{Event, Events, Key, Ledger, LedgerError, Opened, Person, What, Writer};
use crate::proof::{DRAWN, Row, caseworker_hash};

/// The longest reason, in characters; the page takes as many.
const BECAUSE_MAX: usize = 2000;

/// Why verdicts were not applied.
#[derive(Debug, Error)]
pub enum DecideError {
    /// They were refused; nothing was applied.
    #[error("nothing was applied")]
    Refused(Vec<Refusal>),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// How the verdicts came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// One letter, by its name.
    Single,
    /// Many letters, or a file.
    Bulk,
}

/// A verdict that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The letter.
    pub letter: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The letter's title.
    pub title: String,
    /// The decision, as the record writes it.
    pub decision: String,
    /// The result, as the letter says it: words of the letter.
    pub result: String,
}

/// The letter that is meant by its id, or by its case's number where the case has one letter.
///
/// # Errors
/// If there is none, or more than one.
pub fn resolve(shelf: &Shelf<'_>, named: &str) -> Result<String, Refusal> {
    let exhibits = shelf.exhibits();
    if exhibits.iter().any(|exhibit| exhibit.letter.id == named) {
        return Ok(named.to_owned());
    }
    let matter = named.replace('/', "-");
    let letters: Vec<&str> = exhibits
        .iter()
        .filter(|exhibit| exhibit.matter() == matter)
        .map(|exhibit| exhibit.letter.id.as_str())
        .collect();
    match letters.as_slice() {
        [] => Err(unknown(shelf, named)),
        [one] => Ok((*one).to_owned()),
        many => Err(Refusal::of(
            named,
            Bilingual::new("Sagen har flere breve.", "The case has more than one letter."),
            Bilingual::new(
                format!("Skriv brevets navn: {}.", many.join(", ")),
                format!("Write the letter's name: {}.", many.join(", ")),
            ),
        )),
    }
}

/// Applies verdicts.
///
/// # Errors
/// If one of them is refused, and then all that are; or the ledger cannot be written.
pub fn decide(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    person: &Person,
    decisions: &[Decision],
    manner: Manner,
    at: Timestamp,
) -> Result<Vec<Done>, DecideError> {
    if let Some(file) = shelf.not_as_left.as_ref().or(shelf.page_not_as_left.as_ref()) {
        return Err(DecideError::Refused(vec![not_as_left(&file.display().to_string())]));
    }
    apply(ledger, shelf, person, decisions, manner, BTreeMap::new(), at)
}

/// Approves redated letters: what was confirmed before the dates changed is confirmed.
pub(super) fn carry_over(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    person: &Person,
    decisions: &[Decision],
    carried: Carried,
    at: Timestamp,
) -> Result<Vec<Done>, DecideError> {
    if let Some(file) = &shelf.not_as_left {
        return Err(DecideError::Refused(vec![not_as_left(&file.display().to_string())]));
    }
    apply(ledger, shelf, person, decisions, Manner::Single, carried, at)
}

/// By letter: the event of the redating, and the warnings that were confirmed.
type Carried = BTreeMap<String, (u64, Vec<String>)>;

fn apply(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    person: &Person,
    decisions: &[Decision],
    manner: Manner,
    carried: Carried,
    at: Timestamp,
) -> Result<Vec<Done>, DecideError> {
    let key = ledger.key().clone();
    ledger.write(at, |writer| {
        // A run that ended since the lists were read has left others.
        if let Some(refusal) = shelf.is_behind(writer.events())? {
            return Err(DecideError::Refused(vec![refusal]));
        }
        let mut bench = Bench::new(shelf, person, decisions, manner, writer.events(), &key)?;
        bench.carried = carried;
        let refusals = bench.refusals();
        if !refusals.is_empty() {
            return Err(DecideError::Refused(refusals));
        }
        bench.write(writer)
    })
}

/// Withdraws the approvals of letters that were not sent.
///
/// # Errors
/// If one of them has nothing to withdraw, and then all such; or the ledger cannot be written.
pub fn withdraw(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    letters: &[String],
    person: &Person,
    because: &str,
    at: Timestamp,
) -> Result<(), DecideError> {
    let key = ledger.key().clone();
    ledger.write(at, |writer| {
        let mut refusals = Vec::new();
        for letter in letters {
            let events = writer.events().of_letter(letter)?;
            let refusal = match last_word(&events).map(|event| &event.what) {
                Some(What::Approved { .. }) => because_fault(because, shelf.record(letter, &key).as_ref())
                    .map(|(why, help)| Refusal::of(letter, why, help)),
                Some(what) if left(what) => Some(left_already(letter, what)),
                _ => Some(Refusal::of(
                    letter,
                    Bilingual::new("Brevet er ikke godkendt.", "The letter is not approved."),
                    Bilingual::new(
                        "`begrund status` viser, hvor brevene står.",
                        "`begrund status` shows where letters stand.",
                    ),
                )),
            };
            if let Some(refusal) = refusal {
                refusals.push(refusal);
                continue;
            }
            let matter = events.last().and_then(|event| event.matter.clone());
            let what = What::Withdrawn { because: because.trim().to_owned(), by: person.clone() };
            writer.append(matter.as_deref(), Some(letter), &what)?;
        }
        if refusals.is_empty() { Ok(()) } else { Err(DecideError::Refused(refusals)) }
    })
}

/// All that a batch of verdicts is held against.
struct Bench<'a> {
    shelf: &'a Shelf<'a>,
    person: &'a Person,
    decisions: &'a [Decision],
    manner: Manner,
    key: &'a Key,
    exhibits: BTreeMap<String, Exhibit<'a>>,
    /// Of each letter that is decided on, or drawn: what the ledger tells.
    events: BTreeMap<String, Vec<Event>>,
    presents: BTreeMap<String, Present>,
    /// Of the cases of letters that are decided on: every letter that the ledger tells of, with its events.
    in_matter: BTreeMap<String, BTreeMap<String, Vec<Event>>>,
    carried: Carried,
}

impl<'a> Bench<'a> {
    fn new(
        shelf: &'a Shelf<'a>,
        person: &'a Person,
        decisions: &'a [Decision],
        manner: Manner,
        ledger: Events<'_>,
        key: &'a Key,
    ) -> Result<Self, LedgerError> {
        let exhibits: BTreeMap<String, Exhibit<'a>> =
            shelf.exhibits().into_iter().map(|exhibit| (exhibit.letter.id.clone(), exhibit)).collect();
        let decided: BTreeSet<&String> = decisions
            .iter()
            .map(|decision| &decision.letter)
            .filter(|id| exhibits.contains_key(*id))
            .collect();
        let drawn =
            exhibits.iter().filter(|(_, exhibit)| exhibit.row.is_some_and(is_drawn)).map(|(id, _)| id);
        let mut events = BTreeMap::new();
        for id in decided.iter().copied().chain(drawn) {
            events.insert(id.clone(), ledger.of_letter(id)?);
        }
        let presents = decided.iter().map(|id| ((*id).clone(), shelf.present(&exhibits[*id], key))).collect();
        let mut in_matter: BTreeMap<String, BTreeMap<String, Vec<Event>>> = BTreeMap::new();
        for matter in decided.iter().map(|id| exhibits[*id].matter()).collect::<BTreeSet<_>>() {
            let mut letters: BTreeMap<String, Vec<Event>> = BTreeMap::new();
            for event in ledger.of_matter(&matter)? {
                if let Some(letter) = event.letter.clone() {
                    letters.entry(letter).or_default().push(event);
                }
            }
            in_matter.insert(matter, letters);
        }
        let carried = BTreeMap::new();
        Ok(Self { shelf, person, decisions, manner, key, exhibits, events, presents, in_matter, carried })
    }

    /// Everything that is wrong, each once.
    fn refusals(&self) -> Vec<Refusal> {
        let mut refusals: Vec<Refusal> = Vec::new();
        let mut add = |refusal: Refusal| {
            if !refusals.contains(&refusal) {
                refusals.push(refusal);
            }
        };
        let mut said: BTreeSet<(&str, &str)> = BTreeSet::new();
        for decision in self.decisions {
            let letter = decision.letter.as_str();
            let about = match &decision.verdict {
                Verdict::Open => "open",
                Verdict::Confirm { code, .. } => code.as_str(),
                Verdict::Approve | Verdict::Reject { .. } => "verdict",
            };
            if !said.insert((letter, about)) {
                add(Refusal::of(
                    letter,
                    Bilingual::new("Brevet står to gange.", "The letter stands there twice."),
                    Bilingual::new("Sig én ting om hvert brev.", "Say one thing of each letter."),
                ));
                continue;
            }
            let Some(exhibit) = self.exhibits.get(letter) else {
                add(unknown(self.shelf, letter));
                continue;
            };
            self.about_letter(decision, exhibit).into_iter().for_each(&mut add);
            self.about_verdict(decision, exhibit).into_iter().for_each(&mut add);
        }
        self.about_draw().into_iter().for_each(&mut add);
        refusals
    }

    /// Whether the letter is still the one that was looked at, and the one that was built.
    fn about_letter(&self, decision: &Decision, exhibit: &Exhibit<'_>) -> Option<Refusal> {
        let letter = decision.letter.as_str();
        let refuse = |da: &str, en: &str, help: Bilingual| {
            Some(Refusal::of(letter, Bilingual::new(da.to_owned(), en.to_owned()), help))
        };
        let again = || {
            Bilingual::new(
                "Kør `begrund proof`, og læs brevet igen.",
                "Run `begrund proof` and read the letter again.",
            )
        };
        let events = self.events.get(letter).map(Vec::as_slice).unwrap_or_default();
        if let Some(what) = last_word(events).map(|event| &event.what).filter(|what| left(what)) {
            return Some(left_already(letter, what));
        }
        if decision.sha256.as_ref().is_some_and(|sha256| *sha256 != exhibit.letter.sha256) {
            return refuse(
                "Afgørelsen er om en anden udgave af brevet.",
                "The verdict is about another version of the letter.",
                again(),
            );
        }
        let bound = &self.presents.get(letter)?.bound;
        let entry = exhibit.entry;
        let attached = exhibit.row.map(|row| row.attachments.iter().map(|(_, digest)| digest));
        let other_attachment = attached.is_some_and(|attached| !attached.eq(bound.attachments.iter()));
        let changed = [
            (
                bound.pdf != exhibit.letter.sha256,
                "brevets PDF er ændret eller væk",
                "the letter's PDF has changed or is gone",
            ),
            (
                bound.record != entry.source_sha256,
                "sagen er ændret eller væk",
                "the record has changed or is gone",
            ),
            (bound.pack != entry.pack_sha256, "skabelonerne er ændret", "the templates have changed"),
            (bound.program != entry.version, "begrund er en anden version", "begrund is another version"),
            (bound.attachments.iter().any(String::is_empty), "et bilag er væk", "an attachment is gone"),
            (other_attachment, "et bilag er ændret", "an attachment has changed"),
            (bound.recipient.is_empty(), "modtageren er en anden", "the recipient is another"),
        ];
        if let Some((_, da, en)) = changed.into_iter().find(|(changed, ..)| *changed) {
            return refuse(
                &format!("Siden brevet blev lavet: {da}."),
                &format!("Since the letter was made: {en}."),
                again(),
            );
        }
        if exhibit.row.is_some_and(|row| !self.shelf.shows_what_was_made(row)) {
            return refuse(
                "Brevets side i prøvetrykket er ændret, siden den blev lavet.",
                "The letter's page in the proof has changed since it was made.",
                again(),
            );
        }
        if exhibit.row.is_none() {
            return refuse(
                "Prøvetrykket viser ikke denne udgave af brevet.",
                "The proof does not show this version of the letter.",
                again(),
            );
        }
        None
    }

    /// Whether this person may say this.
    fn about_verdict(&self, decision: &Decision, exhibit: &Exhibit<'_>) -> Vec<Refusal> {
        let letter = decision.letter.as_str();
        let record = self.presents.get(letter).and_then(Present::record);
        let mut refusals = Vec::new();
        let mut refuse = |why: Bilingual, help: Bilingual| refusals.push(Refusal::of(letter, why, help));
        let helps_it_out = matches!(decision.verdict, Verdict::Approve | Verdict::Confirm { .. });
        if let Some(why) = record.and_then(|record| own_letter(self.person, record)).filter(|_| helps_it_out)
        {
            let help =
                Bilingual::new("En anden godkender må se på det.", "Another approver must look at it.");
            refuse(why, help);
        }
        match &decision.verdict {
            Verdict::Open => {}
            Verdict::Confirm { code, because } => {
                if !exhibit.warnings().contains(code.as_str()) {
                    refuse(
                        Bilingual::new(
                            "Brevet har ikke en sådan advarsel.",
                            "The letter has no such warning.",
                        ),
                        Bilingual::new(
                            "`begrund proof` viser brevets advarsler.",
                            "`begrund proof` shows the letter's warnings.",
                        ),
                    );
                }
                if let Some((why, help)) = because_fault(because, record) {
                    refuse(why, help);
                }
            }
            Verdict::Reject { because } => {
                if let Some((why, help)) = because_fault(because, record) {
                    refuse(why, help);
                }
            }
            Verdict::Approve => {
                if let Some((why, help)) = self.rejected_by_another(exhibit) {
                    refuse(why, help);
                }
                for (why, help) in self.about_replaced(exhibit) {
                    refuse(why, help);
                }
                let confirmed = self.confirmed(exhibit);
                let open: Vec<&str> =
                    exhibit.warnings().into_iter().filter(|code| !confirmed.contains(*code)).collect();
                if !open.is_empty() {
                    let codes = open.join(", ");
                    refuse(
                        Bilingual::new(
                            format!("Brevet har advarsler, som ingen har bekræftet: {codes}."),
                            format!("The letter has warnings that nobody has confirmed: {codes}."),
                        ),
                        Bilingual::new(
                            format!(
                                "Læs dem, og skriv `--confirm {} --because \"…\"`, eller bekræft dem på siden.",
                                open[0]
                            ),
                            format!(
                                "Read them and write `--confirm {} --because \"…\"`, or confirm them on the page.",
                                open[0]
                            ),
                        ),
                    );
                }
                let demands = exhibit.row.map(|row| row.must_open.as_slice()).unwrap_or_default();
                if !demands.is_empty() && !self.is_opened(decision, exhibit) {
                    let why = demands.join(", ");
                    refuse(
                        Bilingual::new(
                            format!("Brevet skal åbnes, før det godkendes sammen med andre ({why})."),
                            format!("The letter must be opened before it is approved among others ({why})."),
                        ),
                        Bilingual::new(
                            "Åbn det i out/index.html, eller godkend det alene: `begrund approve BREV`.",
                            "Open it in out/index.html, or approve it alone: `begrund approve LETTER`.",
                        ),
                    );
                }
            }
        }
        refusals
    }

    /// What somebody else has rejected is not approved in passing.
    fn rejected_by_another(&self, exhibit: &Exhibit<'_>) -> Option<(Bilingual, Bilingual)> {
        let events = self.events.get(&exhibit.letter.id).map(Vec::as_slice).unwrap_or_default();
        let What::Rejected { pdf, by, .. } = &last_word(events)?.what else { return None };
        if self.manner == Manner::Single || *pdf != exhibit.letter.sha256 || by == self.person {
            return None;
        }
        Some((
            Bilingual::new(
                format!("Brevet er afvist af {}.", by.name),
                format!("The letter was rejected by {}.", by.name),
            ),
            Bilingual::new(
                "`begrund log SAG` viser hvorfor. Kan det sendes alligevel, så godkend det alene: `begrund approve BREV`.",
                "`begrund log CASE` shows why. If it can be sent all the same, approve it alone: `begrund approve LETTER`.",
            ),
        ))
    }

    /// Of a letter and the one that takes its place, both must not leave.
    fn about_replaced(&self, exhibit: &Exhibit<'_>) -> Vec<(Bilingual, Bilingual)> {
        let letter = exhibit.letter.id.as_str();
        let replaces = self.presents.get(letter).and_then(|present| present.record()?.replaces.as_deref());
        let others = self.in_matter.get(&exhibit.matter()).into_iter().flatten();
        let standing =
            others.filter(|(other, _)| other.as_str() != letter && decision_of(other) != decision_of(letter));
        let mut faults = Vec::new();
        for (other, events) in standing {
            let Some(What::Approved { replaces: by_other, .. }) = last_word(events).map(|event| &event.what)
            else {
                continue;
            };
            if replaces.is_some_and(|own| decision_of(own) == decision_of(other)) {
                faults.push((
                    Bilingual::new(
                        format!("Brevet erstatter {other}, som er godkendt og ikke sendt."),
                        format!("The letter replaces {other}, which is approved and not sent."),
                    ),
                    Bilingual::new(
                        format!(
                            "Træk den godkendelse tilbage først: `begrund withdraw {other} --because \"…\"`."
                        ),
                        format!("Withdraw that approval first: `begrund withdraw {other} --because \"…\"`."),
                    ),
                ));
            }
            if by_other.as_deref().is_some_and(|by| decision_of(by) == decision_of(letter)) {
                faults.push((
                    Bilingual::new(
                        format!("Brevet er erstattet af {other}, som er godkendt."),
                        format!("The letter is replaced by {other}, which is approved."),
                    ),
                    Bilingual::new(
                        "Slet den gamle sag, eller træk den anden godkendelse tilbage.",
                        "Delete the old record, or withdraw the other approval.",
                    ),
                ));
            }
        }
        faults
    }

    /// Many letters at once are approved only when those that were drawn have been opened, whatever is said of them.
    fn about_draw(&self) -> Option<Refusal> {
        let unread = self.decisions.iter().any(|decision| {
            let exhibit = self.exhibits.get(&decision.letter);
            decision.verdict == Verdict::Approve
                && exhibit.is_some_and(|exhibit| !self.is_opened(decision, exhibit))
        });
        if self.manner == Manner::Single || !unread {
            return None;
        }
        let waits = |exhibit: &&Exhibit<'_>| {
            let events = self.events.get(&exhibit.letter.id).map(Vec::as_slice).unwrap_or_default();
            let opened_here = self
                .decisions
                .iter()
                .any(|decision| decision.letter == exhibit.letter.id && decision.opened == Opened::Page);
            exhibit.row.is_some_and(is_drawn)
                && !opened_here
                && !was_opened(events, &exhibit.letter.sha256, None)
        };
        let waiting: Vec<&str> =
            self.exhibits.values().filter(waits).map(|exhibit| exhibit.letter.id.as_str()).collect();
        if waiting.is_empty() {
            return None;
        }
        let letters = waiting.join(", ");
        Some(Refusal::new(
            Bilingual::new(
                format!("Breve er udtrukket til gennemsyn og ikke åbnet: {letters}."),
                format!("Letters were drawn to be looked at and were not opened: {letters}."),
            ),
            Bilingual::new(
                "Åbn dem i out/index.html, og gem afgørelserne igen; eller godkend dem ét for ét.",
                "Open them in out/index.html and save the decisions again; or approve them one by one.",
            ),
        ))
    }

    /// The warnings that were confirmed for this version, before or in this batch.
    fn confirmed(&self, exhibit: &Exhibit<'_>) -> BTreeSet<String> {
        let here = self.decisions.iter().filter_map(|decision| match &decision.verdict {
            Verdict::Confirm { code, .. } if decision.letter == exhibit.letter.id => Some(code.clone()),
            _ => None,
        });
        let events = self.events.get(&exhibit.letter.id).map(Vec::as_slice).unwrap_or_default();
        let before = events.iter().filter_map(|event| match &event.what {
            What::Confirmed { code, pdf, .. } if *pdf == exhibit.letter.sha256 => Some(code.clone()),
            _ => None,
        });
        let warnings = exhibit.warnings();
        let carried = self.carried.get(&exhibit.letter.id).into_iter().flat_map(|(_, codes)| codes.clone());
        here.chain(before).chain(carried).filter(|code| warnings.contains(code.as_str())).collect()
    }

    /// Whether this person has opened the letter: what somebody else has read, they have not.
    fn is_opened(&self, decision: &Decision, exhibit: &Exhibit<'_>) -> bool {
        let events = self.events.get(&exhibit.letter.id).map(Vec::as_slice).unwrap_or_default();
        decision.opened != Opened::No
            || self.manner == Manner::Single
            || was_opened(events, &exhibit.letter.sha256, Some(self.person))
    }

    fn write(&self, writer: &mut Writer<'_>) -> Result<Vec<Done>, DecideError> {
        // A confirmation stands before the approval that rests on it.
        let mut ordered: Vec<&Decision> = self.decisions.iter().collect();
        ordered.sort_by_key(|decision| {
            let last = matches!(decision.verdict, Verdict::Approve | Verdict::Reject { .. });
            (decision.letter.as_str(), last)
        });
        let mut done = Vec::new();
        for decision in ordered {
            let Some(exhibit) = self.exhibits.get(&decision.letter) else { continue };
            let matter = exhibit.matter();
            writer.append(Some(&matter), Some(&decision.letter), &self.event(decision, exhibit))?;
            done.push(Done {
                letter: decision.letter.clone(),
                verdict: decision.verdict.clone(),
                title: exhibit.row.map(|row| row.title.clone()).unwrap_or_default(),
                decision: exhibit.entry.decision.clone().unwrap_or_default(),
                result: exhibit.row.map(|row| row.result.clone()).unwrap_or_default(),
            });
        }
        Ok(done)
    }

    fn event(&self, decision: &Decision, exhibit: &Exhibit<'_>) -> What {
        let (by, opened) = (self.person.clone(), decision.opened);
        let pdf = exhibit.letter.sha256.clone();
        match &decision.verdict {
            Verdict::Open => What::Opened { pdf, by },
            Verdict::Confirm { code, because } => {
                What::Confirmed { code: code.clone(), because: because.trim().to_owned(), pdf, by, opened }
            }
            Verdict::Reject { because } => {
                What::Rejected { pdf, because: because.trim().to_owned(), by, opened }
            }
            Verdict::Approve => {
                let present = self.presents.get(&decision.letter);
                let confirmed = self.confirmed(exhibit).into_iter().collect();
                let carries = self.carried.get(&decision.letter).map(|(seq, _)| *seq);
                approval(exhibit, present, by, opened, confirmed, carries, self.key)
            }
        }
    }
}

/// The event of an approval.
pub(super) fn approval(
    exhibit: &Exhibit<'_>,
    present: Option<&Present>,
    by: Person,
    opened: Opened,
    confirmed: Vec<String>,
    carries: Option<u64>,
    key: &Key,
) -> What {
    let caseworker = exhibit.row.map(|row| row.caseworker.as_str()).unwrap_or_default();
    let bound = present.map(|present| present.bound.clone()).unwrap_or_default();
    let replaces = present.and_then(|present| present.record()?.replaces.as_deref());
    What::Approved {
        bound: Box::new(bound),
        by,
        opened,
        confirmed,
        template: exhibit.row.map(|row| row.template.clone()).unwrap_or_default(),
        caseworker: caseworker_hash(key, caseworker),
        carries,
        replaces: replaces.map(ToOwned::to_owned),
    }
}

/// The decision that a letter tells of: its id without who it goes to. A copy tells of the same.
fn decision_of(letter: &str) -> &str {
    letter.rsplit_once('_').map_or(letter, |(decision, _)| decision)
}

fn is_drawn(row: &Row) -> bool {
    row.must_open.iter().any(|why| why == DRAWN)
}

/// Whether this version was opened before, by this person or by anybody.
fn was_opened(events: &[Event], sha256: &str, own: Option<&Person>) -> bool {
    let is_own = |by: &Person| own.is_none_or(|own| own == by);
    events.iter().any(|event| match &event.what {
        What::Opened { pdf, by } => pdf == sha256 && is_own(by),
        What::Confirmed { pdf, opened, by, .. } | What::Rejected { pdf, opened, by, .. } => {
            pdf == sha256 && *opened != Opened::No && is_own(by)
        }
        What::Approved { bound, opened, by, .. } => {
            bound.pdf == sha256 && *opened != Opened::No && is_own(by)
        }
        _ => false,
    })
}

/// What is wrong with a reason. It stays in the ledger for good, so it must hold nothing that has to be forgotten.
pub fn because_fault(because: &str, record: Option<&CaseRecord>) -> Option<(Bilingual, Bilingual)> {
    let because = because.trim();
    if because.is_empty() {
        return Some((
            Bilingual::new("Der mangler en begrundelse.", "A reason is missing."),
            Bilingual::new("Skriv --because \"…\".", "Write --because \"…\"."),
        ));
    }
    if because.chars().count() > BECAUSE_MAX || because.chars().any(|c| c.is_control() && c != '\n') {
        return Some((
            Bilingual::new(
                "Begrundelsen er for lang eller har tegn, der ikke kan bruges.",
                "The reason is too long or has characters that cannot be used.",
            ),
            Bilingual::new(
                format!("Skriv den på højst {BECAUSE_MAX} tegn."),
                format!("Write it in at most {BECAUSE_MAX} characters."),
            ),
        ));
    }
    if record.is_some_and(|record| tells_who(because, record)) || holds_cpr(because) {
        return Some((
            Bilingual::new(
                "Begrundelsen har borgerens navn eller adresse, repræsentantens, eller et CPR-nummer. Den bliver stående i protokollen.",
                "The reason has the citizen's name or address, the representative's, or a CPR number. It stays in the ledger for good.",
            ),
            Bilingual::new(
                "Skriv »borgeren« eller »repræsentanten«.",
                "Write \"borgeren\" (the citizen) or \"repræsentanten\" (the representative).",
            ),
        ));
    }
    None
}

/// Whether a text tells who citizen or representative is: by a name of theirs, also one alone, by a line of their address, or by their
/// e-mail. A name alone is told from a word by its capital: `Dag` is one, `dag` is none.
fn tells_who(text: &str, record: &CaseRecord) -> bool {
    let (citizen, other) = (record.citizen.as_ref(), record.representative.as_ref());
    let names = [citizen.and_then(|own| own.name.as_deref()), other.and_then(|own| own.name.as_deref())];
    let emails = [citizen.and_then(|own| own.email.as_deref()), other.and_then(|own| own.email.as_deref())];
    let addresses = citizen.into_iter().flat_map(|own| &own.address);
    let addresses = addresses.chain(other.into_iter().flat_map(|own| &own.address)).map(|line| &**line);
    let words = plain_words(text);
    let genitive = |word: &str, name: &str| word == name || word.strip_suffix('s') == Some(name);
    let holds = |line: &str| {
        let line = plain_words(line);
        let same = |some: &[String]| some.iter().zip(&line).all(|(word, own)| genitive(word, own));
        !line.is_empty() && words.windows(line.len()).any(same)
    };
    let capitals = text
        .split(|c: char| c.is_whitespace() || c == '/')
        .filter(|word| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase));
    let capitals: Vec<String> = capitals.flat_map(plain_words).collect();
    let alone = |name: &str| {
        let own = plain_words(name);
        let long = own.iter().filter(|own| own.chars().count() > 2);
        long.into_iter().any(|own| capitals.iter().any(|word| genitive(word, own)))
    };
    names.into_iter().flatten().any(|name| holds(name) || alone(name))
        || emails.into_iter().flatten().chain(addresses).any(holds)
}

/// Whether ten digits in a row are a CPR number, whatever stands between them but a letter or `_`.
pub(super) fn holds_cpr(text: &str) -> bool {
    let digits: Vec<char> = text.nfkc().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    digits.windows(10).any(|ten| {
        let number: String = ten.iter().collect();
        number.bytes().all(|byte| byte.is_ascii_digit()) && Cpr::parse(&number).is_ok()
    })
}

fn unknown(shelf: &Shelf<'_>, letter: &str) -> Refusal {
    if shelf.is_held(letter) {
        return Refusal::of(
            letter,
            Bilingual::new(
                "Brevet er holdt tilbage. En kladde kan ikke godkendes.",
                "The letter is held back. A draft cannot be approved.",
            ),
            Bilingual::new("Ret sagen, og kør `begrund proof`.", "Mend the record and run `begrund proof`."),
        );
    }
    Refusal::of(
        letter,
        Bilingual::new("Der er ikke et sådant brev i out/.", "There is no such letter in out/."),
        Bilingual::new(
            "`begrund status` viser brevenes navne.",
            "`begrund status` shows the letters' names.",
        ),
    )
}

/// Whether a letter of which this is the last word has left, or may have.
fn left(what: &What) -> bool {
    matches!(what, What::Sent { .. } | What::Attempted { .. } | What::Bounced { .. } | What::Receipt { .. })
}

fn left_already(letter: &str, what: &What) -> Refusal {
    if matches!(what, What::Attempted { .. }) {
        return unknown_whether_sent(letter);
    }
    Refusal::of(
        letter,
        Bilingual::new("Brevet er sendt.", "The letter was sent."),
        Bilingual::new(
            "Skal afgørelsen ændres, så lav en ny, som erstatter den (`replaces`).",
            "If the decision must change, make a new one that replaces it (`replaces`).",
        ),
    )
}

pub(super) fn unknown_whether_sent(letter: &str) -> Refusal {
    Refusal::of(
        letter,
        Bilingual::new(
            "Det er uvist, om brevet er sendt, eller det er ved at blive det.",
            "It is not known whether the letter was sent, or it is being sent now.",
        ),
        Bilingual::new(
            "Find ud af det: `begrund reconcile`, eller sig det selv: `begrund settle BREV --was-sent` eller `--was-not-sent`.",
            "Find out: `begrund reconcile`, or say so yourself: `begrund settle LETTER --was-sent` or `--was-not-sent`.",
        ),
    )
}

pub(super) fn not_as_left(file: &str) -> Refusal {
    Refusal::new(
        Bilingual::new(
            format!("{file} er ikke, som den sidste kørsel efterlod den."),
            format!("{file} is not as the last run left it."),
        ),
        Bilingual::new(
            "Kør `begrund proof` uden stier, og læs brevene igen.",
            "Run `begrund proof` without paths and read the letters again.",
        ),
    )
}
