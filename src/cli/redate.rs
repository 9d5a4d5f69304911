//! `begrund redate`: another day of dispatch.

use jiff::civil::Date;
use serde_json::json;

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::progress::Bar;
use super::verdicts::{names_remark, refused, words};
use crate::approval::{RedateError, Redated, Redating, redate, user_of_process};
use crate::diagnostic::Lang;
use crate::ledger::Ledger;
use crate::pipeline::Workspace;
use crate::store::Store;

pub(super) fn run(args: &Args, to: Date, letters: &[String]) -> Result<Exit, Failure> {
    let mut workspace = Workspace::load(&args.workspace)?;
    let group = workspace.config.access.group.as_deref();
    let store = Store::open(&args.workspace.join("out"), group)?;
    let at = clock::now();
    let mut ledger = Ledger::open(&args.workspace, group, at)?;
    workspace.recall(&ledger)?;
    let redating = Redating {
        workspace: &workspace,
        store: &store,
        jobs: args.jobs(),
        user: &user_of_process(),
        at,
        progress: &Bar::new(args.lang.into()),
    };
    let redated = match redate(&redating, &mut ledger, to, letters) {
        Ok(redated) => redated,
        Err(RedateError::Build(error)) => return Err(error.into()),
        Err(RedateError::Refused(refusals)) => return Ok(refused(args, &refusals, Exit::Held)),
    };
    if args.format == Format::Json {
        let letters: Vec<_> = redated
            .iter()
            .map(|letter| {
                let dates = letter.dates.iter().map(|date| json!({"was": date.was, "is": date.is}));
                json!({
                    "letter": letter.letter,
                    "from": letter.from,
                    "to": to,
                    "dates": dates.collect::<Vec<_>>(),
                    "only_dates_differ": letter.only_dates,
                    "carries": letter.carries.is_ok(),
                    "why_not": letter.carries.as_ref().err().map(words),
                })
            })
            .collect();
        let verified = workspace.config.approval.verifies_names();
        println!("{:#}", json!({"redated": letters, "names_verified": verified}));
    } else {
        tell(&redated, args.lang.into());
        print!("{}", names_remark(&workspace.config, args.lang.into()));
    }
    Ok(if redated.iter().all(|letter| letter.carries.is_ok()) { Exit::Done } else { Exit::Held })
}

fn tell(redated: &[Redated], lang: Lang) {
    let da = lang == Lang::Da;
    for letter in redated {
        let dates: Vec<String> =
            letter.dates.iter().map(|date| format!("{} → {}", date.was, date.is)).collect();
        let differ = match (letter.only_dates, da) {
            (true, true) => format!("kun datoer er anderledes: {}", dates.join(", ")),
            (true, false) => format!("only dates differ: {}", dates.join(", ")),
            (false, true) => "læs forskellen i out/index.html".to_owned(),
            (false, false) => "read the difference in out/index.html".to_owned(),
        };
        println!("{}: {differ}", letter.letter);
        if let Err(why) = &letter.carries {
            let again = if da { "Skal godkendes på ny" } else { "To be approved anew" };
            println!("  {again}: {}", why.in_lang(lang));
        }
    }
    let waiting = redated.iter().filter(|letter| letter.carries.is_ok()).count();
    println!(
        "{}",
        match (redated.len(), waiting, da) {
            (0, _, true) => "Ingen godkendte breve har en tidligere dag.".to_owned(),
            (0, _, false) => "No approved letter has an earlier day.".to_owned(),
            (_, 0, true) => "Næste: læs brevene, og godkend dem.".to_owned(),
            (_, 0, false) => "Next: read the letters and approve them.".to_owned(),
            (_, many, true) =>
                format!("Næste: `begrund approve --redated` godkender de nye datoer i {many} af brevene."),
            (_, many, false) =>
                format!("Next: `begrund approve --redated` accepts the new dates of {many} letters."),
        }
    );
}
