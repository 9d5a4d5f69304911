//! `begrund log`: the dispatch log of a case.

use std::path::Path;

use serde_json::json;

use super::args::{Args, Format};
use super::exit::Exit;
use super::failure::Failure;
use super::status::no_ledger;
use super::verdicts::names_remark;
use crate::approval::History;
use crate::diagnostic::Bilingual;
use crate::ledger::Ledger;
use crate::pipeline::Workspace;
use crate::store;

pub(super) fn run(args: &Args, case: &str, pdf: Option<&Path>) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let Some(ledger) = Ledger::look(&args.workspace)? else { return Err(no_ledger()) };
    let matter = case.replace('/', "-");
    let events = ledger.events().of_matter(&matter)?;
    if events.is_empty() {
        let hint = Bilingual::new(
            "`begrund status` viser de breve, der er sagt noget om.",
            "`begrund status` shows the letters that something was said of.",
        );
        return Err(Failure::new(
            Exit::Held,
            Bilingual::new("protokollen siger intet om den sag", "the ledger tells nothing of this case"),
            hint,
        ));
    }
    let head = ledger.events().head()?.map(|head| head.head).unwrap_or_default();
    let history = History::new(&matter, events, head);
    if let Some(path) = pdf {
        let pdf = history.pdf(&workspace.composer, &workspace.config).map_err(|error| {
            let hint = Bilingual::new(
                "Ret templates/layout/log.typ (eller dit eget lag af den).",
                "Mend templates/layout/log.typ (or your own layer of it).",
            );
            let danish = format!("loggen kan ikke sættes som PDF: {error}");
            Failure::of(Exit::Unusable, error, danish, hint)
        })?;
        store::place(path, &pdf, workspace.config.access.group.as_deref())?;
    }
    if args.format == Format::Json {
        print!("{}", as_json(&history));
    } else {
        let lang = args.lang.into();
        print!("{}{}", history.text(lang), names_remark(&workspace.config, lang));
    }
    Ok(Exit::Done)
}

fn as_json(history: &History) -> String {
    let events: Vec<_> = history
        .lines
        .iter()
        .map(|line| {
            let event = &line.event;
            json!({
                "seq": event.seq,
                "at": event.at.to_string(),
                "letter": event.letter,
                "kind": event.what.kind(),
                "what": event.what.fields(),
                "hash": event.hash,
            })
        })
        .collect();
    let whole = json!({
        "case": history.matter,
        "events": events,
        "head": history.head,
        "names_verified": history.names_verified,
    });
    format!("{whole:#}\n")
}
