//! Wording rules: patterns over the record's texts and the letter's parts, as data in `templates/rules/`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, OnceLock};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use regex::{Regex, RegexBuilder, bytes};
use serde::Deserialize;

use super::facts;
use super::fold::{Folded, fold, folded_pattern};
use super::needles::{self, Finder, Passages, Signs, Tally};
use super::rule::{LetterContext, OwnText, RecordContext, Reporter};
use crate::case::record::{CaseRecord, Decision, Outcome};
use crate::case::slot::SlotText;
use crate::diagnostic::{Bilingual, Findings, Severity};
use crate::letter::Part;
use crate::letter::words::{plain, sentences};
use crate::pack::{Pack, PackError};

/// All wording rules of a pack. A copy knows the same rules, and has made none of their patterns yet.
#[derive(Debug)]
pub struct WordingRules {
    rules: Vec<WordingRule>,
    for_texts: Arc<Words>,
    for_letters: Arc<Words>,
}

impl Clone for WordingRules {
    fn clone(&self) -> Self {
        // What a file's rules share, they share in the copy too.
        let mut copies: Vec<(&Arc<Disowned>, Arc<Disowned>)> = Vec::new();
        for own in self.rules.iter().filter_map(|rule| rule.disowned.as_ref()) {
            if !copies.iter().any(|(known, _)| Arc::ptr_eq(known, own)) {
                copies.push((own, Arc::new(Disowned::clone(own))));
            }
        }
        let copy_of = |own: &Arc<Disowned>| {
            let copy = copies.iter().find(|(known, _)| Arc::ptr_eq(known, own));
            copy.map(|(_, copy)| Arc::clone(copy))
        };
        let anew = |rule: &WordingRule| WordingRule {
            disowned: rule.disowned.as_ref().and_then(copy_of),
            ..rule.clone()
        };
        let rules = self.rules.iter().map(anew).collect();
        Self { rules, for_texts: Arc::clone(&self.for_texts), for_letters: Arc::clone(&self.for_letters) }
    }
}

/// Which patterns of some rules are worth trying on a text: it is looked through once for all of them.
#[derive(Debug)]
struct Words {
    /// Of each pattern, rule after rule, the rule's number and the pattern's in it.
    patterns: Vec<(usize, usize)>,
    /// The words of each place of each pattern.
    finder: Finder,
}

impl Words {
    fn of(all: &[WordingRule], is_meant: impl Fn(&WordingRule) -> bool) -> Result<Self, PackError> {
        let rules = all.iter().enumerate().filter(|(_, rule)| is_meant(rule));
        let patterns: Vec<(usize, usize)> = rules
            .flat_map(|(number, rule)| (0..rule.patterns.len()).map(move |pattern| (number, pattern)))
            .collect();
        let places = patterns.iter().map(|(rule, pattern)| all[*rule].patterns[*pattern].needles.as_slice());
        let finder = Finder::new(places).map_err(|error| PackError::content("rules/", error.to_string()))?;
        Ok(Self { patterns, finder })
    }

    /// The rules that a text may break, each with those of its patterns that have a word at each of their places, and where.
    fn suspects<'r>(&self, all: &'r [WordingRule], text: &Folded, tally: &mut Tally) -> Vec<Suspect<'r>> {
        let mut suspects: Vec<Suspect<'r>> = Vec::new();
        for (found, there) in self.finder.look_through(text, tally) {
            let (number, pattern) = self.patterns[found];
            let pattern = (&all[number].patterns[pattern], there);
            match suspects.last_mut() {
                Some(suspect) if suspect.number == number => suspect.patterns.push(pattern),
                _ => suspects.push(Suspect { number, patterns: vec![pattern] }),
            }
        }
        suspects
    }
}

/// A rule that a text may break.
struct Suspect<'r> {
    number: usize,
    patterns: Vec<(&'r Pattern, Passages)>,
}

impl<'r> Suspect<'r> {
    /// The patterns that may be found there.
    fn patterns(&self, there: Passages) -> Vec<&'r Pattern> {
        let meant = self.patterns.iter().filter(|(_, places)| !places.and(there).is_none());
        meant.map(|(pattern, _)| *pattern).collect()
    }
}

/// What a rule's patterns are held against at once: a sentence, or a text as a whole.
#[derive(Debug, Clone, Copy)]
struct Passage<'t, 'f> {
    written: &'t str,
    folded: &'f str,
}

impl<'t, 'f> Passage<'t, 'f> {
    /// The passages of a text, one after the other.
    fn all(written: &[&'t str], folded: impl Iterator<Item = &'f str>) -> Vec<Self> {
        written.iter().zip(folded).map(|(written, folded)| Self { written, folded }).collect()
    }
}

/// One wording rule.
#[derive(Debug, Clone)]
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
    within: Within,
    decisions: Vec<String>,
    patterns: Vec<Pattern>,
    unless: Vec<Pattern>,
    /// What excuses a sentence from one that stands near it.
    unless_near: Vec<Pattern>,
    /// What is taken out of a sentence first, where only what the letter itself says counts.
    disowned: Option<Arc<Disowned>>,
    /// Where one of these is found too, a finding is an error.
    graver: Vec<Pattern>,
    softened: Option<Softened>,
    /// Whether it is looked for in quality standards, alone or too.
    in_standards: bool,
}

/// How much of a text a rule's patterns are held against at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Within {
    /// The whole text; a run (`…`) stays within a sentence.
    #[default]
    Text,
    /// Each sentence on its own, with the patterns of `unless` too.
    Sentence,
}

