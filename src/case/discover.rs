//! Finding the case files.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use thiserror::Error;
use walkdir::WalkDir;

use super::read::{BYTES_MAX, CaseFile};
use crate::diagnostic::Bilingual;

/// A path that was asked for and cannot be looked into.
#[derive(Debug, Error)]
pub enum DiscoverError {
    /// The path is not there, or cannot be read.
    #[error("cannot look into `{path}`")]
    Unreachable {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// What zip files (and so Word's), older Word files and PDF files begin with.
const DOCUMENTS: [&[u8]; 3] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"];

/// The case files under `paths`: files ending in `.yaml` or `.yml`, sorted by path, each once; and those that an editor has given
/// another ending behind it, which reading tells of, so that no case is passed over in silence.
///
/// Folders are walked without following symbolic links, so that none leads out of them; hidden files and folders
/// are left out. A file that was named itself is taken whatever its ending.
///
/// # Errors
/// If one of `paths` cannot be looked into.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<PathBuf>, DiscoverError> {
    let mut files = Vec::new();
    for path in paths {
        let unreachable = |source| DiscoverError::Unreachable { path: path.clone(), source };
        if fs::metadata(path).map_err(unreachable)?.is_file() {
            files.push(path.clone());
            continue;
        }
        let visible = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        };
        for entry in WalkDir::new(path).follow_links(false).into_iter().filter_entry(visible) {
            let entry = entry.map_err(|error| unreachable(error.into()))?;
            if (ends_as_record(entry.path()) || hidden_ending(entry.path())) && !entry.file_type().is_dir() {
                files.push(entry.into_path());
            }
        }
    }
    files.sort();
    files.dedup();
    // There can be any number of them.
    files.iter_mut().for_each(PathBuf::shrink_to_fit);
    files.shrink_to_fit();
    Ok(files)
}

fn ends_as_record(path: &Path) -> bool {
    let yaml = |ending: &OsStr| ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml");
    path.extension().is_some_and(yaml)
}

/// Whether a name ends as `sag.yaml.txt` does: an editor put its own ending on, and Windows may not show it.
fn hidden_ending(path: &Path) -> bool {
    let of_editors = ["txt", "docx", "doc", "rtf", "odt"];
    let put_on =
        path.extension().is_some_and(|ending| of_editors.iter().any(|own| ending.eq_ignore_ascii_case(own)));
    put_on && path.file_stem().is_some_and(|stem| ends_as_record(Path::new(stem)))
}

/// A file's name, as the user would write it.
pub fn name(path: &Path) -> Cow<'_, str> {
    path.strip_prefix(".").unwrap_or(path).to_string_lossy()
}

/// Reads one file. Never fails: a file that is too large, a link, or not to be read has a fault instead.
pub fn load(path: &Path) -> CaseFile {
    let name = name(path).into_owned();
    let refused =
        |da: &'static str, en: &'static str| CaseFile::unreadable(path, name.clone(), Bilingual::new(da, en));
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => {
            return refused(
                "Filen er en henvisning (symbolsk link) og bliver ikke fulgt.",
                "The file is a symbolic link and is not followed.",
            );
        }
        Ok(meta) if !meta.is_file() => {
            return refused("Det er ikke en almindelig fil.", "It is not a regular file.");
        }
        Ok(_) if hidden_ending(path) => {
            return refused(
                "Filens navn har fået en endelse til efter .yaml, som Windows måske skjuler. Omdøb den, så den slutter på .yaml.",
                "The file's name has got one more ending after .yaml, which Windows may hide. Rename it to end in .yaml.",
            );
        }
        Ok(_) => {}
        Err(_) => return refused("Filen kan ikke læses.", "The file cannot be read."),
    }
    let mut bytes = Vec::new();
    // One byte more than the most, so that a file that grows meanwhile is noticed too.
    match File::open(path).and_then(|file| file.take(BYTES_MAX + 1).read_to_end(&mut bytes)) {
        Ok(_) if bytes.len() as u64 > BYTES_MAX => {
            refused("Filen er større end 1 MiB.", "The file is over 1 MiB.")
        }
        Ok(_) if DOCUMENTS.iter().any(|signature| bytes.starts_with(signature)) => refused(
            "Filen er et dokument (Word, PDF eller zip) og ikke ren tekst.",
            "The file is a document (Word, PDF or zip) and no plain text.",
        ),
        Ok(_) => CaseFile::from_bytes(path, name, bytes),
        Err(_) => refused("Filen kan ikke læses.", "The file cannot be read."),
    }
}
