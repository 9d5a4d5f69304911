//! `begrund standard`: checks the municipality's quality standards and sets those without errors as PDF.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{Args, Format};
use super::exit::Exit;
use super::failure::Failure;
use super::output::{finding_as_json, style};
use super::rules::Catalogue;
use crate::case::discover;
use crate::case::record::Key;
use crate::case::standard::{ReadStandard, Standard, read};
use crate::check::check_standard;
use crate::diagnostic::{Bilingual, Findings, Lang, render};
use crate::letter::sha256;
use crate::pipeline::{STANDARDS, Workspace};
use crate::store::Store;

/// A standard with what was found, and its PDF in `out/` when nothing holds it back.
#[derive(Debug)]
struct Outcome {
    read: ReadStandard,
    findings: Findings,
    pdf: Option<(String, String)>,
}

pub(super) fn run(args: &Args, paths: &[PathBuf]) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let folder = args.workspace.join(STANDARDS);
    if paths.is_empty() && !folder.is_dir() {
        return Err(no_folder());
    }
    // The whole folder is looked at, whatever was named: two standards may not share an id.
    let mut files = if folder.is_dir() { discover::discover(&[folder])? } else { Vec::new() };
    let named: Vec<PathBuf> = discover::discover(paths)?.iter().map(|path| whole(path)).collect();
    let beside: Vec<PathBuf> =
        named.iter().filter(|path| !files.iter().any(|own| whole(own) == **path)).cloned().collect();
    files.extend(beside);
    let all: Vec<ReadStandard> = files.iter().map(|path| read(discover::load(path))).collect();
    let store = Store::open(&args.workspace.join("out"), workspace.config.access.group.as_deref())?;
    store.folder(STANDARDS)?;

    let findings: Vec<Findings> = all.iter().map(|read| findings_of(&workspace, read, &all)).collect();
    let mut done = Vec::new();
    for (read, findings) in all.into_iter().zip(findings) {
        if !named.is_empty() && !named.contains(&whole(&read.file.path)) {
            continue;
        }
        let pdf = set(&workspace, &store, &read, &findings)?;
        done.push(Outcome { read, findings, pdf });
    }
    if args.format == Format::Json {
        print!("{}", as_json(&done));
    } else {
        print!("{}", told(args, &workspace, &done));
    }
    let held = done.iter().any(|one| one.pdf.is_none());
    Ok(if held { Exit::Held } else { Exit::Done })
}

/// The one path of a file, however it was named.
fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn findings_of(workspace: &Workspace, read: &ReadStandard, all: &[ReadStandard]) -> Findings {
    let others: Vec<&Standard> = all
        .iter()
        .filter(|other| other.file.path != read.file.path)
        .filter_map(|other| other.standard.as_ref())
        .collect();
    let can_set = workspace.composer.can_set();
    check_standard(read, &others, &workspace.law, &workspace.wording, &workspace.config, can_set)
}

/// Sets a standard that nothing holds back; the name of its PDF in `out/`, and its digest.
fn set(
    workspace: &Workspace,
    store: &Store,
    read: &ReadStandard,
    findings: &Findings,
) -> Result<Option<(String, String)>, Failure> {
    let Some(standard) = read.standard.as_ref() else { return Ok(None) };
    let Some(id) = standard.id.as_ref() else { return Ok(None) };
    let name = format!("{STANDARDS}/{}.pdf", id.as_str());
    if findings.has_errors() {
        return Ok(None);
    }
    let pdf = workspace.composer.standard(standard, &workspace.law, &workspace.config).map_err(|error| {
        let hint = Bilingual::new(
            "Ret templates/layout/standard.typ (eller dit eget lag af den).",
            "Mend templates/layout/standard.typ (or your own layer of it).",
        );
        let danish = format!("standarden kan ikke sættes som PDF: {error}");
        Failure::of(Exit::Unusable, error, danish, hint)
    })?;
    store.write(&name, &pdf)?;
    Ok(Some((name, sha256(&pdf))))
}

fn no_folder() -> Failure {
    let hint = Bilingual::new(
        "Lav mappen standards/ ved siden af begrund.yaml, og læg kommunens standard i den. docs/standard.md viser en hel.",
        "Make the folder standards/ beside begrund.yaml and put the municipality's standard in it. docs/standard.md shows a whole one.",
    );
    Failure::new(
        Exit::Unusable,
        Bilingual::new("der er ingen mappe, der hedder `standards`", "there is no folder `standards`"),
        hint,
    )
}

fn told(args: &Args, workspace: &Workspace, done: &[Outcome]) -> String {
    let lang: Lang = args.lang.into();
    let style = style(&std::io::stdout(), lang, args.show_text);
    let explained = args.explain.then(|| Catalogue::new(&workspace.wording));
    let mut text = String::new();
    for Outcome { read, findings, .. } in done {
        let mut seen = BTreeSet::new();
        for finding in findings {
            text.push_str(&render(finding, &read.file.name, &read.file.text, style));
            text.push('\n');
            if let Some(explained) = &explained {
                text.push_str(&explained.of(finding, seen.insert(finding.code.clone()), lang));
            }
        }
    }
    for Outcome { read, pdf, .. } in done {
        let name = &read.file.name;
        let _ = match (pdf, lang) {
            (Some((pdf, _)), Lang::Da) => writeln!(text, "{name}: sat i out/{pdf}."),
            (Some((pdf, _)), Lang::En) => writeln!(text, "{name}: set in out/{pdf}."),
            (None, Lang::Da) => writeln!(text, "{name}: holdt tilbage."),
            (None, Lang::En) => writeln!(text, "{name}: held back."),
        };
    }
    let held = done.iter().find(|one| one.pdf.is_none()).map(|held| &held.read.file.name);
    let _ = match (held, done.is_empty(), lang) {
        (Some(held), _, Lang::Da) => writeln!(text, "Næste: ret {held}, og kør `begrund standard` igen."),
        (Some(held), _, Lang::En) => writeln!(text, "Next: mend {held} and run `begrund standard` again."),
        (None, true, Lang::Da) => writeln!(text, "Der er ingen standard i mappen standards/."),
        (None, true, Lang::En) => writeln!(text, "There is no standard in the folder standards/."),
        (None, false, Lang::Da) => {
            writeln!(text, "Næste: læs PDF'en igennem, før den lægges på kommunens hjemmeside.")
        }
        (None, false, Lang::En) => {
            writeln!(text, "Next: read the PDF before it goes on the municipality's website.")
        }
    };
    text
}

fn as_json(done: &[Outcome]) -> String {
    let standards: Vec<_> = done
        .iter()
        .map(|Outcome { read, findings, pdf }| {
            let findings: Vec<_> = findings.iter().map(finding_as_json).collect();
            json!({
                "source": read.file.name,
                "id": read.standard.as_ref().and_then(|standard| standard.id.as_ref()).map(Key::as_str),
                "outcome": if pdf.is_some() { "built" } else { "held" },
                "pdf": pdf.as_ref().map(|(name, _)| name),
                "sha256": pdf.as_ref().map(|(_, sha256)| sha256),
                "findings": findings,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "standards": standards }))
}
