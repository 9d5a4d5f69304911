//! `begrund proof`: a build that leaves, beside the letters, what legal staff read before they approve them.

use std::path::PathBuf;

use super::args::Args;
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::output;
use super::progress::Bar;
use super::selection::Selection;
use super::signals::stop_on_signals;
use crate::ledger::Ledger;
use crate::pipeline::{Job, Workspace, build_noted};
use crate::store::Store;

pub(super) fn run(args: &Args, paths: &[PathBuf]) -> Result<Exit, Failure> {
    let mut workspace = Workspace::load(&args.workspace)?;
    let files = args.files(paths)?;
    let store = Store::open(&args.workspace.join("out"), workspace.config.access.group.as_deref())?;
    let group = workspace.config.access.group.as_deref();
    let now = clock::now();
    let mut ledger = Ledger::open(&args.workspace, group, now)?;
    workspace.recall(&ledger)?;
    let stop = stop_on_signals()?;
    let job =
        Job { files: &files, whole: paths.is_empty(), jobs: args.jobs(), proof: true, stop: Some(&stop) };
    let report = build_noted(&workspace, &store, job, &mut ledger, now, &Bar::new(args.lang.into()))?;
    let everything = Selection::new(&workspace, &[], &[])?;
    print!("{}", output::proof(args, &workspace, &everything, &report)?);
    Ok(if report.any_held() { Exit::Held } else { Exit::Done })
}
