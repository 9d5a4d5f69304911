//! What can be typed, and which command it starts.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::exit::Exit;
use super::failure::Failure;
use super::{build, check, proof, rules};
use crate::diagnostic;

/// Turns case records into lawful Danish decision letters under § 102 of lov om social service
///
/// With no command, begrund builds the letters of cases/. No lawyer has confirmed its rules and phrases; a person
/// decides, and a person answers for every letter.
#[derive(Debug, Parser)]
#[command(name = "begrund", version, max_term_width = 100)]
pub struct Args {
    /// The folder with begrund.yaml
    #[arg(short = 'C', long, global = true, default_value = ".", value_name = "DIR")]
    pub workspace: PathBuf,
    /// How results are printed
    #[arg(long, global = true, default_value = "text", value_enum)]
    pub format: Format,
    /// The language of findings
    #[arg(long, global = true, default_value = "da", value_enum)]
    pub lang: Language,
    /// Show the record's lines beside the findings, also where output is not a terminal (they hold personal data)
    #[arg(long, global = true)]
    pub show_text: bool,
    /// How many letters are worked on at once; all cores if not given
    #[arg(short, long, global = true, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The commands
#[derive(Debug, Subcommand)]
enum Command {
    /// Check the records, make their letters, and leave them in out/
    Build {
        /// Records, or folders of them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Read and check the records; write nothing
    Check {
        /// Records, or folders of them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Make the letters and their proof: out/index.html for the browser, an annotated PDF each in out/proofs/
    Proof {
        /// Records, or folders of them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Explain the checks, or one of them
    Rules {
        /// A code, such as SAG-08
        code: Option<String>,
    },
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// The language of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Danish
    Da,
    /// English
    En,
}

impl From<Language> for diagnostic::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Da => Self::Da,
            Language::En => Self::En,
        }
    }
}

/// Runs the command that was typed.
pub(super) fn run(mut args: Args) -> Result<Exit, Failure> {
    match args.command.take().unwrap_or(Command::Build { paths: Vec::new() }) {
        Command::Build { paths } => build::run(&args, &paths),
        Command::Check { paths } => check::run(&args, &paths),
        Command::Proof { paths } => proof::run(&args, &paths),
        Command::Rules { code } => rules::run(&args, code.as_deref()),
    }
}

impl Args {
    /// How many threads.
    pub(super) fn jobs(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.jobs.map_or_else(cores, std::num::NonZero::get)
    }

    /// The files that `paths` name; those of `cases/` in the workspace when there is none.
    pub(super) fn files(&self, paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
        let default = [self.workspace.join("cases")];
        let paths = if paths.is_empty() { &default } else { paths };
        Ok(crate::case::discover::discover(paths)?)
    }
}
