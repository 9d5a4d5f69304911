//! Tables that other programs write: CSV with a heading, or JSON Lines. Columns are found by their names, in any order.
//!
//! A row that does not fit is told by its line and column, and the others go on. Nothing that stands in a row is ever told.

use std::collections::BTreeMap;

use serde_json::Value;
use thiserror::Error;

use crate::diagnostic::Bilingual;

/// A column: the name that faults are told with, and every name that it may have in the file.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) known_as: &'static [&'static str],
}

/// Why a table cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.why().en)]
pub enum TableError {
    /// A column that must be there is not.
    NoColumn(&'static str),
    /// There is nothing in it.
    Empty,
}

impl TableError {
    /// What is wrong.
    pub fn why(&self) -> Bilingual {
        match self {
            Self::NoColumn(name) => Bilingual::new(
                format!("Filen har ikke kolonnen `{name}`. Den første linje skal være kolonnernes navne."),
                format!("The file has no column `{name}`. The first line must be the names of the columns."),
            ),
            Self::Empty => Bilingual::new("Filen er tom.", "The file is empty."),
        }
    }
}

/// A row that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The column; `None` for the whole row.
    pub column: Option<&'static str>,
    /// What is wrong. Never quotes the row.
    pub why: Bilingual,
}

impl RowFault {
    pub(super) fn at(line: u64, column: &'static str, da: &'static str, en: &'static str) -> Self {
        Self { line, column: Some(column), why: Bilingual::new(da, en) }
    }

    pub(super) fn of(line: u64, da: &'static str, en: &'static str) -> Self {
        Self { line, column: None, why: Bilingual::new(da, en) }
    }
}

/// A row: what stands in each column that it has, trimmed; an empty one it has not.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    cells: BTreeMap<&'static str, String>,
}

impl Row {
    pub(super) fn get(&self, column: &'static str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }
}

/// Reads CSV with a heading, or JSON Lines: what begins with a brace.
///
/// # Errors
/// If it is empty, or lacks a column of `required`.
pub(super) fn rows(
    bytes: &[u8],
    columns: &[Column],
    required: &[&'static str],
) -> Result<(Vec<Row>, Vec<RowFault>), TableError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bytes.trim_ascii_start().first() {
        None => Err(TableError::Empty),
        Some(b'{') => Ok(json_lines(bytes, columns)),
        Some(_) => csv(bytes, columns, required),
    }
}

fn csv(
    bytes: &[u8],
    columns: &[Column],
    required: &[&'static str],
) -> Result<(Vec<Row>, Vec<RowFault>), TableError> {
    let heading = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = *[b';', b'\t'].iter().find(|mark| heading.contains(mark)).unwrap_or(&b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let heading = reader.byte_headers().cloned().unwrap_or_default();
    let places: Vec<(usize, &'static str)> = heading
        .iter()
        .enumerate()
        .filter_map(|(place, name)| Some((place, column_of(columns, std::str::from_utf8(name).ok()?)?)))
        .collect();
    if let Some(name) = required.iter().find(|name| places.iter().all(|(_, found)| found != *name)) {
        return Err(TableError::NoColumn(name));
    }
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for record in reader.byte_records() {
        // Of bytes in memory every record can be read.
        let Ok(record) = record else { continue };
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        let mut cells = BTreeMap::new();
        let mut broken = None;
        for (place, name) in &places {
            match std::str::from_utf8(record.get(*place).unwrap_or_default()).map(str::trim) {
                Ok("") => {}
                Ok(cell) => drop(cells.insert(*name, cell.to_owned())),
                Err(_) => broken = Some(*name),
            }
        }
        match broken {
            Some(name) => faults.push(RowFault::at(line, name, "Det er ikke UTF-8.", "It is not UTF-8.")),
            None => rows.push(Row { line, cells }),
        }
    }
    Ok((rows, faults))
}

/// A line each. An object inside, such as `FejlDetaljer`, counts as if its keys stood beside it.
fn json_lines(bytes: &[u8], columns: &[Column]) -> (Vec<Row>, Vec<RowFault>) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        if text.trim_ascii().is_empty() {
            continue;
        }
        let Ok(Value::Object(object)) = serde_json::from_slice(text) else {
            faults.push(RowFault::of(line, "Linjen er ikke et JSON-objekt.", "The line is no JSON object."));
            continue;
        };
        let mut cells = BTreeMap::new();
        let inner = object.values().filter_map(Value::as_object).flatten();
        for (key, value) in object.iter().chain(inner) {
            let cell = match value {
                Value::String(text) => text.trim().to_owned(),
                Value::Number(number) => number.to_string(),
                _ => continue,
            };
            if let Some(name) = column_of(columns, key).filter(|_| !cell.is_empty()) {
                cells.insert(name, cell);
            }
        }
        rows.push(Row { line, cells });
    }
    (rows, faults)
}

/// The column that goes by a name, whatever its letters' case, spaces and strokes.
fn column_of(columns: &[Column], name: &str) -> Option<&'static str> {
    let plain = |name: &str| name.replace(['_', '-', ' '], "").to_lowercase();
    let wanted = plain(name);
    let known = |column: &&Column| {
        std::iter::once(&column.name).chain(column.known_as).any(|name| plain(name) == wanted)
    };
    columns.iter().find(known).map(|column| column.name)
}
