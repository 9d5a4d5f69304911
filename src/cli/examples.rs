//! A failing and a passing example of a rule, taken from the fixtures that the rule is tried on.

use std::fmt::Write as _;
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::Serialize;

use crate::diagnostic::{Bilingual, Lang};

/// The fixtures: sample cases with some lines changed, and what must come of it; `tests/it/fixture.rs` tells their form.
static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tests/rules");

/// What breaks a rule, and what keeps it.
#[derive(Debug, Default)]
pub(super) struct Examples {
    pub(super) breaks: Option<Example>,
    pub(super) keeps: Option<Example>,
}

/// A sample case with some lines changed.
#[derive(Debug, Serialize)]
pub(super) struct Example {
    /// The sample's file.
    base: String,
    /// What is changed in `begrund.yaml`: old and new.
    settings: Vec<(String, String)>,
    /// The changed lines of the sample, with `-`, `+` or, for those around them, a space before. A line with `#` names the file
    /// that the lines after it are of: a template, or another case of the same run.
    hunks: Vec<String>,
    /// Whether the sample itself is changed.
    #[serde(skip)]
    record_changed: bool,
    /// What the rule says of it: what is wrong, and how to mend it.
    pub(super) told: Vec<Bilingual>,
    /// How many findings of other rules come of it too.
    #[serde(skip)]
    others: usize,
}

impl Examples {
    /// The plainest example of each kind.
    pub(super) fn of(code: &str) -> Self {
        let folder = FIXTURES.get_dir(code);
        let files = || folder.into_iter().flat_map(Dir::files);
        let named = |kind: &str| {
            let mut examples: Vec<(&Path, Example)> = files()
                .filter(|file| {
                    file.path().file_name().is_some_and(|name| name.to_string_lossy().starts_with(kind))
                })
                .filter_map(|file| Some((file.path(), Example::read(code, file.contents_utf8()?)?)))
                .collect();
            examples
                .sort_by_key(|(path, example)| (example.others, example.is_bare(), example.size(), *path));
            examples.into_iter().next().map(|(_, example)| example)
        };
        Self { breaks: named("held"), keeps: named("passes") }
    }
}

impl Example {
    fn read(code: &str, fixture: &str) -> Option<Self> {
        let (head, expected) = fixture.split_once("\n---\n")?;
        let mut lines = head.lines();
        let base = format!("cases/{}.yaml", lines.next()?.strip_prefix("base: ")?);
        let (changes, lines): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with("settings: "));
        let (overlay, lines): (Vec<&str>, Vec<&str>) =
            lines.into_iter().partition(|line| line.starts_with("pack: "));
        let record_changed = lines.first().is_some_and(|line| !line.starts_with("beside: "));
        let mut hunks: Vec<String> = lines
            .into_iter()
            .map(|line| match line.strip_prefix("beside: ") {
                Some(name) => format!("# beside it in the run: cases/{name}.yaml"),
                None => line.to_owned(),
            })
            .collect();
        for line in overlay {
            let (file, change) = line.trim_start_matches("pack: ").split_once(": ")?;
            let (old, new) = change.split_once(" =>")?;
            hunks.push(format!("# templates/{file}"));
            hunks.push(format!("-{old}"));
            hunks.extend(new.trim_start().split("\\n").map(|new| format!("+{new}")));
        }
        let change = |line: &str| {
            let (old, new) = line.strip_prefix("settings: ")?.split_once(" => ")?;
            Some((old.to_owned(), new.to_owned()))
        };
        let mut told = Vec::new();
        let mut others = 0;
        let mut expected = expected.lines();
        while let Some(danish) = expected.next() {
            // `63:3 FEJL SAG-05 [assessment.necessity.met]: …`, and the English under it.
            let mut parts = danish.splitn(4, ' ').skip(2);
            let (Some(of), Some(words)) = (parts.next(), parts.next()) else { continue };
            let english = expected.next().unwrap_or_default();
            if of == code {
                let words = words.split_once("]: ").map_or(words, |(_, words)| words);
                let english = english.split_once(": ").map_or(english, |(_, words)| words);
                told.push(Bilingual::new(words.to_owned(), english.to_owned()));
            } else {
                others += 1;
            }
        }
        Some(Self {
            base,
            settings: changes.into_iter().filter_map(change).collect(),
            hunks,
            record_changed,
            told,
            others,
        })
    }

    /// Whether it is a sample as it stands.
    fn is_bare(&self) -> bool {
        self.size() == 0
    }

    fn size(&self) -> usize {
        self.hunks.len() + self.settings.len()
    }

    /// The changed lines; a blank one between two places. Empty for a sample as it stands.
    pub(super) fn hunks(&self) -> &[String] {
        &self.hunks
    }

    /// Which file is changed, and what in the settings.
    pub(super) fn head(&self, lang: Lang) -> String {
        let mut head = match (self.record_changed, lang) {
            (true, Lang::Da) => format!("{}, ændret", self.base),
            (true, Lang::En) => format!("{}, changed", self.base),
            (false, Lang::Da) => format!("{}, som den er", self.base),
            (false, Lang::En) => format!("{}, as it stands", self.base),
        };
        for (old, new) in &self.settings {
            let _ = match lang {
                Lang::Da => write!(head, "; begrund.yaml med `{new}` i stedet for `{old}`"),
                Lang::En => write!(head, "; begrund.yaml with `{new}` instead of `{old}`"),
            };
        }
        head
    }
}
