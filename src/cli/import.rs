//! `begrund import`.
use std::path::Path;
use super::args::Args;
use super::exit::Exit;
use super::failure::Failure;
pub(super) fn run(_: &Args, _: &Path, _: &Path, _: Option<&Path>, _: bool) -> Result<Exit, Failure> {
    Ok(Exit::Done)
}
