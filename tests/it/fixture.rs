//! Small broken records: a sample case with some lines changed, and the findings that must come of it.
//!
//! ```text
//! base: refusal-psychologist
//! -    dated: 2026-08-12
//! +    dated: 2027-08-12
//! ---
//! 46:12 FEJL SAG-08 [facts[0].dated]: … …
//!       ERROR: … …
//! ```
//! After the base there may be lines `settings: OLD => NEW`, which change the sample `begrund.yaml` in the same way, and lines
//! `pack: FILE: OLD => NEW`, which change a file of the content pack (`\n` is a line break). A line `beside: NAME` begins another record of the same run.
//! A hunk is the lines to find (`-`, once in the base; lines after a space are context) and the lines to put there
//! (`+`). What follows `---` is exact; `SNAPSHOTS=overwrite` writes it anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use begrund::case::standard::Standards;
use begrund::case::{CaseFile, read};
use begrund::check::{CanSet, Rulebook, Verdict, WordingRules, check_record};
use begrund::config::Config;
use begrund::diagnostic::{Finding, Lang};
use begrund::law::Law;
use begrund::pack::Pack;
use begrund::pipeline::{Order, Progress, Step, Workspace, build};
use begrund::store::Store;

/// A fixture file, taken apart.
pub(crate) struct Fixture {
    pub(crate) path: PathBuf,
    head: String,
    pub(crate) record: String,
    /// The other records of the run.
    beside: Vec<String>,
    settings: String,
    /// Changes of the content pack: file, old and new.
    pack: Vec<(String, String, String)>,
    expected: String,
}

impl Fixture {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let (head, expected) = text.split_once("\n---\n").unwrap_or_else(|| (text.trim_end(), ""));
        let mut settings = fs::read_to_string("begrund.yaml").unwrap();
        let starts = |line: &str, key: &str| line.starts_with(&format!("{key}: "));
        let (changes, lines): (Vec<&str>, Vec<&str>) =
            head.lines().partition(|line| starts(line, "settings"));
        let (overlay, lines): (Vec<&str>, Vec<&str>) =
            lines.into_iter().partition(|line| starts(line, "pack"));
        let pack = overlay.into_iter().map(|line| {
            let (file, change) = line["pack: ".len()..].split_once(": ").unwrap();
            let (old, new) = change.split_once(" =>").unwrap();
            (file.to_owned(), old.to_owned(), new.trim_start().replace("\\n", "\n"))
        });
        let pack = pack.collect();
        let mut records = Vec::new();
        for lines in lines.chunk_by(|_, next| !starts(next, "beside")) {
            let (first, rest) = lines.split_first().unwrap();
            let kind = if records.is_empty() { "base: " } else { "beside: " };
            let name = first
                .strip_prefix(kind)
                .unwrap_or_else(|| panic!("{}: the first line must be `base: NAME`", path.display()));
            let mut record = fs::read_to_string(sample(name)).unwrap();
            for hunk in rest.split(|line| line.is_empty()) {
                record = apply(&record, hunk).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            }
            records.push(record);
        }
        let record = records.remove(0);
        for change in changes {
            let (old, new) = change.trim_start_matches("settings: ").split_once(" => ").unwrap();
            let line = settings.lines().find(|line| line.trim_start().starts_with(old)).map(str::to_owned);
            let line = line
                .unwrap_or_else(|| panic!("{}: no line of begrund.yaml begins with `{old}`", path.display()));
            settings =
                settings.replacen(&format!("\n{line}"), &format!("\n{}", line.replacen(old, new, 1)), 1);
        }
        Self {
            path: path.to_owned(),
            head: head.to_owned(),
            record,
            beside: records,
            settings,
            pack,
            expected: expected.to_owned(),
        }
    }

    /// Whether the fixture shows more than one record under the built-in pack: then only a whole run shows it.
    pub(crate) fn needs_a_run(&self) -> bool {
        !self.beside.is_empty() || !self.pack.is_empty()
    }

    /// Builds the letters of the fixture's records in a workspace of its own: the codes found for any of them, and all findings
    /// as they are written down.
    pub(crate) fn build(&self) -> (BTreeSet<String>, String) {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Vec::new();
        for (number, record) in std::iter::once(&self.record).chain(&self.beside).enumerate() {
            let file = folder.path().join(format!("case-{}.yaml", number + 1));
            fs::write(&file, record).unwrap();
            files.push(file);
        }
        let mut pack = Pack::built_in();
        for (file, old, new) in &self.pack {
            let text = pack.text(file).unwrap();
            assert!(text.contains(old), "{}: {file} has no `{old}`", self.path.display());
            let changed = text.replace(old, new);
            pack = pack.with_file(file, changed);
        }
        let config = Config::parse(&self.settings).unwrap();
        let workspace = Workspace::new(folder.path(), config, pack)
            .unwrap_or_else(|error| panic!("{}: {error}", self.path.display()));
        let store = Store::open(&folder.path().join("out"), None).unwrap();
        let order = Order { files: &files, whole: true, jobs: 1, proof: None, key: None, stop: None };
        let report = build(&workspace, &store, &order, &Silent).unwrap();
        let mut codes = BTreeSet::new();
        let mut told = String::new();
        for (number, case) in report.cases.iter().map(Result::unwrap).enumerate() {
            codes.extend(case.findings.iter().map(|finding| finding.code.to_string()));
            if number > 0 {
                let _ = writeln!(told, "beside:");
            }
            told.push_str(&listed(&case.findings).replace(&format!("{}/", folder.path().display()), ""));
        }
        (codes, told)
    }

    /// Checks the record under its settings.
    pub(crate) fn check(&self, desk: &Desk) -> Verdict {
        desk.check_under(self.record.as_bytes(), &Config::parse(&self.settings).unwrap())
    }

    /// Compares, or writes anew; the message of what differs.
    pub(crate) fn expect(&self, actual: &str) -> Result<(), String> {
        if actual.trim_end() == self.expected.trim_end() {
            return Ok(());
        }
        if std::env::var("SNAPSHOTS").is_ok_and(|how| how == "overwrite") {
            fs::write(&self.path, format!("{}\n---\n{actual}", self.head)).unwrap();
            return Ok(());
        }
        Err(format!("{}\n--- expected\n{}\n--- actual\n{actual}", self.path.display(), self.expected))
    }
}

