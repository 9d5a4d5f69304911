use crate::case::record::CaseRecord;
use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "FOR-08",
    severity: Severity::Warning,
    what: text(
        "Brevets titel i postkassen siger, hvad det er, og røber intet om sygdom eller svar.",
        "The letter's title in the mailbox says what it is and gives away nothing of illness or answer.",
    ),
    why: text(
        "Titlen ses af den, der kigger over skulderen.",
        "The title is seen by whoever looks over the shoulder.",
    ),
    source: "GDPR art. 5 og 32; god forvaltningsskik",
    check: Check::Letter(check),
};

/// One of these tells that it is an answer from the authority.
const TELLS: &[&str] = &["svar", "afgørelse", "besked", "brev"];
/// Words that give the answer away, by how they begin.
const GIVES_AWAY: &[&str] = &[
    "afsl",
    "bevil",
    "imødekom",
    "ophør",
    "stop",
    "standse",
    "nej",
    "delvis",
    "medhold",
    "psykolog",
    "psykiat",
    "misbrug",
    "handicap",
    "lidelse",
    "sygdom",
    "diagnos",
    "behandling",
];

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let words: Vec<String> =
        context.title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let begins_with =
        |starts: &[&str]| words.iter().any(|word| starts.iter().any(|start| word.starts_with(start)));
    let of_the_case = about(context.record);
    if begins_with(GIVES_AWAY) || words.iter().any(|word| of_the_case.contains(word)) {
        reporter.report(
            "letter",
            text(
                "Brevets titel røber svaret, eller hvad der er søgt om.",
                "The letter's title gives away the answer, or what was applied for.",
            ),
            text(
                "Skriv `title` i skabelonen uden det, for eksempel \"Svar på din ansøgning\".",
                "Write `title` in the template without it, such as \"Svar på din ansøgning\".",
            ),
        );
    }
    if !begins_with(TELLS) {
        reporter.report(
            "letter",
            text("Brevets titel siger ikke, hvad det er.", "The letter's title does not say what it is."),
            text(
                "Skriv `title` i skabelonen, så man ser, at det er et svar, for eksempel \"Svar på din ansøgning\".",
                "Write `title` in the template so that one sees it is an answer, such as \"Svar på din ansøgning\".",
            ),
        );
    }
}

/// The words, of more than four letters, for what was applied for.
fn about(record: &CaseRecord) -> Vec<String> {
    let parts = record.application.iter().flat_map(|application| &application.parts);
    parts
        .filter_map(|part| part.wording.as_deref())
        .flat_map(|what| what.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() > 4)
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn a_title_says_what_it_is_and_no_more() {
        let titled = |title: &str| Desk::new("refusal-psychologist").titled(title).findings(&RULE);
        for title in ["Svar på din ansøgning", "Afgørelse om din hjælp", "Brev fra kommunen om din sag"] {
            assert_eq!(titled(title), [""; 0], "{title}");
        }
        assert_eq!(titled("Svar på din ansøgning: afslag"), ["ADVARSEL letter"]);
        assert_eq!(titled("Svar om psykologsamtaler"), ["ADVARSEL letter"]);
        assert_eq!(titled("§ 102"), ["ADVARSEL letter"]);
        assert_eq!(titled(""), ["ADVARSEL letter"]);
        assert_eq!(titled("Afslag"), ["ADVARSEL letter"; 2]);
    }
}
