//! `begrund approve`: a named person's word that letters can be sent.

use std::path::Path;

use super::args::Args;
use super::clock;
use super::exit::Exit;
use super::failure::{Failure, unreadable};
use super::verdicts::{Desk, refused, tell};
use crate::approval::{
    Decision, Manner, Refusal, Shelf, Verdict, accept_redated, decide, load_decisions, read_decisions,
    resolve,
};
use crate::diagnostic::Bilingual;
use crate::ledger::Opened;

pub(super) fn run(
    args: &Args,
    letters: &[String],
    confirm: &[String],
    because: Option<&str>,
    by: Option<&str>,
) -> Result<Exit, Failure> {
    if letters.len() > 1 && !confirm.is_empty() {
        let hint = Bilingual::new(
            "En advarsel bekræftes for ét brev ad gangen.",
            "A warning is confirmed for one letter at a time.",
        );
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new("--confirm er til ét brev", "--confirm is for one letter"),
            hint,
        ));
    }
    let mut desk = Desk::open(args, by)?;
    let shelf = Shelf::load(&desk.workspace, &desk.ledger)?;
    let letters = match named(&shelf, letters) {
        Ok(letters) => letters,
        Err(refusals) => return Ok(refused(args, &refusals, Exit::Held)),
    };
    let (manner, opened) = match letters.len() {
        1 => (Manner::Single, Opened::Named),
        _ => (Manner::Bulk, Opened::No),
    };
    let mut decisions = Vec::new();
    for letter in &letters {
        let decision = |verdict| Decision { letter: letter.clone(), sha256: None, verdict, opened };
        let because = because.unwrap_or_default();
        decisions.extend(confirm.iter().map(|code| {
            decision(Verdict::Confirm { code: code.trim().to_ascii_uppercase(), because: because.to_owned() })
        }));
        decisions.push(decision(Verdict::Approve));
    }
    let done = decide(&mut desk.ledger, &shelf, &desk.person, &decisions, manner, clock::now());
    tell(args, &desk.workspace.config, done)
}

/// Applies what the proof page saved.
pub(super) fn from_file(args: &Args, file: &Path, by: Option<&str>) -> Result<Exit, Failure> {
    let mut desk = Desk::open(args, by)?;
    let bytes = load_decisions(file).map_err(|error| {
        let hint = Bilingual::new(
            "Skriv stien til den decisions.json, som siden har gemt.",
            "Write the path of the decisions.json that the page saved.",
        );
        let danish = unreadable(file, &error);
        Failure::of(Exit::Unusable, error, danish, hint)
    })?;
    let decisions = match read_decisions(&bytes) {
        Ok(decisions) => decisions,
        Err(refusals) => return Ok(refused(args, &refusals, Exit::Unusable)),
    };
    let shelf = Shelf::load(&desk.workspace, &desk.ledger)?;
    let done = decide(&mut desk.ledger, &shelf, &desk.person, &decisions, Manner::Bulk, clock::now());
    tell(args, &desk.workspace.config, done)
}

/// Carries approvals over to letters with new dates.
pub(super) fn redated(args: &Args, letters: &[String], by: Option<&str>) -> Result<Exit, Failure> {
    let mut desk = Desk::open(args, by)?;
    let shelf = Shelf::load(&desk.workspace, &desk.ledger)?;
    let done = accept_redated(&mut desk.ledger, &shelf, &desk.person, letters, clock::now());
    tell(args, &desk.workspace.config, done)
}

/// The letters that are meant.
pub(super) fn named(shelf: &Shelf<'_>, letters: &[String]) -> Result<Vec<String>, Vec<Refusal>> {
    let (mut found, mut refusals) = (Vec::new(), Vec::new());
    for letter in letters {
        match resolve(shelf, letter) {
            Ok(letter) => found.push(letter),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if refusals.is_empty() { Ok(found) } else { Err(refusals) }
}
