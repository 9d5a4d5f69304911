//! The command line: arguments, all printing, exit codes.
//!
//! stdout is data, stderr is talk. One file a command.

#![expect(clippy::print_stderr, reason = "this is where begrund speaks")]

/// What all commands print with, instead of the macro of that name: see [`say`].
macro_rules! print {
    ($($words:tt)*) => { $crate::cli::say(format_args!($($words)*)) };
}

/// The same, with the end of the line.
macro_rules! println {
    ($($words:tt)*) => { $crate::cli::say(format_args!("{}\n", format_args!($($words)*))) };
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
use std::io::{ErrorKind, Write as _, stdout};
use std::process::ExitCode;

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
    match args::run(args) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            eprint!("{}", failure.describe(lang));
            failure.exit.into()
        }
    }
}

/// Prints. Where nobody reads on (`begrund rules | head`), the rest is not said, and that is no fault.
fn say(words: fmt::Arguments<'_>) {
    match stdout().write_fmt(words) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("stdout cannot be written: {error}"),
        _ => {}
    }
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
