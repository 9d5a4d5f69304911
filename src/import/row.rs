//! One row made into one record, and what its reader says told at the row's columns.

use unicode_normalization::UnicodeNormalization as _;

use super::mapping::{From, Mapping, Source, Words};
use super::record::{Branch, Value};
use super::table::{Row, Table};
use super::{Record, RowFinding, yaml};
use crate::case::describe::{self, Need};
use crate::case::{CaseFile, CaseId, read};
use crate::diagnostic::{Bilingual, Finding};

/// The record of a row.
///
/// # Errors
/// Everything that does not fit.
pub(super) fn record(table: &Table, row: &Row, mapping: &Mapping) -> Result<Record, Vec<RowFinding>> {
    let values = row.cells.as_ref().map_err(|fault| vec![fault.as_ref().clone()])?;
    let cells = Cells { table, values, row: row.number };
    let mut branch = Branch::new(describe::record_keys());
    let mut findings = Vec::new();
    for (number, source) in mapping.sources.iter().enumerate() {
        if !source.when.iter().all(|when| when.is_so(&cells.cell(&when.column))) {
            continue;
        }
        let column = matches!(source.from, From::Columns { .. });
        match cells.value(source) {
            Ok(Some(value)) => branch.put(&source.steps, Some(value), number, column),
            Ok(None) => {
                branch.put(&source.steps, None, number, column);
                if let Some(value) = &source.empty {
                    branch.put(&source.steps, Some(value.clone()), number, false);
                } else if source.steps.iter().all(|step| step.key.need == Need::Required) {
                    findings.push(empty(&cells, source));
                }
            }
            Err(finding) => findings.push(*finding),
        }
    }
    branch.prune();
    let (text, origins) = yaml::write(&branch);
    let file = CaseFile::from_bytes("".as_ref(), String::new(), text.into_bytes());
    let read = read::read(&file);
    for fault in &read.faults {
        // That a key is missing whose cell could not be used says nothing new.
        if !findings.iter().any(|found| found.finding.path == fault.path) {
            let source = origin(&origins, &fault.path).and_then(|number| mapping.sources.get(number));
            findings.push(cells.told(fault, source));
        }
    }
    if !findings.is_empty() {
        return Err(once_a_cell(findings));
    }
    let column = mapping.column_of("case").unwrap_or_default().to_owned();
    let case = read.record.and_then(|record| record.case);
    let case: CaseId = case.ok_or_else(|| {
        mapping.source_of("case").map(|source| empty(&cells, source)).into_iter().collect::<Vec<_>>()
    })?;
    Ok(Record { row: row.number, column, case, text: file.text })
}

/// A cell that several keys are taken from is told once for what is wrong with it.
fn once_a_cell(findings: Vec<RowFinding>) -> Vec<RowFinding> {
    let mut told: Vec<RowFinding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let same = |other: &RowFinding| {
            finding.column.is_some()
                && other.column == finding.column
                && other.finding.code == finding.finding.code
        };
        if !told.iter().any(same) {
            told.push(finding);
        }
    }
    told
}

/// The entry of the mapping that a key path comes from: the path itself, or the nearest above or below it.
fn origin(origins: &[(String, usize)], path: &str) -> Option<usize> {
    let is_under = |path: &str, above: &str| {
        path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let of = |is: &dyn Fn(&str) -> bool| {
        origins.iter().filter(|(own, _)| is(own)).max_by_key(|(own, _)| own.len())
    };
    let found =
        of(&|own| is_under(path, own)).or_else(|| origins.iter().find(|(own, _)| is_under(own, path)));
    found.map(|(_, number)| *number)
}

/// A cell as its content is meant: Unicode in its usual form, lines that end in `\n`, and no space around them.
pub fn normalised(cell: &str) -> String {
    let unified: String = cell.replace("\r\n", "\n").nfc().collect();
    let lines: Vec<&str> = unified.split('\n').map(|line| line.trim_end_matches([' ', '\t', '\r'])).collect();
    lines.join("\n").trim_matches([' ', '\t', '\r', '\n']).to_owned()
}

/// The cells of one row.
struct Cells<'t> {
    table: &'t Table,
    values: &'t [String],
    row: usize,
}

