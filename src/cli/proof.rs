//! `begrund proof`: a build that leaves, beside the letters, what legal staff read before they approve them.

use std::path::PathBuf;

use super::args::Args;
use super::exit::Exit;
use super::failure::Failure;
use super::output;
use super::progress::Bar;
use super::selection::Selection;
use crate::pipeline::{Order, Workspace, build};
use crate::proof::Known;
use crate::store::Store;

pub(super) fn run(args: &Args, paths: &[PathBuf]) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let files = args.files(paths)?;
    let store = Store::open(&args.workspace.join("out"), workspace.config.access.group.as_deref())?;
    let known = Known::default();
    let order = Order { files: &files, whole: paths.is_empty(), jobs: args.jobs(), proof: Some(&known) };
    let report = build(&workspace, &store, &order, &Bar::new(args.lang.into()))?;
    let everything = Selection::new(&workspace, &[], &[])?;
    print!("{}", output::proof(args, &workspace, &everything, &report));
    Ok(if report.any_held() { Exit::Held } else { Exit::Done })
}
