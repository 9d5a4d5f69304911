//! The commonest mistakes of a new caseworker, found by trying: each is told once, with the text to type.

use std::fmt::Write as _;
use std::fs;

use begrund::diagnostic::{Finding, Lang, Severity, Style, render};

use crate::fixture::{Desk, Fixture, listed};

/// Each mistake: its fixture in `tests/mistakes/`, the code that tells it, and what the Danish words (with the record's
/// text, as on a terminal) tell the caseworker to type.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("date-with-hyphens", "REC-11", "Skriv `decided: 2026-11-19`."),
    ("date-with-dots", "REC-11", "Skriv `dispatch: 2026-11-23`."),
    ("date-in-words", "REC-11", "Skriv `received: 2026-09-14`."),
    ("date-that-does-not-exist", "REC-11", "for eksempel `dated: 2026-08-12`"),
    ("cpr-without-quotes", "REC-16", "`cpr: \"660190-1234\"`"),
    ("phone-without-quotes", "REC-16", "`phone: \"99 99 99 99\"`"),
    ("case-number-without-quotes", "REC-16", "`case: \"2026-102-0042\"`"),
    ("tab", "REC-03", "tryk på mellemrum i stedet: to for hvert trin"),
    ("colon-without-space", "REC-03", "`channel: …`"),
    ("colon-missing", "REC-03", "`name: …`"),
    ("month-in-words", "REC-11", "Skriv `starts: 2026-12`."),
    ("curly-quotes", "REC-16", "`cpr: \"660190-1234\"`"),
    ("channel-by-its-brand", "REC-10", "`channel: digital_post`"),
    ("indentation-missing", "REC-06", "Sæt to mellemrum foran `name:`"),
    ("indented-too-far", "REC-06", "Ryk den helt ud til venstre"),
    ("colon-in-text", "REC-03", "Skriv: `says: \"du har haft ét problem siden 2019: angst\"`"),
    ("text-begins-with-a-sign", "REC-03", "Skriv: `name: \"@Modella\"`"),
    ("quote-not-closed", "REC-03", "Sæt det manglende anførselstegn sidst i teksten."),
    ("hash-in-text", "REC-13", "`says: \"…\"`"),
    ("word-in-danish", "REC-10", "`decision: refusal`"),
    ("word-misspelt", "REC-10", "`channel: digital_post`"),
    ("measure-in-danish", "REC-10", "`measure: psychologist`"),
    ("yes-for-true", "REC-10", "`met: true`"),
    ("number-in-words", "REC-12", "for eksempel `count: 20`"),
    ("amount-with-kr", "REC-12", "Skriv: `amount: 250,00`."),
    ("amount-with-unit", "REC-12", "Skriv: `count: 20`."),
    ("text-for-a-list", "REC-09", "`purpose: [psychological, social]`"),
    ("text-for-a-map", "REC-09", "`name: Modella Opfundsen`"),
    ("list-for-a-text", "REC-09", "`says: du har haft angst siden 2019`"),
    ("empty-value", "REC-08", "`background: autism`"),
    ("key-misspelt", "REC-06", "Ret nøglen til `received:`."),
    ("key-in-danish", "REC-06", "Ret nøglen til `name:`."),
    ("key-in-the-wrong-block", "REC-06", "Flyt linjen ind under `caseworker:`"),
    ("key-missing", "REC-07", "`decided: 2026-11-19`"),
    ("key-twice", "REC-05", "Den første står på linje 8."),
    ("fordi-repeated", "SPR-10", "Skriv: »du ikke kan gå ud alene«."),
    ("capital-and-stop-in-a-clause", "SPR-10", "Skriv: »du har haft angst siden 2019«."),
    ("no-stop-after-sentences", "SPR-10", "Skriv: »Forløbet kan være alene med en psykolog.«."),
    ("word-order", "SPR-09", "Skriv: »du ikke kan gå ud alene"),
    ("fact-that-is-not-there", "REC-10", "Brug et id, der står under `facts`"),
    ("paragraphs-in-a-line", "REC-15", "`says: \"…\"`"),
];

#[test]
fn each_mistake_is_told_with_the_text_to_type() {
    assert!(MISTAKES.len() >= 30);
    let desk = Desk::new();
    let mut failures = String::new();
    for (name, code, typed) in MISTAKES {
        let fixture = Fixture::read(format!("tests/mistakes/{name}.txt").as_ref());
        let findings = fixture.check(&desk).findings;
        let told = |finding: &Finding| {
            let help = finding.help.in_lang(Lang::Da);
            let message = finding.message.in_lang(Lang::Da);
            let detail = finding.detail.as_ref().map_or("", |detail| detail.in_lang(Lang::Da));
            format!("{message} {help} {detail}")
        };
        let right = findings.iter().find(|finding| finding.code == *code && told(finding).contains(typed));
        // At most one more finding beside it: a slip is not told five times.
        if right.is_none() || findings.len() > 2 {
            let _ = writeln!(failures, "{name}: wants {code} with {typed}\n{}", listed(&findings));
        }
        for finding in &findings {
            let style = Style { lang: Lang::Da, show_text: false, colour: false };
            let line = render(finding, "sag.yaml", &fixture.record, style);
            assert_eq!(line.lines().count(), 1, "{name}: {line}");
        }
        assert!(findings.iter().any(|finding| finding.severity >= Severity::Warning), "{name}");
        failures.extend(fixture.expect(&listed(&findings)).err());
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn no_fixture_of_a_mistake_is_forgotten() {
    let mut files: Vec<String> = fs::read_dir("tests/mistakes")
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut named: Vec<&str> = MISTAKES.iter().map(|(name, ..)| *name).collect();
    named.sort_unstable();
    assert_eq!(files, named);
}
