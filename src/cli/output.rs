//! What the commands print on stdout, for people and for programs.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};

use clap::CommandFactory as _;
use serde_json::{Value, json};

use super::args::{Args, Format};
use super::exit::Exit;
use super::not_said;
use super::rules::Catalogue;
use super::selection::Selection;
use super::verdicts::names_remark;
use crate::case::discover;
use crate::diagnostic::{
    Finding, Lang, Log, RecordNote, Remark, Style, count, count_codes, github, junit, render, sarif,
};
use crate::pipeline::BuiltLetter;
use crate::pipeline::{CaseReport, Outcome, RunReport, SpoolError, Totals, Workspace};

/// What `build` prints.
pub(super) fn build(
    args: &Args,
    workspace: &Workspace,
    selection: &Selection,
    report: &RunReport,
) -> Result<String, SpoolError> {
    if let Some(told) = for_programs("build", args, workspace, selection, report)? {
        return Ok(told);
    }
    let lang = args.lang.into();
    print_findings(args, workspace, report);
    let mut text = String::new();
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
    text.push_str(&closing(workspace, selection, report, totals, lang));
    text.push_str(names_remark(&workspace.config, lang));
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
    Ok(text)
}

/// What `proof` prints: what `build` does, and where to read.
pub(super) fn proof(
    args: &Args,
    workspace: &Workspace,
    selection: &Selection,
    report: &RunReport,
) -> Result<String, SpoolError> {
    let mut text = build(args, workspace, selection, report)?;
    if args.format == Format::Text {
        text.push_str(match args.lang.into() {
            Lang::Da => "Åbn out/index.html i en browser for at læse og godkende. Prøvetrykkene ligger i out/proofs.\n",
            Lang::En => "Open out/index.html in a browser to read and approve. The annotated PDFs are in out/proofs.\n",
        });
    }
    Ok(text)
}

/// What `check` prints.
pub(super) fn check(
    args: &Args,
    workspace: &Workspace,
    selection: &Selection,
    report: &RunReport,
) -> Result<String, SpoolError> {
    if let Some(told) = for_programs("check", args, workspace, selection, report)? {
        return Ok(told);
    }
    let lang = args.lang.into();
    print_findings(args, workspace, report);
    let mut text = String::new();
    let totals = report.totals();
    let passed = totals.cases - totals.held;
    let all = count(totals.cases, "sag", "sager");
    let _ = match (lang, selection.skipped().is_empty()) {
        (Lang::Da, true) => writeln!(text, "{all} kontrolleret: {passed} kan blive til breve."),
        (Lang::Da, false) => writeln!(text, "{all} kontrolleret: {passed} uden FEJL i det, der er set på."),
        (Lang::En, skips_none) => writeln!(
            text,
            "{} checked: {passed} {}.",
            count(totals.cases, "case", "cases"),
            if skips_none { "can become letters" } else { "without an ERROR in what was looked at" }
        ),
    };
    text.push_str(&closing(workspace, selection, report, totals, lang));
    text.push_str(&match (first_held(report), lang) {
        (Some(case), _) => mend("check", case, lang),
        (None, _) if report.cases.is_empty() => begin(lang),
        (None, Lang::Da) if !selection.skipped().is_empty() => {
            "Næste: kør `begrund check` uden --skip; `begrund build` kontrollerer det hele.\n".to_owned()
        }
        (None, Lang::En) if !selection.skipped().is_empty() => {
            "Next: run `begrund check` without --skip; `begrund build` checks it all.\n".to_owned()
        }
        (None, Lang::Da) if totals.warnings > 0 => {
            "Næste: se advarslerne ovenfor igennem. `begrund build` laver brevene.\n".to_owned()
        }
        (None, Lang::En) if totals.warnings > 0 => {
            "Next: look through the warnings above. `begrund build` makes the letters.\n".to_owned()
        }
        (None, Lang::Da) => "Næste: `begrund build` laver brevene.\n".to_owned(),
        (None, Lang::En) => "Next: `begrund build` makes the letters.\n".to_owned(),
    });
    Ok(text)
}

/// The file to look at first: the one whose findings stand first.
fn first_held(report: &RunReport) -> Option<&CaseReport> {
    let held = || report.cases.held().map(|(_, case)| case);
    held().find(|case| case.findings.has_errors()).or_else(|| held().next())
}

