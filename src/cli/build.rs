//! `begrund build`: checks, chooses, composes, typesets, reads back, writes `out/`.

use std::path::PathBuf;

use super::args::Args;
use super::exit::Exit;
use super::failure::Failure;
use super::output;
use super::progress::Bar;
use super::selection::Selection;
use crate::pipeline::{Order, Workspace, build};
use crate::store::Store;

pub(super) fn run(args: &Args, paths: &[PathBuf], only: &[String]) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let selection = Selection::new(&workspace, only, &[])?;
    let files = args.files(paths)?;
    let store = Store::open(&args.workspace.join("out"), workspace.config.access.group.as_deref())?;
    let order = Order { files: &files, whole: paths.is_empty(), jobs: args.jobs(), proof: None };
    let mut report = build(&workspace, &store, &order, &Bar::new(args.lang.into()))?;
    selection.apply(&mut report);
    print!("{}", output::build(args, &workspace, &selection, &report));
    Ok(if report.any_held() { Exit::Held } else { Exit::Done })
}
