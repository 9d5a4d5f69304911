//! `begrund sample`: a workspace of invented cases. Writes over nothing.

use std::path::Path;

use super::args::Args;
use super::exit::Exit;
use super::failure::Failure;
use crate::diagnostic::{Bilingual, Lang};
use crate::draft;
use crate::pack::Pack;
use crate::sample::{CHECKED_MAX, Order, Samples};
use crate::store::place_new;

pub(super) fn run(args: &Args, order: Order, folder: &Path) -> Result<Exit, Failure> {
    let load = order.count > CHECKED_MAX;
    let files = draft::sample_files(load);
    // Cases beside others would be held against them, and would not be as many as was asked for.
    let cases = folder.join("cases");
    let mut there = files.iter().map(|(name, _)| folder.join(name)).chain([cases.clone()]);
    if let Some(path) = there.find(|path| path.symlink_metadata().is_ok()) {
        let hint = Bilingual::new(
            "begrund skriver ikke oven i dine filer. Vælg en ny mappe: `begrund sample --count 20 MAPPE`.",
            "begrund writes over no file of yours. Choose a new folder: `begrund sample --count 20 DIR`.",
        );
        let there = path.display();
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new(format!("`{there}` findes allerede"), format!("`{there}` is there already")),
            hint,
        ));
    }
    let samples = Samples::new(&Pack::built_in(), order)?;
    for (name, text) in &files {
        place_new(&folder.join(name), text)?;
    }
    for sample in samples {
        place_new(&cases.join(&sample.name), &sample.text)?;
    }
    let (count, shown) = (order.count, folder.display());
    match args.lang.into() {
        Lang::Da => {
            println!("Lavet: {count} opdigtede sager i {shown}.");
            if load {
                println!(
                    "Mappen er mærket load: true. Lighed bliver talt, men holder intet tilbage, og intet kan sendes."
                );
            }
            println!("Næste: `begrund --workspace {shown} build` laver deres breve.");
        }
        Lang::En => {
            println!("Made: {count} invented cases in {shown}.");
            if load {
                println!(
                    "The folder is marked load: true. Likeness is counted but holds nothing, and nothing can be sent."
                );
            }
            println!("Next: `begrund --workspace {shown} build` makes their letters.");
        }
    }
    Ok(Exit::Done)
}
