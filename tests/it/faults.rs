//! The fault matrix of delivery, rows 23 to 31 and 41: a process that is killed, a disk that is full or cannot be written to, a step that
//! fails, a ledger that is torn, changed or cut, names that lead elsewhere. Whatever fails: no letter twice, none lost in silence.
//!
//! Which test holds each row of the matrix:
//!
//! | row | fault | test |
//! |---|---|---|
//! | 1 | nothing listens, no such host | `sending::nothing_listens_and_the_run_gives_up_after_three_attempts` |
//! | 2–8 | banner, TLS, certificate, STARTTLS, login, sender | `sending::faults_of_the_connection_change_no_letter` |
//! | 4, 7 | nothing in the clear, one attempt at a login | `sending::a_wrong_password_is_tried_once_and_nothing_goes_in_the_clear` |
//! | 9, 10, 12–20 | one letter | `sending::faults_of_a_letter_are_its_own`, `postfix::the_matrix_holds_against_postfix_too` |
//! | 10 | tried again, given up | `sending::a_letter_that_was_put_off_is_tried_again_after_a_quarter_of_an_hour_and_given_up_after_three_days` |
//! | 11 | a relay that goes away | `sending::a_relay_that_goes_away_is_tried_once_more`, `postfix::…` |
//! | 17–19 | settled afterwards | `settling::…`, `postfix::…` |
//! | 21 | the same again and again | `sending::the_same_fault_again_and_again_stops_the_run` |
//! | 22, 40 | addresses and names that cannot be mailed | `sending::an_address_or_a_name_that_cannot_be_mailed_stays`, `config::email`, `send::email::recipient` |
//! | 23 | kill -9 | `postfix::runs_that_are_killed_send_nothing_twice_and_lose_nothing`, `model::…` |
//! | 24 | SIGTERM, SIGINT | `sending::a_signal_ends_the_run_after_the_letter_in_flight`, `sending::the_program_itself_stops_at_a_signal_…` |
//! | 25, 26 | a full disk | `a_disk_that_is_filled_to_the_brim_…`, `a_file_that_cannot_grow_…`, `an_anchor_that_cannot_be_written_…` |
//! | 27 | a disk that cannot be written to | `what_cannot_be_written_to_is_told_before_any_work` |
//! | 28 | any step of writing a file | `whatever_step_of_handing_over_files_fails_…`, `post::whatever_step_fails_…` |
//! | 29 | a torn ledger | `a_log_that_is_cut_anywhere_…`, `an_intention_that_is_torn_…` |
//! | 30 | a flipped bit, a row | `a_ledger_that_was_changed_anywhere_sends_nothing`, `ledger::a_flipped_byte_anywhere_…`, `ledger::a_row_that_was_changed_is_named` |
//! | 31 | events cut off at the end | `a_ledger_that_has_lost_events_sends_nothing`, `ledger::events_cut_off_at_the_end_are_missed` |
//! | 32 | changed after approval | `sending::only_what_was_approved_leaves_and_on_its_day` |
//! | 33 | two runs at once | `sending::the_program_itself_stops_at_a_signal_…` |
//! | 34 | the clock | `sending::a_clock_that_jumps_changes_nothing_within_a_run` |
//! | 41 | names, links | `no_name_and_no_link_leads_elsewhere`, `build::a_symbolic_link_is_not_followed_…` |

#![expect(clippy::print_stderr, reason = "a test that is skipped says why")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use begrund::cli::{Exit, exit_of};
use begrund::ledger::{ANCHOR_NAME, Dispatch, Event, KEY_NAME, Ledger, LedgerError, NAME, What};
use begrund::send::{Point, Silent, Watch};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::ledger::{add, at, everything, tamper};
use crate::letters::peers_required;
use crate::office::{Office, StillPace, copy, letters, run, send_in, send_on, word};
use crate::post::Faulty;
use crate::posting;
use crate::project::Run;
use crate::relay::{On, Relay, Setup};

const WAL: &str = "begrund.db-wal";

