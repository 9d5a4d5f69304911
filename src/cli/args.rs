//! What can be typed, and which command it starts.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::exit::Exit;
use super::failure::Failure;
use super::selection::Skip;
use super::{
    approve, backup, bounces, build, check, import, init, log, new, proof, purge, receipts, reconcile,
    redate, reject, rules, run, sample, schema, send, settle, standard, stats, status, verify, withdraw,
};
use crate::case::record;
use crate::diagnostic;
use crate::draft::{Draft, Kind};
use crate::sample::Order;
use crate::stats::Period;

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
    /// Tell with each finding what the law says and show an example
    #[arg(long, global = true)]
    pub explain: bool,
    /// How many letters are worked on at once; all cores if not given
    #[arg(short, long, global = true, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The commands
#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new workspace: settings, a folder for cases, and what an editor needs
    Init {
        /// The folder; made if it is not there
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Begin a record: every key that this kind of decision needs, with a comment in Danish
    New {
        /// What is decided
        #[arg(long, value_enum)]
        decision: DecisionKind,
        /// What gave rise to it; follow-ups have their own
        #[arg(long, value_enum, default_value = "application")]
        occasion: Occasion,
        /// Which condition decides a refusal or an end of help; other legislation if not given
        #[arg(long, value_enum)]
        ground: Option<Ground>,
        /// The case number
        case: String,
    },
    /// Print the JSON Schema of a record or of the settings, for editors
    Schema {
        /// What it describes
        #[arg(value_enum, value_name = "FILE", default_value = "case")]
        of: SchemaOf,
    },
    /// Check the records, make their letters, and leave them in out/
    Build {
        /// Records, or folders of them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Show and count findings with these codes only; what is held back stays the same
        #[arg(long, value_name = "CODE", value_delimiter = ',')]
        only: Vec<String>,
    },
    /// Read and check the records; write nothing
    Check {
        /// Records, or folders of them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Show and count findings with these codes only; what is held back stays the same
        #[arg(long, value_name = "CODE", value_delimiter = ',')]
        only: Vec<String>,
        /// Leave a code out, of the exit code too; told with its reason in the last lines. `build` cannot
        #[arg(long, value_name = "CODE=REASON", value_parser = Skip::parse)]
        skip: Vec<Skip>,
    },
    /// Make the letters and their proof: out/index.html for the browser, an annotated PDF each in out/proofs/
    Proof {
        /// Records, or folders of them
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Approve letters that stand in out/, each by its name, or what the proof page saved
    ///
    /// An approval is bound to the very letter: record, templates, law, PDF, attachments, recipient, channel and program; it lapses
    /// when one of them changes. Several letters at once, or a file, are approved only when those that `approval` in begrund.yaml asks
    /// for, and those that were drawn, have been opened on the page; a letter that is named alone counts as opened. All or nothing.
    Approve {
        /// Letters, by name or by the number of a case with one letter
        #[arg(value_name = "LETTER", required_unless_present_any = ["from", "redated"])]
        letters: Vec<String>,
        /// The decisions that the proof page saved
        #[arg(long, value_name = "FILE", conflicts_with_all = ["letters", "redated", "confirm"])]
        from: Option<PathBuf>,
        /// Carry approvals over to letters of which `redate` changed nothing but the dates; all of them, or those named
        #[arg(long, conflicts_with = "confirm")]
        redated: bool,
        /// Confirm a warning of the letter first; needs --because
        #[arg(long, value_name = "CODE", requires = "because")]
        confirm: Vec<String>,
        /// Why the letter can be sent though the warning is there
        #[arg(long, value_name = "REASON", requires = "confirm")]
        because: Option<String>,
        /// Who you are, where begrund.yaml names no approvers
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Reject letters: they must be mended before they can be approved
    Reject {
        /// Letters, by name or by the number of a case with one letter
        #[arg(value_name = "LETTER", required = true)]
        letters: Vec<String>,
        /// What must be mended
        #[arg(long, value_name = "REASON")]
        because: String,
        /// Who you are, where begrund.yaml names no approvers
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Withdraw the approval of letters that were not sent
    Withdraw {
        /// Letters, by name or by the number of a case with one letter
        #[arg(value_name = "LETTER", required = true)]
        letters: Vec<String>,
        /// Why
        #[arg(long, value_name = "REASON")]
        because: String,
        /// Who you are, where begrund.yaml names no approvers
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Give letters another day of dispatch, make them anew, and show whether only the dates differ
    ///
    /// Changes the one value `dispatch` in the record and leaves the rest of the file as it is. An approval is carried over only by
    /// `begrund approve --redated`.
    Redate {
        /// The day, such as 2026-12-01
        #[arg(long, value_name = "DAY")]
        to: jiff::civil::Date,
        /// Letters; without any, each that is approved, not sent, and planned for an earlier day
        #[arg(value_name = "LETTER")]
        letters: Vec<String>,
    },
    /// Send what was approved and is planned for today: by Digital Post, on paper or by e-mail, as each record says
    ///
    /// Each letter leaves at most once by itself. Its intention is on disk before its first byte leaves, and its outcome after. A letter
    /// whose day is over waits for `redate`. A letter of which nobody knows whether it was sent waits for `reconcile` or `settle`.
    Send {
        /// Print the plan, letter by letter, and send nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// The nightly run: build, proof, and send what is approved; one lock, one report
    ///
    /// Leaves what `proof` leaves, and beside it out/summary.txt for legal staff, the report and the metrics. Makes only what has changed;
    /// after a crash it takes up where the run before was cut off. A signal to end (SIGTERM) finishes the letter in hand.
    Run {
        /// Send at most so many letters; `delivery.per_run` if it is fewer
        #[arg(long, value_name = "N")]
        max_letters: Option<usize>,
    },
    /// Say what came of a letter of which nobody knows whether it was sent, or which came back
    Settle {
        /// The letter, by name or by the number of a case with one letter
        #[arg(value_name = "LETTER")]
        letter: String,
        /// It was sent
        #[arg(long, required_unless_present = "was_not_sent", conflicts_with = "was_not_sent")]
        was_sent: bool,
        /// It was not sent: it stays approved and can be sent
        #[arg(long)]
        was_not_sent: bool,
        /// How you know
        #[arg(long, value_name = "REASON")]
        because: String,
        /// Who you are, where begrund.yaml names no approvers
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Find out from the relay's log, or from a mailbox with copies, what came of letters of which nobody knows whether they were sent
    Reconcile {
        /// The relay's log (Postfix, Exim or Sendmail)
        #[arg(long, value_name = "FILE", required_unless_present = "maildir", conflicts_with = "maildir")]
        maillog: Option<PathBuf>,
        /// A maildir, or a folder with a mail a file, with all that the relay took
        #[arg(long, value_name = "DIR")]
        maildir: Option<PathBuf>,
        /// It holds everything that the relay took since the first of these letters: what is not in it was not sent
        #[arg(long)]
        whole: bool,
    },
    /// Take in reports of letters that came back or are late, from a maildir or a folder with a mail a file
    Bounces {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Take receipts in: what the municipality's own sender says became of the letters that it was given
    ///
    /// Each is written into the ledger once; the same file can be taken in again. A row that does not fit is told by its line and
    /// column, and the others go on. The exit code is 3 when a letter was not delivered.
    Receipts {
        /// CSV with a heading, or JSON Lines
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show where each letter stands, or those of one case
    Status {
        /// The case number
        case: Option<String>,
    },
    /// Print the dispatch log of a case: who said what of its letters, and when
    Log {
        /// The case number
        case: String,
        /// Write it as a PDF (PDF/A-2a and PDF/UA-1) to this file too
        #[arg(long, value_name = "FILE")]
        pdf: Option<PathBuf>,
    },
    /// Turn an export of a case system (CSV or JSON Lines) into records, by a mapping file
    ///
    /// Each row becomes one record, named by its case number. A row that does not fit is told with its row and column, and the
    /// others go on. A file that is there already is never written over, unless --replace says so. docs/import.md shows a whole mapping.
    Import {
        /// The export
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// What each key of a record is taken from
        #[arg(long, value_name = "MAPPING")]
        map: PathBuf,
        /// The folder for the records; cases/ in the workspace if not given
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// Write over records that are there with another content
        #[arg(long)]
        replace: bool,
    },
    /// Check the municipality's quality standards (standards/), and set them as PDF in out/standards
    Standard {
        /// Standards, or folders of them; all of standards/ if none is given
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Look through the ledger and every file that it tells of: is everything as it was
    Verify {
        /// What the ledger had come to, as a dispatch log, a report or a backup tells it: is that still in it
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// Copy the ledger, its key and its anchor into a new folder, and look through the copy; others may work meanwhile
    Backup {
        /// Where backups are kept; a folder named by the time is made in it
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Delete the files of letters that were sent long ago; the ledger keeps what proves them
    ///
    /// The PDF, the annotated PDF, what the proof page shows of the letter, its earlier versions and the copies that channels left in
    /// out/ go. A letter whose record still stands in cases/ stays, for the next build would make it again: move the record to the
    /// archive, or delete it with --records.
    Purge {
        /// How many days must have passed since the letter was sent
        #[arg(long, value_name = "DAYS")]
        older_than: u32,
        /// Delete the letters' records too
        #[arg(long)]
        records: bool,
        /// Tell what would be deleted, and delete nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Make a workspace of invented but lawful cases, for trials, training and load
    ///
    /// In the proportions of Ankestyrelsen's survey of § 102. The same count and seed give the same files. Of up to 200 cases no two are
    /// alike and none has a finding; a workspace of more is marked `load: true`: likeness is told but holds nothing, and nothing is sent.
    Sample {
        /// How many cases, 1 to 10000
        #[arg(long, value_name = "N", default_value = "20", value_parser = clap::value_parser!(u32).range(1..=10_000))]
        count: u32,
        /// What the draws begin from
        #[arg(long, value_name = "S", default_value = "1")]
        seed: u64,
        /// Only cases in which help is granted, as the survey's were; 108 of them have exactly its counts
        #[arg(long)]
        granted_only: bool,
        /// The folder; made if it is not there
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Count the decisions of a period in the tables of Ankestyrelsen's survey of § 102
    ///
    /// Tables 5.1, 6.1 and 6.2, figures 5.2 and 6.3, repeated grants, medical documentation, outcomes. No personal data: a count under 5 is
    /// hidden, and so is what it could be computed from.
    Stats {
        /// The first day, held against `decided`, such as 2026-01-01
        #[arg(long, value_name = "DAY")]
        from: jiff::civil::Date,
        /// The last day
        #[arg(long, value_name = "DAY")]
        to: jiff::civil::Date,
        /// Write the tables as CSV to this file too
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
        /// Write a page with tables and charts to this file too
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
        /// Show small counts too; only where begrund.yaml says `test: true`, for the cases are invented there
        #[arg(long)]
        exact: bool,
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

/// What `schema` can describe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// A record (sag)
    Case,
    /// begrund.yaml (indstillinger)
    Settings,
}

/// What `new` can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DecisionKind {
    /// All that was applied for (bevilling)
    #[value(alias = "bevilling", alias = "fuld-bevilling")]
    Grant,
    /// A part of what was applied for (delvis bevilling)
    #[value(alias = "partial_grant", alias = "delvis", alias = "delvis-bevilling", alias = "delvist-afslag")]
    PartialGrant,
    /// Nothing of it (afslag)
    #[value(alias = "afslag")]
    Refusal,
    /// A follow-up, after which the help goes on (opfølgning, fortsættelse)
    #[value(alias = "fortsættelse")]
    FollowUpContinue,
    /// A follow-up that changes the help (opfølgning, ændring)
    #[value(alias = "ændring")]
    FollowUpChange,
    /// A follow-up that ends the help (opfølgning, ophør)
    #[value(alias = "ophør")]
    FollowUpEnd,
    /// A follow-up that refuses an extension that was applied for (afslag på forlængelse)
    #[value(alias = "afslag-på-forlængelse")]
    RefusedExtension,
}

impl From<DecisionKind> for Kind {
    fn from(kind: DecisionKind) -> Self {
        match kind {
            DecisionKind::Grant => Self::Grant,
            DecisionKind::PartialGrant => Self::PartialGrant,
            DecisionKind::Refusal => Self::Refusal,
            DecisionKind::FollowUpContinue => Self::Continue,
            DecisionKind::FollowUpChange => Self::Change,
            DecisionKind::FollowUpEnd => Self::End,
            DecisionKind::RefusedExtension => Self::RefusedExtension,
        }
    }
}

/// What gave rise to a decision on an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Occasion {
    /// A first decision (ansøgning)
    #[value(alias = "ansøgning")]
    Application,
    /// A case opened again (genoptagelse)
    #[value(alias = "genoptagelse")]
    Reopening,
    /// A case that Ankestyrelsen sent back (hjemvisning)
    #[value(alias = "hjemvisning")]
    Remittal,
}

impl From<Occasion> for record::Occasion {
    fn from(occasion: Occasion) -> Self {
        match occasion {
            Occasion::Application => Self::Application,
            Occasion::Reopening => Self::Reopening,
            Occasion::Remittal => Self::Remittal,
        }
    }
}

/// What decides against the citizen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Ground {
    /// The citizen is not in the target group (målgruppen)
    #[value(alias = "målgruppe", alias = "målgruppen")]
    TargetGroup,
    /// The treatment is not necessary (nødvendighed)
    #[value(alias = "nødvendighed")]
    Necessity,
    /// It can be had under another act (anden lovgivning)
    #[value(alias = "anden-lovgivning")]
    OtherLegislation,
    /// A discretionary reason (skøn)
    #[value(alias = "skøn")]
    Discretion,
}

impl From<Ground> for record::Ground {
    fn from(ground: Ground) -> Self {
        match ground {
            Ground::TargetGroup => Self::TargetGroup,
            Ground::Necessity => Self::Necessity,
            Ground::OtherLegislation => Self::OtherLegislation,
            Ground::Discretion => Self::Discretion,
        }
    }
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For code scanning: SARIF 2.1.0 (build, check)
    Sarif,
    /// For build servers: JUnit XML (build, check)
    Junit,
    /// For GitHub Actions: annotations (build, check)
    Github,
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
    let command = args.command.take().unwrap_or(Command::Build { paths: Vec::new(), only: Vec::new() });
    let tells_findings =
        matches!(command, Command::Build { .. } | Command::Check { .. } | Command::Proof { .. });
    if !tells_findings && !matches!(args.format, Format::Text | Format::Json) {
        return Err(Failure::new(
            Exit::Unusable,
            diagnostic::Bilingual::new(
                "kommandoen har ingen fund at vise i det format",
                "this command has no findings to tell in that format",
            ),
            diagnostic::Bilingual::new(
                "`--format sarif`, `junit` og `github` er til `begrund build` og `begrund check`.",
                "`--format sarif`, `junit` and `github` are for `begrund build` and `begrund check`.",
            ),
        ));
    }
    match command {
        Command::Init { folder } => init::run(&args, folder.as_deref()),
        Command::New { decision, occasion, ground, case } => {
            let kind: Kind = decision.into();
            if ground.is_some() && !kind.has_ground() {
                return Err(new::no_ground());
            }
            let ground = ground.unwrap_or(Ground::OtherLegislation).into();
            new::run(&args, Draft { kind, occasion: occasion.into(), ground }, &case)
        }
        Command::Schema { of } => Ok(schema::run(of)),
        Command::Build { paths, only } => build::run(&args, &paths, &only),
        Command::Check { paths, only, skip } => check::run(&args, &paths, &only, &skip),
        Command::Proof { paths } => proof::run(&args, &paths),
        Command::Approve { letters, from, redated, confirm, because, by } => {
            let by = by.as_deref();
            match from {
                Some(file) => approve::from_file(&args, &file, by),
                None if redated => approve::redated(&args, &letters, by),
                None => approve::run(&args, &letters, &confirm, because.as_deref(), by),
            }
        }
        Command::Reject { letters, because, by } => reject::run(&args, &letters, &because, by.as_deref()),
        Command::Withdraw { letters, because, by } => withdraw::run(&args, &letters, &because, by.as_deref()),
        Command::Redate { to, letters } => redate::run(&args, to, &letters),
        Command::Run { max_letters } => run::run(&args, max_letters),
        Command::Send { dry_run } => send::run(&args, dry_run),
        Command::Settle { letter, was_sent, was_not_sent: _, because, by } => {
            settle::run(&args, &letter, was_sent, &because, by.as_deref())
        }
        Command::Reconcile { maillog, maildir, whole } => {
            reconcile::run(&args, maillog.as_deref(), maildir.as_deref(), whole)
        }
        Command::Bounces { folder } => bounces::run(&args, &folder),
        Command::Receipts { file } => receipts::run(&args, &file),
        Command::Status { case } => status::run(&args, case.as_deref()),
        Command::Log { case, pdf } => log::run(&args, &case, pdf.as_deref()),
        Command::Import { file, map, to, replace } => import::run(&args, &file, &map, to.as_deref(), replace),
        Command::Standard { paths } => standard::run(&args, &paths),
        Command::Verify { head } => verify::run(&args, head.as_deref()),
        Command::Backup { folder } => backup::run(&args, &folder),
        Command::Purge { older_than, records, dry_run } => purge::run(&args, older_than, records, dry_run),
        Command::Sample { count, seed, granted_only, folder } => {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            sample::run(&args, Order { count, seed, granted_only }, &folder)
        }
        Command::Stats { from, to, csv, html, exact, paths } => {
            let files = stats::Files { csv: csv.as_deref(), html: html.as_deref() };
            stats::run(&args, Period { from, to }, files, exact, &paths)
        }
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
