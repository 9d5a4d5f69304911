//! `begrund import`: an export becomes records, and a row that does not fit is told with its row and column.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use begrund::case::{CaseFile, read};
use begrund::import::{Format, Layout, Mapping, Table, normalised, records};
use proptest::prelude::*;
use serde_json::Value;

use crate::project::Project;

const EXPORT: &str = "docs/import/udtraek.csv";
const MAPPING: &str = "docs/import/mapping.yaml";

/// A workspace with the export and the mapping of the documents.
fn with_sample() -> Project {
    let project = Project::new();
    project.write("udtraek.csv", &fs::read_to_string(EXPORT).unwrap());
    project.write("mapping.yaml", &fs::read_to_string(MAPPING).unwrap());
    project
}

const IMPORT: &[&str] = &["import", "udtraek.csv", "--map", "mapping.yaml"];

fn json(project: &Project, args: &[&str]) -> (i32, Value) {
    let run = project.run(&[args, &["--format", "json"]].concat());
    (run.code, serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}{}", run.stdout, run.stderr)))
}

#[test]
fn the_export_of_the_documents_becomes_letters_without_a_finding() {
    let project = with_sample();
    let run = project.run(IMPORT);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("2 rækker læst: 2 nye sager i cases"), "{}", run.stdout);
    assert!(run.stdout.contains("Kontrol: 0 af 2 sager har fund. 2 kan blive til breve."), "{}", run.stdout);
    assert!(run.stdout.contains("Næste: `begrund build cases`"), "{}", run.stdout);
    let mode = fs::metadata(project.path("cases/2026-102-0301.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "a record holds personal data");
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!(project.letters().len(), 2);
}

#[test]
fn a_record_reads_as_a_person_would_write_it() {
    let project = with_sample();
    project.run(IMPORT);
    let refusal = project.read("cases/2026-102-0301.yaml");
    for part in [
        "# yaml-language-server: $schema=../case.schema.json\ncase: \"2026-102-0301\"\nprovision: sel-102\ndecision: refusal\n",
        "\ncitizen:\n  name: Digtine Kladdesen\n  cpr: \"720585-1110\"\n  address: [\"Skitsevej 4, 1. th.\", \"9999 Prøveby\"]\n",
        "\nfacts:\n  - id: oplysning-1\n    source: lægeerklæring fra læge Fiktiva Digtersen\n    dated: 2026-09-02\n",
        "  section_85: null\n",
        "    functions: [psychological, social]\n",
        "      count: 15\n",
        "\nreasoning: |\n  Du fortalte os, at du vender om i døren, hvis der er kø. Det passer med det, lægen skriver den 2. september 2026.\n\n  Derfor",
    ] {
        assert!(refusal.contains(part), "{part}\n---\n{refusal}");
    }
    assert!(
        !refusal.contains("grant:")
            && !refusal.contains("oplysning-3")
            && !refusal.contains("nothing_adverse")
    );
    let grant = project.read("cases/2026-102-0302.yaml");
    assert!(
        grant.contains("\nhearing:\n  nothing_adverse: true\n") && grant.contains("oplysning-3"),
        "{grant}"
    );
    assert!(!grant.contains("deciding") && !grant.contains("reasoning") && !grant.contains("other_help"));
    // The order is the record's own.
    let keys: Vec<&str> = grant.lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key).collect();
    let top: Vec<&str> = keys.into_iter().filter(|key| !key.starts_with([' ', '#'])).collect();
    assert_eq!(
        top,
        [
            "case",
            "provision",
            "decision",
            "occasion",
            "decided",
            "dispatch",
            "channel",
            "citizen",
            "caseworker",
            "application",
            "consent",
            "facts",
            "hearing",
            "assessment",
            "grant"
        ]
    );
}

#[test]
fn a_file_that_is_there_is_written_over_only_when_that_is_said() {
    let project = with_sample();
    project.run(IMPORT);
    let (code, again) = json(&project, IMPORT);
    assert_eq!((code, &again["written"], &again["unchanged"]), (0, &0.into(), &2.into()));
    let path = "cases/2026-102-0301.yaml";
    let text = project.read(path);
    project.write(path, &format!("{text}# mit eget\n"));
    let (code, told) = json(&project, IMPORT);
    assert_eq!((code, &told["unchanged"]), (1, &1.into()));
    let finding = &told["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["row"], &finding["column"]),
        (&"IMP-08".into(), &2.into(), &"Sagsnr".into())
    );
    assert!(project.read(path).ends_with("# mit eget\n"));
    let (code, told) = json(&project, &[IMPORT, &["--replace"]].concat());
    assert_eq!((code, &told["replaced"], project.read(path)), (0, &1.into(), text));
}

