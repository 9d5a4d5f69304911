//! A workspace: the settings, the content pack, the law and the rules, loaded once and shared by all workers.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::case::fault;
use crate::case::read::hex;
use crate::check::{RULES, Rulebook, WordingRules};
use crate::compose::Composer;
use crate::config::{Config, ConfigError};
use crate::law::Law;
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
    /// `begrund.yaml` changes a code of reading: what cannot be read cannot be let through.
    #[error("begrund.yaml changes {code}, a fault of reading, which cannot be changed")]
    FaultOfReading {
        /// The code.
        code: String,
    },
}

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
    /// What makes letters.
    pub composer: Composer,
    /// SHA-256 over the settings as meant, as lower-case hex.
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
        let law = Law::load(&pack)?;
        let wording = WordingRules::load(&pack)?;
        for change in &config.rules {
            if fault::CODES.iter().any(|(code, _)| *code == change.code) {
                return Err(WorkspaceError::FaultOfReading { code: change.code.clone() });
            }
            let structural = RULES.iter().any(|rule| rule.code == change.code);
            if !structural && !wording.iter().any(|rule| rule.code == change.code) {
                return Err(WorkspaceError::UnknownRule { code: change.code.clone() });
            }
        }
        let composer = Composer::new(&pack, &config, folder)?;
        let settings_sha256 = hex(&Sha256::digest(format!("{config:?}")));
        Ok(Self { folder: folder.to_owned(), config, pack, law, wording, composer, settings_sha256 })
    }

    /// What every check needs beside the case.
    pub fn rulebook(&self) -> Rulebook<'_> {
        Rulebook {
            law: &self.law,
            config: &self.config,
            wording: &self.wording,
            can_set: self.composer.can_set(),
        }
    }
}
