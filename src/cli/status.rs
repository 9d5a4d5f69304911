//! `begrund status`: where each letter stands.

use serde_json::json;

use super::args::{Args, Format};
use super::exit::Exit;
use super::failure::Failure;
use super::verdicts::{names_remark, words};
use crate::approval::{Change, Exhibit, Shelf, Standing, local};
use crate::diagnostic::{Bilingual, Lang};
use crate::ledger::{Ledger, What};
use crate::pipeline::Workspace;

pub(super) fn run(args: &Args, case: Option<&str>) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let Some(ledger) = Ledger::look(&args.workspace)? else { return Err(no_ledger()) };
    let shelf = Shelf::load(&workspace, &ledger)?;
    let matter = case.map(|case| case.replace('/', "-"));
    let exhibits: Vec<Exhibit<'_>> = match &matter {
        Some(matter) => shelf.of_matter(matter),
        None => shelf.exhibits(),
    };
    let mut lines: Vec<(String, Standing)> = Vec::new();
    for exhibit in &exhibits {
        let events = ledger.events().of_letter(&exhibit.letter.id)?;
        let standing = shelf.standing(exhibit, ledger.events(), ledger.key(), &events)?;
        lines.push((exhibit.letter.id.clone(), standing));
    }
    // What the ledger tells of letters that are not in out/ any more.
    let told: Vec<_> = match &matter {
        Some(matter) => ledger.events().of_matter(matter)?,
        None => ledger.events().last_approvals()?.into_values().collect(),
    };
    let mut gone: Vec<String> = told.into_iter().filter_map(|event| event.letter).collect();
    gone.retain(|letter| !lines.iter().any(|(there, _)| there == letter));
    gone.sort();
    gone.dedup();
    for letter in gone {
        let events = ledger.events().of_letter(&letter)?;
        lines.push((letter, Standing::of_gone(&events)));
    }
    print!("{}", told_of(args, &workspace, &lines));
    Ok(if case.is_some() && lines.is_empty() { Exit::Held } else { Exit::Done })
}

/// There is no ledger yet.
pub(super) fn no_ledger() -> Failure {
    let hint = Bilingual::new(
        "Kør `begrund proof`: den laver brevene og begynder protokollen.",
        "Run `begrund proof`: it makes the letters and begins the ledger.",
    );
    Failure::new(
        Exit::Unusable,
        Bilingual::new("der er ingen protokol i mappen", "there is no ledger in this workspace"),
        hint,
    )
}

fn told_of(args: &Args, workspace: &Workspace, lines: &[(String, Standing)]) -> String {
    let config = &workspace.config;
    if args.format == Format::Json {
        let letters: Vec<_> = lines
            .iter()
            .map(|(letter, standing)| {
                let changes = match standing {
                    Standing::Lapsed(_, changes) => changes.as_slice(),
                    _ => &[],
                };
                let event = standing.event();
                json!({
                    "letter": letter,
                    "standing": standing.word(),
                    "changes": changes,
                    "changed": changes.iter().map(|change| words(&change.words())).collect::<Vec<_>>(),
                    "event": event.map(|event| event.seq),
                    "at": event.map(|event| event.at.to_string()),
                    "by": event.and_then(|event| by(&event.what)),
                })
            })
            .collect();
        let whole = json!({"letters": letters, "names_verified": config.approval.verifies_names()});
        return format!("{whole:#}\n");
    }
    let lang: Lang = args.lang.into();
    let mut text: String =
        lines.iter().map(|(letter, standing)| format!("{letter}  {}\n", in_words(standing, lang))).collect();
    if lines.is_empty() {
        text.push_str(if lang == Lang::Da { "Ingen breve.\n" } else { "No letters.\n" });
    }
    text + names_remark(config, lang)
}

fn by(what: &What) -> Option<&str> {
    match what {
        What::Approved { by, .. } | What::Rejected { by, .. } | What::Withdrawn { by, .. } => Some(&by.name),
        _ => None,
    }
}

fn in_words(standing: &Standing, lang: Lang) -> String {
    let da = lang == Lang::Da;
    let word = match (standing, da) {
        (Standing::Waiting, true) => "venter på godkendelse",
        (Standing::Waiting, false) => "waits for approval",
        (Standing::Approved(_), true) => "godkendt",
        (Standing::Approved(_), false) => "approved",
        (Standing::Lapsed(..), true) => "godkendelsen er bortfaldet",
        (Standing::Lapsed(..), false) => "approval has lapsed",
        (Standing::Rejected(_), true) => "afvist",
        (Standing::Rejected(_), false) => "rejected",
        (Standing::Withdrawn(_), true) => "godkendelsen er trukket tilbage",
        (Standing::Withdrawn(_), false) => "approval was withdrawn",
        (Standing::Unknown(_), true) => "uvist, om det er sendt",
        (Standing::Unknown(_), false) => "not known whether it was sent",
        (Standing::Refused(_), true) => "afvist af modtagerens server",
        (Standing::Refused(_), false) => "refused by the other side",
        (Standing::Returned(_), true) => "sendt, men kommet tilbage",
        (Standing::Returned(_), false) => "sent, but came back",
        (Standing::Sent(_), true) => "sendt",
        (Standing::Sent(_), false) => "sent",
    };
    let mut text = word.to_owned();
    if let Standing::Lapsed(_, changes) = standing {
        let changes: Vec<String> =
            changes.iter().map(|change: &Change| change.words().in_lang(lang).to_owned()).collect();
        text = format!("{text}: {}", changes.join(", "));
    }
    if let Some(event) = standing.event() {
        let who = by(&event.what).map(|name| format!("{name}, ")).unwrap_or_default();
        text = format!("{text} ({who}{})", local(event.at));
    }
    text
}