impl Within {
    /// What `…` is made of, at most 60 times: it stays within a sentence.
    fn run(self) -> &'static str {
        match self {
            Self::Text => "[^.?!]",
            Self::Sentence => ".",
        }
    }

    /// What the patterns are held against, one after the other.
    fn passages(self, text: &str) -> Vec<&str> {
        match self {
            Self::Text => vec![text],
            Self::Sentence => sentences(text).collect(),
        }
    }
}

/// The kinds of decision that a rule can be for.
const KINDS: &[&str] =
    &["grant", "partial_grant", "refusal", "follow_up_continue", "follow_up_change", "follow_up_end"];

/// Which of them a record is; empty if it does not say.
fn kind(record: &CaseRecord) -> &'static str {
    match (record.decision, record.outcome()) {
        (Some(Decision::Grant), _) => "grant",
        (Some(Decision::PartialGrant), _) => "partial_grant",
        (Some(Decision::Refusal), _) => "refusal",
        (Some(Decision::FollowUp), Some(Outcome::Continue)) => "follow_up_continue",
        (Some(Decision::FollowUp), Some(Outcome::Change)) => "follow_up_change",
        (Some(Decision::FollowUp), Some(Outcome::End)) => "follow_up_end",
        (Some(Decision::FollowUp) | None, _) => "",
    }
}

/// What makes a finding weigh less: something else in the record shows that the words did not decide alone.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Softened {
    by: Softener,
    to: Severity,
}

/// What can make a finding weigh less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Softener {
    /// The record says why the service level was departed from or not, and the core rests on two facts or more.
    ServiceLevelAssessed,
    /// The core rests on two facts or more.
    TwoFacts,
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
    /// The texts of a quality standard.
    Standard,
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
    #[serde(default)]
    classes: BTreeMap<String, String>,
    #[serde(default)]
    disowned: Option<DisownedEntry>,
    rules: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisownedEntry {
    after: Vec<String>,
    until: String,
    before: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    code: String,
    severity: Severity,
    scope: String,
    polarity: Polarity,
    #[serde(default)]
    within: Within,
    #[serde(default)]
    decisions: Vec<String>,
    #[serde(default)]
    asserted: bool,
    patterns: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    unless_near: Vec<String>,
    #[serde(default)]
    graver: Vec<String>,
    #[serde(default)]
    softened: Option<Softened>,
    #[serde(default)]
    standards: bool,
    what: Bilingual,
    why: Bilingual,
    mend: Bilingual,
    source: String,
    violates: Vec<String>,
    satisfies: Vec<String>,
}

impl WordingRules {
    /// Loads the rules of a pack. Each rule of an overlay's file is tried on its own examples; those of the built-in pack are
    /// tried by a test, for making every exact pattern takes longer than making a letter.
    ///
    /// # Errors
    /// If a rule is broken, stands twice, misbehaves on an example, or a built-in rule is gone.
    pub fn load(pack: &Pack) -> Result<Self, PackError> {
        let mut rules = Vec::new();
        let mut codes = BTreeSet::new();
        for file in pack.names("rules/", ".yaml") {
            let RulesFile { classes, disowned, rules: entries } = pack.yaml(file)?;
            let text = pack.text(file)?;
            let is_own = pack.overlaid().iter().any(|name| name == file);
            let at = |words: &str| {
                let line = text.lines().position(|line| line.contains(words));
                line.map_or_else(|| file.to_owned(), |line| format!("{file}:{}", line + 1))
            };
            let classes = Classes::of(&classes)
                .map_err(|(name, what)| PackError::content(at(&format!("  {name}:")), what))?;
            let refused = |what| PackError::content(at("disowned:"), format!("disowned: {what}"));
            let disowned =
                disowned.map(|entry| Disowned::compile(&entry, &classes)).transpose().map_err(refused)?;
            let disowned = disowned.map(Arc::new);
            // Reading what a pattern needs takes longer than all else; a letter that is made alone waits for it.
            let compiled: Vec<Result<(WordingRule, String), PackError>> = entries
                .into_par_iter()
                .map(|entry| {
                    let place = at(&format!("code: {}", entry.code));
                    let code = entry.code.clone();
                    let refused = |what| PackError::content(&place, format!("{code}: {what}"));
                    let rule = WordingRule::compile(entry, &classes, disowned.as_ref()).map_err(refused)?;
                    if is_own {
                        rule.try_examples().map_err(refused)?;
                    }
                    Ok((rule, place))
                })
                .collect();
            for rule in compiled {
                let (rule, place) = rule?;
                let code = rule.code.clone();
                // One code may have a rule for each kind of decision; each kind has one.
                let kinds = KINDS.iter().filter(|kind| rule.is_for(kind));
                if kinds.into_iter().any(|kind| !codes.insert((code.clone(), *kind))) {
                    return Err(PackError::content(&place, format!("the code {code} stands twice")));
                }
                rules.push(rule);
            }
        }
        if !pack.overlaid().is_empty() {
            for built_in in Self::load(&Pack::built_in())?.rules {
                if !codes.iter().any(|(code, _)| *code == built_in.code) {
                    let what = format!(
                        "the built-in rule {} is gone; a rule is lowered or switched off in begrund.yaml, with reason and name",
                        built_in.code
                    );
                    return Err(PackError::content("rules/", what));
                }
            }
        }
        rules.sort_by(|a, b| a.code.cmp(&b.code));
        let of_texts = |rule: &WordingRule| matches!(rule.scope, Scope::Text | Scope::Core);
        let for_texts = Words::of(&rules, |rule| rule.polarity == Polarity::Forbidden && of_texts(rule))?;
        let for_letters =
            Words::of(&rules, |rule| rule.polarity == Polarity::Forbidden && rule.scope == Scope::Letter)?;
        Ok(Self { rules, for_texts: Arc::new(for_texts), for_letters: Arc::new(for_letters) })
    }

