//! Reasonings in many voices: sound ones that nothing may stop, and ones with one planted defect that must be found.
//!
//! Each file of `tests/corpus/reasoning/` puts its `reasoning` in the place of a sample case's. In a planted one `defect` is the
//! code that must be found, and `passage` the words that it is about, empty where the defect is that something is missing. `also`
//! names what the same words break besides. `tests/corpus/sentences.txt` holds single sentences, put into one sound refusal.

use std::fs;
use std::path::Path;

use begrund::diagnostic::Severity;
use serde::Deserialize;

use crate::fixture::{Desk, listed, sample};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    base: String,
    #[expect(dead_code, reason = "for people")]
    voice: String,
    #[serde(default)]
    defect: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    passage: String,
    reasoning: String,
}

/// A sample case with another reasoning, and the line on which it begins.
fn with_reasoning(base: &str, reasoning: &str) -> (String, usize) {
    let text = fs::read_to_string(sample(base)).unwrap();
    let mut kept = String::new();
    let mut inside = false;
    for line in text.lines() {
        inside = match () {
            () if line.starts_with("reasoning:") => true,
            () if inside => line.is_empty() || line.starts_with([' ', '\t']),
            () => false,
        };
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    let begins = kept.lines().count() + 2;
    kept.push_str("reasoning: |\n");
    for line in reasoning.lines() {
        kept.push_str(if line.is_empty() { "" } else { "  " });
        kept.push_str(line);
        kept.push('\n');
    }
    (kept, begins)
}

#[test]
fn sound_reasonings_pass_and_each_planted_defect_is_found_where_it_is() {
    let folder = std::env::var("CORPUS").unwrap_or_else(|_| "tests/corpus/reasoning".to_owned());
    let desk = Desk::new();
    let mut failures = Vec::new();
    let (mut sound, mut planted) = (0, 0);
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let entry: Entry = serde_yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let (record, begins) = with_reasoning(&entry.base, &entry.reasoning);
        let findings = desk.check(record.as_bytes()).findings;
        let grave: Vec<_> = findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match &entry.defect {
            None => {
                sound += 1;
                if !grave.is_empty() {
                    failures.push(format!("{name}: false alarm\n{}", listed(grave)));
                }
            }
            Some(code) => {
                planted += 1;
                let at = entry
                    .reasoning
                    .find(&entry.passage)
                    .map(|at| entry.reasoning[..at].matches('\n').count() + begins);
                let end = at.map(|at| at + entry.passage.matches('\n').count());
                let found = findings.iter().filter(|finding| finding.code == *code);
                // A sentence may begin some lines before the words that are its defect.
                let near = |line: usize| at.zip(end).is_none_or(|(at, end)| line + 4 >= at && line <= end);
                let there = found.into_iter().any(|finding| {
                    entry.passage.is_empty() || finding.place.as_ref().is_some_and(|place| near(place.line))
                });
                if !there {
                    failures.push(format!(
                        "{name}: {code} not found at line {at:?}: {:?}\n{}",
                        entry.passage,
                        listed(&findings)
                    ));
                }
                // Words without facts are what these two are made of: that the facts are missing is said too.
                let companions: &[&str] = match code.as_str() {
                    "BEG-09" | "BEG-13" => &["BEG-03", "BEG-06"],
                    _ => &[],
                };
                let others = grave
                    .into_iter()
                    .filter(|finding| finding.code != *code && !companions.contains(&&*finding.code))
                    .filter(|finding| !entry.also.iter().any(|also| *also == *finding.code));
                let others: Vec<_> = others.collect();
                if !others.is_empty() {
                    failures.push(format!("{name}: other findings\n{}", listed(others)));
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures over {sound} sound, {planted} planted:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(Path::new(&folder) != Path::new("tests/corpus/reasoning") || (sound >= 40 && planted >= 40));
}

#[test]
fn single_sentences_are_stopped_or_let_pass() {
    let desk = Desk::new();
    let told = fs::read_to_string("tests/corpus/sentences.txt").unwrap();
    let sentences = told.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut sound, mut planted) = (0, 0);
    let mut failures = Vec::new();
    for (code, sentence) in sentences.map(|line| line.split_once(" | ").unwrap()) {
        let reasoning = format!(
            "Psykiateren skriver den 12. august 2026, at angsten er varig. Du kan ikke gå ud alene.\n\nKlinikken Prøvestad kan \
             begynde den 7. december 2026. {sentence} Du er alene med psykologen. Det er dét, vi har lagt mest vægt på."
        );
        let (record, begins) = with_reasoning("refusal-psychologist", &reasoning);
        let findings = desk.check(record.as_bytes()).findings;
        let stopped = match code {
            "-" => findings.iter().any(|finding| finding.severity > Severity::Info),
            _ => findings.iter().any(|finding| {
                finding.code == code && finding.place.as_ref().is_some_and(|place| place.line == begins + 2)
            }),
        };
        *(if code == "-" { &mut sound } else { &mut planted }) += 1;
        if stopped == (code == "-") {
            failures.push(format!("{code} | {sentence}\n{}", listed(&findings)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(sound >= 100 && planted >= 200, "{sound} sound, {planted} planted");
}
