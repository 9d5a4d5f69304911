//! `begrund stats`: the survey's tables over a period, as text, JSON, CSV and a page.

use std::path::{Path, PathBuf};

use super::args::{Args, Format};
use super::exit::Exit;
use super::failure::Failure;
use crate::case::record::CaseRecord;
use crate::case::{discover, read};
use crate::config::Config;
use crate::diagnostic::Bilingual;
use crate::pipeline::Workspace;
use crate::stats::{Counted, Period, Statistics, Words};
use crate::store::place;

/// What is written beside what is printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) csv: Option<&'a Path>,
    pub(super) html: Option<&'a Path>,
}

pub(super) fn run(
    args: &Args,
    period: Period,
    files: Files<'_>,
    exact: bool,
    paths: &[PathBuf],
) -> Result<Exit, Failure> {
    let Workspace { config, pack, .. } = &Workspace::load(&args.workspace)?;
    refuse(config, period, exact)?;
    let words = Words::load(pack)?;
    let records: Vec<Option<CaseRecord>> =
        args.files(paths)?.iter().map(|path| read::read(&discover::load(path)).record).collect();
    let counted = Counted::of(records.iter().map(Option::as_ref), period);
    let statistics = Statistics::of(&words, &counted, period, exact);
    let group = config.access.group.as_deref();
    if let Some(path) = files.csv {
        place(path, statistics.csv().as_bytes(), group)?;
    }
    if let Some(path) = files.html {
        place(path, statistics.html(&config.municipality.name).as_bytes(), group)?;
    }
    match args.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&statistics).unwrap_or_default()),
        _ => print!("{}", statistics.text()),
    }
    Ok(Exit::Done)
}

/// What cannot be asked for.
fn refuse(config: &Config, period: Period, exact: bool) -> Result<(), Failure> {
    if period.to < period.from {
        let hint = Bilingual::new(
            "Skriv den første dag efter --from og den sidste efter --to.",
            "Write the first day after --from and the last after --to.",
        );
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new("perioden slutter, før den begynder", "the period ends before it begins"),
            hint,
        ));
    }
    if exact && !config.test {
        let hint = Bilingual::new(
            "Udelad --exact. Tal under 5 kan røbe, hvem det er. De bliver kun vist i en prøvemappe (test: true), hvor sagerne er opdigtede.",
            "Leave out --exact. Counts under 5 can tell who it is. They are shown only in a workspace for trials (test: true), whose cases are invented.",
        );
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new("--exact er kun til opdigtede sager", "--exact is for invented cases only"),
            hint,
        ));
    }
    Ok(())
}
