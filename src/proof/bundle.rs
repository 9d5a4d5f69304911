//! The bundle for the browser: `out/index.html`, and beside it one file a letter that is loaded when the letter is shown.
//!
//! What people wrote is data from here on: JSON in which no character can end a script, put into the page by `textContent` alone. The
//! page's own script and style are named by their digest in its content security policy, so nothing else runs.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::ser::{Formatter, Serializer};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::difference::{Cause, Difference, Make, Version, compare};
use super::draw::Draw;
use super::risk::{LetterFacts, Reason, reasons};
use super::sheet::{Proof, Sheet};
use crate::config::Config;
use crate::diagnostic::Severity;
use crate::ledger::Key;
use crate::pack::{Pack, PackError};
use crate::store::{self, Store, StoreError};

/// The folder of the letters' files, in `out/`.
pub const BUNDLE: &str = "bundle";
const PROOFS: &str = "proofs";
/// The folder of the texts of earlier versions, in `out/`.
pub const VERSIONS: &str = "versions";
/// The list of letters behind the page.
pub const ROWS: &str = "bundle/rows.json";
/// The page.
pub const INDEX: &str = "index.html";
/// How many versions of a letter are kept; the approved one always.
const VERSIONS_MAX: usize = 10;
/// How many letters of one decision it takes to say what is usual.
const USUAL_MIN: usize = 5;

/// Why the bundle could not be made.
#[derive(Debug, Error)]
pub enum BundleError {
    /// A file could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The page's own files are broken.
    #[error(transparent)]
    Pack(#[from] PackError),
}

/// The letter that is most like another, as the count of likeness over the set found it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Similar {
    /// The other letter.
    pub letter: String,
    /// The share of individual words that both have.
    pub share: f64,
}

/// What is known of letters from elsewhere: from the ledger, and from the count of likeness. By letter.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// SHA-256 of the version that was approved last.
    pub approved: BTreeMap<String, String>,
    /// The most similar other letter.
    pub similar: BTreeMap<String, Similar>,
    /// The warnings that were confirmed, each for one version: SHA-256 of the PDF and the code.
    pub confirmed: BTreeMap<String, BTreeSet<(String, String)>>,
    /// The template digests of letters that were approved.
    pub templates: BTreeSet<String>,
    /// Keyed hashes of the caseworkers who have had a letter approved.
    pub caseworkers: BTreeSet<String>,
    /// What those were hashed with.
    pub key: Option<Key>,
    /// Which letters must be opened; each with a reason for risk where nothing else is known.
    pub draw: Option<Draw>,
    /// SHA-256 of the content pack.
    pub pack: String,
    /// What was said last of each letter.
    pub said: BTreeMap<String, Said>,
}

/// What was said last of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It can be sent, made of a record and of a pack with these digests.
    Approved(String, String),
    /// The version with this digest must not be sent.
    Rejected(String),
    /// It was sent.
    Sent,
}

impl Known {
    fn is_confirmed(&self, row: &Row, code: &str) -> bool {
        let Some(sha256) = &row.sha256 else { return false };
        self.confirmed.get(&row.id).is_some_and(|all| all.contains(&(sha256.clone(), code.to_owned())))
    }

    /// What was said of the version that a row shows. Whether an approval holds is asked again when the letter is sent; here it is
    /// told what somebody need not read again.
    fn said(&self, row: &Row) -> Option<&'static str> {
        let sha256 = row.sha256.as_ref()?;
        match self.said.get(&row.id)? {
            Said::Approved(record, pack) => {
                let same = self.approved.get(&row.id) == Some(sha256)
                    && *record == row.source_sha256
                    && *pack == self.pack;
                same.then_some("approved")
            }
            Said::Rejected(pdf) => (pdf == sha256).then_some("rejected"),
            Said::Sent => Some("sent"),
        }
    }

    fn knows_caseworker(&self, name: &str) -> bool {
        self.key.as_ref().is_some_and(|key| self.caseworkers.contains(&caseworker_hash(key, name)))
    }
}

