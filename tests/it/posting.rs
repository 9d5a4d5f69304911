//! The command `send` with letters by Digital Post and on paper, from approval to receipt.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use begrund::approval::{clock, user_of_process};
use begrund::ledger::{Ledger, LedgerError, What};
use begrund::letter::sha256;
use jiff::Timestamp;

use crate::dates::leaving_today;
use crate::fixture::sample;
use crate::office::{letters, word};
use crate::project::Project;

/// A workspace with letters, approved and planned for today: one for each channel that is named.
fn workspace(channels: &[&str]) -> Project {
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
            channel => (channel, "connected"),
        };
        let cpr = format!("660190-12{:02}", number + 34);
        writeln!(list, "{cpr};{connected};{today}").unwrap();
        let text = record
            .replace("2026-102-0042", &format!("2026-102-{:04}", number + 100))
            .replace("660190-1234", &cpr)
            .replace("channel: digital_post", &format!("channel: {channel}"));
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
