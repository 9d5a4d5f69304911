//! From nothing to a letter, as one who has never seen begrund: by the README and by what the program says.

use std::fs;

use assert_cmd::Command;
use begrund::case::record::{Ground, Occasion};
use begrund::draft::{Draft, Kind};

use crate::drafts::filled;
use crate::project::{Project, Run};

/// The commands of the README's section, in order.
fn commands() -> Vec<String> {
    let readme = fs::read_to_string("README.md").unwrap();
    let from = readme.find("## Write your first record").unwrap();
    let section = &readme[from..];
    let section = &section[..section[3..].find("\n## ").unwrap() + 3];
    let blocks = section.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.flat_map(str::lines).map(|line| line.split('#').next().unwrap().trim().to_owned()).collect()
}

fn run(folder: &std::path::Path, command: &str) -> Run {
    let mut words = command.split(' ');
    assert_eq!(words.next(), Some("begrund"), "{command}");
    Run::from(Command::cargo_bin("begrund").unwrap().current_dir(folder).args(words).output().unwrap())
}

#[test]
fn the_readme_leads_from_nothing_to_a_letter() {
    let commands = commands();
    assert_eq!(
        commands,
        [
            "begrund init min-mappe",
            "cd min-mappe",
            "begrund new --decision refusal 2026-102-0001",
            "begrund check",
            "begrund check --explain",
            "begrund build",
        ]
    );
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("min-mappe");

    let made = run(home.path(), &commands[0]);
    assert_eq!((made.code, made.stderr.as_str()), (0, ""), "{}", made.stdout);
    for file in [
        "begrund.yaml",
        "case.schema.json",
        "settings.schema.json",
        ".vscode/settings.json",
        ".vscode/extensions.json",
        ".gitignore",
    ] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    let last = made.stdout.lines().last().unwrap();
    assert!(last.starts_with("Næste: `begrund --workspace min-mappe new --decision refusal "), "{last}");

    let begun = run(&folder, &commands[2]);
    assert_eq!((begun.code, begun.stderr.as_str()), (0, ""), "{}", begun.stdout);
    let record = folder.join("cases/2026-102-0001.yaml");
    let draft = fs::read_to_string(&record).unwrap();
    assert!(draft.starts_with("# yaml-language-server: $schema=../case.schema.json\n"));

    // What is not filled in yet is told at its line, one line each, and the last line says what to do.
    let checked = run(&folder, &commands[3]);
    assert_eq!(checked.code, 1);
    let findings =
        checked.stdout.lines().filter(|line| line.starts_with("cases/2026-102-0001.yaml:")).count();
    let slots =
        draft.lines().filter(|line| line.ends_with(':') && !line.trim_start().starts_with('#')).count();
    assert!(findings > 30 && findings < slots, "{findings} of {slots}\n{}", checked.stdout);
    let last = checked.stdout.lines().last().unwrap();
    assert!(last.starts_with("Næste: ret cases/2026-102-0001.yaml, linje "), "{last}");

    // As on a terminal: a key with nothing behind it is not drawn, which would show nothing.
    let shown = run(&folder, "begrund check --show-text");
    let shown = shown.stdout.lines().filter(|line| line.starts_with("cases/2026-102-0001.yaml:")).count();
    assert_eq!(shown, findings);

    let explained = run(&folder, &commands[4]);
    assert!(
        explained.stdout.contains("    hvorfor: ") && explained.stdout.contains("    kilde: FVL § 24"),
        "{}",
        explained.stdout
    );
    assert!(
        explained.stdout.contains("    eksempel: `says: du har haft angst siden 2019`"),
        "{}",
        explained.stdout
    );

    let refusal =
        Draft { kind: Kind::Refusal, occasion: Occasion::Application, ground: Ground::OtherLegislation };
    fs::write(&record, filled(refusal).replace("2026-102-0042", "2026-102-0001")).unwrap();
    let ready = run(&folder, "begrund check");
    assert_eq!(ready.code, 0, "{}", ready.stdout);
    assert_eq!(ready.stdout.lines().last(), Some("Næste: `begrund build` laver brevene."));
    let built = run(&folder, &commands[5]);
    assert_eq!(built.code, 0, "{}", built.stdout);
    assert_eq!(built.stdout.lines().last(), Some("Næste: læs brevene i out/letters igennem, før de sendes."));
    assert_eq!(fs::read_dir(folder.join("out/letters")).unwrap().count(), 1);
}

