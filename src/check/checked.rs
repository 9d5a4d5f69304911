//! Runs the rules, and gives the evidence that they were run: a [`CheckedCase`].

use jiff::civil::Date;

use super::batch::Kept;
use super::facts::Anchors;
use super::rule::{CanSet, Check, LetterContext, OwnText, RecordContext, Reporter};
use super::rules::RULES;
use super::spelling::Spelling;
use super::wording::WordingRules;
use super::{passage, references};
use crate::case::read::FileDigest;
use crate::case::record::{CaseRecord, Channel, Decision, Occasion};
use crate::case::standard::Standards;
use crate::case::{CaseFile, CaseId, ReadCase, SlotText, fault};
use crate::config::Config;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::law::{Law, Provision};
use crate::letter::Part;

/// What every check needs beside the case.
#[derive(Debug, Clone, Copy)]
pub struct Rulebook<'a> {
    /// The law.
    pub law: &'a Law,
    /// The municipality's settings.
    pub config: &'a Config,
    /// The wording rules of the pack.
    pub wording: &'a WordingRules,
    /// What the letter's fonts can set.
    pub can_set: &'a dyn CanSet,
    /// The dictionary that `begrund.yaml` names, if it names one.
    pub spelling: Option<&'a Spelling>,
    /// The municipality's quality standards, if the workspace has a folder of them.
    pub standards: Option<&'a Standards>,
}

/// What is known of every case that was checked: the keys without which there is no decision.
#[derive(Debug, Clone)]
pub struct Core {
    /// Journal number.
    pub case: CaseId,
    /// The provision's id.
    pub provision: String,
    /// What was decided.
    pub decision: Decision,
    /// What gave rise to it.
    pub occasion: Occasion,
    /// When.
    pub decided: Date,
    /// The letter's date.
    pub dispatch: Date,
    /// How the citizen's letter travels.
    pub channel: Channel,
}

/// A case whose record no rule holds back. Can be made only by [`check_record`].
#[derive(Debug, Clone)]
pub struct CheckedCase {
    core: Core,
    record: CaseRecord,
    texts: Vec<SlotText>,
    sha256: String,
}

/// Proof that a file passed every rule of this run: its digest, in half the letters. Small, so that a run can keep one for each of
/// any number of records.
#[derive(Debug, Clone)]
pub struct Passed(FileDigest);

impl Passed {
    /// SHA-256 of the file that passed.
    pub fn sha256(&self) -> FileDigest {
        self.0
    }

    /// A proof of nothing.
    #[cfg(test)]
    pub(crate) fn for_tests(digest: FileDigest) -> Self {
        Self(digest)
    }
}

impl CheckedCase {
    /// The proof that it passed, to have it [again](Self::again) later.
    pub fn passed(&self) -> Passed {
        Passed(FileDigest::from_hex(&self.sha256))
    }

    /// The case again, from the file that passed: read anew, for it was not kept, but not checked anew, for the same bytes
    /// pass the same rules. `None` if the file is another by now.
    pub fn again(passed: &Passed, file: &CaseFile, read: ReadCase) -> Option<Self> {
        let record = read.record.filter(|_| passed.0.is(&file.sha256))?;
        Some(Self { core: Core::of(&record)?, record, texts: read.texts, sha256: file.sha256.clone() })
    }

    /// The keys without which there is no decision.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The record.
    pub fn record(&self) -> &CaseRecord {
        &self.record
    }

    /// The record alone, which proves nothing any more.
    pub fn into_record(self) -> CaseRecord {
        self.record
    }

    /// Every text that the citizen reads.
    pub fn texts(&self) -> &[SlotText] {
        &self.texts
    }

    /// SHA-256 of the file that was read, as lower-case hex.
    pub fn source_sha256(&self) -> &str {
        &self.sha256
    }
}

/// Whose case it is, and when its letter is planned to leave; where the record says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    /// The caseworker's unit.
    pub unit: Option<String>,
    /// The caseworker's name.
    pub caseworker: Option<String>,
    /// The day of dispatch.
    pub dispatch: Option<Date>,
}

impl Desk {
    fn of(record: &CaseRecord) -> Self {
        let caseworker = record.caseworker.as_ref();
        Self {
            unit: caseworker.and_then(|own| own.unit.as_deref()).map(str::to_owned),
            caseworker: caseworker.and_then(|own| own.name.as_deref()).map(str::to_owned),
            dispatch: record.dispatch,
        }
    }
}

/// What came of checking a record.
#[derive(Debug)]
pub struct Verdict {
    /// Every finding, the gravest first.
    pub findings: Findings,
    /// The checked case, unless a finding holds it back.
    pub checked: Option<CheckedCase>,
    /// The record as far as it could be read, when a finding holds it back.
    pub held: Option<CaseRecord>,
    /// The case number, where it could be read.
    pub case: Option<CaseId>,
    /// The decision, where it could be read.
    pub decision: Option<Decision>,
    /// Whose it is.
    pub desk: Desk,
    /// What is kept of it for the set.
    pub kept: Kept,
}

