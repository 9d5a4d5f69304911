use std::sync::LazyLock;

use regex::Regex;

use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::letter::Part;
use crate::letter::words::{has_words, plain, sentences};

pub(super) static RULE: Rule = Rule {
    code: "KLG-05",
    severity: Severity::Error,
    what: text(
        "Klagevejledningen siger, at klagen skal til kommunen, og hvordan: Digital Post, adresse og telefon.",
        "The appeal guidance says that the complaint goes to the municipality, and how: Digital Post, address and telephone.",
    ),
    why: text(
        "Klagen skal først til den, der har truffet afgørelsen, og borgeren skal vide, hvordan man klager. Adresse og telefon skal være dem i `begrund.yaml`.",
        "The complaint goes first to whoever decided, and the citizen must know how to complain. Address and telephone must be those of `begrund.yaml`.",
    ),
    source: "FVL § 25; RSL § 66, stk. 1",
    check: Check::Letter(check),
};

/// How a complaint is handed in; a sentence that offers help with it has none of these.
static HAND_IN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(send[a-zæøå]*|aflever[a-zæøå]*|indgiv[a-zæøå]*|skriv[a-zæøå]*|stil[a-zæøå]*|klager? til|klagen? skal til)\b")
        .expect("the pattern is valid")
});

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let appeal = context.letter.part(Part::Appeal);
    if appeal.is_empty() {
        return;
    }
    let municipality = &context.config.municipality;
    let (address, phone) = context
        .config
        .appeal
        .as_ref()
        .map_or((&municipality.address, &municipality.phone), |appeal| (&appeal.address, &appeal.phone));
    let mut report = |message: Bilingual, help: Bilingual| {
        reporter.report(format!("letter:{}", Part::Appeal), message, help);
    };
    let us = ["til os", "til kommunen", "hos os", "hos kommunen"].map(str::to_owned).into_iter();
    let us: Vec<String> = us
        .chain(
            [&municipality.name]
                .into_iter()
                .chain(address.first())
                .map(|name| format!("til {}", plain(name).to_lowercase())),
        )
        .collect();
    let told = plain(appeal);
    let to_us = sentences(&told).map(str::to_lowercase).any(|sentence| {
        let complaint = sentence.find("klag").and_then(|at| sentence.get(at..));
        HAND_IN.is_match(&sentence) && complaint.is_some_and(|rest| us.iter().any(|us| rest.contains(us)))
    });
    if !to_us {
        report(
            text(
                "Klagevejledningen siger ikke, at klagen skal sendes til kommunen.",
                "The appeal guidance does not say that the complaint is sent to the municipality.",
            ),
            text(
                "Skriv i skabelonen: \"Send klagen til os, ikke til Ankestyrelsen.\"",
                "Write in the template: \"Send klagen til os, ikke til Ankestyrelsen.\"",
            ),
        );
    }
    if !has_words(appeal, "Digital Post") {
        report(
            text(
                "Klagevejledningen nævner ikke Digital Post.",
                "The appeal guidance does not mention Digital Post.",
            ),
            text(
                "Skriv i skabelonen: \"Du kan skrive i Digital Post\".",
                "Write in the template: \"Du kan skrive i Digital Post\".",
            ),
        );
    }
    if !address.iter().all(|line| has_words(appeal, line)) {
        report(
            text(
                "Klagevejledningen har ikke den adresse, som klager skal sendes til.",
                "The appeal guidance lacks the address that complaints are sent to.",
            ),
            text(
                "Skabelonen skal skrive adressen fra `begrund.yaml`: `appeal.address`, eller `municipality.address`.",
                "The template must write the address of `begrund.yaml`: `appeal.address`, or `municipality.address`.",
            ),
        );
    }
    if !digits(appeal).contains(&digits(phone)) {
        report(
            text(
                "Klagevejledningen har ikke det telefonnummer, som man kan klage på.",
                "The appeal guidance lacks the telephone number for complaints.",
            ),
            text(
                "Skabelonen skal skrive nummeret fra `begrund.yaml`: `appeal.phone`, eller `municipality.phone`.",
                "The template must write the number of `begrund.yaml`: `appeal.phone`, or `municipality.phone`.",
            ),
        );
    }
}

/// A telephone number is the same however it is spaced.
fn digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn the_complaint_goes_to_the_municipality_by_every_way() {
        for (from, to) in [
            ("Send klagen til os, ikke til Ankestyrelsen. ", ""),
            ("Send klagen til os, ikke til Ankestyrelsen.", "Vil du klage, så ring til os."),
            ("skrive i Digital Post", "skrive til os"),
            ("Rådhuspladsen 1", "Rådhuspladsen 2"),
            ("99 99 99 99", "99 99 99 98"),
        ] {
            let desk = Desk::new("refusal-psychologist").replace(Part::Appeal, from, to);
            let desk =
                if to == "skrive til os" { desk.replace(Part::Appeal, "i Digital Post.", ".") } else { desk };
            assert_eq!(desk.findings(&RULE), ["FEJL letter:appeal"], "{from}");
        }
        let spaced = Desk::new("refusal-psychologist")
            .replace(Part::Appeal, "99 99 99 99", "99999999")
            .replace(Part::Appeal, "Rådhuspladsen 1, ", "Rådhuspladsen\n1, ")
            .replace(
                Part::Appeal,
                "Send klagen til os, ikke til Ankestyrelsen.",
                "Din klage skal sendes til Prøvestad Kommune.",
            );
        assert_eq!(spaced.findings(&RULE), [""; 0]);
    }
}