/// The keyed hash of a caseworker's name.
pub fn caseworker_hash(key: &Key, name: &str) -> String {
    key.keyed("caseworker", &[name])
}

/// A line of the table: what is known of a letter without opening it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own that a letter has or has not")]
pub struct Row {
    /// The letter's id, or the draft's.
    pub id: String,
    /// The case number.
    pub case: Option<String>,
    /// The record's file.
    pub source: String,
    /// SHA-256 of the record.
    pub source_sha256: String,
    /// `ready`, or `held` for a draft.
    pub state: String,
    /// The decision.
    pub decision: Option<String>,
    /// What a follow-up came to.
    pub outcome: Option<String>,
    /// What gave rise to it.
    pub occasion: Option<String>,
    /// Who it goes to.
    pub recipient: Option<String>,
    /// How it travels.
    pub channel: Option<String>,
    /// SHA-256 of the PDF.
    pub sha256: Option<String>,
    /// The PDF's title.
    pub title: String,
    /// The result, as the letter says it.
    pub result: String,
    /// How many pages.
    pub pages: usize,
    /// How many words.
    pub words: usize,
    /// Its LIX.
    pub lix: usize,
    /// Its findings: code and weight.
    pub findings: Vec<(String, Severity)>,
    /// Whether the address is protected.
    pub protected: bool,
    /// The caseworker, as the records name them.
    pub caseworker: String,
    /// A digest over the files of the pack that it is made of.
    pub template: String,
    /// Whether that digest is new to the bundle.
    #[serde(default)]
    pub new_template: bool,
    /// Whether the caseworker is new to the bundle, and this their first letter.
    #[serde(default)]
    pub first_of_caseworker: bool,
    /// SHA-256 of the letter's file in the bundle, so that what was read is what was made.
    #[serde(default)]
    pub file: String,
    /// Against the last bundle: `new`, `changed` or `same`.
    #[serde(default)]
    pub change: String,
    /// SHA-256 of the approved version that it is compared with.
    #[serde(default)]
    pub approved: Option<String>,
    /// What caused the difference against the earlier version.
    #[serde(default)]
    pub causes: Vec<Cause>,
    /// Whether standard text differs from the earlier version.
    #[serde(default)]
    pub standard_changed: bool,
    /// The most similar other letter.
    #[serde(default)]
    pub similar: Option<Similar>,
    /// Why it deserves eyes.
    #[serde(default)]
    pub risk: Vec<Reason>,
    /// The warnings that were confirmed for this version.
    #[serde(default)]
    pub confirmed: Vec<String>,
    /// Why it must be opened before it is approved among others: reasons for risk, or `drawn`.
    #[serde(default)]
    pub must_open: Vec<String>,
    /// SHA-256 of the annotated PDF.
    #[serde(default)]
    pub proof: String,
    /// Each attachment's file with its SHA-256, as they were when the proof was made.
    #[serde(default)]
    pub attachments: Vec<(String, String)>,
    /// What the ledger says of this very version: `approved`, `rejected`, `sent`, or nothing.
    #[serde(default)]
    pub standing: String,
}

/// The files that show a letter, from `out/`, each with its digest.
pub fn shown(row: &Row) -> [(String, String); 2] {
    [
        (format!("{BUNDLE}/{}.js", row.id), row.file.clone()),
        (format!("{PROOFS}/{}.pdf", row.id), row.proof.clone()),
    ]
}

/// A bundle that is being made. Shared by all workers.
#[derive(Debug)]
pub struct Bundle<'s> {
    store: &'s Store,
    known: &'s Known,
    make: Make,
    template: String,
    before: Before,
    rows: Mutex<Vec<Row>>,
}

/// What the last bundle held.
#[derive(Debug, Default)]
struct Before {
    /// Its letters that this one has not taken over.
    rows: Mutex<BTreeMap<String, Row>>,
    templates: BTreeSet<String>,
    caseworkers: BTreeSet<String>,
}

