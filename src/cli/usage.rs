//! What was typed and cannot be understood, told in Danish with what to type.
//!
//! clap tells it in English. The commonest slips are told here; the rest, and `--lang en`, are left to clap.

use std::fmt::Write as _;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Command, CommandFactory as _};

use super::args::Args;

/// The words for a slip on the command line; none where clap's own must do.
pub(super) fn told(error: &Error) -> Option<String> {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(said)) => vec![said.clone()],
        Some(ContextValue::Strings(said)) => said.clone(),
        _ => Vec::new(),
    };
    let first = |kind| said(kind).into_iter().next();
    let (what, how) = match error.kind() {
        ErrorKind::InvalidValue => {
            let (value, argument) = (first(ContextKind::InvalidValue)?, first(ContextKind::InvalidArg)?);
            let what = if value.is_empty() {
                format!("der mangler noget efter `{argument}`")
            } else {
                format!("`{value}` kan ikke stå ved `{argument}`")
            };
            let words = with_meanings(&said(ContextKind::ValidValue));
            (what, (!words.is_empty()).then(|| format!("Skriv et af: {words}.")))
        }
        ErrorKind::ValueValidation => {
            let (value, argument) = (first(ContextKind::InvalidValue)?, first(ContextKind::InvalidArg)?);
            let how = if argument.contains("DAY") {
                "Skriv dagen som år-måned-dag, for eksempel 2026-12-01."
            } else if argument.contains("<N>") || argument.contains("<S>") || argument.contains("DAYS") {
                "Skriv et helt tal. `begrund help KOMMANDO` viser, hvor stort det må være."
            } else {
                "`begrund help KOMMANDO` viser, hvad der kan stå."
            };
            (format!("`{value}` kan ikke stå ved `{argument}`"), Some(how.to_owned()))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = said(ContextKind::InvalidArg);
            let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
            let kinds = missing.iter().any(|name| name.contains("--decision"));
            let how =
                kinds.then(|| format!("Afgørelsen er et af: {}.", with_meanings(&values_of("decision"))));
            (format!("der mangler {}", names.join(" og ")), how)
        }
        ErrorKind::UnknownArgument => {
            let meant = first(ContextKind::SuggestedArg);
            let how = meant.map(|meant| format!("Mente du `{meant}`?"));
            (format!("`{}` er ukendt her", first(ContextKind::InvalidArg)?), how)
        }
        ErrorKind::InvalidSubcommand => {
            let meant = said(ContextKind::SuggestedSubcommand);
            let meant: Vec<String> = meant.iter().map(|meant| format!("`begrund {meant}`")).collect();
            let how = (!meant.is_empty()).then(|| format!("Mente du {}?", meant.join(" eller ")));
            (format!("kommandoen `{}` findes ikke", first(ContextKind::InvalidSubcommand)?), how)
        }
        _ => return None,
    };
    let mut text = format!("begrund: {what}\n");
    if let Some(how) = how {
        let _ = writeln!(text, "  sådan: {how}");
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let _ = writeln!(text, "  brug: {}", usage.trim_start_matches("Usage:").trim());
    }
    text.push_str("  hjælp: `begrund --help` viser alle kommandoer.\n");
    Some(text)
}

/// The values with their Danish words, as their help has them in brackets: `refusal (afslag)`.
fn with_meanings(values: &[String]) -> String {
    let told = values.iter().map(|value| match meaning(value) {
        Some(meaning) => format!("{value} ({meaning})"),
        None => value.clone(),
    });
    told.collect::<Vec<_>>().join(", ")
}

fn meaning(value: &str) -> Option<String> {
    let begun = Args::command().find_subcommand("new").map(possible_values)?;
    let (_, help) = begun.into_iter().find(|(name, _)| name == value)?;
    let (_, rest) = help.rsplit_once('(')?;
    Some(rest.trim_end_matches(')').to_owned())
}

/// The values of an option of `new`.
fn values_of(option: &str) -> Vec<String> {
    let command = Args::command();
    let new = command.find_subcommand("new");
    let values = new
        .into_iter()
        .flat_map(Command::get_arguments)
        .filter(|argument| argument.get_id() == option)
        .flat_map(clap::Arg::get_possible_values);
    values.map(|value| value.get_name().to_owned()).collect()
}

fn possible_values(command: &Command) -> Vec<(String, String)> {
    let values = command.get_arguments().flat_map(clap::Arg::get_possible_values);
    let told = values.map(|value| {
        let help = value.get_help().map(ToString::to_string).unwrap_or_default();
        (value.get_name().to_owned(), help)
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn said(line: &str) -> String {
        told(&Args::try_parse_from(line.split(' ')).unwrap_err()).unwrap_or_default()
    }

    #[test]
    fn slips_on_the_command_line_are_told_in_danish_with_what_to_type() {
        for (line, words) in [
            ("begrund chekc", "Mente du"),
            ("begrund new --decision afslaag 1234", "refusal (afslag)"),
            ("begrund new --decision afslaag 1234", "`afslaag` kan ikke stå ved `--decision <DECISION>`"),
            ("begrund new", "der mangler `--decision <DECISION>` og `<CASE>`"),
            ("begrund new", "partial-grant (delvis bevilling)"),
            ("begrund new --decision refusal", "der mangler `<CASE>`"),
            ("begrund new --desicion refusal 1234", "Mente du `--decision`?"),
            ("begrund stats --from 1/1-2026 --to 2026-12-31", "år-måned-dag"),
            ("begrund sample --count mange x", "Skriv et helt tal."),
        ] {
            assert!(said(line).contains(words), "{line}: {}", said(line));
            assert!(said(line).lines().all(|line| !line.contains("Usage")), "{line}: {}", said(line));
        }
        for line in ["begrund --help", "begrund --version"] {
            assert_eq!(said(line), "", "{line}");
        }
    }

    #[test]
    fn danish_words_for_what_is_decided_are_understood() {
        for line in [
            "begrund new --decision afslag --ground skøn 1234",
            "begrund new --decision bevilling --occasion genoptagelse 1234",
            "begrund new --decision ophør --ground nødvendighed 1234",
            "begrund new --decision ændring 1234",
        ] {
            assert!(Args::try_parse_from(line.split(' ')).is_ok(), "{line}");
        }
    }
}