    /// All rules, by code.
    pub fn iter(&self) -> std::slice::Iter<'_, WordingRule> {
        self.rules.iter()
    }

    /// Looks at the record's texts.
    pub(super) fn check_texts(&self, context: &RecordContext<'_>, findings: &mut Findings) {
        let kind = kind(context.record);
        // An act's name is written as it likes; the letter prints the listed one.
        let is_act = |own: &&OwnText<'_>| own.text.path.strip_suffix(".act").is_some();
        let mut tally = Tally::default();
        for OwnText { text, words } in context.own.iter().filter(|own| !is_act(own)) {
            let looks =
                |rule: &WordingRule| (rule.scope == Scope::Text || text.is_core()) && rule.is_for(kind);
            for (number, passage, severity) in self.breaches(&self.for_texts, words, &mut tally, looks) {
                let rule = &self.rules[number];
                let softened = rule.softened.filter(|softened| softened.by.holds(context));
                let severity = softened.map_or(severity, |softened| softened.to);
                Reporter::new(rule.code.clone(), severity, findings).report_passage(
                    text.path.as_str(),
                    passage,
                    rule.what.clone(),
                    rule.mend.clone(),
                );
            }
        }
    }

    /// The passages of a text that hold a forbidden wording: the rule's number, the passage and what it weighs.
    fn breaches<'t>(
        &self,
        words: &Words,
        text: &'t str,
        tally: &mut Tally,
        looks: impl Fn(&WordingRule) -> bool,
    ) -> Vec<(usize, &'t str, Severity)> {
        let sentences: Vec<&str> = sentences(text).collect();
        let folded = Folded::of(text, &sentences);
        let whole = [Passage { written: text, folded: folded.text() }];
        let sentences = Passage::all(&sentences, folded.passages());
        let mut found = Vec::new();
        // Nearly every pattern is ruled out by the words that it needs.
        for suspect in words.suspects(&self.rules, &folded, tally) {
            let rule = &self.rules[suspect.number];
            if !looks(rule) {
                continue;
            }
            let passages = match rule.within {
                Within::Text => whole.as_slice(),
                Within::Sentence => sentences.as_slice(),
            };
            for at in 0..passages.len() {
                let patterns = suspect.patterns(match rule.within {
                    Within::Text => Passages::TEXT,
                    Within::Sentence => Passages::numbered(at),
                });
                let weight = (!patterns.is_empty()).then(|| rule.weighs(passages, at, &patterns)).flatten();
                found.extend(weight.map(|severity| (suspect.number, passages[at].written, severity)));
            }
        }
        found
    }

    /// Looks at the texts of a quality standard.
    pub(super) fn check_standard(&self, texts: &[SlotText], findings: &mut Findings) {
        for text in texts {
            let words = without_quotations(&text.text);
            for rule in self.rules.iter().filter(|rule| rule.in_standards) {
                for (passage, severity) in rule.breaches(&words) {
                    Reporter::new(rule.code.clone(), severity, findings).report_passage(
                        text.path.as_str(),
                        passage,
                        rule.what.clone(),
                        rule.mend.clone(),
                    );
                }
            }
        }
    }

    /// Looks at a finished letter.
    pub(super) fn check_letter(&self, context: &LetterContext<'_>, findings: &mut Findings) {
        let (letter, record) = (context.letter, context.record);
        let body = without_citizens_own(context.body(), record);
        // What is forbidden in the whole letter is ruled out for nearly every letter at once.
        let breaches =
            self.breaches(&self.for_letters, &body, &mut Tally::default(), |rule| rule.is_for(kind(record)));
        for (number, rule) in self.rules.iter().enumerate() {
            let (path, words) = match rule.scope {
                Scope::Text | Scope::Core | Scope::Standard => continue,
                _ if !rule.is_for(kind(record)) => continue,
                Scope::Letter => ("letter".to_owned(), Cow::Borrowed(&body)),
                Scope::Part(part) => (format!("letter:{part}"), Cow::Owned(plain(letter.part(part)))),
            };
            let is_broken = match (rule.scope, rule.polarity) {
                (Scope::Letter, Polarity::Forbidden) => breaches.iter().any(|(broken, ..)| *broken == number),
                _ => rule.is_broken_by(&words),
            };
            // That a part is there at all is the reading back's to say.
            if words.is_empty() || !is_broken {
                continue;
            }
            // What is forbidden in the whole letter stands in some part of it, which the reader must find.
            let broken = |text: &str| rule.polarity == Polarity::Forbidden && rule.is_broken_by(text);
            let parts = letter.parts.iter().map(|found| (found.part, plain(&found.text)));
            let parts: Vec<(Part, String)> = match rule.scope {
                Scope::Letter => {
                    parts.map(|(part, text)| (part, without_citizens_own(&text, record))).collect()
                }
                _ => vec![],
            };
            let in_parts: Vec<&(Part, String)> =
                parts.iter().filter(|(part, text)| *part != Part::LawQuote && broken(text)).collect();
            if in_parts.is_empty() {
                rule.report(&path, passage(&words, broken), findings);
            }
            for (part, text) in in_parts {
                rule.report(&format!("letter:{part}"), passage(text, broken), findings);
            }
        }
    }
}

