//! Wording rules: patterns over the record's texts and the letter's parts, as data in `templates/rules/`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use super::rule::Reporter;
use crate::case::record::CaseRecord;
use crate::case::slot::{Slot, SlotText};
use crate::diagnostic::{Bilingual, Findings, Severity};
use crate::letter::words::plain;
use crate::letter::{LetterText, Part};
use crate::pack::{Pack, PackError};

/// All wording rules of a pack.
#[derive(Debug)]
pub struct WordingRules(Vec<WordingRule>);

/// One wording rule.
#[derive(Debug)]
pub struct WordingRule {
    /// The code, such as `KLG-08`.
    pub code: String,
    /// What a finding weighs.
    pub severity: Severity,
    /// What it is looked for in.
    pub scope: Scope,
    /// Whether the words are forbidden or required.
    pub polarity: Polarity,
    /// What must be so.
    pub what: Bilingual,
    /// Why it matters.
    pub why: Bilingual,
    /// How to mend it.
    pub mend: Bilingual,
    /// Where it stands in law or practice.
    pub source: String,
    /// Texts that break it.
    pub violates: Vec<String>,
    /// Texts that keep it.
    pub satisfies: Vec<String>,
    patterns: Vec<Pattern>,
    unless: Vec<Pattern>,
}

/// What a wording rule is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every free text of the record that is not the citizen's own words.
    Text,
    /// `reasoning` and the assessment's own texts.
    Core,
    /// The finished letter without the law quotation.
    Letter,
    /// One part of the finished letter.
    Part(Part),
}

/// Whether the words are forbidden or required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// None of the patterns may be found.
    Forbidden,
    /// Each of the patterns must be found, where the part is there at all.
    Required,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    rules: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    code: String,
    severity: Severity,
    scope: String,
    polarity: Polarity,
    patterns: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    what: Bilingual,
    why: Bilingual,
    mend: Bilingual,
    source: String,
    violates: Vec<String>,
    satisfies: Vec<String>,
}

impl WordingRules {
    /// Loads the rules of a pack. Where an overlay has rules, each rule is tried on its own examples; those of the
    /// built-in pack are tried by a test, for making every exact pattern takes longer than making a letter.
    ///
    /// # Errors
    /// If a rule is broken, stands twice, misbehaves on an example, or a built-in rule is gone.
    pub fn load(pack: &Pack) -> Result<Self, PackError> {
        let mut rules = Vec::new();
        let mut codes = BTreeSet::new();
        let own_rules = pack.overlaid().iter().any(|name| name.starts_with("rules/"));
        for file in pack.names("rules/", ".yaml") {
            for entry in pack.yaml::<RulesFile>(file)?.rules {
                let line =
                    pack.text(file)?.lines().position(|line| line.contains(&format!("code: {}", entry.code)));
                let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{}", line + 1));
                let code = entry.code.clone();
                let refused = |what| PackError::content(&place, format!("{code}: {what}"));
                let rule = WordingRule::compile(entry).map_err(refused)?;
                if own_rules {
                    rule.try_examples().map_err(refused)?;
                }
                if !codes.insert(code.clone()) {
                    return Err(PackError::content(&place, format!("the code {code} stands twice")));
                }
                rules.push(rule);
            }
        }
        if !pack.overlaid().is_empty() {
            for built_in in Self::load(&Pack::built_in())?.0 {
                if !codes.contains(&built_in.code) {
                    let what = format!(
                        "the built-in rule {} is gone; a rule is lowered or switched off in begrund.yaml, with reason and name",
                        built_in.code
                    );
                    return Err(PackError::content("rules/", what));
                }
            }
        }
        rules.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(Self(rules))
    }

