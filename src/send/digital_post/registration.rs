//! Who is connected to Digital Post: a list that the municipality's own sender leaves (FOR-01).
//!
//! The list holds CPR numbers as they are. A keyed hash would not protect them: whoever makes the list would need the key of the
//! ledger, and with the key all ten million numbers are tried in seconds. So the file is guarded instead: one that everybody
//! can read is refused, it is read into memory, and nothing of it is written, told or kept.

#![expect(clippy::disallowed_methods, reason = "the list stands where begrund.yaml says")]

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use thiserror::Error;

use super::table::{Column, Row, RowFault, TableError, rows};
use crate::case::Cpr;
use crate::diagnostic::{Bilingual, Finding, Severity, because};
use crate::send::Number;

const NUMBER: &str = "number";
const STATUS: &str = "status";
const DATE: &str = "date";

const COLUMNS: &[Column] = &[
    Column { name: NUMBER, known_as: &["cpr", "cvr", "nummer", "recipientID"] },
    Column { name: STATUS, known_as: &["tilslutning"] },
    Column { name: DATE, known_as: &["dato", "checked"] },
];

/// The words for a status.
const WORDS: &[(&str, bool)] = &[
    ("connected", true),
    ("tilsluttet", true),
    ("not_connected", false),
    ("not connected", false),
    ("ikke_tilsluttet", false),
    ("ikke tilsluttet", false),
    ("exempt", false),
    ("fritaget", false),
];

/// How many days a list may be old (FOR-01).
const DAYS_MAX: i32 = 1;

/// Why the list cannot be used.
#[derive(Debug, Error)]
pub enum RegistrationError {
    /// It cannot be read.
    #[error("cannot read the registration list `{path}`")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Everybody can read it.
    #[error(
        "everybody can read the registration list `{path}`, which holds CPR numbers; run `chmod o= FILE`"
    )]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// It is no such list.
    #[error("the registration list `{path}` cannot be used: {what}")]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: TableError,
    },
}

impl RegistrationError {
    /// What is wrong.
    pub fn why(&self) -> Bilingual {
        let da = match self {
            Self::Read { path, source } => {
                format!("listen over tilsluttede `{}` kan ikke læses: {}", path.display(), because(source))
            }
            Self::Open { path } => format!(
                "alle på maskinen kan læse listen over tilsluttede `{}`, som har CPR-numre; kør `chmod o= FIL`",
                path.display()
            ),
            Self::Table { path, what } => {
                format!("listen over tilsluttede `{}` kan ikke bruges: {}", path.display(), what.why().da)
            }
        };
        Bilingual::new(da, self.to_string())
    }
}

/// Who is connected, with the day on which that was found out; `None` where a row for the number cannot be read.
#[derive(Clone, Default)]
pub struct Registrations(BTreeMap<String, Option<(bool, Date)>>);

impl fmt::Debug for Registrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registrations({})", self.0.len())
    }
}

impl Registrations {
    /// Reads the list; with it what is wrong with rows that were left out.
    ///
    /// # Errors
    /// If it cannot be read, everybody can read it, or it is no such list.
    pub fn load(path: &Path) -> Result<(Self, Vec<RowFault>), RegistrationError> {
        let failed = |source| RegistrationError::Read { path: path.to_owned(), source };
        let bytes = fs::read(path).map_err(failed)?;
        if fs::metadata(path).map_err(failed)?.permissions().mode() & 0o007 != 0 {
            return Err(RegistrationError::Open { path: path.to_owned() });
        }
        Self::read(&bytes).map_err(|what| RegistrationError::Table { path: path.to_owned(), what })
    }

