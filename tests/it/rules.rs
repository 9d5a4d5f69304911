//! Every rule holds back what it must and lets pass what it must: the fixtures under `tests/rules/`.

use std::collections::BTreeSet;
use std::fs;
use std::sync::{LazyLock, Mutex};

use begrund::case::fault;
use begrund::check::{Check, RULES, Scope, WordingRules};
use begrund::diagnostic::Findings;
use begrund::pack::Pack;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::fixture::{Desk, Fixture, listed};
use crate::project::Project;
use crate::studio::{samples, side_by_side};

/// Every fixture: the code it is of, and whether the code must be found.
fn fixtures() -> Vec<(String, bool, Fixture)> {
    let folders = fs::read_dir("tests/rules").unwrap().map(|entry| entry.unwrap().path());
    let mut fixtures = Vec::new();
    for folder in folders.filter(|path| path.is_dir()) {
        let code = folder.file_name().unwrap().to_string_lossy().into_owned();
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let held = path.file_name().unwrap().to_string_lossy().starts_with("held");
            fixtures.push((code.clone(), held, Fixture::read(&path)));
        }
    }
    fixtures
}

/// Whether only a finished letter, or a set of records, can break the rule.
fn is_about_letters(code: &str) -> bool {
    let built = |check: &Check| !matches!(check, Check::Record(_));
    let structural = RULES.iter().any(|rule| rule.code == code && built(&rule.check));
    structural
        || WordingRules::load(&Pack::built_in())
            .unwrap()
            .iter()
            .any(|rule| rule.code == code && matches!(rule.scope, Scope::Letter | Scope::Part(_)))
}

fn held_against(
    fixture: &Fixture,
    code: &str,
    held: bool,
    codes: &BTreeSet<String>,
    told: &str,
) -> Vec<String> {
    let mut failures = Vec::new();
    if held != codes.contains(code) {
        let not = if held { "" } else { "not " };
        failures.push(format!("{}: must {not}give {code}; gave {codes:?}", fixture.path.display()));
    }
    failures.extend(fixture.expect(told).err());
    failures
}

