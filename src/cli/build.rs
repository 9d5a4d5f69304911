//! `begrund build`: checks, chooses, composes, typesets, reads back, writes `out/`.

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

pub(super) fn run(args: &Args, paths: &[PathBuf], only: &[String]) -> Result<Exit, Failure> {
    let mut workspace = Workspace::load(&args.workspace)?;
    let selection = Selection::new(&workspace, only, &[])?;
    let files = args.files(paths)?;
    let store = Store::open(&args.workspace.join("out"), workspace.config.access.group.as_deref())?;
    let group = workspace.config.access.group.as_deref();
    let now = clock::now();
    let mut ledger = Ledger::open(&args.workspace, group, now)?;
    workspace.recall(&ledger)?;
    let stop = stop_on_signals()?;
    let job =
        Job { files: &files, whole: paths.is_empty(), jobs: args.jobs(), proof: false, stop: Some(&stop) };
    let mut report = build_noted(&workspace, &store, job, &mut ledger, now, &Bar::new(args.lang.into()))?;
    selection.apply(&mut report);
    print!("{}", output::build(args, &workspace, &selection, &report)?);
    Ok(if report.any_held() { Exit::Held } else { Exit::Done })
}