impl Softener {
    fn holds(self, context: &RecordContext<'_>) -> bool {
        let assessment = context.record.assessment.as_ref();
        let level = assessment.and_then(|assessment| assessment.service_level.as_ref());
        let facts = || facts::told(context).len() >= 2;
        match self {
            Self::ServiceLevelAssessed => level.is_some_and(|level| level.because.is_some()) && facts(),
            Self::TwoFacts => facts(),
        }
    }
}

impl WordingRule {
    fn compile(
        entry: RuleEntry,
        classes: &Classes,
        disowned: Option<&Arc<Disowned>>,
    ) -> Result<Self, String> {
        let RuleEntry {
            code,
            severity,
            scope,
            polarity,
            within,
            decisions,
            asserted,
            patterns,
            unless,
            unless_near,
            graver,
            softened,
            standards,
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
            "standard" => Scope::Standard,
            part => Part::from_label(&format!("part-{part}")).map(Scope::Part).ok_or_else(|| {
                format!(
                    "the scope `{part}` is unknown; use text, core, letter, standard or the name of a part"
                )
            })?,
        };
        if patterns.is_empty() {
            return Err("`patterns` is empty".to_owned());
        }
        if let Some(word) = decisions.iter().find(|word| !KINDS.contains(&word.as_str())) {
            return Err(format!("the decision `{word}` is unknown; use {}", KINDS.join(", ")));
        }
        if within == Within::Text && (asserted || !unless_near.is_empty()) {
            return Err("`asserted` and `unless_near` need `within: sentence`".to_owned());
        }
        let disowned = match (asserted, disowned) {
            (true, None) => return Err("`asserted` needs `disowned` at the top of the file".to_owned()),
            (asserted, disowned) => disowned.filter(|_| asserted).cloned(),
        };
        let compiled = |patterns: &[String]| -> Result<Vec<Pattern>, String> {
            patterns.iter().map(|pattern| Pattern::new(pattern, within, classes)).collect()
        };
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
            within,
            decisions,
            patterns: patterns
                .iter()
                .map(|pattern| Pattern::with_needles(pattern, within, classes))
                .collect::<Result<_, String>>()?,
            unless: compiled(&unless)?,
            unless_near: compiled(&unless_near)?,
            disowned,
            graver: compiled(&graver)?,
            softened,
            in_standards: standards || scope == Scope::Standard,
        })
    }

    /// Tries the rule on its own examples.
    fn try_examples(&self) -> Result<(), String> {
        let exceptions = self.unless.iter().chain(&self.unless_near);
        for pattern in self.patterns.iter().chain(exceptions).chain(&self.graver) {
            pattern.try_made()?;
        }
        self.disowned.as_ref().map_or(Ok(()), |disowned| disowned.try_made())?;
        let passed = self.violates.iter().filter(|example| !self.is_broken_by(example));
        let held = self.satisfies.iter().filter(|example| self.is_broken_by(example));
        let misbehaving: Vec<&str> = passed.chain(held).map(String::as_str).collect();
        match misbehaving.as_slice() {
            [_, ..] => Err(format!("the rule misbehaves on its example \"{}\"", misbehaving.join("\", \""))),
            [] if self.violates.is_empty() || self.satisfies.is_empty() => {
                Err("`violates` and `satisfies` must each have an example".to_owned())
            }
            [] => Ok(()),
        }
    }

    /// Whether the rule is for letters of this decision.
    fn is_for(&self, kind: &str) -> bool {
        self.decisions.is_empty() || self.decisions.iter().any(|own| own == kind)
    }

    /// Whether `text` breaks the rule.
    pub fn is_broken_by(&self, text: &str) -> bool {
        match self.polarity {
            Polarity::Forbidden => !self.breaches(text).is_empty(),
            Polarity::Required => {
                let words = Passage { written: text, folded: &fold(text) };
                !self.patterns.iter().all(|pattern| pattern.is_match(words))
            }
        }
    }

    /// The passages of `text` that hold a forbidden wording, and what each weighs.
    fn breaches<'t>(&self, text: &'t str) -> Vec<(&'t str, Severity)> {
        let written = self.within.passages(text);
        let folded: Vec<String> = written.iter().map(|passage| fold(passage)).collect();
        let passages = Passage::all(&written, folded.iter().map(String::as_str));
        let breaches = (0..passages.len()).filter_map(|at| {
            let seen = self.patterns.iter().filter(|pattern| pattern.has_needle_in(passages[at].folded));
            Some((written[at], self.weighs(&passages, at, &seen.collect::<Vec<_>>())?))
        });
        breaches.collect()
    }

    /// What the passage at `at` weighs, if it holds a forbidden wording. `patterns` are those of the rule's that can be there.
    fn weighs(&self, passages: &[Passage<'_, '_>], at: usize, patterns: &[&Pattern]) -> Option<Severity> {
        let passage = passages[at];
        let holds = |words: Passage<'_, '_>| {
            let found = |pattern: &Pattern| pattern.is_match(words);
            patterns.iter().any(|pattern| found(pattern)) && !self.unless.iter().any(found)
        };
        let asserts = |disowned: &Arc<Disowned>| {
            let own = disowned.taken_from(passage.written);
            holds(Passage { written: &own, folded: &fold(&own) })
        };
        let near = &passages[at.saturating_sub(NEAR)..(at + NEAR + 1).min(passages.len())];
        let excused =
            |words: &Passage<'_, '_>| self.unless_near.iter().any(|pattern| pattern.is_match(*words));
        let broken =
            holds(passage) && self.disowned.as_ref().is_none_or(asserts) && !near.iter().any(excused);
        let graver = || self.graver.iter().any(|pattern| pattern.is_match(passage));
        broken.then(|| if graver() { Severity::Error } else { self.severity })
    }

    fn report(&self, path: &str, passage: Option<&str>, findings: &mut Findings) {
        let mut reporter = Reporter::new(self.code.clone(), self.severity, findings);
        let (what, mend) = (self.what.clone(), self.mend.clone());
        match passage.map(|words| format!("»{words}«")) {
            Some(quoted) => {
                reporter.report_with_detail(path, what, mend, Bilingual::new(quoted.clone(), quoted));
            }
            None => reporter.report(path, what, mend),
        }
    }
}