impl Before {
    fn of(rows: Vec<Row>) -> Self {
        let templates = rows.iter().map(|row| row.template.clone()).collect();
        let caseworkers = rows.iter().map(|row| row.caseworker.clone()).collect();
        let rows = Mutex::new(rows.into_iter().map(|row| (row.id.clone(), row)).collect());
        Self { rows, templates, caseworkers }
    }

    /// What `look` sees of a letter.
    fn see<T>(&self, id: &str, look: impl FnOnce(&Row) -> T) -> Option<T> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).get(id).map(look)
    }

    fn take(&self, id: &str) -> Option<Row> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).remove(id)
    }
}

impl<'s> Bundle<'s> {
    /// Begins a bundle: what the last one held is read.
    ///
    /// # Errors
    /// If the folders cannot be made.
    pub fn begin(
        store: &'s Store,
        known: &'s Known,
        pack: &Pack,
        settings: &str,
        program: &str,
    ) -> Result<Self, StoreError> {
        for folder in [BUNDLE, PROOFS, VERSIONS] {
            store.folder(folder)?;
        }
        let files = ["fonts/", "law/", "layout/", "letters/", "parts/"]
            .into_iter()
            .flat_map(|folder| pack.names(folder, ""))
            .map(|name| (name.to_owned(), short_digest(pack.bytes(name).unwrap_or_default())))
            .collect::<BTreeMap<_, _>>();
        let template = short_digest(format!("{files:?}").as_bytes());
        let before = Before::of(rows_of(store).unwrap_or_default());
        let make = Make {
            record: String::new(),
            pack: files,
            settings: settings.to_owned(),
            program: program.to_owned(),
        };
        Ok(Self { store, known, make, template, before, rows: Mutex::default() })
    }

    /// Whether the last bundle holds this version of a letter, with its files, compared with what is approved now.
    pub fn has(&self, id: &str, sha256: &str) -> bool {
        let there = [format!("{BUNDLE}/{id}.js"), format!("{PROOFS}/{id}.pdf")];
        let held = |row: &Row| {
            row.sha256.as_deref() == Some(sha256)
                && row.approved.as_ref() == self.known.approved.get(id)
                && self.is_as_left(row)
        };
        self.before.see(id, held) == Some(true) && there.iter().all(|name| self.store.path(name).is_file())
    }

    /// Takes over a letter of the last bundle that has not changed.
    pub fn keep(&self, id: &str) {
        if let Some(row) = self.before.take(id) {
            self.add(Row { change: "same".to_owned(), ..row });
        }
    }

    /// Takes over letters that a run left before it was cut off; whether all of them are as it left them. Else none is.
    pub fn take_up(&self, rows: &[Row]) -> bool {
        let as_left =
            |row: &Row| self.is_as_left(row) && row.approved.as_ref() == self.known.approved.get(&row.id);
        let all = !rows.is_empty() && rows.iter().all(as_left);
        if all {
            for row in rows {
                self.add(row.clone());
            }
        }
        all
    }

    /// Whether the files of a letter are as they were left, and its attachments as they were.
    fn is_as_left(&self, row: &Row) -> bool {
        let key = self.known.key.as_ref();
        let versions = self.store.read(&format!("{VERSIONS}/{}.json", row.id));
        let sealed = |bytes: Vec<u8>| Version::sealed(&bytes, &row.id, key).is_some();
        let same = |(file, digest): &(String, String)| {
            store::digest(std::path::Path::new(file)).as_ref() == Some(digest)
        };
        (row.sha256.is_none() || versions.is_some_and(sealed))
            && row.attachments.iter().all(same)
            && shown(row).iter().all(|(name, digest)| self.store.digest(name).as_ref() == Some(digest))
    }

