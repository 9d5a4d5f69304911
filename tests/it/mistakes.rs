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
    ("curly-quotes-around-a-text", "REC-16", "Skriv: `says: \"du har haft angst siden 2019\"`"),
    ("curly-quotes-and-colon", "REC-16", "Skriv: `source: \"erklæring: fra psykiater Opdigt Lægesen\"`"),
    ("date-without-year", "REC-11", "Året mangler i datoen."),
    ("date-with-time", "REC-11", "Skriv `received: 2026-09-14`."),
    ("date-with-weekday", "REC-11", "Skriv `received: 2026-09-14`."),
    ("date-in-eight-digits", "REC-11", "Skriv `received: 2026-09-14`."),
    ("key-in-danish-received", "REC-06", "Ret nøglen til `received:`."),
    ("key-in-danish-with-a-space", "REC-06", "Ret nøglen til `our_answer:`."),
    ("cpr-with-dash", "SAG-03", "Skriv en almindelig bindestreg efter det sjette ciffer"),
    ("no-break-spaces-before-a-key", "REC-03", "tryk på mellemrumstasten i stedet"),
    ("bullets-for-dashes", "REC-09", "`- …`"),
    ("soft-hyphen", "REC-14", "Slet ordet"),
    ("text-goes-on-at-the-margin", "REC-03", "Sæt 6 mellemrum foran"),
    ("paragraphs-at-the-margin", "REC-03", "Sæt 2 mellemrum foran"),
    ("dash-missing", "REC-03", "`- id: …`"),
    ("dash-without-space", "REC-03", "`- id: …`"),
    ("name-for-a-list", "REC-09", "Skriv: `rests_on: [psykiater]`."),
    ("id-with-spaces", "REC-09", "bogstaver, cifre, - og _"),
    ("comma-missing", "REC-03", "`…, unit: …`"),
    ("colon-without-space-in-braces", "REC-03", "`count: …`"),
    ("period-in-danish", "REC-06", "Ret nøglen til `from:`."),
    ("payment-in-danish", "REC-10", "Mente du `payment: none`"),
    ("no-for-a-map", "REC-09", "nothing_adverse: true"),
    ("yes-for-a-date", "REC-11", "Her skal stå en dato."),
    ("quotes-inside-quotes", "REC-03", "Skriv: `says: \"du siger »nej« til grupper\"`"),
    ("quotes-around-the-first-word", "REC-03", "Skriv: `source: \"»telefonnotat« med Klinikken Prøvestad\"`"),
    ("text-begins-with-a-star", "REC-03", "Skriv: `source: \"*telefonnotat med Klinikken Prøvestad\"`"),
    ("text-begins-with-brackets", "REC-03", "Skriv: `source: \"[telefonnotat] med Klinikken Prøvestad\"`"),
    ("text-begins-with-a-dash", "REC-03", "Skriv: `source: \"- telefonnotat med Klinikken Prøvestad\"`"),
    ("amount-in-the-wording", "SPR-10", "Skriv: »samtaler hos en autoriseret psykolog"),
    ("wording-with-a-capital", "SPR-10", "Skriv: »samtaler hos en autoriseret psykolog"),
    ("year-misspelt", "REC-11", "mellem 1900 og 2100"),
    ("ruler", "REC-04", "Slet linjen."),
    ("no-for-a-date", "REC-11", "Skriv null, hvis der ikke kom et svar."),
    ("semicolon-for-comma", "REC-09", "Skriv komma mellem dem: `[psykiater, klinik]`."),
    ("bracket-not-closed", "REC-03", "Skriv ] til sidst på linjen."),
    ("one-space-too-many", "REC-03", "Sæt præcis 6 mellemrum foran `measure:`."),
    ("one-space-too-few", "REC-03", "Sæt præcis 6 mellemrum foran `measure:`."),
    ("key-with-its-path", "REC-06", "Ret nøglen til `name:`."),
    ("equals-for-colon", "REC-03", "`channel: …`"),
    ("section-in-the-act", "LOV-09", "Mente du `act: sundhedsloven`?"),
    ("tab-in-paragraphs", "REC-03", "tryk på mellemrum i stedet"),
    ("line-break-of-a-word-processor", "REC-14", "Slet ordet"),
    ("occasion-in-danish", "REC-10", "`occasion: application`"),
    ("soon-for-a-date", "REC-11", "skriv waiting i stedet"),
    ("comma-cuts-a-text", "REC-13", "`address: \"…, …\"`"),
    ("list-without-brackets", "REC-03", "Skriv: `address: [\"Prøvevej 1, 2. tv.\", \"9999 Prøveby\"]`"),
    ("ved-at-repeated", "SPR-10", "Skriv: »du beder din læge om en henvisning«."),
];

#[test]
fn each_mistake_is_told_with_the_text_to_type() {
    assert!(MISTAKES.len() >= 80);
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
