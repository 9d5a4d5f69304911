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
//! After the base there may be lines `settings: OLD => NEW`, which change the sample `begrund.yaml` in the same way.
//! A hunk is the lines to find (`-`, once in the base; lines after a space are context) and the lines to put there
//! (`+`). What follows `---` is exact; `SNAPSHOTS=overwrite` writes it anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use begrund::case::{CaseFile, read};
use begrund::check::{CanSet, Rulebook, Verdict, WordingRules, check_record};
use begrund::config::Config;
use begrund::diagnostic::{Finding, Lang};
use begrund::law::Law;
use begrund::pack::Pack;

/// A fixture file, taken apart.
pub(crate) struct Fixture {
    pub(crate) path: PathBuf,
    head: String,
    pub(crate) record: String,
    settings: String,
    expected: String,
}

impl Fixture {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let (head, expected) = text.split_once("\n---\n").unwrap_or_else(|| (text.trim_end(), ""));
        let mut lines = head.lines();
        let base = lines
            .next()
            .and_then(|line| line.strip_prefix("base: "))
            .unwrap_or_else(|| panic!("{}: the first line must be `base: NAME`", path.display()));
        let mut record = fs::read_to_string(sample(base)).unwrap();
        let mut settings = fs::read_to_string("begrund.yaml").unwrap();
        let (changes, rest): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with("settings: "));
        for change in changes {
            let (old, new) = change.trim_start_matches("settings: ").split_once(" => ").unwrap();
            let line = settings.lines().find(|line| line.trim_start().starts_with(old)).map(str::to_owned);
            let line = line
                .unwrap_or_else(|| panic!("{}: no line of begrund.yaml begins with `{old}`", path.display()));
            settings =
                settings.replacen(&format!("\n{line}"), &format!("\n{}", line.replacen(old, new, 1)), 1);
        }
        for hunk in rest.split(|line| line.is_empty()) {
            record = apply(&record, hunk).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        }
        Self { path: path.to_owned(), head: head.to_owned(), record, settings, expected: expected.to_owned() }
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

/// A workspace in memory: the built-in pack and the sample settings.
pub(crate) struct Desk {
    pub(crate) law: Law,
    pub(crate) config: Config,
    pub(crate) wording: WordingRules,
}

/// Stands for the letter's fonts: everything but Chinese characters.
#[derive(Debug)]
struct Fonts;

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
        }
    }

    pub(crate) fn check(&self, record: &[u8]) -> Verdict {
        self.check_under(record, &self.config)
    }

    pub(crate) fn check_under(&self, record: &[u8], config: &Config) -> Verdict {
        let file = CaseFile::from_bytes(Path::new("case.yaml"), "case.yaml".to_owned(), record.to_vec());
        let read = read::read(&file);
        let book = Rulebook { law: &self.law, config, wording: &self.wording, can_set: &Fonts };
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
                    format!("{place} {} {} [{}]", finding.severity.word(lang), finding.code, finding.path)
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