    /// All rules, by code.
    pub fn iter(&self) -> std::slice::Iter<'_, WordingRule> {
        self.0.iter()
    }

    /// Looks at the record's texts.
    pub(super) fn check_texts(&self, texts: &[SlotText], findings: &mut Findings) {
        let texts = texts.iter().filter(|text| text.slot != Slot::Label && !text.is_citizens_own());
        for text in texts {
            let words = without_quotations(&text.text);
            for rule in &self.0 {
                let looks = match rule.scope {
                    Scope::Text => true,
                    Scope::Core => text.is_core(),
                    Scope::Letter | Scope::Part(_) => false,
                };
                if looks && rule.is_broken_by(&words) {
                    rule.report(&text.path, findings);
                }
            }
        }
    }

    /// Looks at a finished letter.
    pub(super) fn check_letter(&self, letter: &LetterText, record: &CaseRecord, findings: &mut Findings) {
        let body = without_citizens_own(&plain(letter.body()), record);
        for rule in &self.0 {
            let (path, words) = match rule.scope {
                Scope::Text | Scope::Core => continue,
                Scope::Letter => ("letter".to_owned(), Cow::Borrowed(&body)),
                Scope::Part(part) => (format!("letter:{part}"), Cow::Owned(plain(letter.part(part)))),
            };
            // That a part is there at all is the reading back's to say.
            if !words.is_empty() && rule.is_broken_by(&words) {
                rule.report(&path, findings);
            }
        }
    }
}

impl WordingRule {
    fn compile(entry: RuleEntry) -> Result<Self, String> {
        let RuleEntry {
            code,
            severity,
            scope,
            polarity,
            patterns,
            unless,
            what,
            why,
            mend,
            source,
            violates,
            satisfies,
        } = entry;
        let scope = match scope.as_str() {
            "text" => Scope::Text,
            "core" => Scope::Core,
            "letter" => Scope::Letter,
            part => Part::from_label(&format!("part-{part}")).map(Scope::Part).ok_or_else(|| {
                format!("the scope `{part}` is unknown; use text, core, letter or the name of a part")
            })?,
        };
        if patterns.is_empty() {
            return Err("`patterns` is empty".to_owned());
        }
        Ok(Self {
            code,
            severity,
            scope,
            polarity,
            what,
            why,
            mend,
            source,
            violates,
            satisfies,
            patterns: compiled(&patterns)?,
            unless: compiled(&unless)?,
        })
    }

    /// Tries the rule on its own examples.
    fn try_examples(&self) -> Result<(), String> {
        for pattern in self.patterns.iter().chain(&self.unless) {
            pattern.try_exact()?;
        }
        let misbehaving = self
            .violates
            .iter()
            .find(|example| !self.is_broken_by(example))
            .or_else(|| self.satisfies.iter().find(|example| self.is_broken_by(example)));
        match misbehaving {
            Some(example) => Err(format!("the rule misbehaves on its example \"{example}\"")),
            None if self.violates.is_empty() || self.satisfies.is_empty() => {
                Err("`violates` and `satisfies` must each have an example".to_owned())
            }
            None => Ok(()),
        }
    }

    /// Whether `text` breaks the rule.
    pub fn is_broken_by(&self, text: &str) -> bool {
        let found = |pattern: &Pattern| pattern.is_match(text);
        match self.polarity {
            Polarity::Forbidden => self.patterns.iter().any(found) && !self.unless.iter().any(found),
            Polarity::Required => !self.patterns.iter().all(found),
        }
    }

    fn report(&self, path: &str, findings: &mut Findings) {
        Reporter::new(self.code.clone(), self.severity, findings).report(
            path,
            self.what.clone(),
            self.mend.clone(),
        );
    }
}

/// A pattern, and a coarser one that matches whatever it matches.
///
/// A bounded run and a boundary of Unicode words are slow; the coarse pattern has neither. It rules out nearly every text
/// at once, and the exact one is made only when it is needed.
#[derive(Debug)]
struct Pattern {
    coarse: Regex,
    exact: String,
    made: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn new(pattern: &str) -> Result<Self, String> {
        // `…` is a run within one sentence, at most 60 characters.
        let coarse = pattern.replace('…', "[^.?!]*?").replace(r"\b", "");
        // Classes of all the world's letters are large; no letter is a space. Inside a class that cannot be said.
        let coarsest = coarse.replace(r"\w", "[^ ]").replace(r"\p{L}", "[^ ]");
        let coarse = regex(&coarsest).or_else(|_| regex(&coarse)).map_err(|error| error.to_string())?;
        Ok(Self { coarse, exact: pattern.replace('…', "[^.?!]{0,60}?"), made: OnceLock::new() })
    }

