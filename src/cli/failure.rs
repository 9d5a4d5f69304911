//! Why a command could not do its work, with what the user can do about it.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use super::exit::Exit;
use super::output::style;
use crate::case::CaseFile;
use crate::case::discover::DiscoverError;
use crate::config::ConfigError;
use crate::diagnostic::{Bilingual, Finding, Lang, because, count, render};
use crate::ledger::LedgerError;
use crate::pack::PackError;
use crate::pipeline::{BuildError, NotedError, SpoolError, WorkspaceError};
use crate::proof::BundleError;
use crate::send::{EvidenceError, SendError};
use crate::store::{Risk, StoreError};

/// A failure of the work itself, not of a record.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    what: Bilingual,
    /// The error behind it, with its causes.
    error: Option<Box<dyn Error>>,
    hint: Bilingual,
}

impl Failure {
    pub(super) fn new(exit: Exit, what: Bilingual, hint: Bilingual) -> Self {
        Self { exit, what, error: None, hint }
    }

    /// The failure that an error is, said in Danish too.
    pub(super) fn of(
        exit: Exit,
        error: impl Into<Box<dyn Error>>,
        danish: impl Into<Cow<'static, str>>,
        hint: Bilingual,
    ) -> Self {
        let error = error.into();
        Self { exit, what: Bilingual::new(danish, error.to_string()), error: Some(error), hint }
    }

    /// The failure, its causes, and the hint; on several lines.
    pub(super) fn describe(&self, lang: Lang) -> String {
        let error = self.error.as_deref();
        if let Some(WorkspaceError::Config(ConfigError::Content { file, faults })) =
            error.and_then(|error| error.downcast_ref())
        {
            return self.describe_settings(file, &faults.0, lang);
        }
        let mut text = format!("begrund: {}\n", self.what.in_lang(lang));
        // What the system says of a cause is English, and the Danish words hold what matters of it.
        let mut cause = error.and_then(Error::source).filter(|_| lang == Lang::En);
        while let Some(source) = cause {
            let _ = writeln!(text, "  because: {source}");
            cause = source.source();
        }
        text.push_str(&self.help(lang));
        text
    }

    /// All that is wrong with the settings, each drawn like what is wrong with a record.
    fn describe_settings(&self, file: &CaseFile, faults: &[Finding], lang: Lang) -> String {
        let style = style(&std::io::stderr(), lang, false);
        let drawn = faults.iter().map(|fault| render(fault, &file.name, &file.text, style) + "\n");
        let count = match lang {
            Lang::Da => format!("begrund: {} kan ikke bruges: {} fejl.", file.name, faults.len()),
            Lang::En => {
                format!("begrund: {} cannot be used: {}.", file.name, count(faults.len(), "fault", "faults"))
            }
        };
        format!("{}{count}\n{}", drawn.collect::<String>(), self.help(lang))
    }

    fn help(&self, lang: Lang) -> String {
        let word = if lang == Lang::Da { "sådan" } else { "help" };
        format!("  {word}: {}\n", self.hint.in_lang(lang))
    }
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        let mend_settings =
            || Bilingual::new("Ret begrund.yaml, og kør igen.", "Mend begrund.yaml and run again.");
        let (danish, hint) = match &error {
            WorkspaceError::Config(ConfigError::Missing { folder }) => (
                format!("der er ingen begrund.yaml i `{}`", folder.display()),
                Bilingual::new(
                    "Gå hen i mappen med begrund.yaml, angiv den med --workspace, eller lav en ny mappe: `begrund init MAPPE`.",
                    "Go to the folder with begrund.yaml, name it with --workspace, or make a new one: `begrund init DIR`.",
                ),
            ),
            WorkspaceError::Config(ConfigError::Read { path, source }) => {
                (unreadable(path, source), mend_settings())
            }
            WorkspaceError::Config(ConfigError::Content { file, .. }) => {
                (format!("{} kan ikke bruges", file.name), mend_settings())
            }
            WorkspaceError::Standards(DiscoverError::Unreachable { path, source }) => (
                format!("`{}` kan ikke åbnes: {}", path.display(), because(source)),
                Bilingual::new(
                    "Se efter, hvem der må læse mappen standards/ med kommunens kvalitetsstandarder.",
                    "See who may read the folder standards/ with the municipality's quality standards.",
                ),
            ),
            WorkspaceError::Pack(pack) => (
                match pack {
                    PackError::Read { path, source } => unreadable(path, source),
                    PackError::Content { file, what } => {
                        format!("`{file}` i skabelonerne kan ikke bruges: {what}")
                    }
                },
                Bilingual::new(
                    "Ret filen, og kør igen. Ingen breve er lavet.",
                    "Mend the file and run again. No letter was made.",
                ),
            ),
        };
        Self::of(Exit::Unusable, error, danish, hint)
    }
}

