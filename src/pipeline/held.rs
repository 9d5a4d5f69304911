//! `out/held.html`: the letters that are held back, by unit and caseworker, what leaves first at the top.
//!
//! It stands alone: no other file, no network. It holds case numbers, codes, places and messages, and the names of
//! caseworkers; never a citizen's name or a word of a record. begrund knows no clock, so the page says the day of dispatch
//! and its own script counts the days from the reader's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::outcome::{CaseReport, RunReport};
use crate::danish;
use crate::diagnostic::{Finding, Lang, Severity, count};
use crate::proof::base64;

/// The name of the file in `out/`.
pub(super) const NAME: &str = "held.html";

const NO_UNIT: &str = "Uden afdeling";
const NO_CASEWORKER: &str = "Uden sagsbehandler";

/// The cases of one caseworker, the one that leaves first at the top.
type Desks<'r> = BTreeMap<&'r str, BTreeMap<&'r str, Vec<&'r CaseReport>>>;

/// The page for a run; `whole` says whether the run looked at every record of the workspace.
pub(super) fn page(report: &RunReport, whole: bool) -> String {
    let held: Vec<&CaseReport> = report.cases.held().map(|(_, case)| case).collect();
    let mut page = head();
    let _ = writeln!(page, "<h1>Breve, der er holdt tilbage</h1>");
    let all = count(report.cases.len(), "sag", "sager");
    let _ = writeln!(page, "<p>{} af {all}.{}</p>", held.len(), scope(whole));
    if held.is_empty() {
        page.push_str("<p>Ingen breve er holdt tilbage.</p>\n");
    } else {
        let desks = by_desk(&held);
        page.push_str("<p class=\"summary\" id=\"soon\"></p>\n");
        overview(&mut page, &desks);
        let mut number = 0;
        for (unit, caseworkers) in &desks {
            let _ = writeln!(page, "<section>\n<h2>{}</h2>", escaped(unit));
            for (caseworker, cases) in caseworkers {
                number += 1;
                let _ = writeln!(page, "<h3 id=\"bord-{number}\">{}</h3>", escaped(caseworker));
                for case in cases {
                    write_case(&mut page, case);
                }
            }
            page.push_str("</section>\n");
        }
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// What stands before the page's content, with a policy that lets in its own style and script and nothing else.
fn head() -> String {
    let head = include_str!("held_head.html");
    let digest = |element: &str| {
        let own = head.split_once(&format!("<{element}>")).and_then(|(_, rest)| rest.split_once("</"));
        base64(&Sha256::digest(own.map_or("", |(own, _)| own).as_bytes()))
    };
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest("style"),
        digest("script")
    );
    head.replacen("POLICY", &policy, 1)
}

fn scope(whole: bool) -> &'static str {
    if whole { "" } else { " Kørslen så kun på en del af mappens sager." }
}

fn by_desk<'r>(held: &[&'r CaseReport]) -> Desks<'r> {
    let mut desks = Desks::new();
    for case in held {
        let unit = case.desk.unit.as_deref().unwrap_or(NO_UNIT);
        let caseworker = case.desk.caseworker.as_deref().unwrap_or(NO_CASEWORKER);
        desks.entry(unit).or_default().entry(caseworker).or_default().push(case);
    }
    for cases in desks.values_mut().flat_map(BTreeMap::values_mut) {
        // What has no day stands last: its day is the first thing to mend.
        cases.sort_by_key(|case| (case.desk.dispatch.is_none(), case.desk.dispatch, case.source.clone()));
    }
    desks
}

fn overview(page: &mut String, desks: &Desks<'_>) {
    page.push_str(
        "<table class=\"overview\">\n<caption>Oversigt</caption>\n<thead><tr><th scope=\"col\">Afdeling</th>\
         <th scope=\"col\">Sagsbehandler</th><th scope=\"col\" class=\"count\">Sager</th><th scope=\"col\">Første afsendelse</th></tr></thead>\n<tbody>\n",
    );
    let mut number = 0;
    for (unit, caseworkers) in desks {
        for (caseworker, cases) in caseworkers {
            number += 1;
            let first = cases.iter().find_map(|case| case.desk.dispatch);
            let _ = writeln!(
                page,
                "<tr><td>{}</td><th scope=\"row\"><a href=\"#bord-{number}\">{}</a></th><td class=\"count\">{}</td><td>{}</td></tr>",
                escaped(unit),
                escaped(caseworker),
                cases.len(),
                day(first)
            );
        }
    }
    page.push_str("</tbody>\n</table>\n");
}

fn write_case(page: &mut String, case: &CaseReport) {
    let number =
        case.case.as_ref().map_or_else(|| "Uden sagsnummer".to_owned(), |case| format!("Sag {case}"));
    let _ = writeln!(page, "<article>\n<h4>{}</h4>", escaped(&number));
    let _ = writeln!(
        page,
        "<p>Planlagt afsendelse: {} <span class=\"file\">{}</span></p>",
        day(case.desk.dispatch),
        escaped(&case.source)
    );
    page.push_str("<ul>\n");
    for finding in &case.findings {
        write_finding(page, finding);
    }
    page.push_str("</ul>\n</article>\n");
}

fn write_finding(page: &mut String, finding: &Finding) {
    let weight = if finding.severity == Severity::Error { "error" } else { "other" };
    let mut place = String::new();
    if let Some(at) = &finding.place {
        let _ = write!(place, "linje {}, kolonne {}", at.line, at.column);
    }
    if !finding.path.is_empty() {
        let _ = write!(
            place,
            "{}<code>{}</code>",
            if place.is_empty() { "" } else { " · " },
            escaped(&finding.path)
        );
    }
    let _ = writeln!(
        page,
        "<li class=\"{weight}\"><strong>{} {}</strong> <span class=\"place\">{place}</span><br>{} {}</li>",
        finding.severity.word(Lang::Da),
        escaped(&finding.code),
        with_code(&finding.message.da),
        with_code(&finding.help.da)
    );
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(
        || "ikke sat".to_owned(),
        |day| format!("<time datetime=\"{day}\">{}</time> <span class=\"left\"></span>", danish::date(day)),
    )
}

/// The text as HTML; what stands between backticks is what to type.
fn with_code(text: &str) -> String {
    let parts = escaped(text);
    let parts = parts.split('`').enumerate();
    parts
        .map(|(index, part)| if index % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_one_style_and_one_script_and_nothing_else() {
        let head = head();
        let policy = head.split("content=\"default-src").nth(1).unwrap().split('"').next().unwrap();
        assert!(!policy.contains("unsafe") && policy.matches("sha256-").count() == 2, "{policy}");
        assert!(!head.contains("POLICY"));
    }
}
