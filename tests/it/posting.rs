//! The command `send` with letters by Digital Post and on paper, from approval to receipt.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use begrund::approval::{clock, user_of_process};
use begrund::ledger::{Ledger, LedgerError, What};
use begrund::letter::sha256;
use jiff::Timestamp;
use mail_parser::MessageParser;

use crate::dates::leaving_today;
use crate::fixture::sample;
use crate::office::{CANARIES, letters, word};
use crate::project::Project;
use crate::relay::{Act, On, Relay, Rule, Setup, write_authority};

/// A workspace with letters, approved and planned for today: one for each channel that is named.
pub(crate) fn workspace(channels: &[&str]) -> Project {
    let project = Project::new();
    let settings = format!(
        "{}\napproval:\n  approvers: [{{name: Godkenda Prøvesen, user: {}}}]\n  open_each: []\n  draw_percent: 0\n\
         digital_post: {{outbox: digital-post, registrations: registrations.csv}}\npaper: {{folder: paper}}\n\
         rules: [{{code: BAT-01, severity: info, because: the same words for all, by: Godkenda Prøvesen}}]\n",
        fs::read_to_string("begrund.yaml").unwrap(),
        user_of_process()
    );
    project.write("begrund.yaml", &settings);
    let today = clock(Timestamp::now()).date();
    let record = leaving_today(&fs::read_to_string(sample("refusal-psychologist")).unwrap());
    let mut list = "number;status;date\n".to_owned();
    for (number, channel) in channels.iter().enumerate() {
        let (channel, connected) = match *channel {
            "exempt" => ("digital_post", "not_connected"),
            "unreadable" => ("digital_post", "måske"),
            "no e-mail" => ("digital_post", "connected"),
            channel => (channel, "connected"),
        };
        let cpr = format!("660190-12{:02}", number + 34);
        writeln!(list, "{cpr};{connected};{today}").unwrap();
        let text = record
            .replace("2026-102-0042", &format!("2026-102-{:04}", number + 100))
            .replace("660190-1234", &cpr)
            .replace("channel: digital_post", &format!("channel: {channel}"));
        let text = match channels[number] {
            "no e-mail" => text,
            _ => text.replace("  address: [", "  email: modella.o@test.invalid\n  address: ["),
        };
        project.case(&format!("{number:04}"), &text);
    }
    project.write("registrations.csv", &list);
    fs::set_permissions(project.path("registrations.csv"), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(project.run(&["proof"]).code, 0);
    let letters = letters(project.root());
    assert_eq!(letters.len(), channels.len());
    let names: Vec<&str> = letters.iter().map(String::as_str).collect();
    let approved = project.run(&[&["approve"], names.as_slice()].concat());
    assert_eq!(approved.code, 0, "{}{}", approved.stdout, approved.stderr);
    project
}

fn told(project: &Project) -> Vec<String> {
    let ledger = Ledger::look(project.root()).unwrap().unwrap();
    let count = ledger.events().verify().unwrap().unwrap().events;
    (1..=count).filter_map(|seq| word(&ledger.events().get(seq).unwrap().unwrap())).collect()
}

#[test]
fn letters_leave_by_digital_post_and_on_paper_once() {
    let project = workspace(&["digital_post", "exempt", "paper", "digital_post"]);
    let plan = project.run(&["send", "--dry-run"]);
    assert!(!project.path("digital-post").exists() && !project.path("paper").exists(), "{}", plan.stderr);
    assert!(plan.stdout.contains("ikke tilsluttet Digital Post"), "{}", plan.stdout);
    assert!(!plan.stdout.contains("660190"), "{}", plan.stdout);
    let sent = project.run(&["send"]);
    assert_eq!(sent.code, 1, "{}{}", sent.stdout, sent.stderr);
    assert_eq!(told(&project), ["attempted", "sent"].repeat(3));
    let letters = letters(project.root());
    let today = clock(Timestamp::now()).date();
    let files = |folder: &str| fs::read_dir(project.path(folder)).unwrap().count();
    assert_eq!((files("digital-post"), files(&format!("paper/{today}"))), (2, 2));
    let print = fs::read(project.path(&format!("paper/{today}/0001_{}.pdf", letters[2]))).unwrap();
    assert_eq!(print, fs::read(project.path(&format!("out/letters/{}.pdf", letters[2]))).unwrap());
    assert_eq!(project.run(&["send"]).code, 1);
    assert_eq!(told(&project).len(), 6, "nothing leaves twice");
    let xml = fs::read_to_string(project.path(&format!("digital-post/{}.xml", letters[0]))).unwrap();
    let (_, rest) = xml.split_once("<memo:messageUUID>").unwrap();
    let receipt = format!("message_uuid,status,time\n{},delivered,2026-12-01T06:00:00Z\n", &rest[..36]);
    project.write("receipts.csv", &receipt);
    let run = project.run(&["receipts", "receipts.csv"]);
    assert_eq!((run.code, run.stdout.contains(&letters[0])), (0, true), "{}{}", run.stdout, run.stderr);
}

#[test]
fn what_a_cut_off_run_handed_over_is_seen_by_the_next() {
    let project = workspace(&["digital_post", "paper", "digital_post", "paper"]);
    let ids = letters(project.root());
    let today = clock(Timestamp::now()).date();
    // The first two had left when the run was cut off, the others not.
    let names: Vec<&str> = ids[2..].iter().map(String::as_str).collect();
    let withdrawn = project.run(&[&["withdraw", "--because", "venter"], names.as_slice()].concat());
    assert_eq!(withdrawn.code, 0, "{}", withdrawn.stderr);
    assert_eq!(project.run(&["send"]).code, 1);
    let again = project.run(&[&["approve"], names.as_slice()].concat());
    assert_eq!(again.code, 0, "{}", again.stderr);
    let mut ledger = Ledger::open(project.root(), None, Timestamp::now()).unwrap();
    let event = |letter: &str, kind: &str| {
        let events = ledger.events().of_letter(letter).unwrap();
        events.into_iter().rfind(|event| event.what.kind() == kind).unwrap()
    };
    let mut open = Vec::new();
    for letter in &ids[2..] {
        let (channel, message) = match event(letter, "approved").what {
            What::Approved { bound, .. } if bound.channel == "paper" => {
                ("paper", format!("{today}/{letter}"))
            }
            _ => ("digital_post", format!("{letter}.xml")),
        };
        let what = What::Attempted {
            pdf: sha256(&fs::read(project.path(&format!("out/letters/{letter}.pdf"))).unwrap()),
            channel: channel.to_owned(),
            approval: event(letter, "approved").seq,
            number: 1,
            recipient: String::new(),
            domain: None,
            message,
            sha256: sha256(b"what it would have been"),
            application: String::new(),
        };
        open.push((event(letter, "approved").matter, letter.clone(), what));
    }
    // The message of the third is there as the attempt says.
    fs::write(project.path(&format!("digital-post/{}.xml", ids[2])), "what it would have been").unwrap();
    ledger
        .write(Timestamp::now(), |writer| {
            for (matter, letter, what) in &open {
                writer.append(matter.as_deref(), Some(letter), what)?;
            }
            Ok::<_, LedgerError>(())
        })
        .unwrap();
    drop(ledger);
    let sent = project.run(&["send"]);
    let told = told(&project);
    assert!(told.contains(&"reconciled true".to_owned()), "the file is there: {told:?} {}", sent.stderr);
    assert!(told.contains(&"reconciled false".to_owned()), "it is not on the list: {told:?}");
    let list = fs::read_to_string(project.path(&format!("paper/{today}/control.csv"))).unwrap();
    assert_eq!(list.lines().count(), 3, "what was not handed over is handed over now: {told:?}\n{list}");
}

/// FOR-01: a row of the list that cannot be read may be the one that says no.
#[test]
fn a_row_of_the_list_that_cannot_be_read_is_told_and_keeps_its_letter() {
    let project = workspace(&["digital_post", "unreadable", "paper"]);
    let list = fs::read_to_string(project.path("registrations.csv")).unwrap();
    fs::write(project.path("registrations.csv"), format!("{list}6601901;connected;2026-12-01\n")).unwrap();
    for (lang, told) in [("da", "linje 3, kolonne status"), ("en", "line 3, column status")] {
        let plan = project.run(&["send", "--dry-run", "--lang", lang]);
        assert!(plan.code == 1 && plan.stderr.contains(told), "{}{}", plan.stdout, plan.stderr);
        assert!(
            plan.stderr.contains("registrations.csv") && !plan.stderr.contains("660190"),
            "{}",
            plan.stderr
        );
    }
    let run = project.run(&["run", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (run.code, &report["list_faults"]),
        (1, &serde_json::json!(2)),
        "{}{}",
        run.stdout,
        run.stderr
    );
    assert_eq!(report["delivery"]["blocked"], 1);
    assert!(run.stderr.contains("linje 5, kolonne number"), "{}", run.stderr);
    assert_eq!(told(&project), ["attempted", "sent"].repeat(2));
    let left = project.run(&["send", "--format", "json"]);
    let left: serde_json::Value = serde_json::from_str(&left.stdout).unwrap();
    assert_eq!(left["list_faults"][0]["line"], 3);
    assert_eq!(left["letters"][1]["why"], "blocked", "{left:#}");
    // The list is mended, and it leaves.
    fs::write(project.path("registrations.csv"), list.replace("måske", "tilsluttet")).unwrap();
    assert_eq!(project.run(&["send"]).code, 0);
    assert_eq!(told(&project), ["attempted", "sent"].repeat(3));
}

/// Lets mails tell of letters, by way of a relay at this port.
fn with_notices(project: &Project, port: u16) {
    let text = fs::read_to_string(project.path("begrund.yaml")).unwrap();
    let text = text.split("\nemail:").next().unwrap().to_owned();
    let email = format!(
        "\nemail:\n  host: localhost\n  port: {port}\n  ca_file: ca.pem\n  from: Prøvestad Kommune <brev@test.invalid>\n  \
         notice: true\n  override: ok@test.invalid\n"
    );
    project.write("begrund.yaml", &(text + &email));
    write_authority(&project.path("ca.pem"));
}

/// A mail without personal data tells, in Danish and in English, that there is a letter; it goes only after the letter has left.
#[test]
fn a_mail_tells_of_a_letter_that_left_another_way() {
    let relay = Relay::start(Setup::default());
    let project = workspace(&["digital_post", "paper", "exempt", "no e-mail"]);
    with_notices(&project, relay.port);
    let sent = project.run(&["send"]);
    assert_eq!(sent.code, 1, "one is not connected: {}{}", sent.stdout, sent.stderr);
    let events =
        ["attempted", "sent", "noticed true", "attempted", "sent", "noticed true", "attempted", "sent"];
    assert_eq!(told(&project), events);
    let mails = relay.kept();
    assert_eq!(mails.len(), 2, "none of a letter that stays, none where there is no address");
    for mail in &mails {
        assert_eq!(mail.to, "ok@test.invalid", "a trial reaches nobody else");
        let whole = String::from_utf8_lossy(&mail.bytes).into_owned();
        let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
        assert_eq!(parsed.subject(), Some("Der er et brev til dig fra Prøvestad Kommune"));
        assert_eq!((parsed.attachment_count(), parsed.text_body_count(), parsed.parts.len()), (0, 1, 1));
        let text = parsed.body_text(0).unwrap();
        for words in [
            "Prøvestad Kommune har sendt et brev til dig. Det kommer i din Digitale Post eller med posten.",
            "In English",
            "Prøvestad Kommune has sent you a letter. It comes in your Digital Post or by mail.",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(whole.contains("Auto-Submitted: auto-generated"), "{whole}");
        // Neither the case nor what it is about: the same words for everybody.
        for canary in CANARIES.iter().chain(&["2026-102-", "afslag", "psykolog", "%PDF", "JVBERi"]) {
            assert!(!whole.contains(canary) && !text.contains(canary), "{canary}: {whole}");
        }
    }
    assert_ne!(mails[0].id, mails[1].id);
    let texts: Vec<String> = mails
        .iter()
        .map(|mail| MessageParser::default().parse(&mail.bytes).unwrap().body_text(0).unwrap().into_owned())
        .collect();
    assert_eq!(texts[0], texts[1]);
    // Nothing is told twice.
    assert_eq!(project.run(&["send"]).code, 1);
    assert_eq!((relay.kept().len(), told(&project).len()), (2, events.len()));
    // That mails may tell of letters is no leave to attach one.
    let project = workspace(&["email", "paper"]);
    with_notices(&project, relay.port);
    let run = project.run(&["send", "--lang", "en"]);
    assert!(run.code == 1 && run.stdout.contains("`email.letters`"), "{}{}", run.stdout, run.stderr);
    assert_eq!(
        (told(&project), relay.kept().len()),
        (events[..3].iter().map(ToString::to_string).collect(), 3)
    );
}

/// Whatever comes of the mail, the letter has left; and whatever comes of the letter, a mail is no delivery.
#[test]
fn a_mail_that_tells_of_a_letter_never_counts_as_its_delivery() {
    for (rules, noticed, mails) in [
        (
            vec![Rule(On::Rcpt, 0, Act::Say("550 5.1.1 <modella.o@test.invalid> Modella unknown"))],
            "noticed false",
            0,
        ),
        (vec![Rule(On::Dot, 0, Act::Say("451 4.3.0 later"))], "noticed false", 0),
        (vec![Rule(On::Dot, 0, Act::KeepAndClose)], "noticed false", 3),
        (vec![Rule(On::Mail, 0, Act::SayAndClose("421 closing"))], "noticed false", 0),
        (vec![Rule(On::Greeting, 0, Act::SayAndClose("421 busy"))], "noticed false", 0),
    ] {
        let relay = Relay::start(Setup::rules(&rules));
        let project = workspace(&["digital_post", "paper", "digital_post"]);
        with_notices(&project, relay.port);
        let sent = project.run(&["send"]);
        assert_eq!(sent.code, 0, "{rules:?}: {}{}", sent.stdout, sent.stderr);
        let told = told(&project);
        let of = |word: &str| told.iter().filter(|event| *event == word).count();
        assert_eq!(
            (of("sent"), of("noticed true"), relay.kept().len()),
            (3, 0, mails),
            "{rules:?}: {told:?}"
        );
        assert!(of(noticed) >= 1, "{rules:?}: {told:?}");
        // Every letter went the way that it was approved for, once, and no mail is tried again.
        assert_eq!(project.run(&["send"]).code, 0);
        assert_eq!(self::told(&project), told);
        let ledger = fs::read(project.path("begrund.db")).unwrap();
        assert!(!String::from_utf8_lossy(&ledger).contains("modella.o"));
    }
    // A letter that cannot be handed over is not told of.
    let relay = Relay::start(Setup::default());
    let project = workspace(&["digital_post"]);
    with_notices(&project, relay.port);
    fs::create_dir(project.path("digital-post")).unwrap();
    fs::set_permissions(project.path("digital-post"), fs::Permissions::from_mode(0o777)).unwrap();
    let stopped = project.run(&["send"]);
    assert_eq!((stopped.code, relay.kept().len(), told(&project)), (2, 0, vec![]), "{}", stopped.stdout);
    // A mail that left is no letter that left: the letter is still to be sent when it is known not to have been handed over.
    fs::remove_dir(project.path("digital-post")).unwrap();
    assert_eq!(project.run(&["send"]).code, 0);
    let letter = &letters(project.root())[0];
    let receipt = format!("letter,status,time\n{letter},failed,2026-12-01T06:00:00Z\n");
    project.write("receipts.csv", &receipt);
    assert_eq!(project.run(&["receipts", "receipts.csv"]).code, 3);
    let status = project.run(&["status", "--format", "json"]);
    assert!(status.stdout.contains("\"returned\""), "{}", status.stdout);
}