#[test]
fn every_kind_of_draft_becomes_letters() {
    let project = Project::new();
    let made = [
        (Kind::Grant, Occasion::Reopening),
        (Kind::PartialGrant, Occasion::Remittal),
        (Kind::Continue, Occasion::Application),
        (Kind::Change, Occasion::Application),
        (Kind::End, Occasion::Application),
        (Kind::RefusedExtension, Occasion::Application),
    ];
    for (number, (kind, occasion)) in made.into_iter().enumerate() {
        let text = filled(Draft { kind, occasion, ground: Ground::Necessity });
        let case = format!("2026-102-000{number}");
        project.case(&case, &text.replace("2026-102-0042", &case));
    }
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert_eq!(project.letters().len(), made.len());
}

/// A file that is no record is told as what it is, and none is passed over in silence.
#[test]
fn a_file_that_is_no_record_says_what_to_do() {
    let project = Project::new();
    let record = fs::read_to_string(crate::fixture::sample("refusal-psychologist")).unwrap();
    for (name, content, words) in [
        ("sag.yaml.txt", record.as_str(), "Omdøb den, så den slutter på .yaml."),
        ("sag.yaml", "PK\u{3}\u{4}word/document.xml", "ikke ren tekst"),
        ("sag.yaml", "Kære borger\n\nDu får afslag.\n", "Begynd med `begrund new --decision refusal"),
        ("sag.yaml", "", "Begynd med `begrund new --decision refusal"),
        ("sag.yaml", "# noter\n", "Begynd med `begrund new --decision refusal"),
    ] {
        project.write(&format!("cases/{name}"), content);
        let run = project.run(&["check"]);
        assert_eq!(run.code, 1, "{name}: {}", run.stdout);
        let findings: Vec<&str> = run.stdout.lines().take_while(|line| !line.is_empty()).collect();
        assert!(findings.len() == 1 && findings[0].contains(words), "{name}: {}", run.stdout);
        fs::remove_file(project.path(&format!("cases/{name}"))).unwrap();
    }
    project.write("cases/SAG.YAML", &record);
    project.write("cases/noter.txt", "ring til lægen");
    let run = project.run(&["check"]);
    assert!(run.code == 0 && run.stdout.contains("1 sag kontrolleret: 1 kan blive"), "{}", run.stdout);
}

#[test]
fn nothing_of_the_users_is_written_over() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("mappe")).unwrap();
    fs::write(home.path().join("mappe/begrund.yaml"), "min egen").unwrap();
    let refused = run(home.path(), "begrund init mappe");
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("`mappe/begrund.yaml` findes allerede"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(home.path().join("mappe/begrund.yaml")).unwrap(), "min egen");
    assert_eq!(fs::read_dir(home.path().join("mappe")).unwrap().count(), 1, "nothing else is written either");

    let project = Project::new();
    assert_eq!(project.run(&["new", "--decision", "grant", "2026-102-0001"]).code, 0);
    let before = project.read("cases/2026-102-0001.yaml");
    let again = project.run(&["new", "--decision", "refusal", "2026-102-0001"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("findes allerede"), "{}", again.stderr);
    assert_eq!(project.read("cases/2026-102-0001.yaml"), before);
}

#[test]
fn a_draft_that_cannot_be_is_refused_with_its_mend() {
    let project = Project::new();
    for (args, words) in [
        (["new", "--decision", "refusal", "660190-1234"].as_slice(), "Sagsnummeret ligner et CPR-nummer."),
        (
            ["new", "--decision", "follow-up-end", "--occasion", "remittal", "2026-102-0001"].as_slice(),
            "Udelad --occasion",
        ),
        (
            ["new", "--decision", "grant", "--ground", "necessity", "2026-102-0001"].as_slice(),
            "Udelad --ground",
        ),
    ] {
        let run = project.run(args);
        assert_eq!(run.code, 2, "{}", run.stdout);
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
    let home = tempfile::tempdir().unwrap();
    let nowhere = run(home.path(), "begrund new --decision grant 2026-102-0001");
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.stderr.contains("`begrund init MAPPE`"), "{}", nowhere.stderr);
}

#[test]
fn the_schemas_are_printed() {
    let project = Project::new();
    let run = project.run(&["schema"]);
    assert_eq!((run.code, run.stdout), (0, begrund::case::schema::case_schema_text()));
    let run = project.run(&["schema", "settings"]);
    assert_eq!((run.code, run.stdout), (0, begrund::case::settings::settings_schema_text()));
}

