//! `begrund init`: a new workspace. Writes over nothing.

use std::path::{Path, PathBuf};

use super::args::Args;
use super::exit::Exit;
use super::failure::Failure;
use crate::diagnostic::{Bilingual, Lang};
use crate::draft;
use crate::store::place_new;

pub(super) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Failure> {
    let folder = folder.unwrap_or(&args.workspace);
    let files: Vec<(PathBuf, String)> =
        draft::files().into_iter().map(|(name, text)| (folder.join(name), text)).collect();
    if let Some((there, _)) = files.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        let hint = Bilingual::new(
            "begrund skriver ikke oven i dine filer. Vælg en anden mappe: `begrund init MAPPE`.",
            "begrund writes over no file of yours. Choose another folder: `begrund init DIR`.",
        );
        let there = there.display();
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new(format!("`{there}` findes allerede"), format!("`{there}` is there already")),
            hint,
        ));
    }
    for (path, text) in &files {
        place_new(path, text)?;
    }
    let shown = folder.display();
    match args.lang.into() {
        Lang::Da => {
            println!("Mappen {shown} er klar:");
            for (path, _) in &files {
                println!("  {}", path.display());
            }
            println!(
                "Den er en prøvemappe (test: true), og kommunen er opdigtet. Ret begrund.yaml, når du vil bruge din egen."
            );
            println!(
                "Næste: `begrund --workspace {shown} new --decision refusal 2026-102-0001` begynder et afslag."
            );
        }
        Lang::En => {
            println!("The folder {shown} is ready:");
            for (path, _) in &files {
                println!("  {}", path.display());
            }
            println!(
                "It is for trials (test: true), and its municipality is invented. Edit begrund.yaml for your own."
            );
            println!(
                "Next: `begrund --workspace {shown} new --decision refusal 2026-102-0001` begins a refusal."
            );
        }
    }
    Ok(Exit::Done)
}