    /// Reads the list from its text. Of two rows for one number the later day counts; of one day, the one that is not connected. A
    /// number with a row that cannot be read is as good as not connected, whatever its other rows say: that row may be the one that counts.
    ///
    /// # Errors
    /// If it is no such list.
    pub fn read(bytes: &[u8]) -> Result<(Self, Vec<RowFault>), TableError> {
        let (rows, mut faults) = rows(bytes, COLUMNS, &[NUMBER, STATUS, DATE])?;
        let mut list: BTreeMap<String, Option<(bool, Date)>> = BTreeMap::new();
        for row in &rows {
            let number = match number(row) {
                Ok(number) => number,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            let said = said(row).map_err(|fault| faults.push(fault)).ok();
            let known = list.entry(number).or_insert(said);
            *known = match (*known, said) {
                (Some(known), Some(said)) => Some(later(known, said)),
                _ => None,
            };
        }
        faults.sort_by_key(|fault| fault.line);
        Ok((Self(list), faults))
    }

    /// How many numbers are on it.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Of two rows for one number the one that counts.
fn later(one: (bool, Date), other: (bool, Date)) -> (bool, Date) {
    let after = other.1 > one.1 || (other.1 == one.1 && !other.0);
    if after { other } else { one }
}

fn missing(row: &Row, column: &'static str) -> RowFault {
    RowFault::at(row.line, column, "Feltet er tomt.", "The field is empty.")
}

fn number(row: &Row) -> Result<String, RowFault> {
    let number = row.get(NUMBER).ok_or_else(|| missing(row, NUMBER))?;
    match Cpr::parse(number) {
        Ok(cpr) => Ok(digits(&cpr)),
        Err(_) if number.len() == 8 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(number.to_owned())
        }
        Err(_) => {
            let (da, en) =
                ("Det er hverken et CPR- eller et CVR-nummer.", "It is neither a CPR nor a CVR number.");
            Err(RowFault::at(row.line, NUMBER, da, en))
        }
    }
}

/// What a row says of its number: whether it is connected, and on which day that was found out.
fn said(row: &Row) -> Result<(bool, Date), RowFault> {
    let status = row.get(STATUS).ok_or_else(|| missing(row, STATUS))?.to_lowercase();
    let connected = WORDS.iter().find(|(word, _)| *word == status).map(|(_, connected)| *connected);
    let connected = connected.ok_or_else(|| {
        let da =
            "Ordet er hverken `connected` (tilsluttet) eller `not_connected` (ikke_tilsluttet, fritaget).";
        RowFault::at(row.line, STATUS, da, "The word is neither `connected` nor `not_connected` (exempt).")
    })?;
    let day = row.get(DATE).ok_or_else(|| missing(row, DATE))?;
    // A time may follow the day.
    let day: Option<Date> = day.get(..10).and_then(|day| day.parse().ok());
    let day = day.ok_or_else(|| {
        RowFault::at(row.line, DATE, "Det er ikke en dag som 2026-11-24.", "It is no day such as 2026-11-24.")
    })?;
    Ok((connected, day))
}

fn digits(cpr: &Cpr) -> String {
    cpr.with_hyphen().replace('-', "")
}

/// What the list says of a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Connected: Digital Post reaches them.
    Connected,
    /// Not connected, or exempt: the letter must go on paper (BEK nr. 2017 af 2021 § 13).
    NotConnected,
    /// There is a row, and it cannot be read: it may say that the recipient is not connected.
    Unreadable,
    /// Not on the list.
    NotListed,
    /// There is no list.
    Unchecked,
}

/// What was found, and how old it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looked {
    /// What the list says.
    pub connection: Connection,
    /// Whether that was found out too long ago, or on a day that has not come.
    pub stale: bool,
}

/// Looks a recipient of Digital Post up on the day of sending.
pub fn look_up(list: Option<&Registrations>, number: &Number, today: Date) -> Looked {
    let Some(list) = list else { return Looked { connection: Connection::Unchecked, stale: false } };
    let found = match number {
        Number::Cpr(cpr) => list.0.get(&digits(cpr)),
        Number::Cvr(cvr) => list.0.get(cvr),
    };
    let (connected, day) = match found {
        Some(Some(said)) => said,
        Some(None) => return Looked { connection: Connection::Unreadable, stale: false },
        None => return Looked { connection: Connection::NotListed, stale: false },
    };
    let connection = if *connected { Connection::Connected } else { Connection::NotConnected };
    let age = (today - *day).get_days();
    Looked { connection, stale: !(0..=DAYS_MAX).contains(&age) }
}