/// The first sentence of a letter's text that breaks a rule by itself.
fn passage(text: &str, broken: impl Fn(&str) -> bool) -> Option<&str> {
    sentences(text).find(|sentence| broken(sentence))
}

/// How many sentences before and after are near.
const NEAR: usize = 2;

/// Word classes that a file names once: `{name}` in a pattern stands for one of its words.
#[derive(Debug, Default)]
struct Classes {
    by_name: BTreeMap<String, Class>,
    /// The needles of each class, by what stands for it.
    needles: Signs,
}

#[derive(Debug)]
struct Class {
    /// Its words, as a piece of a regular expression.
    words: String,
    /// What stands for them in a pattern whose needles are looked for.
    sign: String,
}

/// A class's name where a pattern uses it. `{0,3}` is a repetition, and `\p{L}` a property of letters.
static CLASS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\\[pP])?\{([a-zæøå_]+)\}|\\[pP]\{[A-Za-z_]+\}").expect("the pattern is valid")
});

impl Classes {
    /// Classes of which some are made of others; an error names the class.
    fn of(written: &BTreeMap<String, String>) -> Result<Self, (String, String)> {
        let mut classes = Self::default();
        // Each round takes those that are made only of ones that are known.
        while classes.by_name.len() < written.len() {
            let rest = written.iter().filter(|(name, _)| !classes.by_name.contains_key(*name));
            let made = rest
                .clone()
                .find_map(|(name, words)| Some((name.clone(), words, classes.expand(words).ok()?)));
            let Some((name, written, words)) = made else {
                let failed = rest.clone().find_map(|(name, words)| {
                    Some((name.clone(), format!("the class {name}: {}", classes.expand(words).err()?)))
                });
                return Err(failed.unwrap_or_default());
            };
            if CLASS.captures(&format!("{{{name}}}")).is_none_or(|found| found.get(2).is_none()) {
                let what = format!("the class `{name}`: a name has small letters and _ only");
                return Err((name, what));
            }
            let needles = classes.needles(written, Within::Text).map_err(|what| (name.clone(), what))?;
            let sign = needles::sign(classes.by_name.len());
            classes.needles.insert(sign.clone(), needles);
            classes.by_name.insert(name, Class { words, sign });
        }
        Ok(classes)
    }

    /// A pattern with the words of its classes.
    fn expand(&self, pattern: &str) -> Result<String, String> {
        self.replaced(pattern, |class| &class.words)
    }

    /// The words that a pattern cannot do without. A class is looked through once, not in each of the patterns that use it.
    fn needles(&self, pattern: &str, within: Within) -> Result<Vec<Vec<String>>, String> {
        let signed = self.replaced(pattern, |class| &class.sign)?;
        Ok(needles::needles(&loose(&signed, within), &self.needles))
    }

    fn replaced<'c>(&'c self, pattern: &str, by: impl Fn(&'c Class) -> &'c str) -> Result<String, String> {
        let mut unknown = None;
        let replaced = CLASS.replace_all(pattern, |found: &regex::Captures<'_>| {
            let whole = found[0].to_owned();
            let Some(name) = found.get(2).filter(|_| found.get(1).is_none()) else { return whole };
            if let Some(class) = self.by_name.get(name.as_str()) {
                return format!("(?:{})", by(class));
            }
            unknown.get_or_insert_with(|| name.as_str().to_owned());
            whole
        });
        match unknown {
            Some(name) => Err(format!(
                "the class `{{{name}}}` is not known, or made of itself; `classes` at the top of the file names them"
            )),
            None => Ok(replaced.into_owned()),
        }
    }
}

/// What a letter tells but does not stand by: another's words, and what it denies or only supposes.
///
/// It is looked for in the words as they were written: what is left of a sentence is looked at again.
#[derive(Debug, Clone)]
struct Disowned {
    /// What begins such a clause, and the clause with it.
    after: Vec<Lazy<Regex>>,
    /// What ends one that has begun before.
    before: Vec<Lazy<Regex>>,
}

