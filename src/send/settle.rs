//! What nobody knows is settled: by a person, who says how they know, or by evidence. Until then a letter is not tried again.

use jiff::Timestamp;
use thiserror::Error;

use super::channel::Channels;
use super::load::load;
use crate::approval::{Refusal, Shelf, because_fault};
use crate::case::record::Channel;
use crate::diagnostic::Bilingual;
use crate::ledger::{Dispatch, Ending, Event, Events, KeptSketch, Ledger, LedgerError, Person, What, Writer};

/// Why a letter was not settled.
#[derive(Debug, Error)]
pub enum SettleError {
    /// It was refused; nothing was written.
    #[error("nothing was written")]
    Refused(Refusal),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What was settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The letter.
    pub letter: String,
    /// Whether it was sent.
    pub was_sent: bool,
}

/// Puts an end to attempts that were cut off, and looks again after those that nobody knows of: what a channel can see itself is told; of the
/// rest nobody knows.
///
/// No other run may be at work: whoever calls it holds the lock.
///
/// # Errors
/// If the ledger cannot be used.
pub fn close_open(
    ledger: &mut Ledger,
    mut channels: Option<&mut Channels>,
    at: Timestamp,
) -> Result<Vec<String>, LedgerError> {
    let mut closed = Vec::new();
    let mut attempts = ledger.events().open_attempts()?;
    attempts.extend(unknown(ledger.events())?);
    for attempt in attempts {
        let (Some(letter), What::Attempted { channel, message, sha256, .. }) =
            (&attempt.letter, &attempt.what)
        else {
            continue;
        };
        let seen = channels.as_mut().and_then(|channels| {
            let channel = channels.of(Channel::from_word(channel)?).ok()?;
            channel.came_through(message, sha256)
        });
        let reconciled = |was_sent| What::Reconciled {
            attempt: attempt.seq,
            was_sent,
            evidence: "file".to_owned(),
            place: None,
            sha256: sha256.clone(),
        };
        let ended = What::Ended { attempt: attempt.seq, outcome: Ending::Unknown, reply: None };
        let is_closed = ledger.write(at, |writer| {
            // A person may have settled it meanwhile.
            let what = match (Dispatch::of(&writer.events().of_letter(letter)?), seen) {
                (Dispatch::Open(own), None) if own.seq == attempt.seq => ended,
                (Dispatch::Open(own), Some(was_sent)) if own.seq == attempt.seq => reconciled(was_sent),
                // That it is not there tells nothing any more: others may have taken it and begun a new list since.
                (Dispatch::Unknown(own), Some(true)) if own.seq == attempt.seq => reconciled(true),
                _ => return Ok::<_, LedgerError>(false),
            };
            writer.append(attempt.matter.as_deref(), Some(letter), &what)?;
            if seen == Some(true) {
                note_sent(writer, &attempt, None)?;
            }
            Ok(true)
        })?;
        if is_closed {
            closed.push(letter.clone());
        }
    }
    Ok(closed)
}

/// A person says what came of a letter that nobody knows of, or that came back.
///
/// # Errors
/// If there is nothing to settle, or the reason cannot be used; or the ledger cannot be written.
pub fn settle(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    letter: &str,
    was_sent: bool,
    because: &str,
    person: &Person,
    at: Timestamp,
) -> Result<Settled, SettleError> {
    if let Some((why, help)) = because_fault(because, shelf.record(letter, ledger.key()).as_ref()) {
        return Err(SettleError::Refused(Refusal::of(letter, why, help)));
    }
    let sketch = unsettled(&ledger.events().of_letter(letter)?)
        .map(|attempt| sketch_of(shelf, ledger, &attempt))
        .transpose()?
        .flatten();
    ledger.write(at, |writer| {
        let events = writer.events().of_letter(letter)?;
        let Some(attempt) = unsettled(&events) else {
            return Err(SettleError::Refused(nothing(letter, &events)));
        };
        let (because, by) = (because.trim().to_owned(), person.clone());
        let what = What::Settled { attempt: attempt.seq, was_sent, because, by };
        writer.append(attempt.matter.as_deref(), Some(letter), &what)?;
        // One that came back has its event already.
        if was_sent && matches!(Dispatch::of(&events), Dispatch::Unknown(_)) {
            note_sent(writer, &attempt, sketch)?;
        }
        Ok(Settled { letter: letter.to_owned(), was_sent })
    })
}

