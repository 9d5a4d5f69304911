//! What the commands print on stdout, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal as _;

use clap::CommandFactory as _;
use serde_json::json;

use super::args::{Args, Format};
use super::exit::Exit;
use crate::case::discover;
use crate::diagnostic::{Lang, Style, render};
use crate::pipeline::{CaseReport, Outcome, RunReport, Totals, Workspace};

/// What `build` prints.
pub(super) fn build(args: &Args, workspace: &Workspace, report: &RunReport) -> String {
    if args.format == Format::Json {
        return as_json(report);
    }
    let lang = args.lang.into();
    let mut text = findings(args, report);
    let totals = report.totals();
    let _ = match lang {
        Lang::Da => writeln!(
            text,
            "{} i out/letters ({} sider) for {} ud af {}: {} lavet nu, {} uændret.",
            count(totals.letters, "brev", "breve"),
            totals.pages,
            totals.built + totals.unchanged,
            count(totals.cases, "sag", "sager"),
            totals.built,
            totals.unchanged,
        ),
        Lang::En => writeln!(
            text,
            "{} in out/letters ({} pages) for {} of {}: {} made now, {} unchanged.",
            count(totals.letters, "letter", "letters"),
            totals.pages,
            totals.built + totals.unchanged,
            count(totals.cases, "case", "cases"),
            totals.built,
            totals.unchanged,
        ),
    };
    text.push_str(&closing(workspace, report, totals, lang));
    text
}

/// What `proof` prints: what `build` does, and where to read.
pub(super) fn proof(args: &Args, workspace: &Workspace, report: &RunReport) -> String {
    let mut text = build(args, workspace, report);
    if args.format == Format::Text {
        text.push_str(match args.lang.into() {
            Lang::Da => "Åbn out/index.html i en browser for at læse og godkende. Prøvetrykkene ligger i out/proofs.\n",
            Lang::En => "Open out/index.html in a browser to read and approve. The annotated PDFs are in out/proofs.\n",
        });
    }
    text
}

/// What `check` prints.
pub(super) fn check(args: &Args, workspace: &Workspace, report: &RunReport) -> String {
    if args.format == Format::Json {
        return as_json(report);
    }
    let lang = args.lang.into();
    let mut text = findings(args, report);
    let totals = report.totals();
    let passed = totals.cases - totals.held;
    let _ = match lang {
        Lang::Da => writeln!(
            text,
            "{} kontrolleret: {passed} kan blive til breve.",
            count(totals.cases, "sag", "sager")
        ),
        Lang::En => {
            writeln!(text, "{} checked: {passed} can become letters.", count(totals.cases, "case", "cases"))
        }
    };
    text.push_str(&closing(workspace, report, totals, lang));
    text
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Every finding, case by case.
fn findings(args: &Args, report: &RunReport) -> String {
    let terminal = std::io::stdout().is_terminal();
    let show_text = terminal || args.show_text;
    let colour = terminal && anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let style = Style { lang: args.lang.into(), show_text, colour };
    let mut text = String::new();
    for case in report.cases.iter().filter(|case| !case.findings.is_empty()) {
        let source = if show_text { source_of(case) } else { String::new() };
        for finding in &case.findings {
            text.push_str(&render(finding, &case.source, &source, style));
            text.push('\n');
            if show_text && finding.place.is_some() {
                text.push('\n');
            }
        }
    }
    text
}

/// The record's text again, for the lines that are shown. A file that changed meanwhile is not shown.
fn source_of(case: &CaseReport) -> String {
    let file = discover::load(std::path::Path::new(&case.source));
    if file.sha256 == case.source_sha256 { file.text } else { String::new() }
}

/// The last lines: what was held, what to do next, and what must not be forgotten.
fn closing(workspace: &Workspace, report: &RunReport, totals: Totals, lang: Lang) -> String {
    let mut text = String::new();
    let held = totals.held + totals.failed;
    if held > 0 {
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in report.cases.iter().flat_map(|case| &case.findings) {
            *codes.entry(finding.code.as_ref()).or_default() += 1;
        }
        let codes: Vec<String> = codes.iter().map(|(code, count)| format!("{code} × {count}")).collect();
        let _ = match lang {
            Lang::Da => writeln!(
                text,
                "{} holdt tilbage ({}). Ret filerne ovenfor, og kør igen. `begrund rules KODE` forklarer en kode.",
                count(held, "sag", "sager"),
                codes.join(", ")
            ),
            Lang::En => writeln!(
                text,
                "{} held back ({}). Mend the files above and run again. `begrund rules CODE` explains a code.",
                count(held, "case", "cases"),
                codes.join(", ")
            ),
        };
    }
    for change in &workspace.config.rules {
        let severity = format!("{:?}", change.severity).to_lowercase();
        let _ = match lang {
            Lang::Da => writeln!(
                text,
                "Ændret regel: {} er {severity}, fordi {} ({}).",
                change.code, change.because, change.by
            ),
            Lang::En => writeln!(
                text,
                "Changed rule: {} is {severity}, because {} ({}).",
                change.code, change.because, change.by
            ),
        };
    }
    if report.test {
        text.push_str(match lang {
            Lang::Da => "Prøvemappe (test: true): CPR-numre af prøveform og datoer efter lovens kontrol er tilladt her.\n",
            Lang::En => "Workspace for trials (test: true): test CPR numbers and dates past the law's verification pass here.\n",
        });
    }
    text
}

/// A report for programs: codes, places and ids, never a record's text.
fn as_json(report: &RunReport) -> String {
    let cases: Vec<_> = report
        .cases
        .iter()
        .map(|case| {
            let findings: Vec<_> = case
                .findings
                .iter()
                .map(|finding| {
                    json!({
                        "code": finding.code,
                        "severity": finding.severity,
                        "line": finding.place.as_ref().map(|place| place.line),
                        "column": finding.place.as_ref().map(|place| place.column),
                        "path": finding.path,
                        "message": {"da": finding.message.da, "en": finding.message.en},
                        "help": {"da": finding.help.da, "en": finding.help.en},
                    })
                })
                .collect();
            json!({
                "source": case.source,
                "case": case.case.as_ref().map(ToString::to_string),
                "decision": case.decision.map(crate::case::record::Decision::word),
                "outcome": outcome_word(case.outcome),
                "letters": case.letters,
                "findings": findings,
            })
        })
        .collect();
    let whole = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "test": report.test,
        "totals": report.totals(),
        "cases": cases,
    });
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Built => "built",
        Outcome::Unchanged => "unchanged",
        Outcome::Passed => "passed",
        Outcome::Held => "held",
        Outcome::Failed => "failed",
    }
}

/// The manual: every command's help, and the exit codes.
pub(super) fn manual() -> String {
    let mut text = String::from(
        "# begrund on the command line\n\n\
         Written by begrund itself; a test keeps it in step. stdout is data, stderr is talk.\n\n",
    );
    let mut command = Args::command().term_width(100);
    command.build();
    let mut section = |name: &str, command: &mut clap::Command| {
        let help = command.render_long_help().to_string();
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        let _ = writeln!(text, "## {name}\n\n```text\n{}\n```\n", help.join("\n").trim_end());
    };
    section("begrund", &mut command.clone());
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let mut sub = sub.clone().term_width(100);
        let name = format!("begrund {}", sub.get_name());
        section(&name, &mut sub);
    }
    text.push_str("## Exit codes\n\n| code | meaning |\n|---|---|\n");
    for (exit, meaning) in Exit::ALL {
        let _ = writeln!(text, "| {} | {meaning} |", *exit as u8);
    }
    text
}
