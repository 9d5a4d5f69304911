//! `begrund withdraw`: takes an approval back before the letter is sent.

use serde_json::json;

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::verdicts::{Desk, names_remark, refused};
use crate::approval::{DecideError, Shelf, resolve, withdraw};
use crate::diagnostic::Lang;

pub(super) fn run(args: &Args, letters: &[String], because: &str, by: Option<&str>) -> Result<Exit, Failure> {
    let mut desk = Desk::open(args, by)?;
    let shelf = Shelf::load(&desk.workspace, &desk.ledger)?;
    // A letter that is no longer in out/ is known by its whole name.
    let letters: Vec<String> =
        letters.iter().map(|letter| resolve(&shelf, letter).unwrap_or_else(|_| letter.clone())).collect();
    match withdraw(&mut desk.ledger, &shelf, &letters, &desk.person, because, clock::now()) {
        Ok(()) => {}
        Err(DecideError::Ledger(error)) => return Err(error.into()),
        Err(DecideError::Refused(refusals)) => return Ok(refused(args, &refusals, Exit::Held)),
    }
    if args.format == Format::Json {
        let verified = desk.workspace.config.approval.verifies_names();
        println!("{:#}", json!({"withdrawn": letters, "refused": [], "names_verified": verified}));
        return Ok(Exit::Done);
    }
    let lang: Lang = args.lang.into();
    for letter in &letters {
        println!("{}: {letter}", if lang == Lang::Da { "Trukket tilbage" } else { "Withdrawn" });
    }
    print!("{}", names_remark(&desk.workspace.config, lang));
    Ok(Exit::Done)
}