/// A sample case by name.
pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new("cases").join(format!("{name}.yaml"))
}

fn apply(text: &str, hunk: &[&str]) -> Result<String, String> {
    if hunk.is_empty() {
        return Ok(text.to_owned());
    }
    let side = |sign: char| -> String {
        hunk.iter().filter(|line| line.starts_with(sign) || line.starts_with(' ')).fold(
            String::new(),
            |mut all, line| {
                let _ = writeln!(all, "{}", &line[1..]);
                all
            },
        )
    };
    let (old, new) = (side('-'), side('+'));
    match text.matches(&old).count() {
        1 => Ok(text.replacen(&old, &new, 1)),
        0 => Err(format!("not in the base:\n{old}")),
        times => Err(format!("{times} times in the base:\n{old}")),
    }
}

/// Shows no progress.
#[derive(Debug)]
struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Step, _: usize) {}
    fn advance(&self) {}
    fn end(&self) {}
}

/// A workspace in memory: the built-in pack, the sample settings and the sample standards.
pub(crate) struct Desk {
    pub(crate) law: Law,
    pub(crate) config: Config,
    pub(crate) wording: WordingRules,
    standards: Option<Standards>,
}

/// Stands for the letter's fonts: everything but Chinese characters.
#[derive(Debug)]
pub(crate) struct Fonts;

impl CanSet for Fonts {
    fn can_set(&self, character: char) -> bool {
        !('\u{4e00}'..='\u{9fff}').contains(&character)
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        let pack = Pack::built_in();
        let config = fs::read_to_string("begrund.yaml").unwrap();
        Self {
            law: Law::load(&pack).unwrap(),
            config: Config::parse(&config).unwrap(),
            wording: WordingRules::load(&pack).unwrap(),
            standards: Standards::load(Path::new("standards")).unwrap(),
        }
    }

    pub(crate) fn check(&self, record: &[u8]) -> Verdict {
        self.check_under(record, &self.config)
    }

    pub(crate) fn check_under(&self, record: &[u8], config: &Config) -> Verdict {
        let file = CaseFile::from_bytes(Path::new("case.yaml"), "case.yaml".to_owned(), record.to_vec());
        let read = read::read(&file);
        let book = Rulebook {
            law: &self.law,
            config,
            wording: &self.wording,
            can_set: &Fonts,
            spelling: None,
            standards: self.standards.as_ref(),
        };
        check_record(&file, read, book)
    }
}

/// Findings as the fixtures hold them: place, code and both languages.
pub(crate) fn listed<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> String {
    let mut text = String::new();
    for finding in findings {
        let place =
            finding.place.as_ref().map_or("-".to_owned(), |place| format!("{}:{}", place.line, place.column));
        for lang in [Lang::Da, Lang::En] {
            let lead = match lang {
                Lang::Da => {
                    format!(
                        "{place} {} {} [{}]",
                        finding.severity.word(lang),
                        finding.code,
                        finding.spot(lang)
                    )
                }
                Lang::En => format!("      {}", finding.severity.word(lang)),
            };
            let _ =
                writeln!(text, "{lead}: {} {}", finding.message.in_lang(lang), finding.help.in_lang(lang));
        }
    }
    if text.is_empty() {
        text.push_str("no findings\n");
    }
    text
}
