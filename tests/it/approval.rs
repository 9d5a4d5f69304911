//! Approval: by whom, of what, and when it no longer holds.

use std::fs;
use std::process::Command;

use begrund::approval::user_of_process;
use begrund::ledger::{Ledger, LedgerError, Opened, Person, What};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::fixture::sample;
use crate::project::{Project, Run};

const REFUSAL: &str = "2026-102-0042_2026-11-19_refusal_citizen";
const NAME: &str = "Godkenda Prøvesen";

/// A workspace of one approver, who runs the tests, with the proof of some letters.
fn office(samples: &[&str]) -> Project {
    let project = Project::new().with(samples);
    settings(&project, "");
    let run = project.run(&["proof"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    project
}

fn settings(project: &Project, more: &str) {
    let sample = fs::read_to_string("begrund.yaml").unwrap();
    let user = user_of_process();
    let approval = format!("approval:\n  approvers: [{{name: {NAME}, user: {user}}}]\n{more}");
    project.write("begrund.yaml", &format!("{sample}\n{approval}\n"));
}

fn change(project: &Project, case: &str, from: &str, to: &str) {
    let text = project.read(&format!("cases/{case}.yaml"));
    assert!(text.contains(from), "{from}");
    project.case(case, &text.replace(from, to));
}

/// Runs a command that must be refused, with the exit code and words that it must say; then nothing may be in the ledger that was not.
#[track_caller]
fn refused(project: &Project, args: &[&str], code: i32, told: &str) {
    let before = events(project);
    let run = project.run(args);
    assert_eq!(run.code, code, "{args:?}: {}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(told), "{args:?}: {}", run.stderr);
    assert_eq!(events(project), before, "{args:?} has written");
}

#[track_caller]
fn done(project: &Project, args: &[&str]) -> Run {
    let run = project.run(args);
    assert_eq!(run.code, 0, "{args:?}: {}{}", run.stdout, run.stderr);
    run
}

/// Every event of the ledger, by its kind.
fn events(project: &Project) -> Vec<String> {
    let ledger = Ledger::look(project.root()).unwrap().unwrap();
    let count = ledger.events().verify().unwrap().unwrap().events;
    let kind = |seq| ledger.events().get(seq).unwrap().unwrap().what.kind().to_owned();
    (1..=count).map(kind).collect()
}

fn json(project: &Project, args: &[&str]) -> Value {
    let run = project.run(&[args, &["--format", "json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{args:?}: {}{}", run.stdout, run.stderr))
}

/// Where a letter stands, and what of it has changed.
#[track_caller]
fn standing(project: &Project, letter: &str) -> (String, Vec<String>) {
    let status = json(project, &["status"]);
    let letters = status["letters"].as_array().unwrap();
    let line = letters.iter().find(|line| line["letter"] == letter).unwrap_or_else(|| panic!("{status:#}"));
    (line["standing"].as_str().unwrap().to_owned(), names(&line["changes"]))
}

fn names(changes: &Value) -> Vec<String> {
    let word = |change: &Value| {
        let what = change["what"].as_str().unwrap().to_owned();
        change["name"].as_str().map_or(what.clone(), |name| format!("{what} {name}"))
    };
    changes.as_array().unwrap().iter().map(word).collect()
}

fn flip(project: &Project, file: &str) {
    let mut bytes = fs::read(project.path(file)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(project.path(file), bytes).unwrap();
}

fn sha256(project: &Project, letter: &str) -> String {
    begrund::letter::sha256(&fs::read(project.path(&format!("out/letters/{letter}.pdf"))).unwrap())
}

#[test]
fn a_letter_is_approved_rejected_and_withdrawn_and_its_log_tells_it() {
    let project = office(&["refusal-psychologist", "grant-psychologist-autism"]);
    assert_eq!(standing(&project, REFUSAL), ("waiting".into(), vec![]));
    let run = done(&project, &["approve", "2026-102-0042"]);
    assert!(
        run.stdout.starts_with(&format!("Godkendt: {REFUSAL} · Svar på din ansøgning · Afslag\n")),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("kontrolleret"), "the name was verified: {}", run.stdout);
    assert_eq!(standing(&project, REFUSAL), ("approved".into(), vec![]));
    // A build that changes nothing changes nothing here.
    done(&project, &["build"]);
    done(&project, &["proof"]);
    assert_eq!(standing(&project, REFUSAL).0, "approved");
    assert_eq!(project.run(&["verify"]).code, 0);

    done(&project, &["withdraw", REFUSAL, "--because", "Vi mangler et bilag."]);
    assert_eq!(standing(&project, REFUSAL).0, "withdrawn");
    refused(&project, &["withdraw", REFUSAL, "--because", "Igen."], 1, "ikke godkendt");
    done(&project, &["reject", REFUSAL, "--because", "Datoen på side 2 er forkert."]);
    assert_eq!(standing(&project, REFUSAL).0, "rejected");
    // Mended, it waits for a new verdict.
    change(&project, "refusal-psychologist", "inden for få uger", "inden for seks uger");
    done(&project, &["proof"]);
    assert_eq!(standing(&project, REFUSAL).0, "waiting");

    let log = json(&project, &["log", "2026-102-0042"]);
    let kinds: Vec<&str> =
        log["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["approved", "withdrawn", "rejected"]);
    assert_eq!(log["events"][2]["what"]["because"], "Datoen på side 2 er forkert.");
    assert_eq!(log["names_verified"], true);
    let text = done(&project, &["log", "2026-102-0042"]).stdout;
    for told in [NAME, "»Vi mangler et bilag.«", "afvist", "dansk tid"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert_eq!(project.run(&["log", "2026-102-9999"]).code, 1);
    refused(&project, &["approve", "2026-102-9999"], 1, "ikke et sådant brev");
}

/// The log as a PDF says what the text says, and Poppler finds it tagged.
#[test]
fn the_log_is_a_tagged_pdf_too() {
    let project = office(&["refusal-psychologist"]);
    done(&project, &["reject", REFUSAL, "--because", "Ret »beløbet« (#1) på side 2 – 漢."]);
    let file = project.path("log.pdf");
    done(&project, &["log", "2026-102-0042", "--pdf", &file.to_string_lossy()]);
    let first = fs::read(&file).unwrap();
    done(&project, &["log", "2026-102-0042", "--pdf", &file.to_string_lossy()]);
    assert_eq!(fs::read(&file).unwrap(), first, "the same log gives the same bytes");
    let Ok(info) = Command::new("pdfinfo").arg(&file).output() else {
        assert!(std::env::var("BEGRUND_PEERS").is_err(), "pdfinfo is not there");
        return;
    };
    let info = String::from_utf8(info.stdout).unwrap();
    assert!(info.contains("Tagged:          yes") && info.contains("Afsendelseslog"), "{info}");
    let text = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    for told in ["Afsendelseslog for sag 2026-102-0042", "Ret »beløbet« (#1) på side 2 – ?.", NAME] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(text.contains(&sha256(&project, REFUSAL)), "{text}");
}

#[test]
fn an_approval_lapses_when_anything_that_it_is_bound_to_changes_and_the_change_is_named() {
    let project = Project::new().with(&["refusal-psychologist"]);
    let record = project.read("cases/refusal-psychologist.yaml");
    project.case("refusal-psychologist", &format!("{record}attachments: [bilag.pdf]\n"));
    fs::write(project.path("cases/bilag.pdf"), b"%PDF-1.7 et bilag").unwrap();
    let close = fs::read_to_string("templates/parts/close.typ.j2").unwrap();
    project.write("pack/parts/close.typ.j2", &close);
    let holidays = fs::read_to_string("templates/law/holidays.yaml").unwrap();
    project.write("pack/law/holidays.yaml", &holidays);
    settings(&project, "pack: pack\n");
    done(&project, &["proof"]);
    done(&project, &["approve", REFUSAL]);
    assert_eq!(standing(&project, REFUSAL), ("approved".into(), vec![]));

    let pdf = format!("out/letters/{REFUSAL}.pdf");
    for (file, changes) in [
        (pdf.as_str(), vec!["pdf"]),
        ("cases/bilag.pdf", vec!["attachment"]),
        ("cases/refusal-psychologist.yaml", vec!["record"]),
        ("pack/parts/close.typ.j2", vec!["template parts/close.typ.j2"]),
        ("pack/law/holidays.yaml", vec!["law law/holidays.yaml"]),
    ] {
        let before = fs::read(project.path(file)).unwrap();
        if file.starts_with("pack") || file.starts_with("cases/ref") {
            // A comment is a change like any other.
            let comment = if file.ends_with("j2") { "{# #}" } else { "# nyt\n" };
            fs::write(project.path(file), [&before, comment.as_bytes()].concat()).unwrap();
        } else {
            flip(&project, file);
        }
        assert_eq!(
            standing(&project, REFUSAL),
            ("lapsed".into(), changes.iter().map(ToString::to_string).collect()),
            "{file}"
        );
        let verified = json(&project, &["verify"]);
        assert_eq!(verified["whole"], false);
        assert_eq!(names(&verified["changed"][0]["changes"]), changes, "{file}: {verified:#}");
        assert_eq!(project.run(&["verify"]).code, 1);
        refused(&project, &["approve", REFUSAL], 1, "Siden brevet blev lavet");
        fs::write(project.path(file), before).unwrap();
        assert_eq!(standing(&project, REFUSAL), ("approved".into(), vec![]), "{file}");
    }

    // Made anew under another law table: other bytes or not, somebody has to look.
    project.write("pack/law/holidays.yaml", &format!("{holidays}# nyt\n"));
    done(&project, &["proof"]);
    assert_eq!(standing(&project, REFUSAL), ("lapsed".into(), vec!["law law/holidays.yaml".into()]));
    done(&project, &["approve", REFUSAL]);
    assert_eq!(standing(&project, REFUSAL).0, "approved");

    // Another address, another channel.
    for (from, to, change) in [
        ("Prøvevej 1, 2. tv.", "Prøvevej 1, 3. tv.", "recipient"),
        ("channel: digital_post", "channel: paper", "channel"),
    ] {
        let record = project.read("cases/refusal-psychologist.yaml");
        self::change(&project, "refusal-psychologist", from, to);
        done(&project, &["proof"]);
        let (word, changes) = standing(&project, REFUSAL);
        assert_eq!(word, "lapsed");
        assert!(
            changes.contains(&change.to_owned()) && changes.contains(&"record".to_owned()),
            "{changes:?}"
        );
        project.case("refusal-psychologist", &record);
        done(&project, &["proof"]);
        assert_eq!(standing(&project, REFUSAL).0, "approved", "the very same letter again");
    }
    fs::remove_file(project.path("cases/refusal-psychologist.yaml")).unwrap();
    assert_eq!(standing(&project, REFUSAL).1[0], "record_gone");
    done(&project, &["build"]);
    assert_eq!(standing(&project, REFUSAL), ("lapsed".into(), vec!["pdf_gone".into()]));
}

#[test]
fn nobody_approves_a_letter_of_their_own_nor_without_being_an_approver() {
    let user = user_of_process();
    for (from, to, told) in [
        ("user: sabe", format!("user: {user}"), "sagsbehandler"),
        ("user: sabe", format!("user: '{}@KOMMUNE.dk'", user.to_uppercase()), "sagsbehandler"),
        ("name: Sagsine Behandlersen", format!("name: {}", NAME.to_uppercase()), "sagsbehandler"),
        ("name: Sagsine Behandlersen", "name: \"Prøvesen, G.\"".to_owned(), "sagsbehandler"),
        ("name: Modella Opfundsen", format!("name: {NAME}"), "borger"),
        ("name: Modella Opfundsen", "name: Godkenda Marie PROEVESEN".to_owned(), "borger"),
    ] {
        let project = office(&[]);
        let record = fs::read_to_string(sample("refusal-psychologist")).unwrap();
        assert!(record.contains(from));
        project.case("refusal", &record.replace(from, &to));
        done(&project, &["proof"]);
        refused(&project, &["approve", REFUSAL], 1, told);
        // To stop it is no approval.
        done(&project, &["reject", REFUSAL, "--because", "Mit eget brev."]);
    }
    let project = office(&[]);
    let record = fs::read_to_string(sample("grant-sexology")).unwrap();
    let name = record.split("representative:").nth(1).unwrap().split("name: ").nth(1).unwrap();
    let name = name.split([',', '\n', '}']).next().unwrap().trim();
    project.case("grant", &record.replace(name, NAME));
    done(&project, &["proof"]);
    let letters = json(&project, &["status"])["letters"].clone();
    for letter in letters.as_array().unwrap() {
        refused(&project, &["approve", letter["letter"].as_str().unwrap()], 1, "repræsentant");
    }
    let list = project.read("begrund.yaml").replace(&format!("user: {user}"), "user: en-anden");
    project.write("begrund.yaml", &list);
    for command in
        [vec!["approve", REFUSAL], vec!["approve", REFUSAL, "--by", NAME], vec!["approve", "--from", "x"]]
    {
        refused(&project, &command, 2, &user);
    }
}

#[test]
fn without_a_list_every_report_says_that_names_are_not_verified() {
    let project = Project::new().with(&["refusal-psychologist"]);
    let told = "Navne er ikke kontrolleret";
    assert!(done(&project, &["build"]).stdout.contains(told));
    assert!(done(&project, &["proof"]).stdout.contains(told));
    assert!(project.read("out/index.html").contains("\"names_verified\":false"));
    refused(&project, &["approve", REFUSAL], 2, "--by");
    assert!(done(&project, &["approve", REFUSAL, "--by", "Anonyma"]).stdout.contains(told));
    for command in [vec!["status"], vec!["verify"], vec!["log", "2026-102-0042"]] {
        assert!(done(&project, &command).stdout.contains(told), "{command:?}");
        assert_eq!(json(&project, &command)["names_verified"], false, "{command:?}");
    }
    let report: Value = serde_json::from_str(&project.read("out/report.json")).unwrap();
    assert_eq!(report["names_verified"], false);
    // A list that comes later does not verify what was said before.
    settings(&project, "");
    assert!(!done(&project, &["status"]).stdout.contains(told));
    assert_eq!(json(&project, &["log", "2026-102-0042"])["names_verified"], false);
    assert!(done(&project, &["log", "2026-102-0042"]).stdout.contains("navnet er ikke kontrolleret"));
    refused(&project, &["approve", REFUSAL, "--by", "Anonyma"], 2, "--by");
}

#[test]
fn a_warning_is_confirmed_with_a_reason_before_the_letter_is_approved() {
    let project = office(&[]);
    let record = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    let warned = record.replace("du ikke kan gå ud alene", "du kan ikke gå ud alene");
    project.case("refusal", &warned);
    done(&project, &["proof"]);
    refused(&project, &["approve", REFUSAL], 1, "SPR-09");
    refused(&project, &["approve", REFUSAL, "--confirm", "SAG-10", "--because", "Ja."], 1, "sådan advarsel");
    for (because, told) in [
        ("  ", "mangler"),
        ("Det har modella  opfundsen sagt.", "borgerens navn"),
        ("Se 660190-1234.", "CPR"),
        ("660190 1234", "CPR"),
        ("ja\u{7}", "tegn"),
    ] {
        refused(&project, &["approve", REFUSAL, "--confirm", "SPR-09", "--because", because], 1, told);
    }
    done(&project, &["approve", REFUSAL, "--confirm", "spr-09", "--because", "Sætningen er rigtig her."]);
    assert_eq!(standing(&project, REFUSAL).0, "approved");
    assert!(events(&project).ends_with(&["confirmed".into(), "approved".into()]));
    // It was confirmed for that version; for the next it must be confirmed anew.
    project.case("refusal", &warned.replace("inden for få uger", "inden for seks uger"));
    done(&project, &["proof"]);
    refused(&project, &["approve", REFUSAL], 1, "SPR-09");
    // What is held back is a draft, by any name.
    project.case("refusal", &record.replace("    dated: 2026-08-12\n", ""));
    assert_eq!(project.run(&["proof"]).code, 1);
    let rows: Value = serde_json::from_str(&project.read("out/bundle/rows.json")).unwrap();
    for draft in [rows[0]["id"].as_str().unwrap(), "2026-102-0042"] {
        refused(&project, &["approve", draft], 1, "kladde");
    }
}

/// What the page would save for these letters.
fn decision(project: &Project, letter: &str, verdict: &str, opened: bool) -> Value {
    json!({"letter": letter, "sha256": sha256(project, letter), "verdict": verdict, "opened": opened})
}

#[track_caller]
fn save(project: &Project, decisions: &Value) {
    project.write("decisions.json", &decisions.to_string());
}

const FROM: &[&str] = &["approve", "--from", "decisions.json"];

#[test]
fn decisions_that_were_tampered_with_are_named_and_nothing_is_applied() {
    let project = office(&["refusal-psychologist", "grant-psychologist-autism", "grant-sexology"]);
    let own = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    let own = own
        .replace("2026-102-0042", "2026-102-0077")
        .replace("user: sabe", &format!("user: {}", user_of_process()));
    project.case("own", &own);
    done(&project, &["proof"]);
    let own = REFUSAL.replace("0042", "0077");
    let letters: Vec<String> = project.letters().iter().map(|(name, _)| name.replace(".pdf", "")).collect();
    let others: Vec<Value> = letters
        .iter()
        .filter(|letter| **letter != own && *letter != REFUSAL)
        .map(|letter| decision(&project, letter, "approve", true))
        .collect();
    assert!(others.len() >= 2);
    let good = decision(&project, REFUSAL, "approve", true);
    let with = |one: Value| Value::Array(others.iter().cloned().chain([one]).collect());
    let changed = |key: &str, value: Value| {
        let mut decision = good.clone();
        decision[key] = value;
        with(decision)
    };
    let twice = Value::Array(vec![good.clone(), decision(&project, REFUSAL, "open", true), good.clone()]);
    for (decisions, code, told) in [
        (changed("sha256", json!("0".repeat(64))), 1, "anden udgave"),
        (changed("sha256", json!(null)), 2, "SHA-256"),
        (changed("letter", json!("2026-102-4711_2026-11-19_refusal_citizen")), 1, "ikke et sådant brev"),
        (changed("letter", json!("../../etc/passwd")), 2, "navn"),
        (changed("verdict", json!("approved")), 2, "ukendt"),
        (changed("verdict", json!("reject")), 2, "begrundelsen"),
        (changed("verdict", json!("confirm")), 2, "kode"),
        (changed("opened", json!("yes")), 2, "åbnet"),
        (changed("by", json!("en anden")), 2, "nøgle"),
        (with(decision(&project, &own, "approve", true)), 1, "sit eget brev"),
        (twice, 1, "to gange"),
        (json!({"decisions": [good]}), 2, "ikke en liste"),
    ] {
        save(&project, &decisions);
        refused(&project, FROM, code, told);
    }
    project.write("decisions.json", "[{\"letter\": ");
    refused(&project, FROM, 2, "ikke JSON");
    refused(&project, &["approve", "--from", "nowhere.json"], 2, "decisions.json");
    // As it was saved, it is applied.
    let mut whole = others.clone();
    whole.push(good);
    save(&project, &Value::Array(whole));
    let run = done(&project, FROM);
    assert_eq!(run.stdout.matches("Godkendt: ").count(), others.len() + 1);
    assert_eq!(standing(&project, REFUSAL).0, "approved");
    assert_eq!(standing(&project, &own).0, "waiting");
}

#[test]
fn many_are_approved_at_once_only_when_those_that_must_be_were_opened() {
    let grants = ["grant-psychologist-autism", "grant-sexology", "grant-relatives-misuse"];
    let project = Project::new().with(&grants).with(&["refusal-psychologist"]);
    settings(&project, "  open_each: [refusal]\n  draw_percent: 1\n");
    done(&project, &["proof"]);
    let rows: Value = serde_json::from_str(&project.read("out/bundle/rows.json")).unwrap();
    let must = |why: &str| -> Vec<String> {
        let rows = rows.as_array().unwrap().iter();
        let those = rows.filter(|row| row["must_open"].as_array().unwrap().iter().any(|word| word == why));
        those.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(must("refusal"), [REFUSAL]);
    let drawn = must("drawn");
    assert!(!drawn.is_empty(), "of the rest at least one is drawn");
    let letters: Vec<String> =
        rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let rest: Vec<&String> =
        letters.iter().filter(|letter| *letter != REFUSAL && !drawn.contains(letter)).collect();
    assert!(rest.len() >= 2);
    // The draw stands in the ledger: the same whenever it is made again.
    done(&project, &["build"]);
    done(&project, &["proof"]);
    assert_eq!(
        serde_json::from_str::<Value>(&project.read("out/bundle/rows.json")).unwrap()[0]["must_open"],
        rows[0]["must_open"]
    );
    assert_eq!(events(&project).iter().filter(|kind| *kind == "draw_seeded").count(), 1);

    // By name on the command line, and in a file: the drawn one was not opened.
    let rest_names: Vec<&str> = rest.iter().map(|letter| letter.as_str()).collect();
    refused(&project, &[&["approve"], rest_names.as_slice()].concat(), 1, &drawn[0]);
    let approve = |letters: &[&str], opened: bool| -> Vec<Value> {
        letters.iter().map(|letter| decision(&project, letter, "approve", opened)).collect()
    };
    save(&project, &Value::Array(approve(&rest_names, false)));
    refused(&project, FROM, 1, "udtrukket");
    // The refusal must be opened too.
    let mut file = approve(&rest_names, false);
    for letter in &drawn {
        file.push(decision(&project, letter, "open", true));
    }
    file.push(decision(&project, REFUSAL, "approve", false));
    save(&project, &Value::Array(file.clone()));
    refused(&project, FROM, 1, "(refusal)");
    *file.last_mut().unwrap() = decision(&project, REFUSAL, "approve", true);
    save(&project, &Value::Array(file));
    let run = done(&project, FROM);
    for letter in &letters {
        assert!(run.stdout.contains(letter.as_str()), "each is shown: {}", run.stdout);
    }
    // What was opened once is opened.
    let drawn: Vec<&str> = drawn.iter().map(String::as_str).collect();
    done(&project, &[&["approve"], drawn.as_slice(), &[rest_names[0]]].concat());
}

/// What the ledger knows makes a letter need eyes, or need them no more.
#[test]
fn risk_rests_on_what_was_approved_before() {
    let project = Project::new();
    let close = fs::read_to_string("templates/parts/close.typ.j2").unwrap();
    project.write("pack/parts/close.typ.j2", &close);
    settings(&project, "pack: pack\n");
    let record = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    let warned = record.replace("du ikke kan gå ud alene", "du kan ikke gå ud alene");
    project.case("first", &warned);
    done(&project, &["proof"]);
    let risk = |letter: &str| -> Vec<String> {
        let rows: Value = serde_json::from_str(&project.read("out/bundle/rows.json")).unwrap();
        let row = rows.as_array().unwrap().iter().find(|row| row["id"] == letter).unwrap().clone();
        row["risk"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(risk(REFUSAL), ["refusal", "open_warning", "first_of_caseworker"]);
    done(&project, &["approve", REFUSAL, "--confirm", "SPR-09", "--because", "Den er rigtig."]);
    // Another letter of the same caseworker, one of another.
    let second = REFUSAL.replace("0042", "0043");
    let third = REFUSAL.replace("0042", "0044");
    project.case("second", &record.replace("2026-102-0042", "2026-102-0043"));
    let other = record.replace("2026-102-0042", "2026-102-0044").replace("user: sabe", "user: nyko");
    project.case("third", &other);
    done(&project, &["proof"]);
    assert_eq!(risk(REFUSAL), ["refusal"], "confirmed, and not the first any more");
    assert_eq!(risk(&second), ["refusal"]);
    assert_eq!(risk(&third), ["refusal", "first_of_caseworker"]);
    // A template that nobody has approved a letter of, until somebody has.
    project.write("pack/parts/close.typ.j2", &close.replace("Venlig hilsen", "Med venlig hilsen"));
    done(&project, &["proof"]);
    assert!(
        [REFUSAL, &second, &third].iter().all(|letter| risk(letter).contains(&"new_template".to_owned()))
    );
    done(&project, &["approve", &second]);
    done(&project, &["proof"]);
    assert!([&second, &third].iter().all(|letter| !risk(letter).contains(&"new_template".to_owned())));
    // The difference is against what was approved.
    let script = project.read(&format!("out/bundle/{REFUSAL}.js"));
    assert!(script.contains("\"approved\":true"), "against the approved version");
}

/// Lists, page and letters of the bundle: approving rests on what was made, not on what somebody put there.
#[test]
fn what_is_read_is_what_was_made_and_the_next_proof_makes_it_whole() {
    let project = office(&["refusal-psychologist"]);
    for (file, refuses) in [
        (format!("out/bundle/{REFUSAL}.js"), true),
        (format!("out/proofs/{REFUSAL}.pdf"), true),
        ("out/index.html".to_owned(), true),
        (format!("out/versions/{REFUSAL}.json"), false),
    ] {
        let before = fs::read(project.path(&file)).unwrap();
        // A sound file of another content, where one can be: a letter of the right form that says something else.
        let text = String::from_utf8_lossy(&before).replacen("ansøgning", "anmodning", 1);
        let other = if file.ends_with("pdf") { [&before[..], b"\n"].concat() } else { text.into_bytes() };
        assert_ne!(other, before, "{file}");
        fs::write(project.path(&file), other).unwrap();
        if refuses {
            refused(&project, &["approve", REFUSAL], 1, "begrund proof");
        }
        let verified = json(&project, &["verify"]);
        assert_eq!(verified["not_as_left"], json!([file]), "{verified:#}");
        done(&project, &["proof"]);
        assert_eq!(json(&project, &["verify"])["whole"], true, "{file} was not mended");
        if refuses {
            assert!(fs::read(project.path(&file)).unwrap() == before, "{file}");
        }
    }
    done(&project, &["approve", REFUSAL]);
}

/// The page tells what is decided already, so that nobody reads a letter twice, and none is taken for decided that is not.
#[test]
fn the_page_tells_what_was_said_of_the_version_that_it_shows() {
    let project = office(&["refusal-psychologist", "grant-psychologist-autism"]);
    let told = |letter: &str| {
        let rows: Value = serde_json::from_str(&project.read("out/bundle/rows.json")).unwrap();
        let row = rows.as_array().unwrap().iter().find(|row| row["id"] == letter).unwrap().clone();
        row["standing"].as_str().unwrap().to_owned()
    };
    assert_eq!(told(REFUSAL), "");
    for (command, word) in [
        (vec!["approve", REFUSAL], "approved"),
        (vec!["withdraw", REFUSAL, "--because", "Vi venter."], ""),
        (vec!["reject", REFUSAL, "--because", "Forkert dato."], "rejected"),
        (vec!["approve", REFUSAL], "approved"),
    ] {
        done(&project, &command);
        done(&project, &["proof"]);
        assert_eq!(told(REFUSAL), word, "{command:?}");
    }
    // A comment changes no word of the letter, and the approval has lapsed all the same.
    let record = project.read("cases/refusal-psychologist.yaml");
    project.case("refusal-psychologist", &format!("{record}# set igen\n"));
    done(&project, &["proof"]);
    assert_eq!((told(REFUSAL), standing(&project, REFUSAL).0), (String::new(), "lapsed".into()));
}

/// What another person did is in the ledger as that person's.
fn noted_by_another(project: &Project, letter: &str, what: impl FnOnce(Person) -> What) {
    let other = Person { name: "Kollega Andersen".into(), user: "koan".into(), verified: true };
    let mut ledger = Ledger::open(project.root(), None, Timestamp::UNIX_EPOCH).unwrap();
    let what = what(other);
    let matter = letter.split('_').next();
    ledger
        .write(Timestamp::UNIX_EPOCH, |writer| writer.append(matter, Some(letter), &what))
        .map_err(|error: LedgerError| error)
        .unwrap();
}

#[test]
fn what_another_has_read_or_rejected_is_not_approved_in_passing() {
    let project = Project::new().with(&["refusal-psychologist"]);
    settings(&project, "  open_each: [refusal]\n  draw_percent: 0\n");
    done(&project, &["proof"]);
    let sha = sha256(&project, REFUSAL);
    noted_by_another(&project, REFUSAL, |by| What::Opened { pdf: sha.clone(), by });
    save(&project, &json!([decision(&project, REFUSAL, "approve", false)]));
    refused(&project, FROM, 1, "skal åbnes");
    noted_by_another(&project, REFUSAL, |by| What::Rejected {
        pdf: sha,
        because: "Forkert beløb.".into(),
        by,
        opened: Opened::Page,
    });
    save(&project, &json!([decision(&project, REFUSAL, "approve", true)]));
    refused(&project, FROM, 1, "afvist af Kollega Andersen");
    // Alone, and so on purpose.
    done(&project, &["approve", REFUSAL]);
    // One's own mind can be changed.
    done(&project, &["reject", REFUSAL, "--because", "Forkert beløb."]);
    done(&project, FROM);
    assert_eq!(standing(&project, REFUSAL).0, "approved");
}

#[test]
fn an_approval_that_nobody_verified_lapses_where_names_are_verified() {
    let project = office(&["refusal-psychologist"]);
    let list = project.read("begrund.yaml");
    project.write("begrund.yaml", &fs::read_to_string("begrund.yaml").unwrap());
    // Under another's name, while nobody looks.
    done(&project, &["approve", REFUSAL, "--by", NAME]);
    assert_eq!(standing(&project, REFUSAL).0, "approved");
    project.write("begrund.yaml", &list);
    assert_eq!(standing(&project, REFUSAL), ("lapsed".into(), vec!["approver".into()]));
    let verified = json(&project, &["verify"]);
    assert_eq!(names(&verified["changed"][0]["changes"]), ["approver"], "{verified:#}");
    let plan = project.run(&["send", "--dry-run"]);
    assert!(plan.stdout.contains("godkenderens navn er ikke kontrolleret"), "{}{}", plan.stdout, plan.stderr);
    done(&project, &["approve", REFUSAL]);
    assert_eq!(standing(&project, REFUSAL).0, "approved");
}

#[test]
fn of_a_letter_and_the_one_that_replaces_it_one_is_approved() {
    let project = office(&["refusal-psychologist"]);
    let record = project.read("cases/refusal-psychologist.yaml");
    let later = record.replace("decided: 2026-11-19", "decided: 2026-11-20");
    project.case("later", &format!("{later}replaces: {REFUSAL}\n"));
    let run = project.run(&["proof"]);
    assert_eq!(project.letters().len(), 2, "{}", run.stdout);
    let later = REFUSAL.replace("11-19", "11-20");
    done(&project, &["approve", REFUSAL]);
    refused(&project, &["approve", &later], 1, REFUSAL);
    done(&project, &["withdraw", REFUSAL, "--because", "Der er kommet en ny oplysning."]);
    done(&project, &["approve", &later]);
    refused(&project, &["approve", REFUSAL], 1, "erstattet");
}

/// A run that ends between reading the lists and writing the verdict.
#[test]
fn letters_that_were_made_anew_meanwhile_are_not_approved() {
    use begrund::approval::{DecideError, Decision, Manner, Shelf, Verdict, decide, person};
    use begrund::pipeline::Workspace;

    let project = office(&["refusal-psychologist", "grant-psychologist-autism"]);
    let workspace = Workspace::load(project.root()).unwrap();
    let mut ledger = Ledger::open(project.root(), None, Timestamp::UNIX_EPOCH).unwrap();
    let shelf = Shelf::load(&workspace, &ledger).unwrap();
    // Another letter is made anew; this one is the same, but what the lists say of it may not be.
    change(&project, "grant-psychologist-autism", "dispatch: ", "dispatch:  ");
    done(&project, &["proof"]);
    let decisions =
        [Decision { letter: REFUSAL.into(), sha256: None, verdict: Verdict::Approve, opened: Opened::Named }];
    let person = person(&workspace.config, &user_of_process(), None).unwrap();
    let told = decide(&mut ledger, &shelf, &person, &decisions, Manner::Single, Timestamp::UNIX_EPOCH);
    let Err(DecideError::Refused(refusals)) = told else { panic!("{told:?}") };
    assert!(refusals[0].why.da.contains("mens kommandoen arbejdede"), "{refusals:?}");
}

#[test]
fn no_reason_tells_who_somebody_is_whoever_gives_it() {
    let project = office(&[]);
    let record = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    project.case(
        "refusal",
        &record.replace("address: [\"Prøvevej 1", "email: modella@example.dk\n  address: [\"Prøvevej 1"),
    );
    done(&project, &["proof"]);
    done(&project, &["approve", REFUSAL]);
    for because in [
        "Det har Modella Opfundsen.",
        "Opfundsen, Modella: ring.",
        "Modella Opfundsens mor ringede.",
        "Modella ringede.",
        "Fru OPFUNDSEN ringede.",
        "Bor på prøvevej 1, 2. tv.",
        "Skriv til modella@example.dk",
        "Nr. 660190/1234",
        "Nr. 660190\u{2013}1234",
        "Nr. 660190\u{a0}1234",
        "660190: 1234",
    ] {
        for command in ["withdraw", "reject"] {
            refused(&project, &[command, REFUSAL, "--because", because], 1, "Begrundelsen har");
        }
    }
    for because in [
        "Borgeren bor et andet sted; se 2026-102-0042_2026-11-19_refusal_citizen.",
        "Sagsine Behandlersen retter det den 12. august.",
        "Den model er opfundet.",
    ] {
        done(&project, &["reject", REFUSAL, "--because", because]);
    }
}

#[test]
fn what_stands_in_out_and_was_not_left_there_is_not_approved() {
    let project = office(&["refusal-psychologist"]);
    for (file, told) in [
        ("out/manifest.jsonl".to_owned(), "manifest.jsonl"),
        ("out/bundle/rows.json".to_owned(), "rows.json"),
        (format!("out/bundle/{REFUSAL}.js"), "prøvetrykket er ændret"),
    ] {
        let before = fs::read(project.path(&file)).unwrap();
        let text = String::from_utf8(before.clone()).unwrap();
        fs::write(project.path(&file), text.replacen("2026", "2027", 1)).unwrap();
        refused(&project, &["approve", REFUSAL], 1, told);
        let verified = json(&project, &["verify"]);
        assert!(verified["not_as_left"].as_array().unwrap().contains(&json!(file)), "{verified:#}");
        fs::write(project.path(&file), before).unwrap();
    }
    flip(&project, "out/index.html");
    assert_eq!(json(&project, &["verify"])["not_as_left"], json!(["out/index.html"]));

    // A PDF that somebody put there, with lists that fit it, is made anew by the next run.
    let (pdf, sha) = (format!("out/letters/{REFUSAL}.pdf"), sha256(&project, REFUSAL));
    flip(&project, &pdf);
    let forged = sha256(&project, REFUSAL);
    for list in ["out/manifest.jsonl", "out/bundle/rows.json"] {
        project.write(list, &project.read(list).replace(&sha, &forged));
    }
    refused(&project, &["approve", REFUSAL], 1, "som den sidste kørsel");
    assert_eq!(
        project.run(&["proof", "cases/refusal-psychologist.yaml"]).code,
        2,
        "a part would keep the rest"
    );
    done(&project, &["proof"]);
    assert_eq!(sha256(&project, REFUSAL), sha);
    done(&project, &["approve", REFUSAL]);
    assert_eq!(project.run(&["verify"]).code, 0);
    // Deleting out/ forgets no approval.
    fs::remove_dir_all(project.path("out")).unwrap();
    done(&project, &["proof"]);
    assert_eq!(standing(&project, REFUSAL).0, "approved");
}

#[test]
fn a_ledger_that_lost_its_end_stops_everything_by_the_report_alone() {
    let project = office(&["refusal-psychologist"]);
    done(&project, &["approve", REFUSAL]);
    done(&project, &["build"]);
    change(&project, "refusal-psychologist", "inden for få uger", "inden for seks uger");
    done(&project, &["build"]);
    fs::remove_file(project.path("begrund.anchor")).unwrap();
    let database = rusqlite::Connection::open(project.path("begrund.db")).unwrap();
    database
        .execute_batch("DROP TRIGGER event_is_never_removed; DELETE FROM event WHERE seq > 6; \
             CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event\nBEGIN\n    SELECT RAISE(ABORT, 'the ledger only grows');\nEND;")
        .unwrap();
    drop(database);
    for command in [&["build"][..], &["proof"], &["status"], &["verify"], &["approve", REFUSAL]] {
        let run = project.run(command);
        assert_eq!(run.code, 2, "{command:?}: {}", run.stdout);
        assert!(
            run.stderr.contains("report.json") && run.stderr.contains("sikkerhedskopi"),
            "{}",
            run.stderr
        );
    }
    // With the report gone too nothing here tells it; what was written down elsewhere does.
    let head =
        json(&office(&["refusal-psychologist"]), &["verify"])["ledger"]["head"].as_str().unwrap().to_owned();
    let project_of_old = office(&["refusal-psychologist"]);
    done(&project_of_old, &["approve", REFUSAL]);
    let later = json(&project_of_old, &["log", "2026-102-0042"])["head"].as_str().unwrap().to_owned();
    done(&project_of_old, &["verify", "--head", &later]);
    for unknown in [head.as_str(), "abc"] {
        let run = project_of_old.run(&["verify", "--head", unknown]);
        assert_eq!(run.code, 1, "{}", run.stdout);
        assert!(run.stderr.contains("sikkerhedskopi"), "{}", run.stderr);
    }
    // No database at all, or one that is damaged: no panic, and what to do.
    let sound = fs::read(project.path("begrund.db")).unwrap();
    fs::write(project.path("begrund.db"), vec![7; 9000]).unwrap();
    for command in [&["build"][..], &["status"], &["verify"], &["log", "2026-102-0042"], &["check"]] {
        let run = project.run(command);
        assert_eq!(run.code, 2, "{command:?}: {}", run.stdout);
        assert!(run.stderr.contains("beskadiget"), "{}", run.stderr);
    }
    fs::write(project.path("begrund.db"), sound).unwrap();
}

#[test]
fn another_day_changes_one_value_and_one_step_carries_the_approvals_over() {
    let project = office(&["refusal-psychologist", "grant-psychologist-autism"]);
    let grant = project
        .letters()
        .into_iter()
        .map(|(name, _)| name.replace(".pdf", ""))
        .find(|id| id.contains("grant"))
        .unwrap();
    done(&project, &["approve", REFUSAL]);
    let before = project.read("cases/refusal-psychologist.yaml");
    let other = project.read("cases/grant-psychologist-autism.yaml");
    let redated = json(&project, &["redate", "--to", "2026-11-26"]);
    assert_eq!(redated["redated"].as_array().unwrap().len(), 1, "the other was not approved: {redated:#}");
    let line = &redated["redated"][0];
    assert_eq!(
        (&line["carries"], &line["only_dates_differ"]),
        (&json!(false), &json!(false)),
        "the deadline moved, and says so: {line:#}"
    );
    assert_eq!(
        project.read("cases/refusal-psychologist.yaml"),
        before.replace("dispatch: 2026-11-23", "dispatch: 2026-11-26")
    );
    refused(&project, &["approve", "--redated", REFUSAL], 1, "venter ikke");

    done(&project, &["approve", REFUSAL]);
    let redated = json(&project, &["redate", "--to", "2026-12-02", REFUSAL]);
    // From a deadline that was moved to one that was not.
    assert_eq!(redated["redated"][0]["only_dates_differ"], false, "{redated:#}");
    done(&project, &["approve", REFUSAL]);
    let redated = json(&project, &["redate", "--to", "2026-12-01"]);
    assert_eq!(redated["redated"], json!([]), "an earlier day is for letters that are named: {redated:#}");
    let run = done(&project, &["redate", "--to", "2026-12-01", REFUSAL]);
    assert!(
        run.stdout.contains("kun datoer er anderledes: 2026-12-02 → 2026-12-01, 2026-12-30 → 2026-12-29"),
        "{}",
        run.stdout
    );
    // Not before it is accepted.
    assert_eq!(standing(&project, REFUSAL).0, "lapsed");
    done(&project, &["approve", "--redated"]);
    assert_eq!(standing(&project, REFUSAL), ("approved".into(), vec![]));
    assert_eq!(
        project.read("cases/refusal-psychologist.yaml"),
        before.replace("dispatch: 2026-11-23", "dispatch: 2026-12-01")
    );
    assert_eq!(project.read("cases/grant-psychologist-autism.yaml"), other);
    let log = json(&project, &["log", "2026-102-0042"]);
    let last = log["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["kind"], "approved");
    let redating =
        log["events"].as_array().unwrap().iter().rev().find(|event| event["kind"] == "redated").unwrap();
    assert_eq!(last["what"]["carries"], redating["seq"]);

    // Nothing waits any more; a letter that was never approved is not carried; an impossible day changes no file.
    let run = done(&project, &["approve", "--redated"]);
    assert!(run.stdout.contains("intet at gøre"), "{}", run.stdout);
    let run = project.run(&["redate", "--to", "2026-10-16", &grant]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("Det var ikke godkendt"), "{}", run.stdout);
    let before = project.read("cases/refusal-psychologist.yaml");
    refused(&project, &["redate", "--to", "2026-11-01", REFUSAL], 1, "SAG-13");
    assert_eq!(project.read("cases/refusal-psychologist.yaml"), before);
}

#[test]
fn more_than_the_dates_is_not_carried_over() {
    let project = Project::new().with(&["refusal-psychologist"]);
    let close = fs::read_to_string("templates/parts/close.typ.j2").unwrap();
    // A template that says something else from one day on, as far as a reader can tell.
    let part = close.replace("Venlig hilsen", "{% if letter.date == \"30. november 2026\" or letter.date == \"30.\u{a0}november 2026\" %}Mange hilsner{% else %}Venlig hilsen{% endif %}");
    project.write("pack/parts/close.typ.j2", &part);
    settings(&project, "pack: pack\n");
    let run = project.run(&["proof"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    done(&project, &["approve", REFUSAL]);
    let redated = json(&project, &["redate", "--to", "2026-11-30"]);
    let line = &redated["redated"][0];
    assert_eq!((&line["only_dates_differ"], &line["carries"]), (&json!(false), &json!(false)), "{redated:#}");
    let nothing = done(&project, &["approve", "--redated"]);
    assert!(nothing.stdout.contains("intet at gøre"), "{}", nothing.stdout);
    assert_eq!(standing(&project, REFUSAL).0, "lapsed");
}

#[test]
fn a_second_decision_on_an_application_that_was_answered_is_held() {
    let project = office(&["refusal-psychologist"]);
    let mut ledger = Ledger::open(project.root(), None, Timestamp::UNIX_EPOCH).unwrap();
    let sent = What::Sent {
        pdf: sha256(&project, REFUSAL),
        channel: "digital_post".into(),
        application: "2026-09-14".into(),
        attempt: None,
        reply: None,
        remembered: None,
    };
    ledger
        .write(Timestamp::UNIX_EPOCH, |writer| writer.append(Some("2026-102-0042"), Some(REFUSAL), &sent))
        .map_err(|error: LedgerError| error)
        .unwrap();
    drop(ledger);
    // The very letter is no second one; and it is over with it.
    done(&project, &["proof"]);
    assert_eq!(standing(&project, REFUSAL).0, "sent");
    refused(&project, &["approve", REFUSAL], 1, "er sendt");
    refused(&project, &["withdraw", REFUSAL, "--because", "For sent."], 1, "er sendt");
    refused(&project, &["redate", "--to", "2026-12-02", REFUSAL], 1, "er sendt");
    change(&project, "refusal-psychologist", "decided: 2026-11-19", "decided: 2026-11-20");
    for command in ["check", "build"] {
        let report = json(&project, &[command]);
        let findings = report["cases"][0]["findings"].as_array().unwrap();
        let finding = findings
            .iter()
            .find(|finding| finding["code"] == "BAT-03")
            .unwrap_or_else(|| panic!("{report:#}"));
        assert!(finding["message"]["da"].as_str().unwrap().contains(REFUSAL));
        assert_eq!((&finding["path"], &finding["line"]), (&json!("decision"), &json!(4)));
        assert_eq!(report["cases"][0]["outcome"], "held");
    }
    // Replacing it, or another application, is something else.
    let record = project.read("cases/refusal-psychologist.yaml");
    project.case("refusal-psychologist", &format!("{record}replaces: {REFUSAL}\n"));
    done(&project, &["check"]);
    project.case("refusal-psychologist", &record.replace("received: 2026-09-14", "received: 2026-09-15"));
    done(&project, &["check"]);
}

/// The ledger and everything around it: no name, number, address or word of a record.
#[test]
fn the_ledger_holds_no_personal_data() {
    let project = office(&["refusal-psychologist", "grant-sexology"]);
    let letters: Vec<String> = project.letters().iter().map(|(name, _)| name.replace(".pdf", "")).collect();
    let mut said = String::new();
    for letter in &letters {
        let run = done(&project, &["approve", letter]);
        said.push_str(&(run.stdout + &run.stderr));
    }
    for command in
        [&["status"][..], &["verify"], &["log", "2026-102-0042"], &["redate", "--to", "2026-12-24"]]
    {
        let run = project.run(command);
        said.push_str(&(run.stdout + &run.stderr));
    }
    let mut kept = said.into_bytes();
    for file in ["begrund.db", "begrund.anchor", "out/report.json"] {
        kept.extend(fs::read(project.path(file)).unwrap());
    }
    let kept = String::from_utf8_lossy(&kept);
    for canary in
        ["Modella", "Opfundsen", "660190", "Prøvevej", "Prøveby", "psykiater", "Behandlersen", "gå ud alene"]
    {
        assert!(!kept.contains(canary), "{canary}");
    }
    assert!(kept.contains(NAME), "the approver is told");
}