/// Writes that evidence was found.
pub(super) fn settle_by_evidence(
    ledger: &mut Ledger,
    shelf: &Shelf<'_>,
    attempt: &Event,
    what: &What,
    was_sent: bool,
    at: Timestamp,
) -> Result<(), LedgerError> {
    let sketch = if was_sent { sketch_of(shelf, ledger, attempt)? } else { None };
    ledger.write(at, |writer| {
        let letter = attempt.letter.as_deref();
        let events = writer.events().of_letter(letter.unwrap_or_default())?;
        if !matches!(Dispatch::of(&events), Dispatch::Unknown(unknown) if unknown.seq == attempt.seq) {
            return Ok(());
        }
        writer.append(attempt.matter.as_deref(), letter, what)?;
        if was_sent { note_sent(writer, attempt, sketch) } else { Ok(()) }
    })
}

/// The attempt that a person may settle: one that nobody knows of, or whose letter came back.
fn unsettled(events: &[Event]) -> Option<Event> {
    let attempt = |seq: u64| events.iter().find(|event| event.seq == seq).cloned();
    match Dispatch::of(events) {
        Dispatch::Unknown(event) => Some(event.clone()),
        Dispatch::Returned(event) => match event.what {
            What::Bounced { attempt: seq, .. } | What::Receipt { attempt: seq, .. } => attempt(seq),
            _ => None,
        },
        _ => None,
    }
}

fn note_sent(
    writer: &mut Writer<'_>,
    attempt: &Event,
    sketch: Option<KeptSketch>,
) -> Result<(), LedgerError> {
    let What::Attempted { pdf, channel, application, .. } = &attempt.what else { return Ok(()) };
    let letter = attempt.letter.as_deref().unwrap_or_default();
    let remembered = sketch.map(|sketch| writer.remember(letter, &sketch)).transpose()?;
    let what = What::Sent {
        pdf: pdf.clone(),
        channel: channel.clone(),
        application: application.clone(),
        attempt: Some(attempt.seq),
        reply: None,
        remembered,
    };
    writer.append(attempt.matter.as_deref(), attempt.letter.as_deref(), &what).map(drop)
}

/// What is kept of a letter, if it can still be read as it was approved.
fn sketch_of(shelf: &Shelf<'_>, ledger: &Ledger, attempt: &Event) -> Result<Option<KeptSketch>, LedgerError> {
    let What::Attempted { approval, .. } = attempt.what else { return Ok(None) };
    let Some(What::Approved { bound, .. }) = ledger.events().get(approval)?.map(|event| event.what) else {
        return Ok(None);
    };
    let exhibits = shelf.exhibits();
    let exhibit = exhibits.iter().find(|exhibit| Some(&exhibit.letter.id) == attempt.letter.as_ref());
    let Some(exhibit) = exhibit else { return Ok(None) };
    let loaded = load(shelf, exhibit, &bound, ledger.events(), ledger.key())?;
    Ok(loaded.ok().map(|loaded| loaded.remembered(shelf, ledger.key()).sketch))
}

/// Every attempt that nobody knows the end of.
pub(super) fn unknown(events: Events<'_>) -> Result<Vec<Event>, LedgerError> {
    let mut unknown: Vec<Event> = Vec::new();
    for ended in events.of_kind("ended")? {
        let (Some(letter), What::Ended { attempt, outcome: Ending::Unknown, .. }) =
            (&ended.letter, &ended.what)
        else {
            continue;
        };
        let told = events.of_letter(letter)?;
        if let Dispatch::Unknown(event) = Dispatch::of(&told)
            && event.seq == *attempt
        {
            unknown.push(event.clone());
        }
    }
    unknown.sort_by_key(|event| event.seq);
    unknown.dedup_by_key(|event| event.seq);
    Ok(unknown)
}

fn nothing(letter: &str, events: &[Event]) -> Refusal {
    if matches!(Dispatch::of(events), Dispatch::Open(_)) {
        return Refusal::of(
            letter,
            Bilingual::new(
                "Brevet er ved at blive sendt, eller en kørsel blev afbrudt.",
                "The letter is being sent, or a run was cut off.",
            ),
            Bilingual::new(
                "Vent, til kørslen er færdig. Er der ingen, så kør `begrund reconcile` eller `begrund send` først.",
                "Wait until the run is done. If there is none, run `begrund reconcile` or `begrund send` first.",
            ),
        );
    }
    Refusal::of(
        letter,
        Bilingual::new("Der er intet uafklaret ved brevet.", "There is nothing unsettled about the letter."),
        Bilingual::new(
            "`begrund status` viser, hvor brevene står.",
            "`begrund status` shows where letters stand.",
        ),
    )
}
