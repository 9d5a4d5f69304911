//! `begrund reject`: a named person's word that letters must be mended.

use super::approve::named;
use super::args::Args;
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::verdicts::{Desk, refused, tell};
use crate::approval::{Decision, Manner, Shelf, Verdict, decide};
use crate::ledger::Opened;

pub(super) fn run(args: &Args, letters: &[String], because: &str, by: Option<&str>) -> Result<Exit, Failure> {
    let mut desk = Desk::open(args, by)?;
    let shelf = Shelf::load(&desk.workspace, &desk.ledger)?;
    let letters = match named(&shelf, letters) {
        Ok(letters) => letters,
        Err(refusals) => return Ok(refused(args, &refusals, Exit::Held)),
    };
    let reject = |letter: String| Decision {
        letter,
        sha256: None,
        verdict: Verdict::Reject { because: because.to_owned() },
        opened: Opened::Named,
    };
    let decisions: Vec<Decision> = letters.into_iter().map(reject).collect();
    let done = decide(&mut desk.ledger, &shelf, &desk.person, &decisions, Manner::Single, clock::now());
    tell(args, &desk.workspace.config, done)
}
