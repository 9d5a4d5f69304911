//! The schema in an editor: Red Hat's YAML language server, over its own protocol, in a workspace of `begrund init`.
//!
//! The server is another maker's program: `tests/peers/editor.sh target/editor` installs it. Without it the test says so
//! and passes, unless `BEGRUND_PEERS=required`.
#![expect(clippy::print_stderr, reason = "a test that is skipped says why")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::LazyLock;

use begrund::case::schema::{case_schema, case_schema_text, instance};
use begrund::case::settings::{settings_schema, settings_schema_text};
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::fixture::Fixture;
use crate::letters::peers_required;
use crate::project::Project;
use crate::validator;

/// Where the server is, if it is.
pub(crate) fn installed() -> Option<PathBuf> {
    // Once, though several tests ask.
    static INSTALLED: LazyLock<bool> = LazyLock::new(|| {
        peers_required()
            && Command::new("tests/peers/editor.sh")
                .arg("target/editor")
                .status()
                .is_ok_and(|script| script.success())
    });
    let folder = Path::new("target/editor");
    assert!(*INSTALLED || !peers_required(), "the YAML language server could not be installed");
    let there = folder.join("node_modules/yaml-language-server").is_dir();
    if !there {
        eprintln!("skipped: no YAML language server; tests/peers/editor.sh target/editor installs it");
    }
    there.then(|| folder.canonicalize().unwrap())
}

/// A server with one document open.
struct Editor {
    server: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    uri: String,
    last_id: u64,
}

impl Editor {
    fn open(program: &Path, root: &Path, file: &Path, text: &str) -> Self {
        let mut server = Command::new("node")
            .arg(program.join("node_modules/yaml-language-server/bin/yaml-language-server"))
            .arg("--stdio")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = server.stdin.take().unwrap();
        let from = BufReader::new(server.stdout.take().unwrap());
        let uri = format!("file://{}", file.display());
        let mut editor = Self { server, to, from, uri: uri.clone(), last_id: 0 };
        editor.ask(
            "initialize",
            &json!({
                "processId": null,
                "rootUri": format!("file://{}", root.display()),
                "capabilities": {
                    "textDocument": {
                        "hover": {"contentFormat": ["markdown", "plaintext"]},
                        "completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": true}},
                    },
                },
            }),
        );
        editor.tell("initialized", &json!({}));
        let settings = json!({"yaml": {
            "validate": true, "hover": true, "completion": true, "schemaStore": {"enable": false},
            "format": {"enable": false}, "yamlVersion": "1.2",
        }});
        editor.tell("workspace/didChangeConfiguration", &json!({"settings": settings}));
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        editor.tell("textDocument/didOpen", &json!({"textDocument": document}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.to.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server has gone");
            match line.trim_end().split_once(": ") {
                Some(("Content-Length", bytes)) => length = bytes.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// The next message that is `wanted`; what the server asks meanwhile is answered with nothing.
    fn next(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.receive();
            if wanted(&message) {
                return message;
            }
            if let (Some(id), Some(method)) = (message.get("id"), message.get("method")) {
                let items = message["params"]["items"].as_array().map_or(1, Vec::len);
                let nothing = match method.as_str() {
                    Some("workspace/configuration") => json!(vec![Value::Null; items]),
                    _ => Value::Null,
                };
                let answer = json!({"jsonrpc": "2.0", "id": id, "result": nothing});
                self.send(&answer);
            }
        }
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        self.next(|message| message.get("method").is_none() && message["id"] == id)["result"].clone()
    }

    /// What is told of the document: line from 1, and words.
    fn diagnostics(&mut self) -> Vec<(u64, String)> {
        let uri = self.uri.clone();
        let told = self.next(|message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
        });
        let list = told["params"]["diagnostics"].as_array().unwrap();
        let line = |one: &Value| one["range"]["start"]["line"].as_u64().unwrap() + 1;
        list.iter().map(|one| (line(one), one["message"].as_str().unwrap().to_owned())).collect()
    }

    fn at(&mut self, method: &str, line: usize, column: usize) -> Value {
        let params = json!({
            "textDocument": {"uri": self.uri},
            "position": {"line": line - 1, "character": column - 1},
        });
        self.ask(method, &params)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}

/// A workspace of `begrund init` with one record of `begrund new`.
fn workspace() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new();
    let root = folder.path().canonicalize().unwrap().join("mappe");
    let name = root.display().to_string();
    assert_eq!(project.run(&["init", &name]).code, 0);
    assert_eq!(project.run(&["-C", &name, "new", "--decision", "refusal", "2026-102-0042"]).code, 0);
    (folder, root)
}

