//! `begrund.yaml`: every key is read, every fault is told at once, and the schema for editors says the same as the reader.

use std::fs;
use std::process::Command;

use begrund::case::schema::instance;
use begrund::case::settings::settings_schema;
use begrund::config::Config;
use serde_json::Value;

use crate::project::Project;
use crate::validator::faults;

/// Every key there is, each on a line of its own.
const ALL: &str = r##"test: true
load: false
municipality:
  name: Prøvestad Kommune
  address: ["Rådhuspladsen 1", "9999 Prøveby"]
  phone: "99 99 99 99"
  website: www.proevestad.example
  cvr: "99999999"
  privacy: www.proevestad.example/privatliv
  colour: "#1d4f5c"
  logo:
    file: logo.svg
    alt: Prøvestad Kommunes byvåben
appeal:
  address: ["Rådhuspladsen 1", "9999 Prøveby"]
  phone: "99 99 99 99"
channels:
  email: open
processing_weeks: {sel-102: 10}
notice_days: 28
law_confirmations:
  - by: Juradia Prøvesen
    date: 2026-11-01
    until: 2027-04-30
    sources: [retsinformation.dk]
rules:
  - code: SAG-10
    severity: info
    because: Vi har en egen kontrol.
    by: Juradia Prøvesen
pack: skabeloner
spelling: ordbog
address_window:
  left_mm: 20
  top_mm: 45
  width_mm: 85
  height_mm: 45
pages_max: 8
access:
  group: voksne
approval:
  approvers:
    - name: Godkenda Prøvesen
      user: gopr
  open_each: [refusal, partial]
  draw_percent: 10
delivery:
  per_run: 10000
  stop_file: begrund.stop
  approval_days: 60
email:
  host: relay.test.invalid
  port: 465
  tls: implicit
  ca_file: ca.pem
  user: begrund
  password_file: kode
  from: Prøvestad Kommune <brev@test.invalid>
  letters:
    because: sikker gateway
    by: Ansvarlia Prøvesen
  recipients:
    gateway: "{cpr}@gateway.test.invalid"
    domains: []
  override: proeve@test.invalid
  notice: true
  retry:
    after_minutes: 15
    wait_minutes: 240
    give_up_hours: 72
digital_post:
  outbox: digital-post
  sender:
    cvr: "99999999"
    label: Prøvestad Kommune
  contact_point:
    id: 00000000-0000-4000-8000-000000000000
    group: Voksne
    label: Myndighed Voksne
  kle: "00.00.00"
  system: begrund
  notification: Du har fået et brev.
  reply: true
  registrations: registrations.csv
paper:
  folder: papir
  duplex: true
  copies: 1
"##;

const VALUES: &[&str] = &[
    "null",
    "~",
    "true",
    "\"true\"",
    "ja",
    "0",
    "1",
    "20",
    "\"20\"",
    "+5",
    "-1",
    "1.5",
    "1,5",
    "1.000",
    "1e5",
    "0x1F",
    ".5",
    "007",
    "366",
    "100001",
    "2026-12-07",
    "2026-02-30",
    "[]",
    "{}",
    "[a, b]",
    "[1, true]",
    "[null]",
    "[refusal]",
    "open",
    "off",
    "starttls",
    "a",
    "\"\"",
    "\"#000000\"",
    "{sel-102: 0}",
    "{sel-102: 3}",
    "{gateway: x}",
    "[{name: a, user: b}]",
    "'a ''b'''",
    "*x",
    "Navn <a@b.example>",
    "12345678",
    "\"12345678\"",
];

fn under_schema(text: &str) -> Vec<String> {
    faults(&settings_schema().to_value(), &instance(text).unwrap_or_else(|| panic!("no plain YAML: {text}")))
}

/// Key paths of a schema, lists without their numbers.
fn paths(schema: &Value, path: &str, found: &mut Vec<String>) {
    for (key, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        found.push(path.clone());
        paths(inner, &path, found);
    }
    if let Some(items) = schema.get("items") {
        paths(items, path, found);
    }
}

#[test]
fn every_key_is_read_and_is_in_the_schema() {
    let config = Config::parse(ALL).unwrap();
    let email = config.email.as_ref().unwrap();
    let post = config.digital_post.as_ref().unwrap();
    assert_eq!((config.notice_days, config.pages_max, email.port()), (28, 8, 465));
    assert_eq!((post.system.as_str(), post.reply, config.approval.open_each.len()), ("begrund", true, 2));
    assert!((config.address_window.width_mm - 85.0).abs() < 1e-9);
    assert_eq!(under_schema(ALL), Vec::<String>::new());
    let whole = instance(ALL).unwrap();
    let mut known = Vec::new();
    paths(&settings_schema().to_value(), "", &mut known);
    assert!(known.len() > 85, "{}", known.len());
    for path in known {
        let there = path.split('.').try_fold(&whole, |at, key| {
            let at = at.as_array().map_or(Some(at), |items| items.first())?;
            at.get(key)
        });
        assert!(there.is_some(), "{path} is not tried");
    }
}

/// The settings with each value at each key in turn, and what was changed.
pub(crate) fn variants() -> impl Iterator<Item = (String, String)> {
    ALL.lines().enumerate().flat_map(|(number, line)| {
        let (name, _) = line.split_once(':').unwrap();
        VALUES.iter().map(move |value| {
            let lines = ALL.lines().enumerate().filter_map(|(at, line)| match at {
                at if at == number => Some(format!("{name}: {value}\n")),
                // What stood under the key goes with it.
                at if at > number && under(ALL, number, at) => None,
                _ => Some(format!("{line}\n")),
            });
            (lines.collect(), format!("{name}: {value}"))
        })
    })
}