/// What became of the letters of a workspace: each event of delivery in words, by letter.
fn told(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let ledger = Ledger::look(folder).unwrap().unwrap();
    ledger.events().verify().unwrap();
    let of = |letter: &String| {
        ledger.events().of_letter(letter).unwrap().iter().filter_map(word).collect::<Vec<_>>()
    };
    letters(folder).into_iter().map(|letter| (letter.clone(), of(&letter))).collect()
}

/// How often the relay has each letter; an attempt's Message-ID tells whose it is.
fn copies(folder: &Path, relay: &Relay) -> BTreeMap<String, usize> {
    let ledger = Ledger::look(folder).unwrap().unwrap();
    let mut copies = BTreeMap::new();
    for event in ledger.events().of_kind("attempted").unwrap() {
        let What::Attempted { message, .. } = event.what else { panic!() };
        let kept = relay.kept().iter().filter(|kept| kept.id == message).count();
        *copies.entry(event.letter.unwrap()).or_default() += kept;
    }
    copies
}

/// After the fault is mended another run sends the rest: each letter is there once, but those of which nobody knows.
#[track_caller]
fn the_next_run_sends_the_rest(folder: &Path, relay: &Relay, most_unknown: usize, what: &str) -> usize {
    let next = run(folder, &["send"]);
    let told = told(folder);
    let unknown: BTreeSet<&String> = told
        .iter()
        .filter(|(_, events)| events.last().is_some_and(|last| last == "unknown"))
        .map(|(letter, _)| letter)
        .collect();
    assert!(unknown.len() <= most_unknown, "{what}: {told:#?}");
    let expected = if unknown.is_empty() { 0 } else { 3 };
    assert_eq!(next.code, expected, "{what}: {}{}", next.stdout, next.stderr);
    for (letter, count) in copies(folder, relay) {
        let fits = if unknown.contains(&letter) { count <= 1 } else { count == 1 };
        assert!(fits, "{what}: {letter} is there {count} times: {:?}", told[&letter]);
    }
    for (letter, events) in &told {
        let sent = events.iter().filter(|event| *event == "sent").count();
        assert_eq!(sent, usize::from(!unknown.contains(letter)), "{what}: {letter} {events:?}");
    }
    unknown.len()
}

/// A stopped run said what it could not do, without a panic, by the exit codes for it.
#[track_caller]
fn stopped_in_good_order(run: &Run, what: &str) {
    assert!(matches!(run.code, 2 | 4), "{what}: {} {}{}", run.code, run.stdout, run.stderr);
    assert!(
        run.stderr.starts_with("begrund: ") && !run.stderr.contains("internal"),
        "{what}: {}",
        run.stderr
    );
}

/// A file system of its own, in memory.
struct Memory(TempDir);

impl Memory {
    /// `None` where this user may not mount one.
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={size},mode=700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        if !mounted {
            assert!(!peers_required(), "a file system in memory cannot be mounted: run as root");
            eprintln!("skipped: only root can mount a file system in memory");
            return None;
        }
        Some(Self(folder))
    }

    fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        let done = Command::new("mount").args(["-o", &options]).arg(self.0.path()).status().unwrap();
        assert!(done.success(), "{options}");
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("office")
    }

    /// Puts a workspace there, in the place of another.
    fn take(&self, office: &Office) {
        let _none = fs::remove_dir_all(self.path());
        copy(office.root(), &self.path());
    }

    /// Writes until nothing more can be written, then gives so many bytes back.
    fn fill_but(&self, room: u64) -> PathBuf {
        let path = self.0.path().join("filler");
        let mut file = File::create(&path).unwrap();
        let zeros = vec![0; 4096];
        while file.write(&zeros).is_ok_and(|written| written == zeros.len()) {}
        let full = file.metadata().unwrap().len() / 4096 * 4096;
        file.set_len(full.saturating_sub(room)).unwrap();
        path
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let _done = Command::new("umount").arg(self.0.path()).status();
    }
}

