//! What the commands print on stdout, for people and for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::IsTerminal as _;

use clap::CommandFactory as _;
use serde_json::json;

use super::args::{Args, Format};
use super::exit::Exit;
use super::rules::Explanations;
use crate::case::discover;
use crate::diagnostic::{Lang, Style, render};
use crate::pipeline::{CaseReport, Outcome, RunReport, Totals, Workspace};

/// What `build` prints.
pub(super) fn build(args: &Args, workspace: &Workspace, report: &RunReport) -> String {
    if args.format == Format::Json {
        return as_json(report);
    }
    let lang = args.lang.into();
    let mut text = findings(args, workspace, report);
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
    if report.any_held() {
        text.push_str(match lang {
            Lang::Da => "Alle holdte breve står i out/held.html, fordelt på sagsbehandlere.\n",
            Lang::En => "Every held letter stands in out/held.html, by caseworker.\n",
        });
    }
    text.push_str(&match (first_held(report), lang) {
        (Some(case), _) => mend("build", case, lang),
        (None, _) if report.cases.is_empty() => begin(lang),
        (None, Lang::Da) => "Næste: læs brevene i out/letters igennem, før de sendes.\n".to_owned(),
        (None, Lang::En) => "Next: read the letters in out/letters before they are sent.\n".to_owned(),
    });
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
    let mut text = findings(args, workspace, report);
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
    text.push_str(&match (first_held(report), lang) {
        (Some(case), _) => mend("check", case, lang),
        (None, _) if report.cases.is_empty() => begin(lang),
        (None, Lang::Da) if totals.warnings > 0 => {
            "Næste: se advarslerne ovenfor igennem. `begrund build` laver brevene.\n".to_owned()
        }
        (None, Lang::En) if totals.warnings > 0 => {
            "Next: look through the warnings above. `begrund build` makes the letters.\n".to_owned()
        }
        (None, Lang::Da) => "Næste: `begrund build` laver brevene.\n".to_owned(),
        (None, Lang::En) => "Next: `begrund build` makes the letters.\n".to_owned(),
    });
    text
}

/// The file to look at first: the one whose findings stand first.
fn first_held(report: &RunReport) -> Option<&CaseReport> {
    report.cases.iter().find(|case| matches!(case.outcome, Outcome::Held | Outcome::Failed))
}

/// The last line where something is held: what to do next.
fn mend(command: &str, case: &CaseReport, lang: Lang) -> String {
    let place = case.findings.iter().find_map(|finding| finding.place.as_ref());
    let (source, line) = (&case.source, place.map_or(1, |place| place.line));
    match lang {
        Lang::Da => format!("Næste: ret {source}, linje {line}, og kør `begrund {command}` igen.\n"),
        Lang::En => format!("Next: mend {source}, line {line}, and run `begrund {command}` again.\n"),
    }
}

/// The last line where there is no case at all.
fn begin(lang: Lang) -> String {
    match lang {
        Lang::Da => "Næste: `begrund new --decision refusal 2026-102-0001` begynder en sag.\n".to_owned(),
        Lang::En => "Next: `begrund new --decision refusal 2026-102-0001` begins a case.\n".to_owned(),
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Every finding, case by case: files that are held first, in each the gravest finding first.
fn findings(args: &Args, workspace: &Workspace, report: &RunReport) -> String {
    let terminal = std::io::stdout().is_terminal();
    let show_text = terminal || args.show_text;
    let colour = terminal && anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let style = Style { lang: args.lang.into(), show_text, colour };
    let explained = args.explain.then(|| Explanations::new(workspace));
    let mut text = String::new();
    let mut cases: Vec<&CaseReport> = report.cases.iter().filter(|case| !case.findings.is_empty()).collect();
    cases.sort_by_key(|case| !case.findings.has_errors());
    for case in cases {
        let mut told = BTreeSet::new();
        let source = if show_text { source_of(case) } else { String::new() };
        for finding in &case.findings {
            let rendered = render(finding, &case.source, &source, style);
            let drawn = rendered.contains('\n');
            if drawn && !text.is_empty() && !text.ends_with("\n\n") {
                text.push('\n');
            }
            text.push_str(&rendered);
            text.push('\n');
            if let Some(explained) = &explained {
                text.push_str(&explained.of(finding, told.insert(finding.code.clone()), style.lang));
            }
            if drawn {
                text.push('\n');
            }
        }
        if !text.ends_with("\n\n") {
            text.push('\n');
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
                "{} holdt tilbage ({}). Med --explain ser du også loven og et eksempel.",
                count(held, "sag", "sager"),
                codes.join(", ")
            ),
            Lang::En => writeln!(
                text,
                "{} held back ({}). --explain adds the law and an example.",
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