impl Disowned {
    fn compile(entry: &DisownedEntry, classes: &Classes) -> Result<Self, String> {
        let until = classes.expand(&entry.until)?;
        let clause = |opening: &String| {
            Ok(Lazy::new(format!("(?:{}).*?(?P<then>{until}|$)", classes.expand(opening)?)))
        };
        let up_to = |ending: &String| Ok(Lazy::new(format!("^.*?(?:{})", classes.expand(ending)?)));
        Ok(Self {
            after: entry.after.iter().map(clause).collect::<Result<_, String>>()?,
            before: entry.before.iter().map(up_to).collect::<Result<_, String>>()?,
        })
    }

    fn try_made(&self) -> Result<(), String> {
        self.after.iter().chain(&self.before).try_for_each(Lazy::try_made)
    }

    /// A sentence without what it does not stand by.
    fn taken_from(&self, sentence: &str) -> String {
        let taken = |left: String, clause: &Lazy<Regex>, by: &str| match clause.made() {
            Some(regex) => regex.replace_all(&left, by).into_owned(),
            None => left,
        };
        let left = self.before.iter().fold(sentence.to_owned(), |left, clause| taken(left, clause, "…"));
        self.after.iter().fold(left, |left, clause| taken(left, clause, "…$then"))
    }
}

/// Pieces that must all be found, in any order, and pieces of which none may be: ` && ` stands between them, `!` before the latter.
#[derive(Debug, Clone)]
struct Pattern {
    every: Vec<Piece>,
    none: Vec<Piece>,
    /// Place after place, words of which one is in whatever it matches, folded; none if none can be told.
    needles: Vec<Vec<String>>,
}

/// The pieces of a pattern as it is written: those that may not be there, with their `!`, and those that must.
fn pieces(pattern: &str) -> (Vec<&str>, Vec<&str>) {
    pattern.split(" && ").partition(|piece| piece.starts_with('!'))
}

impl Pattern {
    fn new(pattern: &str, within: Within, classes: &Classes) -> Result<Self, String> {
        let (none, every) = pieces(pattern);
        if every.is_empty() {
            return Err(format!("the pattern `{pattern}` says only what may not be there"));
        }
        let made = |piece: &str| Ok(Piece::new(&classes.expand(piece)?, within));
        Ok(Self {
            every: every.into_iter().map(made).collect::<Result<_, String>>()?,
            none: none.into_iter().map(|piece| made(&piece[1..])).collect::<Result<_, String>>()?,
            needles: Vec::new(),
        })
    }

    /// The same, with the words that it needs.
    fn with_needles(pattern: &str, within: Within, classes: &Classes) -> Result<Self, String> {
        let (_, every) = pieces(pattern);
        let needles = every.into_iter().map(|piece| classes.needles(piece, within));
        let needles = needles.collect::<Result<Vec<_>, String>>()?.concat();
        let needles = needles.iter().map(|place| place.iter().map(|word| fold(word)).collect()).collect();
        Ok(Self { needles, ..Self::new(pattern, within, classes)? })
    }

    /// That all of it can be made.
    fn try_made(&self) -> Result<(), String> {
        let pieces = self.every.iter().chain(&self.none);
        pieces.flat_map(|piece| piece.coarse.iter().chain([&piece.exact])).try_for_each(Lazy::try_made)
    }

    /// Whether it is worth looking closer at a folded text.
    fn has_needle_in(&self, folded: &str) -> bool {
        self.needles.iter().all(|place| place.iter().any(|needle| folded.contains(needle.as_str())))
    }

    fn is_match(&self, words: Passage<'_, '_>) -> bool {
        self.every.iter().all(|piece| piece.may_match(words))
            && self.every.iter().all(|piece| piece.exact.is_match(words))
            && !self.none.iter().any(|piece| piece.may_match(words) && piece.exact.is_match(words))
    }
}

/// A regular expression, and where it has a bounded run, a coarser one that matches whatever it matches.
///
/// A bounded run is as many states as it may have letters, for each place where it can begin. The coarse one rules out nearly every text
/// before the exact one is made.
#[derive(Debug, Clone)]
struct Piece {
    coarse: Option<Lazy<Expression>>,
    exact: Lazy<Expression>,
}

impl Piece {
    fn new(pattern: &str, within: Within) -> Self {
        let with = |bounds: &str| Lazy::new(pattern.replace('…', &format!("{}{bounds}", within.run())));
        Self { coarse: pattern.contains('…').then(|| with("*?")), exact: with("{0,60}?") }
    }

    fn may_match(&self, words: Passage<'_, '_>) -> bool {
        self.coarse.as_ref().is_none_or(|coarse| coarse.is_match(words))
    }
}

/// A regular expression that is made when it is first needed. A copy is not made yet.
#[derive(Debug)]
struct Lazy<E> {
    pattern: String,
    made: OnceLock<Option<E>>,
}

/// What can be made of a pattern.
trait Make: Sized {
    fn make(pattern: &str) -> Result<Self, regex::Error>;
}

impl<E> Clone for Lazy<E> {
    fn clone(&self) -> Self {
        Self { pattern: self.pattern.clone(), made: OnceLock::new() }
    }
}

impl<E: Make> Lazy<E> {
    fn new(pattern: String) -> Self {
        Self { pattern, made: OnceLock::new() }
    }

    /// The expression; `None` if it cannot be made.
    fn made(&self) -> Option<&E> {
        self.made.get_or_init(|| E::make(&self.pattern).ok()).as_ref()
    }

    /// That it can be made.
    fn try_made(&self) -> Result<(), String> {
        E::make(&self.pattern).map(|_| ()).map_err(|error| error.to_string())
    }
}

