//! What those who run begrund rely on: backup and restore of the ledger, retention, and the units for systemd.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use begrund::ledger::{KeptSketch, Ledger, LedgerError, What};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::project::{Project, Run};

const REFUSAL: &str = "2026-102-0042_2026-11-19_refusal_citizen";

fn office(samples: &[&str]) -> Project {
    let project = Project::new().with(samples);
    let run = project.run(&["proof"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    project
}

#[track_caller]
fn done(project: &Project, args: &[&str]) -> Run {
    let run = project.run(args);
    assert_eq!(run.code, 0, "{args:?}: {}{}", run.stdout, run.stderr);
    run
}

fn events(folder: &Path) -> u64 {
    Ledger::look(folder).unwrap().unwrap().events().verify().unwrap().unwrap().events
}

/// Notes that a letter was sent so many days ago.
fn sent(project: &Project, letter: &str, days: i64) {
    let at = Timestamp::now() - SignedDuration::from_hours(24 * days);
    let mut ledger = Ledger::open(project.root(), None, at).unwrap();
    let pdf = fs::read(project.path(&format!("out/letters/{letter}.pdf"))).unwrap();
    let mut what = What::Sent {
        pdf: begrund::letter::sha256(&pdf),
        channel: "digital_post".into(),
        application: String::new(),
        attempt: None,
        reply: None,
        remembered: None,
    };
    let matter = letter.split('_').next();
    ledger
        .write(at, |writer| {
            if let What::Sent { remembered, .. } = &mut what {
                *remembered = Some(writer.remember(letter, &sketch(letter))?);
            }
            writer.append(matter, Some(letter), &what).map(drop)
        })
        .unwrap();
}

/// What is kept of a letter for the comparison of reasons.
fn sketch(letter: &str) -> KeptSketch {
    KeptSketch {
        owners: vec!["0123456789abcdef".to_owned()],
        reasons: begrund::letter::sha256(letter.as_bytes()),
    }
}

/// What is still kept of a letter that was sent.
fn kept(project: &Project, letter: &str) -> Option<KeptSketch> {
    let ledger = Ledger::look(project.root()).unwrap().unwrap();
    let mut kept = None;
    let own = |found: String, _, sketch| kept = kept.take().or((found == letter).then_some(sketch));
    ledger.events().each_sketch(own).unwrap();
    kept
}

fn backup(project: &Project) -> PathBuf {
    let run = done(project, &["backup", "kopier", "--format", "json"]);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    project.path(told["backup"].as_str().unwrap())
}

#[test]
fn a_backup_is_whole_and_put_back_it_is_the_same_ledger() {
    let project = office(&["refusal-psychologist", "grant-psychologist-autism"]);
    done(&project, &["approve", REFUSAL, "--by", "Godkenda Prøvesen"]);
    let folder = backup(&project);
    assert_eq!(events(&folder), events(project.root()));
    for file in ["begrund.db", "begrund.key", "begrund.anchor"] {
        let mode = fs::metadata(folder.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::read_dir(project.path("kopier")).unwrap().count(), 1, "nothing half made is left");

    // The disk was lost: workspace and records are there again, the ledger comes from the copy.
    let whole = done(&project, &["log", "2026-102-0042"]).stdout;
    for file in ["begrund.db", "begrund.db-wal", "begrund.db-shm", "begrund.key", "begrund.anchor"] {
        let _gone = fs::remove_file(project.path(file));
    }
    for file in ["begrund.db", "begrund.key", "begrund.anchor"] {
        fs::copy(folder.join(file), project.path(file)).unwrap();
    }
    done(&project, &["verify"]);
    assert_eq!(done(&project, &["log", "2026-102-0042"]).stdout, whole);
    done(&project, &["withdraw", REFUSAL, "--because", "Efter prøven.", "--by", "Godkenda Prøvesen"]);
    assert_eq!(events(project.root()), events(&folder) + 1, "it can be written on");
}

#[test]
fn a_backup_that_is_behind_is_not_taken_for_the_ledger() {
    let project = office(&["refusal-psychologist"]);
    let folder = backup(&project);
    done(&project, &["approve", REFUSAL, "--by", "Godkenda Prøvesen"]);
    sent(&project, REFUSAL, 0);
    done(&project, &["build"]);
    for file in ["begrund.db-wal", "begrund.db-shm"] {
        let _gone = fs::remove_file(project.path(file));
    }
    fs::copy(folder.join("begrund.db"), project.path("begrund.db")).unwrap();
    assert!(matches!(Ledger::look(project.root()), Err(LedgerError::Truncated { .. })));
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2, "a letter that was sent must not be made as if it were new: {}", run.stdout);
    // The anchor was put back too: then the last report still tells that events are missing.
    fs::copy(folder.join("begrund.anchor"), project.path("begrund.anchor")).unwrap();
    let run = project.run(&["status"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("report.json"), "{}", run.stderr);
    // Who has looked into it moves `out/` away; it is made anew.
    fs::remove_dir_all(project.path("out")).unwrap();
    done(&project, &["proof"]);
    done(&project, &["verify"]);
}

#[test]
fn a_backup_is_made_while_others_write_and_of_a_sound_ledger_only() {
    let project = office(&["refusal-psychologist"]);
    let mut ledger = Ledger::open(project.root(), None, Timestamp::now()).unwrap();
    let before = events(project.root());
    let folder = ledger
        .write(Timestamp::now(), |writer| {
            let begun = What::DrawSeeded { seed: "halvt".into() };
            writer.append(None, None, &begun)?;
            Ok::<_, LedgerError>(backup(&project))
        })
        .unwrap();
    assert_eq!(events(&folder), before, "what is not yet written is not in it");
    assert_eq!(events(project.root()), before + 1);
    drop(ledger);
    let path = project.path("begrund.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("DROP TRIGGER event_is_never_changed; UPDATE event SET body = '{}' WHERE seq = 2;")
        .unwrap();
    drop(connection);
    let made = fs::read_dir(project.path("kopier")).unwrap().count();
    let run = project.run(&["backup", "kopier"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert_eq!(
        fs::read_dir(project.path("kopier")).unwrap().count(),
        made,
        "a copy that is not whole is none"
    );
}

fn there(project: &Project, letter: &str) -> Vec<String> {
    let mut names: Vec<String> = walkdir::WalkDir::new(project.path("out"))
        .into_iter()
        .map(|entry| entry.unwrap().path().strip_prefix(project.path("out")).unwrap().display().to_string())
        .filter(|name| name.contains(letter))
        .collect();
    names.sort();
    names
}

#[test]
fn letters_sent_long_ago_go_and_the_ledger_keeps_what_proves_them() {
    let names = ["refusal-psychologist", "grant-psychologist-autism", "refusal-not-lasting"];
    let project = office(&names);
    // What a channel left of it, and a letter whose case number ends in the same way.
    project.write(&format!("out/paper/2026-11-20/0001_{REFUSAL}.pdf"), "%PDF-1.7");
    project.write(&format!("out/paper/2026-11-20/0002_1{REFUSAL}.pdf"), "%PDF-1.7");
    let kept: Vec<String> = there(&project, "refusal-not-lasting");
    let other = project.letters().into_iter().map(|(name, _)| name).find(|name| !name.starts_with(REFUSAL));
    let other = other.unwrap().trim_end_matches(".pdf").to_owned();
    sent(&project, REFUSAL, 400);
    sent(&project, &other, 10);

    // While the record is there, the letter stays.
    let run = done(&project, &["purge", "--older-than", "365"]);
    assert!(run.stdout.contains("--records") && run.stdout.contains("0 breve er slettet"), "{}", run.stdout);
    assert!(there(&project, REFUSAL).len() >= 5, "{:?}", there(&project, REFUSAL));

    let before = (there(&project, REFUSAL), events(project.root()));
    let plan =
        done(&project, &["purge", "--older-than", "365", "--records", "--dry-run", "--format", "json"]);
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    assert_eq!(plan["purged"][0]["letter"], REFUSAL);
    assert_eq!(plan["purged"][0]["record"], "cases/refusal-psychologist.yaml");
    assert_eq!(plan["purged"].as_array().unwrap().len(), 1, "{plan:#}");
    assert_eq!((there(&project, REFUSAL), events(project.root())), before, "a plan deletes nothing");

    done(&project, &["purge", "--older-than", "365", "--records"]);
    assert_eq!(there(&project, REFUSAL), [format!("paper/2026-11-20/0002_1{REFUSAL}.pdf")]);
    assert!(!project.path("cases/refusal-psychologist.yaml").exists());
    assert!(
        !project.read("out/index.html").contains(REFUSAL)
            && !project.read("out/manifest.jsonl").contains(REFUSAL)
    );
    assert_eq!(there(&project, "refusal-not-lasting"), kept);
    assert_eq!(project.letters().len(), 2);

    // The ledger tells of it, nothing is out of step, and doing it again does nothing.
    let log = done(&project, &["log", "2026-102-0042"]).stdout;
    assert!(log.contains("sendt") && log.contains("filerne og sagen slettet, 365 dage"), "{log}");
    done(&project, &["verify"]);
    let count = events(project.root());
    done(&project, &["purge", "--older-than", "365"]);
    assert_eq!(events(project.root()), count);
    let run = done(&project, &["build", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&report["totals"]["unchanged"], &report["totals"]["built"]), (&2.into(), &0.into()));
}

#[test]
fn a_record_that_was_moved_away_lets_its_letter_go_and_a_purge_that_was_stopped_is_done_again() {
    let project = office(&["refusal-psychologist", "grant-psychologist-autism"]);
    sent(&project, REFUSAL, 40);
    fs::rename(project.path("cases/refusal-psychologist.yaml"), project.path("arkiv.yaml")).unwrap();
    assert_eq!(kept(&project, REFUSAL), Some(sketch(REFUSAL)));
    // It had come as far as this.
    fs::remove_file(project.path(&format!("out/letters/{REFUSAL}.pdf"))).unwrap();
    done(&project, &["purge", "--older-than", "30"]);
    assert!(there(&project, REFUSAL).is_empty());
    assert_eq!(kept(&project, REFUSAL), None, "later reasons are not held against it any more");
    project.write(&format!("out/versions/{REFUSAL}.json"), "[]");
    let count = events(project.root());
    done(&project, &["purge", "--older-than", "30"]);
    assert!(there(&project, REFUSAL).is_empty(), "what is left is found anew");
    assert_eq!(events(project.root()), count, "but told once");
    done(&project, &["verify"]);
}

#[test]
fn a_sketch_that_was_changed_is_told_and_a_ledger_of_the_first_form_is_brought_further() {
    let project = office(&["refusal-psychologist"]);
    sent(&project, REFUSAL, 1);
    let database = || rusqlite::Connection::open(project.path("begrund.db")).unwrap();
    let change = "UPDATE sketch SET body = replace(body, '0123', '4567')";
    assert!(database().execute(change, []).is_err(), "no program changes one");
    let guard = "DROP TRIGGER sketch_is_never_changed";
    database().execute_batch(&format!("{guard}; {change}")).unwrap();
    let run = project.run(&["verify"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert_eq!(project.run(&["check"]).code, 2, "nothing is compared with what is not known to be true");
    database().execute_batch("DROP TABLE sketch; PRAGMA user_version = 1").unwrap();
    assert_eq!(kept(&project, REFUSAL), None, "to read it takes no migration");
    done(&project, &["build"]);
    done(&project, &["verify"]);
    let form = database().pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0));
    assert_eq!(form.unwrap(), 2);
}

#[test]
fn a_purge_waits_for_a_run() {
    let project = office(&["refusal-psychologist"]);
    let _store = begrund::store::Store::open(&project.path("out"), None).unwrap();
    assert_eq!(project.run(&["purge", "--older-than", "30"]).code, 4);
}

/// `systemd-analyze`, where it is found.
fn systemd(args: &[&str]) -> Option<(bool, String)> {
    let output = match Command::new("systemd-analyze").args(args).output() {
        Ok(output) => output,
        Err(_) if std::env::var_os("BEGRUND_PEERS").is_none() => return None,
        Err(error) => panic!("systemd-analyze: {error}"),
    };
    let told = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&told).into_owned()))
}

#[test]
fn the_units_are_sound_and_give_away_little() {
    let folder = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for entry in fs::read_dir("packaging/systemd").unwrap().map(Result::unwrap) {
        // Where the program is on this machine.
        let text = fs::read_to_string(entry.path()).unwrap();
        let text = text.replace("/usr/local/bin/begrund", env!("CARGO_BIN_EXE_begrund"));
        let path = folder.path().join(entry.file_name());
        fs::write(&path, text).unwrap();
        units.push(path.display().to_string());
    }
    assert_eq!(units.len(), 5);
    let args: Vec<&str> = std::iter::once("verify").chain(units.iter().map(String::as_str)).collect();
    let Some((sound, told)) = systemd(&args) else { return };
    let ours: Vec<&str> = told.lines().filter(|line| line.contains("begrund")).collect();
    assert!(sound && ours.is_empty(), "{told}");
    for unit in
        units.iter().filter(|unit| unit.ends_with("begrund.service") || unit.ends_with("backup.service"))
    {
        // 0 gives nothing away, 10 everything; in tenths, as the option wants it.
        let (low, told) = systemd(&["security", "--offline=true", "--threshold=15", unit]).unwrap();
        assert!(low, "{told}");
    }
}
