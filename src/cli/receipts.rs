//! `begrund receipts`: what became of letters, as the municipality's own sender tells it.

#![expect(clippy::disallowed_methods, reason = "the file of receipts is read")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::json;

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::{Failure, unreadable};
use super::status::no_ledger;
use super::verdicts::words;
use crate::diagnostic::{Bilingual, Lang};
use crate::ledger::{Ledger, LedgerError, What};
use crate::pipeline::Workspace;
use crate::send::digital_post::{Entry, Known, RowFault, entries, read_receipts};

pub(super) fn run(args: &Args, file: &Path) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let hint = || {
        Bilingual::new(
            "Angiv den fil med kvitteringer, som kommunens afsender har lavet: CSV eller JSON Lines. docs/delivery.md viser kolonnerne.",
            "Name the file of receipts that the municipality's own sender has made: CSV or JSON Lines. docs/delivery.md shows the columns.",
        )
    };
    let bytes = fs::read(file).map_err(|error| {
        let danish = unreadable(file, &error);
        Failure::of(Exit::Unusable, error, danish, hint())
    })?;
    let read = read_receipts(&bytes).map_err(|error| Failure::new(Exit::Unusable, error.why(), hint()))?;
    if Ledger::look(&args.workspace)?.is_none() {
        return Err(no_ledger());
    }
    let at = clock::now();
    let mut ledger = Ledger::open(&args.workspace, workspace.config.access.group.as_deref(), at)?;
    let (entries, unknown) = ledger.write(at, |writer| {
        let mut events = writer.events().of_kind("attempted")?;
        events.extend(writer.events().of_kind("receipt")?);
        let (entries, unknown) = entries(&read, &Known::of(events));
        for entry in &entries {
            writer.append(entry.matter.as_deref(), Some(&entry.letter), &entry.what)?;
        }
        Ok::<_, LedgerError>((entries, unknown))
    })?;
    let mut faults = read.faults;
    faults.extend(unknown);
    faults.sort_by_key(|fault| fault.line);
    if args.format == Format::Json {
        println!("{:#}", as_json(&entries, read.under_way, &faults));
    } else {
        tell(&entries, read.under_way, &faults, args.lang.into());
    }
    let failed = entries.iter().any(|entry| matches!(entry.what, What::Receipt { delivered: false, .. }));
    Ok(match (failed, faults.is_empty()) {
        (true, _) => Exit::Undelivered,
        (false, false) => Exit::Held,
        (false, true) => Exit::Done,
    })
}

fn as_json(entries: &[Entry], under_way: usize, faults: &[RowFault]) -> serde_json::Value {
    let receipts: Vec<_> =
        entries.iter().map(|entry| json!({"letter": entry.letter, "what": entry.what.fields()})).collect();
    json!({"receipts": receipts, "under_way": under_way, "faults": faults_as_json(faults)})
}

fn tell(entries: &[Entry], under_way: usize, faults: &[RowFault], lang: Lang) {
    let da = lang == Lang::Da;
    for entry in entries {
        let What::Receipt { delivered, status, code, .. } = &entry.what else { continue };
        let what = match (delivered, da) {
            (true, true) => "leveret",
            (true, false) => "delivered",
            (false, true) => "ikke leveret",
            (false, false) => "not delivered",
        };
        let code = code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
        println!("{}: {what} ({status}{code})", entry.letter);
    }
    eprint!("{}", faults_in_words(faults, lang));
    let (new, left) = (entries.len(), faults.len());
    println!(
        "{}",
        if da {
            format!(
                "{new} nye kvitteringer er skrevet i protokollen, {under_way} breve er på vej, {left} linjer kunne ikke bruges."
            )
        } else {
            format!(
                "{new} new receipts were written into the ledger, {under_way} letters are under way, {left} lines could not be used."
            )
        }
    );
}

/// Rows of a table that cannot be used, for programs. Nothing that stands in them is told.
pub(super) fn faults_as_json(faults: &[RowFault]) -> Vec<serde_json::Value> {
    faults
        .iter()
        .map(|fault| json!({"line": fault.line, "column": fault.column, "message": words(&fault.why)}))
        .collect()
}

/// The same for people, a line each.
pub(super) fn faults_in_words(faults: &[RowFault], lang: Lang) -> String {
    let da = lang == Lang::Da;
    let place = |fault: &RowFault| match (fault.column, da) {
        (Some(column), true) => format!("linje {}, kolonne {column}", fault.line),
        (Some(column), false) => format!("line {}, column {column}", fault.line),
        (None, true) => format!("linje {}", fault.line),
        (None, false) => format!("line {}", fault.line),
    };
    faults.iter().fold(String::new(), |mut text, fault| {
        let _ = writeln!(text, "{}: {}", place(fault), fault.why.in_lang(lang));
        text
    })
}
