//! What nobody knows is settled by a person or by evidence; what came back is taken in; what was sent is remembered. And on the whole
//! way nothing of a person is told.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use begrund::ledger::{KeptSketch, Ledger, What};
use serde_json::Value;
use walkdir::WalkDir;

use crate::office::{CANARIES, Office};
use crate::project::Run;
use crate::relay::{Act, On, Relay, Rule, Setup};

/// A workspace whose second letter is unknown, and was kept by the relay, and whose fourth is unknown, and was lost.
fn two_unknown() -> (Office, Relay) {
    let relay =
        Relay::start(Setup::rules(&[Rule(On::Dot, 2, Act::KeepAndClose), Rule(On::Dot, 4, Act::Close)]));
    let office = Office::new(relay.port);
    let run = office.run(&["send"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    assert_eq!(relay.kept().len(), 8);
    (office, relay)
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}{}", run.stdout, run.stderr))
}

fn standing(office: &Office, letter: &str) -> String {
    let status = json(&office.run(&["status", "--format", "json"]));
    let letters = status["letters"].as_array().unwrap();
    let line = letters.iter().find(|line| line["letter"] == letter).unwrap();
    line["standing"].as_str().unwrap().to_owned()
}

/// What the relay kept, as a maildir.
fn maildir(office: &Office, relay: &Relay) {
    for folder in ["new", "cur", "tmp"] {
        fs::create_dir_all(office.path(&format!("mail/{folder}"))).unwrap();
    }
    for (number, kept) in relay.kept().iter().enumerate() {
        fs::write(office.path(&format!("mail/new/{number:04}")), &kept.bytes).unwrap();
    }
}

#[test]
fn an_unknown_letter_is_never_tried_again_until_a_person_settles_it() {
    let (office, relay) = two_unknown();
    let letters = office.letters();
    let (kept, lost) = (&letters[1], &letters[3]);
    for letter in [kept, lost] {
        assert_eq!(standing(&office, letter), "unknown");
        for command in [
            &["approve", letter][..],
            &["reject", letter, "--because", "Nej."],
            &["withdraw", letter, "--because", "Nej."],
            &["redate", "--to", "2030-01-02", letter],
        ] {
            let run = office.run(command);
            assert!(run.code == 1 && run.stderr.contains("uvist"), "{command:?}: {}", run.stderr);
        }
    }
    assert_eq!(office.run(&["send"]).code, 3);
    assert_eq!(relay.kept().len(), 8, "nothing is tried by itself");
    for (args, told) in [
        (&["settle", kept, "--was-sent", "--because", " "][..], "mangler"),
        (&["settle", kept, "--was-sent", "--because", "660190-1234 har ringet"], "CPR"),
        (&["settle", &letters[0], "--was-sent", "--because", "Ja."], "intet uafklaret"),
        (&["settle", "2026-102-9999", "--was-sent", "--because", "Ja."], "intet uafklaret"),
    ] {
        let run = office.run(args);
        assert!(run.code == 1 && run.stderr.contains(told), "{args:?}: {}", run.stderr);
    }
    assert_eq!(office.run(&["settle", kept, "--because", "Ja."]).code, 2);
    let both = office.run(&["settle", kept, "--was-sent", "--was-not-sent", "--because", "Ja."]);
    assert_eq!(both.code, 2);
    assert_eq!(office.run(&["settle", kept, "--was-sent", "--because", "Det står i serverens log."]).code, 0);
    assert_eq!(
        office
            .run(&["settle", "2026-102-0103", "--was-not-sent", "--because", "Det står ikke i loggen."])
            .code,
        0
    );
    assert_eq!((standing(&office, kept).as_str(), standing(&office, lost).as_str()), ("sent", "approved"));
    assert_eq!(office.run(&["send"]).code, 0);
    let ids: BTreeSet<String> = relay.kept().into_iter().map(|kept| kept.id).collect();
    assert_eq!((relay.kept().len(), ids.len()), (9, 9), "each once");
    let log = office.run(&["log", "2026-102-0103"]).stdout;
    for told in [
        "forsøg 1",
        "uvist",
        "afklaret: det blev ikke sendt",
        "»Det står ikke i loggen.«",
        "forsøg 2",
        "sendt (email) [250 2.0.0 Ok queued as A",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
}

#[test]
fn a_mailbox_with_copies_settles_what_is_found_and_the_rest_when_it_is_whole() {
    let (office, relay) = two_unknown();
    maildir(&office, &relay);
    let letters = office.letters();
    let found = office.run(&["reconcile", "--maildir", "mail"]);
    assert_eq!(found.code, 3, "{}{}", found.stdout, found.stderr);
    assert_eq!(
        (standing(&office, &letters[1]).as_str(), standing(&office, &letters[3]).as_str()),
        ("sent", "unknown")
    );
    // A letter that was taken is missing: the mailbox is not whole.
    let third = office.path("mail/new/0002");
    let bytes = fs::read(&third).unwrap();
    fs::remove_file(&third).unwrap();
    let refused = office.run(&["reconcile", "--maildir", "mail", "--whole"]);
    assert!(refused.code == 2 && refused.stderr.contains(&letters[2]), "{}", refused.stderr);
    assert_eq!(standing(&office, &letters[3]), "unknown");
    fs::write(&third, bytes).unwrap();
    let whole = office.run(&["reconcile", "--maildir", "mail", "--whole", "--format", "json"]);
    assert_eq!(whole.code, 0, "{}", whole.stderr);
    assert_eq!(json(&whole)["reconciled"][0]["was_sent"], false);
    assert_eq!(office.run(&["send"]).code, 0);
    assert_eq!(relay.kept().len(), 9);
    assert!(office.run(&["reconcile", "--maildir", "mail"]).stdout.contains("intet uafklaret"));
    assert_eq!(office.run(&["reconcile", "--maillog", "nowhere"]).code, 2);
}

#[test]
fn a_letter_that_came_back_is_told_and_can_be_sent_again_only_by_a_persons_word() {
    let relay = Relay::start(Setup::default());
    let office = Office::new(relay.port);
    assert_eq!(office.run(&["send"]).code, 0);
    let letters = office.letters();
    let name = relay.kept()[4].id.split('@').next().unwrap().to_owned();
    fs::create_dir(office.path("back")).unwrap();
    let report = format!(
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\
         Content-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: {name}\r\n\r\n\
         Final-Recipient: rfc822; modella.o@test.invalid\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n"
    );
    fs::write(office.path("back/1"), &report).unwrap();
    fs::write(office.path("back/2"), "Subject: hej\r\n\r\nModella Opfundsen").unwrap();
    fs::write(office.path("back/3"), report.replace(&name, "0123")).unwrap();
    let run = office.run(&["bounces", "back"]);
    assert!(
        run.code == 3 && run.stdout == format!("{}: kom tilbage (5.1.1)\n", letters[4]),
        "{}",
        run.stdout
    );
    assert_eq!(office.run(&["bounces", "back"]).code, 0, "each report once");
    assert_eq!(standing(&office, &letters[4]), "returned");
    assert_eq!(office.run(&["approve", &letters[4]]).code, 1);
    assert_eq!(office.run(&["send"]).code, 3);
    assert_eq!(relay.kept().len(), 9);
    assert_eq!(
        office
            .run(&["settle", &letters[4], "--was-not-sent", "--because", "Adressen er rettet hos gatewayen."])
            .code,
        0
    );
    assert_eq!(office.run(&["send"]).code, 0);
    assert_eq!(relay.kept().len(), 10);
    let ledger = fs::read(office.path("begrund.db")).unwrap();
    assert!(!String::from_utf8_lossy(&ledger).contains("modella.o"));
}

/// BAT-01: what was sent is kept as hashes, and later letters are held against it; without the key nobody can try out CPR numbers.
#[test]
fn reasons_are_held_against_letters_that_were_sent() {
    let relay = Relay::start(Setup::default());
    let office = Office::new(relay.port);
    assert_eq!(office.run(&["send"]).code, 0);
    let letters = office.letters();
    for case in WalkDir::new(office.path("cases"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|file| file.file_type().is_file())
    {
        if !case.path().ends_with("0000.yaml") {
            fs::remove_file(case.path()).unwrap();
        }
    }
    let record = fs::read_to_string(office.path("cases/0000.yaml")).unwrap();
    let other = record
        .replace("2026-102-0100", "2026-102-0900")
        .replace("660190-1234", "650190-1235")
        .replace("Modella Opfundsen", "Andrea Opdigtsen");
    fs::write(office.path("cases/0000.yaml"), other).unwrap();
    for command in ["check", "build", "proof"] {
        let report = json(&office.run(&[command, "--format", "json"]));
        let findings = report["cases"][0]["findings"].as_array().unwrap();
        let alike = findings
            .iter()
            .find(|finding| finding["code"] == "BAT-01")
            .unwrap_or_else(|| panic!("{report:#}"));
        assert!(alike["message"]["da"].as_str().unwrap().contains(&letters[8]), "{alike:#}");
    }
    // The same citizen again is nobody else.
    fs::write(office.path("cases/0000.yaml"), record.replace("2026-102-0100", "2026-102-0900")).unwrap();
    let report = json(&office.run(&["check", "--format", "json"]));
    assert!(
        report["cases"][0]["findings"].as_array().unwrap().iter().all(|finding| finding["code"] != "BAT-01")
    );
    let ledger = Ledger::look(office.root()).unwrap().unwrap();
    let sent = ledger.events().last_of("sent").unwrap().unwrap();
    let What::Sent { remembered: Some(noted), .. } = sent.what else { panic!() };
    let mut kept = Vec::new();
    ledger.events().each_sketch(|letter, digest, sketch| kept.push((letter, digest, sketch))).unwrap();
    let own = |(letter, digest, _): &&(String, String, KeptSketch)| {
        Some(letter) == sent.letter.as_ref() && *digest == noted
    };
    let (.., sketch) = kept.iter().find(own).unwrap();
    assert!(sketch.owners.len() == 2 && sketch.reasons.len() > 64, "{sketch:?}");
}

/// A mail that tells of a letter elsewhere has nothing of a person in it. (The letters themselves wait for their channels.)
#[test]
fn nothing_personal_is_told_by_any_command_on_any_way() {
    let refusal = Rule(
        On::Rcpt,
        3,
        Act::Say("550 5.1.1 <modella.o@test.invalid>: Modella Opfundsen, Prøvevej, 660190-1234 unknown"),
    );
    let relay = Relay::start(Setup::rules(&[
        Rule(On::Dot, 1, Act::Say("554 5.7.1 content: psykiater, angst, modella.o")),
        Rule(On::Dot, 2, Act::KeepAndClose),
        refusal,
        Rule(On::Data, 3, Act::Close),
        Rule(On::Mail, 8, Act::SayAndClose("421 Modella Opfundsen")),
    ]));
    let office = Office::new(relay.port);
    maildir(&office, &relay);
    let mut said = String::new();
    let letters = office.letters();
    let (one, two) = (letters[0].as_str(), letters[1].as_str());
    let commands: Vec<Vec<&str>> = vec![
        vec!["send", "--dry-run"],
        vec!["send", "--dry-run", "--format", "json"],
        vec!["send"],
        vec!["send", "--format", "json"],
        vec!["status"],
        vec!["status", "--format", "json"],
        vec!["log", "2026-102-0100"],
        vec!["log", "2026-102-0102", "--format", "json"],
        vec!["reconcile", "--maildir", "mail"],
        vec!["settle", two, "--was-sent", "--because", "Det står i loggen."],
        vec!["settle", one, "--was-sent", "--because", "Det står i loggen."],
        vec!["bounces", "mail"],
        vec!["approve", one],
        vec!["send"],
        vec!["verify"],
    ];
    for command in &commands {
        for lang in ["da", "en"] {
            let run = office.run(&[command.as_slice(), &["--lang", lang]].concat());
            said.push_str(&run.stdout);
            said.push_str(&run.stderr);
        }
    }
    // The ledger cannot be written, and the relay is another.
    fs::write(office.path("ca.pem"), "ingen").unwrap();
    let run = office.run(&["send"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    said.push_str(&(run.stdout + &run.stderr));
    for kept in relay.kept() {
        let text = String::from_utf8_lossy(&kept.bytes).into_owned();
        // The letter's own bytes are in base64; what stands around them is read.
        said.push_str(text.split("Content-Disposition: attachment").next().unwrap());
        said.push_str(text.lines().filter(|line| line.contains("filename")).collect::<String>().as_str());
        said.push_str(&kept.to);
    }
    said.push_str(&relay.commands().join("\n"));
    for name in ["begrund.db", "begrund.db-wal", "begrund.anchor", "out/report.json", "out/manifest.jsonl"] {
        said.push_str(&String::from_utf8_lossy(&fs::read(office.path(name)).unwrap_or_default()));
    }
    for entry in WalkDir::new(office.root()).into_iter().map(Result::unwrap) {
        said.push_str(&entry.file_name().to_string_lossy());
    }
    for canary in CANARIES {
        let hit = said.find(canary).map(|at| {
            let start = said[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
            said[start..].chars().take(160).collect::<String>()
        });
        assert!(hit.is_none(), "{canary}: {hit:?}");
    }
    assert!(said.contains("5.1.1") && said.contains("Godkenda Prøvesen"));
    modes_are_own(office.root());
}

/// Whatever begrund has made is its user's alone.
fn modes_are_own(root: &Path) {
    for entry in WalkDir::new(root).min_depth(1).into_iter().map(Result::unwrap) {
        let name = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let made = name.starts_with("out") || name.starts_with("begrund.") && name != "begrund.yaml";
        // The metrics are for everybody and hold nothing personal.
        if !made || name == "out/metrics.prom" {
            continue;
        }
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if entry.file_type().is_dir() { 0o700 } else { 0o600 }, "{name}");
    }
}
