//! What only a set of cases shows: reasons that are alike, words of another case, two answers to one application.

use std::fs;
use std::path::{Path, PathBuf};

use begrund::case::{discover, read};
use begrund::check::batch::Kept;
use begrund::pipeline::{Progress, Step, Workspace, check};
use proptest::prelude::*;

use crate::project::Project;

struct Silent;

impl std::fmt::Debug for Silent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Silent")
    }
}

impl Progress for Silent {
    fn begin(&self, _: Step, _: usize) {}
    fn advance(&self) {}
    fn end(&self) {}
}

/// The findings of a set: file, severity, code and path. `settings` is put before the sample's.
fn findings(files: &[(String, String)], settings: &str, jobs: usize) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let sample = fs::read_to_string("begrund.yaml").unwrap();
    fs::write(folder.path().join("begrund.yaml"), format!("{settings}{sample}")).unwrap();
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
    for (path, (_, text)) in paths.iter().zip(files) {
        fs::write(path, text).unwrap();
    }
    let workspace = Workspace::load(folder.path()).unwrap();
    let report = check(&workspace, &paths, jobs, &Silent).unwrap();
    let mut told: Vec<String> = report
        .cases
        .to_mend()
        .flat_map(|(_, case)| {
            let file = Path::new(&case.source).file_name().unwrap().to_string_lossy().into_owned();
            case.findings.iter().map(move |found| {
                let line = found.place.as_ref().map_or(0, |place| place.line);
                format!("{file}:{line} {:?} {} {}", found.severity, found.code, found.path)
            })
        })
        .collect();
    told.sort();
    told
}

fn sample(name: &str) -> String {
    fs::read_to_string(format!("cases/{name}.yaml")).unwrap()
}

/// The sample refusal as another citizen's case, with some of the words changed.
fn another(number: &str, changes: &[(&str, &str)]) -> String {
    let mut text = sample("refusal-service-level-departure");
    let own = |key: &str| text.lines().find(|line| line.trim_start().starts_with(key)).unwrap().to_owned();
    let case = own("case:");
    let (name, cpr) = (own("name:"), own("cpr:"));
    text = text.replace(&case, &format!("case: \"{number}\""));
    text = text.replace(&name, "  name: Andetta Opdigtsen").replace(&cpr, "  cpr: \"610888-1005\"");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

fn file(name: &str, text: String) -> (String, String) {
    (name.to_owned(), text)
}

#[test]
fn twins_are_both_held_and_a_load_workspace_only_told() {
    let set = [
        file("a.yaml", sample("refusal-service-level-departure")),
        file("b.yaml", another("2026-102-9001", &[])),
    ];
    let alike = |settings: &str| -> Vec<String> {
        findings(&set, settings, 2).into_iter().filter(|found| found.contains("BAT-01")).collect()
    };
    let line = sample("refusal-service-level-departure")
        .lines()
        .position(|line| line.starts_with("reasoning:"))
        .unwrap()
        + 2;
    assert_eq!(
        alike(""),
        [format!("a.yaml:{line} Error BAT-01 reasoning"), format!("b.yaml:{line} Error BAT-01 reasoning")]
    );
    assert_eq!(alike("load: true\n"), [""; 0]);
    let project = Project::new();
    let settings = project.read("begrund.yaml");
    project.write("begrund.yaml", &format!("load: true\n{settings}"));
    for (name, text) in &set {
        project.case(name.trim_end_matches(".yaml"), text);
    }
    let told = project.run(&["check"]);
    assert!(
        told.stdout.contains("2 sager har en begrundelse, der ligner en anden sags (BAT-01)"),
        "{}",
        told.stdout
    );
}

#[test]
fn the_page_for_legal_staff_shows_the_letter_that_another_is_most_like() {
    let project = Project::new().with(&["refusal-service-level-departure"]);
    project.case("twin", &another("2026-102-9001", &[]));
    project.run(&["proof"]);
    let rows: serde_json::Value = serde_json::from_str(&project.read("out/bundle/rows.json")).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 2);
    for (row, other) in [(&rows[0], &rows[1]), (&rows[1], &rows[0])] {
        assert_eq!(row["similar"]["letter"], other["id"]);
        assert!(row["similar"]["share"].as_f64().unwrap() > 0.9, "{row}");
    }
}

