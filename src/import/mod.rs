//! Records from the export of a case system: a table (CSV or JSON Lines), and a mapping that says what each key is taken from.
//!
//! A row becomes one record, written as a person would write it, and is then read by the same reader as every record: what that
//! reader says is told at the row and the column. A row that does not fit is left out, and the others go on. Cells are data: none can
//! become a key, a comment or a line of its own. Nothing here touches a file.

mod date;
mod mapping;
mod record;
mod row;
mod table;
mod yaml;

use std::collections::BTreeMap;

pub use date::DateForm;
pub use mapping::Mapping;
pub use row::normalised;
pub use table::{Format, Layout, Table, TableError};

use crate::case::CaseId;
use crate::diagnostic::{Bilingual, Finding, Severity};

/// Every code of importing, with what it stands for; `begrund rules` lists them.
pub const CODES: &[(&str, Bilingual)] = &[
    (
        "IMP-01",
        text(
            "Mapping-filen passer ikke til sagen eller til udtrækket",
            "The mapping fits neither the record nor the export",
        ),
    ),
    ("IMP-02", text("En række har ikke den form, udtrækket har", "A row has not the form of the export")),
    ("IMP-03", text("En celle, der skal være udfyldt, er tom", "A cell that must be filled in is empty")),
    (
        "IMP-04",
        text("Et ord i en celle står ikke i oversættelsen", "A word in a cell is not in the translation"),
    ),
    ("IMP-05", text("En dato i en celle har en anden form", "A date in a cell has another form")),
    ("IMP-06", text("En celle passer ikke til nøglen i sagen", "A cell does not fit the record's key")),
    ("IMP-07", text("To rækker har samme sagsnummer", "Two rows have one case number")),
    (
        "IMP-08",
        text("Sagens fil er der med et andet indhold", "The record's file is there with another content"),
    ),
];

const fn text(da: &'static str, en: &'static str) -> Bilingual {
    Bilingual { da: std::borrow::Cow::Borrowed(da), en: std::borrow::Cow::Borrowed(en) }
}

/// A row that does not fit, and where. Its words quote no cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFinding {
    /// The row as a spreadsheet counts it: the line with the names is row 1. In JSON Lines, the line.
    pub row: usize,
    /// The column by its name; none where a constant of the mapping is at fault.
    pub column: Option<String>,
    /// What is wrong, with the key path.
    pub finding: Finding,
    /// The cell itself, to be shown on a terminal only.
    pub cell: Option<String>,
}

impl RowFinding {
    pub(crate) fn new(
        code: &'static str,
        row: usize,
        column: Option<&str>,
        path: &str,
        message: Bilingual,
        help: Bilingual,
    ) -> Self {
        let finding = Finding::new(code, Severity::Error, path, message, help);
        Self { row, column: column.map(str::to_owned), finding, cell: None }
    }

    /// The file of the row's record is there with another content.
    pub fn file_is_there(record: &Record, file: &str) -> Self {
        Self::new(
            "IMP-08",
            record.row,
            Some(&record.column),
            "case",
            Bilingual::new(
                format!("{file} er der i forvejen med et andet indhold. Den er ikke ændret."),
                format!("{file} is there already with another content. It was not changed."),
            ),
            text(
                "Er udtrækket det rigtige, så kør igen med --replace. Har nogen skrevet videre i filen, så lad rækken være.",
                "If the export is right, run again with --replace. If somebody went on writing in the file, leave the row alone.",
            ),
        )
    }
}

/// A record that was made of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The row.
    pub row: usize,
    /// The column of the case number.
    pub column: String,
    /// The case number.
    pub case: CaseId,
    /// The record as it is written, without a modeline.
    pub text: String,
}

/// What came of a table.
#[derive(Debug, Default)]
pub struct Imported {
    /// How many rows there are.
    pub rows: usize,
    /// The records, in the order of their rows.
    pub records: Vec<Record>,
    /// The rows that do not fit.
    pub findings: Vec<RowFinding>,
}

/// Makes a record of every row that fits. Of rows with the same case number the first is taken.
pub fn records(table: &Table, mapping: &Mapping) -> Imported {
    let mut imported = Imported { rows: table.rows().len(), ..Imported::default() };
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for row in table.rows() {
        let made = row::record(table, row, mapping);
        let record = match made {
            Ok(record) => record,
            Err(findings) => {
                imported.findings.extend(findings);
                continue;
            }
        };
        // Names that differ in upper and lower case only are one on some file systems.
        let stem = record.case.file_stem().to_lowercase();
        if let Some(first) = taken.get(&stem) {
            imported.findings.push(RowFinding::new(
                "IMP-07",
                record.row,
                Some(&record.column),
                "case",
                Bilingual::new(
                    format!("Række {first} har samme sagsnummer. Den er brugt, og denne er ikke."),
                    format!("Row {first} has the same case number. It was used, and this one was not."),
                ),
                text(
                    "Slet den ene række, eller ret dens sagsnummer. Er det to afgørelser i én sag, så giv dem hver sit nummer, for eksempel med -2.",
                    "Delete one of the rows or mend its case number. If they are two decisions of one case, give each its own number, for example with -2.",
                ),
            ));
            continue;
        }
        taken.insert(stem, record.row);
        imported.records.push(record);
    }
    imported
}

/// The word of `words` that is nearest to what was typed, if one is near enough to be meant.
pub(crate) fn nearest<'w>(typed: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let typed = typed.to_lowercase();
    words
        .into_iter()
        .map(|word| (strsim::osa_distance(&typed, &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= 1 + word.chars().count() / 5)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}
