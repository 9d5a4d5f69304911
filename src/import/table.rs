//! An export as a table: its columns by name, its rows as a spreadsheet counts them.

use std::collections::BTreeMap;

use serde_json::Value;
use thiserror::Error;

use super::RowFinding;
use crate::case::read::windows_1252;
use crate::diagnostic::Bilingual;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Cells parted by a sign, the names in the first row.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// How an export is written, where the mapping says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// Its form; told by the end of its name when not said.
    pub format: Option<Format>,
    /// The sign between cells; told by the first row when not said.
    pub delimiter: Option<u8>,
    /// Whether it is in Windows-1252. It is never guessed: a wrong guess would spoil æ, ø and å in every letter.
    pub windows_1252: bool,
}

/// Why an export cannot be read at all. No variant quotes a cell.
#[derive(Debug, Error)]
pub enum TableError {
    /// It is not UTF-8.
    #[error("the export is not UTF-8{}", if *.windows { "; it seems to be Windows-1252" } else { "" })]
    NotUtf8 {
        /// Whether it seems to be Windows-1252.
        windows: bool,
    },
    /// It is a spreadsheet, not text.
    #[error("the export is a spreadsheet file, not CSV")]
    Spreadsheet,
    /// There is nothing in it.
    #[error("the export is empty")]
    Empty,
    /// The sign between cells cannot be told.
    #[error("it cannot be told which sign stands between the cells")]
    Delimiter,
    /// Two columns have one name.
    #[error("columns {first} and {second} have the same name")]
    SameName {
        /// The first, from 1.
        first: usize,
        /// The second.
        second: usize,
    },
    /// A column with content has no name.
    #[error("column {0} has content but no name")]
    NoName(usize),
}

impl TableError {
    /// What is wrong.
    pub fn why(&self) -> Bilingual {
        let da = match self {
            Self::NotUtf8 { windows: true } => {
                "udtrækket er ikke i UTF-8; det ser ud til at være Windows-1252".to_owned()
            }
            Self::NotUtf8 { windows: false } => "udtrækket er ikke i UTF-8".to_owned(),
            Self::Spreadsheet => "udtrækket er et regneark, ikke CSV".to_owned(),
            Self::Empty => "udtrækket er tomt".to_owned(),
            Self::Delimiter => "det kan ikke ses, hvilket tegn der står mellem cellerne".to_owned(),
            Self::SameName { first, second } => format!("kolonne {first} og {second} har samme navn"),
            Self::NoName(column) => format!("kolonne {column} har indhold, men intet navn"),
        };
        Bilingual::new(da, self.to_string())
    }

    /// What to do about it.
    pub fn hint(&self) -> Bilingual {
        let (da, en) = match self {
            Self::NotUtf8 { windows: true } => (
                "Gem udtrækket som »CSV UTF-8«, eller skriv `encoding: windows-1252` øverst i mapping-filen. Så bliver det omsat.",
                "Save the export as \"CSV UTF-8\", or write `encoding: windows-1252` at the top of the mapping; then it is converted.",
            ),
            Self::NotUtf8 { windows: false } => {
                ("Gem udtrækket som »CSV UTF-8«.", "Save the export as \"CSV UTF-8\".")
            }
            Self::Spreadsheet => (
                "Åbn filen i regnearket, og gem den som »CSV UTF-8«.",
                "Open the file in the spreadsheet program and save it as \"CSV UTF-8\".",
            ),
            Self::Empty => (
                "Lav udtrækket igen. Første linje skal være kolonnernes navne.",
                "Make the export again. The first line must be the names of the columns.",
            ),
            Self::Delimiter => (
                "Skriv `delimiter: \";\"` (eller \",\" eller \"tab\") øverst i mapping-filen.",
                "Write `delimiter: \";\"` (or \",\" or \"tab\") at the top of the mapping.",
            ),
            Self::SameName { .. } => (
                "Giv den ene kolonne et andet navn i første linje.",
                "Give one of the columns another name in the first line.",
            ),
            Self::NoName(_) => (
                "Skriv et navn over kolonnen i første linje, eller slet kolonnen.",
                "Write a name over the column in the first line, or delete the column.",
            ),
        };
        Bilingual::new(da, en)
    }
}

/// A row of an export.
#[derive(Debug)]
pub struct Row {
    /// Its number as a spreadsheet shows it; in JSON Lines, its line.
    pub number: usize,
    /// Its cells, in the order of the columns; or what is wrong with its form.
    pub(super) cells: Result<Vec<String>, Box<RowFinding>>,
}

/// An export.
#[derive(Debug)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Row>,
}

