//! `begrund import`: records from the export of a case system. Writes over nothing, unless it is told to.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Component, Path};

use serde_json::json;

use super::args::{Args, Format};
use super::exit::Exit;
use super::failure::{Failure, unreadable};
use super::output::codes_in_brackets;
use super::progress::Bar;
use crate::case::discover;
use crate::diagnostic::{Bilingual, Finding, Lang, Style, count, count_codes, mask_cpr, render};
use crate::draft;
use crate::import::{Format as TableFormat, Imported, Layout, Mapping, RowFinding, Table, records};
use crate::pipeline::{RunReport, Workspace, check};
use crate::store::{self, Placed};

/// The largest export that is read, in bytes.
const BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What an import has done.
#[derive(Debug)]
struct Done {
    rows: usize,
    written: usize,
    unchanged: usize,
    replaced: usize,
    findings: Vec<RowFinding>,
    /// The records that are there now, checked.
    report: RunReport,
}

pub(super) fn run(
    args: &Args,
    file: &Path,
    map: &Path,
    to: Option<&Path>,
    replace: bool,
) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let mapping_file = discover::load(map);
    let refused = |faults: &[Finding]| mapping_refused(args, &mapping_file.name, &mapping_file.text, faults);
    let mapping = Mapping::read(&mapping_file).map_err(|faults| refused(&faults))?;
    let table = table(file, mapping.layout)?;
    let faults = mapping.against(&table);
    if !faults.is_empty() {
        return Err(refused(&faults));
    }
    let folder = to.map_or_else(|| args.workspace.join("cases"), Path::to_owned);
    let Imported { rows, records, mut findings } = records(&table, &mapping);
    let (mut written, mut unchanged, mut replaced) = (0, 0, 0);
    let modeline = modeline(&workspace, &folder);
    let mut files = Vec::new();
    for record in &records {
        let path = folder.join(format!("{}.yaml", record.case.file_stem()));
        let text = format!("{modeline}{}", record.text);
        match store::place_own(&path, text.as_bytes(), replace, workspace.config.access.group.as_deref())? {
            Placed::New => written += 1,
            Placed::Same => unchanged += 1,
            Placed::Over => replaced += 1,
            Placed::Other => {
                findings.push(RowFinding::file_is_there(record, &shown(&path)));
                continue;
            }
        }
        files.push(path);
    }
    findings.sort_by_key(|finding| finding.row);
    let report = check(&workspace, &files, args.jobs(), &Bar::new(args.lang.into()))?;
    let done = Done { rows, written, unchanged, replaced, findings, report };
    if args.format == Format::Json {
        print!("{}", as_json(&done, file, &folder));
    } else {
        print!("{}", told(args, &done, file, &folder));
    }
    Ok(if done.findings.is_empty() { Exit::Done } else { Exit::Held })
}

fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}

/// Reads the export.
fn table(path: &Path, layout: Layout) -> Result<Table, Failure> {
    let refused = |error: std::io::Error| {
        let hint = Bilingual::new(
            "Angiv udtrækket, en CSV- eller JSONL-fil, som findes, og som du må læse.",
            "Name the export, a CSV or JSONL file that is there and that you may read.",
        );
        Failure::new(
            Exit::Unusable,
            Bilingual::new(unreadable(path, &error), format!("cannot read `{}`: {error}", path.display())),
            hint,
        )
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(refused)?;
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > BYTES_MAX {
        let hint = Bilingual::new("Del udtrækket i flere filer.", "Divide the export into several files.");
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new("udtrækket er over 256 MiB", "the export is over 256 MiB"),
            hint,
        ));
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let by_name = || match ending.as_str() {
        "csv" | "txt" | "tsv" => Some(TableFormat::Csv),
        "jsonl" | "ndjson" => Some(TableFormat::JsonLines),
        _ => None,
    };
    let Some(format) = layout.format.or_else(by_name) else {
        let hint = Bilingual::new(
            "Skriv `format: csv` eller `format: jsonl` øverst i mapping-filen.",
            "Write `format: csv` or `format: jsonl` at the top of the mapping.",
        );
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new(
                "filens navn siger ikke, om udtrækket er CSV eller JSON Lines",
                "the form of the export is not known by its name",
            ),
            hint,
        ));
    };
    Table::read(&bytes, format, layout)
        .map_err(|error| Failure::new(Exit::Unusable, error.why(), error.hint()))
}

/// The faults of the mapping, and that nothing was done.
fn mapping_refused(args: &Args, name: &str, source: &str, faults: &[Finding]) -> Failure {
    let style = Style { lang: args.lang.into(), show_text: false, colour: false };
    for fault in faults {
        eprintln!("{}", render(fault, name, source, style));
    }
    let hint = Bilingual::new(
        format!("Ret {name}, og kør igen. docs/import.md viser en hel mapping. Intet er skrevet."),
        format!("Mend {name} and run again. docs/import.md shows a whole mapping. Nothing was written."),
    );
    Failure::new(
        Exit::Unusable,
        Bilingual::new("mapping-filen kan ikke bruges", "the mapping cannot be used"),
        hint,
    )
}

