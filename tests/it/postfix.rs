//! Against a real Postfix on loopback (`tests/peers/postfix.sh target/postfix`): the rows of the matrix that a server has a say in, the
//! letter as it lies in a mailbox, and runs that are killed.
//!
//! Without it these tests say so and pass, unless `BEGRUND_PEERS=required`.

#![expect(clippy::print_stderr, reason = "a test that is skipped says why")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use begrund::cli::{Exit, exit_of};
use begrund::ledger::{Ledger, What};
use begrund::send::{Point, Watch};
use mail_parser::{MessageParser, MimeHeaders as _};

use crate::office::{Office, Size, StillPace, make, run};

/// A running Postfix.
struct Postfix {
    folder: PathBuf,
    port: u16,
}

impl Postfix {
    fn find() -> Option<Self> {
        let folder = fs::canonicalize("target/postfix").unwrap_or_default();
        let port = fs::read_to_string(folder.join("port")).ok().and_then(|port| port.trim().parse().ok());
        let found = port.filter(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok());
        if found.is_none() {
            assert!(
                std::env::var("BEGRUND_PEERS").is_err(),
                "no Postfix: run tests/peers/postfix.sh target/postfix"
            );
            eprintln!("skipped: no Postfix; tests/peers/postfix.sh target/postfix starts one");
        }
        Some(Self { folder, port: found? })
    }

    /// A workspace that reaches this recipient, by way of this port.
    fn office(&self, size: Size, port: u16, recipient: &str) -> Office {
        let office = Office::of_size(port, size);
        self.introduce(office.root(), port, recipient);
        office
    }

    fn introduce(&self, folder: &Path, port: u16, recipient: &str) {
        let file = folder.join("begrund.yaml");
        let text = fs::read_to_string(&file).unwrap();
        let text = text.replace("port: 1\n", &format!("port: {port}\n"));
        // Copies of one workspace give letters the same Message-ID; the sender's domain, which is in it, tells them apart.
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
        let text = text.replace("<brev@test.invalid>", &format!("<brev@n{now}.test.invalid>"));
        fs::write(&file, text.replace("override: ok@", &format!("override: {recipient}@"))).unwrap();
        fs::copy(self.folder.join("ca/ca.pem"), folder.join("ca.pem")).unwrap();
    }

    /// The mails with these ids, by id; waits until so many are there.
    fn mails(&self, recipient: &str, ids: &BTreeSet<String>, count: usize) -> BTreeMap<String, Vec<Vec<u8>>> {
        let begun = Instant::now();
        loop {
            let mut found: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
            let files = fs::read_dir(self.folder.join("mail").join(recipient).join("new"));
            for file in files.into_iter().flatten().flatten() {
                let Ok(bytes) = fs::read(file.path()) else { continue };
                let head = &bytes[..bytes.len().min(8192)];
                let mail = MessageParser::default().parse_headers(head);
                if let Some(id) =
                    mail.as_ref().and_then(|mail| mail.message_id()).filter(|id| ids.contains(*id))
                {
                    found.entry(id.to_owned()).or_default().push(bytes);
                }
            }
            if found.values().map(Vec::len).sum::<usize>() >= count
                || begun.elapsed() > Duration::from_secs(20)
            {
                return found;
            }
            thread::sleep(Duration::from_millis(200));
        }
    }
}

/// The Message-IDs of every attempt at a letter.
fn attempts(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let ledger = Ledger::look(folder).unwrap().unwrap();
    let mut attempts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for event in ledger.events().of_kind("attempted").unwrap() {
        let What::Attempted { message, .. } = event.what else { continue };
        attempts.entry(event.letter.unwrap()).or_default().push(message);
    }
    attempts
}

fn ids(folder: &Path) -> BTreeSet<String> {
    attempts(folder).into_values().flatten().collect()
}

/// A line between begrund and Postfix that can be cut.
struct Cable {
    port: u16,
    state: Arc<AtomicU8>,
}

const WHOLE: u8 = 0;
/// Nothing passes any more, either way, and both ends are told.
const CUT: u8 = 1;
/// What Postfix says does not arrive; after a while both ends are told.
const MUTE: u8 = 2;
/// Nothing passes, and nobody is told.
const HUNG: u8 = 3;

