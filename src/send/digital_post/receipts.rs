//! Receipts (kvitteringer): what the municipality's own sender says became of the messages.
//!
//! The columns are those of `PKO_PostStatus`, which Serviceplatformen's Beskedfordeler sends, or plainer names. The words for what became
//! of a message are a closed list, and of a fault only its code is kept: its text may name people.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use regex::Regex;
use uuid::Uuid;

use super::memo::message_uuid;
use super::table::{Column, Row, RowFault, TableError, rows};
use crate::ledger::{Event, What};
use crate::letter::sha256;

const MESSAGE: &str = "message_uuid";
const LETTER: &str = "letter";
const STATUS: &str = "status";
const TIME: &str = "time";
const CODE: &str = "error_code";
const TEXT: &str = "error_text";

const COLUMNS: &[Column] = &[
    Column { name: MESSAGE, known_as: &["MessageUUID"] },
    Column { name: LETTER, known_as: &["MessageID"] },
    Column { name: STATUS, known_as: &["TransaktionsStatusKode"] },
    Column { name: TIME, known_as: &["TransaktionsDatoTid"] },
    Column { name: CODE, known_as: &["FejlKode"] },
    Column { name: TEXT, known_as: &["FejlTekst", "FejlDetaljer"] },
];

/// What a status means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Delivered,
    Failed,
    /// It is under way; another receipt will follow.
    UnderWay,
}

/// Every status word: those of Digital Post, those of Fjernprint, where the sender chose paper by itself, and our own.
const STATUSES: &[(&str, Means)] = &[
    ("delivered", Means::Delivered),
    ("failed", Means::Failed),
    ("Afleveret Digital Post", Means::Delivered),
    ("Modtaget Digital Post", Means::Delivered),
    ("Fejlet", Means::Failed),
    ("Tilbagekaldt", Means::Failed),
    ("Afsendt", Means::UnderWay),
    ("Klar", Means::UnderWay),
    ("Modtaget Fjern-print", Means::UnderWay),
    ("Afleveret til print og kuvertering", Means::UnderWay),
    ("Modtaget Post Danmark", Means::UnderWay),
    ("Opdatering fra Post Danmark", Means::UnderWay),
];

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its line in the file.
    pub line: u64,
    /// The message's UUID, if it names it.
    pub message: Option<Uuid>,
    /// The letter's id, if it names it.
    pub letter: Option<String>,
    /// Whether the message was delivered; else it failed.
    pub delivered: bool,
    /// The status word, one of a closed list.
    pub status: &'static str,
    /// When, as the sender says.
    pub told: Timestamp,
    /// The fault's code.
    pub code: Option<String>,
}

