//! Nothing of a person is told anywhere but in the letters themselves, their proof and the records: not by any command, on any way that it
//! can go wrong, in any file, any name, any mode that lets others look.
//!
//! The records hold words that stand nowhere else; whatever the program says or leaves is searched for them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use begrund::approval::{clock, user_of_process};
use jiff::{Timestamp, ToSpan as _};
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::dates::leaving_today;
use crate::fixture::sample;
use crate::office::letters;
use crate::relay::{Act, On, Relay, Rule, Setup, write_authority};

/// What stands in the records about people, in lower case, and in the password.
const CANARIES: [&str; 4] = ["kanari", "690190", "790190", "hemmeligheden"];

/// A workspace, and all that was said and shown in it.
struct Aviary {
    folder: TempDir,
    /// With what was told, by whom.
    said: Vec<(String, String)>,
    ran: BTreeSet<String>,
}

/// The words of a sample that tell of people, and what stands there instead.
const SWAPS: [(&str, &str); 6] = [
    ("660190-1234", "690190-4321"),
    ("Opdigt Lægesen", "Kanariko Lægesen"),
    ("du har haft angst siden 2019", "du har haft kanaritis siden 2019"),
    ("  address: [", "  email: kanari.fugl@test.invalid\n  address: ["),
    ("Prøvevej 1", "Kanarievænget 17"),
    ("Modella Opfundsen", "Kanariella Fuglesang"),
];

fn record(base: &str, number: usize) -> String {
    let text = leaving_today(&fs::read_to_string(sample(base)).unwrap());
    let text = SWAPS.iter().fold(text, |text, (from, to)| text.replace(from, to));
    // Whatever the sample calls its people.
    let mut lines = Vec::new();
    let mut whose = "";
    for line in text.lines() {
        if !line.starts_with(' ') {
            whose = line.split(':').next().unwrap_or_default();
        }
        let own = matches!(whose, "citizen" | "representative");
        let key = line.trim_start().split(':').next().unwrap_or_default();
        lines.push(match key {
            "name" if own => {
                format!("  name: Kanariella Fuglesang{}", if whose == "citizen" { "" } else { "-Bur" })
            }
            "cpr" if own => {
                format!("  cpr: \"{}90190-43{number:02}\"", if whose == "citizen" { 6 } else { 7 })
            }
            _ => line.to_owned(),
        });
    }
    let text = lines.join("\n") + "\n";
    let case = text.lines().find_map(|line| line.strip_prefix("case: ")).unwrap().split('#').next().unwrap();
    text.replacen(case.trim(), &format!("\"2026-102-{:04}\"", 100 + number), 1)
}

impl Aviary {
    fn new(port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = Self { folder, said: Vec::new(), ran: BTreeSet::new() };
        own.settings(port, "");
        fs::create_dir(own.path("cases")).unwrap();
        // Two of each channel; one that is refused for each kind of fault.
        for (number, channel) in
            ["email", "digital_post", "paper", "email", "digital_post", "paper"].iter().enumerate()
        {
            let text = record("refusal-psychologist", number)
                .replace("channel: digital_post", &format!("channel: {channel}"));
            fs::write(own.path(&format!("cases/{number:04}.yaml")), text).unwrap();
        }
        write_authority(&own.path("ca.pem"));
        own.secret("password", "hemmeligheden\n");
        let today = clock(Timestamp::now()).date();
        own.secret(
            "registrations.csv",
            &format!(
                "number;status;date;name\n690190-4301;connected;{today};Kanariella\n690190-4304;connected;{today};Kanariella\n\
                 690190-4399;måske;{today};Kanariella\nKanariella;connected;{today};\n"
            ),
        );
        own
    }