/// Checks a record with every rule over records and texts.
pub fn check_record(file: &CaseFile, read: ReadCase, book: Rulebook<'_>) -> Verdict {
    let mut findings = Findings::default();
    let mut kept = Kept::default();
    if let Some(record) = &read.record {
        let anchors = Anchors::of(record);
        let own = OwnText::among(&read.texts);
        let context = RecordContext {
            anchors: &anchors,
            own: &own,
            record,
            texts: &read.texts,
            nulls: &read.nulls,
            law: book.law,
            provision: record.provision.as_ref().and_then(|id| book.law.provision(id.as_str())),
            config: book.config,
            can_set: book.can_set,
            spelling: book.spelling,
            standards: book.standards,
        };
        kept = Kept::of(&read, record, book.law);
        references::check(&context, &mut findings);
        for rule in RULES {
            if let Check::Record(check) | Check::RecordAndLetter(check, _) = rule.check {
                check(&context, &mut Reporter::new(rule.code, rule.severity, &mut findings));
            }
        }
        book.wording.check_texts(&context, &mut findings);
    }
    for finding in findings.iter_mut() {
        let value = read.place_of(&finding.path);
        let passage = finding.passage.take();
        finding.place = value.map(|value| match passage {
            Some(words) => passage::place(&file.text, value, &words),
            None => value,
        });
    }
    change_severities(&mut findings, book.config);
    // A rule that misses a value says nothing new where reading has said that the value cannot be read.
    findings.retain(|finding| {
        let unread = |path: &str| is_at_or_under(&finding.path, path) || is_item_of(path, &finding.path);
        let faulty = read.faults.iter().any(|fault| !fault.path.is_empty() && unread(&fault.path));
        !faulty && !read.unread.iter().any(|path| unread(path))
    });
    for (path, place) in &read.empty_keys {
        let said = |finding: &&Finding| is_at_or_under(&finding.path, path) || finding.path == parent(path);
        if findings.iter().chain(&read.faults).find(said).is_none() {
            findings.push(fault::empty_key(path, place.clone()));
        }
    }
    findings.extend(read.faults);
    findings.sort();
    findings.shrink();
    let (case, decision) =
        read.record.as_ref().map_or((None, None), |record| (record.case.clone(), record.decision));
    let desk = read.record.as_ref().map(Desk::of).unwrap_or_default();
    let (checked, held) = match (findings.has_errors(), read.record) {
        (false, Some(record)) => match Core::of(&record) {
            Some(core) => {
                (Some(CheckedCase { core, record, texts: read.texts, sha256: file.sha256.clone() }), None)
            }
            None => (None, Some(record)),
        },
        (_, held) => (None, held),
    };
    Verdict { findings, checked, held, case, decision, desk, kept }
}

/// Checks a finished letter with every rule over letters.
pub fn check_letter(context: &LetterContext<'_>, wording: &WordingRules, config: &Config) -> Findings {
    let mut findings = Findings::default();
    for rule in RULES {
        if let Check::Letter(check) | Check::RecordAndLetter(_, check) = rule.check {
            check(context, &mut Reporter::new(rule.code, rule.severity, &mut findings));
        }
    }
    wording.check_letter(context, &mut findings);
    for finding in findings.iter_mut() {
        finding.page = finding.path.strip_prefix("letter:").and_then(|name| {
            let part = Part::from_label(&format!("part-{name}"))?;
            Some(context.letter.parts.iter().find(|found| found.part == part)?.page)
        });
    }
    change_severities(&mut findings, config);
    findings.sort();
    findings
}

pub(crate) fn change_severities(findings: &mut Findings, config: &Config) {
    for change in &config.rules {
        for finding in findings.iter_mut().filter(|finding| finding.code == change.code) {
            finding.severity = change.severity.severity().unwrap_or(Severity::Info);
        }
        if change.severity.severity().is_none() {
            findings.retain(|finding| finding.code != change.code);
        }
    }
}

fn is_at_or_under(path: &str, ancestor: &str) -> bool {
    path.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Whether `path` is an item of the list at `list`: a list whose items cannot be read seems empty to a rule.
fn is_item_of(path: &str, list: &str) -> bool {
    path.strip_prefix(list)
        .is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']') && !rest.contains('.'))
}

fn parent(path: &str) -> &str {
    path.rfind(['.', '[']).map_or("", |at| &path[..at])
}

impl Core {
    /// The keys of a record; `None` when one of them is not there.
    pub fn of(record: &CaseRecord) -> Option<Self> {
        Some(Self {
            case: record.case.clone()?,
            provision: record.provision.as_ref()?.as_str().to_owned(),
            decision: record.decision?,
            occasion: record.occasion?,
            decided: record.decided?,
            dispatch: record.dispatch?,
            channel: record.channel?,
        })
    }

    /// The provision, which checking has found to exist.
    pub fn provision<'l>(&self, law: &'l Law) -> Option<&'l Provision> {
        law.provision(&self.provision)
    }
}