/// Rows 25 and 26: the disk is full, at whatever byte of whatever write.
#[test]
fn a_disk_that_is_filled_to_the_brim_stops_the_run_and_loses_nothing() {
    let Some(memory) = Memory::mount("64m") else { return };
    let (mut whole, mut stopped, mut unknown) = (0, BTreeSet::new(), 0);
    let mut room = 0;
    while whole < 2 {
        let relay = Relay::start(Setup::default());
        let office = Office::new(relay.port);
        memory.take(&office);
        let filler = memory.fill_but(room);
        let what = format!("{room} bytes free");
        let first = run(&memory.path(), &["send"]);
        if first.code == 0 {
            whole += 1;
        } else {
            stopped_in_good_order(&first, &what);
        }
        let kept = relay.kept().len();
        stopped.insert(kept);
        fs::remove_file(filler).unwrap();
        unknown += the_next_run_sends_the_rest(&memory.path(), &relay, 1, &what);
        room += 16 * 1024;
        assert!(room < 8_000_000, "it never was enough");
    }
    // It stopped before any letter, and among them.
    assert!(stopped.contains(&0) && stopped.len() > 3, "{stopped:?}");
    eprintln!("stopped after {stopped:?} letters; {unknown} unknown");
}

/// Rows 25, 26 and 28, for the database: its file cannot grow past a limit, at which writing fails or, if nobody has asked otherwise, the
/// process is killed.
#[test]
fn a_file_that_cannot_grow_stops_the_run_and_loses_nothing() {
    let mut stopped = BTreeSet::new();
    for ignored in [true, false] {
        let mut whole = false;
        for blocks in (16_u64..).step_by(if ignored { 32 } else { 96 }) {
            let relay = Relay::start(Setup::default());
            let office = Office::new(relay.port);
            let program = assert_cmd::cargo::cargo_bin("begrund");
            let trap = if ignored { "trap '' XFSZ; " } else { "" };
            let script = format!("{trap}ulimit -f {blocks}; exec \"$0\" send");
            let output = Command::new("sh")
                .args(["-c", &script])
                .arg(program)
                .current_dir(office.root())
                .output()
                .unwrap();
            let what = format!("{blocks} blocks, {}", if ignored { "an error" } else { "a signal" });
            let killed = output.status.code().is_none();
            whole = output.status.success();
            if !killed && !whole {
                stopped_in_good_order(&Run::from(output), &what);
            }
            assert!(!killed || !ignored, "{what}");
            stopped.insert((ignored, relay.kept().len()));
            the_next_run_sends_the_rest(office.root(), &relay, 1, &what);
            if whole {
                break;
            }
            assert!(blocks < 8192, "it never was enough");
        }
        assert!(whole);
    }
    for ignored in [true, false] {
        assert!(stopped.iter().filter(|(own, _)| *own == ignored).count() > 3, "{stopped:?}");
    }
}

/// Puts a folder where the anchor is, at a point, so that it cannot be written any more.
#[derive(Debug)]
struct BlockAnchor(Point, PathBuf, Mutex<bool>);

impl Watch for BlockAnchor {
    fn reached(&self, point: Point) {
        let mut done = self.2.lock().unwrap();
        if point == self.0 && !*done {
            *done = true;
            fs::rename(&self.1, self.1.with_extension("was")).unwrap();
            fs::create_dir(&self.1).unwrap();
        }
    }
}

