//! `begrund standard`: what a quality standard may not say, its PDF, and what a record may say of it.

use std::fs;
use std::path::Path;

use begrund::case::CaseFile;
use begrund::case::standard::{ReadStandard, Standard, read};
use begrund::check::{Polarity, Scope, WordingRule, WordingRules, check_standard};
use begrund::pack::Pack;
use serde_json::Value;

use crate::fixture::{Desk, Fonts};
use crate::project::Project;

const SAMPLE: &str = "standards/behandling-2026.yaml";

fn sample() -> String {
    fs::read_to_string(SAMPLE).unwrap()
}

fn read_text(text: &str) -> ReadStandard {
    read(CaseFile::from_bytes(Path::new("x.yaml"), "x.yaml".to_owned(), text.into()))
}

/// The findings of a standard, as code, line and key path.
fn findings(desk: &Desk, text: &str, others: &[&Standard]) -> Vec<String> {
    let read = read_text(text);
    check_standard(&read, others, &desk.law, &desk.wording, &desk.config, &Fonts)
        .iter()
        .map(|finding| {
            let line = finding.place.as_ref().map_or(0, |place| place.line);
            format!("{} {line} {}", finding.code, finding.path)
        })
        .collect()
}

/// The sample with these words as one of its sections.
fn with_words(words: &str) -> String {
    let sample = sample();
    let (before, after) = sample.split_once("  follow_up: |\n").unwrap();
    let (_, rest) = after.split_once("\n\n  other_information").unwrap();
    format!("{before}  follow_up: |\n    {words}\n\n  other_information{rest}")
}