impl Table {
    /// Reads an export.
    ///
    /// # Errors
    /// If it cannot be read as a whole; what is wrong with one row stands at that row.
    pub fn read(bytes: &[u8], format: Format, layout: Layout) -> Result<Self, TableError> {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(TableError::Spreadsheet);
        }
        let text = text(bytes, layout.windows_1252)?;
        if text.trim().is_empty() {
            return Err(TableError::Empty);
        }
        match format {
            Format::Csv => csv_table(&text, layout.delimiter),
            Format::JsonLines => Ok(json_table(&text)),
        }
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The rows, in their order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The number of the column with this name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|own| own == name)
    }
}

fn text(bytes: &[u8], is_windows: bool) -> Result<String, TableError> {
    if is_windows {
        return Ok(bytes.iter().map(|byte| windows_1252(*byte)).collect());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| {
        let danish = bytes.iter().any(|byte| matches!(byte, 0xe6 | 0xf8 | 0xe5 | 0xc6 | 0xd8 | 0xc5));
        TableError::NotUtf8 { windows: danish && !bytes.contains(&0) }
    })?;
    Ok(text.to_owned())
}

/// The sign that stands between the names of the first line, outside quotation marks.
fn delimiter_of(text: &str) -> Option<u8> {
    let mut quoted = false;
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let [(sign, most), (_, next), _] = counts;
    (most > next).then_some(sign)
}

fn csv_table(text: &str, delimiter: Option<u8>) -> Result<Table, TableError> {
    let delimiter = delimiter.or_else(|| delimiter_of(text)).ok_or(TableError::Delimiter)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    // Empty lines are rows to a spreadsheet, and lines that stand inside a cell are none.
    let (mut number, mut counted, mut inside) = (1, 0, 0);
    // The text is UTF-8 and rows may differ in length, so nothing is left that could fail.
    for record in reader.records().map_while(Result::ok) {
        let from =
            record.position().map_or(counted, |position| usize::try_from(position.byte()).unwrap_or(counted));
        // A record is said to begin right after the last one: at what is left of its line's end, and before empty lines.
        let begin = from + text[from..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        number += text[counted..begin].matches('\n').count() - inside;
        inside = record.iter().map(|cell| cell.matches('\n').count()).sum();
        counted = begin;
        records.push((number, record.iter().map(str::to_owned).collect::<Vec<String>>()));
    }
    let mut records = records.into_iter();
    let (_, names) = records.next().ok_or(TableError::Empty)?;
    let mut columns: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    let rows: Vec<(usize, Vec<String>)> =
        records.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())).collect();
    for (index, name) in columns.iter().enumerate() {
        let has_content =
            || rows.iter().any(|(_, cells)| cells.get(index).is_some_and(|cell| !cell.trim().is_empty()));
        if name.is_empty() && has_content() {
            return Err(TableError::NoName(index + 1));
        }
        if let Some(first) = columns[..index].iter().position(|other| other == name && !name.is_empty()) {
            return Err(TableError::SameName { first: first + 1, second: index + 1 });
        }
    }
    // Spreadsheets leave empty columns at the end.
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    let rows = rows.into_iter().map(|(number, cells)| Row { number, cells: fitted(number, cells, &columns) });
    let rows = rows.collect();
    Ok(Table { columns, rows })
}

/// The cells of a row, if there are as many as columns; empty ones at its end are nothing.
fn fitted(number: usize, mut cells: Vec<String>, columns: &[String]) -> Result<Vec<String>, Box<RowFinding>> {
    while cells.len() > columns.len() && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    if cells.len() == columns.len() {
        return Ok(cells);
    }
    let at = cells.len().min(columns.len().saturating_sub(1));
    let (have, want) = (cells.len(), columns.len());
    let message = Bilingual::new(
        format!("Rækken har {have} celler, og udtrækket har {want} kolonner."),
        format!("The row has {have} cells, and the export has {want} columns."),
    );
    let unclosed = cells.iter().any(|cell| cell.contains('\n'));
    let help = match (have > want, unclosed) {
        (_, true) => Bilingual::new(
            "Et anførselstegn i rækken er måske ikke lukket; så er rækkerne efter den heller ikke læst. Ret rækken i kildesystemet.",
            "A quotation mark in the row may not be closed; then the rows after it were not read either. Mend the row at its source.",
        ),
        (true, _) => Bilingual::new(
            "Et skilletegn står nok inde i en tekst. Sæt teksten i anførselstegn: \"…\".",
            "A separator probably stands inside a text. Put the text in quotation marks: \"…\".",
        ),
        (false, _) => Bilingual::new(
            "Sæt et skilletegn for hver tom celle, så alle kolonner er med.",
            "Put a separator for each empty cell, so that every column is there.",
        ),
    };
    Err(Box::new(RowFinding::new("IMP-02", number, columns.get(at).map(String::as_str), "", message, help)))
}