    fn settings(&self, port: u16, more: &str) {
        let text = format!(
            "{}\napproval:\n  approvers: [{{name: Godkenda Prøvesen, user: {}}}]\n  open_each: []\n  draw_percent: 0\n\
             digital_post: {{outbox: digital-post, registrations: registrations.csv}}\npaper: {{folder: paper}}\n\
             rules: [{{code: BAT-01, severity: info, because: the same words for all, by: Godkenda Prøvesen}}]\n\
             email:\n  host: localhost\n  port: {port}\n  ca_file: ca.pem\n  from: Prøvestad Kommune <brev@test.invalid>\n  \
             user: begrund\n  password_file: password\n  letters: {{because: sikker gateway, by: Ansvarlia Prøvesen}}\n  \
             recipients: {{gateway: \"{{cpr}}@gateway.test.invalid\"}}\n  override: ok@test.invalid\n  notice: true\n  \
             retry: {{wait_minutes: 0}}\n{more}",
            fs::read_to_string("begrund.yaml").unwrap(),
            user_of_process()
        );
        fs::write(self.path("begrund.yaml"), text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file that nobody else may read.
    fn secret(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Runs a command in both languages' and both formats' words, where nothing that others could see is masked away from files.
    fn each(&mut self, args: &[&str]) {
        for more in [&["--lang", "da"][..], &["--lang", "en", "--format", "json"]] {
            self.run(&[args, more].concat());
        }
    }

    /// Runs the program with a mask that hides nothing, and keeps what it said and what its arguments showed.
    fn run(&mut self, args: &[&str]) -> i32 {
        self.ran.insert(args[0].to_owned());
        let child = Command::new("sh")
            .args(["-c", "umask 0; exec \"$0\" \"$@\""])
            .arg(assert_cmd::cargo::cargo_bin("begrund"))
            .args(args)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // What any other user of the machine can see of it is what was typed, and it starts nothing.
        let process = format!("/proc/{}", child.id());
        let typed = format!("begrund\0{}\0", args.join("\0"));
        while fs::read_to_string(format!("{process}/stat")).is_ok_and(|stat| !stat.contains(") Z ")) {
            let shown = fs::read(format!("{process}/cmdline")).unwrap_or_default();
            let shown = String::from_utf8_lossy(&shown).into_owned();
            assert!(shown.is_empty() || shown.starts_with("sh\0") || shown.ends_with(&typed), "{shown:?}");
            let children = fs::read_to_string(format!("{process}/task/{}/children", child.id()));
            assert_eq!(children.unwrap_or_default(), "", "{args:?} starts another program");
            if shown.ends_with(&typed) {
                break;
            }
        }
        let output = child.wait_with_output().unwrap();
        let (stdout, stderr) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        self.said.push((args.join(" "), format!("{stdout}\n{stderr}")));
        output.status.code().unwrap_or(-1)
    }

    #[track_caller]
    fn must(&mut self, code: i32, args: &[&str]) {
        let came = self.run(args);
        assert_eq!(came, code, "{args:?}: {}", self.said.last().unwrap().1);
    }

    /// That no canary is in anything that was said, nor in any file that is not for them, nor in a name.
    fn nothing_is_told(&self) {
        let mut told = BTreeSet::new();
        for (who, text) in &self.said {
            told.extend(found_in(text, who));
        }
        for entry in WalkDir::new(self.folder.path()).min_depth(1).into_iter().map(Result::unwrap) {
            let name = entry.path().strip_prefix(self.folder.path()).unwrap().to_string_lossy().into_owned();
            told.extend(found_in(&name, "a name"));
            if entry.file_type().is_file() && !is_for_people(&name) {
                let bytes = fs::read(entry.path()).unwrap();
                told.extend(found_in(&String::from_utf8_lossy(&bytes), &name));
            }
        }
        assert!(told.is_empty(), "{told:#?}");
    }

    /// That whatever begrund has made is its user's alone.
    fn is_closed_to_others(&self) {
        let (mut made, mut open) = (0, Vec::new());
        for entry in WalkDir::new(self.folder.path()).min_depth(1).into_iter().map(Result::unwrap) {
            let name = entry.path().strip_prefix(self.folder.path()).unwrap().to_string_lossy().into_owned();
            let ours = [
                "out",
                "digital-post",
                "paper",
                "backup",
                "import",
                "ledger.pdf",
                "cases/2026-102-0999.yaml",
            ];
            let ours = ours.iter().any(|own| name == *own || name.starts_with(&format!("{own}/")))
                || (name.starts_with("begrund.") && name != "begrund.yaml");
            // The metrics are for everybody and hold nothing personal.
            if !ours || name == "out/metrics.prom" {
                continue;
            }
            made += 1;
            let mode = entry.metadata().unwrap().permissions().mode() & 0o7777;
            if mode != if entry.file_type().is_dir() { 0o700 } else { 0o600 } {
                open.push(format!("{mode:o} {name}"));
            }
        }
        assert!(made > 40 && open.is_empty(), "{made} {open:#?}");
    }
}

/// What holds records or letters by its nature: records and exports, the letters themselves, and the proof that legal staff read.
fn is_for_people(name: &str) -> bool {
    let folders = [
        "cases/",
        "import/",
        "out/letters/",
        "out/proofs/",
        "out/bundle/",
        "out/versions/",
        "digital-post/",
        "mail/",
        "back/",
    ];
    folders.iter().any(|folder| name.starts_with(folder))
        || matches!(name, "registrations.csv" | "receipts.csv" | "export.csv" | "password" | "out/index.html")
        || (name.starts_with("paper/") && Path::new(name).extension().is_some_and(|ending| ending == "pdf"))
}

/// Where canaries stand in a text.
fn found_in(text: &str, whose: &str) -> Option<String> {
    let text = text.to_lowercase();
    let (canary, at) = CANARIES.iter().find_map(|canary| Some((canary, text.find(canary)?)))?;
    let start = text[..at].char_indices().rev().nth(80).map_or(0, |(at, _)| at);
    let around: String = text[start..].chars().take(200).collect();
    Some(format!("{whose} tells {canary}: …{around}…"))
}

/// Every command, when all goes well and when it does not.
#[test]
#[expect(clippy::too_many_lines, reason = "one workspace, from its first record to its last letter")]
fn no_command_tells_anything_of_a_person_on_any_way() {
    let relay = Relay::start(Setup::rules(&[
        // Replies that tell what they should not, at each phase.
        Rule(
            On::Rcpt,
            1,
            Act::Say("550 5.1.1 <kanari.fugl@test.invalid>: Kanariella Fuglesang, Kanarievænget unknown"),
        ),
        Rule(On::Dot, 1, Act::KeepAndClose),
        Rule(On::Dot, 2, Act::Say("554 5.7.1 content has 690190-4321 (kanaritis)")),
        Rule(On::Mail, 5, Act::SayAndClose("421 Kanariella er gået hjem")),
    ]));
    let mut aviary = Aviary::new(relay.port);
    let all = |aviary: &Aviary| letters(aviary.folder.path());

    // The records are read, found wanting, made into letters, read and approved.
    broken_records(&mut aviary);
    aviary.each(&["build"]);
    aviary.each(&["proof"]);
    let names = all(&aviary);
    assert_eq!(names.len(), 6);
    for format in ["text", "json", "sarif", "junit", "github"] {
        aviary.run(&["check", "--format", format]);
        aviary.run(&["check", "--format", format, "--explain", "--lang", "en"]);
    }
    aviary.each(&["reject", &names[5], "--because", "Kanariella Fuglesang skal have et andet brev."]);
    aviary.each(&["reject", &names[5], "--because", "Der mangler et bilag."]);
    let approve: Vec<&str> =
        std::iter::once("approve").chain(names[..5].iter().map(String::as_str)).collect();
    aviary.must(0, &approve);
    aviary.each(&approve);
    aviary.each(&["withdraw", &names[4], "--because", "690190-4321 har ringet."]);
    aviary.each(&["withdraw", &names[4], "--because", "Der mangler et bilag."]);

    // They are sent, over a relay that talks too much.
    aviary.each(&["send", "--dry-run"]);
    aviary.each(&["send"]);
    aviary.each(&["status"]);
    aviary.each(&["log", "2026-102-0100"]);
    aviary.run(&["log", "2026-102-0102", "--pdf", "ledger.pdf"]);
    aviary.each(&["run"]);

    // What came of them.
    fs::create_dir_all(aviary.path("mail/new")).unwrap();
    for (number, kept) in relay.kept().iter().enumerate() {
        fs::write(aviary.path(&format!("mail/new/{number}")), &kept.bytes).unwrap();
    }
    aviary.each(&[
        "settle",
        &names[0],
        "--was-sent",
        "--because",
        "Kanariella Fuglesang (690190-4321) siger det.",
    ]);
    aviary.each(&["reconcile", "--maildir", "mail"]);
    aviary.each(&["reconcile", "--maillog", "mail/new/0"]);
    fs::create_dir(aviary.path("back")).unwrap();
    let ids: Vec<String> =
        relay.kept().iter().map(|kept| kept.id.split('@').next().unwrap().to_owned()).collect();
    for (number, id) in ids.iter().enumerate() {
        let report = format!(
            "Subject: Kanariella Fuglesang\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\
             Content-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: {id}\r\n\r\n\
             Final-Recipient: rfc822; kanari.fugl@test.invalid\r\nAction: failed\r\nStatus: 5.1.1 (Kanariella)\r\n\
             Diagnostic-Code: smtp; 550 Kanariella Fuglesang\r\n--b--\r\n"
        );
        fs::write(aviary.path(&format!("back/{number}")), report).unwrap();
    }
    aviary.each(&["bounces", "back"]);
    aviary.secret(
        "receipts.csv",
        &format!(
            "letter;status;time;error_code;error_text\n{};Fejlet;2026-12-01T06:00:00Z;404;Kanariella Fuglesang\n\
             Kanariella;Fejlet;2026-12-01T06:00:00Z;;\n{};kanaritis;2026-12-01T06:00:00Z;;690190-4321\n{};Fejlet;kanari;;\n",
            names[1], names[1], names[2]
        ),
    );
    aviary.each(&["receipts", "receipts.csv"]);
    let later = clock(Timestamp::now()).date() + 14.days();
    aviary.each(&["redate", "--to", &later.to_string()]);
    aviary.each(&["redate", "--to", &later.to_string(), "nobody"]);

    // Keeping house.
    aviary.each(&["verify"]);
    aviary.each(&["backup", "backup"]);
    aviary.each(&["purge", "--older-than", "3700", "--dry-run"]);
    aviary.each(&[
        "stats",
        "--from",
        "2026-01-01",
        "--to",
        "2027-12-31",
        "--exact",
        "--csv",
        "stats.csv",
        "--html",
        "stats.html",
    ]);
    aviary.each(&["standard"]);
    imports(&mut aviary);
    for args in [
        &["rules"][..],
        &["rules", "SAG-08"],
        &["schema"],
        &["init", "new-one"],
        &["sample", "samples", "--count", "2"],
    ] {
        aviary.run(args);
    }
    aviary.run(&["new", "--decision", "refusal", "2026-102-0999"]);
    aviary.run(&["new", "--decision", "refusal", "690190-4321x"]);
    what_goes_wrong(&mut aviary);

    // It told something after all, and every command was there.
    let whole: String = aviary.said.iter().map(|(_, text)| text.as_str()).collect();
    for told in ["5.1.1", "Godkenda Prøvesen", "2026-102-0100", "REC-0", "linje 4, kolonne status"] {
        assert!(whole.contains(told), "{told}");
    }
    for command in commands() {
        assert!(aviary.ran.contains(&command), "`{command}` was not tried");
    }
    // What the relay saw of the letters outside themselves.
    let mut seen = relay.commands().join("\n").replace("AUTH PLAIN", "");
    for kept in relay.kept() {
        let text = String::from_utf8_lossy(&kept.bytes).into_owned();
        seen.push_str(text.split("Content-Disposition: attachment").next().unwrap());
        let _ =
            writeln!(seen, "{}", text.lines().filter(|line| line.contains("filename")).collect::<String>());
    }
    assert_eq!(found_in(&seen, "the relay's own view"), None);
    aviary.nothing_is_told();
    aviary.is_closed_to_others();
}

/// Records in which something is wrong with each thing that tells of a person. They are taken away again.
fn broken_records(aviary: &mut Aviary) {
    let whole = record("partial-two-parts", 50);
    let mut faults: Vec<String> = Vec::new();
    for line in whole.lines().filter(|line| line.to_lowercase().contains("kanari") || line.contains("90190"))
    {
        let key = line.trim_start().split(':').next().unwrap();
        for bad in [
            line.replace("Kanari", "Kanari\u{202e}"),
            line.replace("90190", "91390"),
            line.replace(key, &format!("{key}kanari")),
            format!("{line}\n{line}"),
            line.replacen(": ", ": {kanari: ", 1),
            line.replacen(": ", ": !kanari ", 1),
            line.replacen(": ", ":\n      - kanari: ", 1),
            line.replacen(": ", ": *kanari ", 1),
        ] {
            faults.push(whole.replace(line, &bad));
        }
    }
    for (from, to) in [
        ("channel: ", "channel: kanari # "),
        ("decided: ", "decided: kanari # "),
        ("decision: ", "decision: kanari # "),
        ("provision: ", "provision: kanari # "),
        ("case: ", "case: \"690190-4321\" # "),
        ("case: ", "case: \"../kanari\" # "),
        ("citizen:", "attachments: [\"Kanariella Fuglesang.pdf\"]\ncitizen:"),
        ("citizen:", "Kanariella: 690190-4321\ncitizen:"),
        ("citizen:", "\u{0}Kanariella\ncitizen:"),
        ("citizen:", "citizen: &kanari\n  <<: *kanari\nx:"),
    ] {
        faults.push(whole.replacen(from, to, 1));
    }
    faults.push("kanari: [".repeat(2000));
    faults.push(format!("{whole}\n---\n{whole}"));
    let mut names = Vec::new();
    for (number, text) in faults.iter().enumerate() {
        let path = aviary.path(&format!("cases/broken-{number:03}.yaml"));
        fs::write(&path, text).unwrap();
        names.push(path);
    }
    assert!(names.len() > 40);
    for format in ["text", "json", "sarif", "junit", "github"] {
        for lang in ["da", "en"] {
            aviary.must(1, &["check", "--format", format, "--lang", lang, "--explain"]);
        }
    }
    aviary.must(1, &["build"]);
    aviary.must(1, &["proof"]);
    aviary.nothing_is_told();
    for path in names {
        fs::remove_file(path).unwrap();
    }
}

/// An export with people in it, and such rows of it as do not fit.
fn imports(aviary: &mut Aviary) {
    let export = fs::read_to_string("docs/import/udtraek.csv").unwrap();
    let export = export
        .replace("Digtine", "Kanariella")
        .replace("720585-1110", "690190-4321")
        .replace("Skitsevej", "Kanarievænget")
        .replace("angst", "kanaritis");
    aviary.secret("export.csv", &export);
    fs::copy("docs/import/mapping.yaml", aviary.path("mapping.yaml")).unwrap();
    aviary.each(&["import", "export.csv", "--map", "mapping.yaml", "--to", "import"]);
    let bad = export
        .replace(";Afslag;", ";Kanari;")
        .replace("07-09-2026", "kanari")
        .replace("690190-4321", "690190-kanari");
    aviary.secret("export.csv", &bad);
    aviary.each(&["import", "export.csv", "--map", "mapping.yaml", "--to", "import"]);
    aviary.secret("export.csv", "Kanariella;690190-4321\n\"kanari");
    aviary.each(&["import", "export.csv", "--map", "mapping.yaml", "--to", "import"]);
    fs::write(aviary.path("mapping.yaml"), "format: csv\nkeys: {citizen.name: Kolonnen}\n").unwrap();
    aviary.each(&["import", "export.csv", "--map", "mapping.yaml", "--to", "import"]);
}

/// Settings, files and a ledger that cannot be used, and a relay that is another.
fn what_goes_wrong(aviary: &mut Aviary) {
    let settings = fs::read_to_string(aviary.path("begrund.yaml")).unwrap();
    let sending = |aviary: &mut Aviary| {
        aviary.each(&["send", "--dry-run"]);
        aviary.each(&["send"]);
        aviary.each(&["run"]);
    };
    for (name, text) in [
        ("ca.pem", "kanari"),
        ("registrations.csv", "Kanariella 690190-4321\n"),
        ("registrations.csv", "number;status\n690190-4321;kanari\n"),
        ("password", "hemmeligheden\nhemmeligheden\n"),
    ] {
        let was = fs::read_to_string(aviary.path(name)).unwrap();
        aviary.secret(name, text);
        sending(aviary);
        aviary.secret(name, &was);
    }
    fs::set_permissions(aviary.path("password"), fs::Permissions::from_mode(0o644)).unwrap();
    sending(aviary);
    fs::set_permissions(aviary.path("password"), fs::Permissions::from_mode(0o600)).unwrap();
    // A relay that refuses the login, and one that is not there.
    let refusing = Relay::start(Setup::rules(&[Rule(
        On::Auth,
        0,
        Act::Say("535 5.7.8 hemmeligheden er forkert, Kanariella"),
    )]));
    fs::write(aviary.path("begrund.yaml"), with_port(&settings, refusing.port)).unwrap();
    sending(aviary);
    fs::write(aviary.path("begrund.yaml"), &settings).unwrap();
    // A ledger that is another, damaged, gone.
    let ledger = fs::read(aviary.path("begrund.db")).unwrap();
    let mut damaged = ledger.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0x41);
    for bytes in [&damaged[..], &[], b"kanari"] {
        fs::write(aviary.path("begrund.db"), bytes).unwrap();
        sending(aviary);
        for command in [&["status"][..], &["verify"], &["log", "2026-102-0100"], &["backup", "backup"]] {
            aviary.each(command);
        }
    }
    fs::write(aviary.path("begrund.db"), ledger).unwrap();
    aviary.each(&["verify"]);
}

fn with_port(settings: &str, port: u16) -> String {
    let (before, after) = settings.split_once("\n  port: ").unwrap();
    let (_, rest) = after.split_once('\n').unwrap();
    format!("{before}\n  port: {port}\n{rest}")
}

/// Every command that the program has.
fn commands() -> Vec<String> {
    let help = Command::new(assert_cmd::cargo::cargo_bin("begrund")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let commands: Vec<String> = list
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|command| command != "help")
        .collect();
    assert!(commands.len() > 20, "{commands:?}");
    commands
}

/// A workspace made by others' hands is not opened to all by begrund either.
#[test]
fn a_group_may_read_what_it_is_given_and_nobody_else() {
    let group = nix::unistd::Group::from_gid(nix::unistd::getgid()).unwrap().unwrap().name;
    let relay = Relay::start(Setup::default());
    let mut aviary = Aviary::new(relay.port);
    aviary.settings(relay.port, &format!("access: {{group: {group}}}\n"));
    aviary.must(0, &["proof"]);
    let names = letters(aviary.folder.path());
    let approve: Vec<&str> = std::iter::once("approve").chain(names.iter().map(String::as_str)).collect();
    aviary.must(0, &approve);
    // Rows of the list that cannot be used are somebody's to mend.
    aviary.must(1, &["send"]);
    aviary.must(0, &["backup", "backup"]);
    let mut open = Vec::new();
    for entry in WalkDir::new(aviary.folder.path()).min_depth(1).into_iter().map(Result::unwrap) {
        let name = entry.path().strip_prefix(aviary.folder.path()).unwrap().to_string_lossy().into_owned();
        let ours =
            ["out", "digital-post", "paper", "backup"].iter().any(|own| Path::new(&name).starts_with(own))
                || (name.starts_with("begrund.") && name != "begrund.yaml");
        if ours && name != "out/metrics.prom" {
            let mode = entry.metadata().unwrap().permissions().mode() & 0o7777;
            if mode != if entry.file_type().is_dir() { 0o2770 } else { 0o660 } {
                open.push(format!("{mode:o} {name}"));
            }
        }
    }
    assert!(open.is_empty(), "{open:#?}");
}
