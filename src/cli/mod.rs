//! The command line: arguments, all printing, exit codes.
//!
//! stdout is data, stderr is talk. One file a command.

/// What all commands print with, instead of the macro of that name, which panics where it cannot: see [`say`].
macro_rules! print {
    ($($words:tt)*) => { $crate::cli::say(format_args!($($words)*)) };
}

/// The same, with the end of the line.
macro_rules! println {
    ($($words:tt)*) => { $crate::cli::say(format_args!("{}\n", format_args!($($words)*))) };
}

/// What all commands talk with, instead of the macro of that name, which panics where it cannot: see [`talk`].
macro_rules! eprint {
    ($($words:tt)*) => { $crate::cli::talk(format_args!($($words)*)) };
}

/// The same, with the end of the line.
macro_rules! eprintln {
    ($($words:tt)*) => { $crate::cli::talk(format_args!("{}\n", format_args!($($words)*))) };
}

mod approve;
mod args;
mod backup;
mod bounces;
mod build;
mod check;
mod clock;
mod examples;
mod exit;
mod failure;
mod import;
mod init;
mod log;
mod new;
mod output;
mod progress;
mod proof;
mod purge;
mod receipts;
mod reconcile;
mod redate;
mod reject;
mod rules;
mod run;
mod sample;
mod schema;
mod selection;
mod send;
mod settle;
mod signals;
mod standard;
mod stats;
mod status;
mod usage;
mod verdicts;
mod verify;
mod withdraw;

use std::fmt;
use std::io::{self, ErrorKind, Write as _, stderr, stdout};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::Parser as _;

pub use args::Args;
pub use exit::Exit;
pub use send::exit_of;

/// Runs the program and gives its exit code.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        // A panic's message may hold a record's text; its place never does.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("begrund: internal error at {place}; please report it");
    }));
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return misunderstood(&error),
    };
    let lang = args.lang.into();
    let exit = match args::run(args) {
        Ok(exit) => exit,
        Err(failure) => {
            eprint!("{}", failure.describe(lang));
            failure.exit
        }
    };
    let Some(error) = UNSAID.get() else { return exit.into() };
    eprint!("{}", failure::unsaid(error).describe(lang));
    // What came of letters is the more urgent thing to know.
    if exit == Exit::Done { Exit::TryLater.into() } else { exit.into() }
}

/// Why something could not be printed; told when the work is done, for the work comes first.
static UNSAID: OnceLock<io::Error> = OnceLock::new();

/// Prints. Where nobody reads on (`begrund rules | head`), the rest is not said, and that is no fault.
fn say(words: fmt::Arguments<'_>) {
    stdout().write_fmt(words).unwrap_or_else(not_said);
}

/// Takes note of what could not be printed; the first is told.
fn not_said(error: io::Error) {
    if error.kind() != ErrorKind::BrokenPipe {
        UNSAID.get_or_init(|| error);
    }
}

/// Talks. Where that cannot be written, such as to a log on a full disk, the work goes on: what it leaves tells of it too.
fn talk(words: fmt::Arguments<'_>) {
    stderr().write_fmt(words).unwrap_or_default();
}

/// Tells what was typed and cannot be understood: in Danish, unless English is asked for.
fn misunderstood(error: &clap::Error) -> ExitCode {
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let english =
        words.iter().any(|word| word == "--lang=en") || words.windows(2).any(|pair| pair == ["--lang", "en"]);
    match usage::told(error).filter(|_| !english) {
        Some(told) => {
            eprint!("{told}");
            Exit::Unusable.into()
        }
        None => error.exit(),
    }
}

/// The whole manual, as `docs/cli.md` holds it.
pub fn manual() -> String {
    output::manual()
}

/// The list of rules, as `docs/rules.md` holds it.
///
/// # Errors
/// If the built-in pack is broken.
pub fn rules_document() -> Result<String, crate::pack::PackError> {
    rules::document()
}
