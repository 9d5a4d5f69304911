//! The second run: only letters of which something changed are typeset, and an artefact is trusted only after it was hashed anew.

use std::fs;
use std::time::{Duration, SystemTime};

use begrund::case::discover::discover;
use begrund::config::Config;
use begrund::pack::Pack;
use begrund::pipeline::{MANIFEST, Order, Outcome, Silent, Workspace, build};
use begrund::store::Store;

use crate::project::Project;

const TWO: &[&str] = &["refusal-psychologist", "grant-psychologist-autism"];
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20" fill="#1d4f5c"/></svg>"##;

/// Two cases in a workspace with a logo and a layer of its own over the pack.
fn layered() -> Project {
    let project = Project::new().with(TWO);
    let settings = project.read("begrund.yaml");
    let logo = "  logo: {file: vaaben.svg, alt: Prøvestad Kommunes byvåben}\nappeal:";
    let settings = settings.replacen("\nappeal:", &format!("\n{logo}"), 1) + "\npack: lag\n";
    project.write("begrund.yaml", &settings);
    project.write("vaaben.svg", LOGO);
    for file in ["letters/refusal.typ.j2", "layout/letter.typ", "law/holidays.yaml", "glossary.yaml"] {
        project.write(&format!("lag/{file}"), &fs::read_to_string(format!("templates/{file}")).unwrap());
    }
    let font = "fonts/BegrundSans-Regular.ttf";
    project.write(&format!("lag/{font}"), "");
    fs::copy(format!("templates/{font}"), project.path(&format!("lag/{font}"))).unwrap();
    project
}

/// How many cases were built, and how many were unchanged.
#[track_caller]
fn run(project: &Project, args: &[&str]) -> (u64, u64) {
    let run = project.run(&[args, &["--format", "json"]].concat());
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let count = |what: &str| report["totals"][what].as_u64().unwrap();
    (count("built"), count("unchanged"))
}

#[test]
fn a_letter_is_typeset_anew_when_anything_it_is_made_of_changes_and_for_nothing_else() {
    let project = layered();
    assert_eq!(run(&project, &[]), (2, 0));
    let append = |file: &str, more: &[u8]| {
        let mut bytes = fs::read(project.path(file)).unwrap();
        bytes.extend_from_slice(more);
        fs::write(project.path(file), bytes).unwrap();
    };
    let changes: [(&str, &[u8], u64); 8] = [
        ("cases/refusal-psychologist.yaml", b"# set efter\n", 1),
        ("lag/letters/refusal.typ.j2", b"{# set efter #}\n", 2),
        ("lag/layout/letter.typ", b"// set efter\n", 2),
        ("lag/fonts/BegrundSans-Regular.ttf", b"\0\0\0\0", 2),
        ("lag/law/holidays.yaml", b"# set efter\n", 2),
        ("begrund.yaml", b"pages_max: 9\n", 2),
        ("vaaben.svg", b"<!-- set efter -->\n", 2),
        ("lag/glossary.yaml", b"# set efter\n", 2),
    ];
    for (file, more, built) in changes {
        assert_eq!(run(&project, &[]), (0, 2), "before {file}");
        append(file, more);
        assert_eq!(run(&project, &[]), (built, 2 - built), "{file}");
    }

    // How letters leave, who approves them and who may read them is no part of any.
    append("begrund.yaml", b"delivery: {per_run: 7}\napproval: {draw_percent: 20}\npaper: {folder: papir}\n");
    assert_eq!(run(&project, &[]), (0, 2));

    // What says nothing new changes nothing: times, a comment in the settings, the number of threads.
    let later = SystemTime::now() + Duration::from_hours(1);
    for name in TWO {
        let file = fs::File::options().write(true).open(project.path(&format!("cases/{name}.yaml"))).unwrap();
        file.set_modified(later).unwrap();
    }
    append("begrund.yaml", b"# set efter\n");
    assert_eq!(run(&project, &["--jobs", "1"]), (0, 2));

    // A file that was touched, is gone, or is another letter's is made anew.
    let letters = project.letters();
    let at = |index: usize| project.path(&format!("out/letters/{}", letters[index].0));
    append(&format!("out/letters/{}", letters[0].0), b" ");
    assert_eq!(run(&project, &[]), (1, 1));
    fs::remove_file(at(1)).unwrap();
    assert_eq!(run(&project, &[]), (1, 1));
    fs::copy(at(0), at(1)).unwrap();
    assert_eq!(run(&project, &[]), (1, 1));
    assert_eq!(project.letters(), letters);
}