/// Each key with each value on its own: what is read there without a fault is valid there.
#[test]
fn every_value_that_is_read_at_a_key_is_valid_there() {
    let mut read = 0;
    for (text, changed) in variants().filter(|(text, _)| Config::parse(text).is_ok()) {
        assert_eq!(under_schema(&text), Vec::<String>::new(), "`{changed}`");
        read += 1;
    }
    assert!(read > 600, "only {read} were read");
}

/// Whether the line `at` stands under the key of the line `home`.
fn under(text: &str, home: usize, at: usize) -> bool {
    let depth = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let lines: Vec<&str> = text.lines().collect();
    lines[home + 1..=at].iter().all(|line| depth(line) > depth(lines[home]))
}

#[test]
fn the_files_that_come_with_the_program_are_valid() {
    for file in ["begrund.yaml", "src/draft/files/begrund.yaml"] {
        let text = fs::read_to_string(file).unwrap();
        assert!(Config::parse(&text).is_ok(), "{file}");
        assert_eq!(under_schema(&text), Vec::<String>::new(), "{file}");
    }
    // Each example that is commented out can be used as it stands.
    let draft = fs::read_to_string("src/draft/files/begrund.yaml").unwrap();
    let mut tried = 0;
    for line in draft.lines() {
        let key = line
            .trim_start()
            .strip_prefix("# ")
            .and_then(|line| line.split_once(": {").or(line.split_once(": [")));
        let Some((key, _)) = key.filter(|(key, _)| !key.contains(' ')) else { continue };
        let used = draft.replace(line, &line.replacen("# ", "", 1));
        let mended = Config::parse(&used);
        assert!(mended.is_ok(), "{key}: {}", mended.unwrap_err());
        tried += 1;
    }
    assert!(tried >= 8, "{tried}");
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_nothing_is_made() {
    let project = Project::new().with(&["refusal-psychologist"]);
    let settings = project
        .read("begrund.yaml")
        .replace("test: true", "tset: true")
        .replace("notice_days: 28", "notice_days: mange");
    project.write("begrund.yaml", &settings);
    let run = project.run(&["build"]);
    let line = |key: &str| settings.lines().position(|line| line.starts_with(key)).unwrap() + 1;
    let told: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(told.len(), 4, "{}", run.stderr);
    assert!(
        told[0].starts_with(&format!("begrund.yaml:{}:1: FEJL REC-06 [tset]: ", line("tset"))),
        "{}",
        told[0]
    );
    assert!(told[0].ends_with("Ret nøglen til `test:`."), "{}", told[0]);
    assert!(
        told[1].starts_with(&format!("begrund.yaml:{}:14: FEJL REC-12 [notice_days]: ", line("notice_days"))),
        "{}",
        told[1]
    );
    assert_eq!(told[2], "begrund: begrund.yaml kan ikke bruges: 2 fejl.");
    assert!(!project.path("out/letters").exists());
    let english = project.run(&["--lang", "en", "build"]);
    assert!(english.stderr.contains("begrund: begrund.yaml cannot be used: 2 faults."), "{}", english.stderr);
}

/// What only the workspace knows is told at its key too: whether a folder, a file or a rule is there.
#[test]
fn what_a_key_names_must_be_there() {
    let project = Project::new().with(&["refusal-psychologist"]);
    let settings = project.read("begrund.yaml");
    let change = |code: &str| format!("rules:\n  - {{code: {code}, severity: off, because: x, by: y}}\n");
    let logo = "municipality:\n  logo: {file: vaaben.svg, alt: byvåben}\n";
    project.write("tom/README", "");
    for (from, to, at, told) in [
        ("notice_days: 28", "pack: mit-lag\n", "mit-lag", "[pack]: Der er ingen mappe `./mit-lag`. "),
        ("notice_days: 28", "spelling: tom\n", "tom", "[spelling]: Der er ingen .aff-fil i `./tom`. "),
        (
            "notice_days: 28",
            &change("SAG-99"),
            "SAG-99",
            "[rules[0].code]: Der er ingen regel, der hedder SAG-99. ",
        ),
        (
            "notice_days: 28",
            &change("REC-08"),
            "REC-08",
            "[rules[0].code]: REC-08 er en fejl i læsningen, som ikke kan ændres. ",
        ),
        (
            "municipality:\n",
            logo,
            "vaaben.svg",
            "[municipality.logo.file]: Der er ingen fil `./vaaben.svg`. ",
        ),
    ] {
        let changed = settings.replacen(from, to, 1);
        project.write("begrund.yaml", &changed);
        let run = project.run(&["check"]);
        let first = run.stderr.lines().next().unwrap();
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(first.contains(&format!(": FEJL REC-21 {told}")), "{first}");
        let place: Vec<usize> =
            first.split(':').skip(1).take(2).map(|number| number.parse().unwrap()).collect();
        let line = changed.lines().nth(place[0] - 1).unwrap();
        assert!(line.chars().skip(place[1] - 1).collect::<String>().starts_with(at), "{first}");
    }
}

/// A log on a full disk, or a full pipe's end, stops no work: the letters are made, and what was not said is told.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_stops_no_work() {
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let build = |project: &Project| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_begrund"));
        command.current_dir(project.root()).arg("build");
        command
    };
    let project = Project::new().with(&["refusal-psychologist"]);
    let output = build(&project).stdout(full()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{told}");
    assert!(told.contains("kan ikke skrives: disken er fuld"), "{told}");
    assert!(!told.contains("internal error"), "{told}");
    assert_eq!(project.letters().len(), 1);

    let project = Project::new().with(&["refusal-psychologist"]);
    let silent = build(&project).stderr(full()).output().unwrap();
    assert_eq!(silent.status.code(), Some(0));
    assert_eq!(project.letters().len(), 1);
}
