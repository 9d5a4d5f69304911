//! What the commands over verdicts share: who acts, on what, and how it is told.

use std::fmt::Write as _;
use std::io::IsTerminal as _;

use serde_json::json;

use super::args::{Args, Format};
use super::clock;
use super::exit::Exit;
use super::failure::Failure;
use crate::approval::{DecideError, Done, Refusal, Verdict, person, user_of_process};
use crate::config::Config;
use crate::diagnostic::{Bilingual, Lang};
use crate::ledger::{Ledger, Person};
use crate::pipeline::Workspace;
use crate::send::close_open;
use crate::store::{Store, StoreError};

/// Who acts, with what they act on.
pub(super) struct Desk {
    pub(super) workspace: Workspace,
    pub(super) ledger: Ledger,
    pub(super) person: Person,
}

impl Desk {
    /// Opens the workspace and its ledger for one who may approve.
    pub(super) fn open(args: &Args, by: Option<&str>) -> Result<Self, Failure> {
        let workspace = Workspace::load(&args.workspace)?;
        let person = person(&workspace.config, &user_of_process(), by).map_err(|refusal| whole(&refusal))?;
        let ledger = Ledger::open(&args.workspace, workspace.config.access.group.as_deref(), clock::now())?;
        Ok(Self { workspace, ledger, person })
    }
}

/// `out/`'s letters, for a command that settles what became of some. Attempts that were cut off are closed first, unless a run is at work.
pub(super) fn with_nothing_open(
    args: &Args,
    workspace: &Workspace,
    ledger: &mut Ledger,
) -> Result<(), Failure> {
    match Store::open(&args.workspace.join("out"), workspace.config.access.group.as_deref()) {
        Ok(_locked) => close_open(ledger, None, clock::now()).map(drop).map_err(Into::into),
        Err(StoreError::Locked { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// A refusal of the whole, before anything was looked at.
pub(super) fn whole(refusal: &Refusal) -> Failure {
    Failure::new(Exit::Unusable, refusal.why.clone(), refusal.help.clone())
}

/// Tells what was applied, or everything that was refused.
pub(super) fn tell(
    args: &Args,
    config: &Config,
    done: Result<Vec<Done>, DecideError>,
) -> Result<Exit, Failure> {
    match done {
        Ok(done) => {
            print!("{}", told(args, config, &done));
            Ok(Exit::Done)
        }
        Err(DecideError::Ledger(error)) => Err(error.into()),
        Err(DecideError::Refused(refusals)) => Ok(refused(args, &refusals, Exit::Held)),
    }
}

/// Tells everything that was refused; nothing was applied.
pub(super) fn refused(args: &Args, refusals: &[Refusal], exit: Exit) -> Exit {
    let lang = args.lang.into();
    if args.format == Format::Json {
        let refused: Vec<_> = refusals
            .iter()
            .map(|refusal| json!({"letter": refusal.letter, "why": words(&refusal.why), "help": words(&refusal.help)}))
            .collect();
        println!("{:#}", json!({"applied": [], "refused": refused}));
        return exit;
    }
    for refusal in refusals {
        let letter = refusal.letter.as_ref().map(|letter| format!("{letter}: ")).unwrap_or_default();
        let so = if lang == Lang::Da { "sådan" } else { "help" };
        eprintln!("{letter}{}\n  {so}: {}", refusal.why.in_lang(lang), refusal.help.in_lang(lang));
    }
    eprintln!("{}", if lang == Lang::Da { "Intet er gjort." } else { "Nothing was done." });
    exit
}

pub(super) fn words(text: &Bilingual) -> serde_json::Value {
    json!({"da": text.da, "en": text.en})
}

/// Each letter with its title and result: never just how many there were.
fn told(args: &Args, config: &Config, done: &[Done]) -> String {
    let verified = config.approval.verifies_names();
    if args.format == Format::Json {
        let applied: Vec<_> = done
            .iter()
            .map(|done| {
                let (verdict, code) = match &done.verdict {
                    Verdict::Open => ("open", None),
                    Verdict::Confirm { code, .. } => ("confirm", Some(code)),
                    Verdict::Approve => ("approve", None),
                    Verdict::Reject { .. } => ("reject", None),
                };
                json!({"letter": done.letter, "verdict": verdict, "code": code, "title": done.title, "decision": done.decision})
            })
            .collect();
        return format!("{:#}\n", json!({"applied": applied, "refused": [], "names_verified": verified}));
    }
    let lang: Lang = args.lang.into();
    // The result is words of the letter: shown where a record's lines are.
    let show = std::io::stdout().is_terminal() || args.show_text;
    let mut text = String::new();
    for done in done {
        let verdict = match (&done.verdict, lang) {
            (Verdict::Open, Lang::Da) => "Åbnet".to_owned(),
            (Verdict::Open, Lang::En) => "Opened".to_owned(),
            (Verdict::Confirm { code, .. }, Lang::Da) => format!("Bekræftet {code}"),
            (Verdict::Confirm { code, .. }, Lang::En) => format!("Confirmed {code}"),
            (Verdict::Approve, Lang::Da) => "Godkendt".to_owned(),
            (Verdict::Approve, Lang::En) => "Approved".to_owned(),
            (Verdict::Reject { .. }, Lang::Da) => "Afvist".to_owned(),
            (Verdict::Reject { .. }, Lang::En) => "Rejected".to_owned(),
        };
        let result = if show { done.result.as_str() } else { decision(&done.decision, lang) };
        let _ = writeln!(text, "{verdict}: {} · {} · {result}", done.letter, done.title);
    }
    if done.is_empty() {
        text.push_str(if lang == Lang::Da {
            "Der er intet at gøre.\n"
        } else {
            "There is nothing to do.\n"
        });
    }
    text.push_str(names_remark(config, lang));
    text
}

/// A decision in words.
pub(super) fn decision(word: &str, lang: Lang) -> &'static str {
    match (word, lang) {
        ("grant", Lang::Da) => "Bevilling",
        ("grant", Lang::En) => "Grant",
        ("partial_grant", Lang::Da) => "Delvis bevilling",
        ("partial_grant", Lang::En) => "Partial grant",
        ("refusal", Lang::Da) => "Afslag",
        ("refusal", Lang::En) => "Refusal",
        (_, Lang::Da) => "Opfølgning",
        (_, Lang::En) => "Follow-up",
    }
}

/// What every report says where names are taken on trust.
pub(super) fn names_remark(config: &Config, lang: Lang) -> &'static str {
    match (config.approval.verifies_names(), lang) {
        (true, _) => "",
        (false, Lang::Da) => "Navne er ikke kontrolleret: begrund.yaml har ingen `approval.approvers`.\n",
        (false, Lang::En) => "Names not verified: begrund.yaml has no `approval.approvers`.\n",
    }
}
