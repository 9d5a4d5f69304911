//! Every rule holds back what it must and lets pass what it must: the fixtures under `tests/rules/`.

use std::collections::BTreeSet;
use std::fs;

use begrund::case::fault;
use begrund::check::{Check, RULES};

use crate::fixture::{Desk, Fixture, listed};

#[test]
fn each_fixture_gives_exactly_its_findings() {
    let desk = Desk::new();
    let mut failures = Vec::new();
    for folder in
        fs::read_dir("tests/rules").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let code = folder.file_name().unwrap().to_string_lossy().into_owned();
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let fixture = Fixture::read(&path);
            let verdict = fixture.check(&desk);
            let codes: BTreeSet<&str> =
                verdict.findings.iter().map(|finding| finding.code.as_ref()).collect();
            let held = path.file_name().unwrap().to_string_lossy().starts_with("held");
            if held != codes.contains(code.as_str()) {
                failures.push(format!(
                    "{}: must {}give {code}; gave {codes:?}",
                    path.display(),
                    if held { "" } else { "not " }
                ));
            }
            failures.extend(fixture.expect(&listed(&verdict.findings)).err());
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn every_rule_over_records_has_a_held_and_a_passing_fixture() {
    let records =
        RULES.iter().filter(|rule| matches!(rule.check, Check::Record(_))).map(|rule| rule.code.to_owned());
    let reading = fault::CODES.iter().map(|(code, _)| (*code).to_owned());
    let missing: Vec<String> = records
        .chain(reading)
        .flat_map(|code| [(code.clone(), "held"), (code, "passes")])
        // A record that reads without a fault is what every sample case is.
        .filter(|(code, kind)| !(code.starts_with("REC") && *kind == "passes"))
        // Faults of size, kind of file, encoding and of a batch are no change of lines: see `reading.rs`,
        // `files_that_are_no_records_are_refused` and `two_files_for_one_letter_are_told_apart`.
        .filter(|(code, _)| !matches!(code.as_str(), "REC-01" | "REC-02" | "REC-20"))
        .filter(|(code, kind)| {
            let folder = fs::read_dir(format!("tests/rules/{code}"));
            !folder.is_ok_and(|mut files| {
                files.any(|file| file.unwrap().file_name().to_string_lossy().starts_with(kind))
            })
        })
        .map(|(code, kind)| format!("{code} {kind}"))
        .collect();
    assert!(missing.is_empty(), "no fixture: {missing:?}");
}

#[test]
fn no_sample_case_gives_a_finding() {
    let desk = Desk::new();
    let mut failures = Vec::new();
    for path in fs::read_dir("cases").unwrap().map(|entry| entry.unwrap().path()) {
        let verdict = desk.check(&fs::read(&path).unwrap());
        if !verdict.findings.is_empty() {
            failures.push(format!("{}\n{}", path.display(), listed(&verdict.findings)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
