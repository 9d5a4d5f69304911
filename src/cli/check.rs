//! `begrund check`: reads and checks, writes nothing.

use std::path::PathBuf;

use super::args::Args;
use super::exit::Exit;
use super::failure::Failure;
use super::output;
use super::progress::Bar;
use crate::pipeline::{Workspace, check};

pub(super) fn run(args: &Args, paths: &[PathBuf]) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let files = args.files(paths)?;
    let report = check(&workspace, &files, args.jobs(), &Bar::new(args.lang.into()));
    print!("{}", output::check(args, &workspace, &report));
    Ok(if report.any_held() { Exit::Held } else { Exit::Done })
}