    /// Leaves the files of one letter, and remembers its row.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn leave(&self, proof: &Proof, source_sha256: &str) -> Result<Row, StoreError> {
        let Proof { sheet, pdf } = proof;
        for (name, bytes) in &sheet.pictures {
            self.store.write(&format!("{BUNDLE}/{name}"), bytes)?;
        }
        let difference = self.version(sheet, source_sha256)?;
        let mut row = self.row(sheet, source_sha256);
        row.proof = crate::letter::sha256(pdf);
        if let Some(difference) = &difference {
            row.causes = difference.causes.clone();
            row.standard_changed = difference.blocks.iter().any(|block| block.standard);
        }
        let script = format!("begrundLetter({});\n", in_script(&Shown { sheet, difference }));
        row.file = crate::letter::sha256(script.as_bytes());
        self.store.write(&format!("{BUNDLE}/{}.js", sheet.id), script.as_bytes())?;
        self.store.write(&format!("{PROOFS}/{}.pdf", sheet.id), pdf)?;
        self.add(row.clone());
        Ok(row)
    }

    fn add(&self, row: Row) {
        if let Ok(mut rows) = self.rows.lock() {
            rows.push(row);
        }
    }

    /// Keeps the version, and compares it with the approved one, else with the one built before it.
    fn version(&self, sheet: &Sheet, source_sha256: &str) -> Result<Option<Difference>, StoreError> {
        let approved = self.known.approved.get(&sheet.id).map(String::as_str);
        let make = Make { record: source_sha256.to_owned(), ..self.make.clone() };
        let Some(version) = Version::of(sheet, make) else { return Ok(None) };
        let name = format!("{VERSIONS}/{}.json", sheet.id);
        let key = self.known.key.as_ref();
        let mut versions = self
            .store
            .read(&name)
            .and_then(|bytes| Version::sealed(&bytes, &sheet.id, key))
            .unwrap_or_default();
        let was_approved =
            approved.and_then(|digest| versions.iter().find(|version| version.sha256 == digest));
        let other = versions.iter().rev().find(|before| before.sha256 != version.sha256);
        let difference = was_approved
            .map(|before| compare(before, &version, true))
            .or_else(|| other.map(|before| compare(before, &version, false)));
        versions.retain(|before| before.sha256 != version.sha256);
        versions.push(version);
        let spare = versions.len().saturating_sub(VERSIONS_MAX);
        let mut dropped = 0;
        versions.retain(|version| {
            let drop = dropped < spare && approved != Some(version.sha256.as_str());
            dropped += usize::from(drop);
            !drop
        });
        self.store.write(&name, &Version::seal_all(versions, &sheet.id, key))?;
        Ok(difference)
    }

    /// What the row of the last bundle says of a letter: how it has changed, whether its template was new then, and it its caseworker's first.
    fn told_of(
        before: &Row,
        sheet: &Sheet,
        source_sha256: &str,
        template: &str,
    ) -> (&'static str, bool, bool) {
        let same = before.sha256 == sheet.sha256 && before.source_sha256 == source_sha256;
        let new_template = before.new_template && before.template == template;
        (if same { "same" } else { "changed" }, new_template, before.first_of_caseworker)
    }

    fn row(&self, sheet: &Sheet, source_sha256: &str) -> Row {
        let owned = |word: Option<&'static str>| word.map(ToOwned::to_owned);
        let before =
            self.before.see(&sheet.id, |row| Self::told_of(row, sheet, source_sha256, &self.template));
        let (change, new_template, first_of_caseworker) = before.unwrap_or(("new", false, false));
        Row {
            id: sheet.id.clone(),
            case: sheet.case.clone(),
            source: sheet.source.clone(),
            source_sha256: source_sha256.to_owned(),
            state: if sheet.sha256.is_some() { "ready" } else { "held" }.to_owned(),
            decision: owned(sheet.decision),
            outcome: owned(sheet.outcome),
            occasion: owned(sheet.occasion),
            recipient: owned(sheet.recipient),
            channel: owned(sheet.channel),
            sha256: sheet.sha256.clone(),
            title: sheet.title.clone(),
            result: sheet.result.clone(),
            pages: sheet.pages.len(),
            words: sheet.words,
            lix: sheet.lix,
            findings: sheet.findings.iter().map(|finding| (finding.code.clone(), finding.severity)).collect(),
            protected: sheet.protected,
            caseworker: sheet.caseworker.clone(),
            template: self.template.clone(),
            new_template,
            first_of_caseworker,
            file: String::new(),
            change: change.to_owned(),
            approved: self.known.approved.get(&sheet.id).cloned(),
            causes: Vec::new(),
            standard_changed: false,
            similar: None,
            risk: Vec::new(),
            confirmed: Vec::new(),
            must_open: Vec::new(),
            proof: String::new(),
            attachments: sheet.attachments.clone(),
            standing: String::new(),
        }
    }

    /// Writes the page with all letters. `alike` tells of a record's file which other one its reasons are most like. In a whole run the letters of the last bundle that are not in this one go; else they stay.
    ///
    /// # Errors
    /// If a file cannot be written, or the page's own files are broken.
    pub fn finish(
        self,
        pack: &Pack,
        config: &Config,
        whole: bool,
        alike: &BTreeMap<Cow<'_, str>, (Cow<'_, str>, f64)>,
    ) -> Result<usize, BundleError> {
        let mut rows = self.rows.into_inner().unwrap_or_default();
        let mut before = self.before;
        let left = std::mem::take(&mut before.rows).into_inner().unwrap_or_default();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|a, b| a.id == b.id);
        let mut gone: Vec<String> = Vec::new();
        let made: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let sources: BTreeSet<&str> = rows.iter().map(|row| row.source.as_str()).collect();
        let mut others: Vec<Row> = Vec::new();
        for (id, row) in left.into_iter().filter(|(id, _)| !made.contains(id.as_str())) {
            if whole || sources.contains(row.source.as_str()) {
                gone.push(id);
            } else {
                others.push(row);
            }
        }
        if !others.is_empty() {
            rows.append(&mut others);
            rows.sort_by(|a, b| a.id.cmp(&b.id));
        }
        let similar = most_similar(&rows, alike, &self.known.similar);
        set_facts(&mut rows, &before, &similar, self.known);
        set_demands(&mut rows, self.known.draw.as_ref());
        for id in gone {
            self.store.remove(&format!("{BUNDLE}/{id}.js"))?;
            self.store.remove(&format!("{PROOFS}/{id}.pdf"))?;
        }
        leave_page(self.store, pack, config, &rows)?;
        Ok(rows.len())
    }
}

