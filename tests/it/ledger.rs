//! The ledger by itself: it only grows, and whatever is done to its file is found out.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::thread;
use std::time::Instant;

use begrund::ledger::{ANCHOR_NAME, Event, KEY_NAME, Ledger, LedgerError, NAME, Person, What};
use jiff::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::project::Project;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn withdrawn(because: &str) -> What {
    let by = Person { name: "Godkenda Prøvesen".into(), user: "gopr".into(), verified: true };
    What::Withdrawn { because: because.into(), by }
}

/// A ledger with so many events beside its first, on ten cases.
fn ledger(events: u64) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open(folder.path(), None, at(0)).unwrap();
    add(&mut ledger, events);
    folder
}

pub(crate) fn add(ledger: &mut Ledger, events: u64) {
    ledger
        .write(at(1), |writer| {
            for number in 0..events {
                let matter = format!("2026-102-{:04}", number % 10);
                let letter = format!("{matter}_2026-11-19_refusal_citizen");
                writer.append(Some(&matter), Some(&letter), &withdrawn(&format!("nr. {number}")))?;
            }
            Ok::<_, LedgerError>(())
        })
        .unwrap();
}

pub(crate) fn everything(ledger: &Ledger) -> Result<Vec<Event>, LedgerError> {
    let events = ledger.events().verify()?.map_or(0, |head| head.events);
    (1..=events).map(|seq| Ok(ledger.events().get(seq)?.unwrap())).collect()
}

/// Opens, and looks through all of it.
fn looked_through(folder: &Path) -> Result<Vec<Event>, LedgerError> {
    everything(&Ledger::look(folder)?.unwrap())
}