impl Cable {
    fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().port();
        let state = Arc::new(AtomicU8::new(WHOLE));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
                for (mut from, mut to, down) in [
                    (client.try_clone().unwrap(), server.try_clone().unwrap(), false),
                    (server, client, true),
                ] {
                    let state = Arc::clone(&shared);
                    thread::spawn(move || {
                        from.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
                        let mut bytes = [0; 16 * 1024];
                        let mut muted: Option<Instant> = None;
                        let mut hung = false;
                        loop {
                            let now = state.load(Ordering::SeqCst);
                            if now == MUTE && down {
                                let since = *muted.get_or_insert_with(Instant::now);
                                if since.elapsed() > Duration::from_millis(600) {
                                    state.store(CUT, Ordering::SeqCst);
                                }
                            }
                            // A line that hung is not mended: what it held never arrives.
                            if now == CUT || (hung && now == WHOLE) {
                                let _gone = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
                                return;
                            }
                            if now == HUNG {
                                hung = true;
                                thread::sleep(Duration::from_millis(20));
                                continue;
                            }
                            match from.read(&mut bytes) {
                                Ok(0) => {
                                    let _gone = to.shutdown(Shutdown::Both);
                                    return;
                                }
                                Ok(count) => {
                                    // What was on its way when the cable was cut is gone.
                                    let now = state.load(Ordering::SeqCst);
                                    if now == WHOLE || (now == MUTE && !down) {
                                        let _gone = to.write_all(&bytes[..count]);
                                    }
                                }
                                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                                Err(_) => return,
                            }
                        }
                    });
                }
            }
        });
        Self { port: own, state }
    }
}

/// Does something to the cable when a point is reached for the first time.
#[derive(Debug)]
struct AtPoint(Point, u8, Arc<AtomicU8>, Mutex<bool>);

impl Watch for AtPoint {
    fn reached(&self, point: Point) {
        let mut done = self.3.lock().unwrap();
        if point == self.0 && !*done {
            *done = true;
            self.2.store(self.1, Ordering::SeqCst);
        } else if point == Point::AfterOutcome {
            self.2.store(WHOLE, Ordering::SeqCst);
        }
    }
}

/// Rows 9 to 20, with a server that is nobody's own.
#[test]
fn the_matrix_holds_against_postfix_too() {
    let Some(postfix) = Postfix::find() else { return };
    let nine = |first: &[&str]| -> Vec<String> { first.iter().map(ToString::to_string).collect() };
    // Answers of its own, to every letter: the fifth alike stops the run.
    for (row, recipient, ending, exit) in [
        ("9", "blocked", "rejected 554", Exit::Unusable),
        ("10", "later", "deferred 451", Exit::Unusable),
        ("15", "blocked-end", "rejected 554", Exit::Unusable),
        ("16", "later-end", "deferred 451", Exit::Unusable),
    ] {
        let office = postfix.office(Size::Few, postfix.port, recipient);
        let report = office.send().unwrap();
        assert_eq!(office.told(), nine(&["attempted", ending].repeat(5)), "row {row}");
        assert_eq!(exit_of(&report), exit, "row {row}");
        assert!(postfix.mails(recipient, &ids(office.root()), 0).is_empty(), "row {row}");
    }
    let office = postfix.office(Size::Few, postfix.port, "closing");
    assert_eq!(exit_of(&office.send().unwrap()), Exit::TryLater, "row 11");
    assert_eq!(office.told(), nine(&["attempted", "untouched 421"].repeat(2)), "row 11");

    // The line between: for the first letter, then it is whole again.
    for (row, point, done, ending, stored) in [
        ("12", Point::Recipient, CUT, "deferred", 8),
        ("12 data", Point::Data, CUT, "deferred", 8),
        ("17", Point::LastPart, CUT, "unknown", 8),
        ("18", Point::LastPart, MUTE, "unknown", 9),
        ("19", Point::LastPart, HUNG, "unknown", 8),
    ] {
        let cable = Cable::to(postfix.port);
        let office = postfix.office(Size::Few, cable.port, "ok");
        let watch = AtPoint(point, done, Arc::clone(&cable.state), Mutex::new(false));
        let report = office.send_with(&StillPace::default(), &watch, &AtomicBool::new(false)).unwrap();
        let mut events = vec!["attempted", ending];
        events.extend(["attempted", "sent"].repeat(8));
        assert_eq!(office.told(), nine(&events), "row {row}");
        assert_eq!(exit_of(&report), Exit::Undelivered, "row {row}");
        let mails = postfix.mails("ok", &ids(office.root()), stored);
        assert_eq!(mails.values().map(Vec::len).sum::<usize>(), stored, "row {row}");
        // Its log tells which it was.
        if ending == "unknown" {
            let log = postfix.folder.join("maillog").to_string_lossy().into_owned();
            let run = office.run(&["reconcile", "--maillog", &log, "--whole", "--format", "json"]);
            assert_eq!(run.code, 0, "row {row}: {}", run.stderr);
            let was_sent = format!("\"was_sent\": {}", stored == 9);
            assert!(run.stdout.contains(&was_sent), "row {row}: {}", run.stdout);
        }
    }
    for (row, done) in [("13", CUT), ("14", HUNG)] {
        let cable = Cable::to(postfix.port);
        let office = postfix.office(Size::Heavy, cable.port, "ok");
        let watch = AtPoint(Point::FirstPart, done, Arc::clone(&cable.state), Mutex::new(false));
        office.send_with(&StillPace::default(), &watch, &AtomicBool::new(false)).unwrap();
        assert_eq!(office.told(), ["attempted", "deferred"], "row {row}");
        assert!(postfix.mails("ok", &ids(office.root()), 0).is_empty(), "row {row}");
    }
}

