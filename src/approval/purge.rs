//! Retention: the files of letters that were sent long ago go; the ledger keeps what proves them.
//!
//! What goes is planned first, from the ledger and the files as they stand, and can be shown. A purge that was stopped is done again:
//! what is left of a letter is found anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use walkdir::WalkDir;

use super::shelf::Shelf;
use crate::ledger::{Ledger, LedgerError, What};
use crate::letter::sha256;
use crate::pipeline::{self, Entry, MANIFEST, Workspace};
use crate::proof::{self, BundleError, INDEX, ROWS};
use crate::store::{self, Store, StoreError};

/// Which letters go.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// How many days must have passed since a letter was sent.
    pub after_days: u32,
    /// Whether records go with their letters.
    pub records: bool,
    /// Now.
    pub now: Timestamp,
}

/// What a purge will delete.
#[derive(Debug, Default)]
pub struct PurgePlan {
    /// The letters that go.
    pub leaving: Vec<Leaving>,
    /// The letters that were sent as long ago, and stay because a record still gives them: the letter and the record's file.
    pub staying: Vec<(String, PathBuf)>,
}

/// A letter that goes.
#[derive(Debug)]
pub struct Leaving {
    /// The letter.
    pub letter: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// Its files.
    pub files: Vec<PathBuf>,
    /// Its record, where that goes too.
    pub record: Option<PathBuf>,
    matter: Option<String>,
    pdf: String,
    noted: bool,
}