/// Rows 25 and 26: the event is on disk and its anchor is not. The run stops, and the ledger knows all the same what became of the letter.
#[test]
fn an_anchor_that_cannot_be_written_stops_the_run_and_makes_nothing_unknown() {
    for (point, events, kept) in [
        (Point::BeforeIntention, &["attempted", "untouched"][..], 0),
        (Point::BeforeOutcome, &["attempted", "sent"][..], 1),
    ] {
        let relay = Relay::start(Setup::default());
        let office = Office::new(relay.port);
        let anchor = office.path(ANCHOR_NAME);
        let watch = BlockAnchor(point, anchor.clone(), Mutex::new(false));
        let report = office.send_with(&StillPace::default(), &watch, &AtomicBool::new(false)).unwrap();
        assert!(matches!(report.broken, Some(LedgerError::Store(_))), "{report:?}");
        assert_eq!((office.told(), relay.kept().len()), (words(events), kept), "{point:?}");
        assert_eq!(report.untouched(), 9 - kept, "{point:?}: {report:#?}");
        assert_eq!(exit_of(&report), Exit::TryLater, "{point:?}");
        // The program itself says what it cannot do, by exit code 2, and gets no further.
        let again = office.run(&["send", "--lang", "en"]);
        stopped_in_good_order(&again, "the anchor is a folder");
        assert!(again.code == 2 && again.stderr.contains(ANCHOR_NAME), "{}", again.stderr);
        assert_eq!(relay.kept().len(), kept);
        fs::remove_dir(&anchor).unwrap();
        fs::rename(anchor.with_extension("was"), &anchor).unwrap();
        assert_eq!(the_next_run_sends_the_rest(office.root(), &relay, 0, "mended"), 0);
    }
}

fn words(events: &[&str]) -> Vec<String> {
    events.iter().map(ToString::to_string).collect()
}

/// Row 27: a workspace on a disk that cannot be written to; and `out/` alone, where somebody else owns it.
#[test]
fn what_cannot_be_written_to_is_told_before_any_work() {
    let Some(memory) = Memory::mount("64m") else { return };
    let relay = Relay::start(Setup::default());
    let office = Office::new(relay.port);
    memory.take(&office);
    memory.remount("ro");
    for command in [&["send"][..], &["build"], &["proof"], &["run"]] {
        let run = run(&memory.path(), &[command, &["--lang", "en"]].concat());
        stopped_in_good_order(&run, &format!("{command:?}"));
        assert!(run.code == 2 && run.stderr.contains("cannot write"), "{command:?}: {}", run.stderr);
    }
    assert_eq!(relay.count(On::Connect), 0);
    memory.remount("rw");
    assert_eq!(the_next_run_sends_the_rest(&memory.path(), &relay, 0, "writable again"), 0);
}

