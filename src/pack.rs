//! The content pack: what legal staff edit, compiled into the binary, and a municipality's folder laid over it.
//!
//! A pack is a set of files by relative path. An overlay replaces built-in files one by one and may add more;
//! what may not vanish by it (rules, provisions) is looked after where those are loaded.

#![expect(clippy::disallowed_methods, reason = "this is where the pack's overlay is read")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use walkdir::WalkDir;

use crate::case::read::hex;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The largest file that an overlay may hold, in bytes.
const BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Folders whose words make no letter: an approval does not lapse when they change.
const OF_NO_LETTER: [&str; 2] = ["sample/", "stats/"];

/// Why a pack cannot be used. The tool makes nothing with a pack that it cannot trust.
#[derive(Debug, Error)]
pub enum PackError {
    /// A file of the overlay cannot be read.
    #[error("cannot read `{path}` of the content pack")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file of the pack says something that cannot be.
    #[error("`{file}` in the content pack: {what}")]
    Content {
        /// The file, with the line where it is known.
        file: String,
        /// What is wrong with it, and the remedy.
        what: String,
    },
}

impl PackError {
    /// A file that says something that cannot be.
    pub fn content(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Content { file: file.into(), what: what.into() }
    }
}

/// A content pack.
#[derive(Debug, Clone)]
pub struct Pack {
    files: BTreeMap<String, Cow<'static, [u8]>>,
    overlaid: Vec<String>,
    sha256: String,
}

impl Pack {
    /// The pack inside the program.
    pub fn built_in() -> Self {
        let mut files = BTreeMap::new();
        gather(&BUILT_IN, &mut files);
        Self::from_files(files, Vec::new())
    }

    /// The built-in pack with the files of `folder` laid over it.
    ///
    /// # Errors
    /// If a file of the folder cannot be read or is too large.
    pub fn with_overlay(folder: &Path) -> Result<Self, PackError> {
        let Self { mut files, .. } = Self::built_in();
        let mut overlaid = Vec::new();
        for entry in WalkDir::new(folder).follow_links(false).sort_by_file_name() {
            let entry =
                entry.map_err(|error| PackError::Read { path: folder.to_owned(), source: error.into() })?;
            if !entry.file_type().is_file() {
                continue;
            }
            let read = |source| PackError::Read { path: entry.path().to_owned(), source };
            let name =
                entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().into_owned();
            if fs::metadata(entry.path()).map_err(read)?.len() > BYTES_MAX {
                return Err(PackError::content(name, "the file is over 16 MiB"));
            }
            files.insert(name.clone(), Cow::Owned(fs::read(entry.path()).map_err(read)?));
            overlaid.push(name);
        }
        Ok(Self::from_files(files, overlaid))
    }

    /// The same pack with one file replaced or added, for trials of an edit.
    #[must_use]
    pub fn with_file(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(name.to_owned(), Cow::Owned(content.into()));
        self.overlaid.push(name.to_owned());
        Self::from_files(self.files, self.overlaid)
    }

    fn from_files(files: BTreeMap<String, Cow<'static, [u8]>>, overlaid: Vec<String>) -> Self {
        let mut digest = Sha256::new();
        let of_letters = |name: &str| !OF_NO_LETTER.iter().any(|folder| name.starts_with(folder));
        for (name, content) in files.iter().filter(|(name, _)| of_letters(name)) {
            digest.update((name.len() as u64).to_le_bytes());
            digest.update(name);
            digest.update((content.len() as u64).to_le_bytes());
            digest.update(content);
        }
        let sha256 = hex(&digest.finalize());
        Self { files, overlaid, sha256 }
    }

    /// SHA-256 over all names and contents that letters are made with, as lower-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The files that an overlay replaced or added.
    pub fn overlaid(&self) -> &[String] {
        &self.overlaid
    }

    /// The content of a file.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(AsRef::as_ref)
    }

    /// The content of a text file.
    ///
    /// # Errors
    /// If it is not there or not UTF-8.
    pub fn text(&self, name: &str) -> Result<&str, PackError> {
        let bytes = self.bytes(name).ok_or_else(|| PackError::content(name, "the file is missing"))?;
        std::str::from_utf8(bytes).map_err(|_| PackError::content(name, "the file is not saved as UTF-8"))
    }

    /// A YAML file, read as `T`.
    ///
    /// # Errors
    /// If it is not there, or says something that `T` does not know.
    pub fn yaml<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, PackError> {
        serde_yaml::from_str(self.text(name)?).map_err(|error| PackError::content(name, error.to_string()))
    }

    /// Every file with the start of its SHA-256.
    pub fn digests(&self) -> BTreeMap<String, String> {
        let digest = |bytes: &[u8]| hex(&Sha256::digest(bytes))[..12].to_owned();
        self.files.iter().map(|(name, bytes)| (name.clone(), digest(bytes))).collect()
    }

    /// The names of the files under `folder` that end in `ending`, sorted.
    pub fn names<'p>(&'p self, folder: &'p str, ending: &'p str) -> impl Iterator<Item = &'p str> {
        self.files
            .keys()
            .map(String::as_str)
            .filter(move |name| name.starts_with(folder) && name.ends_with(ending))
    }
}

fn gather(dir: &Dir<'static>, files: &mut BTreeMap<String, Cow<'static, [u8]>>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => gather(dir, files),
            DirEntry::File(file) => {
                files.insert(file.path().to_string_lossy().into_owned(), Cow::Borrowed(file.contents()));
            }
        }
    }
}
