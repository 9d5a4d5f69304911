//! `begrund purge`: deletes the files of letters that were sent long ago.

use std::path::Path;

use serde_json::json;

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::status::no_ledger;
use crate::approval::{PurgeError, PurgePlan, Retention, local, plan_purge, purge, user_of_process};
use crate::diagnostic::{Bilingual, Lang};
use crate::ledger::Ledger;
use crate::pipeline::Workspace;
use crate::proof::BundleError;
use crate::store::Store;

pub(super) fn run(args: &Args, after_days: u32, records: bool, dry_run: bool) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let retention = Retention { after_days, records, now: clock::now() };
    if dry_run {
        let Some(ledger) = Ledger::look(&args.workspace)? else { return Err(no_ledger()) };
        let plan = plan_purge(&workspace, &ledger, retention)?;
        tell(args, &plan, true);
        return Ok(Exit::Done);
    }
    let group = workspace.config.access.group.as_deref();
    let store = Store::open(&args.workspace.join("out"), group)?;
    let mut ledger = Ledger::open(&args.workspace, group, retention.now)?;
    let plan = plan_purge(&workspace, &ledger, retention)?;
    purge(&workspace, &store, &mut ledger, &plan, retention, &user_of_process())?;
    tell(args, &plan, false);
    Ok(Exit::Done)
}

impl From<PurgeError> for Failure {
    fn from(error: PurgeError) -> Self {
        match error {
            PurgeError::Ledger(error) => error.into(),
            PurgeError::Page(BundleError::Store(error)) => error.into(),
            PurgeError::Page(BundleError::Pack(error)) => error.into(),
        }
    }
}

fn tell(args: &Args, plan: &PurgePlan, dry_run: bool) {
    let shown = |path: &Path| path.strip_prefix(&args.workspace).unwrap_or(path).display().to_string();
    let lang: Lang = args.lang.into();
    if args.format == Format::Json {
        let leaving: Vec<_> = plan
            .leaving
            .iter()
            .map(|leaving| {
                let files: Vec<_> = leaving.files.iter().map(|file| shown(file)).collect();
                let record = leaving.record.as_deref().map(shown);
                json!({"letter": leaving.letter, "sent": leaving.sent, "files": files, "record": record})
            })
            .collect();
        let staying: Vec<_> = plan
            .staying
            .iter()
            .map(|(letter, record)| json!({"letter": letter, "record": shown(record)}))
            .collect();
        println!("{:#}", json!({"dry_run": dry_run, "purged": leaving, "staying": staying}));
        return;
    }
    for leaving in &plan.leaving {
        let record = leaving.record.as_deref().map(|record| format!(" + {}", shown(record)));
        let (letter, sent, record) = (&leaving.letter, local(leaving.sent), record.unwrap_or_default());
        let count = leaving.files.len();
        match lang {
            Lang::Da => println!("{letter}: sendt {sent}, {count} filer{record}"),
            Lang::En => println!("{letter}: sent {sent}, {count} files{record}"),
        }
    }
    for (letter, record) in &plan.staying {
        let why = Bilingual::new(
            "bliver, for sagen ligger der stadig; flyt den, eller slet den med `--records`",
            "stays, for its record is still there; move it, or delete it with `--records`",
        );
        println!("{letter}: {} ({})", why.in_lang(lang), shown(record));
    }
    let letters = plan.leaving.len();
    println!(
        "{}",
        match (lang, dry_run) {
            (Lang::Da, true) => format!("{letters} breve ville blive slettet. Intet er gjort."),
            (Lang::Da, false) =>
                format!("{letters} breve er slettet. Protokollen beholder det, der beviser dem."),
            (Lang::En, true) => format!("{letters} letters would be deleted. Nothing was done."),
            (Lang::En, false) =>
                format!("{letters} letters were deleted. The ledger keeps what proves them."),
        }
    );
}