#[test]
fn records_can_go_to_another_folder_with_their_schema() {
    let project = with_sample();
    project.run(&[IMPORT, &["--to", "cases/nyt/november"]].concat());
    let text = project.read("cases/nyt/november/2026-102-0302.yaml");
    assert!(text.starts_with("# yaml-language-server: $schema=../../../case.schema.json\n"), "{text}");
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().display().to_string();
    assert_eq!(project.run(&[IMPORT, &["--to", &folder]].concat()).code, 0);
    let text = fs::read_to_string(elsewhere.path().join("2026-102-0302.yaml")).unwrap();
    assert!(text.starts_with("case: "), "{text}");
}

const COLUMNS: [&str; 14] = [
    "Sagsnr",
    "Afgørelse",
    "Dato",
    "Kanal",
    "Navn",
    "CPR",
    "Adresse",
    "By",
    "Ydelse",
    "Antal",
    "Kilde 1",
    "Dato 1",
    "Oplysning 1",
    "Begrundelse",
];

const SMALL_MAPPING: &str = "dates: dd-mm-yyyy\nkeys:\n  case: Sagsnr\n  provision: {constant: sel-102}\n  \
    decision: {column: Afgørelse, words: {Afslag: refusal, Bevilling: grant}}\n  occasion: {constant: application}\n  \
    decided: Dato\n  dispatch: Dato\n  channel: Kanal\n  citizen.name: Navn\n  citizen.cpr: CPR\n  \
    citizen.address: {columns: [Adresse, By]}\n  \
    application.parts: {keys: {id: {constant: del-1}, measure: {column: Ydelse, words: {Psykolog: psychologist}}, amount.count: Antal}}\n  \
    facts:\n    numbered: 1\n    keys: {id: {constant: \"f{n}\"}, source: \"Kilde {n}\", dated: \"Dato {n}\", says: \"Oplysning {n}\"}\n  \
    reasoning: Begrundelse\n";

fn row(number: usize) -> Vec<String> {
    let cells = [
        &format!("2026-7-{number:04}"),
        "Afslag",
        "10-11-2026",
        "digital_post",
        &format!("Prøve Nr{number}sen"),
        "720585-1110",
        &format!("Prøvevej {number}, 1. tv."),
        "9999 Prøveby",
        "Psykolog",
        "12",
        "attest: fra \"læge\"",
        "2-9-2026",
        "du har ondt #1; og mere",
        "Første afsnit.\nAndet afsnit.",
    ];
    cells.map(str::to_owned).to_vec()
}

