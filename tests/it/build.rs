//! A whole run: what is made, what is held, what is left, and what a run says.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::fixture::sample;
use crate::project::Project;
use crate::studio::samples;

const THREE: &[&str] = &["refusal-psychologist", "grant-psychologist-autism", "follow-up-end"];

#[test]
fn every_sample_becomes_letters_without_a_finding_and_the_same_bytes_for_any_threads_and_order() {
    let project = Project::new();
    for path in samples() {
        project.case(&path.file_stem().unwrap().to_string_lossy(), &fs::read_to_string(&path).unwrap());
    }
    let run = project.run(&["--jobs", "1"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    let first = project.letters();
    assert!(first.len() > samples().len());
    fs::remove_dir_all(project.path("out")).unwrap();
    // Other names put the files in another order.
    for (number, path) in samples().iter().rev().enumerate() {
        let stem = path.file_stem().unwrap().to_string_lossy();
        fs::rename(
            project.path(&format!("cases/{stem}.yaml")),
            project.path(&format!("cases/{number:03}.yaml")),
        )
        .unwrap();
    }
    assert_eq!(project.run(&["--jobs", "3"]).code, 0);
    assert_eq!(project.letters(), first);
}

#[test]
fn one_bad_case_stops_nothing_and_changes_nothing() {
    let clean = Project::new().with(THREE);
    assert_eq!(clean.run(&[]).code, 0);
    let project = Project::new().with(THREE);
    let bad = fs::read_to_string(sample("refusal-not-lasting")).unwrap().replace("received: ", "recieved: ");
    project.case("aaa-bad", &bad);
    project.case("broken", "case: [\n");
    let run = project.run(&["--format", "json"]);
    assert_eq!(run.code, 1);
    assert_eq!(project.letters(), clean.letters());
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&report["totals"]["built"], &report["totals"]["held"]), (&3.into(), &2.into()));
    assert_eq!(report["cases"].as_array().unwrap().len(), 5);
    let lines = project.read("out/manifest.jsonl");
    assert_eq!(lines.lines().count(), 5, "the manifest lists every record");
}