/// That a file or folder cannot be read, in Danish.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("`{}` kan ikke læses: {}", path.display(), because(error))
}

/// That what should be printed could not be.
pub(super) fn unsaid(error: &std::io::Error) -> Failure {
    let hint = Bilingual::new(
        "Skaf plads dér, hvor det skrives hen. Arbejdet er gjort; kør kun igen, hvis du skal bruge udskriften.",
        "Make room where it is written to. The work is done; run again only if you need the output.",
    );
    let danish = format!("det, der skulle skrives ud, kan ikke skrives: {}", because(error));
    let english = format!("what should be printed cannot be written: {error}");
    Failure::new(Exit::TryLater, Bilingual::new(danish, english), hint)
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
        let DiscoverError::Unreachable { path, source } = &error;
        let danish = format!("`{}` kan ikke åbnes: {}", path.display(), because(source));
        Self::of(Exit::Unusable, error, danish, hint)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Store(error) | BuildError::Proof(BundleError::Store(error)) => error.into(),
            BuildError::Proof(BundleError::Pack(error)) => error.into(),
            BuildError::Spool(error) => error.into(),
            BuildError::Stopped => Self::of(
                Exit::TryLater,
                error,
                "kørslen blev bedt om at stoppe",
                Bilingual::new(
                    "Det, der stod i out/, står der endnu. Kør igen: det, der er lavet, bliver ikke lavet om.",
                    "What stood in out/ stands there still. Run again: what is made is not made again.",
                ),
            ),
        }
    }
}

impl From<SpoolError> for Failure {
    fn from(error: SpoolError) -> Self {
        let folder = std::env::temp_dir();
        let hint = Bilingual::new(
            format!(
                "Skaf plads i mappen til midlertidige filer ({}), eller angiv en anden i TMPDIR, og kør igen: det, der er lavet, bliver ikke lavet om.",
                folder.display()
            ),
            format!(
                "Make room in the folder for temporary files ({}), or name another in TMPDIR, and run again: what is made is not made again.",
                folder.display()
            ),
        );
        let danish = format!(
            "det, kørslen lægger på disken om sagerne, kan ikke skrives eller læses: {}",
            because(&error.0)
        );
        Self::of(Exit::TryLater, error, danish, hint)
    }
}