/// Why a purge stopped. What was deleted by then is gone; the same purge again does the rest.
#[derive(Debug, Error)]
pub enum PurgeError {
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The page with all letters cannot be written anew.
    #[error(transparent)]
    Page(#[from] BundleError),
}

impl From<StoreError> for PurgeError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

/// A letter that was sent.
struct Dispatched {
    matter: Option<String>,
    at: Timestamp,
    pdf: String,
}

/// Plans a purge; deletes nothing.
///
/// # Errors
/// If the ledger cannot be read.
pub fn plan_purge(
    workspace: &Workspace,
    ledger: &Ledger,
    retention: Retention,
) -> Result<PurgePlan, LedgerError> {
    let mut dispatched: BTreeMap<String, Dispatched> = BTreeMap::new();
    for event in ledger.events().of_kind("sent")? {
        if let (Some(letter), What::Sent { pdf, .. }) = (event.letter, event.what) {
            dispatched.insert(letter, Dispatched { matter: event.matter, at: event.at, pdf });
        }
    }
    let noted: BTreeSet<String> =
        ledger.events().of_kind("purged")?.into_iter().filter_map(|event| event.letter).collect();
    let days = SignedDuration::from_hours(24 * i64::from(retention.after_days));
    let is_due = |letter: &Dispatched| letter.at + days <= retention.now;
    let shelf = Shelf::load(workspace, ledger)?;
    let letters = |entry: &Entry| entry.letters.iter().map(|letter| letter.id.clone()).collect::<Vec<_>>();
    // A file is the letter's whose id is the longest in its name: one case number can end as another does.
    let mut ids: BTreeSet<String> = dispatched.keys().cloned().collect();
    ids.extend(shelf.entries().iter().flat_map(letters));
    let mut files = files_by_letter(&workspace.folder.join("out"), &ids);
    let mut plan = PurgePlan::default();
    let mut records: BTreeMap<String, PathBuf> = BTreeMap::new();
    for entry in shelf.entries() {
        let Some(record) = shelf.record_of(entry).filter(|file| file.sha256 == entry.source_sha256) else {
            continue;
        };
        let all_due = entry.letters.iter().all(|letter| dispatched.get(&letter.id).is_some_and(is_due));
        for letter in letters(entry) {
            if retention.records && all_due {
                records.insert(letter, record.path.clone());
            } else if dispatched.get(&letter).is_some_and(is_due) {
                plan.staying.push((letter, record.path.clone()));
            }
        }
    }
    let stays: BTreeSet<&String> = plan.staying.iter().map(|(letter, _)| letter).collect();
    for (letter, sent) in dispatched.iter().filter(|(letter, sent)| is_due(sent) && !stays.contains(letter)) {
        let (files, record) = (files.remove(letter).unwrap_or_default(), records.remove(letter));
        let noted = noted.contains(letter);
        if !noted || record.is_some() || !files.is_empty() {
            plan.leaving.push(Leaving {
                letter: letter.clone(),
                sent: sent.at,
                files,
                record,
                matter: sent.matter.clone(),
                pdf: sent.pdf.clone(),
                noted,
            });
        }
    }
    Ok(plan)
}

/// Deletes what a plan names, takes the letters out of the lists in `out/`, and notes both in the ledger.
///
/// # Errors
/// If a file cannot be deleted, or a list or the ledger not written.
pub fn purge(
    workspace: &Workspace,
    store: &Store,
    ledger: &mut Ledger,
    plan: &PurgePlan,
    retention: Retention,
    user: &str,
) -> Result<(), PurgeError> {
    if plan.leaving.is_empty() {
        return Ok(());
    }
    for leaving in &plan.leaving {
        for file in leaving.files.iter().chain(&leaving.record) {
            store::delete(file)?;
        }
    }
    let gone: BTreeSet<&str> = plan.leaving.iter().map(|leaving| leaving.letter.as_str()).collect();
    let digest = |name: &str| sha256(&store.read(name).unwrap_or_default());
    let (manifest, rows) = (digest(MANIFEST), digest(ROWS));
    pipeline::forget(store, &gone)?;
    proof::forget(store, &workspace.pack, &workspace.config, &gone)?;
    ledger.write(retention.now, |writer| {
        for leaving in &plan.leaving {
            writer.forget(&leaving.letter)?;
        }
        for leaving in plan.leaving.iter().filter(|leaving| !leaving.noted) {
            let what = What::Purged {
                pdf: leaving.pdf.clone(),
                after_days: retention.after_days,
                record: leaving.record.is_some(),
                user: user.to_owned(),
            };
            writer.append(leaving.matter.as_deref(), Some(&leaving.letter), &what)?;
        }
        // A list that was as the last run left it is so still; one that was not does not become so here.
        let built = writer.events().last_of("built")?.map(|event| event.what);
        if let Some(What::Built { manifest: noted, pack, program, names_verified, .. }) = built
            && noted == manifest
            && digest(MANIFEST) != noted
        {
            let letters = pipeline::letters_in_place(store);
            let manifest = digest(MANIFEST);
            writer.append(None, None, &What::Built { manifest, pack, program, letters, names_verified })?;
        }
        let proofed = writer.events().last_of("proofed")?.map(|event| event.what);
        if let Some(What::Proofed { rows: noted, .. }) = proofed
            && noted == rows
            && digest(ROWS) != noted
        {
            writer.append(None, None, &What::Proofed { rows: digest(ROWS), page: digest(INDEX) })?;
        }
        Ok::<_, LedgerError>(())
    })?;
    Ok(())
}

/// The files under `out/` whose names hold a letter's id.
fn files_by_letter(out: &Path, ids: &BTreeSet<String>) -> BTreeMap<String, Vec<PathBuf>> {
    let mut files: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for entry in WalkDir::new(out).sort_by_file_name().into_iter().flatten() {
        let name = entry.file_name().to_string_lossy();
        if entry.file_type().is_file()
            && let Some(id) = longest_id(&name, ids)
        {
            files.entry(id.to_owned()).or_default().push(entry.into_path());
        }
    }
    files
}

/// The longest of `ids` in a file's name: it ends where an ending begins, and stands at the start or after a number's `-` or `_`.
fn longest_id<'i>(name: &str, ids: &'i BTreeSet<String>) -> Option<&'i str> {
    let after = |marks: &'static [char]| name.match_indices(marks).map(|(at, _)| at);
    let starts: Vec<usize> = std::iter::once(0).chain(after(&['-', '_']).map(|at| at + 1)).collect();
    let ends = after(&['.']).chain([name.len()]);
    let stretches = ends.flat_map(|end| starts.iter().filter_map(move |start| name.get(*start..end)));
    stretches.filter_map(|stretch| ids.get(stretch)).map(String::as_str).max_by_key(|id| id.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_letters_whose_id_is_longest() {
        let ids: BTreeSet<String> =
            ["7_2026-01-02_grant_citizen", "x-7_2026-01-02_grant_citizen"].map(ToOwned::to_owned).into();
        let of = |name: &str| longest_id(name, &ids);
        for name in ["x-7_2026-01-02_grant_citizen.pdf", "0003_x-7_2026-01-02_grant_citizen.xml"] {
            assert_eq!(of(name), Some("x-7_2026-01-02_grant_citizen"), "{name}");
        }
        assert_eq!(of("7_2026-01-02_grant_citizen.a1b2.json"), Some("7_2026-01-02_grant_citizen"));
        let dotted: BTreeSet<String> = ["27.36-G01-5-26_2026-01-02_grant_citizen".to_owned()].into();
        assert!(longest_id("0001_27.36-G01-5-26_2026-01-02_grant_citizen.pdf", &dotted).is_some());
        for name in ["17_2026-01-02_grant_citizen.pdf", "7_2026-01-02_grant_citizen2.pdf", "index.html"] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