#[test]
fn every_setting_counts_but_for_those_that_no_letter_is_made_by() {
    let project = Project::new();
    let settings = project.read("begrund.yaml");
    let digest = |settings: &str| {
        let config = Config::parse(settings).unwrap_or_else(|what| panic!("{what}: {settings}"));
        let pack = Pack::built_in();
        Workspace::new(project.root(), config, pack).unwrap().settings_sha256
    };
    let before = digest(&settings);
    // A key that is added to the settings must be put on one side or the other.
    let Config {
        test: _,
        load: _,
        municipality: _,
        appeal: _,
        channels: _,
        processing_weeks: _,
        notice_days: _,
        law_confirmations: _,
        rules: _,
        pack: _,
        spelling: _,
        address_window: _,
        pages_max: _,
        access: _,
        approval: _,
        delivery: _,
        email: _,
        digital_post: _,
        paper: _,
    } = Config::parse(&settings).unwrap();
    for (from, to) in [
        ("\ntest: true", "\ntest: false"),
        ("\ntest: true", "\ntest: true\nload: true"),
        ("name: Prøvestad Kommune", "name: Prøvested Kommune"),
        ("privatliv ", "persondata "),
        ("cvr: \"99999999\"", "cvr: \"99999998\""),
        ("#1d4f5c", "#1d4f5d"),
        ("Myndighed Voksne", "Myndighed Unge"),
        ("email: open", "email: closed"),
        ("sel-102: 10", "sel-102: 11"),
        ("notice_days: 28", "notice_days: 29"),
    ] {
        assert!(settings.contains(from), "{from}");
        assert_ne!(digest(&settings.replacen(from, to, 1)), before, "{to}");
    }
    let more = |more: &str| digest(&format!("{settings}\n{more}\n"));
    for key in [
        "law_confirmations: [{by: A, date: 2026-11-01, until: 2027-04-30, sources: [x]}]",
        "rules: [{code: SAG-10, severity: info, because: b, by: A}]",
        "pack: lag",
        "address_window: {left_mm: 21, top_mm: 45, width_mm: 85, height_mm: 45}",
        "pages_max: 9",
    ] {
        assert_ne!(more(key), before, "{key}");
    }
    for key in [
        "access: {group: sagsbehandlere}",
        "approval: {approvers: [{name: Godkenda Prøvesen, user: gopr}], open_each: [refusal], draw_percent: 20}",
        "delivery: {per_run: 7, stop_file: holdt, approval_days: 30}",
        "email: {host: relay.test.invalid, from: b@test.invalid, notice: true, override: p@test.invalid}",
        "digital_post: {outbox: ud, kle: \"00.00.00\", reply: true}",
        "paper: {folder: papir, copies: 2}",
    ] {
        assert_eq!(more(key), before, "{key}");
    }
}

#[test]
fn another_program_makes_every_letter_anew() {
    let project = Project::new().with(TWO);
    let workspace = Workspace::load(project.root()).unwrap();
    let store = Store::open(&project.path("out"), None).unwrap();
    let files = discover(&[project.path("cases")]).unwrap();
    let order = Order { files: &files, whole: true, jobs: 2, proof: None, key: None, stop: None };
    let outcomes = || {
        let report = build(&workspace, &store, &order, &Silent).unwrap();
        (0..report.cases.len()).map(|case| report.cases.outcome(case)).collect::<Vec<_>>()
    };
    assert_eq!(outcomes(), [Outcome::Built; 2]);
    assert_eq!(outcomes(), [Outcome::Unchanged; 2]);
    for key in ["build", "version", "pack_sha256", "settings_sha256"] {
        let manifest = project.read(&format!("out/{MANIFEST}"));
        let lines = manifest.lines().map(|line| {
            let mut entry: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(entry[key].as_str().is_some_and(|value| value.len() > 4), "{key}");
            entry[key] = "0.0.0".into();
            entry.to_string() + "\n"
        });
        let lines: String = lines.collect();
        project.write(&format!("out/{MANIFEST}"), &lines);
        assert_eq!(outcomes(), [Outcome::Built; 2], "{key}");
    }
}

#[test]
fn findings_are_told_again_and_a_new_case_can_hold_an_old_one() {
    let project = Project::new().with(TWO);
    assert_eq!(run(&project, &[]), (2, 0));
    // A second file that lays claim to the same letter.
    let copy = project.read("cases/refusal-psychologist.yaml");
    project.case("zzz", &copy);
    for _ in 0..2 {
        let run = project.run(&["--format", "json"]);
        assert_eq!(run.code, 1);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!((&report["totals"]["unchanged"], &report["totals"]["held"]), (&1.into(), &2.into()));
        assert!(report["totals"]["errors"].as_u64().unwrap() >= 2);
    }
    assert_eq!(project.letters().len(), 1);
    fs::remove_file(project.path("cases/zzz.yaml")).unwrap();
    assert_eq!(run(&project, &[]), (1, 1));
}

#[test]
fn a_run_over_some_files_keeps_the_other_lines_in_their_order() {
    let names = ["follow-up-end", "grant-psychologist-autism", "refusal-not-lasting", "refusal-psychologist"];
    let project = Project::new().with(&names);
    assert_eq!(run(&project, &[]), (4, 0));
    let manifest = project.read("out/manifest.jsonl");
    assert_eq!(run(&project, &["build", "cases/grant-psychologist-autism.yaml"]), (0, 1));
    let outcome = |text: &str| text.replace("\"outcome\":\"unchanged\"", "\"outcome\":\"built\"");
    assert_eq!(outcome(&project.read("out/manifest.jsonl")), manifest);
    // One that is held now gives no letter, and the others' stay.
    let text = project.read("cases/refusal-not-lasting.yaml").replace("channel: ", "channnel: ");
    project.case("refusal-not-lasting", &text);
    assert_eq!(project.run(&["build", "cases/refusal-not-lasting.yaml"]).code, 1);
    assert_eq!(project.letters().len(), 3);
    assert_eq!(project.read("out/manifest.jsonl").lines().count(), 4);
}
