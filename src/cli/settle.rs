//! `begrund settle`: a person says what came of a letter of which nobody knows.

use serde_json::json;

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::verdicts::{Desk, names_remark, refused, with_nothing_open};
use crate::approval::{Shelf, resolve};
use crate::diagnostic::Lang;
use crate::send::{SettleError, settle};

pub(super) fn run(
    args: &Args,
    letter: &str,
    was_sent: bool,
    because: &str,
    by: Option<&str>,
) -> Result<Exit, Failure> {
    let mut desk = Desk::open(args, by)?;
    with_nothing_open(args, &desk.workspace, &mut desk.ledger)?;
    let shelf = Shelf::load(&desk.workspace, &desk.ledger)?;
    // A letter that is no longer in out/ is known by its whole name.
    let letter = resolve(&shelf, letter).unwrap_or_else(|_| letter.to_owned());
    let settled =
        match settle(&mut desk.ledger, &shelf, &letter, was_sent, because, &desk.person, clock::now()) {
            Ok(settled) => settled,
            Err(SettleError::Ledger(error)) => return Err(error.into()),
            Err(SettleError::Refused(refusal)) => return Ok(refused(args, &[refusal], Exit::Held)),
        };
    if args.format == Format::Json {
        let verified = desk.workspace.config.approval.verifies_names();
        let settled = json!([{"letter": settled.letter, "was_sent": settled.was_sent}]);
        println!("{:#}", json!({"settled": settled, "names_verified": verified}));
        return Ok(Exit::Done);
    }
    let lang: Lang = args.lang.into();
    let word = match (was_sent, lang) {
        (true, Lang::Da) => "blev sendt",
        (true, Lang::En) => "was sent",
        (false, Lang::Da) => "blev ikke sendt; det er stadig godkendt",
        (false, Lang::En) => "was not sent; it is still approved",
    };
    println!("{}: {word}", settled.letter);
    print!("{}", names_remark(&desk.workspace.config, lang));
    Ok(Exit::Done)
}
