//! Is everything whole: the chain, its anchors, and every file that the ledger tells of.

#![expect(clippy::disallowed_methods, reason = "what stands in out/ is hashed as it is")]

use std::collections::BTreeSet;
use std::fs;

use super::bound::Change;
use super::shelf::{Exhibit, Shelf};
use super::standing::Standing;
use crate::ledger::{Head, Ledger, LedgerError, What};
use crate::letter::sha256;
use crate::pipeline::{MANIFEST, Workspace};
use crate::proof::{INDEX, ROWS, VERSIONS, Version, shown};

/// What was found.
#[derive(Debug)]
pub struct Verified {
    /// Where the chain has come to.
    pub head: Option<Head>,
    /// How many letters were looked at.
    pub letters: usize,
    /// Files of `out/` that are not as the last run left them.
    pub not_as_left: Vec<String>,
    /// Letters of which something is not what it was when it was made, or approved.
    pub changed: Vec<(String, Vec<Change>)>,
}

impl Verified {
    /// Whether everything is as it was.
    pub fn is_whole(&self) -> bool {
        self.not_as_left.is_empty() && self.changed.is_empty()
    }
}

/// Looks through the ledger and everything that it tells of.
///
/// # Errors
/// If the ledger itself is damaged, or has lost events.
pub fn verify(workspace: &Workspace, ledger: &Ledger) -> Result<Verified, LedgerError> {
    let head = ledger.events().verify()?;
    let shelf = Shelf::load(workspace, ledger)?;
    let exhibits = shelf.exhibits();
    let mut changed = Vec::new();
    for exhibit in &exhibits {
        let changes = changes_of(&shelf, exhibit, ledger)?;
        if !changes.is_empty() {
            changed.push((exhibit.letter.id.clone(), changes));
        }
    }
    // An approved letter that no line of the manifest tells of any more.
    let there: BTreeSet<&str> = exhibits.iter().map(|exhibit| exhibit.letter.id.as_str()).collect();
    for letter in ledger.events().last_approvals()?.into_keys().filter(|id| !there.contains(id.as_str())) {
        let events = ledger.events().of_letter(&letter)?;
        let word = super::standing::last_word(&events).map(|event| &event.what);
        if matches!(word, Some(What::Approved { .. })) {
            changed.push((letter, vec![Change::PdfGone]));
        }
    }
    Ok(Verified {
        head,
        letters: exhibits.len(),
        not_as_left: not_as_left(workspace, &shelf, ledger)?,
        changed,
    })
}

/// What of a letter is not as it was when it was made, and when it was approved.
fn changes_of(shelf: &Shelf<'_>, exhibit: &Exhibit<'_>, ledger: &Ledger) -> Result<Vec<Change>, LedgerError> {
    let now = shelf.present(exhibit, ledger.key()).bound;
    let mut changes = BTreeSet::new();
    if now.pdf != exhibit.letter.sha256 {
        changes.insert(if now.pdf.is_empty() { Change::PdfGone } else { Change::Pdf });
    }
    if now.record != exhibit.entry.source_sha256 {
        changes.insert(if now.record.is_empty() { Change::RecordGone } else { Change::Record });
    }
    if now.pack != exhibit.entry.pack_sha256 {
        changes.extend(shelf.pack_changes(&exhibit.entry.pack_sha256, ledger.events())?);
    }
    let events = ledger.events().of_letter(&exhibit.letter.id)?;
    if let Standing::Lapsed(_, since) = shelf.standing(exhibit, ledger.events(), ledger.key(), &events)? {
        changes.extend(since);
    }
    Ok(changes.into_iter().collect())
}

fn not_as_left(
    workspace: &Workspace,
    shelf: &Shelf<'_>,
    ledger: &Ledger,
) -> Result<Vec<String>, LedgerError> {
    let out = workspace.folder.join("out");
    let digest = |name: &str| sha256(&fs::read(out.join(name)).unwrap_or_default());
    let mut other = Vec::new();
    let mut compare = |name: &str, noted: &str| {
        if digest(name) != noted {
            other.push(format!("out/{name}"));
        }
    };
    if let Some(What::Built { manifest, .. }) = ledger.events().last_of("built")?.map(|event| event.what) {
        compare(MANIFEST, &manifest);
    }
    if let Some(What::Proofed { rows, page }) = ledger.events().last_of("proofed")?.map(|event| event.what) {
        compare(ROWS, &rows);
        compare(INDEX, &page);
    }
    for exhibit in shelf.exhibits() {
        for (name, digest) in exhibit.row.map(shown).into_iter().flatten() {
            compare(&name, &digest);
        }
    }
    for exhibit in shelf.exhibits() {
        let name = format!("{VERSIONS}/{}.json", exhibit.letter.id);
        let sealed =
            |bytes: Vec<u8>| Version::sealed(&bytes, &exhibit.letter.id, Some(ledger.key())).is_some();
        if exhibit.row.is_some() && !fs::read(out.join(&name)).is_ok_and(sealed) {
            other.push(format!("out/{name}"));
        }
    }
    Ok(other)
}
