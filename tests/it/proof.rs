//! The proof: the same words and breaks as the letter, each with the origin it has, drafts of what is held, and differences.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use begrund::case::{CaseFile, read};
use serde_json::Value;

use crate::fixture::sample;
use crate::project::Project;
use crate::studio::samples;

fn plain(text: &str) -> String {
    text.split_whitespace().collect()
}

/// A letter's file in the bundle: its sheet and the difference.
fn file(project: &Project, id: &str) -> Value {
    let script = project.read(&format!("out/bundle/{id}.js"));
    let json = script.strip_prefix("begrundLetter(").unwrap().trim_end().strip_suffix(");").unwrap();
    serde_json::from_str(json).unwrap()
}

fn rows(project: &Project) -> Vec<Value> {
    serde_json::from_str(&project.read("out/bundle/rows.json")).unwrap()
}

fn row<'r>(rows: &'r [Value], source: &str) -> &'r Value {
    let found = rows.iter().find(|row| row["source"].as_str().unwrap().ends_with(source));
    found.unwrap_or_else(|| panic!("no row of {source}"))
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

/// Every stretch of a letter with an origin: kind, key path, line, text.
fn stretches(sheet: &Value) -> Vec<(String, String, Option<u64>, String)> {
    let mut stretches: Vec<(String, String, Option<u64>, String)> = Vec::new();
    for block in sheet["blocks"].as_array().unwrap() {
        for segment in block["segments"].as_array().unwrap() {
            let Some(origin) = segment["origin"].as_u64() else { continue };
            let origin = &sheet["origins"][usize::try_from(origin).unwrap()];
            stretches.push((
                origin["kind"].as_str().unwrap().to_owned(),
                origin["path"].as_str().unwrap().to_owned(),
                origin["line"].as_u64(),
                segment["text"].as_str().unwrap().to_owned(),
            ));
        }
    }
    stretches
}

fn all_samples() -> Project {
    let project = Project::new();
    for path in samples() {
        project.case(&path.file_stem().unwrap().to_string_lossy(), &fs::read_to_string(&path).unwrap());
    }
    project
}

/// Poppler reads the letter's part of each page of the proof, and the letter: the same words at the same breaks.
#[test]
fn proof_and_letter_have_the_same_words_lines_and_pages() {
    if Command::new("pdftotext").arg("-v").output().is_err() {
        assert!(std::env::var("BEGRUND_PEERS").is_err(), "pdftotext is not there");
        return;
    }
    let project = all_samples();
    assert_eq!(project.run(&["proof"]).code, 0);
    let read = |pdf: &Path, area: &[&str]| {
        let output = Command::new("pdftotext").arg("-layout").args(area).arg(pdf).arg("-").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let pages = text.split('\u{c}').map(|page| {
            let lines = page.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
            lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
        });
        pages.collect::<Vec<_>>()
    };
    // The letter without the strip of line numbers before it and the column of notes after it.
    let letter_area = ["-r", "72", "-x", "50", "-y", "0", "-W", "540", "-H", "842"];
    let column = ["-r", "72", "-x", "596", "-y", "0", "-W", "300", "-H", "842"];
    let letters = project.letters();
    assert!(letters.len() > samples().len());
    for (name, _) in letters {
        let letter = read(&project.path(&format!("out/letters/{name}")), &letter_area);
        let proof = project.path(&format!("out/proofs/{name}"));
        assert_eq!(read(&proof, &letter_area), letter, "{name}");
        let notes = read(&proof, &column);
        assert_eq!(notes.len(), letter.len());
        for page in &notes[..notes.len() - 1] {
            assert_eq!(page[0], "PRØVETRYK", "{name}");
        }
    }
}