/// Findings stand by file, what is held first; in each file the gravest first, one line each.
#[test]
fn findings_are_grouped_the_gravest_first() {
    let project = Project::new().with(&["grant-eating-disorder", "refusal-psychologist"]);
    let warned = project.read("cases/grant-eating-disorder.yaml").replacen("\nconsent:", "\n# consent:", 1);
    project.case("grant-eating-disorder", &warned);
    let text = project.read("cases/refusal-psychologist.yaml");
    let text = text.replacen("du ikke kan gå ud alene", "du kan ikke gå ud alene", 1);
    project.case("refusal-psychologist", &text.replacen("weight: decisive", "weight: afgørende", 1));
    let run = project.run(&["check"]);
    let lines: Vec<String> = run
        .stdout
        .lines()
        .take_while(|line| !line.contains("kontrolleret"))
        .map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(" "))
        .collect();
    let shape: Vec<String> = lines
        .iter()
        .map(|line| {
            let mut words = line.split_whitespace();
            let file = words.next().unwrap_or_default().split(':').next().unwrap_or_default();
            format!("{file} {}", words.next().unwrap_or_default()).trim().to_owned()
        })
        .collect();
    assert_eq!(
        shape,
        [
            "cases/refusal-psychologist.yaml FEJL",
            "cases/refusal-psychologist.yaml ADVARSEL",
            "",
            "cases/grant-eating-disorder.yaml ADVARSEL",
            "",
        ],
        "{}",
        run.stdout
    );
}

#[test]
fn held_letters_stand_by_unit_and_caseworker_the_first_to_leave_first() {
    let project = Project::new();
    for (name, case, decided, dispatch, unit, caseworker) in [
        ("a", "2026-102-0001", "2026-11-19", "2026-11-23", "Myndighed Voksne", "Sagsine Behandlersen"),
        ("b", "2026-102-0002", "2026-11-18", "2026-11-20", "Myndighed Voksne", "Sagsine Behandlersen"),
        ("c", "2026-102-0003", "2026-11-19", "2026-11-23", "Handicap <og> Psykiatri", "Afklara Samtalsen"),
    ] {
        let text = fs::read_to_string(crate::fixture::sample("refusal-psychologist")).unwrap();
        let text = text
            .replacen("2026-102-0042", case, 1)
            .replacen("decided: 2026-11-19", &format!("decided: {decided}"), 1)
            .replacen("dispatch: 2026-11-23", &format!("dispatch: {dispatch}"), 1)
            .replacen("unit: Myndighed Voksne", &format!("unit: {unit}"), 1)
            .replacen("name: Sagsine Behandlersen", &format!("name: {caseworker}"), 1)
            .replacen("    dated: 2026-08-12\n", "", 1);
        project.case(name, &text);
    }
    assert_eq!(project.run(&["build"]).code, 1);
    let page = project.read("out/held.html");
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("no {words} in\n{page}"));
    assert!(at("<h2>Handicap &lt;og&gt; Psykiatri</h2>") < at("<h2>Myndighed Voksne</h2>"));
    assert!(
        at("<h4>Sag 2026-102-0002</h4>") < at("<h4>Sag 2026-102-0001</h4>"),
        "what leaves first stands first"
    );
    assert!(page.contains("<time datetime=\"2026-11-20\">20.\u{a0}november 2026</time>"));
    assert!(page.contains("FEJL SAG-08") && page.contains("<code>dated: 2026-08-12</code>"));
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"da\">"));
    // It stands alone, and names no citizen and nothing of a record.
    assert!(
        page.matches("href=").count() == 2
            && page.matches("href=").count() == page.matches("href=\"#").count()
    );
    for never in ["http:", "https:", "src=", "Modella", "Opfundsen", "660190", "psykiater", "autisme"] {
        let page = page.replace("<code>dated: 2026-08-12</code>", "");
        assert!(!page.contains(never), "{never}");
    }
    let again = project.run(&["build"]);
    assert_eq!((again.code, project.read("out/held.html")), (1, page), "the same bytes, whatever the day");
    for name in ["a", "b", "c"] {
        fs::remove_file(project.path(&format!("cases/{name}.yaml"))).unwrap();
    }
    assert_eq!(project.run(&["build"]).code, 0);
    assert!(project.read("out/held.html").contains("Ingen breve er holdt tilbage."));
}