/// Changes the database from outside, as one who has the file can.
pub(crate) fn tamper(folder: &Path, sql: &str) {
    let connection = Connection::open(folder.join(NAME)).unwrap();
    let guards = connection
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect::<Vec<_>>();
    for (name, _) in &guards {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    for (_, guard) in guards {
        connection.execute_batch(&guard).unwrap();
    }
}

#[test]
fn events_are_read_back_in_their_order_after_it_was_closed() {
    let folder = ledger(20);
    let ledger = Ledger::look(folder.path()).unwrap().unwrap();
    assert_eq!(everything(&ledger).unwrap().len(), 21);
    let of_case = ledger.events().of_matter("2026-102-0003").unwrap();
    assert_eq!(of_case.iter().map(|event| event.seq).collect::<Vec<_>>(), [5, 15]);
    assert_eq!(of_case[1].what, withdrawn("nr. 13"));
    assert_eq!(of_case[1].at, at(1));
    let last = ledger.events().last_of("withdrawn").unwrap().unwrap();
    assert_eq!((last.seq, last.hash), (21, ledger.events().head().unwrap().unwrap().head));
    assert!(ledger.events().of_matter("2026-102-0099").unwrap().is_empty());
}

#[test]
fn what_is_refused_leaves_nothing() {
    let folder = ledger(3);
    let mut ledger = Ledger::open(folder.path(), None, at(2)).unwrap();
    let before = ledger.events().head().unwrap();
    let refused: Result<(), LedgerError> = ledger.write(at(3), |writer| {
        writer.append(None, None, &withdrawn("halvt"))?;
        Err(LedgerError::Busy { path: NAME.into() })
    });
    assert!(refused.is_err());
    assert_eq!(ledger.events().head().unwrap(), before);
}

#[test]
fn no_row_is_changed_removed_or_put_between() {
    let folder = ledger(5);
    let connection = Connection::open(folder.path().join(NAME)).unwrap();
    for sql in [
        "UPDATE event SET body = '{}' WHERE seq = 3",
        "DELETE FROM event WHERE seq = 6",
        "INSERT INTO event SELECT 9, at, kind, matter, letter, body, hash, 'x' FROM event WHERE seq = 6",
        "INSERT INTO event SELECT 7, at, kind, matter, letter, body, prev, 'x' FROM event WHERE seq = 6",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 6",
    ] {
        let refused = connection.execute(sql, []).unwrap_err().to_string();
        assert!(
            refused.contains("the ledger only grows") || refused.contains("follows the last"),
            "{refused}"
        );
    }
    assert_eq!(looked_through(folder.path()).unwrap().len(), 6);
}

/// Row 30 of the fault matrix.
#[test]
fn a_row_that_was_changed_is_named() {
    for (sql, seq, what) in [
        ("UPDATE event SET body = replace(body, 'nr. 2', 'nr. 7') WHERE seq = 4", 4, "hash"),
        ("UPDATE event SET at = '2026-01-01T00:00:00Z' WHERE seq = 2", 2, "hash"),
        ("UPDATE event SET letter = NULL WHERE seq = 5", 5, "hash"),
        ("UPDATE event SET hash = prev WHERE seq = 3", 3, "hash"),
        ("DELETE FROM event WHERE seq = 3", 3, "not there"),
        ("UPDATE event SET seq = 99 WHERE seq = 6", 6, "not there"),
    ] {
        let folder = ledger(8);
        tamper(folder.path(), sql);
        match looked_through(folder.path()) {
            Err(LedgerError::Damaged { seq: Some(found), what: told, .. }) => {
                assert_eq!(found, seq, "{sql}");
                assert!(told.contains(what), "{sql}: {told}");
            }
            other => panic!("{sql}: {other:?}"),
        }
    }
    let folder = ledger(3);
    let connection = Connection::open(folder.path().join(NAME)).unwrap();
    connection.execute_batch("DROP TRIGGER event_is_never_changed").unwrap();
    drop(connection);
    let told = looked_through(folder.path()).unwrap_err().to_string();
    assert!(told.contains("guards"), "{told}");
}

/// Row 31 of the fault matrix.
#[test]
fn events_cut_off_at_the_end_are_missed() {
    let folder = ledger(8);
    tamper(folder.path(), "DELETE FROM event WHERE seq > 6");
    for opened in [Ledger::look(folder.path()).map(drop), Ledger::open(folder.path(), None, at(2)).map(drop)]
    {
        match opened {
            Err(LedgerError::Truncated { expected: 9, found, .. }) => assert!(found.contains('6'), "{found}"),
            other => panic!("{other:?}"),
        }
    }
    // Gone as a whole: it must not be begun anew as if nothing had been.
    fs::remove_file(folder.path().join(NAME)).unwrap();
    let lost = Ledger::open(folder.path(), None, at(3)).unwrap_err();
    assert!(matches!(lost, LedgerError::Truncated { expected: 9, .. }), "{lost}");
    // Another chain of the same length.
    let other = ledger(8);
    fs::copy(other.path().join(NAME), folder.path().join(NAME)).unwrap();
    fs::copy(other.path().join(KEY_NAME), folder.path().join(KEY_NAME)).unwrap();
    let other = Ledger::open(folder.path(), None, at(4)).unwrap_err();
    assert!(matches!(other, LedgerError::Truncated { .. }), "{other}");
}

/// A byte of any page is flipped: either it is told, or it was a byte of no meaning and every event is what it was. Never a panic.
#[test]
fn a_flipped_byte_anywhere_is_told_or_harmless() {
    let folder = ledger(120);
    let path = folder.path().join(NAME);
    let sound = looked_through(folder.path()).unwrap();
    let bytes = fs::read(&path).unwrap();
    let anchor = fs::read(folder.path().join(ANCHOR_NAME)).unwrap();
    let mut told = 0;
    let places: Vec<usize> = (0..bytes.len()).step_by(53).chain(0..110).collect();
    for place in &places {
        let mut broken = bytes.clone();
        broken[*place] ^= 0x41;
        fs::write(&path, &broken).unwrap();
        for side in ["-wal", "-shm"] {
            let _absent = fs::remove_file(folder.path().join(format!("{NAME}{side}")));
        }
        fs::write(folder.path().join(ANCHOR_NAME), &anchor).unwrap();
        match Ledger::look(folder.path())
            .and_then(|ledger| ledger.map_or(Ok(vec![]), |ledger| everything(&ledger)))
        {
            Ok(events) => assert!(events == sound, "byte {place}"),
            Err(error) => {
                assert!(error.to_string().contains(NAME), "byte {place}: {error}");
                told += 1;
            }
        }
    }
    assert!(told * 2 > places.len(), "{told} of {}", places.len());
}

#[test]
fn a_newer_form_is_read_and_not_written() {
    let folder = ledger(4);
    let connection = Connection::open(folder.path().join(NAME)).unwrap();
    connection.execute_batch("CREATE TABLE wing (x); PRAGMA user_version = 3").unwrap();
    drop(connection);
    let mut ledger = Ledger::open(folder.path(), None, at(2)).unwrap();
    assert_eq!(everything(&ledger).unwrap().len(), 5);
    let refused = ledger.write(at(3), |writer| writer.append(None, None, &withdrawn("nej")));
    assert!(matches!(refused, Err(LedgerError::Newer { found: 3, known: 2, .. })), "{refused:?}");
    assert_eq!(looked_through(folder.path()).unwrap().len(), 5);
}

#[test]
fn another_key_or_another_programs_database_is_refused() {
    let folder = ledger(1);
    let key = folder.path().join(KEY_NAME);
    let right = fs::read(&key).unwrap();
    for wrong in ["ab".repeat(32), "kort".to_owned()] {
        fs::write(&key, wrong).unwrap();
        let refused = Ledger::open(folder.path(), None, at(2)).unwrap_err();
        assert!(matches!(refused, LedgerError::Key { .. }), "{refused}");
    }
    fs::remove_file(&key).unwrap();
    assert!(matches!(Ledger::look(folder.path()), Err(LedgerError::Key { .. })));
    fs::write(&key, right).unwrap();
    assert!(Ledger::look(folder.path()).unwrap().is_some());

    let other = tempfile::tempdir().unwrap();
    fs::copy(&key, other.path().join(KEY_NAME)).unwrap();
    Connection::open(other.path().join(NAME)).unwrap().execute_batch("CREATE TABLE songs (title)").unwrap();
    let refused = Ledger::open(other.path(), None, at(2)).unwrap_err();
    assert!(refused.to_string().contains("another program's"), "{refused}");
    fs::write(other.path().join(NAME), "det er ikke en database, men tekst. ".repeat(200)).unwrap();
    assert!(matches!(Ledger::open(other.path(), None, at(2)), Err(LedgerError::Damaged { .. })));
}

#[test]
fn two_that_write_at_once_make_one_chain() {
    let folder = ledger(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut ledger = Ledger::open(folder.path(), None, at(2)).unwrap();
                for _ in 0..25 {
                    add(&mut ledger, 1);
                }
            });
        }
    });
    assert_eq!(looked_through(folder.path()).unwrap().len(), 101);
}