impl Lazy<Expression> {
    /// Whether it matches. One that cannot be made was refused when it was loaded, or by a test; that it then matches is the
    /// greater care.
    fn is_match(&self, words: Passage<'_, '_>) -> bool {
        self.made().is_none_or(|expression| expression.is_match(words))
    }
}

/// A pattern, made ready.
#[derive(Debug)]
enum Expression {
    /// For folded words.
    Folded(bytes::Regex),
    /// For words as they were written.
    Written(Regex),
}

impl Expression {
    fn is_match(&self, words: Passage<'_, '_>) -> bool {
        match self {
            Self::Folded(regex) => regex.is_match(words.folded.as_bytes()),
            Self::Written(regex) => regex.is_match(words.written),
        }
    }
}

impl Make for Expression {
    fn make(pattern: &str) -> Result<Self, regex::Error> {
        let Some(folded) = folded_pattern(pattern) else { return Regex::make(pattern).map(Self::Written) };
        let mut builder = bytes::RegexBuilder::new(&folded);
        builder.unicode(false).dfa_size_limit(CACHE_BYTES).build().map(Self::Folded)
    }
}

/// A pattern without bounds and boundaries, as it is read for the words that it needs.
fn loose(pattern: &str, within: Within) -> String {
    let loose = pattern.replace('…', &format!("{}*?", within.run())).replace(r"\b", "");
    // Classes of all the world's letters are large; no letter is a space. Inside a class that cannot be said.
    let in_class = loose.contains(r"[\w") || loose.contains(r"[^\w") || loose.contains(r"\p{L}");
    if in_class { loose } else { loose.replace(r"\w", "[^ ]") }
}

/// The most that a regular expression keeps of what it has seen, for each thread.
const CACHE_BYTES: usize = 64 * 1024;

/// The letters of words as they are written: those of the languages that are written with ours. A class of all the world's letters is so
/// large that a pattern takes six times the room, and twice the time to make.
const LETTERS: &str = "[0-9A-Za-z_À-ÖØ-öø-ɏḀ-ỿ]";

impl Make for Regex {
    /// A pattern for words as they were written, in any case but where it says otherwise.
    fn make(pattern: &str) -> Result<Self, regex::Error> {
        let mut spelt = String::with_capacity(pattern.len() * 2);
        let mut rest = pattern.chars();
        while let Some(c) = rest.next() {
            match (c, (c == '\\').then(|| rest.next()).flatten()) {
                (_, Some('w')) => spelt.push_str(LETTERS),
                (_, Some('d')) => spelt.push_str("[0-9]"),
                (c, escaped) => spelt.extend([c].into_iter().chain(escaped)),
            }
        }
        RegexBuilder::new(&spelt).case_insensitive(true).dfa_size_limit(CACHE_BYTES).build()
    }
}

/// The letter without what the citizen says: their words are theirs.
fn without_citizens_own(body: &str, record: &CaseRecord) -> String {
    let says = record.citizen_view().and_then(|view| view.says.as_deref());
    let answer = record.hearing.as_ref().and_then(|hearing| hearing.answer.as_deref());
    let own = says.into_iter().chain(answer).map(plain);
    own.fold(body.to_owned(), |body, words| if words.is_empty() { body } else { body.replace(&words, "…") })
}

/// The text as wording is looked for in it: quotations taken out, for a good letter quotes what the citizen said; words that were
/// divided at a line's end whole again; each paragraph and each item of a list on a line of its own. A mark that no other ends
/// within its paragraph begins no quotation: else one stray mark would hide all that follows it.
pub(super) fn without_quotations(text: &str) -> Cow<'_, str> {
    // Nearly every text is as it should be.
    let Some(at) = text.find(['»', '«', '“', '”', '„', '"', '\n', '\u{a0}', '\u{202f}']) else {
        return Cow::Borrowed(text);
    };
    let (begun, rest) = text.split_at(at);
    let mut words = String::with_capacity(text.len());
    words.push_str(begun);
    let mut rest = rest.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        match c {
            '»' | '«' | '“' | '”' | '„' | '"' => match end_of_quotation(c, rest.as_str()) {
                Some((quoted, after)) => {
                    // A single plain word in marks is a word that is spoken of, not what somebody said.
                    if quoted.chars().all(|c| c.is_lowercase() || c == '-') {
                        words.push_str(quoted);
                    }
                    rest = after.chars();
                }
                None => words.push(c),
            },
            '\n' => {
                let divided =
                    words.ends_with('-') && !words.ends_with(" -") && next.is_some_and(char::is_lowercase);
                let block = matches!(next, Some('\n' | '-' | ' '));
                match () {
                    () if divided => drop(words.pop()),
                    () if words.ends_with('\n') => {}
                    () if block => words.push('\n'),
                    () => words.push(' '),
                }
            }
            '\u{a0}' | '\u{202f}' => words.push(' '),
            c => words.push(c),
        }
    }
    Cow::Owned(words)
}

