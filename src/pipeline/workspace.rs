//! A workspace: the settings, the content pack, the law and the rules, loaded once and shared by all workers.

use std::path::{Path, PathBuf};
use std::thread;

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use walkdir::WalkDir;

use super::sketch;
use crate::case::discover::DiscoverError;
use crate::case::fault;
use crate::case::read::hex;
use crate::case::standard::Standards;
use crate::check::batch::Sent;
use crate::check::{RULES, Rulebook, Spelling, WordingRules};
use crate::compose::Composer;
use crate::config::{Config, ConfigError};
use crate::law::Law;
use crate::ledger::{Key, Ledger, LedgerError};
use crate::pack::{Pack, PackError};

/// Why a workspace cannot be used. The tool then makes nothing.
#[derive(Debug, Error)]
pub enum WorkspaceError {
    /// `begrund.yaml` cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The content pack cannot be used.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// `begrund.yaml` changes a rule that is not there.
    #[error("begrund.yaml changes the rule {code}, which does not exist; `begrund rules` lists them")]
    UnknownRule {
        /// The code.
        code: String,
    },
    /// `begrund.yaml` names a dictionary that cannot be used.
    #[error("begrund.yaml: the dictionary in `{folder}` cannot be used: {what}")]
    Dictionary {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The folder of quality standards cannot be looked into.
    #[error(transparent)]
    Standards(#[from] DiscoverError),
    /// `begrund.yaml` changes a code of reading: what cannot be read cannot be let through.
    #[error("begrund.yaml changes {code}, a fault of reading, which cannot be changed")]
    FaultOfReading {
        /// The code.
        code: String,
    },
}

/// The folder of quality standards, beside `begrund.yaml`.
pub const STANDARDS: &str = "standards";

/// Everything that is the same for all cases of a run.
#[derive(Debug)]
pub struct Workspace {
    /// The folder of `begrund.yaml`.
    pub folder: PathBuf,
    /// The settings.
    pub config: Config,
    /// The content pack.
    pub pack: Pack,
    /// The law.
    pub law: Law,
    /// The wording rules.
    pub wording: WordingRules,
    /// The dictionary that the settings name.
    pub spelling: Option<Spelling>,
    /// The municipality's quality standards; `None` where it has no folder of them.
    pub standards: Option<Standards>,
    /// What is kept of letters that were sent, for the comparison of reasons; empty until it is recalled.
    pub sent: Vec<Sent>,
    /// The key that the owners of those letters are hashed with.
    key: Option<Key>,
    /// What makes letters.
    pub composer: Composer,
    /// SHA-256 over the settings that letters are made by, as lower-case hex.
    pub settings_sha256: String,
}

impl Workspace {
    /// Loads the workspace in `folder`.
    ///
    /// # Errors
    /// If the settings or the pack cannot be used.
    pub fn load(folder: &Path) -> Result<Self, WorkspaceError> {
        let config = Config::load(folder)?;
        let pack = match &config.pack {
            Some(overlay) => Pack::with_overlay(&folder.join(overlay))?,
            None => Pack::built_in(),
        };
        Self::new(folder, config, pack)
    }

    /// A workspace from its parts.
    ///
    /// # Errors
    /// If the pack is broken, or the settings change a rule that is not there.
    pub fn new(folder: &Path, config: Config, pack: Pack) -> Result<Self, WorkspaceError> {
        // The wording rules take longer than all else; a letter that is made alone waits for them.
        let (law, wording, composer) = thread::scope(|scope| {
            let wording = scope.spawn(|| WordingRules::load(&pack));
            let others = (Law::load(&pack), Composer::new(&pack, &config, folder));
            let wording = wording.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            (others.0, wording, others.1)
        });
        let (law, wording) = (law?, wording?);
        for change in &config.rules {
            if fault::CODES.iter().any(|(code, _)| *code == change.code) {
                return Err(WorkspaceError::FaultOfReading { code: change.code.clone() });
            }
            let structural = RULES.iter().any(|rule| rule.code == change.code);
            if !structural && !wording.iter().any(|rule| rule.code == change.code) {
                return Err(WorkspaceError::UnknownRule { code: change.code.clone() });
            }
        }
        let composer = composer?;
        let settings_sha256 = settings_digest(&config, &composer);
        let spelling = config
            .spelling
            .as_ref()
            .map(|dictionary| dictionary_in(&folder.join(dictionary), &law.glossary))
            .transpose()?;
        Ok(Self {
            folder: folder.to_owned(),
            config,
            pack,
            law,
            wording,
            spelling,
            standards: Standards::load(&folder.join(STANDARDS))?,
            sent: Vec::new(),
            key: None,
            composer,
            settings_sha256,
        })
    }

    /// Recalls from the ledger what is kept of letters that were sent.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn recall(&mut self, ledger: &Ledger) -> Result<(), LedgerError> {
        self.sent = sketch::recall(ledger.events())?;
        self.key = Some(ledger.key().clone());
        Ok(())
    }

    /// An owner of a letter, as the recalled letters have theirs.
    pub(super) fn keyed(&self, owner: u64) -> u64 {
        self.key.as_ref().map_or(owner, |key| sketch::keyed(key, owner))
    }

    /// What every check needs beside the case.
    pub fn rulebook(&self) -> Rulebook<'_> {
        Rulebook {
            law: &self.law,
            config: &self.config,
            wording: &self.wording,
            can_set: self.composer.can_set(),
            spelling: self.spelling.as_ref(),
            standards: self.standards.as_ref(),
        }
    }
}

/// The settings as meant that can change a letter, with what of them is a file: the logo.
fn settings_digest(config: &Config, composer: &Composer) -> String {
    let mut hasher = Sha256::new_with_prefix(format!("{:?}", config.of_letters()));
    if let Some(logo) = composer.logo() {
        hasher.update(Sha256::digest(logo));
    }
    hex(&hasher.finalize())
}

/// Reads the dictionary in a folder, with the house's own words.
fn dictionary_in(folder: &Path, own: &[String]) -> Result<Spelling, WorkspaceError> {
    let wrong = |what: &str| WorkspaceError::Dictionary { folder: folder.to_owned(), what: what.to_owned() };
    let one = |ending: &str| {
        let files = WalkDir::new(folder).max_depth(1).sort_by_file_name().into_iter().flatten();
        let mut files = files
            .map(walkdir::DirEntry::into_path)
            .filter(|path| path.extension().is_some_and(|own| own == ending));
        match (files.next(), files.next()) {
            (Some(path), None) => text_of(&path).map_err(|what| wrong(&what)),
            (None, _) => Err(wrong(&format!("there is no .{ending} file in it"))),
            (Some(_), Some(_)) => Err(wrong(&format!("there is more than one .{ending} file in it"))),
        }
    };
    let (aff, dic) = (one("aff")?, one("dic")?);
    Spelling::new(&aff, &dic, own).map_err(|what| wrong(&what))
}

#[expect(clippy::disallowed_methods, reason = "the dictionary stands where begrund.yaml says")]
fn text_of(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| {
        "the dictionary is not in UTF-8; convert both files, and the line SET, to UTF-8".to_owned()
    })
}