fn csv_of(rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    writer.write_record(COLUMNS).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn of_a_thousand_rows_with_twenty_faults_the_others_become_records() {
    let mut rows: Vec<Vec<String>> = (1..=1000).map(row).collect();
    let mut planned = BTreeSet::new();
    // Row n of the file is the n-1th of these, for the first row holds the names.
    let mut plant = |index: usize, code: &str, column: &str, cell: &str| {
        let at = COLUMNS.iter().position(|own| *own == column).unwrap();
        rows[index][at] = cell.to_owned();
        planned.insert((index + 2, code.to_owned(), column.to_owned()));
    };
    plant(3, "IMP-03", "Sagsnr", " ");
    plant(57, "IMP-06", "Sagsnr", "sag 12!");
    plant(101, "IMP-06", "Sagsnr", "720585-1110");
    plant(150, "IMP-07", "Sagsnr", "2026-7-0001");
    plant(200, "IMP-07", "Sagsnr", "2026/7/0002");
    plant(250, "IMP-04", "Afgørelse", "Afslga");
    plant(300, "IMP-03", "Afgørelse", "");
    plant(350, "IMP-05", "Dato", "2026-11-10");
    plant(400, "IMP-05", "Dato", "31-02-2026");
    plant(450, "IMP-03", "Navn", "\t");
    plant(500, "IMP-06", "Navn", "Usyn\u{200b}lig Tegnsen");
    plant(550, "IMP-06", "Navn", &"Langt Navn ".repeat(20));
    plant(600, "IMP-06", "Adresse", "Prøvevej 1\n2. tv.");
    plant(650, "IMP-06", "Antal", "tyve");
    plant(700, "IMP-04", "Ydelse", "Spåkone");
    plant(750, "IMP-06", "Oplysning 1", &"x".repeat(70));
    plant(800, "IMP-05", "Dato 1", "i går");
    plant(850, "IMP-04", "Kanal", "brevdue");
    rows[900].truncate(11);
    rows[950].push("for meget".to_owned());
    planned.insert((902, "IMP-02".to_owned(), "Dato 1".to_owned()));
    planned.insert((952, "IMP-02".to_owned(), "Begrundelse".to_owned()));
    assert_eq!(planned.len(), 20);

    let project = Project::new();
    // Excel's way: a byte-order mark, CRLF between rows.
    project.write("x.csv", &format!("\u{feff}{}", csv_of(&rows)));
    project.write("m.yaml", SMALL_MAPPING);
    let (code, told) = json(&project, &["import", "x.csv", "--map", "m.yaml"]);
    assert_eq!(code, 1);
    let found: BTreeSet<(usize, String, String)> = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            (usize::try_from(finding["row"].as_u64().unwrap()).unwrap(), text("code"), text("column"))
        })
        .collect();
    assert_eq!(found, planned);
    assert_eq!(told["findings"].as_array().unwrap().len(), 20);
    assert_eq!((&told["rows"], &told["written"]), (&1000.into(), &980.into()));
    assert_eq!(fs::read_dir(project.path("cases")).unwrap().count(), 980);
    assert_eq!(told["check"]["cases"], 980);
    assert_eq!(told["check"]["held"], 980, "what the export lacks, the checks say");
    // What was written reads back as the cells.
    let record = project.read("cases/2026-7-0500.yaml");
    assert!(
        record.contains("source: \"attest: fra \\\"læge\\\"\"\n") && record.contains("dated: 2026-09-02\n"),
        "{record}"
    );
}

/// Cells are personal data: they stand neither in the text nor in the JSON of output that is no terminal.
#[test]
fn no_cell_is_told_in_output_that_is_no_terminal() {
    let project = Project::new();
    let mut rows = vec![row(1), row(2), row(3)];
    rows[0][1] = "Kanariefugl".to_owned();
    rows[1][2] = "Kanariefugl".to_owned();
    rows[2][4] = format!("Kanariefugl{}", "x".repeat(130));
    project.write("x.csv", &csv_of(&rows));
    project.write("m.yaml", SMALL_MAPPING);
    for extra in [&[][..], &["--format", "json"], &["--lang", "en"]] {
        let run = project.run(&[&["import", "x.csv", "--map", "m.yaml"], extra].concat());
        assert_eq!(run.code, 1);
        assert!(!(run.stdout.clone() + &run.stderr).contains("Kanariefugl"), "{}", run.stdout);
    }
    let shown = project.run(&["import", "x.csv", "--map", "m.yaml", "--show-text"]);
    assert!(
        shown.stdout.contains("række 2, kolonne »Afgørelse«: FEJL IMP-04 [decision]"),
        "{}",
        shown.stdout
    );
    assert!(shown.stdout.contains("(»Kanariefugl«)"), "{}", shown.stdout);
}