#[test]
fn each_fixture_over_records_gives_exactly_its_findings() {
    let desk = Desk::new();
    let mut failures = Vec::new();
    for (code, held, fixture) in fixtures() {
        if fixture.needs_a_run() || is_about_letters(&code) {
            continue;
        }
        let findings = fixture.check(&desk).findings;
        let codes = findings.iter().map(|finding| finding.code.to_string()).collect();
        failures.extend(held_against(&fixture, &code, held, &codes, &listed(&findings)));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn each_fixture_over_letters_and_sets_gives_exactly_its_findings() {
    let built: Vec<_> = fixtures()
        .into_iter()
        .filter(|(code, _, fixture)| fixture.needs_a_run() || is_about_letters(code))
        .collect();
    assert!(built.len() > 60, "{}", built.len());
    let failures = Mutex::new(Vec::new());
    side_by_side(&built, |(code, held, fixture)| {
        let (codes, told) = fixture.build();
        let found = held_against(fixture, code, *held, &codes, &told);
        failures.lock().unwrap().extend(found);
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// What no change of lines, settings or pack can show: each is shown by the test that stands beside it.
pub(crate) const SHOWN_ELSEWHERE: &[(&str, &str)] = &[
    ("REC-01", "reading.rs: a file that cannot be read, or is too large"),
    ("REC-02", "reading.rs: a file that is no UTF-8"),
    ("REC-20", "reading.rs: two files for one letter"),
    ("REC-21", "settings.rs, config: a setting is in no record"),
    ("BAT-04", "build.rs: the manifest holds the digests"),
    ("BAT-05", "build.rs: some of a thousand are broken, the others are the same bytes"),
    ("FRI-03", "sending.rs: a letter leaves on its day only"),
    ("SPR-12", "below: needs a dictionary"),
    ("STD-02", "standard.rs: a standard is no record"),
    ("STD-03", "standard.rs: a standard is no record"),
    ("STD-04", "standard.rs: a standard is no record"),
    ("STD-05", "standard.rs: a standard is no record"),
    ("TEK-05", "build.rs: what a crash leaves"),
    ("TIL-01", "letters.rs and the PDF validators: tags, title, language"),
    ("TIL-02", "letters.rs and the PDF validators: no text as an image"),
    ("TIL-03", "letters.rs and the PDF validators: fonts, order, contrast"),
];

#[test]
fn every_rule_has_a_held_and_a_passing_fixture() {
    let wording = WordingRules::load(&Pack::built_in()).unwrap();
    let codes: BTreeSet<String> = RULES
        .iter()
        .map(|rule| rule.code.to_owned())
        // Those over standards are tried on a standard, in standard.rs.
        .chain(wording.iter().filter(|rule| rule.scope != Scope::Standard).map(|rule| rule.code.clone()))
        .chain(fault::CODES.iter().map(|(code, _)| (*code).to_owned()))
        .collect();
    let there: BTreeSet<(String, bool)> =
        fixtures().into_iter().map(|(code, held, _)| (code, held)).collect();
    let missing: Vec<(String, bool)> = codes
        .into_iter()
        .flat_map(|code| [(code.clone(), true), (code, false)])
        // A record that reads without a fault is what every sample case is.
        .filter(|(code, held)| *held || !code.starts_with("REC"))
        .filter(|(code, _)| !SHOWN_ELSEWHERE.iter().any(|(own, _)| own == code))
        .filter(|fixture| !there.contains(fixture))
        .collect();
    assert!(missing.is_empty(), "no fixture (true: one that is held): {missing:?}");
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

#[test]
fn words_that_the_dictionary_lacks_are_told_where_there_is_a_dictionary() {
    let project = Project::new().with(&["refusal-psychologist"]);
    let record = project.read("cases/refusal-psychologist.yaml");
    let told = || {
        let run = project.run(&["check", "--format", "json"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        report["codes"].clone()
    };
    assert_eq!(told(), serde_json::json!({}));
    // A dictionary of all words of the record but one.
    let words: BTreeSet<&str> =
        record.split(|c: char| !c.is_alphabetic() && c != '-').filter(|word| !word.is_empty()).collect();
    assert!(words.contains("psykiateren"));
    let known: Vec<&str> = words.into_iter().filter(|word| *word != "psykiateren").collect();
    project.write("ordbog/da.aff", "SET UTF-8\n");
    project.write("ordbog/da.dic", &format!("{}\n{}\n", known.len(), known.join("\n")));
    let settings = project.read("begrund.yaml");
    project.write("begrund.yaml", &format!("{settings}spelling: ordbog\n"));
    assert_eq!(told(), serde_json::json!({"SPR-12": 1}));
    let run = project.run(&["check"]);
    let (said, word) = (run.stdout + &run.stderr, "psykiateren");
    assert!(said.contains("SPR-12") && !said.contains(word), "the word itself is the record's: {said}");
    fs::remove_file(project.path("ordbog/da.dic")).unwrap();
    let run = project.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("[spelling]: Der er ingen .dic-fil i `./ordbog`."), "{}", run.stderr);
}

/// The words of every rule's examples, with signs that texts are taken apart at.
fn stirred_words() -> Vec<String> {
    let rules = WordingRules::load(&Pack::built_in()).unwrap();
    let examples = rules.iter().flat_map(|rule| rule.violates.iter().chain(&rule.satisfies));
    let mut words: BTreeSet<String> =
        examples.flat_map(|text| text.split_whitespace()).map(str::to_owned).collect();
    let signs = [
        "\n  \n ", "\n  - ", "-\n ", "»", "«", "\"", "§", "…", ".", "?", "😀", "e\u{301}", "\u{a0}", "ß", "İ",
    ];
    words.extend(signs.map(str::to_owned));
    words.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is written, the checks come to an end, say the same twice and under other line ends, and point into the file.
    #[test]
    fn no_check_breaks_on_any_text(
        which in any::<Index>(),
        picks in prop::collection::vec(any::<Index>(), 0..300),
    ) {
        static STIRRED: LazyLock<(Desk, Vec<String>)> = LazyLock::new(|| (Desk::new(), stirred_words()));
        let (desk, words) = &*STIRRED;
        let samples: Vec<_> = samples();
        let record = fs::read_to_string(which.get(&samples)).unwrap();
        let text = picks.iter().map(|pick| pick.get(words).as_str()).collect::<Vec<_>>().join(" ");
        let head = record.split("\nreasoning: |").next().unwrap();
        let record = format!("{head}\nreasoning: |\n  Du {text}\n");
        let verdict = desk.check(record.as_bytes());
        let lines = record.lines().count();
        for finding in &verdict.findings {
            let line = finding.place.as_ref().map_or(1, |place| place.line);
            prop_assert!(line <= lines + 1, "{}: line {line} of {lines}", finding.code);
        }
        let told = listed(&verdict.findings);
        prop_assert_eq!(&told, &listed(&desk.check(record.as_bytes()).findings));
        let codes = |findings: &Findings| -> Vec<String> {
            findings.iter().map(|finding| format!("{} {}", finding.code, finding.path)).collect()
        };
        let other_ends = desk.check(record.replace('\n', "\r\n").as_bytes());
        prop_assert_eq!(codes(&verdict.findings), codes(&other_ends.findings));
    }
}