/// The last line where something is held: what to do next.
fn mend(command: &str, case: &CaseReport, lang: Lang) -> String {
    if !case.findings.has_errors() {
        return match lang {
            Lang::Da => {
                format!("Næste: kør `begrund {command}` uden --only; andre fund holder sager tilbage.\n")
            }
            Lang::En => {
                format!("Next: run `begrund {command}` without --only; other findings hold cases back.\n")
            }
        };
    }
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

/// How often each code was found, behind a space and in brackets; nothing where nothing was.
pub(super) fn codes_in_brackets(report: &RunReport) -> String {
    let codes = count_codes(report.findings());
    let codes: Vec<String> = codes.iter().map(|(code, count)| format!("{code} × {count}")).collect();
    if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) }
}

/// How findings are drawn: with the lines they stand in and in colours on a terminal, and with the lines where that was asked for.
pub(super) fn style<S: anstream::stream::RawStream>(stream: &S, lang: Lang, show_text: bool) -> Style {
    let terminal = stream.is_terminal();
    let colour = terminal && anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never;
    Style { lang, show_text: terminal || show_text, colour }
}

/// Prints every finding, case by case, for they may be many: files that are held first, in each the gravest finding first.
fn print_findings(args: &Args, workspace: &Workspace, report: &RunReport) {
    let style = style(&std::io::stdout(), args.lang.into(), args.show_text);
    let explained = args.explain.then(|| Catalogue::new(&workspace.wording));
    let mut out = BufWriter::new(std::io::stdout().lock());
    let told = report.cases.to_mend().map(|(_, case)| case).filter(|case| !case.findings.is_empty());
    let mut cases: Vec<&CaseReport> = told.collect();
    cases.sort_by_key(|case| !case.findings.has_errors());
    for case in cases {
        let mut text = String::new();
        let mut told = BTreeSet::new();
        let source = if style.show_text { source_of(case) } else { String::new() };
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
        // Whoever has stopped reading wants no more of it.
        if let Err(error) = out.write_all(text.as_bytes()) {
            return not_said(error);
        }
    }
    out.flush().unwrap_or_else(not_said);
}

/// The record's text again, for the lines that are shown. A file that changed meanwhile is not shown.
fn source_of(case: &CaseReport) -> String {
    let file = discover::load(std::path::Path::new(&case.source));
    if case.file.sha256().is(&file.sha256) { file.text } else { String::new() }
}

/// The last lines: what was held, what to do next, and what must not be forgotten.
fn closing(
    workspace: &Workspace,
    selection: &Selection,
    report: &RunReport,
    totals: Totals,
    lang: Lang,
) -> String {
    let mut text = String::new();
    let held = totals.held + totals.failed;
    if held > 0 {
        let codes = codes_in_brackets(report);
        let _ = match lang {
            Lang::Da => writeln!(
                text,
                "{} holdt tilbage{codes}. Med --explain ser du også loven og et eksempel.",
                count(held, "sag", "sager")
            ),
            Lang::En => writeln!(
                text,
                "{} held back{codes}. --explain adds the law and an example.",
                count(held, "case", "cases")
            ),
        };
    }
    for remark in remarks(workspace, selection, report, lang) {
        let _ = writeln!(text, "{}", remark.words);
    }
    text
}

/// What a reader must know of the run beside its findings: what is not shown, what weighs less here, and that it is a trial.
fn remarks(workspace: &Workspace, selection: &Selection, report: &RunReport, lang: Lang) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut remark = |key: String, da: String, en: String| {
        remarks.push(Remark { key, words: if lang == Lang::Da { da } else { en } });
    };
    for change in &workspace.config.rules {
        let (code, because, by) = (&change.code, &change.because, &change.by);
        let severity = format!("{:?}", change.severity).to_lowercase();
        remark(
            format!("changed:{code}"),
            format!("Ændret regel: {code} er {severity}, fordi {because} ({by})."),
            format!("Changed rule: {code} is {severity}, because {because} ({by})."),
        );
    }
    if workspace.config.load && !report.alike.is_empty() {
        let alike = report.alike.len();
        remark(
            "load".to_owned(),
            format!(
                "{} har en begrundelse, der ligner en anden sags (BAT-01). Det holder intet tilbage, for begrund.yaml har `load: true`.",
                count(alike, "sag", "sager")
            ),
            format!(
                "The reasons of {} are like another case's (BAT-01). That holds nothing back, for begrund.yaml has `load: true`.",
                count(alike, "case", "cases")
            ),
        );
    }
    if !selection.only().is_empty() {
        let codes = selection.only().join(", ");
        remark(
            "only".to_owned(),
            format!("Kun fund med disse koder er vist: {codes}."),
            format!("Only findings with these codes are shown: {codes}."),
        );
    }
    for skip in selection.skipped() {
        let (code, reason) = (&skip.code, &skip.reason);
        remark(
            format!("skipped:{code}"),
            format!("Sprunget over: {code}, fordi {reason}. `begrund build` springer intet over."),
            format!("Skipped: {code}, because {reason}. `begrund build` skips nothing."),
        );
    }
    if report.test {
        let words = trial_remark(lang).to_owned();
        remark("test".to_owned(), words.clone(), words);
    }
    remarks
}

