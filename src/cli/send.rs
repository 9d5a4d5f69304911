//! `begrund send`: delivers what was approved.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use super::progress::Posting;
use super::receipts::{faults_as_json, faults_in_words};
use super::signals::stop_on_signals;
use super::status::no_ledger;
use super::verdicts::{names_remark, words};
use crate::diagnostic::Lang;
use crate::ledger::{Ending, Ledger, Reply};
use crate::pipeline::Workspace;
use crate::send::email::Timeouts;
use crate::send::{
    Channels, LetterResult, Plan, Planned, RealPace, Report, Secrets, SendError, Sending, Step, Stop, Why,
    rehearse, send,
};
use crate::store::Store;

pub(super) fn run(args: &Args, dry_run: bool) -> Result<Exit, Failure> {
    let workspace = Workspace::load(&args.workspace)?;
    let mut channels = Channels::open(&workspace, &Secrets::of_process(), Timeouts::default())
        .map_err(|(what, help)| SendError::Settings { what, help })?;
    if dry_run {
        let Some(ledger) = Ledger::look(&args.workspace)? else { return Err(no_ledger()) };
        let plan = rehearse(&workspace, &ledger, &mut channels, clock::now())?;
        print!("{}", told_of_plan(args, &workspace, &plan));
        tell_list_faults(args, &workspace, &plan);
        return Ok(exit_of(&Report::of_plan(plan)));
    }
    let group = workspace.config.access.group.as_deref();
    let store = Store::open(&args.workspace.join("out"), group)?;
    let began = clock::now();
    let mut ledger = Ledger::open(&args.workspace, group, began)?;
    let stop = stop_on_signals()?;
    let report = send(Sending {
        workspace: &workspace,
        store: &store,
        ledger: &mut ledger,
        channels: &mut channels,
        pace: &RealPace::from(began),
        watch: &Posting::new(args.lang.into()),
        stop: &stop,
    })?;
    print!("{}", told_of_report(args, &workspace, &report));
    tell_list_faults(args, &workspace, &report.plan);
    let exit = exit_of(&report);
    match report.broken {
        Some(error) => Err(error.into()),
        None => Ok(exit),
    }
}

/// The exit code of a run of delivery.
pub fn exit_of(report: &Report) -> Exit {
    let stop = report.stop.as_ref();
    match () {
        () if stop.is_some_and(Stop::needs_mending) => Exit::Unusable,
        () if report.any_undelivered() => Exit::Undelivered,
        () if stop.is_some() || report.broken.is_some() => Exit::TryLater,
        () if report.any_held() => Exit::Held,
        () => Exit::Done,
    }
}

/// Tells of rows of the registration list that cannot be used: who stands in them may not be connected.
pub(super) fn tell_list_faults(args: &Args, workspace: &Workspace, plan: &Plan) {
    let list = workspace.config.digital_post.as_ref().and_then(|settings| settings.registrations.as_ref());
    let (Some(list), false) = (list, plan.list_faults.is_empty()) else { return };
    let (list, lang) = (list.display(), args.lang.into());
    match lang {
        Lang::Da => eprintln!("begrund: listen {list} har linjer, der ikke kan bruges; få den rettet:"),
        Lang::En => eprintln!("begrund: the list {list} has rows that cannot be used; have it mended:"),
    }
    eprint!("{}", faults_in_words(&plan.list_faults, lang));
}

fn told_of_plan(args: &Args, workspace: &Workspace, plan: &Plan) -> String {
    let lang: Lang = args.lang.into();
    if args.format == Format::Json {
        let letters: Vec<Value> = plan.letters.iter().map(planned_as_json).collect();
        let faults = faults_as_json(&plan.list_faults);
        let whole = json!({"test": workspace.config.test, "plan": letters, "list_faults": faults});
        return format!("{whole:#}\n");
    }
    let da = lang == Lang::Da;
    let mut text = String::new();
    let mut leaving = 0;
    for planned in &plan.letters {
        let _ = match &planned.step {
            Step::Deliver { to, not_before, remark, .. } => {
                leaving += 1;
                let remark = remark.as_ref().map(|remark| format!(" – {}", remark.in_lang(lang)));
                let remark = remark.unwrap_or_default();
                let after = not_before.map(|due| {
                    let due = crate::approval::local(due);
                    if da { format!(" (tidligst {due})") } else { format!(" (not before {due})") }
                });
                let after = after.unwrap_or_default();
                writeln!(text, "{}  {} → {to}{after}{remark}", planned.letter, channel(&planned.channel, da))
            }
            Step::Stay(why) => writeln!(text, "{}  {}", planned.letter, why.words().in_lang(lang)),
        };
    }
    let _ = if da {
        writeln!(text, "{leaving} ud af {} breve bliver sendt. Intet er sendt nu.", plan.letters.len())
    } else {
        writeln!(text, "{leaving} of {} letters will be sent. Nothing was sent now.", plan.letters.len())
    };
    text + remarks(workspace, lang).as_str()
}