impl From<NotedError> for Failure {
    fn from(error: NotedError) -> Self {
        match error {
            NotedError::Build(error) => error.into(),
            NotedError::Ledger(error) => error.into(),
            NotedError::NotAsLeft { ref file } => {
                let danish = format!("`{}` er ikke, som den sidste kørsel efterlod den", file.display());
                let hint = Bilingual::new(
                    "Kør `begrund build` uden stier; så bliver alle breve lavet igen.",
                    "Run `begrund build` without paths; then every letter is made anew.",
                );
                Self::of(Exit::Unusable, error, danish, hint)
            }
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let danish = ledger_in_danish(&error);
        let (exit, hint) = match error {
            LedgerError::Store(error) => return error.into(),
            LedgerError::Busy { .. } => (
                Exit::TryLater,
                Bilingual::new(
                    "Vent, til den anden kommando er færdig, og kør igen.",
                    "Wait until the other command is done, and run again.",
                ),
            ),
            LedgerError::Full { .. } => (
                Exit::TryLater,
                Bilingual::new(
                    "Disken er fuld. Skaf plads, og kør igen. Intet er skrevet.",
                    "The disk is full. Make room and run again. Nothing was written.",
                ),
            ),
            LedgerError::Newer { .. } => (
                Exit::Unusable,
                Bilingual::new(
                    "Brug den nyere begrund. Denne kan kun læse: `begrund status`, `log` og `verify`.",
                    "Use the newer begrund. This one can only read: `begrund status`, `log` and `verify`.",
                ),
            ),
            LedgerError::Damaged { .. } => (
                Exit::Unusable,
                Bilingual::new(
                    "Protokollen er beskadiget eller ændret. Intet er gjort. Gem filen, som den er, find en sikkerhedskopi, og tal med dem, der driver begrund.",
                    "The ledger is damaged or was changed. Nothing was done. Keep the file as it is, find a backup, and speak to those who run begrund.",
                ),
            ),
            LedgerError::Truncated { .. } => (
                Exit::Unusable,
                Bilingual::new(
                    "Der mangler linjer i protokollen. Intet er gjort. Læg den rigtige begrund.db tilbage fra en sikkerhedskopi. Er mappen kun til prøve, så slet begrund.db, begrund.anchor og out/, og begynd forfra.",
                    "Events are missing in the ledger. Nothing was done. Put the right begrund.db back from a backup. If the workspace is for trials only, delete begrund.db, begrund.anchor and out/ and start afresh.",
                ),
            ),
            LedgerError::Key { .. } => (
                Exit::Unusable,
                Bilingual::new(
                    "Læg den begrund.key tilbage, som hører til begrund.db, fra en sikkerhedskopi.",
                    "Put the begrund.key that belongs to begrund.db back from a backup.",
                ),
            ),
            LedgerError::Database { .. } => (
                Exit::Unusable,
                Bilingual::new(
                    "Se efter, hvem der ejer begrund.db og mappen, og hvem der må skrive i dem. Filen skal ligge på en lokal disk.",
                    "See who owns begrund.db and the folder and who may write to them. The file must be on a local disk.",
                ),
            ),
        };
        Self::of(exit, error, danish, hint)
    }
}

/// What is wrong with the ledger (protokollen), in Danish. What a program found in the file is told as it was found.
fn ledger_in_danish(error: &LedgerError) -> String {
    match error {
        LedgerError::Damaged { path, seq, what } => {
            let at = seq.map(|seq| format!(" ved linje {seq}")).unwrap_or_default();
            format!("protokollen `{}` er beskadiget{at} ({what})", path.display())
        }
        LedgerError::Truncated { path, anchor, expected, found } => format!(
            "protokollen `{}` har mistet linjer: `{}` kender {expected} ({found})",
            path.display(),
            anchor.display()
        ),
        LedgerError::Newer { path, found, known } => format!(
            "protokollen `{}` har form {found}; denne begrund kender form {known} og skriver ikke i den",
            path.display()
        ),
        LedgerError::Key { path, what } => {
            format!("nøglen `{}` kan ikke bruges ({what})", path.display())
        }
        LedgerError::Busy { path } => {
            format!("en anden kommando skriver i protokollen `{}`", path.display())
        }
        LedgerError::Full { path } => {
            format!("der er ikke plads til at skrive i protokollen `{}`", path.display())
        }
        LedgerError::Database { path, source } => {
            format!("protokollen `{}` kan ikke bruges ({source})", path.display())
        }
        // It says so itself.
        LedgerError::Store(_) => String::new(),
    }
}

impl From<SendError> for Failure {
    fn from(error: SendError) -> Self {
        let unusable = |error, danish: String, hint| Self::of(Exit::Unusable, error, danish, hint);
        match error {
            SendError::Ledger(error) => error.into(),
            SendError::NotAsLeft(ref file) => {
                let danish = format!("`{file}` er ikke, som den sidste kørsel efterlod den");
                let hint = Bilingual::new(
                    "Kør `begrund proof` uden stier, og læs brevene igen.",
                    "Run `begrund proof` without paths and read the letters again.",
                );
                unusable(error, danish, hint)
            }
            SendError::Load => {
                let danish = "mappen er til prøver i stort antal (`load: true`): sagerne er opdigtede, og intet bliver sendt";
                let hint = Bilingual::new(
                    "Fjern `load: true` i begrund.yaml, hvis sagerne er rigtige.",
                    "Remove `load: true` from begrund.yaml if the records are real.",
                );
                unusable(error, danish.to_owned(), hint)
            }
            SendError::Settings { what, help } => Self::new(Exit::Unusable, what, help),
        }
    }
}

impl From<EvidenceError> for Failure {
    fn from(error: EvidenceError) -> Self {
        match error {
            EvidenceError::Ledger(error) => error.into(),
            EvidenceError::Read { ref path, ref source } => {
                let danish = unreadable(path, source);
                let hint = Bilingual::new(
                    "Skriv stien til en fil eller mappe, som kan læses.",
                    "Write the path of a file or folder that can be read.",
                );
                Self::of(Exit::Unusable, error, danish, hint)
            }
            EvidenceError::NotWhole { ref letter } => {
                let danish = format!(
                    "loggen er ikke hel: der mangler et brev, som mailserveren vides at have taget imod ({letter})"
                );
                let hint = Bilingual::new(
                    "Find hele loggen, også de filer, der er roteret væk, eller udelad --whole: så bliver kun det, der findes, afklaret.",
                    "Find the whole log, with the files that were rotated away, or leave out --whole: then only what is found is settled.",
                );
                Self::of(Exit::Unusable, error, danish, hint)
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let danish = match &error {
            StoreError::Locked { path, .. } => format!("en anden kørsel er i gang i `{}`", path.display()),
            StoreError::Exists { path, .. } => format!("`{}` findes allerede", path.display()),
            StoreError::Write { path, source, .. } => {
                format!("`{}` kan ikke skrives: {}", path.display(), because(source))
            }
            StoreError::Read { path, source, .. } => unreadable(path, source),
            StoreError::Unsettled { path, source } => format!(
                "`{}` ligger, hvor den skal, men det er ikke sikkert, at den er gemt på disken: {}",
                path.display(),
                because(source)
            ),
            StoreError::Unsafe { path, why } => {
                let why = match why {
                    Risk::Link => "det er en henvisning (symbolsk link)",
                    Risk::NoFile => "det er ikke en almindelig fil",
                    Risk::NoFolder => "det er ikke en mappe",
                    Risk::OpenToAll => "alle på maskinen må gå ind i den, se i den eller skrive i den",
                    Risk::BadName => "en fil i den ville få et navn, der ikke kan bruges",
                };
                format!("det er ikke sikkert at skrive i `{}`: {why}", path.display())
            }
            StoreError::UnknownGroup { group } => {
                format!("der er ingen gruppe på maskinen, der hedder `{group}`")
            }
        };
        let (exit, hint) = match &error {
            StoreError::Locked { .. } => (
                Exit::TryLater,
                Bilingual::new("Vent, til den anden kørsel er færdig.", "Wait until the other run is done."),
            ),
            StoreError::UnknownGroup { .. } => (
                Exit::Unusable,
                Bilingual::new(
                    "Ret `access.group` i begrund.yaml, eller få gruppen oprettet på maskinen.",
                    "Mend `access.group` in begrund.yaml, or have the group made on the machine.",
                ),
            ),
            error if error.is_full() => (
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
        Self::of(exit, error, danish, hint)
    }
}