/// What a file of receipts holds.
#[derive(Debug, Default)]
pub struct Receipts {
    /// The receipts that end a message's journey, in the file's order.
    pub receipts: Vec<Receipt>,
    /// How many rows tell of messages that are under way.
    pub under_way: usize,
    /// The rows that do not fit.
    pub faults: Vec<RowFault>,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// Reads receipts: CSV with a heading, or JSON Lines.
///
/// # Errors
/// If it is neither.
pub fn read_receipts(bytes: &[u8]) -> Result<Receipts, TableError> {
    let (rows, faults) = rows(bytes, COLUMNS, &[STATUS, TIME])?;
    let mut read = Receipts { faults, sha256: sha256(bytes), ..Receipts::default() };
    for row in &rows {
        match receipt(row) {
            Ok(Some(receipt)) => read.receipts.push(receipt),
            Ok(None) => read.under_way += 1,
            Err(fault) => read.faults.push(fault),
        }
    }
    read.faults.sort_by_key(|fault| fault.line);
    Ok(read)
}

/// `None` where the message is under way.
fn receipt(row: &Row) -> Result<Option<Receipt>, RowFault> {
    let line = row.line;
    let missing = |column| RowFault::at(line, column, "Feltet er tomt.", "The field is empty.");
    let message = row.get(MESSAGE).map(|text| {
        let uuid = Uuid::parse_str(text);
        uuid.map_err(|_| RowFault::at(line, MESSAGE, "Det er ikke et UUID.", "It is no UUID."))
    });
    let message = message.transpose()?;
    let letter = row.get(LETTER).map(ToOwned::to_owned);
    if message.is_none() && letter.is_none() {
        return Err(missing(MESSAGE));
    }
    let status = row.get(STATUS).ok_or_else(|| missing(STATUS))?;
    let known = STATUSES.iter().find(|(word, _)| word.to_lowercase() == status.to_lowercase());
    let (status, means) = *known.ok_or_else(|| {
        RowFault::at(line, STATUS, "Status er et ukendt ord.", "The status is a word that is not known.")
    })?;
    let told = time(row.get(TIME).ok_or_else(|| missing(TIME))?).ok_or_else(|| {
        let (da, en) = (
            "Det er ikke et tidspunkt som 2026-11-24T06:00:00Z.",
            "It is no time such as 2026-11-24T06:00:00Z.",
        );
        RowFault::at(line, TIME, da, en)
    })?;
    let code = row.get(CODE).or(row.get(TEXT)).and_then(code);
    match means {
        Means::UnderWay => Ok(None),
        Means::Delivered if row.get(CODE).is_some() || row.get(TEXT).is_some() => {
            let (da, en) = (
                "Rækken siger både, at brevet er leveret, og at der er en fejl.",
                "The row says both that the letter was delivered and that there is a fault.",
            );
            Err(RowFault::at(line, STATUS, da, en))
        }
        Means::Delivered | Means::Failed => {
            let delivered = means == Means::Delivered;
            Ok(Some(Receipt { line, message, letter, delivered, status, told, code }))
        }
    }
}

/// A time with its offset, or as a clock in Denmark shows it.
fn time(text: &str) -> Option<Timestamp> {
    let danish = || {
        let clock: DateTime = text.parse().ok()?;
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").ok()?;
        zone.to_timestamp(clock).ok()
    };
    text.parse().ok().or_else(danish)
}

/// The code of a fault: its first word, if that is a code and not a name or a number of somebody.
fn code(text: &str) -> Option<String> {
    static CODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^([A-Z][A-Z_.-]{0,30})?[0-9]{1,6}$|^[A-Z]+(_[A-Z]+)+$").expect("the pattern is valid")
    });
    let word = text.split([' ', ':', ',', ';']).next()?;
    CODE.is_match(word).then(|| word.to_owned())
}

/// What the ledger tells of letters that were handed over.
#[derive(Debug, Default)]
pub struct Known {
    /// The last attempt at each letter.
    letters: BTreeMap<String, Attempt>,
    /// The attempt that made each message.
    messages: BTreeMap<Uuid, Attempt>,
    /// The receipts that are in the ledger: attempt, status and time.
    told: BTreeSet<(u64, String, Timestamp)>,
}

/// An attempt to hand a letter over.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Attempt {
    seq: u64,
    matter: Option<String>,
    letter: String,
}

impl Known {
    /// What events tell: attempts and receipts, in their order.
    pub fn of(events: impl IntoIterator<Item = Event>) -> Self {
        let mut known = Self::default();
        for event in events {
            match (event.letter, event.what) {
                (Some(letter), What::Attempted { pdf, number, .. }) => {
                    let attempt = Attempt { seq: event.seq, matter: event.matter, letter };
                    known.messages.insert(message_uuid(&attempt.letter, &pdf, number), attempt.clone());
                    known.letters.insert(attempt.letter.clone(), attempt);
                }
                (_, What::Receipt { attempt, status, told, .. }) => {
                    known.told.insert((attempt, status, told));
                }
                _ => {}
            }
        }
        known
    }
}

/// What is to be written into the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The case.
    pub matter: Option<String>,
    /// The letter.
    pub letter: String,
    /// The event.
    pub what: What,
}