/// JSON Lines: names within objects are joined by dots, and items of lists numbered from 1.
fn json_table(text: &str) -> Table {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read: Vec<(usize, Option<BTreeMap<String, String>>)> = lines
        .map(|(index, line)| {
            let object = serde_json::from_str::<Value>(line).ok().filter(Value::is_object);
            let cells = object.map(|object| {
                let mut cells = BTreeMap::new();
                flatten("", &object, &mut cells);
                cells
            });
            (index + 1, cells)
        })
        .collect();
    let mut columns: Vec<String> = Vec::new();
    for name in read.iter().filter_map(|(_, cells)| cells.as_ref()).flat_map(BTreeMap::keys) {
        if let Err(at) = columns.binary_search(name) {
            columns.insert(at, name.clone());
        }
    }
    let rows = read.into_iter().map(|(number, cells)| {
        let cells = cells.ok_or_else(|| {
            Box::new(RowFinding::new(
                "IMP-02",
                number,
                None,
                "",
                Bilingual::new("Linjen er ikke ét JSON-objekt.", "The line is not one JSON object."),
                Bilingual::new(
                    "Skriv hele objektet på én linje: {\"navn\": \"værdi\", …}.",
                    "Write the whole object on one line: {\"name\": \"value\", …}.",
                ),
            ))
        });
        let cells = cells
            .map(|mut cells| columns.iter().map(|name| cells.remove(name).unwrap_or_default()).collect());
        Row { number, cells }
    });
    let rows = rows.collect();
    Table { columns, rows }
}

fn flatten(path: &str, value: &Value, cells: &mut BTreeMap<String, String>) {
    let under = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Null => {
            cells.insert(path.to_owned(), String::new());
        }
        Value::Bool(own) => {
            cells.insert(path.to_owned(), own.to_string());
        }
        Value::Number(own) => {
            cells.insert(path.to_owned(), own.to_string());
        }
        Value::String(own) => {
            cells.insert(path.to_owned(), own.clone());
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&under(&(index + 1).to_string()), item, cells);
            }
        }
        Value::Object(entries) => {
            for (name, value) in entries {
                flatten(&under(name), value, cells);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> Result<Table, TableError> {
        Table::read(text.as_bytes(), Format::Csv, Layout::default())
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let table = csv("a;b\r\n1;\"to\r\nlinjer\"\r\n\r\n3;4\r\n5;6;\r\n7\r\n").unwrap();
        assert_eq!(table.columns(), ["a", "b"]);
        let rows: Vec<(usize, bool)> =
            table.rows().iter().map(|row| (row.number, row.cells.is_ok())).collect();
        assert_eq!(rows, [(2, true), (4, true), (5, true), (6, false)]);
        let fault = table.rows()[3].cells.as_ref().unwrap_err();
        assert_eq!(fault.column.as_deref(), Some("b"));
    }

    #[test]
    fn the_sign_between_cells_is_told_by_the_names() {
        assert_eq!(csv("\"a,b\";c\n1;2\n").unwrap().columns(), ["a,b", "c"]);
        assert_eq!(csv("a,b\n1,2\n").unwrap().columns(), ["a", "b"]);
        assert_eq!(csv("a\tb\n1\t2\n").unwrap().columns(), ["a", "b"]);
        assert!(matches!(csv("a;b,c\n"), Err(TableError::Delimiter)));
    }

    #[test]
    fn what_is_no_table_is_told() {
        assert!(matches!(csv("\u{feff}a;a\n"), Err(TableError::SameName { first: 1, second: 2 })));
        assert!(matches!(csv("a;\n1;2\n"), Err(TableError::NoName(2))));
        assert_eq!(csv("\u{feff}a;\n1;\n").unwrap().columns(), ["a"]);
        assert!(matches!(csv(" \n"), Err(TableError::Empty)));
        let read = |bytes: &[u8], layout| Table::read(bytes, Format::Csv, layout);
        assert!(matches!(read(b"PK\x03\x04...", Layout::default()), Err(TableError::Spreadsheet)));
        let windows = b"navn;by\nS\xf8ren;\xc6r\xf8\n";
        assert!(matches!(read(windows, Layout::default()), Err(TableError::NotUtf8 { windows: true })));
        let told = read(windows, Layout { windows_1252: true, ..Layout::default() }).unwrap();
        assert_eq!(told.rows()[0].cells.as_ref().unwrap(), &["Søren", "Ærø"]);
    }

    #[test]
    fn objects_and_lists_of_json_are_columns_with_dots() {
        let text = "{\"a\":{\"b\":1,\"c\":[\"x\",\"y\"]},\"d\":null}\n\nnej\n{\"d\":true}\n";
        let table = Table::read(text.as_bytes(), Format::JsonLines, Layout::default()).unwrap();
        assert_eq!(table.columns(), ["a.b", "a.c.1", "a.c.2", "d"]);
        assert_eq!(table.rows()[0].cells.as_ref().unwrap(), &["1", "x", "y", ""]);
        assert_eq!((table.rows()[1].number, table.rows()[1].cells.is_err()), (3, true));
        assert_eq!(table.rows()[2].cells.as_ref().unwrap(), &["", "", "", "true"]);
    }
}