/// Takes letters out of the bundle: their files, their versions, and what the page and its list say of them.
///
/// # Errors
/// If a file cannot be deleted or written, or the page's own files are broken.
pub fn forget(
    store: &Store,
    pack: &Pack,
    config: &Config,
    letters: &BTreeSet<&str>,
) -> Result<(), BundleError> {
    for id in letters {
        store.remove(&format!("{BUNDLE}/{id}.js"))?;
        store.remove(&format!("{PROOFS}/{id}.pdf"))?;
        store.remove(&format!("{VERSIONS}/{id}.json"))?;
    }
    let Some(mut rows) = rows_of(store) else { return Ok(()) };
    let told = |id: &str| letters.contains(id);
    let similar = |row: &Row| row.similar.as_ref().is_some_and(|similar| told(&similar.letter));
    if !rows.iter().any(|row| told(&row.id) || similar(row)) {
        return Ok(());
    }
    rows.retain(|row| !told(&row.id));
    for row in rows.iter_mut().filter(|row| similar(row)) {
        row.similar = None;
    }
    leave_page(store, pack, config, &rows)
}

/// The list behind the page that the last run left; `None` where there is none that can be read.
fn rows_of(store: &Store) -> Option<Vec<Row>> {
    serde_json::from_reader(store.reader(ROWS)?).ok()
}

/// Writes the page and the list behind it, row by row.
fn leave_page(store: &Store, pack: &Pack, config: &Config, rows: &[Row]) -> Result<(), BundleError> {
    let page = Page::of(pack)?;
    store.write_by(INDEX, |file| page.write(file, config, rows))?;
    store.write_by(ROWS, |file| Ok(serde_json::to_writer(file, rows)?))?;
    Ok(())
}