impl Cells<'_> {
    fn cell(&self, column: &str) -> String {
        let cell = self.table.column(column).and_then(|at| self.values.get(at));
        cell.map(|cell| normalised(cell)).unwrap_or_default()
    }

    /// The value that an entry gives; none where its cells are empty.
    fn value(&self, source: &Source) -> Result<Option<Value>, Box<RowFinding>> {
        let (columns, join, separator) = match &source.from {
            From::Constant(value) => return Ok(Some(value.clone())),
            From::Columns { names, join, separator } => (names, join, separator),
        };
        let is_list = source.key().need == Need::List;
        let mut values = Vec::new();
        for column in columns {
            let cell = self.cell(column);
            let parts: Vec<&str> = match separator {
                Some(sign) => cell.split(sign.as_str()).map(str::trim).collect(),
                None => vec![cell.as_str()],
            };
            for part in parts.into_iter().filter(|part| !part.is_empty()) {
                values.push(self.translated(source, column, part)?);
            }
        }
        Ok(match (values.is_empty(), is_list) {
            (true, _) => None,
            (false, true) => Some(Value::List(values)),
            (false, false) => Some(Value::Text(values.join(join))),
        })
    }

    fn translated(&self, source: &Source, column: &str, cell: &str) -> Result<String, Box<RowFinding>> {
        if let Some(words) = &source.words {
            return words.of(cell).ok_or_else(|| Box::new(self.unknown_word(source, column, cell, words)));
        }
        let Some(form) = &source.date else { return Ok(cell.to_owned()) };
        form.read(cell).map(|date| date.to_string()).ok_or_else(|| {
            let (written, example) = (form.written(), form.example());
            let mut finding = RowFinding::new(
                "IMP-05",
                self.row,
                Some(column),
                &source.path,
                Bilingual::new(
                    format!("Cellen er ikke en dato af formen {written}."),
                    format!("The cell is no date of the form {written}."),
                ),
                Bilingual::new(
                    format!("Skriv en dato, der findes, for eksempel `{example}`."),
                    format!("Write a date that exists, such as `{example}`."),
                ),
            );
            finding.cell = Some(cell.to_owned());
            Box::new(finding)
        })
    }

    fn unknown_word(&self, source: &Source, column: &str, cell: &str, words: &Words) -> RowFinding {
        let known = words.known();
        let help = if let Some(near) = super::nearest(cell, known.iter().copied()) {
            Bilingual::new(format!("Mener du `{near}`?"), format!("Do you mean `{near}`?"))
        } else {
            let known = known.join("`, `");
            Bilingual::new(
                format!("Skriv et af dem: `{known}`. Eller sæt ordet ind under `words` i mapping-filen."),
                format!("Write one of these: `{known}`. Or add the word under `words` in the mapping."),
            )
        };
        let mut finding = RowFinding::new(
            "IMP-04",
            self.row,
            Some(column),
            &source.path,
            Bilingual::new(
                "Ordet i cellen står ikke i oversættelsen (`words`).",
                "The word in the cell is not in the translation (`words`).",
            ),
            help,
        );
        finding.cell = Some(cell.to_owned());
        finding
    }

    /// A fault of reading, told at the row and the column.
    fn told(&self, fault: &Finding, source: Option<&Source>) -> RowFinding {
        let column = source.and_then(Source::column);
        let is_constant = source.is_some_and(|source| source.column().is_none());
        let (code, help) = match fault.code.as_ref() {
            "REC-10" if !is_constant => (
                "IMP-04",
                Bilingual::new(
                    format!("{} Eller sæt ordet ind under `words` i mapping-filen.", fault.help.da),
                    format!("{} Or add the word under `words` in the mapping.", fault.help.en),
                ),
            ),
            "REC-11" if !is_constant => (
                "IMP-05",
                Bilingual::new(
                    "Skriv den som 2026-12-31. Har hele kolonnen en anden form, så skriv for eksempel `date: dd-mm-yyyy` ved nøglen i mapping-filen.",
                    "Write it as 2026-12-31. If the whole column has another form, write, for example, `date: dd-mm-yyyy` at the key in the mapping.",
                ),
            ),
            _ => ("IMP-06", fault.help.clone()),
        };
        let mut finding = RowFinding::new(code, self.row, column, &fault.path, fault.message.clone(), help);
        finding.cell = column.map(|column| self.cell(column));
        finding
    }
}

fn empty(cells: &Cells<'_>, source: &Source) -> RowFinding {
    let example = source.key().typed().unwrap_or_else(|| source.key().name.to_owned());
    RowFinding::new(
        "IMP-03",
        cells.row,
        source.column(),
        &source.path,
        Bilingual::new(
            "Cellen er tom, og sagen skal have den.",
            "The cell is empty, and a record must have it.",
        ),
        Bilingual::new(
            format!("Udfyld cellen. I sagen bliver det for eksempel til `{example}`."),
            format!("Fill in the cell. In the record it becomes, for example, `{example}`."),
        ),
    )
}
