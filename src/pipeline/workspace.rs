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
use crate::config::{Config, ConfigError, Refusal};
use crate::diagnostic::{Bilingual, because};
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
    /// The folder of quality standards cannot be looked into.
    #[error(transparent)]
    Standards(#[from] DiscoverError),
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
        let mut config = Config::load(folder)?;
        let mut refused = Vec::new();
        let mut pack = Pack::built_in();
        if let Some(overlay) = config.pack.as_ref().map(|overlay| folder.join(overlay)) {
            if overlay.is_dir() {
                pack = Pack::with_overlay(&overlay)?;
            } else {
                refused.push(not_there("pack", "pack", &overlay, ["mappe", "folder"]));
            }
        }
        if let Some(logo) = config.municipality.logo.take_if(|logo| !folder.join(&logo.file).is_file()) {
            let logo = folder.join(&logo.file);
            refused.push(not_there("municipality.logo.file", "logo", &logo, ["fil", "file"]));
        }
        Self::with(folder, config, pack, refused)
    }

    /// A workspace from its parts.
    ///
    /// # Errors
    /// If the pack is broken, or the settings name what is not there.
    pub fn new(folder: &Path, config: Config, pack: Pack) -> Result<Self, WorkspaceError> {
        Self::with(folder, config, pack, Vec::new())
    }

    /// Settings that cannot be used are told together with those that were `refused` before.
    fn with(
        folder: &Path,
        config: Config,
        pack: Pack,
        mut refused: Vec<Refusal>,
    ) -> Result<Self, WorkspaceError> {
        // The wording rules take longer than all else; a letter that is made alone waits for them.
        let (law, wording, composer) = thread::scope(|scope| {
            let wording = scope.spawn(|| WordingRules::load(&pack));
            let others = (Law::load(&pack), Composer::new(&pack, &config, folder));
            let wording = wording.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            (others.0, wording, others.1)
        });
        let (law, wording) = (law?, wording?);
        refused.extend(config.rules.iter().enumerate().filter_map(|(index, change)| {
            refused_change(&format!("rules[{index}].code"), &change.code, &wording)
        }));
        let dictionary = config.spelling.as_ref().map(|own| dictionary_in(&folder.join(own), &law.glossary));
        let spelling = dictionary.transpose().unwrap_or_else(|what| {
            refused.push(Refusal::new("spelling", what, one_dictionary()));
            None
        });
        if !refused.is_empty() {
            return Err(Config::refused(folder, refused).into());
        }
        let composer = composer?;
        let settings_sha256 = settings_digest(&config, &composer);
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

/// That what the value at `path` names is not there, or is something else; `key` is what may be deleted.
fn not_there(path: &str, key: &str, named: &Path, [da, en]: [&str; 2]) -> Refusal {
    let shown = named.display();
    let what = if named.exists() {
        Bilingual::new(format!("`{shown}` er ikke en {da}."), format!("`{shown}` is no {en}."))
    } else {
        Bilingual::new(format!("Der er ingen {da} `{shown}`."), format!("There is no {en} `{shown}`."))
    };
    let mend = Bilingual::new(
        format!("Ret stien; den går ud fra mappen med begrund.yaml. Eller slet `{key}:`."),
        format!("Mend the path, which starts from the folder of begrund.yaml; or delete `{key}:`."),
    );
    Refusal::new(path, what, mend)
}

/// Refuses the change of a rule that is not there, and of a code of reading: what cannot be read cannot be let through.
fn refused_change(path: &str, code: &str, wording: &WordingRules) -> Option<Refusal> {
    if fault::CODES.iter().any(|(own, _)| *own == code) {
        let message = Bilingual::new(
            format!("{code} er en fejl i læsningen, som ikke kan ændres."),
            format!("{code} is a fault of reading, which cannot be changed."),
        );
        let help = Bilingual::new("Slet ændringen.", "Delete the change.");
        return Some(Refusal::new(path, message, help));
    }
    let there = RULES.iter().any(|rule| rule.code == code) || wording.iter().any(|rule| rule.code == code);
    (!there).then(|| {
        let message = Bilingual::new(
            format!("Der er ingen regel, der hedder {code}."),
            format!("There is no rule {code}."),
        );
        let help = Bilingual::new("`begrund rules` viser dem alle.", "`begrund rules` lists them.");
        Refusal::new(path, message, help)
    })
}

fn one_dictionary() -> Bilingual {
    Bilingual::new(
        "Læg én ordbog i mappen: en fil, der ender på .aff, og en på .dic, begge i UTF-8.",
        "Put one dictionary into the folder: a file that ends in .aff and one in .dic, both in UTF-8.",
    )
}

/// Reads the dictionary in a folder, with the house's own words.
fn dictionary_in(folder: &Path, own: &[String]) -> Result<Spelling, Bilingual> {
    let one = |ending: &str| {
        let files = WalkDir::new(folder).max_depth(1).sort_by_file_name().into_iter().flatten();
        let mut files = files
            .map(walkdir::DirEntry::into_path)
            .filter(|path| path.extension().is_some_and(|own| own == ending));
        match (files.next(), files.next()) {
            (Some(path), None) => text_of(&path),
            (None, _) => Err(Bilingual::new(
                format!("Der er ingen .{ending}-fil i `{}`.", folder.display()),
                format!("There is no .{ending} file in `{}`.", folder.display()),
            )),
            (Some(_), Some(_)) => Err(Bilingual::new(
                format!("Der er mere end én .{ending}-fil i `{}`.", folder.display()),
                format!("There is more than one .{ending} file in `{}`.", folder.display()),
            )),
        }
    };
    let (aff, dic) = (one("aff")?, one("dic")?);
    Spelling::new(&aff, &dic, own).map_err(|what| {
        Bilingual::new(
            format!("Ordbogen kan ikke bruges: {what}"),
            format!("The dictionary cannot be used: {what}"),
        )
    })
}

#[expect(clippy::disallowed_methods, reason = "the dictionary stands where begrund.yaml says")]
fn text_of(path: &Path) -> Result<String, Bilingual> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        Bilingual::new(
            format!("`{name}` kan ikke læses: {}", because(&error)),
            format!("`{name}` cannot be read: {error}"),
        )
    })?;
    String::from_utf8(bytes).map_err(|_| {
        Bilingual::new(
            format!("`{name}` er ikke i UTF-8; ret også linjen SET."),
            format!("`{name}` is not in UTF-8; the line SET must say so too."),
        )
    })
}