/// Row 28: each step of handing over files fails once, or from then on for good. Each letter is there once, and what nobody knows is said to
/// be unknown.
#[test]
fn whatever_step_of_handing_over_files_fails_no_letter_is_there_twice_or_lost() {
    let made = posting::workspace(&["digital_post", "paper", "digital_post", "paper"]);
    let today = begrund::approval::clock(Timestamp::now()).date();
    for for_good in [false, true] {
        let (mut steps, mut unknown) = (0, 0);
        for step in 0.. {
            let folder = tempfile::tempdir().unwrap();
            copy(made.root(), folder.path());
            // A process has one disk for as long as it lives.
            let disk: &'static Faulty = Box::leak(Box::new(Faulty::new(step, for_good)));
            let what = format!("step {step}, {}", if for_good { "for good" } else { "once" });
            let report =
                send_on(disk, folder.path(), &StillPace::default(), &Silent, &AtomicBool::new(false))
                    .unwrap_or_else(|error| panic!("{what}: {error}"));
            if !disk.has_failed() {
                assert_eq!(exit_of(&report), Exit::Done, "{what}");
                steps = step;
                break;
            }
            // A step whose failing is no harm (removing what is not needed) stops nothing.
            let expected = match (report.any_undelivered(), report.stop.is_some()) {
                (true, _) => Exit::Undelivered,
                (false, true) => Exit::TryLater,
                (false, false) => Exit::Done,
            };
            assert_eq!(exit_of(&report), expected, "{what}: {report:#?}");
            unknown += handed_over(folder.path(), &what);
            // The disk is mended, and another run finishes, and sees what became of what was unknown.
            send_in(folder.path(), &StillPace::default(), &Silent, &AtomicBool::new(false))
                .unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(handed_over(folder.path(), &what), 0, "{what}");
            // What has no name that others look for goes when the folder is opened the next time.
            let visible = |path: &str| {
                let names = fs::read_dir(folder.path().join(path)).into_iter().flatten();
                names
                    .filter(|name| !name.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'))
                    .count()
            };
            // Three on paper: two letters and the list.
            assert_eq!((visible("digital-post"), visible(&format!("paper/{today}"))), (2, 3), "{what}");
        }
        // Five steps a file: two messages, and on paper for each letter its file and the list, then its name and the folder. Where a
        // process dies it does not clean up: what the first message left behind is removed before the second.
        assert_eq!(steps, 2 * 5 + 2 * (2 * 5 + 2) + usize::from(for_good), "every step was tried");
        assert!(unknown > 0, "a name that is not known to be on disk is not known to be there");
    }
}

/// Holds folders and ledger against each other: what is there was sent or is unknown, and what was sent is there. Gives how many
/// are unknown.
#[track_caller]
fn handed_over(folder: &Path, what: &str) -> usize {
    let mut unknown = 0;
    let today = begrund::approval::clock(Timestamp::now()).date();
    let list = fs::read_to_string(folder.join(format!("paper/{today}/control.csv"))).unwrap_or_default();
    let ledger = Ledger::look(folder).unwrap().unwrap();
    for letter in letters(folder) {
        let events: Vec<Event> = ledger.events().of_letter(&letter).unwrap();
        let is_unknown = matches!(Dispatch::of(&events), Dispatch::Unknown(_));
        unknown += usize::from(is_unknown);
        let sent = events.iter().filter(|event| matches!(event.what, What::Sent { .. })).count();
        let there = usize::from(folder.join(format!("digital-post/{letter}.xml")).exists())
            + list.lines().filter(|line| line.contains(&format!(";{letter};"))).count();
        assert!(there <= 1 && sent <= 1, "{what}: {letter} {there} {sent}");
        assert!(is_unknown || there == sent, "{what}: {letter} is there {there} times, sent {sent} times");
    }
    unknown
}

/// How many events an anchor knows of, and its bytes.
type Anchors = Vec<(u64, Vec<u8>)>;

/// A copy of a ledger that is in use, as a power cut leaves it, with what the anchor held after each of its transactions.
fn torn() -> (TempDir, Vec<Event>, Anchors) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open(folder.path(), None, at(0)).unwrap();
    let anchor = || fs::read(folder.path().join(ANCHOR_NAME)).unwrap();
    let mut anchors = vec![(1, anchor())];
    for events in [1, 3, 1, 12, 1] {
        add(&mut ledger, events);
        anchors.push((anchors.last().unwrap().0 + events, anchor()));
    }
    let whole = everything(&ledger).unwrap();
    let snapshot = tempfile::tempdir().unwrap();
    for name in [NAME, WAL, KEY_NAME] {
        fs::copy(folder.path().join(name), snapshot.path().join(name)).unwrap();
    }
    (snapshot, whole, anchors)
}