#[test]
fn a_mapping_that_cannot_be_used_is_told_with_its_places_before_anything_is_written() {
    let project = Project::new();
    project.write("x.csv", &csv_of(&[row(1)]));
    for (old, new, told) in [
        (
            "citizen.name:",
            "citizen.nmae:",
            "m.yaml:10:3: FEJL IMP-01: Sagen har ikke den nøgle. Mener du `citizen.name`?",
        ),
        ("says: \"Oplysning", "syas: \"Oplysning", "Mener du `says`?"),
        (
            "citizen.cpr: CPR",
            "citizen.cpr: Cpr-nr",
            "m.yaml:11:16: FEJL IMP-01 [citizen.cpr]: Udtrækket har ingen kolonne `Cpr-nr`.",
        ),
        ("reasoning: Begrundelse", "reasoning: Begrundlse", "Mener du `Begrundelse`?"),
        ("  reasoning: Begrundelse\n", "", "kolonner, som mapping-filen ikke nævner: `Begrundelse`"),
        ("  channel: Kanal\n", "", "Nøglen `channel` mangler."),
        ("Afslag: refusal", "Afslag: refsual", "m.yaml:5:"),
        (
            "dates: dd-mm-yyyy",
            "dates: dag-mm-yyyy",
            "m.yaml:1:8: FEJL IMP-01 [dates]: Det er ikke en datoform.",
        ),
        ("{constant: application}", "{constant: ansøgning}", "[occasion]"),
        ("{constant: application}", "{konstant: application}", "Mener du `constant`?"),
        ("numbered: 1", "numbered: nul", "`numbered` er antallet af grupper"),
        ("citizen.name: Navn", "citizen: Navn", "Nøglen er ikke én værdi."),
        ("case: Sagsnr", "case: {constant: 2026-1}", "Hver sag skal have sit eget nummer."),
        ("  case: Sagsnr\n", "  case: Sagsnr\n  case: Sagsnr\n", "REC-05"),
        ("keys:\n", "kyes:\n", "Mener du `keys`?"),
        (
            "reasoning: Begrundelse",
            "reasoning: {column: Begrundelse, date: dd-mm-yyyy}",
            "Nøglen er ikke en dato.",
        ),
    ] {
        let mapping = SMALL_MAPPING.replacen(old, new, 1);
        assert_ne!(mapping, SMALL_MAPPING, "{old}");
        project.write("m.yaml", &mapping);
        let run = project.run(&["import", "x.csv", "--map", "m.yaml"]);
        assert_eq!(run.code, 2, "{old} => {new}\n{}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains(told), "{old} => {new}: no {told}\n{}", run.stderr);
        assert_eq!(fs::read_dir(project.path("cases")).unwrap().count(), 0);
    }
}

#[test]
fn an_export_that_cannot_be_read_is_told_and_windows_1252_is_converted_when_said() {
    let project = Project::new();
    project.write("m.yaml", SMALL_MAPPING);
    let text = csv_of(&[row(1)]);
    let windows: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    fs::write(project.path("x.csv"), windows).unwrap();
    let run = project.run(&["import", "x.csv", "--map", "m.yaml"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`encoding: windows-1252`"), "{}", run.stderr);
    project.write("m.yaml", &format!("encoding: windows-1252\n{SMALL_MAPPING}"));
    assert_eq!(project.run(&["import", "x.csv", "--map", "m.yaml"]).code, 0);
    assert!(project.read("cases/2026-7-0001.yaml").contains("name: Prøve Nr1sen\n"));
    let run = project.run(&["import", "der-er-ingen.csv", "--map", "m.yaml"]);
    assert_eq!(run.code, 2);
    fs::write(project.path("x.xlsx"), b"PK\x03\x04").unwrap();
    let run = project.run(&["import", "x.xlsx", "--map", "m.yaml"]);
    assert!(run.code == 2 && run.stderr.contains("`format: csv`"), "{}", run.stderr);
    // The mapping is looked for, not guessed.
    assert_eq!(project.run(&["import", "x.csv", "--map", "ingen.yaml"]).code, 2);
}

#[test]
fn json_lines_are_read_by_their_paths() {
    let project = Project::new();
    let line = |number: usize, channel: &str| {
        format!(
            "{{\"sag\":\"2026-8-{number:04}\",\"dato\":\"2026-11-10\",\"kanal\":{channel},\"borger\":{{\"navn\":\"Prøve Linjesen\",\"adresse\":[\"Prøvevej 1\",\"9999 Prøveby\"]}},\"internt\":1}}\n"
        )
    };
    let text = format!("{}ikke json\n{}{}", line(1, "\"paper\""), line(2, "null"), line(3, "\"email\""));
    project.write("x.jsonl", &text);
    project.write(
        "m.yaml",
        "left_out: all_others\nkeys:\n  case: sag\n  provision: {constant: sel-102}\n  decision: {constant: refusal}\n  \
         occasion: {constant: application}\n  decided: dato\n  dispatch: dato\n  channel: kanal\n  citizen.name: borger.navn\n  \
         citizen.address: {columns: [borger.adresse.1, borger.adresse.2]}\n",
    );
    let (code, told) = json(&project, &["import", "x.jsonl", "--map", "m.yaml"]);
    assert_eq!((code, &told["written"]), (1, &2.into()));
    let places: Vec<(u64, &str)> = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["row"].as_u64().unwrap(), finding["code"].as_str().unwrap()))
        .collect();
    assert_eq!(places, [(2, "IMP-02"), (3, "IMP-03")]);
    assert!(
        project.read("cases/2026-8-0001.yaml").contains("  address: [\"Prøvevej 1\", \"9999 Prøveby\"]\n")
    );
}

#[test]
fn the_codes_are_explained() {
    let run = Project::new().run(&["rules", "IMP-05"]);
    assert!(run.code == 0 && run.stdout.contains("docs/import.md"), "{}", run.stdout);
}

/// Pieces that mean something to YAML, Typst, Jinja, HTML, spreadsheets or terminals.
const PIECES: &[&str] = &[
    ": ",
    " #",
    "#",
    "- ",
    "\n",
    "\n\n",
    "  ",
    "|",
    ">",
    "&a ",
    "*a",
    "!!str ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "\\",
    "\\n",
    "=HYPERLINK(\"http://x\")",
    "+1",
    "@SUM",
    "%",
    "`",
    "$x$",
    "#set page()",
    "{{ x }}",
    "{% if %}",
    "<b>",
    "---",
    "...",
    "\t",
    "null",
    "true",
    "~",
    "no",
    "<<: ",
    "? ",
    "123",
    "1e5",
    "2026-12-07",
    "æøå",
    "e\u{301}",
    "Å",
    "😀",
    "\u{a0}",
    "\u{85}",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "\u{0}",
    "\u{1b}[31m",
    "ord",
    " ",
    "\r\n",
    "case: x",
    "]\ncase: \"y\"",
];

const TAMPERED: [&str; 5] = ["Navn", "Adresse", "Kilde 1", "Oplysning 1", "Begrundelse"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever stands in a cell comes out as that key's value, or is a finding at that column; it changes nothing else.
    #[test]
    fn a_cell_is_data(column in 0..TAMPERED.len(), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..12), odd in any::<char>()) {
        let column = TAMPERED[column];
        let mut cell: String = picks.iter().map(|pick| *pick.get(PIECES)).collect();
        cell.push(odd);
        let at = COLUMNS.iter().position(|own| *own == column).unwrap();
        let mut tampered = row(1);
        tampered[at] = cell.clone();
        let text = csv_of(&[tampered]);
        let table = Table::read(text.as_bytes(), Format::Csv, Layout::default()).unwrap();
        let file = CaseFile::from_bytes(Path::new("m.yaml"), "m.yaml".to_owned(), SMALL_MAPPING.into());
        let mapping = Mapping::read(&file).unwrap();
        let imported = records(&table, &mapping);
        let leaves = |text: &str| -> BTreeMap<String, String> {
            let file = CaseFile::from_bytes(Path::new("x.yaml"), "x.yaml".to_owned(), text.into());
            let read = read::read(&file);
            assert!(read.faults.is_empty(), "{:?}\n{text}", read.faults);
            read.leaves().into_iter().map(|(path, text, _)| (path, text.to_owned())).collect()
        };
        let plain = {
            let text = csv_of(&[row(1)]);
            let table = Table::read(text.as_bytes(), Format::Csv, Layout::default()).unwrap();
            leaves(&records(&table, &mapping).records[0].text)
        };
        let path = match column {
            "Navn" => "citizen.name",
            "Adresse" => "citizen.address[0]",
            "Kilde 1" => "facts[0].source",
            "Oplysning 1" => "facts[0].says",
            _ => "reasoning",
        };
        if imported.records.is_empty() {
            for finding in &imported.findings {
                prop_assert_eq!(finding.column.as_deref(), Some(column), "{:?}", finding);
            }
            prop_assert!(!imported.findings.is_empty());
            return Ok(());
        }
        let mut told = leaves(&imported.records[0].text);
        let meant = normalised(&cell);
        if meant.is_empty() {
            prop_assert!(!told.contains_key(path) || told[path] == "9999 Prøveby");
            return Ok(());
        }
        let value = told.remove(path).unwrap_or_default();
        prop_assert_eq!(value.trim_end_matches('\n'), meant);
        let mut others = plain;
        others.remove(path);
        prop_assert_eq!(told, others);
    }
}