/// What every report of a workspace for trials says.
pub(super) fn trial_remark(lang: Lang) -> &'static str {
    match lang {
        Lang::Da => {
            "Prøvemappe (test: true): CPR-numre af prøveform og datoer efter lovens kontrol er tilladt her."
        }
        Lang::En => {
            "Workspace for trials (test: true): test CPR numbers and dates past the law's verification pass here."
        }
    }
}

/// The report in the format that was asked for, if that is one for programs. Codes, places and ids, never a record's text.
fn for_programs(
    command: &str,
    args: &Args,
    workspace: &Workspace,
    selection: &Selection,
    report: &RunReport,
) -> Result<Option<String>, SpoolError> {
    let write = match args.format {
        Format::Text => return Ok(None),
        Format::Json => return Ok(Some(as_json(workspace, selection, report)?)),
        Format::Sarif => sarif,
        Format::Junit => junit,
        Format::Github => github,
    };
    let lang = args.lang.into();
    let catalogue = Catalogue::new(&workspace.wording);
    let cases: Vec<Cow<'_, CaseReport>> = report.cases.iter().collect::<Result<_, _>>()?;
    let records = cases.iter().map(|case| RecordNote {
        file: &case.source,
        held: case.outcome.holds_back(),
        findings: case.findings.iter().collect(),
    });
    let remarks = remarks(workspace, selection, report, lang);
    let names = names_remark(&workspace.config, lang).trim_end();
    let names = (command == "build" && !names.is_empty())
        .then(|| Remark { key: "names".to_owned(), words: names.to_owned() });
    Ok(Some(write(&Log {
        version: env!("CARGO_PKG_VERSION"),
        command,
        lang,
        rules: catalogue.notes(),
        records: records.collect(),
        remarks: remarks.into_iter().chain(names).collect(),
    })))
}

/// A finding as JSON: its code, place and words, and nothing of the record.
pub(super) fn finding_as_json(finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "severity": finding.severity,
        "line": finding.place.as_ref().map(|place| place.line),
        "column": finding.place.as_ref().map(|place| place.column),
        "path": finding.path,
        "page": finding.page,
        "message": finding.message,
        "help": finding.help,
    })
}

/// The report as JSON.
fn as_json(workspace: &Workspace, selection: &Selection, report: &RunReport) -> Result<String, SpoolError> {
    let cases: Vec<_> = report
        .cases
        .iter()
        .map(|case| {
            let case = case?;
            let findings: Vec<_> = case.findings.iter().map(finding_as_json).collect();
            Ok(json!({
                "source": case.source,
                "case": case.case.as_ref().map(ToString::to_string),
                "decision": case.decision.map(crate::case::record::Decision::word),
                "outcome": outcome_word(case.outcome),
                "letters": case.letters.iter().map(BuiltLetter::from).collect::<Vec<_>>(),
                "findings": findings,
            }))
        })
        .collect::<Result<_, SpoolError>>()?;
    let skipped: Vec<_> =
        selection.skipped().iter().map(|skip| json!({"code": skip.code, "reason": skip.reason})).collect();
    let changes = workspace.config.rules.iter().map(|change| {
        let severity = format!("{:?}", change.severity).to_lowercase();
        json!({"code": change.code, "severity": severity, "because": change.because, "by": change.by})
    });
    let changed: Vec<_> = changes.collect();
    let whole = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "test": report.test,
        "names_verified": workspace.config.approval.verifies_names(),
        "totals": report.totals(),
        "codes": count_codes(report.findings()),
        "only": selection.only(),
        "skipped": skipped,
        "rules_changed": changed,
        "cases": cases,
    });
    Ok(serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n")
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
