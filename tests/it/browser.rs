//! The bundle in a browser: Debian's Chromium opens it from the disk, reads, decides and saves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use begrund::approval::user_of_process;
use begrund::case::{CaseFile, read};
use begrund::ledger::{Ledger, LedgerError, Opened, What};
use begrund::pipeline::{Order, Silent, Workspace, build};
use begrund::proof::{Draw, Known, Similar};
use begrund::store::Store;
use jiff::Timestamp;
use serde_json::Value;

use crate::fixture::sample;
use crate::injection::in_slot;
use crate::project::Project;
use crate::studio::samples;

const MODULES: &str = "target/browser";

/// Whether the browser and its driver are there; where other makers' programs are required, they must be.
fn browser_is_there() -> bool {
    let there = Path::new("/usr/bin/chromium").exists()
        && Path::new(MODULES).join("node_modules/axe-core").exists()
        && Command::new("node").arg("--version").output().is_ok();
    let required = std::env::var("BEGRUND_PEERS").is_ok_and(|how| how == "required");
    assert!(there || !required, "run tests/peers/browser.sh {MODULES} first");
    there
}

fn drive(project: &Project, mode: &str) -> Value {
    let output = Command::new("node")
        .args(["tests/peers/browser.mjs", MODULES])
        .arg(project.path("out"))
        .arg(mode)
        .arg(project.root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn letters_are_read_and_decided_in_a_browser_from_the_disk() {
    if !browser_is_there() {
        return;
    }
    let project = Project::new();
    for path in samples() {
        project.case(&path.file_stem().unwrap().to_string_lossy(), &fs::read_to_string(&path).unwrap());
    }
    let refusal = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    let warned = refusal.replace("du ikke kan gå ud alene", "du kan ikke gå ud alene");
    let warned = warned.replace("2026-102-0042", "2026-102-0900");
    project.case("warned", &format!("{warned}attachments: [\"Udtalelse på 3 sider.pdf\"]\n"));
    fs::write(project.path("cases/Udtalelse på 3 sider.pdf"), b"%PDF-1.7 et bilag").unwrap();
    let held = refusal.replace("    dated: 2026-08-12\n", "");
    project.case("held", &held.replace("2026-102-0042", "2026-102-0901"));
    assert_eq!(project.run(&["proof"]).code, 1);
    // A new wording of the standard text, so that there is a difference to show.
    let part = fs::read_to_string("templates/parts/close.typ.j2").unwrap();
    project.write("pack/parts/close.typ.j2", &part.replace("Venlig hilsen", "Med venlig hilsen"));
    let settings = project.read("begrund.yaml");
    let approvers = format!("approvers: [{{name: Godkenda Prøvesen, user: {}}}]", user_of_process());
    let approval =
        format!("approval:\n  {approvers}\n  open_each: [refusal, open_warning]\n  draw_percent: 20\n");
    project.write("begrund.yaml", &format!("{settings}\npack: pack\n{approval}"));
    // What the ledger and the count of likeness would say.
    let id = |case: &str| format!("{case}_2026-11-19_refusal_citizen");
    let (warned, like) = (id("2026-102-0900"), id("2026-102-0042"));
    let approved =
        begrund::letter::sha256(&fs::read(project.path(&format!("out/letters/{warned}.pdf"))).unwrap());
    let known = Known {
        approved: [(warned.clone(), approved)].into(),
        similar: [(warned.clone(), Similar { letter: like, share: 0.93 })].into(),
        draw: Some(Draw {
            seed: "et lod".into(),
            open_each: vec!["refusal".into(), "open_warning".into()],
            percent: 20,
        }),
        ..Known::default()
    };
    let workspace = Workspace::load(project.root()).unwrap();
    let files = begrund::case::discover::discover(&[project.path("cases")]).unwrap();
    let store = Store::open(&project.path("out"), None).unwrap();
    let order = Order { files: &files, whole: true, jobs: 2, proof: Some(&known), key: None, stop: None };
    assert!(build(&workspace, &store, &order, &Silent).unwrap().any_held());

    drop(store);
    note(&project);
    let seen = drive(&project, "walk");
    assert_eq!(seen["errors"], Value::Array(vec![]), "{seen:#}");
    assert_eq!(seen["requests"], Value::Array(vec![]), "nothing is fetched from elsewhere");
    let letters = project.letters().len();
    assert_eq!(seen["rows"], letters + 1, "every letter, and the draft");
    let filtered = seen["filtered"].as_array().unwrap();
    assert!(filtered.len() > 5 && filtered.len() < letters);
    assert!(filtered.iter().all(|id| id.as_str().unwrap().contains("_refusal_")), "{filtered:?}");
    assert_eq!(seen["found"].as_array().unwrap().len(), 1);
    assert_eq!(seen["found"][0], seen["opened"]);
    assert_eq!(seen["asked"], "Skriv en begrundelse.");
    assert!(seen["refused"].as_str().unwrap().contains("SPR-09"), "{}", seen["refused"]);
    assert_eq!(seen["held"], false, "a draft was approved");
    demanded(&seen);
    // The attachment can be opened from the page.
    let attachment = Path::new(seen["attachment"].as_str().unwrap());
    assert_eq!(fs::read(attachment).unwrap(), b"%PDF-1.7 et bilag", "{}", attachment.display());
    assert_eq!(seen["jumped"], serde_json::json!([true, true]), "from the finding to its passage");
    assert_eq!(seen["focus"], "letter-title", "the focus is lost when its button goes");
    assert_eq!(seen["stays"], 300, "the pages jump when a verdict is noted");
    let saving = seen["saving"].as_array().unwrap();
    assert_eq!(saving.len(), 4, "{saving:?}");
    for word in ["Godkendt: ", "Afvist: ", "Bekræftet SPR-09: "] {
        let line = saving.iter().map(|line| line.as_str().unwrap()).find(|line| line.starts_with(word));
        assert!(line.is_some_and(|line| line.contains("Vi har besluttet")), "{word}: {saving:?}");
    }

    let decisions = seen["decisions"].as_array().unwrap();
    let told = |index: usize, key: &str| decisions[index][key].as_str().unwrap_or_default().to_owned();
    let verdicts: Vec<(String, String)> =
        (0..decisions.len()).map(|index| (told(index, "letter"), told(index, "verdict"))).collect();
    let expected = seen["expected"].as_array().unwrap();
    let letter = |index: usize| expected[index]["letter"].as_str().unwrap().to_owned();
    let mut wanted = vec![
        (letter(0), "approve".to_owned()),
        (letter(1), "reject".to_owned()),
        (letter(2), "confirm".to_owned()),
        (letter(2), "approve".to_owned()),
    ];
    let mut given = verdicts.clone();
    wanted.sort();
    given.sort();
    assert_eq!(given, wanted);
    for decision in decisions {
        assert_eq!(decision["opened"], true);
        let pdf = project.path(&format!("out/letters/{}.pdf", decision["letter"].as_str().unwrap()));
        assert_eq!(decision["sha256"], begrund::letter::sha256(&fs::read(pdf).unwrap()));
    }
    let rejected = verdicts.iter().position(|(_, verdict)| verdict == "reject").unwrap();
    assert_eq!(told(rejected, "because"), "Datoen på side 2, linje 4 er forkert. </script><b>");
    let confirmed = verdicts.iter().position(|(_, verdict)| verdict == "confirm").unwrap();
    assert_eq!(
        (told(confirmed, "code"), told(confirmed, "because")),
        ("SPR-09".into(), "Sætningen er rigtig her.".into())
    );

    applied(&project, &letter(0), &letter(1), &letter(2));

    shown(&seen);
}

/// Every view can be heard, and what changed and what is alike is shown.
fn shown(seen: &Value) {
    for (view, violations) in seen["axe"].as_object().unwrap() {
        assert_eq!(violations, &Value::Array(vec![]), "accessibility of {view}");
    }
    let changes = serde_json::json!([["DEL", "standard", "Venlig"], ["INS", "standard", "Med venlig"]]);
    assert_eq!(seen["difference"], changes, "changed standard text is red");
    assert!(seen["folded"].as_u64().unwrap() >= 1, "what did not change is folded");
    assert_eq!(seen["english"], "en");
    let difference = seen["against"].as_str().unwrap();
    assert_eq!(difference, "Sammenlignet med den version, der sidst blev godkendt.");
    assert!(seen["similar"]["marks"].as_u64().unwrap() >= 6, "{}", seen["similar"]);
    assert!(seen["similar"]["text"].as_str().unwrap().contains("93 %"));
    assert!(seen["similar"]["risk"].as_array().unwrap().contains(&"high_similarity".into()));
}

/// Notes in the ledger what a build has left, as a build by the program does.
fn note(project: &Project) {
    let digest =
        |name: &str| begrund::letter::sha256(&fs::read(project.path(&format!("out/{name}"))).unwrap());
    let mut ledger = Ledger::open(project.root(), None, Timestamp::UNIX_EPOCH).unwrap();
    let built = What::Built {
        manifest: digest("manifest.jsonl"),
        pack: String::new(),
        program: String::new(),
        letters: 0,
        names_verified: true,
    };
    let proofed = What::Proofed { rows: digest("bundle/rows.json"), page: digest("index.html") };
    let noted = ledger.write(Timestamp::UNIX_EPOCH, |writer| {
        writer.append(None, None, &built)?;
        writer.append(None, None, &proofed).map_err(|error: LedgerError| error)
    });
    noted.unwrap();
}

/// Letters that must be opened are asked for.
fn demanded(seen: &Value) {
    assert!(seen["unopened"].as_str().unwrap().contains("Åbn"), "{}", seen["unopened"]);
    let demands = seen["demands"].as_object().unwrap();
    assert!(
        demands["refusal"].as_u64().unwrap() > 2 && demands["drawn"].as_u64().unwrap() >= 1,
        "{demands:?}"
    );
}

/// What the page saved is applied, and the ledger agrees with what was pressed.
fn applied(project: &Project, approved: &str, rejected: &str, confirmed: &str) {
    let before = project.run(&["status", "--format", "json"]);
    let run = project.run(&["approve", "--from", "decisions.json"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let standing = |told: &str| -> BTreeMap<String, String> {
        let status: Value = serde_json::from_str(told).unwrap();
        let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
        let letters = status["letters"].as_array().unwrap().iter();
        letters.map(|line| (word(line, "letter"), word(line, "standing"))).collect()
    };
    let mut expected = standing(&before.stdout);
    for (letter, word) in [(approved, "approved"), (rejected, "rejected"), (confirmed, "approved")] {
        expected.insert(letter.to_owned(), word.to_owned());
    }
    let after = project.run(&["status", "--format", "json"]);
    assert_eq!(standing(&after.stdout), expected);
    let ledger = Ledger::look(project.root()).unwrap().unwrap();
    let of = |letter: &str| {
        ledger.events().of_letter(letter).unwrap().into_iter().map(|event| event.what).collect::<Vec<_>>()
    };
    let words = of(confirmed);
    let [
        What::Confirmed { code, because, opened: Opened::Page, by, .. },
        What::Approved { bound, confirmed: codes, .. },
    ] = words.as_slice()
    else {
        panic!("{words:?}");
    };
    assert_eq!((code.as_str(), because.as_str()), ("SPR-09", "Sætningen er rigtig her."));
    assert_eq!(*codes, ["SPR-09"]);
    assert!(by.verified && by.name == "Godkenda Prøvesen");
    let pdf = fs::read(project.path(&format!("out/letters/{confirmed}.pdf"))).unwrap();
    assert_eq!(bound.pdf, begrund::letter::sha256(&pdf));
    let words = of(rejected);
    let [What::Rejected { because, .. }] = words.as_slice() else { panic!("{words:?}") };
    assert_eq!(because, "Datoen på side 2, linje 4 er forkert. </script><b>");
    // With one digit of a digest changed nothing of it is applied again.
    let saved = project.read("decisions.json");
    let digest = saved.split("\"sha256\": \"").nth(1).unwrap()[..64].to_owned();
    let other = digest.chars().rev().collect::<String>();
    project.write("decisions.json", &saved.replacen(&digest, &other, 1));
    let events = ledger.events().head().unwrap();
    assert_ne!(project.run(&["approve", "--from", "decisions.json"]).code, 0);
    assert_eq!(ledger.events().head().unwrap(), events);
}

#[test]
fn nothing_that_people_wrote_runs_or_becomes_markup() {
    if !browser_is_there() {
        return;
    }
    let project = Project::new();
    let mut strings: Vec<String> = Vec::new();
    for corpus in ["tests/corpus/markup.txt", "tests/corpus/injection.txt"] {
        strings.extend(fs::read_to_string(corpus).unwrap().lines().map(ToOwned::to_owned));
    }
    assert!(strings.len() >= 70);
    for (number, string) in strings.iter().enumerate() {
        let base = samples()[number % samples().len()].clone();
        project.case(&format!("s{number:03}"), &in_every_field(&base, string, number));
    }
    assert!(project.run(&["proof"]).code <= 1);
    let reached = fs::read_dir(project.path("out/bundle")).unwrap();
    let reached = reached.filter(|file| {
        let text = fs::read_to_string(file.as_ref().unwrap().path()).unwrap();
        text.matches("ran=1").count() > 5
    });
    assert!(reached.count() >= 25, "the strings must reach the letters");
    let seen = drive(&project, "markup");
    assert_eq!(seen["foreign"], Value::Array(vec![]));
    assert_eq!(seen["requests"], Value::Array(vec![]));
    assert_eq!(seen["errors"], Value::Array(vec![]));
    assert!(seen["letters"].as_u64().unwrap() >= strings.len() as u64, "{seen:#}");
    assert_eq!(seen["letters"], seen["rows"]);
    assert!(seen["first"].as_u64() < seen["rows"].as_u64(), "all rows are laid out at once");
    assert_eq!(seen["table"], seen["rows"], "rows that cannot be reached");
}

/// The page of held letters and that of the statistics: read by anyone, on any screen, under their own strict policy.
#[test]
fn the_pages_for_reading_are_accessible_and_fit_a_phone() {
    if !browser_is_there() {
        return;
    }
    let project = Project::new().with(&["grant-eating-disorder", "partial-two-parts"]);
    let refusal = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    for (number, dispatch) in ["2001-01-02", "2099-01-02"].into_iter().enumerate() {
        let text = refusal
            .replace("2026-102-0042", &format!("2026-102-090{number}"))
            .replace("dispatch: 2026-11-23", &format!("dispatch: {dispatch}"))
            .replace("    dated: 2026-08-12\n", "")
            .replace("unit: Myndighed Voksne", "unit: \"<img src=x onerror=alert(1)>\"");
        project.case(&format!("held-{number}"), &text);
    }
    assert_eq!(project.run(&["build"]).code, 1);
    let made =
        project.run(&["stats", "--from", "2026-01-01", "--to", "2026-12-31", "--html", "out/stats.html"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let seen = drive(&project, "pages");
    assert_eq!(seen["errors"], Value::Array(vec![]), "{seen:#}");
    assert_eq!(seen["requests"], Value::Array(vec![]));
    let pages = seen["pages"].as_object().unwrap();
    assert_eq!(pages.len(), 4, "{:?}", pages.keys());
    for (name, page) in pages {
        assert_eq!(page["violations"], Value::Array(vec![]), "{name}");
        assert!(page["over"].as_i64().unwrap() <= 0, "{name} is wider than its window by {}", page["over"]);
        assert!(page["links"].as_array().unwrap().iter().all(|leads| *leads == Value::Bool(true)), "{name}");
        if name.starts_with("held") {
            let text = page["text"].as_str().unwrap();
            assert!(text.contains("1 sag skulle have været sendt."), "{text}");
            assert!(text.contains("dage over tiden") && text.contains("dage endnu"), "{text}");
            assert!(text.contains("<img src=x onerror=alert(1)>"), "{text}");
        }
    }
}

/// The record with the string in every text that a citizen reads; the case number is its own.
fn in_every_field(base: &Path, string: &str, number: usize) -> String {
    let text = fs::read_to_string(base).unwrap();
    let file = CaseFile::from_bytes(base, String::new(), text.clone().into_bytes());
    let found = read::read(&file);
    let mut places: Vec<_> = found
        .texts
        .iter()
        .filter(|text| text.path != "reasoning")
        .map(|text| (found.place_of(&text.path).unwrap().span, in_slot(text.slot, string)))
        .collect();
    places.push((found.place_of("case").unwrap().span, format!("2026-102-{}", 20000 + number)));
    places.sort_by_key(|(span, _)| span.start);
    let mut changed = text;
    for (span, value) in places.into_iter().rev() {
        changed.replace_range(span, &serde_json::to_string(&value).unwrap());
    }
    changed
}