/// Rows 29 and 31: the write-ahead log is cut at every 512 bytes. What is left is a whole ledger up to some transaction; and one that
/// has less than an anchor knows of is refused.
#[test]
fn a_log_that_is_cut_anywhere_leaves_a_whole_ledger_or_is_refused() {
    let (torn, whole, anchors) = torn();
    let log = fs::read(torn.path().join(WAL)).unwrap();
    let mut lengths = BTreeSet::new();
    let mut last = 0;
    for cut in (0..=log.len()).step_by(512).chain([log.len()]) {
        let folder = tempfile::tempdir().unwrap();
        let place = |anchor: Option<&Vec<u8>>| {
            for name in [NAME, KEY_NAME] {
                fs::copy(torn.path().join(name), folder.path().join(name)).unwrap();
            }
            let _absent = fs::remove_file(folder.path().join(format!("{NAME}-shm")));
            fs::write(folder.path().join(WAL), &log[..cut]).unwrap();
            let _absent = fs::remove_file(folder.path().join(ANCHOR_NAME));
            if let Some(anchor) = anchor {
                fs::write(folder.path().join(ANCHOR_NAME), anchor).unwrap();
            }
        };
        // Without an anchor: what was committed is there, in its order, and can be written on.
        place(None);
        let left = match Ledger::look(folder.path()).unwrap() {
            None => 0,
            Some(ledger) => {
                let events = everything(&ledger).unwrap();
                assert!(whole.starts_with(&events), "cut at {cut}");
                events.len() as u64
            }
        };
        assert!(left == 0 || anchors.iter().any(|(events, _)| *events == left), "cut at {cut}: {left}");
        assert!(left >= last, "cut at {cut}: a longer log tells more");
        last = left;
        lengths.insert(left);
        let mut ledger = Ledger::open(folder.path(), None, at(9)).unwrap();
        add(&mut ledger, 1);
        assert_eq!(everything(&ledger).unwrap().len() as u64, left.max(1) + 1, "cut at {cut}");
        drop(ledger);
        // With one: it is what it knows of, or more, or it is refused, for reading and for writing.
        for (known, anchor) in &anchors {
            place(Some(anchor));
            let looked = Ledger::look(folder.path()).map(drop);
            let opened = Ledger::open(folder.path(), None, at(9)).map(drop);
            for found in [looked, opened] {
                match found {
                    Ok(()) => assert!(left >= *known, "cut at {cut}: {left} of {known}"),
                    Err(LedgerError::Truncated { expected, .. }) => {
                        assert!(left < *known && expected == *known, "cut at {cut}: {left} of {known}");
                    }
                    Err(other) => panic!("cut at {cut}: {other}"),
                }
            }
        }
    }
    assert_eq!(lengths.len(), anchors.len() + 1, "cut within each transaction: {lengths:?}");
}

/// Row 29, of a letter: its intention is torn off and it is sent once, or it is there and the letter is unknown.
#[test]
fn an_intention_that_is_torn_is_none_and_one_that_is_whole_is_unknown() {
    #[derive(Debug)]
    struct Snapshot(Mutex<Vec<[Vec<u8>; 3]>>, PathBuf);
    impl Watch for Snapshot {
        fn reached(&self, point: Point) {
            if matches!(point, Point::BeforeIntention | Point::AfterIntention) {
                let read = |name: &str| fs::read(self.1.join(name)).unwrap_or_default();
                self.0.lock().unwrap().push([read(NAME), read(WAL), read(ANCHOR_NAME)]);
            }
        }
    }
    let relay = Relay::start(Setup::default());
    let office = Office::new(relay.port);
    let watch = Snapshot(Mutex::default(), office.root().to_owned());
    office.send_with(&StillPace::default(), &watch, &AtomicBool::new(false)).unwrap();
    let shots = watch.0.into_inner().unwrap();
    // The third letter: its intention is what the log has more; the anchor is still that of before.
    let [[_, before, anchor], [database, after, _]] = [&shots[4], &shots[5]];
    assert!(after.starts_with(before) && after.len() > before.len());
    let (mut none, mut unknown) = (0, 0);
    for cut in (before.len()..=after.len()).step_by(512).chain([after.len()]) {
        let relay = Relay::start(Setup::default());
        let own = Office::new(relay.port);
        for (name, bytes) in [(NAME, database), (ANCHOR_NAME, anchor)] {
            fs::write(own.path(name), bytes).unwrap();
        }
        fs::copy(office.path(KEY_NAME), own.path(KEY_NAME)).unwrap();
        fs::write(own.path(WAL), &after[..cut]).unwrap();
        let report = own.send().unwrap_or_else(|error| panic!("cut at {cut}: {error}"));
        let told = told(own.root());
        let third = &told[&own.letters()[2]];
        if third.first().is_some_and(|event| event == "attempted") && third.len() == 2 && third[1] == "sent" {
            none += 1;
            assert_eq!((exit_of(&report), relay.kept().len()), (Exit::Done, 7), "cut at {cut}");
        } else {
            unknown += 1;
            assert_eq!(third, &["attempted", "unknown"], "cut at {cut}");
            assert_eq!((exit_of(&report), relay.kept().len()), (Exit::Undelivered, 6), "cut at {cut}");
        }
    }
    assert!(none > 1 && unknown > 0, "{none} {unknown}");
}

