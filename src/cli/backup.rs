//! `begrund backup`: a copy of the ledger that is known to be whole.

use std::path::Path;

use serde_json::json;

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::status::no_ledger;
use crate::config::Config;
use crate::diagnostic::Lang;
use crate::ledger::Ledger;
use crate::store;

pub(super) fn run(args: &Args, folder: &Path) -> Result<Exit, Failure> {
    let config = Config::load(&args.workspace).map_err(crate::pipeline::WorkspaceError::from)?;
    let group = config.access.group.as_deref();
    let Some(ledger) = Ledger::look(&args.workspace)? else { return Err(no_ledger()) };
    let place = folder.join(clock::now().strftime("begrund-%Y%m%dT%H%M%SZ").to_string());
    let head = store::place_folder(&place, group, |folder| ledger.copy_into(folder, group))?;
    if args.format == Format::Json {
        println!("{:#}", json!({ "backup": place, "ledger": head }));
        return Ok(Exit::Done);
    }
    let (place, events, head) = (place.display(), head.events, head.head);
    let told = match args.lang.into() {
        Lang::Da => {
            format!("Sikkerhedskopi: {place}\nDen er set efter og hel: {events} linjer, kommet til {head}.")
        }
        Lang::En => {
            format!("Backup: {place}\nIt was looked through and is whole: {events} events, come to {head}.")
        }
    };
    println!("{told}");
    Ok(Exit::Done)
}
