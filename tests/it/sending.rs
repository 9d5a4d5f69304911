//! Delivery against a relay that does what its script says: the fault matrix, and what a letter looks like on its way.

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use begrund::cli::{Exit, exit_of};
use begrund::ledger::{Ledger, What};
use begrund::send::{Pace as _, Point, Silent, Watch};
use jiff::{SignedDuration, Timestamp};
use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::Value;

use crate::office::{CANARIES, Office, Size, StillPace};
use crate::relay::{Act, Identity, On, Relay, Rule, Setup};

const BY_STARTTLS: &str = "  tls: starttls\n";
const LOGIN: &str = "  user: begrund\n  password_file: password\n";

/// A row of the matrix: what goes wrong, and what must come of it.
struct Row {
    number: &'static str,
    setup: Setup,
    size: Size,
    settings: &'static str,
    exit: Exit,
    /// The events of delivery.
    ledger: Vec<&'static str>,
    /// How many letters the relay has kept.
    kept: usize,
    /// Words of what stopped the run, in English.
    stopped: &'static str,
}

fn row(number: &'static str, rules: &[Rule], exit: Exit, ledger: &[&'static str], kept: usize) -> Row {
    Row {
        number,
        setup: Setup::rules(rules),
        size: Size::Few,
        settings: "",
        exit,
        ledger: ledger.to_vec(),
        kept,
        stopped: "",
    }
}

impl Row {
    fn stopped(mut self, words: &'static str) -> Self {
        self.stopped = words;
        self
    }

    fn settings(mut self, settings: &'static str) -> Self {
        self.settings = settings;
        self.setup.starttls = settings.contains("starttls");
        self
    }

    fn identity(mut self, identity: Identity) -> Self {
        self.setup.identity = identity;
        self
    }

    fn heavy(mut self) -> Self {
        self.size = Size::Heavy;
        self
    }

    fn slips_in(mut self, text: &'static str) -> Self {
        self.setup.slips_in = text;
        self
    }

    #[track_caller]
    fn holds(self) {
        let number = self.number;
        let relay = Relay::start(self.setup);
        let office = Office::of_size(relay.port, self.size);
        office.settings(relay.port, self.settings);
        password(&office, "hemmelig");
        let report = office.send().unwrap_or_else(|error| panic!("row {number}: {error}"));
        let told = office.told();
        assert_eq!(told, self.ledger, "row {number}: {report:#?}");
        assert_eq!(exit_of(&report), self.exit, "row {number}: {report:#?}");
        assert_eq!(relay.kept().len(), self.kept, "row {number}");
        let stop = report.stop.map(|stop| stop.what().en.into_owned()).unwrap_or_default();
        assert!(
            stop.contains(self.stopped) && stop.is_empty() == self.stopped.is_empty(),
            "row {number}: {stop}"
        );
    }
}

fn password(office: &Office, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(office.path("password"), text).unwrap();
    fs::set_permissions(office.path("password"), fs::Permissions::from_mode(0o600)).unwrap();
}