/// What receipts add to the ledger: nothing that it holds already, so that a file can be taken in again. With it the rows that
/// name no letter that was handed over.
pub fn entries(read: &Receipts, known: &Known) -> (Vec<Entry>, Vec<RowFault>) {
    let (mut entries, mut faults, mut told) = (Vec::new(), Vec::new(), known.told.clone());
    for receipt in &read.receipts {
        let attempt = match attempt_of(receipt, known) {
            Ok(attempt) => attempt.clone(),
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let (status, at) = (receipt.status.to_owned(), receipt.told);
        if !told.insert((attempt.seq, status.clone(), at)) {
            continue;
        }
        let what = What::Receipt {
            attempt: attempt.seq,
            delivered: receipt.delivered,
            status,
            told: at,
            code: receipt.code.clone(),
            sha256: read.sha256.clone(),
        };
        entries.push(Entry { matter: attempt.matter, letter: attempt.letter, what });
    }
    (entries, faults)
}

/// The attempt that a receipt is of. One that names the letter alone is of the last.
fn attempt_of<'k>(receipt: &Receipt, known: &'k Known) -> Result<&'k Attempt, RowFault> {
    let fault = |column, da, en| Err(RowFault::at(receipt.line, column, da, en));
    let by_message = receipt.message.map(|message| known.messages.get(&message));
    let by_letter = receipt.letter.as_ref().map(|letter| known.letters.get(letter));
    match (by_message, by_letter) {
        (Some(None), _) => fault(
            MESSAGE,
            "Der er ikke afleveret nogen besked med dette UUID.",
            "No message with this UUID was handed over.",
        ),
        (_, Some(None)) => fault(
            LETTER,
            "Der er ikke afleveret noget brev med dette navn.",
            "No letter of this name was handed over.",
        ),
        (Some(Some(one)), Some(Some(other))) if one.letter != other.letter => fault(
            LETTER,
            "Brevet og beskeden hører ikke sammen.",
            "The letter and the message do not belong together.",
        ),
        (Some(Some(attempt)), _) | (None, Some(Some(attempt))) => Ok(attempt),
        (None, None) => fault(MESSAGE, "Feltet er tomt.", "The field is empty."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER_ID: &str = "2026-1034_2026-11-20_refusal_citizen";

    fn event(seq: u64, matter: &str, letter: &str, what: What) -> Event {
        let at = "2026-11-24T05:00:00Z".parse().unwrap();
        let (matter, letter) = (Some(matter.to_owned()), Some(letter.to_owned()));
        Event { seq, at, matter, letter, what, hash: String::new() }
    }

    fn attempted(pdf: &str, number: u32) -> What {
        What::Attempted {
            pdf: pdf.to_owned(),
            channel: "digital_post".to_owned(),
            approval: 1,
            number,
            recipient: String::new(),
            domain: None,
            message: String::new(),
            sha256: String::new(),
            application: String::new(),
        }
    }

    fn events() -> Vec<Event> {
        vec![
            event(7, "2026-1034", LETTER_ID, attempted("abc", 1)),
            event(8, "2026-1034", LETTER_ID, attempted("abc", 2)),
            event(9, "2026-2", "2026-2_2026-11-20_grant_citizen", attempted("def", 1)),
        ]
    }

    fn known() -> Known {
        Known::of(events())
    }

    fn message() -> Uuid {
        message_uuid(LETTER_ID, "abc", 1)
    }

    fn attempts(entries: &[Entry]) -> Vec<u64> {
        let attempt = |entry: &Entry| match entry.what {
            What::Receipt { attempt, .. } => attempt,
            _ => 0,
        };
        entries.iter().map(attempt).collect()
    }

    #[test]
    fn csv_and_json_lines_say_the_same() {
        let csv = format!(
            "TransmissionId;MessageUUID;KanalKode;TransaktionsDatoTid;TransaktionsStatusKode;FejlKode;FejlTekst\n\
             t1;{0};Digital Post;2026-11-24T06:00:00Z;Afleveret Digital Post;;\n\
             t2;{0};Digital Post;2026-11-24T06:05:00;Fejlet;404;Modella Opfundsen 670190-1234 findes ikke\n\
             t3;{0};Fysisk Post;2026-11-24 06:10:00;Klar;;\n",
            message()
        );
        let json = format!(
            "{{\"MessageUUID\":\"{0}\",\"TransaktionsDatoTid\":\"2026-11-24T06:00:00Z\",\"TransaktionsStatusKode\":\"Afleveret Digital Post\",\"FejlDetaljer\":null}}\n\
             {{\"MessageUUID\":\"{0}\",\"TransaktionsDatoTid\":\"2026-11-24T06:05:00\",\"TransaktionsStatusKode\":\"FEJLET\",\"FejlDetaljer\":{{\"FejlKode\":404,\"FejlTekst\":\"Modella\"}}}}\n\n\
             {{\"MessageUUID\":\"{0}\",\"TransaktionsDatoTid\":\"2026-11-24T06:10:00+01:00\",\"TransaktionsStatusKode\":\"klar\"}}\n",
            message()
        );
        let [csv, json] = [csv, json].map(|text| read_receipts(text.as_bytes()).unwrap());
        for read in [&csv, &json] {
            assert_eq!((read.faults.len(), read.under_way), (0, 1), "{:?}", read.faults);
            let told: Vec<_> = read
                .receipts
                .iter()
                .map(|receipt| (receipt.delivered, receipt.told.to_string(), receipt.code.as_deref()))
                .collect();
            let times = ["2026-11-24T06:00:00Z", "2026-11-24T05:05:00Z"].map(ToOwned::to_owned);
            let [delivered, failed] = times;
            assert_eq!(told, [(true, delivered, None), (false, failed, Some("404")),]);
        }
        let (ours, faults) = entries(&csv, &known());
        assert_eq!((attempts(&ours), faults.len()), (vec![7, 7], 0), "the attempt that made the message");
        assert_eq!(attempts(&entries(&json, &known()).0), [7, 7]);
        assert!(
            ours.iter()
                .all(|entry| entry.letter == LETTER_ID && entry.matter.as_deref() == Some("2026-1034"))
        );
        assert!(!format!("{ours:?}").contains("Modella"));
    }

    #[test]
    fn what_the_ledger_holds_is_not_written_again() {
        let text = format!(
            "letter,status,time\n{LETTER_ID},delivered,2026-11-24T06:00:00Z\n{LETTER_ID},delivered,2026-11-24T06:00:00Z\n"
        );
        let read = read_receipts(text.as_bytes()).unwrap();
        let (first, _) = entries(&read, &known());
        assert_eq!(attempts(&first), [8], "a letter's name is of its last attempt");
        let mut events = events();
        events.push(event(10, "2026-1034", LETTER_ID, first[0].what.clone()));
        assert_eq!(entries(&read, &Known::of(events)).0, []);
    }

    #[test]
    fn rows_that_do_not_fit_are_told_by_their_place_alone() {
        let other = message_uuid("2026-2_2026-11-20_grant_citizen", "def", 1);
        let text = format!(
            "letter,message_uuid,status,time,error_text\n\
             {LETTER_ID},,delivered,2026-11-24T06:00:00Z,\n\
             ,,delivered,2026-11-24T06:00:00Z,\n\
             {LETTER_ID},670190-1234,delivered,2026-11-24T06:00:00Z,\n\
             {LETTER_ID},,Modella,2026-11-24T06:00:00Z,\n\
             {LETTER_ID},,failed,in the morning,\n\
             {LETTER_ID},,delivered,2026-11-24T06:00:00Z,Modella\n\
             {LETTER_ID},{other},failed,2026-11-24T06:00:00Z,\n\
             Modella,,failed,2026-11-24T06:00:00Z,\n\
             ,{},failed,2026-11-24T06:00:00Z,\n",
            Uuid::nil()
        );
        let read = read_receipts(text.as_bytes()).unwrap();
        let (ours, unknown) = entries(&read, &known());
        assert_eq!(ours.len(), 1);
        let places: Vec<_> =
            read.faults.iter().chain(&unknown).map(|fault| (fault.line, fault.column.unwrap())).collect();
        assert_eq!(
            places,
            [
                (3, "message_uuid"),
                (4, "message_uuid"),
                (5, "status"),
                (6, "time"),
                (7, "status"),
                (8, "letter"),
                (9, "letter"),
                (10, "message_uuid"),
            ]
        );
        let told = format!("{:?}{unknown:?}{ours:?}", read.faults);
        assert!(!told.contains("Modella") && !told.contains("670190"));
        let broken = read_receipts(b"{\"status\":\"delivered\"\n{\"letter\":\"x\"}\n[1]\n").unwrap();
        assert_eq!(broken.faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(read_receipts(b"status,letter\n").unwrap_err(), TableError::NoColumn("time"));
    }

    #[test]
    fn of_a_fault_only_its_code_is_kept() {
        for (text, kept) in [
            ("404", Some("404")),
            ("DP-1234: Modella Opfundsen", Some("DP-1234")),
            ("RECIPIENT_UNKNOWN", Some("RECIPIENT_UNKNOWN")),
            ("MODELLA", None),
            ("Opfundsen", None),
            ("6701901234", None),
            ("670190-1234", None),
            ("99999999", None),
            ("modella@proeve.example", None),
            ("", None),
        ] {
            assert_eq!(code(text).as_deref(), kept, "{text}");
        }
    }
}
