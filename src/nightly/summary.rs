//! The night in words, for those who read letters in the morning.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Counts, Night, codes, days_left};
use crate::danish;
use crate::diagnostic::{Lang, count};
use crate::pipeline::CaseReport;

/// The summary's file in `out/`.
pub const NAME: &str = "summary.txt";

/// The night in words. With `names`, held cases stand under their caseworkers; without, under their units alone, for logs.
pub fn summary(night: &Night<'_>, names: bool, lang: Lang) -> String {
    let da = lang == Lang::Da;
    let totals = night.built.totals();
    let mut text = String::new();
    let day = if da { danish::date(night.today).replace('\u{a0}', " ") } else { night.today.to_string() };
    let held = totals.held + totals.failed;
    let _ = if da {
        writeln!(
            text,
            "Kørslen {day}: {} i out/letters, {} lavet nu. {} holdt tilbage.",
            count(totals.letters, "brev", "breve"),
            totals.built,
            count(held, "sag", "sager"),
        )
    } else {
        writeln!(
            text,
            "Run of {day}: {} in out/letters, {} made now. {} held back.",
            count(totals.letters, "letter", "letters"),
            totals.built,
            count(held, "case", "cases"),
        )
    };
    match night.delivery {
        Some(delivery) => {
            let counts = night.counts();
            let _ = writeln!(text, "{}", delivered(&counts, da));
            if let Some(stop) = &delivery.stop {
                let (stopped, so) = if da { ("Stoppet", "sådan") } else { ("Stopped", "help") };
                let _ = writeln!(
                    text,
                    "{stopped}: {}.\n  {so}: {}",
                    stop.what().in_lang(lang),
                    stop.help().in_lang(lang)
                );
            }
            let faults = delivery.plan.list_faults.len();
            if faults > 0 {
                let _ = if da {
                    writeln!(
                        text,
                        "Listen over, hvem der er tilsluttet Digital Post, har {}, der ikke kan bruges.",
                        count(faults, "linje", "linjer")
                    )
                } else {
                    writeln!(
                        text,
                        "The list of who is connected to Digital Post has {} that cannot be used.",
                        count(faults, "row", "rows")
                    )
                };
            }
            text.push_str(&next(&counts, da));
        }
        None => text.push_str(if da {
            "Mappen er til belastning (load: true): intet er sendt.\n"
        } else {
            "The workspace is for load (load: true): nothing was sent.\n"
        }),
    }
    if held > 0 {
        text.push_str(&held_cases(night, names, da));
    }
    text
}

/// One line over all letters; what there is none of is not told, but for what was sent.
fn delivered(counts: &Counts, da: bool) -> String {
    let told = [
        (counts.deferred, "udsat", "put off"),
        (counts.undelivered, "ikke kommet frem", "not delivered"),
        (counts.unknown, "uvist, om de er sendt", "not known whether sent"),
        (counts.unapproved, "venter på godkendelse", "await approval"),
        (counts.early, "venter på deres dag", "wait for their day"),
        (counts.late, "skal have en ny dag", "need another day"),
        (counts.blocked, "kan ikke sendes den vej", "cannot go that way"),
        (counts.untouched, "nåede ikke at blive sendt", "not reached"),
        (counts.sent_before, "sendt tidligere", "sent before"),
    ];
    let mut text = format!("{} {}", counts.sent, if da { "sendt nu" } else { "sent now" });
    for (number, danish, english) in told.into_iter().filter(|(number, ..)| *number > 0) {
        let _ = write!(text, ", {number} {}", if da { danish } else { english });
    }
    text.push('.');
    text
}

/// What to do next, the most pressing first.
fn next(counts: &Counts, da: bool) -> String {
    let todo = [
        (
            counts.unknown > 0,
            "`begrund reconcile` eller `begrund settle` afgør, om de uvisse er sendt.",
            "`begrund reconcile` or `begrund settle` settles what is not known.",
        ),
        (
            counts.undelivered > 0,
            "`begrund status` viser de breve, der ikke kom frem.",
            "`begrund status` shows the letters that were not delivered.",
        ),
        (
            counts.late > 0,
            "`begrund redate --to DAG` giver breve, hvis dag er gået, en ny.",
            "`begrund redate --to DAY` gives letters whose day is over another.",
        ),
        (
            counts.blocked > 0,
            "`begrund send --dry-run` siger, hvorfor breve ikke kan sendes.",
            "`begrund send --dry-run` says why letters cannot go.",
        ),
        (
            counts.unapproved > 0,
            "Åbn out/index.html for at læse og godkende.",
            "Open out/index.html to read and approve.",
        ),
    ];
    let first = todo.into_iter().find(|(holds, ..)| *holds);
    first.map_or_else(String::new, |(_, danish, english)| {
        format!("{}: {}\n", if da { "Næste" } else { "Next" }, if da { danish } else { english })
    })
}

fn held_cases(night: &Night<'_>, names: bool, da: bool) -> String {
    let mut text = format!("\n{}\n", if da { "Holdt tilbage" } else { "Held back" });
    for (unit, caseworkers) in night.held() {
        let unit = unit.unwrap_or(if da { "Uden afdeling" } else { "No unit" });
        let all: usize = caseworkers.values().map(Vec::len).sum();
        let cases = if da { count(all, "sag", "sager") } else { count(all, "case", "cases") };
        let _ = writeln!(text, "  {unit}: {cases}");
        for (caseworker, cases) in caseworkers {
            if names {
                let nobody = if da { "Uden sagsbehandler" } else { "No caseworker" };
                let _ = writeln!(text, "    {}", caseworker.unwrap_or(nobody));
            }
            for case in cases {
                let _ = writeln!(text, "      {}", held_case(case, night.today, da));
            }
        }
    }
    text
}

fn held_case(case: &CaseReport, today: Date, da: bool) -> String {
    let name = case.case.as_ref().map_or_else(|| case.source.clone(), ToString::to_string);
    let codes = codes(case).join(", ");
    let when = match case.desk.dispatch.map(|day| (day, days_left(today, day))) {
        None if da => "ingen afsendelsesdag".to_owned(),
        None => "no day of dispatch".to_owned(),
        Some((day, 0)) if da => format!("afsendes i dag ({day})"),
        Some((day, 0)) => format!("leaves today ({day})"),
        Some((day, left)) if left < 0 && da => format!("{} for sent ({day})", count_days(-left, true)),
        Some((day, left)) if left < 0 => format!("{} late ({day})", count_days(-left, false)),
        Some((day, left)) if da => format!("afsendes om {} ({day})", count_days(left, true)),
        Some((day, left)) => format!("leaves in {} ({day})", count_days(left, false)),
    };
    format!("{name}  {codes}  {when}")
}

fn count_days(days: i32, da: bool) -> String {
    let word = match (days, da) {
        (1, true) => "dag",
        (_, true) => "dage",
        (1, false) => "day",
        (_, false) => "days",
    };
    format!("{days} {word}")
}
