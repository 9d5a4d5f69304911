use std::sync::LazyLock;

use regex::Regex;

use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::letter::Part;
use crate::letter::words::{plain, sentences};

pub(super) static RULE: Rule = Rule {
    code: "KLG-04",
    severity: Severity::Error,
    what: text(
        "Klagefristen er bundet til den dag, borgeren fik brevet.",
        "The time limit for an appeal is tied to the day the citizen got the letter.",
    ),
    why: text(
        "Fristen løber fra den dag, borgeren har fået meddelelse om afgørelsen, ikke fra brevets dato.",
        "The limit runs from the day the citizen was told of the decision, not from the letter's date.",
    ),
    source: "RSL § 67, stk. 1",
    check: Check::Letter(check),
};

/// Receipt by the citizen; what *we* have got is the complaint.
static RECEIPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(fik|fået|modtog|modtag[a-z]*|kom frem|kommet frem)\b|\bdu får (dette |denne )?(brev|afgørelse)",
    )
    .expect("the pattern is valid")
});
static OURS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bvi (har )?(fik|fået|modtog|modtaget)\b").expect("the pattern is valid"));
static LETTERS_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(fra|efter)\b.{0,20}\b(brevets dato|afgørelsens dato|datoen (på|for|i)|dato er|er dateret)",
    )
    .expect("the pattern is valid")
});

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let appeal = plain(context.letter.part(Part::Appeal));
    if appeal.is_empty() {
        return;
    }
    let weeks = context.law.appeal.weeks;
    let in_words = if weeks == 4 { "fire uger" } else { "" };
    let named = |sentence: &String| {
        sentence.contains(&format!("{weeks} uger")) || (!in_words.is_empty() && sentence.contains(in_words))
    };
    let told: Vec<String> = sentences(&appeal).map(str::to_lowercase).filter(named).collect();
    let tied = told.iter().any(|sentence| RECEIPT.is_match(sentence) && !OURS.is_match(sentence));
    let to_the_date = told.iter().any(|sentence| LETTERS_DATE.is_match(&sentence.replace("ikke fra", "")));
    if tied && !to_the_date {
        return;
    }
    reporter.report(
        format!("letter:{}", Part::Appeal),
        text(
            "Klagefristen er ikke bundet til den dag, borgeren fik brevet.",
            "The time limit for an appeal is not tied to the day the citizen got the letter.",
        ),
        Bilingual::new(
            format!("Skriv i skabelonen: \"senest {weeks} uger efter den dag, du fik dette brev\"."),
            format!("Write in the template: \"senest {weeks} uger efter den dag, du fik dette brev\"."),
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn the_weeks_run_from_receipt() {
        let paper = "Vi skal have din klage senest 4 uger efter den dag, du fik dette brev.";
        for wrong in [
            "Vi skal have din klage senest 4 uger fra brevets dato.",
            "Klagefristen er 4 uger.",
            "Vi skal have din klage senest 6 uger efter den dag, du fik dette brev.",
            "Vi skal have din klage senest 4 uger efter den dag, du fik dette brev, regnet fra datoen i brevet. Det er 4 uger fra afgørelsens dato.",
            "Vi svarer senest 4 uger efter, at vi har fået klagen.",
        ] {
            let desk = Desk::new("follow-up-change").replace(Part::Appeal, paper, wrong);
            assert_eq!(desk.findings(&RULE), ["FEJL letter:appeal"], "{wrong}");
        }
        for right in [
            "Du har fire\nuger til at klage fra den dag, du modtog brevet.",
            "Klag inden 4\u{a0}uger efter, at du har fået afgørelsen.",
            "Du kan klage i 4 uger fra modtagelsen af brevet, ikke fra brevets dato.",
        ] {
            let desk = Desk::new("follow-up-change").replace(Part::Appeal, paper, right);
            assert_eq!(desk.findings(&RULE), [""; 0], "{right}");
        }
    }
}
