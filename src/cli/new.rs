//! `begrund new`: a record with every key that the decision needs. Writes over nothing.

use super::args::Args;
use super::exit::Exit;
use super::failure::Failure;
use crate::case::CaseId;
use crate::case::record::Occasion;
use crate::diagnostic::{Bilingual, Lang};
use crate::draft::{self, Draft};
use crate::pipeline::Workspace;
use crate::store::place_own;

pub(super) fn run(args: &Args, draft: Draft, case: &str) -> Result<Exit, Failure> {
    // A draft in a folder that is no workspace would be found by nobody.
    let workspace = Workspace::load(&args.workspace)?;
    let case = CaseId::parse(case).map_err(|why| {
        let hint = Bilingual::new(
            format!("{} Brug journalnummeret, for eksempel 2026-102-0042.", why.da),
            format!("{} Use the journal number, such as 2026-102-0042.", why.en),
        );
        Failure::new(
            Exit::Unusable,
            Bilingual::new("det er ikke et sagsnummer", "that is no case number"),
            hint,
        )
    })?;
    if draft.occasion != Occasion::Application && !draft.kind.may_be_reopened() {
        let hint = Bilingual::new(
            "Udelad --occasion: en opfølgning er hverken genoptaget eller hjemvist.",
            "Leave out --occasion: a follow-up is neither reopened nor sent back.",
        );
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new(
                "--occasion hører ikke til en opfølgning",
                "--occasion does not go with a follow-up",
            ),
            hint,
        ));
    }
    let schema = [draft::SCHEMA, "docs/case.schema.json"]
        .into_iter()
        .find(|name| workspace.folder.join(name).is_file())
        .unwrap_or(draft::SCHEMA);
    let path = args.workspace.join("cases").join(format!("{}.yaml", case.file_stem()));
    if path.symlink_metadata().is_ok() {
        let hint = Bilingual::new(
            "Vælg et andet sagsnummer, eller arbejd videre i den fil, der er.",
            "Choose another case number, or go on in the file that is there.",
        );
        let there = path.strip_prefix(".").unwrap_or(&path).display();
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new(format!("`{there}` findes allerede"), format!("`{there}` is there already")),
            hint,
        ));
    }
    // What will be written into it is personal: it is for its user, or the group, from the start.
    let text = draft::text(draft, &case, &format!("../{schema}"));
    place_own(&path, text.as_bytes(), false, workspace.config.access.group.as_deref())?;
    let shown = path.strip_prefix(".").unwrap_or(&path).display();
    match args.lang.into() {
        Lang::Da => {
            println!("Lavet: {shown}");
            println!("Næste: skriv efter hvert kolon, der står tomt, og kør `begrund check {shown}`.");
        }
        Lang::En => {
            println!("Made: {shown}");
            println!("Next: write after each colon with nothing behind it, and run `begrund check {shown}`.");
        }
    }
    Ok(Exit::Done)
}

/// That one condition decides goes with a refusal or an end of help only.
pub(super) fn no_ground() -> Failure {
    let hint = Bilingual::new(
        "Udelad --ground: den hører til et afslag eller et ophør, hvor én betingelse afgør sagen.",
        "Leave out --ground: it goes with a refusal or an end of help, where one condition decides.",
    );
    Failure::new(
        Exit::Unusable,
        Bilingual::new("--ground hører ikke til den afgørelse", "--ground does not go with this decision"),
        hint,
    )
}