    /// That the exact pattern can be made too.
    fn try_exact(&self) -> Result<(), String> {
        regex(&self.exact).map(|_| ()).map_err(|error| error.to_string())
    }

    fn is_match(&self, text: &str) -> bool {
        let exact = || self.made.get_or_init(|| regex(&self.exact).ok());
        // A pattern that cannot be made was refused when it was loaded; no match would be the lesser care.
        self.coarse.is_match(text) && exact().as_ref().is_none_or(|exact| exact.is_match(text))
    }
}

fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

fn compiled(patterns: &[String]) -> Result<Vec<Pattern>, String> {
    patterns.iter().map(|pattern| Pattern::new(pattern)).collect()
}

/// The letter without what the citizen says: their words are theirs.
fn without_citizens_own(body: &str, record: &CaseRecord) -> String {
    let says = record.citizen_view().and_then(|view| view.says.as_deref());
    let answer = record.hearing.as_ref().and_then(|hearing| hearing.answer.as_deref());
    let own = says.into_iter().chain(answer).map(plain);
    own.fold(body.to_owned(), |body, words| if words.is_empty() { body } else { body.replace(&words, "…") })
}

/// The text with quotations taken out: a good letter quotes what the citizen said.
fn without_quotations(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut until: Option<char> = None;
    for c in text.chars() {
        match (until, c) {
            (Some(end), c) if c == end => until = None,
            (Some(_), _) => {}
            (None, '»') => until = Some('«'),
            (None, '“' | '”' | '„') => until = Some('”'),
            (None, '"') => until = Some('"'),
            (None, '\n') => words.push(' '),
            (None, c) => words.push(c),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseFile, read};

    fn load(rule: &str) -> Result<WordingRules, PackError> {
        WordingRules::load(&Pack::built_in().with_file("rules/own.yaml", format!("rules:\n{rule}")))
    }

    fn rule(code: &str, scope: &str, pattern: &str, violates: &str) -> String {
        format!(
            "  - {{code: {code}, severity: error, scope: {scope}, polarity: forbidden, patterns: ['{pattern}'], \
             what: {{da: a, en: a}}, why: {{da: a, en: a}}, mend: {{da: a, en: a}}, source: x, \
             violates: ['{violates}'], satisfies: ['god tekst']}}\n"
        )
    }

    #[test]
    fn a_broken_rule_is_refused_with_its_place() {
        assert!(load(&rule("X-01", "text", "ulovlig", "en ulovlig tekst")).is_ok());
        for (bad, why) in [
            (rule("X-01", "text", "(", "("), "unclosed group"),
            (rule("X-01", "brev", "x", "x"), "the scope `brev` is unknown"),
            (rule("X-01", "text", "ulovlig", "lovlig"), "misbehaves"),
            (rule("X-01", "text", "x", "x") + &rule("X-01", "text", "x", "x"), "stands twice"),
        ] {
            let error = load(&bad).unwrap_err().to_string();
            assert!(error.contains(why) && error.contains("rules/own.yaml:2"), "{error}");
        }
    }

    #[test]
    fn what_the_citizen_says_is_left_alone() {
        let text = "application: {citizen_view: {says: du ikke kan klage over noget}}\nhearing: {answer: vi er dumme}\n";
        let file = CaseFile::from_bytes("x.yaml".as_ref(), "x.yaml".to_owned(), text.into());
        let record = read::read(&file).record.unwrap();
        let body = "Du har fortalt os, at du ikke kan klage over noget. Du svarede, at vi er dumme. Tak.";
        assert_eq!(without_citizens_own(body, &record), "Du har fortalt os, at …. Du svarede, at …. Tak.");
    }

    #[test]
    fn every_built_in_rule_behaves_on_its_examples() {
        let rules = WordingRules::load(&Pack::built_in()).unwrap();
        assert!(rules.iter().count() > 10);
        for rule in rules.iter() {
            assert_eq!(rule.try_examples(), Ok(()), "{}", rule.code);
        }
    }

    #[test]
    fn quotations_are_left_alone() {
        assert_eq!(without_quotations("Du sagde: »det går ikke«. Vi svarer."), "Du sagde: . Vi svarer.");
    }
}
