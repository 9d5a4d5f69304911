//! `begrund bounces`: letters that came back.

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
use crate::send::take_bounces;

pub(super) fn run(args: &Args, folder: &Path) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let mut ledger = Ledger::open(&args.workspace, workspace.config.access.group.as_deref(), clock::now())?;
    with_nothing_open(args, &workspace, &mut ledger)?;
    let shelf = Shelf::load(&workspace, &ledger)?;
    let taken = take_bounces(&mut ledger, &shelf, folder, clock::now())?;
    if args.format == Format::Json {
        let letters: Vec<_> = taken
            .iter()
            .map(|report| json!({"letter": report.letter, "action": report.action, "status": report.status}))
            .collect();
        println!("{:#}", json!({"bounces": letters}));
    } else {
        let da = Lang::from(args.lang) == Lang::Da;
        for report in &taken {
            let word = match (report.action.as_str(), da) {
                ("failed", true) => "kom tilbage",
                ("failed", false) => "came back",
                ("delayed", true) => "er forsinket",
                ("delayed", false) => "is late",
                (_, true) => "er kommet videre",
                (_, false) => "has gone further",
            };
            let status = report.status.as_ref().map(|status| format!(" ({status})")).unwrap_or_default();
            println!("{}: {word}{status}", report.letter);
        }
        if taken.is_empty() {
            println!(
                "{}",
                if da { "Ingen nye meddelelser om brevene." } else { "No new reports of the letters." }
            );
        }
    }
    let failed = taken.iter().any(|report| report.action == "failed");
    Ok(if failed { Exit::Undelivered } else { Exit::Done })
}
