//! The nightly run: what it leaves and says, and that it can be cut off anywhere and stopped at any time.
//!
//! `RUN_CUTS` is how often it is cut off, `RUN_CASES` over how many cases; the full counts, 100 and 2,000, are run by hand. So is
//! `RUN_BROKEN=10000`, among how many cases one in a hundred is broken.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::project::{Project, Run};

/// A workspace for load with so many cases of as many citizens.
fn many(cases: usize) -> Project {
    let samples = ["grant-psychologist-autism", "refusal-service-level-departure", "grant-sexology"];
    let texts = samples.map(|name| fs::read_to_string(crate::fixture::sample(name)).unwrap());
    let project = Project::new();
    project.write("begrund.yaml", &format!("load: true\n{}", project.read("begrund.yaml")));
    for number in 0..cases {
        let text = &texts[number % texts.len()];
        let own = |key: &str| text.lines().find(|line| line.starts_with(key)).unwrap();
        let other = text
            .replace(own("case:"), &format!("case: \"nat-{number:05}\""))
            .replace(own("  name:"), &format!("  name: Nattine Nr{}", word(number)))
            // Born from 1910 to 1989: with 4000 and above after the hyphen, some would be children.
            .replace(own("  cpr:"), &format!("  cpr: \"6101{:02}-{:04}\"", 10 + number % 80, 1 + number / 80))
            .replace(own("  address:"), &format!("  address: [\"Natvej {number}\", \"9999 Prøveby\"]"));
        project.case(&format!("{number:05}"), &other);
    }
    project
}

/// A number in letters, so that it is a name.
fn word(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(b'a' + digit - b'0')).collect()
}

fn begin(project: &Project) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("begrund"))
        .current_dir(project.root())
        .arg("run")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What stands in `out/` and must not depend on how often a run was cut off: letters, and the manifest but for the word `unchanged`.
fn left(project: &Project) -> (Vec<(String, Vec<u8>)>, String) {
    let manifest = project.read("out/manifest.jsonl").replace("\"unchanged\"", "\"built\"");
    (project.letters(), manifest)
}

fn wait_for(path: &Path) {
    let begun = Instant::now();
    while !path.exists() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{}", path.display());
        sleep(Duration::from_millis(2));
    }
}

fn setting(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn a_night_is_told_in_words_in_numbers_and_as_json() {
    let project = Project::new().with(&["refusal-psychologist", "grant-sexology"]);
    let broken = project.read("cases/grant-sexology.yaml").replace("consent:", "konsent:");
    let broken: String = broken
        .lines()
        .filter(|line| !line.starts_with("reasoning_covers"))
        .fold(String::new(), |text, line| text + line + "\n");
    project.case("grant-sexology", &broken);
    let Run { code, stdout, stderr } = project.run(&["run"]);
    assert_eq!(code, 1, "{stdout}{stderr}");
    assert!(stdout.contains("1 brev i out/letters, 1 lavet nu. 1 sag holdt tilbage."), "{stdout}");
    assert!(stdout.contains("0 sendt nu, 1 venter på godkendelse."), "{stdout}");
    assert!(stdout.contains("Næste: Åbn out/index.html"), "{stdout}");
    assert!(stdout.contains("REC-"), "{stdout}");
    // Where output is no terminal, no caseworker is named; the file for legal staff names them.
    let caseworker = broken.lines().find(|line| line.starts_with("caseworker:")).unwrap();
    let name = caseworker.split("name: ").nth(1).unwrap().split(',').next().unwrap();
    assert!(!stdout.contains(name), "{stdout}");
    let summary = project.read("out/summary.txt");
    assert!(summary.contains(name), "{summary}");
    assert_eq!(fs::metadata(project.path("out/summary.txt")).unwrap().mode() & 0o777, 0o600);
    let metrics = project.read("out/metrics.prom");
    for line in [
        "begrund_built 1",
        "begrund_held 1",
        "begrund_unapproved 1",
        "begrund_sent 0",
        "begrund_last_exit_code 1",
    ] {
        assert!(metrics.lines().any(|own| own == line), "{line}: {metrics}");
    }
    assert!(metrics.contains("begrund_last_success_timestamp_seconds "), "{metrics}");
    assert!(metrics.ends_with("# EOF\n"));
    // The earliest day of what waits: 23 November 2026.
    let oldest = "begrund_oldest_waiting_dispatch_timestamp_seconds ";
    let oldest: i64 = metrics.lines().find_map(|line| line.strip_prefix(oldest)).unwrap().parse().unwrap();
    assert!(oldest % 86_400 == 0 && oldest <= 1_795_392_000, "{oldest}");
    // A build by hand tells its own numbers, and still when a run last ended.
    assert_eq!(project.run(&["build"]).code, 1);
    let by_hand = project.read("out/metrics.prom");
    let last = |metrics: &str| -> Vec<String> {
        metrics.lines().filter(|line| line.contains("begrund_last_")).map(ToOwned::to_owned).collect()
    };
    assert_eq!((last(&by_hand).len(), last(&by_hand)), (9, last(&metrics)), "{by_hand}");
    assert!(by_hand.contains("begrund_unchanged 1") && by_hand.ends_with("# EOF\n"), "{by_hand}");

    let Run { code, stdout, .. } = project.run(&["run", "--format", "json"]);
    assert_eq!(code, 1);
    let told: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&told["exit"], &told["build"]["unchanged"]), (&1.into(), &1.into()));
    assert_eq!(told["delivery"]["unapproved"], 1);
    assert_eq!(told["held"].as_array().unwrap().len(), 1);
    assert!(told["held"][0]["days_left"].is_i64(), "{told}");
    let report: Value = serde_json::from_str(&project.read("out/report.json")).unwrap();
    assert_eq!(report["run"]["delivery"], told["delivery"]);
    assert!(report["ledger"]["head"].is_string(), "{report}");
}

