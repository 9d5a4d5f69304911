//! Documents that the program writes are in step with it; the code keeps its layers; no test file is forgotten.

use std::collections::BTreeSet;
use std::fs;

use walkdir::WalkDir;

use crate::rules::SHOWN_ELSEWHERE;

fn in_step(file: &str, actual: &str) {
    if std::env::var("SNAPSHOTS").is_ok_and(|how| how == "overwrite") {
        fs::write(file, actual).unwrap();
    }
    let written = fs::read_to_string(file).unwrap_or_default();
    assert!(
        written == actual,
        "{file} is behind the program; SNAPSHOTS=overwrite cargo test --release writes it anew"
    );
}

#[test]
fn the_manual_is_in_step() {
    in_step("docs/cli.md", &begrund::cli::manual());
}

#[test]
fn the_schemas_are_in_step() {
    in_step("docs/settings.schema.json", &begrund::case::settings::settings_schema_text());
    in_step("docs/case.schema.json", &begrund::case::schema::case_schema_text());
}

#[test]
fn the_list_of_rules_is_in_step() {
    in_step("docs/rules.md", &begrund::cli::rules_document().unwrap());
}

/// The fixtures are in the program; a rule that is tried on them shows one that breaks it and one that keeps it.
#[test]
fn each_rule_is_documented_with_examples() {
    let document = begrund::cli::rules_document().unwrap();
    let elsewhere = |code: &str| SHOWN_ELSEWHERE.iter().any(|(own, _)| *own == code);
    for rule in begrund::check::RULES.iter().filter(|rule| !elsewhere(rule.code)) {
        let from =
            document.find(&format!("\n### {}\n", rule.code)).unwrap_or_else(|| panic!("{}", rule.code));
        let section = document[from + 5..].split("\n### ").next().unwrap();
        for part in ["- Breaks it: cases/", "- Mend: ", "- Keeps it: cases/"] {
            assert!(section.contains(part), "{}: no `{part}`\n{section}", rule.code);
        }
    }
}

/// Each module of `src/`, and what it may use. Lower layers never know of higher ones.
const LAYERS: &[(&str, &[&str])] = &[
    ("danish", &[]),
    ("diagnostic", &[]),
    ("config", &["case", "diagnostic"]),
    ("case", &["diagnostic", "danish"]),
    ("pack", &["case"]),
    ("law", &["pack", "danish", "case"]),
    ("letter", &["case", "danish"]),
    ("ledger", &["case", "letter", "store"]),
    ("check", &["case", "config", "danish", "diagnostic", "law", "letter", "pack", "spool"]),
    ("compose", &["case", "check", "config", "danish", "diagnostic", "law", "letter", "pack"]),
    ("draft", &["case"]),
    ("import", &["case", "diagnostic"]),
    ("sample", &["case", "check", "danish", "draft", "law", "pack"]),
    ("stats", &["case", "danish", "letter", "pack"]),
    ("spool", &[]),
    ("store", &[]),
    (
        "proof",
        &[
            "case",
            "check",
            "compose",
            "config",
            "danish",
            "diagnostic",
            "law",
            "ledger",
            "letter",
            "pack",
            "store",
        ],
    ),
    (
        "pipeline",
        &[
            "case",
            "check",
            "compose",
            "config",
            "danish",
            "diagnostic",
            "law",
            "ledger",
            "letter",
            "pack",
            "proof",
            "spool",
            "store",
        ],
    ),
    (
        "approval",
        &[
            "case",
            "check",
            "compose",
            "config",
            "danish",
            "diagnostic",
            "ledger",
            "letter",
            "pipeline",
            "proof",
            "store",
        ],
    ),
    (
        "send",
        &[
            "approval",
            "case",
            "check",
            "compose",
            "config",
            "diagnostic",
            "ledger",
            "letter",
            "pack",
            "pipeline",
            "store",
        ],
    ),
    ("nightly", &["danish", "diagnostic", "ledger", "pipeline", "send"]),
    (
        "cli",
        &[
            "approval",
            "case",
            "check",
            "compose",
            "config",
            "diagnostic",
            "draft",
            "import",
            "law",
            "ledger",
            "letter",
            "nightly",
            "pack",
            "pipeline",
            "proof",
            "sample",
            "send",
            "stats",
            "store",
        ],
    ),
];

#[test]
fn the_layers_point_one_way() {
    let mut seen = BTreeSet::new();
    for entry in
        WalkDir::new("src").into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
    {
        let path = entry.path().to_string_lossy().into_owned();
        let module = path["src/".len()..].split(['/', '.']).next().unwrap().to_owned();
        if matches!(module.as_str(), "lib" | "main") {
            continue;
        }
        let (_, may_use) =
            LAYERS.iter().find(|(name, _)| *name == module).unwrap_or_else(|| panic!("{path}: in no layer"));
        for line in fs::read_to_string(&path).unwrap().lines() {
            // Unit tests at a file's end may build what they need.
            if line.starts_with("#[cfg(test)]") {
                break;
            }
            for used in line.split("crate::").skip(1) {
                let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
                assert!(
                    used == module || may_use.contains(&used),
                    "{path} uses `{used}`, which is no layer below `{module}`"
                );
            }
        }
        seen.insert(module);
    }
    assert_eq!(seen.len(), LAYERS.len(), "a layer without a module");
}

#[test]
fn no_test_file_is_forgotten() {
    let main = fs::read_to_string("tests/it/main.rs").unwrap();
    for entry in fs::read_dir("tests/it").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.trim_end_matches(".rs");
        assert!(module == "main" || main.contains(&format!("mod {module};")), "{name} is not in main.rs");
    }
}

#[test]
fn the_pack_in_the_program_is_the_one_in_the_tree() {
    let pack = begrund::pack::Pack::built_in();
    let inside: BTreeSet<String> = pack.names("", "").map(ToOwned::to_owned).collect();
    let in_tree: BTreeSet<String> = WalkDir::new("templates")
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix("templates").unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(inside, in_tree, "a new file is taken in when the program is built anew: touch src/pack.rs");
}

/// What unfinished work is marked with, put together so that this file does not hold it.
#[test]
fn nothing_is_left_unfinished() {
    let marks = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["unimple", "mented!"].concat(),
        ["to", "do!("].concat(),
    ];
    for folder in ["src", "tests/it", "benches"] {
        for entry in
            WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
        {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            for line in text.lines().filter(|line| !line.contains("TODO-free") && !line.contains('"')) {
                assert!(
                    !marks.iter().any(|mark| line.contains(mark.as_str())),
                    "{}: {line}",
                    entry.path().display()
                );
            }
        }
    }
}