/// Row 30: an event that has nothing to do with a letter, or a byte of a page: nothing leaves, and the event is named.
#[test]
fn a_ledger_that_was_changed_anywhere_sends_nothing() {
    let relay = Relay::start(Setup::default());
    for (sql, told) in [
        ("UPDATE event SET body = body || ' ' WHERE seq = 5", "at event 5"),
        ("UPDATE event SET at = '2026-01-01T00:00:00Z' WHERE kind = 'proofed'", "at event"),
        ("DELETE FROM event WHERE seq = 6", "at event 6"),
        ("UPDATE event SET kind = 'opened' WHERE seq = (SELECT max(seq) - 1 FROM event)", "at event"),
    ] {
        let office = Office::new(relay.port);
        tamper(office.root(), sql);
        for command in [&["send", "--lang", "en"][..], &["send", "--dry-run", "--lang", "en"]] {
            let run = office.run(command);
            stopped_in_good_order(&run, sql);
            assert!(run.code == 2 && run.stderr.contains(told), "{sql}: {}", run.stderr);
        }
    }
    // Bytes of pages: it is told, or they meant nothing, and then every letter leaves once.
    let sound = Office::new(relay.port);
    let bytes = fs::read(sound.path(NAME)).unwrap();
    let pages = bytes.len() / 4096;
    let mut refused = 0;
    for place in (0..24).map(|number| (number * pages / 24) * 4096 + [8, 700, 2900, 4000][number % 4]) {
        let relay = Relay::start(Setup::default());
        let office = Office::new(relay.port);
        let mut broken = bytes.clone();
        broken[place] ^= 0x41;
        fs::write(office.path(NAME), broken).unwrap();
        let run = office.run(&["send"]);
        if run.code == 0 {
            assert_eq!(relay.kept().len(), 9, "byte {place}");
        } else {
            refused += 1;
            stopped_in_good_order(&run, &format!("byte {place}"));
            assert_eq!((run.code, relay.count(On::Connect)), (2, 0), "byte {place}: {}", run.stderr);
        }
    }
    assert!(refused > 12, "{refused}");
    assert_eq!(relay.count(On::Connect), 0);
}

/// Row 31: a ledger from before letters were sent, an empty one, none: they would be sent a second time.
#[test]
fn a_ledger_that_has_lost_events_sends_nothing() {
    let relay = Relay::start(Setup::default());
    let office = Office::new(relay.port);
    let before = fs::read(office.path(NAME)).unwrap();
    assert_eq!(office.run(&["send"]).code, 0);
    assert_eq!(relay.kept().len(), 9);
    for (what, database) in [("old", Some(before)), ("empty", Some(Vec::new())), ("gone", None)] {
        for side in ["-wal", "-shm"] {
            let _absent = fs::remove_file(office.path(&format!("{NAME}{side}")));
        }
        match &database {
            Some(bytes) => fs::write(office.path(NAME), bytes).unwrap(),
            None => fs::remove_file(office.path(NAME)).unwrap(),
        }
        for command in [&["send"][..], &["send", "--dry-run"], &["run"], &["status"]] {
            let run = office.run(command);
            stopped_in_good_order(&run, what);
            assert!(run.code == 2 && run.stderr.contains("har mistet linjer"), "{what}: {}", run.stderr);
        }
    }
    assert_eq!(relay.kept().len(), 9, "nothing leaves twice");
}

