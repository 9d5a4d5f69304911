//! Why a command could not do its work, with what the user can do about it.

use std::error::Error;
use std::fmt::Write as _;

use super::exit::Exit;
use crate::case::discover::DiscoverError;
use crate::config::ConfigError;
use crate::diagnostic::{Bilingual, Lang};
use crate::pack::PackError;
use crate::pipeline::{BuildError, WorkspaceError};
use crate::proof::BundleError;
use crate::store::StoreError;

/// A failure of the work itself, not of a record.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    error: Box<dyn Error>,
    hint: Bilingual,
}

impl Failure {
    pub(super) fn new(exit: Exit, error: impl Into<Box<dyn Error>>, hint: Bilingual) -> Self {
        Self { exit, error: error.into(), hint }
    }

    /// The failure, its causes, and the hint; on several lines.
    pub(super) fn describe(&self, lang: Lang) -> String {
        let mut text = format!("begrund: {}\n", self.error);
        let mut cause = self.error.source();
        while let Some(source) = cause {
            let _ = writeln!(text, "  {}: {source}", if lang == Lang::Da { "fordi" } else { "because" });
            cause = source.source();
        }
        let _ = writeln!(
            text,
            "  {}: {}",
            if lang == Lang::Da { "sådan" } else { "help" },
            self.hint.in_lang(lang)
        );
        text
    }
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        let hint = match &error {
            WorkspaceError::Config(ConfigError::Missing { .. }) => Bilingual::new(
                "Gå hen i mappen med begrund.yaml, angiv den med --workspace, eller lav en ny mappe: `begrund init MAPPE`.",
                "Go to the folder with begrund.yaml, name it with --workspace, or make a new one: `begrund init DIR`.",
            ),
            WorkspaceError::Config(_)
            | WorkspaceError::UnknownRule { .. }
            | WorkspaceError::Dictionary { .. }
            | WorkspaceError::FaultOfReading { .. } => {
                Bilingual::new("Ret begrund.yaml, og kør igen.", "Mend begrund.yaml and run again.")
            }
            WorkspaceError::Pack(_) => Bilingual::new(
                "Ret filen i skabelonerne, og kør igen. Ingen breve er lavet.",
                "Mend the file in the templates and run again. No letter was made.",
            ),
        };
        Self::new(Exit::Unusable, error, hint)
    }
}

impl From<PackError> for Failure {
    fn from(error: PackError) -> Self {
        WorkspaceError::from(error).into()
    }
}

impl From<DiscoverError> for Failure {
    fn from(error: DiscoverError) -> Self {
        let hint = Bilingual::new(
            "Angiv en fil eller mappe, som findes. Uden sti bruger begrund mappen cases/.",
            "Name a file or folder that is there. Without a path, begrund uses the folder cases/.",
        );
        Self::new(Exit::Unusable, error, hint)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Store(error) | BuildError::Proof(BundleError::Store(error)) => error.into(),
            BuildError::Proof(BundleError::Pack(error)) => error.into(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let (exit, hint) = match &error {
            StoreError::Locked { .. } => (
                Exit::TryLater,
                Bilingual::new("Vent, til den anden kørsel er færdig.", "Wait until the other run is done."),
            ),
            StoreError::Write { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => (
                Exit::TryLater,
                Bilingual::new(
                    "Disken er fuld. Skaf plads, og kør igen.",
                    "The disk is full. Make room and run again.",
                ),
            ),
            _ => (
                Exit::Unusable,
                Bilingual::new(
                    "Se efter, hvem der ejer mappen, og hvem der må skrive i den.",
                    "See who owns the folder and who may write into it.",
                ),
            ),
        };
        Self::new(exit, error, hint)
    }
}