#[test]
fn the_sample_is_lawful_and_is_set_the_same_way_twice() {
    let project = Project::new();
    project.write(SAMPLE, &sample());
    let run = project.run(&["standard", "--format", "json"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    let first = &told["standards"][0];
    assert_eq!((&first["outcome"], &first["findings"]), (&"built".into(), &Value::Array(Vec::new())));
    assert_eq!(first["pdf"], "standards/behandling-2026.pdf");
    let pdf = fs::read(project.path("out/standards/behandling-2026.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert_eq!(project.run(&["standard", SAMPLE]).code, 0, "a file of the folder, named");
    assert_eq!(fs::read(project.path("out/standards/behandling-2026.pdf")).unwrap(), pdf);
}

#[test]
fn every_rule_over_standards_behaves_within_a_standard() {
    let desk = Desk::new();
    let about = |rule: &&WordingRule| rule.scope == Scope::Standard;
    let mut rules = 0;
    for rule in desk.wording.iter().filter(about) {
        assert_eq!(
            rule.polarity,
            Polarity::Forbidden,
            "{}: only these are looked for in standards",
            rule.code
        );
        for words in &rule.violates {
            let found = findings(&desk, &with_words(words), &[]);
            let here = |finding: &String| {
                finding.starts_with(&rule.code) && finding.ends_with(" sections.follow_up")
            };
            assert!(found.iter().any(here), "{}: {words}: {found:?}", rule.code);
        }
        for words in &rule.satisfies {
            let found = findings(&desk, &with_words(words), &[]);
            assert!(found.is_empty(), "{}: {words}: {found:?}", rule.code);
        }
        rules += 1;
    }
    assert!(rules >= 11, "{rules}");
}

/// What the sources say that a standard must not.
#[test]
fn the_faults_of_a_standard_found_in_practice_are_all_told() {
    let desk = Desk::new();
    for (code, words) in [
        (
            "STD-10",
            "Kommunalbestyrelsen skal en gang om året udarbejde en kvalitetsstandard vedr. § 102 i Lov om social service.",
        ),
        ("STD-07", "Tilbuddene har ikke til formål at udvikle funktioner."),
        (
            "STD-06",
            "Idet denne ydelse træder i stedet for behandling efter anden lovgivning, skal muligheder for tildeling af støtte efter anden lovgivning altid være udtømt.",
        ),
        ("STD-08", "Der ydes ikke tilskud til følgeudgifter efter Lov om social service § 102."),
        (
            "STD-16",
            "Der kan opkræves betaling svarende til egenbetaling for et offentligt tilsvarende eller sammenligneligt behandlingstilbud.",
        ),
        ("STD-15", "Tilbud efter § 102 SEL er en “kan” – bestemmelse."),
        (
            "STD-13",
            "Målgruppe er borgere over 18 år med betydelig og varigt nedsat fysisk eller psykisk funktionsevne.",
        ),
        (
            "STD-14",
            "Målgruppe er borgere, som enten bor i eget hjem, eller har ophold i specialiserede botilbud.",
        ),
        ("STD-12", "Efter § 85 tilbydes hjælp, omsorg eller støtte samt genoptræning."),
        ("STD-11", "Her tænkes primært på sundhedslovens og servicelovens øvrige paragraffer."),
        ("TEK-01", "Følges op den [dato]."),
    ] {
        let found = findings(&desk, &with_words(words), &[]);
        assert!(found.iter().any(|finding| finding.starts_with(code)), "{code}: {words}: {found:?}");
    }
}

#[test]
fn what_cannot_be_of_a_standard_is_told_at_its_place() {
    let desk = Desk::new();
    for (old, new, told) in [
        ("provision: sel-102", "provision: sel-103", "STD-02 5 provision"),
        ("from: 2026-01-01", "from: 2017-01-01", "STD-02 7 valid.from"),
        ("to: 2026-12-31", "to: 2025-12-31", "STD-03 7 valid.to"),
        ("date: 2025-12-11", "date: 2026-02-02", "STD-03 7 valid.from"),
        ("name: Behandling", "name: 治療", "STD-04 4 name"),
        ("name: Behandling til voksne\n", "", "REC-07 3 name"),
        ("  purpose: |", "  porpuse: |", "REC-06 27 sections.porpuse"),
    ] {
        let text = sample().replacen(old, new, 1);
        assert_ne!(text, sample(), "{old}");
        let found = findings(&desk, &text, &[]);
        assert!(found.iter().any(|finding| finding == told), "{new}: {found:?}");
    }
    let other = read_text(&sample().replace("behandling-2026", "BEHANDLING-2026")).standard.unwrap();
    assert_eq!(findings(&desk, &sample(), &[&other]), ["STD-05 3 id"]);
}

#[test]
fn a_standard_with_errors_is_not_set_and_the_others_are() {
    let project = Project::new();
    project.write(SAMPLE, &sample());
    let broken = with_words("Der bevilges højst 12 samtaler.").replace("id: behandling-2026", "id: anden");
    project.write("standards/anden.yaml", &broken);
    let run = project.run(&["standard"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("standards/anden.yaml:")
            && run.stdout.contains("FEJL STD-09 [sections.follow_up]")
    );
    assert!(
        run.stdout.contains("Næste: ret standards/anden.yaml, og kør `begrund standard` igen."),
        "{}",
        run.stdout
    );
    assert!(!project.path("out/standards/anden.pdf").exists());
    assert!(project.path("out/standards/behandling-2026.pdf").exists());
    let none = Project::new().run(&["standard"]);
    assert!(none.code == 2 && none.stderr.contains("standards"), "{}", none.stderr);
}

#[test]
fn a_record_names_a_standard_in_force_where_the_municipality_keeps_its_standards() {
    let project = Project::new().with(&["refusal-service-level-departure"]);
    let check = || {
        let run = project.run(&["check"]);
        (run.code, run.stdout + &run.stderr)
    };
    // Without the folder nobody has said what the municipality has.
    assert_eq!(check().0, 0);
    fs::create_dir(project.path("standards")).unwrap();
    let (code, told) = check();
    assert!(code == 1 && told.contains("STD-01 [assessment.service_level.standard]"), "{told}");
    project.write(SAMPLE, &sample());
    assert_eq!(check().0, 0);
    project.write(SAMPLE, &sample().replace("to: 2026-12-31", "to: 2026-06-30"));
    let (code, told) = check();
    assert!(code == 1 && told.contains("Den gælder fra 1. januar 2026 til 30. juni 2026."), "{told}");
    project.write(SAMPLE, &sample().replace("id: behandling-2026", "id:"));
    let (code, told) = check();
    assert!(code == 1 && told.contains("standards/behandling-2026.yaml har fejl"), "{told}");
}

#[test]
fn the_rules_over_standards_are_explained() {
    let rules = WordingRules::load(&Pack::built_in()).unwrap();
    let run = Project::new().run(&["rules", "STD-08"]);
    assert!(run.stdout.contains("Ord, der ikke må stå i en kvalitetsstandard."), "{}", run.stdout);
    for rule in rules.iter().filter(|rule| rule.scope == Scope::Standard) {
        assert!(!rule.source.is_empty() && !rule.mend.da.is_empty(), "{}", rule.code);
    }
}
