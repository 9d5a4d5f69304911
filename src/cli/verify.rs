//! `begrund verify`: is everything whole.

use serde_json::json;

use super::args::{Args, Format};
use super::exit::Exit;
use super::failure::Failure;
use super::status::no_ledger;
use super::verdicts::{names_remark, words};
use crate::approval::{Verified, verify};
use crate::diagnostic::{Bilingual, Lang};
use crate::ledger::Ledger;
use crate::pipeline::Workspace;

pub(super) fn run(args: &Args, head: Option<&str>) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let Some(ledger) = Ledger::look(&args.workspace)? else { return Err(no_ledger()) };
    let verified = verify(&workspace, &ledger)?;
    if let Some(head) = head.map(str::trim)
        && !ledger.events().went_through(&head.to_ascii_lowercase())?
    {
        let hint = Bilingual::new(
            "Er den skrevet rigtigt af, er linjer forsvundet siden: læg den nyeste sikkerhedskopi tilbage, og find ud af hvorfor.",
            "If it was copied right, events are gone since then: restore the newest backup, and find out why.",
        );
        return Err(Failure::new(
            Exit::Held,
            Bilingual::new(
                "protokollen er aldrig kommet til den kontrolsum",
                "the ledger has never come to that hash",
            ),
            hint,
        ));
    }
    if args.format == Format::Json {
        let changed: Vec<_> = verified
            .changed
            .iter()
            .map(|(letter, changes)| {
                let words: Vec<_> = changes.iter().map(|change| words(&change.words())).collect();
                json!({"letter": letter, "changes": changes, "changed": words})
            })
            .collect();
        let whole = json!({
            "whole": verified.is_whole(),
            "ledger": verified.head,
            "letters": verified.letters,
            "not_as_left": verified.not_as_left,
            "changed": changed,
            "names_verified": workspace.config.approval.verifies_names(),
        });
        println!("{whole:#}");
    } else {
        tell(&verified, args.lang.into());
        print!("{}", names_remark(&workspace.config, args.lang.into()));
    }
    Ok(if verified.is_whole() { Exit::Done } else { Exit::Held })
}

fn tell(verified: &Verified, lang: Lang) {
    let da = lang == Lang::Da;
    for file in &verified.not_as_left {
        let what =
            if da { "ikke som den sidste kørsel efterlod den" } else { "not as the last run left it" };
        println!("{file}: {what}");
    }
    for (letter, changes) in &verified.changed {
        let changes: Vec<String> =
            changes.iter().map(|change| change.words().in_lang(lang).to_owned()).collect();
        println!("{letter}: {}", changes.join(", "));
    }
    let (events, head) = verified.head.as_ref().map_or((0, "–"), |head| (head.events, head.head.as_str()));
    let letters = verified.letters;
    if da {
        println!("Protokollen er hel: {events} linjer, kommet til {head}. {letters} breve er set efter.");
    } else {
        println!("The ledger is whole: {events} events, come to {head}. {letters} letters were looked at.");
    }
}