fn line_of(text: &str, start: &str) -> usize {
    text.lines().position(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no line `{start}`")) + 1
}

#[test]
fn an_editor_tells_faults_in_danish_at_their_lines() {
    let Some(program) = installed() else { return };
    let (_folder, root) = workspace();
    let file = root.join("cases/2026-102-0042.yaml");
    let mut text = fs::read_to_string(&file).unwrap();
    for (old, new) in [
        ("decision: refusal", "decision: afslag"),
        ("\ndecided:", "\ndecided: 19-11-2026"),
        ("\ndispatch:", "\ndispatch: 2026-11-23"),
        ("\nchannel:", "\nchannel: digital_post"),
        ("\n  name:", "\n  navn: Modella Opfundsen"),
        ("\n  cpr:", "\n  cpr: 6601901234"),
        ("\n  address:", "\n  address: Prøvevej 1"),
        ("\n        count:", "\n        count: tyve"),
        ("\n    met: true", "\n    met: ja"),
    ] {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let mut editor = Editor::open(&program, &root, &file, &text);
    let told = editor.diagnostics();
    for (start, words) in [
        ("decision:", "Vælg mellem: grant, partial_grant, refusal, follow_up."),
        ("decided:", "En dato: år-måned-dag."),
        ("  navn:", "Her kan kun stå nøglerne: name, cpr, address"),
        ("  cpr:", "Ti cifre med bindestreg, i anførselstegn."),
        ("  address:", "Her skal stå en liste"),
        ("        count:", "Et positivt tal med cifre"),
        ("    met: ja", "Vælg mellem: true, false, not_assessed."),
    ] {
        let line = line_of(&text, start) as u64;
        let right = told.iter().any(|(at, message)| *at == line && message.contains(words));
        assert!(right, "line {line} must tell »{words}«; told: {told:#?}");
    }
    for (line, message) in &told {
        let english = ["Property", "Value", "Incorrect", "Missing", "String", "Expected"];
        assert!(!english.iter().any(|word| message.contains(word)), "line {line}: {message}");
    }
}

#[test]
fn an_editor_finds_nothing_wrong_in_a_sample_case() {
    let Some(program) = installed() else { return };
    let (_folder, root) = workspace();
    for name in ["refusal-psychologist", "partial-two-parts", "follow-up-change", "remittal-refusal"] {
        let text = fs::read_to_string(crate::fixture::sample(name)).unwrap();
        let text = text.replacen("../docs/case.schema.json", "../case.schema.json", 1);
        let file = root.join(format!("cases/{name}.yaml"));
        fs::write(&file, &text).unwrap();
        assert_eq!(Editor::open(&program, &root, &file, &text).diagnostics(), [], "{name}");
    }
}

#[test]
fn an_editor_reads_the_settings_too() {
    let Some(program) = installed() else { return };
    let (_folder, root) = workspace();
    let file = root.join("begrund.yaml");
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(Editor::open(&program, &root, &file, &text).diagnostics(), []);
    let text = text
        .replace("notice_days: 28", "notice_days: mange")
        .replace("  phone: \"99 99 99 99\"", "  phone: 99");
    let mut editor = Editor::open(&program, &root, &file, &text);
    let told = editor.diagnostics();
    for (start, words) in
        [("notice_days:", "Her skal stå et helt tal fra 0 til 365."), ("  phone:", "sæt det i anførselstegn")]
    {
        let line = line_of(&text, start) as u64;
        let right = told.iter().any(|(at, message)| *at == line && message.contains(words));
        assert!(right, "line {line} must tell »{words}«; told: {told:#?}");
    }
    let hover = editor.at("textDocument/hover", line_of(&text, "processing_weeks:"), 3);
    assert!(
        hover["contents"]["value"].as_str().unwrap_or_default().contains("retssikkerhedslovens § 3"),
        "{hover}"
    );
}

#[test]
fn an_editor_tells_on_hover_what_a_key_and_a_word_mean() {
    let Some(program) = installed() else { return };
    let (_folder, root) = workspace();
    let file = root.join("cases/2026-102-0042.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let mut editor = Editor::open(&program, &root, &file, &text);
    editor.diagnostics();
    for (start, column, words) in [
        ("decided:", 3, "Afgørelsens dato."),
        ("    significant:", 7, "Læses efter »fordi«"),
        ("        count:", 10, "Hvor mange."),
        ("facts:", 2, "hver med kilde og dato"),
        ("decision:", 12, "afslag: intet af det"),
        ("    - id:", 7, "resten af sagen bruger"),
    ] {
        let hover = editor.at("textDocument/hover", line_of(&text, start), column);
        let told = hover["contents"]["value"].as_str().unwrap_or_default();
        assert!(told.contains(words), "{start}: {hover}");
    }
}

#[test]
fn an_editor_offers_keys_and_words_with_their_danish_meaning() {
    let Some(program) = installed() else { return };
    let (_folder, root) = workspace();
    let file = root.join("cases/ny.yaml");
    let text = "# yaml-language-server: $schema=../case.schema.json\ncase: \"2026-102-0001\"\nchannel: \ncitizen:\n  name: A\n  \n";
    fs::write(&file, text).unwrap();
    let mut editor = Editor::open(&program, &root, &file, text);
    editor.diagnostics();
    for (line, column, label, words) in [
        (3, 10, "digital_post", "Digital Post"),
        (3, 10, "paper", "brev på papir"),
        (6, 3, "cpr", "CPR-nummer"),
        (6, 3, "address", "mindst to linjer"),
    ] {
        let offered = editor.at("textDocument/completion", line, column);
        let items = offered["items"].as_array().cloned().unwrap_or_default();
        let item = items.iter().find(|item| item["label"] == label);
        let item = item.unwrap_or_else(|| panic!("{label} is not offered: {items:?}"));
        let told = item["documentation"]["value"].as_str().or(item["documentation"].as_str());
        assert!(told.is_some_and(|told| told.contains(words)), "{item}");
    }
}

/// Ajv says of each record of the corpus, and of settings of every kind, what the tests' own validator says.
#[test]
fn a_known_validator_agrees_with_ours() {
    let Some(program) = installed() else { return };
    let fixtures = WalkDir::new("tests/rules").into_iter().chain(WalkDir::new("tests/mistakes"));
    let records = fixtures
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file())
        .map(|path| Fixture::read(&path).record);
    let samples =
        fs::read_dir("cases").unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let instances: Vec<Value> = records.chain(samples).filter_map(|text| instance(&text)).collect();
    assert!(instances.len() > 100);
    agree(&program, &case_schema_text(), &case_schema().to_value(), &instances);
    let settings: Vec<Value> = crate::settings::variants().filter_map(|(text, _)| instance(&text)).collect();
    assert!(settings.len() > 3_000);
    agree(&program, &settings_schema_text(), &settings_schema().to_value(), &settings);
}

fn agree(program: &Path, text: &str, ours: &Value, instances: &[Value]) {
    let schema = tempfile::NamedTempFile::new().unwrap();
    fs::write(schema.path(), text).unwrap();
    let mut ajv = Command::new("node")
        .arg("tests/peers/ajv.js")
        .arg(program)
        .arg(schema.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = ajv.stdin.take().unwrap();
    let lines: String = instances.iter().map(|instance| format!("{instance}\n")).collect();
    let writer = std::thread::spawn(move || to.write_all(lines.as_bytes()).unwrap());
    let said = ajv.wait_with_output().unwrap();
    writer.join().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert_eq!(said.lines().count(), instances.len());
    for (instance, valid) in instances.iter().zip(said.lines()) {
        let faults = validator::faults(ours, instance);
        assert_eq!(faults.is_empty(), valid == "true", "{faults:?}\n{instance}");
    }
}
