//! `begrund reconcile`: evidence of what came of letters of which nobody knows.

use std::path::Path;

use serde_json::json;

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::verdicts::with_nothing_open;
use crate::approval::Shelf;
use crate::diagnostic::Lang;
use crate::ledger::Ledger;
use crate::pipeline::Workspace;
use crate::send::{Evidence, reconcile};

pub(super) fn run(
    args: &Args,
    maillog: Option<&Path>,
    maildir: Option<&Path>,
    whole: bool,
) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let mut ledger = Ledger::open(&args.workspace, workspace.config.access.group.as_deref(), clock::now())?;
    with_nothing_open(args, &workspace, &mut ledger)?;
    let evidence = match (maillog, maildir) {
        (Some(file), _) => Evidence::of_maillog(file)?,
        (None, folder) => Evidence::of_maildir(folder.unwrap_or(Path::new(".")))?,
    };
    let shelf = Shelf::load(&workspace, &ledger)?;
    let found = reconcile(&mut ledger, &shelf, &evidence, whole, clock::now())?;
    let open = found.iter().any(|letter| letter.was_sent.is_none());
    if args.format == Format::Json {
        let letters: Vec<_> = found
            .iter()
            .map(|letter| json!({"letter": letter.letter, "was_sent": letter.was_sent}))
            .collect();
        println!("{:#}", json!({"reconciled": letters}));
    } else {
        let da = Lang::from(args.lang) == Lang::Da;
        for letter in &found {
            let word = match (letter.was_sent, da) {
                (Some(true), true) => "blev sendt",
                (Some(true), false) => "was sent",
                (Some(false), true) => "blev ikke sendt; det er stadig godkendt",
                (Some(false), false) => "was not sent; it is still approved",
                (None, true) => "står der ikke; er loggen hel, så brug --whole, ellers `begrund settle`",
                (None, false) => "is not there; if the log is whole, use --whole, else `begrund settle`",
            };
            println!("{}: {word}", letter.letter);
        }
        if found.is_empty() {
            println!("{}", if da { "Der er intet uafklaret." } else { "There is nothing unsettled." });
        }
    }
    Ok(if open { Exit::Undelivered } else { Exit::Done })
}
