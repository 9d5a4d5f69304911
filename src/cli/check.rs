//! `begrund check`: reads and checks, writes nothing.

use std::path::PathBuf;

use super::args::Args;
use super::exit::Exit;
use super::failure::Failure;
use super::output;
use super::progress::Bar;
use super::selection::{Selection, Skip};
use crate::ledger::Ledger;
use crate::pipeline::{Earlier, Workspace, check};

pub(super) fn run(args: &Args, paths: &[PathBuf], only: &[String], skip: &[Skip]) -> Result<Exit, Failure> {
    let mut workspace = Workspace::load(&args.workspace)?;
    let selection = Selection::new(&workspace, only, skip)?;
    let files = args.files(paths)?;
    let ledger = Ledger::look(&args.workspace)?;
    if let Some(ledger) = &ledger {
        workspace.recall(ledger)?;
    }
    let mut report = check(&workspace, &files, args.jobs(), &Bar::new(args.lang.into()))?;
    if let Some(ledger) = &ledger {
        Earlier::read(ledger.events())?.hold_answered(&mut report, &workspace.config)?;
    }
    selection.apply(&mut report);
    print!("{}", output::check(args, &workspace, &selection, &report)?);
    Ok(if report.any_held() { Exit::Held } else { Exit::Done })
}
