use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::danish;
use crate::diagnostic::Severity;
use crate::letter::Part;
use crate::letter::words::{dates, plain};

pub(super) static RULE: Rule = Rule {
    code: "FRI-02",
    severity: Severity::Error,
    what: text(
        "En ugedag foran en dato i klagevejledningen passer til datoen.",
        "A weekday before a date in the appeal guidance fits the date.",
    ),
    why: text(
        "Passer de ikke, ved borgeren ikke, hvilken af dem der gælder.",
        "If they do not fit, the citizen cannot know which of them holds.",
    ),
    source: "RSL § 67, stk. 1; FVL § 25",
    check: Check::Letter(check),
};

const WEEKDAYS: [&str; 7] = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"];

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let appeal = plain(context.letter.part(Part::Appeal)).to_lowercase();
    let wrong = dates(&appeal).into_iter().any(|found| {
        let before = found.before.trim_end();
        let before = before.strip_suffix(" den").unwrap_or(before).trim_end_matches([' ', ',']);
        let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        WEEKDAYS.contains(&word) && word != danish::weekday(found.date)
    });
    if wrong {
        reporter.report(
            format!("letter:{}", Part::Appeal),
            text("Ugedagen passer ikke til datoen.", "The weekday does not fit the date."),
            text(
                "Skabelonen skal skrive ugedagen, som den er regnet ud af datoen.",
                "The template must write the weekday as it is computed from the date.",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn the_weekday_is_the_dates_own() {
        let day = "mandag den 21. december 2026";
        let desk = || Desk::new("refusal-psychologist");
        for wrong in ["tirsdag den 21. december 2026", "Søndag, 21. december 2026", "fredag den\n21/12 2026"]
        {
            assert_eq!(
                desk().replace(Part::Appeal, day, wrong).findings(&RULE),
                ["FEJL letter:appeal"],
                "{wrong}"
            );
        }
        for right in [
            "Mandag 21. december 2026",
            "den 21. december 2026",
            "fredag. Den 21. december 2026",
            "en tirsdag efter den 21. december 2026",
        ] {
            assert_eq!(desk().replace(Part::Appeal, day, right).findings(&RULE), [""; 0], "{right}");
        }
    }
}