/// The quotation that `mark` has begun and what follows it, if it ends before the paragraph does.
fn end_of_quotation(mark: char, rest: &str) -> Option<(&str, &str)> {
    let ends: &[char] = match mark {
        '»' => &['«'],
        '«' => &['»'],
        '„' => &['“', '”'],
        '“' | '”' => &['”'],
        _ => &['"'],
    };
    let paragraph = rest.split("\n\n").next().unwrap_or(rest);
    let (at, end) = paragraph.char_indices().find(|(_, c)| ends.contains(c))?;
    Some((rest.get(..at)?, rest.get(at + end.len_utf8()..)?))
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
    fn a_broken_class_or_exception_is_refused_with_its_place() {
        let file = |head: &str, keys: &str, pattern: &str| {
            let text = format!(
                "{head}rules:\n{}",
                rule("X-01", "text", pattern, "en ulovlig tekst")
                    .replace("patterns", &format!("{keys}patterns"))
            );
            WordingRules::load(&Pack::built_in().with_file("rules/own.yaml", text))
        };
        let classes = "classes:\n  ulovlig: 'ulovlig|{andet}'\n  andet: 'forbudt'\n";
        let disowned = "disowned: {after: ['du siger, at'], until: ', men', before: []}\n";
        let near = "within: sentence, asserted: true, unless_near: ['dengang'], ";
        file(&format!("{classes}{disowned}"), near, r"\ben {ulovlig}\b && tekst && !dig").unwrap();
        for (head, keys, pattern, place, why) in [
            ("", "", "en {ulovlig}", ":2", "the class `{ulovlig}` is not known"),
            ("classes:\n  a: x\n  ulovlig: 'y|{ulovlig}'\n", "", "x", ":3", "made of itself"),
            ("classes:\n  Stor: x\n", "", "ulovlig", ":2", "small letters"),
            ("", "", "!ulovlig", ":2", "says only what may not be there"),
            ("", "unless_near: ['x'], ", "ulovlig", ":2", "need `within: sentence`"),
            ("", "within: sentence, asserted: true, ", "ulovlig", ":2", "needs `disowned`"),
            (
                "disowned: {after: ['('], until: 'x', before: []}\n",
                "within: sentence, asserted: true, ",
                "ulovlig",
                ":3",
                "unclosed group",
            ),
            ("disowned: {after: ['{x}'], until: 'x', before: []}\n", "", "ulovlig", ":1", "not known"),
        ] {
            let error = file(head, keys, pattern).unwrap_err().to_string();
            assert!(error.contains(why) && error.contains(&format!("rules/own.yaml{place}")), "{error}");
        }
    }

    #[test]
    fn only_what_the_letter_stands_by_counts() {
        let rules = WordingRules::load(&Pack::built_in()).unwrap();
        let rule = rules.iter().find(|rule| rule.code == "AFS-01").unwrap();
        for (text, broken) in [
            ("Vi bevilger aldrig psykolog.", true),
            ("Du skriver, at vi aldrig bevilger psykolog.", false),
            ("Din læge skrev den 12. august 2026, at kommunen aldrig bevilger psykolog.", false),
            ("Du skriver, at du er træt, men vi bevilger aldrig psykolog.", true),
            ("Som udgangspunkt bevilger vi ikke psykolog. Det fraviger vi her.", false),
            ("Som udgangspunkt bevilger vi ikke psykolog. Det er der ikke grundlag for at fravige.", true),
            ("Du har hørt, at vi aldrig bevilger psykolog. Det passer ikke.", false),
        ] {
            assert_eq!(rule.is_broken_by(text), broken, "{text}");
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
        let misbehaving: Vec<String> = rules
            .iter()
            .filter_map(|rule| Some(format!("{}: {}", rule.code, rule.try_examples().err()?)))
            .collect();
        assert!(misbehaving.is_empty(), "{}", misbehaving.join("\n"));
    }

    #[test]
    fn a_folded_pattern_finds_what_it_says() {
        let rules = WordingRules::load(&Pack::built_in()).unwrap();
        let mut compared = 0;
        for rule in rules.iter() {
            let examples = || rule.violates.iter().chain(&rule.satisfies);
            let texts: Vec<(&String, String)> = examples().map(|text| (text, fold(text))).collect();
            let patterns =
                rule.patterns.iter().chain(&rule.unless).chain(&rule.unless_near).chain(&rule.graver);
            for piece in patterns.flat_map(|pattern| pattern.every.iter().chain(&pattern.none)) {
                let pattern = &piece.exact.pattern;
                let Expression::Folded(folded) = Expression::make(pattern).unwrap() else { continue };
                let written = RegexBuilder::new(pattern).case_insensitive(true).build().unwrap();
                for (text, words) in &texts {
                    assert_eq!(
                        folded.is_match(words.as_bytes()),
                        written.is_match(text),
                        "{pattern}: {text}"
                    );
                    compared += 1;
                }
            }
        }
        assert!(compared > 10_000);
    }

    #[test]
    fn quotations_are_left_alone() {
        for (text, left) in [
            ("Han sagde „nej tak“ igen.", "Han sagde  igen."),
            ("Han sagde “nej tak” igen.", "Han sagde  igen."),
            ("Loven siger »kan« og ikke \"skal\".", "Loven siger kan og ikke skal."),
            ("Skærmen er 24\" bred. Vi bruger den ikke.", "Skærmen er 24\" bred. Vi bruger den ikke."),
            (
                "Du skrev: »hjælp mig.\n\nVi svarer her.« Slut.",
                "Du skrev: »hjælp mig.\nVi svarer her.« Slut.",
            ),
        ] {
            assert_eq!(without_quotations(text), left);
        }
        assert_eq!(without_quotations("Du sagde: »det går ikke«. Vi svarer."), "Du sagde: . Vi svarer.");
        assert_eq!(
            without_quotations("kan-be-\nstemmelse og\nmere\n\nNyt\n- et"),
            "kan-bestemmelse og mere\nNyt\n- et"
        );
    }
}