#[test]
fn what_did_not_change_is_kept_and_what_is_held_or_gone_leaves() {
    let project = Project::new().with(THREE);
    assert_eq!(project.run(&[]).code, 0);
    let first = project.letters();
    let again = project.run(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(report["totals"]["unchanged"], 3);
    assert_eq!(project.letters(), first);

    // A letter that somebody touched is made anew.
    fs::write(project.path(&format!("out/letters/{}", first[0].0)), "andet").unwrap();
    assert_eq!(project.run(&[]).code, 0);
    assert_eq!(project.letters(), first);

    // A case that is held has no letter any more, and one that is gone neither.
    let refusal = project.read("cases/refusal-psychologist.yaml").replace("660190-1234", "310211-1234");
    project.case("refusal-psychologist", &refusal);
    fs::remove_file(project.path("cases/follow-up-end.yaml")).unwrap();
    assert_eq!(project.run(&[]).code, 1);
    assert_eq!(project.letters().len(), 1);
}

#[test]
fn a_run_over_some_files_leaves_the_others_letters_alone() {
    let project = Project::new().with(THREE);
    assert_eq!(project.run(&[]).code, 0);
    let first = project.letters();
    assert_eq!(project.run(&["build", "cases/follow-up-end.yaml"]).code, 0);
    assert_eq!(project.letters(), first);
    assert_eq!(project.read("out/manifest.jsonl").lines().count(), 3);
}

#[test]
fn another_municipality_setting_makes_the_letters_anew() {
    let project = Project::new().with(&THREE[..1]);
    assert_eq!(project.run(&[]).code, 0);
    let first = project.letters();
    let settings = project.read("begrund.yaml").replace("99 99 99 99", "88 88 88 88");
    project.write("begrund.yaml", &settings);
    assert_eq!(project.run(&[]).code, 0);
    assert_ne!(project.letters()[0].1, first[0].1);
}

#[test]
fn a_letter_promises_no_attachment_that_is_not_there() {
    let project = Project::new().with(&THREE[..1]);
    let record = project.read("cases/refusal-psychologist.yaml");
    for name in ["plan.pdf", "../begrund.yaml", "/etc/passwd", "refusal-psychologist.yaml"] {
        project.case("refusal-psychologist", &format!("{record}attachments: [\"{name}\"]\n"));
        let run = project.run(&[]);
        assert_eq!(run.code, 1, "{name}: {}", run.stdout);
        assert!(run.stdout.contains("FOR-09 [attachments[0]]"), "{name}: {}", run.stdout);
    }
    project.case("refusal-psychologist", &format!("{record}attachments: [plan.pdf]\n"));
    project.write("cases/plan.pdf", "%PDF-1.7");
    let run = project.run(&[]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    // Larger than a message in Digital Post, though it takes no room on this disk.
    fs::File::options()
        .write(true)
        .open(project.path("cases/plan.pdf"))
        .unwrap()
        .set_len(99_000_000)
        .unwrap();
    let run = project.run(&[]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("FOR-06 [attachments]"), "{}", run.stdout);
}

#[test]
fn a_logo_stands_in_the_letter_with_its_text_for_those_who_cannot_see_it() {
    let project = Project::new().with(&THREE[..1]);
    let settings = project.read("begrund.yaml");
    let logo = "  logo: {file: vaaben.svg, alt: \"Prøvestad Kommunes byvåben, et træ ved en å\"}\nappeal:";
    project.write("begrund.yaml", &settings.replacen("\nappeal:", &format!("\n{logo}"), 1));
    let run = project.run(&[]);
    assert_eq!(run.code, 2, "a logo that is not there is said before any letter is made: {}", run.stdout);
    assert!(run.stderr.contains("vaaben.svg"), "{}", run.stderr);
    project.write(
        "vaaben.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 12'><path fill='#1d4f5c' d='M0 0h10v8l-5 4-5-4z'/></svg>",
    );
    let run = project.run(&[]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let pdf = &project.letters()[0].1;
    // The alternative text stands in the structure as hexadecimal UTF-16.
    let alt: String = "byvåben, et træ ved en å".encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    assert!(pdf.windows(alt.len()).any(|bytes| bytes == alt.as_bytes()), "no alternative text");
    let without = settings.replacen(
        "\nappeal:",
        &format!("\n{}", logo.replace("Prøvestad Kommunes byvåben, et træ ved en å", "")),
        1,
    );
    project.write("begrund.yaml", &without);
    assert_eq!(project.run(&[]).code, 2, "a logo without a text is refused");
}

#[test]
fn what_a_run_leaves_is_for_its_user_alone_and_holds_no_personal_data() {
    let project = Project::new().with(THREE);
    // A case that is held, so that findings are told too; every secret is a word that nothing else has.
    let secrets = ["Modella", "Opfundsen", "660190", "Prøvevej", "psykiater Opdigt", "angst siden"];
    let held =
        project.read("cases/refusal-psychologist.yaml").replace("dated: 2026-08-12", "dated: 2027-08-12");
    project.case("held", &held.replace("2026-102-0042", "2026-102-9042"));
    let mut said = String::new();
    for args in [&["build"][..], &["check"], &["build", "--format", "json"], &["check", "--lang", "en"]] {
        let run = project.run(args);
        assert_eq!(run.code, 1);
        said += &(run.stdout + &run.stderr);
    }
    for file in ["out/manifest.jsonl", "out/report.json", "out/metrics.prom"] {
        said += &project.read(file);
    }
    said += &project.letters().iter().map(|(name, _)| name.as_str()).collect::<String>();
    for secret in secrets {
        assert!(!said.contains(secret), "`{secret}` in {said}");
    }
    // Shown only where it was asked for, and then with the number masked.
    let shown = project.run(&["check", "--show-text"]).stdout;
    assert!(shown.contains("dated: 2027-08-12") && !said.contains("dated: 2027-08-12"), "{shown}");

    let mut open = vec![project.path("out")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            let expected = match path.file_name().and_then(|name| name.to_str()) {
                Some("metrics.prom") => 0o644,
                _ if path.is_dir() => 0o700,
                _ => 0o600,
            };
            // A worker's note holds a digest only, and lies in a folder that is closed.
            let note = path.parent().is_some_and(|parent| parent.ends_with(".open"));
            assert!(note || mode == expected, "{}: {mode:o}", path.display());
            if path.is_dir() {
                open.push(path);
            }
        }
    }
}

#[test]
fn two_runs_at_once_are_one_too_many() {
    let project = Project::new().with(&THREE[..1]);
    assert_eq!(project.run(&[]).code, 0);
    let lock = fs::File::open(project.path("out/.lock")).unwrap();
    lock.lock().unwrap();
    let run = project.run(&[]);
    assert_eq!(run.code, 4);
    assert!(run.stderr.contains("en anden kørsel er i gang"), "{}", run.stderr);
    lock.unlock().unwrap();
    assert_eq!(project.run(&[]).code, 0);
}

#[test]
fn what_the_tool_cannot_work_with_is_said_with_a_remedy_and_exit_2() {
    let project = Project::new().with(&THREE[..1]);
    let settings = project.read("begrund.yaml");
    for (from, to, said) in [
        ("test: true", "tset: true", "tset"),
        (
            "municipality:",
            "rules: [{code: SAG-99, severity: off, because: x, by: y}]\nmunicipality:",
            "SAG-99",
        ),
        (
            "municipality:",
            "rules: [{code: REC-08, severity: off, because: x, by: y}]\nmunicipality:",
            "som ikke kan ændres",
        ),
        ("municipality:", "pack: mit-lag\nmunicipality:", "mit-lag"),
        ("municipality:", "access: {group: findes-ikke}\nmunicipality:", "findes-ikke"),
    ] {
        project.write("begrund.yaml", &settings.replacen(&format!("\n{from}"), &format!("\n{to}"), 1));
        let run = project.run(&[]);
        assert_eq!(run.code, 2, "{to}: {}", run.stderr);
        assert!(run.stderr.contains(said) && run.stderr.contains("sådan:"), "{to}: {}", run.stderr);
    }
    assert!(!project.path("out/letters").exists());
    fs::remove_file(project.path("begrund.yaml")).unwrap();
    let run = project.run(&["--lang", "en"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("help: Go to the folder"), "{}", run.stderr);
    project.write("begrund.yaml", &settings);
    assert_eq!(project.run(&["build", "nowhere"]).code, 2);
    assert_eq!(project.run(&["--nonsense"]).code, 2);
}

#[test]
fn a_record_that_was_open_at_two_crashes_is_held() {
    let project = Project::new().with(THREE);
    assert_eq!(project.run(&[]).code, 0);
    let manifest = project.read("out/manifest.jsonl");
    let digest = manifest
        .lines()
        .map(|line| serde_json::from_str::<BTreeMap<String, serde_json::Value>>(line).unwrap());
    let digest = digest.map(|entry| entry["source_sha256"].as_str().unwrap().to_owned()).next().unwrap();
    // What a crash leaves behind.
    project.write("out/.open/0", &digest);
    assert_eq!(project.run(&[]).code, 0, "once may be chance");
    project.write("out/.open/1", &digest);
    let run = project.run(&[]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("TEK-05"), "{}", run.stdout);
    assert_eq!(project.letters().len(), THREE.len() - 1);
}

#[test]
fn a_symbolic_link_is_not_followed_and_out_may_not_be_one() {
    let project = Project::new().with(&THREE[..1]);
    let outside = tempfile::tempdir().unwrap();
    fs::copy(sample("grant-psychologist-autism"), outside.path().join("other.yaml")).unwrap();
    std::os::unix::fs::symlink(outside.path(), project.path("cases/linked")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("other.yaml"), project.path("cases/link.yaml")).unwrap();
    let run = project.run(&["check"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("cases/link.yaml:1:1: FEJL REC-01") && !run.stdout.contains("linked/"),
        "{}",
        run.stdout
    );
    std::os::unix::fs::symlink(outside.path(), project.path("out")).unwrap();
    let run = project.run(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`./out`: det er en henvisning (symbolsk link)"), "{}", run.stderr);
    assert!(project.root().exists());
}

/// A tenth of what is run by hand: 1,000 records, one in a hundred broken in one of several ways.
#[test]
fn among_many_records_only_the_broken_ones_are_held() {
    let project = Project::new();
    let good = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    let ways: [fn(&str) -> String; 5] = [
        |text| text.replace("decided: 2026-11-19", "decided: 19-11-2026"),
        |text| text.replace("channel: digital_post", "channel: brevdue"),
        |text| text.replace("deciding: [other_legislation]", "deciding: []"),
        |text| text.replace("    dated: 2026-08-12\n", ""),
        |text| text.replace("citizen:", "citizen"),
    ];
    for number in 0..1000 {
        let text = good.replace("2026-102-0042", &format!("2026-102-{number:06}"));
        let text = if number % 100 == 7 { ways[number / 100 % 5](&text) } else { text };
        project.case(&format!("{number:04}"), &text);
    }
    let run = project.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let held: Vec<&str> = report["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["outcome"] == "held")
        .map(|case| case["source"].as_str().unwrap())
        .collect();
    let expected: Vec<String> =
        (0..10).map(|hundred| format!("cases/{:04}.yaml", hundred * 100 + 7)).collect();
    assert_eq!(held, expected);
    for case in report["cases"].as_array().unwrap().iter().filter(|case| case["outcome"] == "held") {
        let finding = &case["findings"][0];
        assert!(finding["line"].is_u64() && finding["code"].is_string(), "{finding}");
    }
}