/// The first line of a record, which tells editors its schema; none where the folder lies outside the workspace.
fn modeline(workspace: &Workspace, folder: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Ok(inside) = whole(folder).strip_prefix(whole(&workspace.folder)).map(Path::to_owned) else {
        return String::new();
    };
    let schema = [draft::SCHEMA, "docs/case.schema.json"]
        .into_iter()
        .find(|name| workspace.folder.join(name).is_file())
        .unwrap_or(draft::SCHEMA);
    let depth = inside.components().filter(|part| matches!(part, Component::Normal(_))).count();
    format!("# yaml-language-server: $schema={}{schema}\n", "../".repeat(depth))
}

fn told(args: &Args, done: &Done, file: &Path, folder: &Path) -> String {
    let lang: Lang = args.lang.into();
    let shows = std::io::stdout().is_terminal() || args.show_text;
    let mut text = String::new();
    let name = shown(file);
    for finding in &done.findings {
        text.push_str(&line(finding, &name, lang, shows));
    }
    if !done.findings.is_empty() {
        text.push('\n');
    }
    let out: BTreeSet<usize> = done.findings.iter().map(|finding| finding.row).collect();
    let (rows, left) = (done.rows, out.len());
    let into = shown(folder);
    let _ = match lang {
        Lang::Da => writeln!(
            text,
            "{} læst: {} i {into}, {} var der i forvejen, {} skrevet over. {} er ikke med.",
            count(rows, "række", "rækker"),
            count(done.written, "ny sag", "nye sager"),
            done.unchanged,
            done.replaced,
            count(left, "række", "rækker"),
        ),
        Lang::En => writeln!(
            text,
            "{} read: {} in {into}, {} there already, {} written over. {} left out.",
            count(rows, "row", "rows"),
            count(done.written, "new record", "new records"),
            done.unchanged,
            done.replaced,
            count(left, "row", "rows"),
        ),
    };
    text.push_str(&checked(&done.report, lang));
    let nothing_left = done.report.findings().next().is_none();
    let _ = match (done.findings.first(), lang) {
        (Some(first), Lang::Da) => writeln!(
            text,
            "Næste: ret række {} i {name} (eller mapping-filen), og kør den samme kommando igen. De sager, der er skrevet, bliver stående.",
            first.row
        ),
        (Some(first), Lang::En) => writeln!(
            text,
            "Next: mend row {} of {name} (or the mapping) and run the same command again. The records that were written stay.",
            first.row
        ),
        (None, Lang::Da) if nothing_left => {
            writeln!(text, "Næste: `begrund build {into}` laver sagernes breve.")
        }
        (None, Lang::En) if nothing_left => {
            writeln!(text, "Next: `begrund build {into}` makes the records' letters.")
        }
        (None, Lang::Da) => {
            writeln!(text, "Næste: `begrund check {into}` viser, hvad der mangler i sagerne.")
        }
        (None, Lang::En) => writeln!(text, "Next: `begrund check {into}` shows what the records lack."),
    };
    text
}

/// What the checks say of the records that are there now.
fn checked(report: &RunReport, lang: Lang) -> String {
    let totals = report.totals();
    let codes = codes_in_brackets(report);
    let with_findings = report.cases.to_mend().filter(|(_, case)| !case.findings.is_empty()).count();
    let (cases, ready) = (totals.cases, totals.cases - totals.held);
    match lang {
        Lang::Da => format!(
            "Kontrol: {with_findings} af {cases} sager har fund{codes}. {ready} kan blive til breve.\n"
        ),
        Lang::En => format!(
            "Checks: {with_findings} of {cases} records have findings{codes}. {ready} can become letters.\n"
        ),
    }
}

/// A finding in one line; the cell only where it may be shown.
fn line(finding: &RowFinding, file: &str, lang: Lang, shows: bool) -> String {
    let RowFinding { row, column, finding, cell } = finding;
    let (row_word, column_word) = match lang {
        Lang::Da => ("række", "kolonne"),
        Lang::En => ("row", "column"),
    };
    let mut line = format!("{file}, {row_word} {row}");
    if let Some(column) = column {
        let _ = write!(line, ", {column_word} »{column}«");
    }
    let _ = write!(line, ": {} {}", finding.severity.word(lang), finding.code);
    if !finding.path.is_empty() {
        let _ = write!(line, " [{}]", finding.path);
    }
    let _ = write!(line, ": {} {}", finding.message.in_lang(lang), finding.help.in_lang(lang));
    if let Some(cell) = cell.as_ref().filter(|cell| shows && !cell.is_empty()) {
        let cell: String = cell.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = write!(line, " (»{}«)", mask_cpr(&cell));
    }
    line.push('\n');
    line
}

fn as_json(done: &Done, file: &Path, folder: &Path) -> String {
    let findings: Vec<_> = done
        .findings
        .iter()
        .map(|RowFinding { row, column, finding, .. }| {
            json!({
                "code": finding.code,
                "severity": finding.severity,
                "row": row,
                "column": column,
                "path": finding.path,
                "message": finding.message,
                "help": finding.help,
            })
        })
        .collect();
    let totals = done.report.totals();
    let whole = json!({
        "file": shown(file),
        "to": shown(folder),
        "rows": done.rows,
        "written": done.written,
        "unchanged": done.unchanged,
        "replaced": done.replaced,
        "findings": findings,
        "check": {
            "cases": totals.cases,
            "held": totals.held,
            "codes": count_codes(done.report.findings()),
        },
    });
    format!("{whole:#}\n")
}