/// For each letter the one that it is most like: what is known from elsewhere, else the first letter of the file that is alike.
fn most_similar(
    rows: &[Row],
    alike: &BTreeMap<Cow<'_, str>, (Cow<'_, str>, f64)>,
    known: &BTreeMap<String, Similar>,
) -> BTreeMap<String, Similar> {
    let letters = rows.iter().rev().map(|row| (row.source.as_str(), row.id.as_str()));
    let letters: BTreeMap<&str, &str> = letters.collect();
    let counted = rows.iter().filter_map(|row| {
        let (other, share) = alike.get(row.source.as_str())?;
        let letter = (*letters.get(&**other)?).to_owned();
        Some((row.id.clone(), Similar { letter, share: *share }))
    });
    counted.chain(known.iter().map(|(id, similar)| (id.clone(), similar.clone()))).collect()
}

/// What only the set shows: what is new to it, what is usual in it, what is alike.
fn set_facts(rows: &mut [Row], before: &Before, similar: &BTreeMap<String, Similar>, known: &Known) {
    let templates = &before.templates;
    let mut caseworkers = before.caseworkers.clone();
    let usual = usual_words(rows);
    for row in rows.iter_mut() {
        row.new_template |= !templates.is_empty() && !templates.contains(&row.template);
        if !known.templates.is_empty() {
            row.new_template = !known.templates.contains(&row.template);
        }
        row.first_of_caseworker |=
            row.state == "ready" && !row.caseworker.is_empty() && caseworkers.insert(row.caseworker.clone());
        row.first_of_caseworker &= !known.knows_caseworker(&row.caseworker);
        let warnings = row.findings.iter().filter(|(_, severity)| *severity == Severity::Warning);
        let (confirmed, open): (BTreeSet<String>, BTreeSet<String>) =
            warnings.map(|(code, _)| code.clone()).partition(|code| known.is_confirmed(row, code));
        row.confirmed = confirmed.into_iter().collect();
        row.standing = known.said(row).unwrap_or_default().to_owned();
        row.similar = similar.get(&row.id).cloned();
        row.risk = reasons(&LetterFacts {
            decision: row.decision.clone().unwrap_or_default(),
            outcome: row.outcome.clone(),
            remittal: row.occasion.as_deref() == Some("remittal"),
            new_template: row.new_template,
            similarity: row.similar.as_ref().map(|similar| similar.share),
            open_warning: !open.is_empty(),
            protected_address: row.protected,
            words: row.words,
            usual_words: usual.get(&row.decision).copied().filter(|_| row.state == "ready"),
            first_of_caseworker: row.first_of_caseworker,
        });
    }
}

/// Which letters must be opened. A draft cannot be approved, so nothing demands it.
fn set_demands(rows: &mut [Row], draw: Option<&Draw>) {
    for row in rows.iter_mut() {
        row.must_open = match draw {
            None => row.risk.iter().map(|reason| reason.word().to_owned()).collect(),
            Some(_) => Vec::new(),
        };
    }
    let Some(draw) = draw else { return };
    let ready: Vec<usize> = (0..rows.len()).filter(|index| rows[*index].state == "ready").collect();
    let letters: Vec<(&str, &[Reason])> =
        ready.iter().map(|index| (rows[*index].id.as_str(), rows[*index].risk.as_slice())).collect();
    for (index, demands) in ready.into_iter().zip(draw.demands(&letters)) {
        rows[index].must_open = demands;
    }
}

/// The median number of words by decision, where there are enough letters to say.
fn usual_words(rows: &[Row]) -> BTreeMap<Option<String>, usize> {
    let mut words: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.state == "ready") {
        words.entry(row.decision.clone()).or_default().push(row.words);
    }
    words
        .into_iter()
        .filter(|(_, words)| words.len() >= USUAL_MIN)
        .map(|(decision, mut words)| {
            words.sort_unstable();
            (decision, words[words.len() / 2])
        })
        .collect()
}

/// What a letter's file tells the page.
#[derive(Serialize)]
struct Shown<'s> {
    sheet: &'s Sheet,
    difference: Option<Difference>,
}

