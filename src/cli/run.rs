//! `begrund run`: the nightly run. Build, proof, send what is approved; one lock, one report.

use std::fmt::Write as _;
use std::io::IsTerminal as _;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::output;
use super::progress::{Bar, Posting};
use super::send::{exit_of, tell_list_faults};
use super::signals::stop_on_signals;
use super::verdicts::names_remark;
use crate::approval::clock as danish_clock;
use crate::diagnostic::Lang;
use crate::ledger::Ledger;
use crate::nightly::{Moment, Night, SUMMARY, metrics, oldest_waiting, summary};
use crate::pipeline::{Job, METRICS, REPORT, Workspace, build_noted};
use crate::send::email::Timeouts;
use crate::send::{Channels, RealPace, Secrets, SendError, Sending, send};
use crate::store::Store;

pub(super) fn run(args: &Args, max_letters: Option<usize>) -> Result<Exit, Failure> {
    let mut workspace = Workspace::load(&args.workspace)?;
    if let Some(most) = max_letters {
        let delivery = &mut workspace.config.delivery;
        delivery.per_run = delivery.per_run.min(most);
    }
    // What delivery needs is looked for first: a night that cannot send says so before it has built for an hour.
    let mut channels = Channels::open(&workspace, &Secrets::of_process(), Timeouts::default())
        .map_err(|(what, help)| SendError::Settings { what, help })?;
    let files = args.files(&[])?;
    let group = workspace.config.access.group.clone();
    let store = Store::open(&args.workspace.join("out"), group.as_deref())?;
    let began = clock::now();
    let mut ledger = Ledger::open(&args.workspace, group.as_deref(), began)?;
    workspace.recall(&ledger)?;
    let stop = stop_on_signals()?;
    let before = store.read(METRICS).unwrap_or_default();
    let last_success = Moment::last_success_in(&String::from_utf8_lossy(&before));
    let job = Job { files: &files, whole: true, jobs: args.jobs(), proof: true, stop: Some(&stop) };
    let built = build_noted(&workspace, &store, job, &mut ledger, began, &Bar::new(args.lang.into()))?;
    let sending = Sending {
        workspace: &workspace,
        store: &store,
        ledger: &mut ledger,
        channels: &mut channels,
        pace: &RealPace::from(began),
        watch: &Posting::new(args.lang.into()),
        stop: &stop,
    };
    let mut delivery = (!workspace.config.load).then(|| send(sending)).transpose()?;
    let broken = delivery.as_mut().and_then(|delivery| delivery.broken.take());
    let exit = match (&broken, &delivery) {
        (Some(_), _) => Exit::TryLater,
        (None, Some(delivery)) => exit_of_night(built.any_held(), exit_of(delivery)),
        (None, None) => exit_of_night(built.any_held(), Exit::Done),
    };
    // Letters have left: what cannot be read now must not cost the report of the night.
    let oldest_waiting = oldest_waiting(&built, delivery.as_ref());
    let night = Night {
        built: &built,
        delivery: delivery.as_ref(),
        today: danish_clock(began).date(),
        oldest_waiting: *oldest_waiting.as_ref().unwrap_or(&None),
    };
    leave(&store, &night, exit, last_success)?;
    print!("{}", told(args, &workspace, &night, exit));
    if let Some(delivery) = &delivery {
        tell_list_faults(args, &workspace, &delivery.plan);
    }
    match broken {
        Some(error) => Err(error.into()),
        None => Ok(oldest_waiting.map(|_| exit)?),
    }
}

/// What is held back matters less than what was not delivered.
fn exit_of_night(any_held: bool, delivery: Exit) -> Exit {
    if delivery == Exit::Done && any_held { Exit::Held } else { delivery }
}

/// Leaves the summary, the numbers, and what delivery came to in the report.
fn leave(
    store: &Store,
    night: &Night<'_>,
    exit: Exit,
    last_success: Option<Timestamp>,
) -> Result<(), Failure> {
    let ended = clock::now();
    let last_success = if exit <= Exit::Held { Some(ended) } else { last_success };
    let numbers = metrics(night, Moment { ended, last_success, exit: exit as u8 });
    store.write_public(METRICS, numbers.as_bytes())?;
    store.write(SUMMARY, summary(night, true, Lang::Da).as_bytes())?;
    let report = store.read(REPORT).and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    if let Some(Value::Object(mut report)) = report {
        report.insert("run".to_owned(), with_exit(night, exit));
        let text = serde_json::to_string_pretty(&report).unwrap_or_default() + "\n";
        store.write(REPORT, text.as_bytes())?;
    }
    Ok(())
}

fn with_exit(night: &Night<'_>, exit: Exit) -> Value {
    let mut whole = night.as_json();
    if let Value::Object(fields) = &mut whole {
        fields.insert("exit".to_owned(), json!(exit as u8));
    }
    whole
}

fn told(args: &Args, workspace: &Workspace, night: &Night<'_>, exit: Exit) -> String {
    if args.format == Format::Json {
        let mut whole = with_exit(night, exit);
        if let Value::Object(fields) = &mut whole {
            fields.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
            fields.insert("test".to_owned(), json!(workspace.config.test));
            fields.insert("names_verified".to_owned(), json!(workspace.config.approval.verifies_names()));
        }
        return format!("{whole:#}\n");
    }
    let names = std::io::stdout().is_terminal() || args.show_text;
    let lang = args.lang.into();
    let mut text = summary(night, names, lang);
    if workspace.config.test {
        let _ = writeln!(text, "{}", output::trial_remark(lang));
    }
    text.push_str(names_remark(&workspace.config, lang));
    text
}
