//! The JSON Schema and the reader say the same: what is read without a fault is valid, and what is not valid is a finding.

use std::fs;
use std::path::{Path, PathBuf};

use begrund::case::describe::{KeyDoc, describe};
use begrund::case::schema::{case_schema, instance};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use walkdir::WalkDir;

use crate::fixture::{Desk, Fixture, listed, sample};
use crate::validator::faults;

thread_local! {
    static SCHEMA: Value = case_schema().to_value();
    static DESK: Desk = Desk::new();
}

/// What the schema says of a record; `None` where the file is no plain YAML, which editors tell without a schema.
fn under_schema(text: &str) -> Option<Vec<String>> {
    let instance = instance(text)?;
    Some(SCHEMA.with(|schema| faults(schema, &instance)))
}

/// A record that the program accepts is valid; one that is not valid has a finding that holds it.
fn holds(text: &str, name: &str) {
    let findings = DESK.with(|desk| desk.check(text.as_bytes()).findings);
    let Some(faults) = under_schema(text) else {
        assert!(findings.has_errors(), "{name}: no plain YAML, and no finding\n{text}");
        return;
    };
    assert!(
        faults.is_empty() || findings.has_errors(),
        "{name}: accepted, and yet under the schema {faults:?}\n{}",
        listed(&findings)
    );
}

fn fixtures() -> Vec<PathBuf> {
    WalkDir::new("tests/rules")
        .into_iter()
        .chain(WalkDir::new("tests/mistakes"))
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file())
        .collect()
}

fn samples() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir("cases").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_sample_case_is_valid() {
    for path in samples() {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(under_schema(&text), Some(Vec::new()), "{}", path.display());
    }
}

#[test]
fn every_fixture_that_is_not_valid_is_held() {
    for path in fixtures() {
        holds(&Fixture::read(&path).record, &path.display().to_string());
    }
}

/// What the schema sees of the broken corpus, so that it cannot say yes to everything: of each code, whether all, some or
/// none of its fixtures are not valid.
#[test]
fn the_schema_sees_what_a_schema_can_see() {
    let mut seen: std::collections::BTreeMap<String, Vec<bool>> = std::collections::BTreeMap::new();
    for path in fixtures().iter().filter(|path| path.starts_with("tests/rules")) {
        let code = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        if let Some(faults) = under_schema(&Fixture::read(path).record).filter(|_| code.starts_with("REC")) {
            seen.entry(code).or_default().push(!faults.is_empty());
        }
    }
    let seen: Vec<String> = seen
        .into_iter()
        .map(|(code, seen)| format!("{code} {} of {}", seen.iter().filter(|one| **one).count(), seen.len()))
        .collect();
    assert_eq!(
        seen,
        [
            "REC-06 3 of 3",
            "REC-07 1 of 1",
            "REC-08 2 of 3",
            "REC-09 3 of 3",
            "REC-10 1 of 4",
            "REC-11 1 of 2",
            "REC-12 1 of 1",
            "REC-13 0 of 1",
            "REC-14 0 of 1",
            "REC-15 1 of 3",
            "REC-16 1 of 1",
            "REC-17 1 of 1",
            "REC-18 1 of 2",
            "REC-19 0 of 3",
        ]
    );
}

#[test]
fn every_key_and_word_is_told_in_danish_in_the_schema() {
    fn look(schema: &Value, path: &str, told: &mut usize) {
        if let Some(words) = schema.get("enum") {
            let meanings = schema["enumDescriptions"].as_array().unwrap();
            assert_eq!(words.as_array().unwrap().len(), meanings.len(), "{path}");
        }
        for (key, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let path = format!("{path}.{key}");
            assert!(inner["description"].as_str().is_some_and(|told| told.len() > 5), "{path}");
            assert!(inner.get("errorMessage").is_some(), "{path}");
            *told += 1;
            look(inner, &path, told);
        }
        for part in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            look(part, path, told);
        }
        if let Some(items) = schema.get("items") {
            look(items, path, told);
        }
    }
    let schema = case_schema().to_value();
    let mut told = 0;
    look(&schema, "", &mut told);
    assert!(told > 200, "{told}");
    let because = &schema["properties"]["reopening"]["properties"]["because"];
    assert!(because["description"].as_str().unwrap().contains("Læses efter »fordi«"), "{because}");
    assert_eq!(because["examples"][0], "vi har fået en ny erklæring fra din psykiater");
    assert_eq!(schema["properties"]["facts"]["items"]["properties"]["weight"]["default"], "supporting");
    assert_eq!(schema["properties"]["facts"]["items"]["properties"]["medical"]["default"], false);
}

#[test]
fn every_example_is_valid_for_its_key() {
    fn look(schema: &Value, path: &str) {
        for example in schema.get("examples").and_then(Value::as_array).into_iter().flatten() {
            assert!(faults(schema, example).is_empty(), "{path}: {example} {:?}", faults(schema, example));
        }
        for (key, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            look(inner, &format!("{path}.{key}"));
        }
        for part in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            look(part, path);
        }
        if let Some(items) = schema.get("items") {
            look(items, path);
        }
    }
    look(&case_schema().to_value(), "");
}