/// What a run keeps of its records goes to disk when it is more than a MiB, which here it is among the letters.
#[test]
fn a_folder_for_temporary_files_that_takes_nothing_ends_the_run_and_loses_nothing() {
    const CASES: usize = 1100;
    let project = many(CASES);
    // With longer names, what is told of the cases outgrows memory before what is compared of them does.
    for number in 0..CASES {
        let long = project.path(&format!("cases/{number:05}-{}.yaml", "lang".repeat(50)));
        fs::rename(project.path(&format!("cases/{number:05}.yaml")), long).unwrap();
    }
    let missing = project.path("missing");
    let output = Command::new(assert_cmd::cargo::cargo_bin("begrund"))
        .current_dir(project.root())
        .env("TMPDIR", &missing)
        .arg("build")
        .output()
        .unwrap();
    let Run { code, stdout, stderr } = Run::from(output);
    assert_eq!(code, 4, "{stdout}{stderr}");
    assert!(stderr.contains(&missing.display().to_string()), "{stderr}");
    assert_eq!(project.letters().len(), 0);
    let staged = fs::read_dir(project.path("out/.staging")).unwrap().count();
    assert!((100..CASES).contains(&staged), "{staged} were made before");
    let first = project.read("out/.staging/journal");
    let Run { code, stdout, stderr } = project.run(&["build"]);
    assert_eq!(code, 0, "{stdout}{stderr}");
    assert_eq!(project.letters().len(), CASES);
    let manifest = project.read("out/manifest.jsonl");
    assert_eq!(manifest.matches("\"outcome\":\"built\"").count(), CASES);
    // What had been made was not made again: each line that was noted then tells of a letter that is in place now.
    for line in first.lines() {
        let digest = line.split("\"sha256\":\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(manifest.contains(digest), "{line}");
    }
}

#[test]
fn a_workspace_for_load_is_built_and_nothing_is_sent() {
    let project = many(3);
    let Run { code, stdout, stderr } = project.run(&["run"]);
    assert_eq!(code, 0, "{stdout}{stderr}");
    assert!(stdout.contains("intet er sendt"), "{stdout}");
    assert_eq!(project.letters().len(), 3);
    assert_eq!(project.run(&["send"]).code, 2);
}

#[test]
fn a_run_that_is_told_to_stop_ends_in_good_order_and_the_next_goes_on_where_it_was() {
    let project = many(120);
    let mut child = begin(&project);
    let journal = project.path("out/.staging/journal");
    wait_for(&journal);
    while fs::read_to_string(&journal).unwrap().lines().count() < 10 {
        sleep(Duration::from_millis(2));
    }
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(child.wait().unwrap().code(), Some(4));
    let made: Vec<String> = fs::read_to_string(&journal).unwrap().lines().map(ToOwned::to_owned).collect();
    assert!((10..120).contains(&made.len()), "{}", made.len());
    assert!(!project.path("out/manifest.jsonl").exists(), "a run that is stopped leaves no list");
    let inodes = |folder: &str| -> Vec<(String, u64)> {
        let files = fs::read_dir(project.path(folder)).unwrap().map(Result::unwrap);
        let mut inodes: Vec<_> = files
            .map(|file| (file.file_name().to_string_lossy().into_owned(), file.metadata().unwrap().ino()))
            .filter(|(name, _)| Path::new(name).extension().is_some_and(|ending| ending == "pdf"))
            .collect();
        inodes.sort();
        inodes
    };
    let staged = inodes("out/.staging");
    let run = project.run(&["run"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let placed = inodes("out/letters");
    assert_eq!(placed.len(), 120);
    let kept = staged.iter().filter(|file| placed.contains(file)).count();
    assert!(kept >= made.len(), "{kept} of {}: what was made is moved, not made again", made.len());
    let other = many(120);
    assert_eq!(other.run(&["run"]).code, 0);
    assert_eq!(left(&project), left(&other));
}

#[test]
fn what_somebody_else_put_into_staging_counts_for_nothing() {
    let project = many(6);
    let mut child = begin(&project);
    let journal = project.path("out/.staging/journal");
    wait_for(&journal);
    while fs::read_to_string(&journal).is_ok_and(|text| text.lines().count() < 2) {
        sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let Ok(text) = fs::read_to_string(&journal) else { return };
    // The first letter is exchanged, with its digest in a line of the journal that lacks the key.
    let line = text.lines().next().unwrap();
    let (seal, body) = line.split_once(' ').unwrap();
    let told: Value = serde_json::from_str(body).unwrap();
    let letter = &told["letters"][0];
    let (id, sha256) = (letter["id"].as_str().unwrap(), letter["sha256"].as_str().unwrap());
    let forged = b"%PDF-1.7 forged";
    fs::write(project.path(&format!("out/.staging/{id}.pdf")), forged).unwrap();
    let body = body.replace(sha256, &begrund::letter::sha256(forged));
    let others: String = text.lines().skip(1).fold(String::new(), |text, line| text + line + "\n");
    fs::write(&journal, format!("{seal} {body}\n{others}half a li")).unwrap();
    assert_eq!(project.run(&["run"]).code, 0);
    let other = many(6);
    assert_eq!(other.run(&["run"]).code, 0);
    assert_eq!(left(&project), left(&other));
}

#[test]
fn a_run_that_is_cut_off_anywhere_is_made_good_by_the_next() {
    let (cuts, cases) = (setting("RUN_CUTS", 10), setting("RUN_CASES", 200));
    let undisturbed = many(cases);
    let begun = Instant::now();
    assert_eq!(undisturbed.run(&["run"]).code, 0);
    let whole = begun.elapsed();
    let expected = left(&undisturbed);
    let project = many(cases);
    // Points all over a run; what was made is kept, so most cuts fall into a run that has less to do.
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..cuts {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let mut child = begin(&project);
        sleep(whole * u32::try_from(chance % 1000).unwrap() / 1000);
        child.kill().unwrap();
        child.wait().unwrap();
        if chance.is_multiple_of(4) {
            // Now and then everything is to be made once more, so that cuts fall into the making.
            let _gone = fs::remove_dir_all(project.path("out"));
            let _gone = fs::remove_file(project.path("begrund.db"));
            for file in ["begrund.db-wal", "begrund.db-shm", "begrund.anchor", "begrund.key"] {
                let _gone = fs::remove_file(project.path(file));
            }
        }
    }
    let run = project.run(&["run"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(left(&project), expected);
    let verified = project.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
}

#[test]
fn of_two_runs_at_once_the_second_ends_and_the_first_is_unharmed() {
    let project = many(60);
    let mut first = begin(&project);
    wait_for(&project.path("out/.staging/journal"));
    let second = project.run(&["run"]);
    assert_eq!(second.code, 4, "{}{}", second.stdout, second.stderr);
    assert_eq!(first.wait().unwrap().code(), Some(0));
    assert_eq!(project.letters().len(), 60);
}

/// A way in which a record can be broken: its name, and what it does to the text.
type Fault = (&'static str, fn(&str) -> Vec<u8>);

/// One of each kind: the YAML, its encoding, keys, values, a value that cannot be true, and a rule of law.
const FAULTS: [Fault; 10] = [
    ("a colon without a space", |text| text.replace("\ndecision: ", "\ndecision:").into()),
    ("a tab", |text| text.replace("\n  name:", "\n\tname:").into()),
    ("an alias", |text| text.replace("\nreasoning: |", "\nreasoning_: *her\nreasoning: |").into()),
    ("another encoding", |text| {
        text.chars().flat_map(|c| if c == 'ø' { vec![0xf8] } else { c.to_string().into_bytes() }).collect()
    }),
    ("cut short", |text| text[..text.find("\nassessment:").unwrap()].into()),
    ("an unknown key", |text| text.replace("\nchannel:", "\nkanal:").into()),
    ("an unknown word", |text| text.replace("\nprovision: sel-102", "\nprovision: sel-1O2").into()),
    ("no value", |text| line_as(text, "dispatch:", "dispatch:").into()),
    ("a day that is not", |text| line_as(text, "decided:", "decided: 2026-02-30").into()),
    ("sent before it was decided", |text| line_as(text, "dispatch:", "dispatch: 2026-01-02").into()),
];

/// The text with another line in the place of the one that begins so.
fn line_as(text: &str, begins: &str, other: &str) -> String {
    let lines = text.lines().map(|line| if line.starts_with(begins) { other } else { line });
    lines.fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn one_record_in_a_hundred_that_is_broken_costs_no_other_its_letter() {
    let cases = setting("RUN_BROKEN", 1000);
    let project = many(cases);
    let digests = || -> BTreeMap<String, String> {
        let letters = fs::read_dir(project.path("out/letters")).unwrap().map(Result::unwrap);
        let name = |letter: &fs::DirEntry| letter.file_name().to_string_lossy().into_owned();
        letters.map(|own| (name(&own), begrund::letter::sha256(&fs::read(own.path()).unwrap()))).collect()
    };
    let clean = project.run(&["build"]);
    assert_eq!(clean.code, 0, "{}{}", clean.stdout, clean.stderr);
    let mut expected = digests();
    assert_eq!(expected.len(), cases);
    let mut broken: BTreeMap<String, &str> = BTreeMap::new();
    for (nth, number) in (37..cases).step_by(100).enumerate() {
        let (kind, spoil) = FAULTS[nth % FAULTS.len()];
        let name = format!("cases/{number:05}.yaml");
        let text = project.read(&name);
        let spoilt = spoil(&text);
        assert_ne!(spoilt, text.as_bytes(), "{kind}");
        fs::write(project.path(&name), spoilt).unwrap();
        expected.retain(|letter, _| !letter.starts_with(&format!("nat-{number:05}_")));
        broken.insert(name, kind);
    }
    // From nothing, so that no letter is one of the clean run's.
    fs::remove_dir_all(project.path("out")).unwrap();
    for file in ["begrund.db", "begrund.db-wal", "begrund.db-shm", "begrund.anchor", "begrund.key"] {
        let _gone = fs::remove_file(project.path(file));
    }
    assert_eq!(project.run(&["build"]).code, 1);
    assert_eq!(expected.len(), cases - broken.len());
    assert!(digests() == expected, "the others are what they were, byte for byte");
    for line in project.read("out/manifest.jsonl").lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        let Some(kind) = broken.get(entry["source"].as_str().unwrap()) else {
            assert_eq!(entry["outcome"], "built", "{entry:#}");
            continue;
        };
        assert_eq!(entry["outcome"], "held", "{kind}: {entry:#}");
        let errors =
            entry["findings"].as_array().unwrap().iter().filter(|found| found["severity"] == "error");
        let errors: Vec<&Value> = errors.collect();
        assert!(!errors.is_empty(), "{kind}");
        for found in errors {
            let placed = |key: &str| found[key].as_u64().is_some_and(|number| number > 0);
            assert!(placed("line") && placed("column"), "{kind}: {found:#}");
        }
    }
}