fn planned_as_json(planned: &Planned) -> Value {
    match &planned.step {
        Step::Deliver { to, not_before, remark, .. } => json!({
            "letter": planned.letter,
            "channel": planned.channel,
            "step": "deliver",
            "to": to,
            "remark": remark.as_ref().map(words),
            "not_before": not_before.map(|due| due.to_string()),
        }),
        Step::Stay(why) => json!({
            "letter": planned.letter,
            "channel": planned.channel,
            "step": "stay",
            "why": why.word(),
            "words": words(&why.words()),
        }),
    }
}

fn told_of_report(args: &Args, workspace: &Workspace, report: &Report) -> String {
    let lang: Lang = args.lang.into();
    let untouched = report.untouched();
    if args.format == Format::Json {
        let letters: Vec<Value> =
            report.letters().map(|(planned, result)| result_as_json(planned, result.as_ref())).collect();
        let stop = report.stop.as_ref().map(|stop| {
            json!({
                "why": stop.word(),
                "what": words(&stop.what()),
                "help": words(&stop.help()),
                "reply": stop.reply(),
            })
        });
        let whole = json!({
            "test": workspace.config.test,
            "letters": letters,
            "stop": stop,
            "untouched": untouched,
            "list_faults": faults_as_json(&report.plan.list_faults),
        });
        return format!("{whole:#}\n");
    }
    let da = lang == Lang::Da;
    let mut text = String::new();
    let mut sent = 0;
    for (planned, result) in report.letters() {
        // What has left before is no news.
        let Some(result) = result.filter(|result| *result != LetterResult::Stayed(Why::Gone)) else {
            continue;
        };
        sent += usize::from(matches!(result, LetterResult::Sent(_)));
        let _ = writeln!(text, "{}  {}", planned.letter, result_in_words(&result, &planned.channel, lang));
    }
    if let Some(stop) = &report.stop {
        let said = said(stop.reply());
        let _ = if da {
            writeln!(
                text,
                "Stoppet: {}{said}. {untouched} breve er urørt.\n  sådan: {}",
                stop.what().da,
                stop.help().da
            )
        } else {
            writeln!(
                text,
                "Stopped: {}{said}. {untouched} letters are untouched.\n  help: {}",
                stop.what().en,
                stop.help().en
            )
        };
    }
    let _ = if da { writeln!(text, "{sent} breve sendt.") } else { writeln!(text, "{sent} letters sent.") };
    text + remarks(workspace, lang).as_str()
}

fn result_as_json(planned: &Planned, result: Option<&LetterResult>) -> Value {
    let (word, reply, why) = match result {
        None => ("untouched", None, None),
        Some(LetterResult::Sent(reply)) => ("sent", reply.as_ref(), None),
        Some(LetterResult::Ended(ending, reply)) => (ending.word(), reply.as_ref(), None),
        Some(LetterResult::Stayed(why)) => ("stayed", None, Some(why)),
    };
    json!({
        "letter": planned.letter,
        "channel": planned.channel,
        "result": word,
        "reply": reply,
        "why": why.map(Why::word),
        "words": why.map(|why| words(&why.words())),
    })
}

fn result_in_words(result: &LetterResult, by: &str, lang: Lang) -> String {
    let da = lang == Lang::Da;
    match result {
        LetterResult::Sent(reply) => {
            format!("{} ({}){}", if da { "sendt" } else { "sent" }, channel(by, da), said(reply.as_ref()))
        }
        LetterResult::Ended(ending, reply) => {
            let word = match (ending, da) {
                (Ending::Untouched, true) => "ikke begyndt",
                (Ending::Untouched, false) => "not begun",
                (Ending::Deferred, true) => "udsat: modtagerens server kan ikke nu",
                (Ending::Deferred, false) => "put off: the other side cannot now",
                (Ending::Rejected, true) => "afvist af modtagerens server",
                (Ending::Rejected, false) => "refused by the other side",
                (Ending::GaveUp, true) => "opgivet: udsat for længe",
                (Ending::GaveUp, false) => "given up: put off for too long",
                (Ending::Unknown, true) => {
                    "uvist, om det er sendt: `begrund reconcile` eller `begrund settle`"
                }
                (Ending::Unknown, false) => {
                    "not known whether it was sent: `begrund reconcile` or `begrund settle`"
                }
            };
            format!("{word}{}", said(reply.as_ref()))
        }
        LetterResult::Stayed(why) => why.words().in_lang(lang).to_owned(),
    }
}

fn said(reply: Option<&Reply>) -> String {
    let Some(reply) = reply else { return String::new() };
    let status = reply.status.as_ref().map(|status| format!(" {status}")).unwrap_or_default();
    format!(" [{}{status} {}]", reply.code, reply.text)
}

fn channel(word: &str, da: bool) -> &str {
    match (word, da) {
        ("digital_post", _) => "Digital Post",
        ("paper", true) => "papir",
        ("email", _) => "e-mail",
        _ => word,
    }
}

fn remarks(workspace: &Workspace, lang: Lang) -> String {
    let test = match (workspace.config.test, lang) {
        (false, _) => "",
        (true, Lang::Da) => "Prøvemappe (test: true): kun prøvemodtageren bliver nået.\n",
        (true, Lang::En) => "Workspace for trials (test: true): only the trial recipient is reached.\n",
    };
    format!("{test}{}", names_remark(&workspace.config, lang))
}