/// Values of every shape, for every key.
const VALUES: &[&str] = &[
    "null",
    "~",
    "",
    "true",
    "false",
    "\"true\"",
    "'false'",
    "True",
    "ja",
    "0",
    "1",
    "20",
    "-1",
    "+5",
    "1.5",
    "1,5",
    "1.000",
    "1.234,50",
    "1e5",
    "0x1F",
    ".5",
    "007",
    "\"20\"",
    "100001",
    "12345678901",
    "250 kr.",
    "2026-12-07",
    "\"2026-12-07\"",
    "2026-12",
    "2026-02-30",
    "01-09-2026",
    "1850-01-01",
    "[]",
    "{}",
    "[a, b]",
    "[1, true]",
    "[null]",
    "{from: 2026-12-01, to: 2027-11-30}",
    "{from: 2026-12, open_ended: true}",
    "none",
    "not_assessed",
    "original",
    "psykiater",
    "2026-102-0042",
    "\"660190-1234\"",
    "6601901234",
    "660190-1234",
    "\"§ 74\"",
    "74",
    "du ikke kan",
    "Hele sætninger.",
    "\"tekst: med kolon\"",
    "'tekst ''med'' tegn'",
    "{amount: 20, per: pr. gang}",
    "{count: 20, unit: samtaler}",
    "improve",
    "[improve, maintain]",
    "fully",
    "partly",
    "~x",
    "!x",
    "*x",
    "&x y",
];

/// Keys of every kind, some of them misspelt or in the wrong place.
const KEYS: &[&str] =
    &["because", "decided", "met", "rests_on", "name", "recieved", "navn", "parts", "Because", "a b"];

/// The text with one line's value changed, one line gone, or one line more.
fn mutated(text: &str, which: Index, how: u8, value: Index, key: Index) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let keyed: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].contains(':') && !lines[*at].trim_start().starts_with('#'))
        .collect();
    let at = *which.get(&keyed);
    let line = lines[at].clone();
    let (name, _) = line.split_once(':').unwrap();
    let value = *value.get(VALUES);
    match how % 4 {
        0 => lines[at] = format!("{name}: {value}"),
        1 => {
            lines.remove(at);
        }
        2 => {
            let indent = line.len() - line.trim_start().len();
            lines.insert(at, format!("{}{}: {value}", " ".repeat(indent), key.get(KEYS)));
        }
        _ => lines[at] = line.replacen(name.trim_start(), KEYS[key.index(KEYS.len())], 1),
    }
    lines.join("\n") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_record_that_is_not_valid_is_held(
        which in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>(), any::<Index>(), any::<Index>()), 1..4),
    ) {
        let mut text = fs::read_to_string(which.get(&samples())).unwrap();
        for (at, how, value, key) in changes {
            text = mutated(&text, at, how, value, key);
        }
        holds(&text, "mutated");
    }
}

/// Each key with each value on its own: what is read there without a fault is valid there.
#[test]
fn every_value_that_is_read_at_a_key_is_valid_there() {
    let mut tried = 0;
    for name in ["partial-two-parts", "follow-up-change", "reopened-own-error-partial", "remittal-refusal"] {
        let path = sample(name);
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let Some((name, _)) = line.split_once(':').filter(|_| !line.trim_start().starts_with('#')) else {
                continue;
            };
            let key = name.trim_start_matches([' ', '-']);
            if key.contains(' ') {
                continue;
            }
            for value in VALUES {
                let changed: String = text
                    .lines()
                    .enumerate()
                    .map(
                        |(at, line)| {
                            if at == number { format!("{name}: {value}\n") } else { format!("{line}\n") }
                        },
                    )
                    .collect();
                let file = begrund::case::CaseFile::from_bytes(
                    Path::new("a"),
                    "a".to_owned(),
                    changed.clone().into_bytes(),
                );
                let read = begrund::case::read::read(&file);
                if read.faults.is_empty() && read.empty_keys.is_empty() {
                    let faults = under_schema(&changed).unwrap();
                    // What is no CPR number is the business of a check, not of the reader.
                    let faults: Vec<_> = faults.iter().filter(|fault| !fault.contains("cpr")).collect();
                    assert!(faults.is_empty(), "{}: `{name}: {value}` {faults:?}", path.display());
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 3_000, "only {tried} were read");
}

#[test]
fn every_key_of_the_contract_is_in_the_schema() {
    let contract = fs::read_to_string("docs/case-record.md").unwrap();
    let keys = &contract[contract.find("## Every key").unwrap()..];
    let mut found = 0;
    for row in keys.lines().filter(|line| line.starts_with('|')) {
        let cell = row.split('|').nth(1).unwrap();
        for name in
            cell.split('`').skip(1).step_by(2).filter(|name| name.contains('.') && !name.starts_with('.'))
        {
            let path = name.replace("[]", "[0]");
            let homes = ["", "application.", "assessment.", "assessment.other_legislation.", "follow_up."];
            let doc: Option<&KeyDoc> = homes.iter().find_map(|home| describe(&format!("{home}{path}")));
            assert!(doc.is_some() || path.starts_with("citizen_view"), "{name}");
            found += 1;
        }
    }
    assert!(found > 80, "{found}");
}