/// Two events for each of nine letters that all go well, but for the first `less`.
fn rest(first: &[&'static str], sent: usize) -> Vec<&'static str> {
    let mut events = first.to_vec();
    for _ in 0..sent {
        events.extend(["attempted", "sent"]);
    }
    events
}

/// Rows 2 to 8.
#[test]
fn faults_of_the_connection_change_no_letter() {
    use Act::{Close, Say, SayAndClose, Stall};
    use Exit::{TryLater, Unusable};
    let plain = |number, rules: &[Rule], exit| row(number, rules, exit, &[], 0);
    let rows = [
        plain("2", &[Rule(On::Greeting, 0, SayAndClose("421 4.3.2 busy"))], TryLater)
            .stopped("cannot just now"),
        plain("2b", &[Rule(On::Greeting, 0, Say("554 5.7.1 no"))], Unusable).stopped("does not take"),
        plain("3 banner", &[Rule(On::Greeting, 0, Stall)], TryLater).stopped("cannot be reached"),
        plain("3 handshake", &[Rule(On::Connect, 0, Stall)], TryLater).stopped("cannot be reached"),
        plain("3 closed", &[Rule(On::Connect, 0, Close)], TryLater).stopped("cannot be reached"),
        plain("4", &[Rule(On::Ehlo, 0, Say("250 relay.test.invalid"))], Unusable)
            .settings(BY_STARTTLS)
            .stopped("does not offer STARTTLS"),
        plain("5 authority", &[], Unusable).identity(Identity::OtherAuthority).stopped("unknown issuer"),
        plain("5 expired", &[], Unusable).identity(Identity::Expired).stopped("clock is wrong"),
        plain("5 not yet", &[], Unusable).identity(Identity::NotYet).stopped("clock is wrong"),
        plain("5 name", &[], Unusable).identity(Identity::OtherName).stopped("another name"),
        plain("5 starttls", &[], Unusable)
            .settings(BY_STARTTLS)
            .identity(Identity::OtherName)
            .stopped("another name"),
        plain("6", &[], Unusable)
            .settings(BY_STARTTLS)
            .slips_in("250-relay.test.invalid\r\n250 AUTH PLAIN\r\n")
            .stopped("unexpected data after STARTTLS"),
        plain("7 535", &[Rule(On::Auth, 0, Say("535 5.7.8 no"))], Unusable)
            .settings(LOGIN)
            .stopped("refuses the login"),
        plain("7 530", &[Rule(On::Auth, 0, Say("530 5.7.0 no"))], Unusable)
            .settings(LOGIN)
            .stopped("refuses the login"),
        plain("7 454", &[Rule(On::Auth, 0, Say("454 4.7.0 later"))], TryLater)
            .settings(LOGIN)
            .stopped("cannot just now"),
    ];
    for row in rows {
        row.holds();
    }
    let untouched = ["attempted", "untouched 451"];
    row("8 4xx", &[Rule(On::Mail, 1, Say("451 4.3.0 later"))], TryLater, &untouched, 0)
        .stopped("cannot just now")
        .holds();
    let untouched = ["attempted", "untouched 550"];
    row("8 5xx", &[Rule(On::Mail, 1, Say("550 5.7.1 no"))], Unusable, &untouched, 0)
        .stopped("refuses the sender")
        .holds();
}

/// Row 1.
#[test]
fn nothing_listens_and_the_run_gives_up_after_three_attempts() {
    let office = Office::new(1);
    let pace = StillPace::default();
    let report = office.send_with(&pace, &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!(exit_of(&report), Exit::TryLater);
    assert_eq!((office.told(), report.untouched()), (vec![], 9));
    assert_eq!(pace.waited(), Duration::from_secs(35));
    let nowhere = Office::new(465);
    let text = fs::read_to_string(nowhere.path("begrund.yaml")).unwrap();
    fs::write(nowhere.path("begrund.yaml"), text.replace("host: localhost", "host: nowhere.test.invalid"))
        .unwrap();
    let report = nowhere.send().unwrap();
    assert_eq!((exit_of(&report), nowhere.told()), (Exit::TryLater, vec![]));
}

/// Rows 4 and 7.
#[test]
fn a_wrong_password_is_tried_once_and_nothing_goes_in_the_clear() {
    let setup = Setup { rules: vec![Rule(On::Auth, 0, Act::Say("535 5.7.8 no"))], ..Setup::default() };
    let relay = Relay::start(setup);
    let office = Office::new(relay.port);
    office.settings(relay.port, LOGIN);
    password(&office, "hemmelig-4711");
    let report = office.send().unwrap();
    assert_eq!((relay.count(On::Auth), relay.count(On::Connect)), (1, 1));
    assert!(!format!("{report:?}").contains("4711"));
    // STARTTLS is not offered: the password does not leave either.
    let rules = vec![Rule(On::Ehlo, 0, Act::Say("250-relay\r\n250 AUTH PLAIN LOGIN"))];
    let relay = Relay::start(Setup { starttls: true, rules, ..Setup::default() });
    office.settings(relay.port, &format!("{LOGIN}{BY_STARTTLS}"));
    assert_eq!(exit_of(&office.send().unwrap()), Exit::Unusable);
    assert_eq!((relay.count(On::Auth), relay.count(On::Mail)), (0, 0));
}

/// Rows 9, 10 and 12 to 20.
#[test]
fn faults_of_a_letter_are_its_own() {
    use Act::{Close, KeepAndClose, KeepAndStall, Say, Stall};
    use Exit::{Done, Undelivered};
    let one = |number, act: Rule, first: &'static str, exit, kept| {
        row(number, &[act], exit, &rest(&["attempted", first], 8), kept)
    };
    let rows = [
        row("none", &[], Done, &rest(&[], 9), 9),
        one("9", Rule(On::Rcpt, 1, Say("550 5.1.1 <ok@test.invalid>: no")), "rejected 550", Undelivered, 8),
        one(
            "10",
            Rule(On::Rcpt, 1, Say("450-4.7.1 wait\r\n450 4.7.1 a bit")),
            "deferred 450",
            Undelivered,
            8,
        ),
        one("12 drop", Rule(On::Rcpt, 1, Close), "deferred", Undelivered, 8),
        one("12 drop at data", Rule(On::Data, 1, Close), "deferred", Undelivered, 8),
        one("12 garbage", Rule(On::Rcpt, 1, Say("hvad siger du?")), "deferred", Undelivered, 8),
        one("12 misplaced", Rule(On::Data, 1, Say("250 fine")), "deferred", Undelivered, 8),
        one("12 silence", Rule(On::Rcpt, 1, Stall), "deferred", Undelivered, 8),
        one("data 5xx", Rule(On::Data, 1, Say("554 5.5.1 no")), "rejected 554", Undelivered, 8),
        one("data 4xx", Rule(On::Data, 1, Say("452 4.3.1 full")), "deferred 452", Undelivered, 8),
        one("15", Rule(On::Dot, 1, Say("552 5.3.4 too big")), "rejected 552", Undelivered, 8),
        one("15b", Rule(On::Dot, 1, Say("554 5.7.1 content")), "rejected 554", Undelivered, 8),
        one("16", Rule(On::Dot, 1, Say("451 4.3.0 later")), "deferred 451", Undelivered, 8),
        one("17", Rule(On::Dot, 1, Close), "unknown", Undelivered, 8),
        one("18", Rule(On::Dot, 1, KeepAndClose), "unknown", Undelivered, 9),
        one("19", Rule(On::Dot, 1, Stall), "unknown", Undelivered, 8),
        one("19 kept", Rule(On::Dot, 1, KeepAndStall), "unknown", Undelivered, 9),
        one("19 garbage", Rule(On::Dot, 1, Say("tak")), "unknown", Undelivered, 8),
        one("19 misplaced", Rule(On::Dot, 1, Say("354 go on")), "unknown", Undelivered, 8),
        row("20", &[Rule(On::Rcpt, 1, Say("251 2.1.5 will forward"))], Done, &rest(&[], 9), 9),
        row("13", &[Rule(On::Body, 1, Close)], Undelivered, &["attempted", "deferred"], 0).heavy(),
        row("14", &[Rule(On::Body, 1, Stall)], Undelivered, &["attempted", "deferred"], 0).heavy(),
        row("heavy", &[], Done, &["attempted", "sent"], 1).heavy(),
    ];
    for row in rows {
        row.holds();
    }
}

/// Row 11.
#[test]
fn a_relay_that_goes_away_is_tried_once_more() {
    use Act::SayAndClose;
    let gone = "421 4.3.2 shutting down";
    // Once: the letter goes over a new connection.
    let events = rest(&["attempted", "sent", "attempted", "untouched 421"], 8);
    row("11 once", &[Rule(On::Rcpt, 2, SayAndClose(gone))], Exit::Done, &events, 9).holds();
    let events = rest(&["attempted", "sent", "attempted", "untouched"], 8);
    row("11 idle", &[Rule(On::Mail, 2, Act::Close)], Exit::Done, &events, 9).holds();
    // Twice: it is the run that stops.
    let twice = ["attempted", "untouched 421", "attempted", "untouched 421"];
    row("11 twice", &[Rule(On::Rcpt, 0, SayAndClose(gone))], Exit::TryLater, &twice, 0)
        .stopped("closed the connection")
        .holds();
}

/// Row 21.
#[test]
fn the_same_fault_again_and_again_stops_the_run() {
    let refused = Act::Say("454 4.7.1 <ok@test.invalid>: Relay access denied");
    let events: Vec<&str> = ["attempted", "deferred 454"].repeat(5);
    row("21", &[Rule(On::Rcpt, 0, refused)], Exit::Unusable, &events, 0).stopped("too many letters").holds();
    let relay = Relay::start(Setup::rules(&[Rule(On::Rcpt, 0, Act::Say("550 5.7.1 relaying denied"))]));
    let office = Office::new(relay.port);
    let run = office.run(&["send", "--lang", "en"]);
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("4 letters are untouched"), "{}", run.stdout);
    assert!(run.stdout.contains("550 5.7.1 relaying denied"), "{}", run.stdout);
}

/// Row 22 and 40: what cannot be mailed is known before anybody is connected to.
#[test]
fn an_address_or_a_name_that_cannot_be_mailed_stays() {
    let office = Office::new(1);
    let text = fs::read_to_string(office.path("begrund.yaml")).unwrap();
    fs::write(office.path("begrund.yaml"), text.replace("override: ok@", "override: søren@")).unwrap();
    let run = office.run(&["send", "--lang", "en"]);
    assert!(run.code == 2 && run.stderr.contains("email.override"), "{}", run.stderr);
    fs::write(office.path("begrund.yaml"), text.replace("Prøvestad Kommune <brev", "\"A\\nB <brev")).unwrap();
    assert_eq!(office.run(&["send"]).code, 2);
    let bad =
        text.replace("from: Prøvestad Kommune <brev@test.invalid>", "from: \"A\\0B <brev@test.invalid>\"");
    fs::write(office.path("begrund.yaml"), bad).unwrap();
    assert_eq!(office.run(&["send"]).code, 2);
}

/// Row 10.
#[test]
fn a_letter_that_was_put_off_is_tried_again_after_a_quarter_of_an_hour_and_given_up_after_three_days() {
    let relay = Relay::start(Setup::rules(&[Rule(On::Rcpt, 1, Act::Say("451 4.7.1 greylisted"))]));
    let office = Office::new(relay.port);
    office.settings(relay.port, "");
    let text = fs::read_to_string(office.path("begrund.yaml")).unwrap();
    fs::write(office.path("begrund.yaml"), text.replace("wait_minutes: 0", "wait_minutes: 240")).unwrap();
    // Noon: the waits stay within the day.
    let noon = noon();
    let pace = StillPace::at(noon);
    let report = office.send_with(&pace, &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!(exit_of(&report), Exit::Done);
    assert_eq!(pace.waited(), Duration::from_mins(15));
    let mut events = rest(&["attempted", "deferred 451"], 8);
    events.extend(["attempted", "sent"]);
    assert_eq!(office.told(), events);
    assert_eq!(relay.kept().len(), 9);

    // Always: at most every quarter of an hour, four hours a run.
    let relay = Relay::start(Setup::rules(&[
        Rule(On::Rcpt, 1, Act::Say("451 later")),
        Rule(On::Rcpt, 10, Act::Say("451 later")),
        Rule(On::Rcpt, 11, Act::Say("451 later")),
    ]));
    let office = Office::new(relay.port);
    let report = office.send_with(&StillPace::at(noon), &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!(exit_of(&report), Exit::Undelivered);
    assert_eq!(office.told().len(), 18);
    // A run that comes too early does not try.
    let soon = noon.checked_add(SignedDuration::from_mins(5)).unwrap();
    let report = office.send_with(&StillPace::at(soon), &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!((report.untouched(), office.told().len()), (1, 18));
    let later = noon.checked_add(SignedDuration::from_mins(20)).unwrap();
    let hour = fs::read_to_string(office.path("begrund.yaml")).unwrap();
    fs::write(
        office.path("begrund.yaml"),
        hour.replace("wait_minutes: 0", "wait_minutes: 0, give_up_hours: 1"),
    )
    .unwrap();
    office.send_with(&StillPace::at(later), &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!(office.told().last().unwrap(), "deferred 451");
    let over = noon.checked_add(SignedDuration::from_mins(100)).unwrap();
    let report = office.send_with(&StillPace::at(over), &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!(office.told().last().unwrap(), "gave_up 451");
    assert_eq!(exit_of(&report), Exit::Undelivered);
    // Given up is given up, until somebody approves it again.
    office.send_with(&StillPace::at(over), &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!(office.told().len(), 22);
    let letter = office.letters()[0].clone();
    assert_eq!(office.run(&["approve", &letter]).code, 0);
    office.send_with(&StillPace::at(over), &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!(office.told().last().unwrap(), "sent");
}

fn noon() -> Timestamp {
    let today = begrund::approval::clock(Timestamp::now()).date();
    today.at(11, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

/// Row 24.
#[test]
fn a_signal_ends_the_run_after_the_letter_in_flight() {
    #[derive(Debug)]
    struct StopAt<'a>(Point, usize, &'a AtomicBool, Mutex<usize>);
    impl Watch for StopAt<'_> {
        fn reached(&self, point: Point) {
            let mut times = self.3.lock().unwrap();
            *times += usize::from(point == self.0);
            if *times == self.1 {
                self.2.store(true, Ordering::Relaxed);
            }
        }
    }
    let relay = Relay::start(Setup::default());
    let office = Office::new(relay.port);
    let stop = AtomicBool::new(false);
    let watch = StopAt(Point::Data, 3, &stop, Mutex::new(0));
    let report = office.send_with(&StillPace::default(), &watch, &stop).unwrap();
    assert_eq!(exit_of(&report), Exit::TryLater);
    assert_eq!((relay.kept().len(), report.untouched()), (3, 6));
    assert_eq!(office.told(), rest(&[], 3));
    let run = office.run(&["send"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(relay.kept().len(), 9);
}

/// Rows 24 and 33.
#[test]
fn the_program_itself_stops_at_a_signal_while_it_waits_for_the_last_answer() {
    for signal in ["-TERM", "-INT"] {
        let relay = Relay::start(Setup::rules(&[Rule(On::Dot, 2, Act::KeepAndStall)]));
        let office = Office::new(relay.port);
        let child = std::process::Command::new(assert_cmd::cargo::cargo_bin("begrund"))
            .current_dir(office.root())
            .arg("send")
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        while relay.count(On::Dot) < 2 {
            std::thread::sleep(Duration::from_millis(20));
        }
        let arguments = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
        assert!(arguments.ends_with(b"begrund\0send\0"), "nothing else is shown to other users");
        // A second run ends at once, and the first is unharmed.
        let second = office.run(&["send"]);
        assert_eq!(second.code, 4, "{}{}", second.stdout, second.stderr);
        let killed =
            std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let output = child.wait_with_output().unwrap();
        // The relay closed after a while: the letter in flight is unknown, and the rest is untouched.
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(office.told(), ["attempted", "sent", "attempted", "unknown"], "{signal}");
    }
}

/// Row 19: an answer is awaited as long as RFC 5321 (4.5.3.2) asks; a shorter wait makes letters unknown that were taken.
#[test]
fn the_last_answer_is_awaited_for_ten_minutes() {
    let begrund::send::email::Timeouts { command, data, last } = begrund::send::email::Timeouts::default();
    assert_eq!(
        (command, data, last),
        (Duration::from_mins(5), Duration::from_mins(2), Duration::from_mins(10))
    );
}

/// Row 34.
#[test]
fn a_clock_that_jumps_changes_nothing_within_a_run() {
    let began = Timestamp::now();
    let pace = begrund::send::RealPace::from(began);
    assert!(pace.now().duration_since(began) < SignedDuration::from_secs(60));
    // The system's clock is 400 days off: letters of today are not for today, and nothing leaves.
    let relay = Relay::start(Setup::default());
    let office = Office::new(relay.port);
    for days in [-400, 400] {
        let off = began.checked_add(SignedDuration::from_hours(24 * days)).unwrap();
        let report = office.send_with(&StillPace::at(off), &Silent, &AtomicBool::new(false)).unwrap();
        assert_eq!(exit_of(&report), if days < 0 { Exit::Done } else { Exit::Held });
    }
    assert_eq!((office.told(), relay.count(On::Connect)), (vec![], 0));
}

/// Row 32, and everything else that keeps a letter back.
#[test]
fn only_what_was_approved_leaves_and_on_its_day() {
    let relay = Relay::start(Setup::default());
    let office = Office::new(relay.port);
    let letters = office.letters();
    let pdf = office.path(&format!("out/letters/{}.pdf", letters[0]));
    let mut bytes = fs::read(&pdf).unwrap();
    bytes[1000] ^= 1;
    fs::write(&pdf, bytes).unwrap();
    assert_eq!(office.run(&["withdraw", &letters[1], "--because", "Vi mangler et bilag."]).code, 0);
    let record = office.path("cases/0002.yaml");
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, format!("{text}# nyt\n")).unwrap();
    let plan = office.run(&["send", "--dry-run", "--format", "json"]);
    assert_eq!(plan.code, 1, "{}", plan.stdout);
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    let run = office.run(&["send", "--format", "json"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    let done: Value = serde_json::from_str(&run.stdout).unwrap();
    let pairs = plan["plan"].as_array().unwrap().iter().zip(done["letters"].as_array().unwrap());
    for (number, (planned, done)) in pairs.enumerate() {
        assert_eq!(planned["letter"], done["letter"]);
        let expected = match number {
            0 | 2 => ("stay", "changed"),
            1 => ("stay", "not_approved"),
            _ => ("deliver", ""),
        };
        assert_eq!(planned["step"], expected.0, "{planned:#}");
        assert_eq!(planned["why"].as_str().unwrap_or_default(), expected.1);
        assert_eq!(planned["why"], done["why"]);
        assert_eq!(done["result"], if number < 3 { "stayed" } else { "sent" });
        assert_eq!(planned["to"].as_str().unwrap_or("…@test.invalid"), "…@test.invalid");
    }
    assert_eq!(relay.kept().len(), 6);
    assert!(relay.kept().iter().all(|kept| kept.to == "ok@test.invalid"), "a trial reaches nobody else");

    // Yesterday's letters wait for another day, tomorrow's for theirs.
    let day = |days: i64| Timestamp::now().checked_add(SignedDuration::from_hours(24 * days)).unwrap();
    let office = Office::new(relay.port);
    let late = office.send_with(&StillPace::at(day(1)), &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!((exit_of(&late), late.any_held()), (Exit::Held, true));
    let early = office.send_with(&StillPace::at(day(-1)), &Silent, &AtomicBool::new(false)).unwrap();
    assert_eq!(exit_of(&early), Exit::Done);
    assert_eq!(office.told(), [""; 0]);
}

#[test]
fn limits_the_stop_file_and_a_workspace_for_load() {
    let relay = Relay::start(Setup::default());
    let office = Office::new(relay.port);
    office.settings(relay.port, "delivery: {per_run: 4, stop_file: stop, approval_days: 1}\n");
    fs::write(office.path("stop"), "").unwrap();
    assert_eq!(office.run(&["send"]).code, 4);
    assert_eq!(relay.count(On::Connect), 0);
    fs::remove_file(office.path("stop")).unwrap();
    let run = office.run(&["send", "--lang", "en"]);
    assert_eq!(run.code, 4, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("5 letters are untouched"), "{}", run.stdout);
    assert_eq!(relay.kept().len(), 4);
    let text = fs::read_to_string(office.path("begrund.yaml")).unwrap();
    fs::write(office.path("begrund.yaml"), text.replace("\ntest: true", "\ntest: true\nload: true")).unwrap();
    let refused = office.run(&["send", "--lang", "en"]);
    assert!(refused.code == 2 && refused.stderr.contains("load: true"), "{}", refused.stderr);
    fs::write(office.path("begrund.yaml"), text.split("email:\n  host").next().unwrap()).unwrap();
    let closed = office.run(&["send", "--lang", "en"]);
    assert!(closed.code == 1 && closed.stdout.contains("has no `email`"), "{}", closed.stdout);
    assert_eq!(relay.kept().len(), 4);
}

/// The letter as it travels: byte-equal, nothing personal outside it, the same bytes from the same letter.
#[test]
fn a_letter_travels_as_it_was_approved_and_tells_nothing_on_the_way() {
    let relay = Relay::start(Setup::default());
    let office = Office::of_size(relay.port, Size::Heavy);
    assert_eq!(office.run(&["send"]).code, 0);
    let kept = relay.kept().remove(0);
    let mail = MessageParser::default().parse(&kept.bytes).unwrap();
    assert_eq!(mail.subject(), Some("Brev fra Prøvestad Kommune"));
    assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Prøvestad Kommune"));
    let text = mail.body_text(0).unwrap();
    assert!(text.contains("Der er et brev til dig") && text.contains("In English"), "{text}");
    let letter = &office.letters()[0];
    let pdf = fs::read(office.path(&format!("out/letters/{letter}.pdf"))).unwrap();
    let attached: Vec<_> = mail.attachments().collect();
    assert_eq!(attached[0].attachment_name(), Some("afgoerelse-2026-102-0100.pdf"));
    assert!(attached[0].contents() == pdf, "the PDF is byte-equal");
    assert_eq!(attached[1].attachment_name(), Some("bilag-1.pdf"));
    assert!(attached[1].contents() == fs::read(office.path("cases/bilag.pdf")).unwrap());

    let head = String::from_utf8_lossy(&kept.bytes[..kept.bytes.len().min(3000)]).into_owned();
    let head = head.split("JVBERi").next().unwrap().to_owned();
    assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
    let commands = relay.commands().join("\n");
    for canary in CANARIES {
        assert!(!head.contains(canary) && !commands.contains(canary), "{canary}: {head}\n{commands}");
    }
    let name = kept.id.split('@').next().unwrap();
    assert!(commands.contains(&format!("MAIL FROM:<brev@test.invalid> RET=HDRS ENVID={name}")), "{commands}");
    assert!(commands.contains("RCPT TO:<ok@test.invalid> NOTIFY=FAILURE,DELAY"), "{commands}");
    assert!(commands.contains("EHLO test.invalid"), "{commands}");
    // What the ledger holds of it is what left.
    let ledger = Ledger::look(office.root()).unwrap().unwrap();
    let event = ledger.events().last_of("attempted").unwrap().unwrap();
    let What::Attempted { sha256, message, .. } = event.what else { panic!() };
    // lettre ends every letter with one line break more.
    let left = kept.bytes.strip_suffix(b"\r\n").unwrap();
    assert_eq!((sha256, message), (begrund::letter::sha256(left), kept.id));
}

#[test]
fn a_relay_that_knows_no_reports_is_asked_for_none_and_one_with_a_limit_gets_nothing_larger() {
    let relay = Relay::start(Setup { offers: &["SIZE 1000000"], ..Setup::default() });
    let office = Office::new(relay.port);
    assert_eq!(office.run(&["send"]).code, 0);
    let commands = relay.commands().join("\n");
    assert!(!commands.contains("ENVID") && !commands.contains("NOTIFY"), "{commands}");
    let office = Office::of_size(relay.port, Size::Heavy);
    let run = office.run(&["send", "--lang", "en"]);
    assert!(run.code == 1 && run.stdout.contains("at most 1 MB"), "{}", run.stdout);
    assert_eq!(office.told(), [""; 0], "nothing was begun");
}

#[test]
fn starttls_and_login_work_where_they_are_set() {
    let relay = Relay::start(Setup { starttls: true, ..Setup::default() });
    let office = Office::new(relay.port);
    office.settings(relay.port, &format!("{LOGIN}{BY_STARTTLS}"));
    password(&office, "hemmelig");
    let run = office.run(&["send"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!((relay.kept().len(), relay.count(On::Auth)), (9, 1));
    // A password that others can read is not used.
    let office = Office::new(relay.port);
    office.settings(relay.port, &format!("{LOGIN}{BY_STARTTLS}"));
    fs::write(office.path("password"), "hemmelig").unwrap();
    let run = office.run(&["send"]);
    assert!(run.code == 2 && run.stderr.contains("chmod 600"), "{}", run.stderr);
    assert_eq!(relay.count(On::Auth), 1);
}