/// Each stretch that is said to come from a key stands there in the record, at that line; and each of the caseworker's own texts that
/// the letter prints is said to come from its key.
#[test]
fn every_origin_is_the_one_it_has() {
    let project = all_samples();
    assert_eq!(project.run(&["proof"]).code, 0);
    let mut own_texts = 0;
    for row in rows(&project) {
        let path =
            project.path("cases").join(Path::new(row["source"].as_str().unwrap()).file_name().unwrap());
        let text = fs::read_to_string(&path).unwrap();
        let case = CaseFile::from_bytes(&path, String::new(), text.clone().into_bytes());
        let read = read::read(&case);
        let sheet = file(&project, id(&row))["sheet"].take();
        let stretches = stretches(&sheet);
        for (kind, path, line, words) in stretches.iter().filter(|(kind, ..)| kind != "rule") {
            let leaves = read.leaves();
            let (_, written, place) = leaves.iter().find(|(own, ..)| own == path).unwrap();
            assert_eq!(*line, Some(place.line as u64), "{path}");
            let dated = kind == "field" && written.starts_with("20") && written.contains('-');
            assert!(
                dated || plain(written).contains(&plain(words)),
                "{path}: {words:?} is not in {written:?}"
            );
        }
        // The municipality's own address and telephone are the settings', also where the record has the same.
        let appeal = sheet["blocks"].as_array().unwrap().iter().filter(|block| block["part"] == "appeal");
        for segment in appeal.flat_map(|block| block["segments"].as_array().unwrap()) {
            let Some(origin) = segment["origin"].as_u64() else { continue };
            let path = sheet["origins"][usize::try_from(origin).unwrap()]["path"].as_str().unwrap();
            assert!(!path.starts_with("caseworker") && !path.starts_with("citizen"), "{path}");
        }
        let whole: String = stretches.iter().map(|(.., words)| plain(words)).collect();
        for text in read.texts.iter().filter(|text| text.path.starts_with("assessment.") && text.is_core()) {
            if text.slot.conjunction().is_none() || !whole.contains(&plain(&text.text)) {
                continue;
            }
            let told: String = stretches
                .iter()
                .filter(|(_, path, ..)| *path == text.path)
                .map(|(.., words)| plain(words))
                .collect();
            assert!(told.contains(&plain(&text.text)), "{}: {told:?}", text.path);
            own_texts += 1;
        }
    }
    assert!(own_texts > 60, "{own_texts}");
}

#[test]
fn two_fields_with_the_same_text_are_told_apart() {
    let project = Project::new();
    let text = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    let twice = "du ikke kan gå ud alene og ikke kan passe et arbejde";
    let same = text.replace("psykiateren skriver, at tilstanden har varet siden 2019", twice);
    project.case("same", &same);
    let run = project.run(&["proof"]);
    assert!(run.code <= 1, "{}", run.stdout);
    let rows = rows(&project);
    let sheet = file(&project, id(row(&rows, "same.yaml")))["sheet"].take();
    let of = |key: &str| stretches(&sheet).iter().filter(|(_, path, ..)| path == key).count();
    assert_eq!(of("assessment.target_group.significant"), 1);
    assert_eq!(of("assessment.target_group.lasting"), 1);
}