/// Row 41: whatever a case calls itself, and whatever links lie in the way, nothing is made outside `out/`.
#[test]
fn no_name_and_no_link_leads_elsewhere() {
    let project = crate::project::Project::new();
    let sample = fs::read_to_string(crate::fixture::sample("refusal-psychologist")).unwrap();
    let long = "x".repeat(300);
    let names = [
        "../../etc/x",
        "../x",
        "a/b/../../../x",
        "/etc/passwd",
        ".",
        "..",
        "CON",
        "NUL",
        "",
        "a b c d",
        "2026\\0042",
        "søg-0042",
        "=2026-42",
        "2026-42.",
        "2026:0042",
        "~root/x",
        "$(id)-1",
        "2026\u{0}42",
        "2026\n42",
        &long,
    ];
    for (number, name) in names.iter().enumerate() {
        let quoted = serde_json::to_string(name).unwrap();
        project.case(&format!("bad-{number:02}"), &sample.replace("\"2026-102-0042\"", &quoted));
    }
    // Twins where upper and lower case are one, and where `/` and `-` are.
    for (number, name) in
        ["2026-102-ab42", "2026-102-AB42", "2026/102-1042", "2026-102-1042"].iter().enumerate()
    {
        project.case(&format!("twin-{number}"), &sample.replace("2026-102-0042", name));
    }
    project.case("good", &sample);
    let before = outside(&project);
    let run = project.run(&["build", "--format", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    for case in report["cases"].as_array().unwrap() {
        let source = case["source"].as_str().unwrap();
        let expected = if source == "cases/good.yaml" { "built" } else { "held" };
        assert_eq!(case["outcome"], expected, "{source}: {case:#}");
        assert!(expected == "built" || case["findings"][0]["line"].is_u64(), "{source}");
    }
    let letters = project.letters();
    let letters: Vec<&str> = letters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(letters, ["2026-102-0042_2026-11-19_refusal_citizen.pdf"]);
    assert_eq!(outside(&project), before);

    // Links that lie where begrund writes: a file's is replaced, a folder's is refused. What they lead to is unharmed.
    let elsewhere = tempfile::tempdir().unwrap();
    let victim = elsewhere.path().join("victim");
    fs::write(&victim, "unharmed").unwrap();
    for name in [
        "letters/2026-102-0042_2026-11-19_refusal_citizen.pdf",
        "manifest.jsonl",
        "report.json",
        "metrics.prom",
    ] {
        let path = project.path(&format!("out/{name}"));
        let _absent = fs::remove_file(&path);
        std::os::unix::fs::symlink(&victim, &path).unwrap();
    }
    assert_eq!(project.run(&["build"]).code, 1);
    assert_eq!(fs::read_to_string(&victim).unwrap(), "unharmed");
    assert!(project.path("out/manifest.jsonl").symlink_metadata().unwrap().is_file());
    let pdf = project.path("out/letters/2026-102-0042_2026-11-19_refusal_citizen.pdf");
    assert!(pdf.symlink_metadata().unwrap().is_file() && fs::read(pdf).unwrap().starts_with(b"%PDF-"));
    for folder in ["letters", ".staging"] {
        let path = project.path(&format!("out/{folder}"));
        let _absent = fs::remove_dir_all(&path);
        std::os::unix::fs::symlink(elsewhere.path(), &path).unwrap();
        let run = project.run(&["build", "--lang", "en"]);
        let made: Vec<_> =
            fs::read_dir(elsewhere.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(
            (made, run.stderr.contains("internal")),
            (vec!["victim".into()], false),
            "{folder}: {}",
            run.stderr
        );
        fs::remove_file(&path).ok();
    }
}

/// Everything in the workspace that is not in `out/`.
fn outside(project: &crate::project::Project) -> BTreeSet<PathBuf> {
    let of_begrund = |name: &str| name == "out" || name.starts_with("begrund.");
    fs::read_dir(project.root().parent().unwrap())
        .unwrap()
        .chain(fs::read_dir(project.root()).unwrap())
        .chain(fs::read_dir(project.path("cases")).unwrap())
        .map(|entry| entry.unwrap())
        .filter(|entry| !of_begrund(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .filter(|path| path.starts_with(project.root()))
        .collect()
}