impl Looked {
    /// What is to be said of it; nothing where the recipient is connected by a list of today or yesterday. An error keeps the
    /// letter from Digital Post.
    pub fn finding(self) -> Option<Finding> {
        let paper = || {
            Bilingual::new(
                "Skriv `channel: paper` i sagen, kør `begrund proof`, og få brevet godkendt igen.",
                "Write `channel: paper` in the record, run `begrund proof`, and have the letter approved again.",
            )
        };
        let anew = || {
            Bilingual::new(
                "Hent listen igen, før du sender. Er modtageren ikke tilsluttet, skal brevet på papir.",
                "Fetch the list anew before you send. If the recipient is not connected, the letter must go on paper.",
            )
        };
        let (severity, message, help) = match (self.connection, self.stale) {
            (Connection::Connected, false) => return None,
            (Connection::Connected, true) => (
                Severity::Warning,
                Bilingual::new(
                    "Listen over, hvem der er tilsluttet Digital Post, er mere end en dag gammel for denne modtager.",
                    "The list of who is connected to Digital Post is more than a day old for this recipient.",
                ),
                anew(),
            ),
            (Connection::NotConnected, false) => (
                Severity::Error,
                Bilingual::new(
                    "Modtageren er ikke tilsluttet Digital Post. Brevet skal på papir.",
                    "The recipient is not connected to Digital Post. The letter must go on paper.",
                ),
                paper(),
            ),
            (Connection::NotConnected, true) => (
                Severity::Error,
                Bilingual::new(
                    "Modtageren var ikke tilsluttet Digital Post, da listen blev lavet. Det er mere end en dag siden.",
                    "The recipient was not connected to Digital Post when the list was made, more than a day ago.",
                ),
                paper(),
            ),
            (Connection::Unreadable, _) => (
                Severity::Error,
                Bilingual::new(
                    "Linjen om modtageren på listen over, hvem der er tilsluttet Digital Post, kan ikke læses.",
                    "The row for the recipient on the list of who is connected to Digital Post cannot be read.",
                ),
                Bilingual::new(
                    "Få listen rettet; begrund siger, hvilken linje det er. Indtil da sender begrund ikke brevet.",
                    "Have the list mended; begrund says which row it is. Until then begrund does not send the letter.",
                ),
            ),
            (Connection::NotListed, _) => (
                Severity::Warning,
                Bilingual::new(
                    "Modtageren står ikke på listen over, hvem der er tilsluttet Digital Post.",
                    "The recipient is not on the list of who is connected to Digital Post.",
                ),
                anew(),
            ),
            (Connection::Unchecked, _) => (
                Severity::Info,
                Bilingual::new(
                    "Det er ikke kontrolleret, om modtageren er tilsluttet Digital Post.",
                    "It was not checked whether the recipient is connected to Digital Post.",
                ),
                Bilingual::new(
                    "Skriv i begrund.yaml, hvor listen er: `digital_post.registrations`. Ellers skal kommunens afsender kontrollere det.",
                    "Write in begrund.yaml where the list is: `digital_post.registrations`. Else the municipality's own sender must check it.",
                ),
            ),
        };
        Some(Finding::new("FOR-01", severity, "channel", message, help))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const LIST: &str = "CPR;Status;Dato\n\
        670190-1234;tilsluttet;2026-11-24\n\
        6701901235;Fritaget;2026-11-24T05:00:00Z\n\
        99999999;connected;2026-11-20\n\
        670190-1236;connected;2026-11-24\n\
        670190-1236;not_connected;2026-11-24\n";

    fn found(number: &str) -> Looked {
        let (list, faults) = Registrations::read(LIST.as_bytes()).unwrap();
        assert_eq!((list.len(), faults), (4, vec![]));
        let number = match Cpr::parse(number) {
            Ok(cpr) => Number::Cpr(cpr),
            Err(_) => Number::Cvr(number.to_owned()),
        };
        look_up(Some(&list), &number, date(2026, 11, 25))
    }

    #[test]
    fn who_is_not_connected_gets_paper() {
        let said = |number: &str| found(number).finding().map(|finding| (finding.code, finding.severity));
        let says = |severity| Some(("FOR-01".into(), severity));
        assert_eq!(said("670190-1234"), None);
        assert_eq!(said("670190-1235"), says(Severity::Error));
        assert_eq!(said("670190-1236"), says(Severity::Error), "of one day, the safer word counts");
        assert_eq!(said("99999999"), says(Severity::Warning));
        assert!(found("99999999").stale);
        assert_eq!(found("670190-1237").connection, Connection::NotListed);
        assert_eq!(said("670190-1237"), says(Severity::Warning));
        let number = Number::Cvr("99999999".to_owned());
        let unchecked = look_up(None, &number, date(2026, 11, 25));
        assert_eq!(unchecked.connection, Connection::Unchecked);
        assert_eq!(unchecked.finding().unwrap().severity, Severity::Info);
    }

    #[test]
    fn a_list_is_fresh_for_a_day() {
        let (list, _) = Registrations::read(LIST.as_bytes()).unwrap();
        let number = Number::Cpr(Cpr::parse("670190-1234").unwrap());
        let stale = |day| look_up(Some(&list), &number, day).stale;
        assert!(!stale(date(2026, 11, 24)) && !stale(date(2026, 11, 25)));
        assert!(stale(date(2026, 11, 26)) && stale(date(2026, 11, 23)));
    }

    #[test]
    fn a_row_that_does_not_fit_is_told_and_the_others_go_on() {
        let text = "number,status,date\n6701901234,connected,2026-11-24\n670190123,connected,2026-11-24\n\
                    6701901235,maybe,2026-11-24\n6701901236,connected,24/11\n,connected,2026-11-24\n\
                    6701901237,not_connected,2026-11-24\n";
        let (list, faults) = Registrations::read(text.as_bytes()).unwrap();
        let places: Vec<_> = faults.iter().map(|fault| (fault.line, fault.column.unwrap())).collect();
        assert_eq!(places, [(3, "number"), (4, "status"), (5, "date"), (6, "number")]);
        let found = |number: &str| {
            let number = Number::Cpr(Cpr::parse(number).unwrap());
            look_up(Some(&list), &number, date(2026, 11, 24)).connection
        };
        assert_eq!((list.len(), found("670190-1234")), (4, Connection::Connected));
        // What the row said is not known, so it may have been no.
        for unreadable in ["670190-1235", "670190-1236"] {
            assert_eq!(found(unreadable), Connection::Unreadable);
            let number = Number::Cpr(Cpr::parse(unreadable).unwrap());
            let finding = look_up(Some(&list), &number, date(2026, 11, 24)).finding().unwrap();
            assert_eq!(finding.severity, Severity::Error, "the letter is kept from Digital Post");
        }
        assert_eq!(found("670190-1237"), Connection::NotConnected);
        // Whatever its other rows say.
        for rows in [
            "6701901234,maybe,2026-11-24\n6701901234,connected,2026-11-24\n",
            "6701901234,connected,2026-11-24\n6701901234,maybe,2026-11-23\n",
        ] {
            let (list, _) = Registrations::read(format!("number,status,date\n{rows}").as_bytes()).unwrap();
            let number = Number::Cpr(Cpr::parse("670190-1234").unwrap());
            let looked = look_up(Some(&list), &number, date(2026, 11, 24));
            assert_eq!(looked.connection, Connection::Unreadable, "{rows}");
        }
        assert!(!format!("{faults:?}{list:?}").contains("670190"));
        assert_eq!(Registrations::read(b"number,date\n").unwrap_err(), TableError::NoColumn("status"));
        assert_eq!(Registrations::read(b" \n").unwrap_err(), TableError::Empty);
    }
}