#[test]
fn what_is_held_back_is_shown_as_a_draft_with_its_findings_beside_the_passages() {
    let project = Project::new().with(&["grant-psychologist-autism"]);
    let text = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    project.case("held", &text.replace("    dated: 2026-08-12\n", ""));
    project.case("broken", "case: [\n");
    assert_eq!(project.run(&["proof"]).code, 1);
    let rows = rows(&project);
    assert_eq!(rows.len(), 3);
    assert_eq!(project.letters().len(), 1);

    let held = row(&rows, "held.yaml");
    assert_eq!((&held["state"], &held["sha256"]), (&"held".into(), &Value::Null));
    let sheet = file(&project, id(held))["sheet"].take();
    let finding = &sheet["findings"][0];
    assert_eq!(finding["code"], "SAG-08");
    let block = &sheet["blocks"][usize::try_from(finding["block"].as_u64().unwrap()).unwrap()];
    let passage: String = block["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|segment| segment["text"].as_str().unwrap())
        .collect();
    assert!(passage.contains("psykiater Opdigt Lægesen") && passage.contains("[dato mangler]"), "{passage}");
    assert!(project.path(&format!("out/proofs/{}.pdf", id(held))).is_file());

    let broken = row(&rows, "broken.yaml");
    assert_eq!(broken["state"], "held");
    assert!(!broken["findings"].as_array().unwrap().is_empty());
}

#[test]
fn a_later_version_is_compared_with_the_one_before_and_its_cause_is_named() {
    let project = Project::new().with(&["refusal-psychologist", "grant-psychologist-autism"]);
    assert_eq!(project.run(&["proof"]).code, 0);
    let first = rows(&project);
    assert!(first.iter().all(|row| row["change"] == "new" && row["causes"].as_array().unwrap().is_empty()));
    assert_eq!(file(&project, id(&first[0]))["difference"], Value::Null);

    // Nothing changed: nothing is made anew.
    let again = project.run(&["proof", "--format", "json"]);
    let report: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(report["totals"]["unchanged"], 2);
    assert!(rows(&project).iter().all(|row| row["change"] == "same"));

    // One record: its own words, and no standard text.
    let record = project.read("cases/refusal-psychologist.yaml");
    project
        .case("refusal-psychologist", &record.replace("ikke kan passe et arbejde", "ikke kan passe et job"));
    assert_eq!(project.run(&["proof"]).code, 0);
    let second = rows(&project);
    let refusal = row(&second, "refusal-psychologist.yaml");
    assert_eq!(refusal["causes"], serde_json::json!([{"kind": "record"}]));
    assert_eq!((&refusal["change"], &refusal["standard_changed"]), (&"changed".into(), &false.into()));
    assert_eq!(row(&second, "grant-psychologist-autism.yaml")["change"], "same");
    let difference = file(&project, id(refusal))["difference"].take();
    assert_eq!(difference["approved"], false);
    assert_eq!(difference["against"], row(&first, "refusal-psychologist.yaml")["sha256"]);
    let changed: Vec<&Value> = difference["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|block| block["stretches"].as_array().unwrap())
        .filter(|stretch| stretch["change"] != "same")
        .collect();
    let told: Vec<&str> = changed.iter().map(|stretch| stretch["text"].as_str().unwrap()).collect();
    assert_eq!(told, ["arbejde", "job"]);

    // A template and a law table: both letters, and which file it was.
    let part = fs::read_to_string("templates/parts/appeal.typ.j2").unwrap();
    project.write("pack/parts/appeal.typ.j2", &part.replace("Fortæl gerne, hvad", "Skriv gerne, hvad"));
    let appeal = fs::read_to_string("templates/law/appeal.yaml").unwrap();
    project.write("pack/law/appeal.yaml", &format!("{appeal}\n# set efter\n"));
    project.write("begrund.yaml", &format!("{}\npack: pack\n", project.read("begrund.yaml")));
    assert_eq!(project.run(&["proof"]).code, 0);
    for row in rows(&project) {
        let causes = serde_json::json!([
            {"kind": "template", "name": "parts/appeal.typ.j2"},
            {"kind": "law", "name": "law/appeal.yaml"},
            {"kind": "settings"},
        ]);
        assert_eq!((&row["causes"], &row["standard_changed"]), (&causes, &true.into()));
        assert!(row["risk"].as_array().unwrap().contains(&"new_template".into()));
    }
}

#[test]
fn the_bundle_is_for_its_user_alone_and_leaves_with_its_letter() {
    let project = Project::new().with(&["refusal-psychologist", "grant-psychologist-autism"]);
    assert_eq!(project.run(&["proof"]).code, 0);
    let mut files = 0;
    for folder in ["", "bundle", "proofs", "versions"] {
        let folder = project.path("out").join(folder);
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let meta = entry.metadata().unwrap();
            if meta.is_file() && entry.file_name() != "metrics.prom" {
                assert_eq!(meta.permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
                files += 1;
            }
        }
    }
    assert!(files >= 10);
    fs::remove_file(project.path("cases/refusal-psychologist.yaml")).unwrap();
    assert_eq!(project.run(&["proof"]).code, 0);
    assert_eq!(rows(&project).len(), 1);
    assert_eq!(fs::read_dir(project.path("out/proofs")).unwrap().count(), 1);
    assert!(!project.read("out/index.html").contains("2026-102-0042"));
}

#[test]
fn the_page_runs_its_own_script_only() {
    let project = Project::new().with(&["refusal-psychologist"]);
    assert_eq!(project.run(&["proof"]).code, 0);
    let page = project.read("out/index.html");
    let (_, policy) = page.split_once("Content-Security-Policy\" content=\"").unwrap();
    let policy = policy.split('"').next().unwrap();
    for rule in
        ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"]
    {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    let script = fs::read_to_string("templates/proof/proof.js").unwrap();
    for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
        assert!(!script.contains(way), "the page's script uses {way}");
    }
}

#[test]
fn every_word_of_the_page_and_every_part_is_there_in_both_languages() {
    let words: Value =
        serde_json::from_str(&fs::read_to_string("templates/proof/words.json").unwrap()).unwrap();
    let keys = |lang: &str| words[lang].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("da"), keys("en"));
    for part in begrund::letter::Part::ALL.iter().filter(|part| part.name() != "footer") {
        assert!(words["da"].get(format!("part.{part}")).is_some(), "{part}");
    }
    let script = fs::read_to_string("templates/proof/proof.js").unwrap();
    for word in script.split("word(\"").skip(1).filter_map(|rest| rest.split_once("\")")) {
        if !word.0.contains(['(', ' ', '\n']) {
            assert!(words["da"].get(word.0).is_some(), "{}", word.0);
        }
    }
}
