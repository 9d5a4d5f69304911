//! What other programs are told: JSON, SARIF, JUnit XML and GitHub annotations; and what `--only` and `--skip` leave out.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use begrund::check::{RULES, UNCHECKED};
use serde_json::Value;

use crate::editor::installed;
use crate::letters::peers_required;
use crate::project::Project;

const FORMATS: [&str; 4] = ["json", "sarif", "junit", "github"];
/// A file whose name means something to each format.
const HELD: &str = "b,ø & <1>";

/// A case that passes; one with an error and a warning; and one that cannot be read.
fn project() -> Project {
    let project = Project::new().with(&["refusal-psychologist"]);
    let good = project.read("cases/refusal-psychologist.yaml");
    let held = good
        .replace("2026-102-0042", "2026-102-9042")
        .replace("dated: 2026-08-12", "dated: 2027-08-12")
        .replace("du uden behandling ikke kommer ud af din bolig", "du kan ikke komme ud af din bolig");
    project.case(HELD, &held);
    project.case(
        "c",
        &good.replace("2026-102-0042", "2026-102-9043").replace("cpr: \"660190-1234\"", "cpr: 660190-123"),
    );
    project
}

fn json(project: &Project, args: &[&str]) -> Value {
    let run = project.run(&[args, &["--format", "json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr))
}

fn sarif(project: &Project, args: &[&str]) -> Value {
    let run = project.run(&[args, &["--format", "sarif"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr))
}

#[test]
fn sarif_has_the_rules_and_each_finding_at_its_place() {
    let project = project();
    let whole = sarif(&project, &["check"]);
    assert_eq!(whole["version"], "2.1.0");
    let run = &whole["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let mut ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    for rule in RULES {
        let told = &rules[ids.binary_search(&rule.code).unwrap()];
        assert_eq!(told["fullDescription"]["text"], rule.why.da.as_ref(), "{}", rule.code);
        assert_eq!(told["help"]["text"], rule.source, "{}", rule.code);
    }
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "a code has one descriptor");

    let results = run["results"].as_array().unwrap();
    let by_json = json(&project, &["check"]);
    let findings =
        by_json["cases"].as_array().unwrap().iter().flat_map(|case| case["findings"].as_array().unwrap());
    assert_eq!(results.len(), findings.clone().count());
    for (result, finding) in results.iter().zip(findings) {
        assert_eq!(result["ruleId"], finding["code"]);
        assert_eq!(
            rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"],
            finding["code"]
        );
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!((&region["startLine"], &region["startColumn"]), (&finding["line"], &finding["column"]));
    }
    let found = |code: &str| results.iter().find(|result| result["ruleId"] == code).unwrap();
    assert_eq!(found("SAG-08")["level"], "error");
    assert_eq!(found("SPR-09")["level"], "warning");
    let uri = &found("SAG-08")["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "cases/b%2C%C3%B8%20%26%20%3C1%3E.yaml");
}

/// The schema comes with another maker's crate: `tests/peers/sarif.sh target/sarif` lays it there.
#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says why")]
fn sarif_is_valid_under_the_official_schema() {
    let schema = Path::new("target/sarif/sarif-2.1.0.json");
    if peers_required() {
        assert!(Command::new("tests/peers/sarif.sh").arg("target/sarif").status().unwrap().success());
    }
    let (true, Some(ajv)) = (schema.is_file(), installed()) else {
        eprintln!(
            "skipped: tests/peers/sarif.sh target/sarif and editor.sh target/editor install what it needs"
        );
        return;
    };
    let project = project();
    let runs: [&[&str]; 5] = [
        &["check"],
        &["check", "--lang", "en"],
        &["check", "--only", "LOV-11"],
        &["check", "--skip", "SAG-08=prøve"],
        &["build"],
    ];
    let mut lines: String = runs.iter().map(|args| sarif(&project, args).to_string() + "\n").collect();
    // The peer must be able to say no.
    lines += &(sarif(&project, &["check"]).to_string().replace("\"startLine\":", "\"startLine\":-") + "\n");
    let mut node = Command::new("node")
        .arg("tests/peers/ajv.js")
        .arg(ajv)
        .arg(schema)
        .arg("loose")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut to = node.stdin.take().unwrap();
    let writer = std::thread::spawn(move || to.write_all(lines.as_bytes()).unwrap());
    let said = String::from_utf8(node.wait_with_output().unwrap().stdout).unwrap();
    writer.join().unwrap();
    assert_eq!(said.lines().collect::<Vec<_>>(), ["true", "true", "true", "true", "true", "false"]);
}

#[test]
fn junit_has_a_case_for_each_record_and_a_failure_for_each_that_is_held() {
    let project = project();
    let run = project.run(&["check", "--format", "junit", "--skip", "SAG-07=\"<prøve>\" & andet"]);
    assert_eq!(run.code, 1);
    let document = roxmltree::Document::parse(&run.stdout).unwrap();
    let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
    assert_eq!((suite.attribute("tests"), suite.attribute("failures")), (Some("3"), Some("2")));
    let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
    let names: Vec<&str> = cases.iter().map(|case| case.attribute("name").unwrap()).collect();
    assert_eq!(names, ["cases/b,ø & <1>.yaml", "cases/c.yaml", "cases/refusal-psychologist.yaml"]);
    let inside = |index: usize, tag: &str| cases[index].children().find(|node| node.has_tag_name(tag));
    let failure = inside(0, "failure").unwrap();
    assert_eq!(failure.attribute("type"), Some("SAG-08"));
    assert!(
        failure.text().unwrap().starts_with("cases/b,ø & <1>.yaml:38:12: FEJL SAG-08 [facts[0].dated]: ")
    );
    assert!(!failure.text().unwrap().contains("SPR-09"));
    assert!(inside(0, "system-out").unwrap().text().unwrap().contains(": ADVARSEL SPR-09 ["));
    assert!(inside(1, "failure").is_some());
    assert!(!cases[2].has_children());
    let skipped = suite.descendants().find(|node| node.attribute("name") == Some("skipped:SAG-07")).unwrap();
    assert!(skipped.attribute("value").unwrap().contains("\"<prøve>\" & andet"));
}

#[test]
fn github_shows_each_finding_at_its_line() {
    let run = project().run(&["check", "--format", "github"]);
    assert_eq!(run.code, 1);
    let at = "file=cases/b%2Cø & <1>.yaml,line=38,col=12,title=SAG-08::Oplysningen er fra efter afgørelsen. ";
    assert!(run.stdout.contains(&format!("::error {at}")), "{}", run.stdout);
    assert!(
        run.stdout.lines().any(|line| line.starts_with("::warning ") && line.contains(",title=SPR-09::"))
    );
    assert!(run.stdout.lines().all(|line| line.starts_with("::")), "{}", run.stdout);
}

#[test]
fn no_format_tells_a_word_of_a_record() {
    let project = project();
    let secrets = [
        "Modella",
        "Opfundsen",
        "660190",
        "Prøvevej",
        "psykiater Opdigt",
        "angst siden",
        "kan ikke komme ud",
    ];
    for format in FORMATS {
        for args in
            [&["check"][..], &["check", "--show-text", "--explain"], &["build"], &["check", "--lang", "en"]]
        {
            let run = project.run(&[args, &["--format", format]].concat());
            assert_eq!(run.code, 1, "{args:?} {format}");
            assert!(run.stdout.contains("SAG-08"), "{}", run.stdout);
            let said = run.stdout + &run.stderr;
            for secret in secrets {
                assert!(!said.contains(secret), "{args:?} {format}: `{secret}` in {said}");
            }
        }
    }
}

#[test]
fn only_changes_what_is_shown_and_never_what_is_held() {
    let project = project();
    let all = json(&project, &["check"]);
    assert_eq!((&all["codes"]["SAG-08"], &all["codes"]["SPR-09"]), (&1.into(), &1.into()), "{all}");
    let only = json(&project, &["check", "--only", "spr-09,LOV-11"]);
    assert_eq!(only["codes"], serde_json::json!({"SPR-09": 1}));
    assert_eq!((&only["totals"]["errors"], &only["totals"]["warnings"]), (&0.into(), &1.into()));
    assert_eq!(only["totals"]["held"], all["totals"]["held"]);
    for (format, told) in
        [("text", "uden --only"), ("sarif", "andre fund"), ("junit", "andre fund"), ("github", "andre fund")]
    {
        let run = project.run(&["check", "--only", "LOV-11", "--format", format]);
        assert_eq!(run.code, 1, "{format}");
        assert!(run.stdout.contains(told), "{format}: {}", run.stdout);
        assert!(
            !run.stdout.contains("title=SAG-08") && !run.stdout.contains("FEJL SAG-08"),
            "{}",
            run.stdout
        );
    }
    // What a build leaves is the same with and without.
    project.run(&["build", "--only", "LOV-11"]);
    let manifest = project.read("out/manifest.jsonl");
    assert!(manifest.contains("SAG-08") && manifest.contains("SPR-09"));
    assert_eq!(project.letters().len(), 1);
}

#[test]
fn skip_is_for_check_alone_and_is_told() {
    let project = project();
    std::fs::remove_file(project.path("cases/c.yaml")).unwrap();
    let run = project.run(&["check", "--skip", "SAG-08=prøve af gamle sager"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    let last: Vec<&str> = run.stdout.lines().rev().take(3).collect();
    assert!(
        last.iter().any(|line| line.starts_with("Sprunget over: SAG-08, fordi prøve af gamle sager.")),
        "{last:?}"
    );
    assert!(!run.stdout.contains("kan blive til breve"), "{}", run.stdout);
    let told = json(&project, &["check", "--skip", "SAG-08=prøve"]);
    assert_eq!(told["skipped"], serde_json::json!([{"code": "SAG-08", "reason": "prøve"}]));
    assert!(told["codes"].get("SAG-08").is_none());
    for format in ["sarif", "junit", "github"] {
        let run = project.run(&["check", "--skip", "SAG-08=prøve", "--format", format]);
        assert_eq!(run.code, 0, "{format}");
        assert!(run.stdout.contains("fordi prøve"), "{format}: {}", run.stdout);
    }
    for refused in [
        &["check", "--skip", "REC-08=prøve"][..],
        &["check", "--skip", "SAG-08"],
        &["check", "--skip", "SAG-08="],
        &["check", "--skip", "SAG-99=prøve"],
        &["check", "--only", "SAG-99"],
        &["build", "--skip", "SAG-08=prøve"],
        &["schema", "--format", "sarif"],
        &["rules", "--format", "junit"],
    ] {
        let run = project.run(refused);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{refused:?}");
        assert!(!run.stderr.is_empty());
    }
    assert!(!project.path("out").exists());
}

#[test]
fn a_rule_is_shown_with_an_example_of_each_kind_and_what_is_not_checked_is_said() {
    let project = Project::new();
    let shown = project.run(&["rules", "sag-05"]).stdout;
    let breaks = shown.find("Bryder reglen: cases/refusal-psychologist.yaml, ændret\n    -    ").unwrap();
    let mend = shown.find("Sådan: Der står ikke, hvorfor").unwrap();
    assert!(breaks < mend && mend < shown.find("Holder reglen: cases/").unwrap(), "{shown}");
    let told = json(&project, &["rules", "SAG-05"]);
    assert_eq!(told[0]["breaks"]["base"], "cases/refusal-psychologist.yaml");
    assert!(told[0]["breaks"]["hunks"][0].as_str().unwrap().starts_with("-    "), "{told}");
    assert!(told[0]["keeps"]["base"].as_str().unwrap().starts_with("cases/"));
    for unchecked in UNCHECKED {
        assert!(RULES.iter().all(|rule| rule.code != unchecked.code), "{} is checked", unchecked.code);
        let shown = project.run(&["rules", unchecked.code]);
        assert_eq!(shown.code, 0);
        assert!(
            shown.stdout.contains("kontrolleres ikke") && shown.stdout.contains(unchecked.source),
            "{}",
            shown.stdout
        );
    }
}

#[test]
fn whoever_reads_no_further_is_told_no_fault() {
    let project = project();
    for (command, expected) in
        [(["rules", "AFS-01"], 0), (["check", "--format=json"], 1), (["check", "--format=text"], 1)]
    {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("begrund"))
            .current_dir(project.root())
            .args(command)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // As `head` does when it has seen enough.
        drop(child.stdout.take());
        let run = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(expected), "{command:?}: {said}");
        assert!(!said.contains("internal error"), "{command:?}: {said}");
    }
}