#[test]
fn nobody_else_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open(folder.path(), None, at(0)).unwrap();
    add(&mut ledger, 2);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["begrund.anchor", "begrund.db", "begrund.db-shm", "begrund.db-wal", "begrund.key"]);
}

/// With a group, its members may write too, also in what the database puts beside itself; also when the group comes later.
#[test]
fn the_group_may_read_it_where_there_is_one() {
    let group = nix::unistd::Group::from_gid(nix::unistd::getgid()).unwrap().unwrap().name;
    let folder = tempfile::tempdir().unwrap();
    drop(Ledger::open(folder.path(), None, at(0)).unwrap());
    let mut ledger = Ledger::open(folder.path(), Some(&group), at(0)).unwrap();
    add(&mut ledger, 2);
    let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap());
    for entry in files {
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o660, "{:?}", entry.file_name());
    }
}

#[test]
fn an_anchor_that_is_behind_is_no_loss() {
    let folder = ledger(3);
    let anchor = fs::read(folder.path().join(ANCHOR_NAME)).unwrap();
    let mut ledger = Ledger::open(folder.path(), None, at(2)).unwrap();
    add(&mut ledger, 2);
    drop(ledger);
    // As after a power cut between the event and its anchor.
    fs::write(folder.path().join(ANCHOR_NAME), anchor).unwrap();
    assert_eq!(looked_through(folder.path()).unwrap().len(), 6);
    fs::remove_file(folder.path().join(ANCHOR_NAME)).unwrap();
    assert_eq!(looked_through(folder.path()).unwrap().len(), 6);
}

/// Prints how long one case takes among a million events; run by hand with `-- --ignored --nocapture`.
#[test]
#[ignore = "a million events take a minute to write"]
#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
fn a_case_is_found_at_once_among_a_million_events() {
    let project = Project::new().with(&["refusal-psychologist"]);
    assert_eq!(project.run(&["proof"]).code, 0);
    let mut ledger = Ledger::open(project.root(), None, at(1)).unwrap();
    let begun = Instant::now();
    for round in 0..100_u64 {
        ledger
            .write(at(2), |writer| {
                for number in 0..10_000_u64 {
                    let matter = format!("2026-102-{:06}", (round * 10_000 + number) / 5);
                    let letter = format!("{matter}_2026-11-19_refusal_citizen");
                    writer.append(Some(&matter), Some(&letter), &withdrawn("en af mange"))?;
                }
                Ok::<_, LedgerError>(())
            })
            .unwrap();
    }
    println!("written in {:?}", begun.elapsed());
    drop(ledger);
    let begun = Instant::now();
    let ledger = Ledger::look(project.root()).unwrap().unwrap();
    let opened = begun.elapsed();
    let begun = Instant::now();
    assert_eq!(ledger.events().of_matter("2026-102-123456").unwrap().len(), 5);
    println!("opened in {opened:?}, a case found in {:?}", begun.elapsed());
    for case in ["2026-102-123456", "2026-102-0042"] {
        let begun = Instant::now();
        let run = project.run(&["status", case]);
        println!("begrund status {case}: {:?} for the whole program", begun.elapsed());
        assert!(run.code == 0 && run.stdout.contains(case), "{}{}", run.stdout, run.stderr);
    }
    let begun = Instant::now();
    assert!(ledger.events().verify().unwrap().unwrap().events > 1_000_000);
    println!("the chain verified in {:?}", begun.elapsed());
    println!("{} MB", fs::metadata(project.path(NAME)).unwrap().len() / 1_000_000);
}