#[test]
fn the_sample_cases_are_not_alike_and_name_nobody_else() {
    let mut set = Vec::new();
    for path in fs::read_dir("cases").unwrap().map(|entry| entry.unwrap().path()) {
        set.push((
            path.file_name().unwrap().to_string_lossy().into_owned(),
            fs::read_to_string(path).unwrap(),
        ));
    }
    assert_eq!(findings(&set, "", 2), [""; 0]);
}

#[test]
fn words_of_another_case_are_found_at_their_place() {
    let plain = sample("refusal-psychologist");
    let with = |words: &str| {
        plain.replace(
            "  du kan begynde den 7. december 2026.\n",
            &format!("  du kan begynde den 7. december 2026.\n  {words}\n"),
        )
    };
    let strangers = |words: &str| -> Vec<String> {
        let set = [file("a.yaml", with(words)), file("b.yaml", another("2026-102-9001", &[]))];
        findings(&set, "", 2).into_iter().filter(|found| found.contains("PER-03")).collect()
    };
    let line = plain.lines().position(|line| line.starts_with("reasoning:")).unwrap() + 2;
    assert_eq!(
        strangers("Som Andetta Opdigtsen beskriver, går det godt."),
        [format!("a.yaml:{line} Warning PER-03 reasoning")]
    );
    assert_eq!(strangers("Det står i sag 2026-102-9001."), [format!("a.yaml:{line} Error PER-03 reasoning")]);
    assert_eq!(strangers("Du hedder Modella Opfundsen, og din psykiater hedder Opdigt Lægesen."), [""; 0]);
}

#[test]
fn two_answers_to_one_application_are_told_apart_unless_one_replaces_the_other() {
    let first = sample("refusal-psychologist");
    let later = first.replace("decided: 2026-11-19", "decided: 2026-11-20");
    let codes = |second: String| -> Vec<String> {
        let set = [file("a.yaml", first.clone()), file("b.yaml", second)];
        findings(&set, "", 1).into_iter().filter(|found| found.contains("BAT-03")).collect()
    };
    assert_eq!(codes(later.clone()), ["a.yaml:4 Error BAT-03 decision", "b.yaml:4 Error BAT-03 decision"]);
    assert_eq!(codes(format!("replaces: 2026-102-0042_2026-11-19_refusal_citizen\n{later}")), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_the_order_of_files_nor_the_number_of_threads_changes_a_finding(
        order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle(),
        jobs in 1..4_usize,
    ) {
        let names = ["refusal-psychologist", "refusal-not-lasting", "partial-two-parts", "follow-up-end"];
        let mut set: Vec<(String, String)> = names.iter().map(|name| file(&format!("{name}.yaml"), sample(name))).collect();
        set.push(file("twin-a.yaml", sample("refusal-service-level-departure")));
        set.push(file("twin-b.yaml", another("2026-102-9001", &[])));
        let expected = findings(&set, "", 1);
        prop_assert!(expected.len() >= 2);
        let shuffled: Vec<_> = order.iter().map(|at| set[*at].clone()).collect();
        prop_assert_eq!(findings(&shuffled, "", jobs), expected);
    }
}

#[test]
fn a_letter_that_was_sent_before_to_another_citizen_holds_its_twin() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy("begrund.yaml", folder.path().join("begrund.yaml")).unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let first = path("first.yaml", &sample("refusal-service-level-departure"));
    let twin = path("twin.yaml", &another("2026-102-9001", &[]));
    let mut workspace = Workspace::load(folder.path()).unwrap();
    let read = read::read(&discover::load(&first));
    let kept = Kept::of(&read, read.record.as_ref().unwrap(), &workspace.law);
    workspace.sent = vec![kept.sent("2026-102-0026_2026-11-05_refusal_citizen")];
    let found = |workspace: &Workspace, path: &Path| -> Vec<String> {
        let report = check(workspace, &[path.to_owned()], 1, &Silent).unwrap();
        report.findings().map(|found| format!("{} {}", found.code, found.message.da)).collect()
    };
    // The same case is not held against its own letter.
    assert_eq!(found(&workspace, &first), [""; 0]);
    let told = found(&workspace, &twin);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("BAT-01 100 % ") && told[0].contains("2026-102-0026_2026-11-05"), "{told:?}");
    workspace.sent.clear();
    assert_eq!(found(&workspace, &twin), [""; 0]);
}