/// What the page knows of all letters.
#[derive(Serialize)]
struct All<'r> {
    version: &'static str,
    test: bool,
    /// Whether who approves is held against the list of approvers.
    names_verified: bool,
    rows: &'r [Row],
    words: &'r serde_json::Value,
}

/// The page: markup, style and script of the pack, about the place where the rows go.
struct Page {
    head: String,
    words: serde_json::Value,
    foot: String,
}

impl Page {
    fn of(pack: &Pack) -> Result<Self, PackError> {
        let mut style = String::new();
        for name in pack.names("fonts/", ".ttf").chain(pack.names("fonts/", ".otf")) {
            let weight = if name.contains("SemiBold") { 600 } else { 400 };
            let _ = writeln!(
                style,
                "@font-face{{font-family:\"Brev\";font-weight:{weight};src:url(data:font/ttf;base64,{})}}",
                base64(pack.bytes(name).unwrap_or_default())
            );
        }
        style.push_str(pack.text("proof/proof.css")?);
        let words = serde_json::from_str(pack.text("proof/words.json")?)
            .map_err(|error| PackError::content("proof/words.json", error.to_string()))?;
        let script = pack.text("proof/proof.js")?;
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{}' 'self' file:; style-src 'sha256-{}'; font-src data:; img-src 'self' file:; \
             base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types begrund",
            base64(&Sha256::digest(script.as_bytes())),
            base64(&Sha256::digest(style.as_bytes())),
        );
        let mut rest = pack.text("proof/index.html")?;
        let mut before = |mark: &str| {
            let (before, after) = rest
                .split_once(mark)
                .ok_or_else(|| PackError::content("proof/index.html", format!("`{mark}` is missing")))?;
            rest = after;
            Ok::<_, PackError>(before)
        };
        let head =
            [before("<!--POLICY-->")?, &policy, before("<!--STYLE-->")?, &style, before("<!--DATA-->")?];
        let (head, last) = (head.concat(), before("<!--SCRIPT-->")?);
        let foot = [last, script, rest].concat();
        Ok(Self { head, words, foot })
    }

    fn write(&self, file: &mut dyn Write, config: &Config, rows: &[Row]) -> io::Result<()> {
        file.write_all(self.head.as_bytes())?;
        let all = All {
            version: env!("CARGO_PKG_VERSION"),
            test: config.test,
            names_verified: config.approval.verifies_names(),
            rows,
            words: &self.words,
        };
        all.serialize(&mut Serializer::with_formatter(&mut *file, InScript))?;
        file.write_all(self.foot.as_bytes())
    }
}

/// JSON that can stand in a script: nothing in it can end the script or begin a comment.
fn in_script(data: &impl Serialize) -> String {
    let mut json = Vec::new();
    let written = data.serialize(&mut Serializer::with_formatter(&mut json, InScript));
    written.ok().and_then(|()| String::from_utf8(json).ok()).unwrap_or_default()
}

/// Writes what could end a script as the number of the character; that can only stand in a text.
struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        const MARKS: [char; 5] = ['<', '>', '&', '\u{2028}', '\u{2029}'];
        for piece in text.split_inclusive(MARKS) {
            match piece.chars().next_back().filter(|last| MARKS.contains(last)) {
                Some(mark) => {
                    writer.write_all(piece.trim_end_matches(mark).as_bytes())?;
                    write!(writer, "\\u{:04x}", u32::from(mark))?;
                }
                None => writer.write_all(piece.as_bytes())?,
            }
        }
        Ok(())
    }
}

fn short_digest(bytes: &[u8]) -> String {
    crate::letter::sha256(bytes)[..12].to_owned()
}

/// Base64 with padding (RFC 4648, section 4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let known = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in known {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn nothing_in_the_data_can_end_the_script() {
        let text = in_script(&serde_json::json!({"<x": "</script><!--\u{2028}&amp;"}));
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        let back: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["<x"], "</script><!--\u{2028}&amp;");
    }
}