/// Row 20, and the letter as it lies in the mailbox.
#[test]
fn a_letter_lies_in_the_mailbox_as_it_was_approved() {
    let Some(postfix) = Postfix::find() else { return };
    let office = postfix.office(Size::Few, postfix.port, "hold");
    let run = office.run(&["send"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let mails = postfix.mails("hold", &ids(office.root()), 9);
    assert_eq!(mails.len(), 9);
    for (letter, messages) in attempts(office.root()) {
        let [bytes] = mails[&messages[0]].as_slice() else { panic!("{letter}: not once") };
        let mail = MessageParser::default().parse(bytes).unwrap();
        let pdf = fs::read(office.path(&format!("out/letters/{letter}.pdf"))).unwrap();
        let attached = mail.attachment(0).unwrap();
        assert!(attached.contents() == pdf, "{letter}: the PDF is byte-equal");
        let case = letter.split('_').next().unwrap();
        assert_eq!(attached.attachment_name(), Some(format!("afgoerelse-{case}.pdf").as_str()));
        assert_eq!(mail.subject(), Some("Brev fra Prøvestad Kommune"));
        assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Prøvestad Kommune"));
        assert!(mail.body_text(0).unwrap().contains("Hej"), "{letter}");
    }
    // The numbers that it gave the letters stand in the ledger, and in its log.
    let ledger = Ledger::look(office.root()).unwrap().unwrap();
    let log = fs::read_to_string(postfix.folder.join("maillog")).unwrap();
    for event in ledger.events().of_kind("sent").unwrap() {
        let What::Sent { reply: Some(reply), .. } = event.what else { panic!() };
        let number =
            reply.text.strip_prefix("Ok queued as ").unwrap_or_else(|| panic!("{reply:?}")).to_owned();
        assert!(log.contains(&format!("{number}: message-id=")), "{number}");
    }
}

/// Dies at the n-th time that a point is reached, as by `kill -9`.
#[derive(Debug)]
struct DieAt(Point, usize, Mutex<usize>);

impl Watch for DieAt {
    fn reached(&self, point: Point) {
        if point == self.0 {
            let mut times = self.2.lock().unwrap();
            *times += 1;
            if *times == self.1 {
                std::process::abort();
            }
        }
    }
}

/// Run by `kills` in a process of its own.
#[test]
#[ignore = "it is meant to die"]
fn a_child_that_dies() {
    let Ok(plan) = std::env::var("BEGRUND_TEST_DIE") else { return };
    let (folder, plan) = plan.split_once('|').unwrap();
    let (point, time) = plan.split_once('|').unwrap();
    let point = Point::ALL[point.parse::<usize>().unwrap()];
    let watch = DieAt(point, time.parse().unwrap(), Mutex::new(0));
    let _report =
        crate::office::send_in(Path::new(folder), &StillPace::default(), &watch, &AtomicBool::new(false));
}

fn die_at(folder: &Path, point: usize, time: usize) {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "postfix::a_child_that_dies", "--ignored", "--quiet"])
        .env("BEGRUND_TEST_DIE", format!("{}|{point}|{time}", folder.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(!status.success(), "it was to die at {:?}", Point::ALL[point]);
}

/// Kills the program itself some milliseconds after it has a connection.
fn kill_at_random(folder: &Path, random: &mut fastrand::Rng) -> bool {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("begrund"))
        .current_dir(folder)
        .arg("send")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let connected = |id: u32| {
        let files = fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().flatten();
        files
            .filter_map(|file| fs::read_link(file.path()).ok())
            .any(|link| link.to_string_lossy().starts_with("socket"))
    };
    let begun = Instant::now();
    while !connected(child.id())
        && child.try_wait().unwrap().is_none()
        && begun.elapsed() < Duration::from_mins(1)
    {
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(Duration::from_micros(random.u64(0..30_000)));
    let alive = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    alive
}

/// Row 23. How many letters, and how many kills: a tenth, unless `BEGRUND_KILLS=full`.
#[test]
#[expect(clippy::print_stdout, reason = "the figures are told")]
fn runs_that_are_killed_send_nothing_twice_and_lose_nothing() {
    let Some(postfix) = Postfix::find() else { return };
    let full = std::env::var("BEGRUND_KILLS").is_ok_and(|kills| kills == "full");
    let (letters, kills) = if full { (500, 200) } else { (50, 20) };
    let made = make(letters, 0);
    let folder = made.path();
    postfix.introduce(folder, postfix.port, "ok");
    let begun = Instant::now();

    // Every point at least once; those within a letter at its first and second letter in turn. `Notice` needs another channel.
    let points: Vec<usize> = (0..Point::ALL.len())
        .filter(|point| !matches!(Point::ALL[*point], Point::Notice | Point::Done))
        .collect();
    for (number, point) in points.iter().enumerate() {
        let once = matches!(Point::ALL[*point], Point::Planned);
        die_at(folder, *point, if once { 1 } else { 1 + number % 2 });
    }
    let mut random = fastrand::Rng::with_seed(4711);
    let mut killed = 0;
    while killed < kills {
        assert!(kill_at_random(folder, &mut random), "the letters did not last: {killed} kills");
        killed += 1;
    }
    let last = run(folder, &["send"]);
    assert!(matches!(last.code, 0 | 3), "{}{}", last.stdout, last.stderr);

    // Every intention has an end, and only what nobody knows is open.
    let ledger = Ledger::look(folder).unwrap().unwrap();
    assert!(ledger.events().open_attempts().unwrap().is_empty());
    let count = |kind: &str| ledger.events().of_kind(kind).unwrap().len();
    let unknown = count("ended");
    assert_eq!(count("attempted"), count("sent") + unknown);
    let sent: BTreeSet<String> =
        ledger.events().of_kind("sent").unwrap().into_iter().filter_map(|event| event.letter).collect();
    assert_eq!(sent.len() + unknown, letters);
    drop(ledger);
    let stored = postfix.mails("ok", &ids(folder), letters);
    let twice = stored.values().filter(|copies| copies.len() > 1).count();
    let by_letter = attempts(folder);
    let lost =
        sent.iter().filter(|letter| !by_letter[*letter].iter().any(|id| stored.contains_key(id))).count();
    assert_eq!((twice, lost), (0, 0));
    let delivered = stored.len();

    let log = postfix.folder.join("maillog").to_string_lossy().into_owned();
    let settled = run(folder, &["reconcile", "--maillog", &log, "--whole"]);
    assert_eq!(settled.code, 0, "{}{}", settled.stdout, settled.stderr);
    let rest = run(folder, &["send"]);
    assert_eq!(rest.code, 0, "{}{}", rest.stdout, rest.stderr);
    assert_eq!(run(folder, &["verify"]).code, 0);
    let stored = postfix.mails("ok", &ids(folder), letters);
    let by_letter = attempts(folder);
    assert_eq!(by_letter.len(), letters);
    for (letter, messages) in &by_letter {
        let copies: usize = messages.iter().filter_map(|id| stored.get(id)).map(Vec::len).sum();
        assert_eq!(copies, 1, "{letter}: {messages:?}");
    }
    println!(
        "{letters} letters, {killed} random kills, {} named points: {unknown} unknown ({} of them delivered), \
         0 duplicates, 0 lost, all settled; {:.0?}",
        points.len(),
        delivered - sent.len(),
        begun.elapsed()
    );
}
