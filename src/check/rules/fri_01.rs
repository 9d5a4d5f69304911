use crate::case::record::Channel;
use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::danish;
use crate::diagnostic::{Bilingual, Severity};
use crate::letter::Part;
use crate::letter::words::{dates, plain};

pub(super) static RULE: Rule = Rule {
    code: "FRI-01",
    severity: Severity::Error,
    what: text(
        "I Digital Post står klagefristens sidste dag, og det er den rigtige.",
        "In Digital Post the last day for a complaint is printed, and is the right one.",
    ),
    why: text(
        "Fristen er samme ugedag fire uger senere. Er det en weekend, en helligdag eller en dag, der bliver regnet som en, er det den næste hverdag.",
        "The limit is the same weekday four weeks later; where that is a weekend, a holiday or treated as one, the next working day.",
    ),
    source: "RSL § 67, stk. 1; lov om Digital Post § 10",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let appeal = plain(context.letter.part(Part::Appeal)).to_lowercase();
    if context.channel != Channel::DigitalPost || appeal.is_empty() {
        return;
    }
    let last_day = context.deadline.last_day;
    // What lies before the letter is no limit: a decision or a meeting that is told of.
    let printed: Vec<_> =
        dates(&appeal).into_iter().map(|found| found.date).filter(|date| *date > context.dispatch).collect();
    let message = if printed.is_empty() {
        text("Klagefristens sidste dag mangler.", "The last day for a complaint is missing.")
    } else if printed.iter().any(|date| *date != last_day) {
        text("Klagefristens sidste dag er forkert.", "The last day for a complaint is wrong.")
    } else {
        return;
    };
    let date = danish::date(last_day);
    let weekday = danish::weekday(last_day);
    reporter.report_with_detail(
        format!("letter:{}", Part::Appeal),
        message,
        text(
            "Skabelonen skal skrive den dag, der er regnet ud fra brevets dato, og ikke en dag, der er skrevet ind.",
            "The template must write the day that is computed from the letter's date, not one that was typed in.",
        ),
        Bilingual::new(format!("Den rigtige er {weekday} den {date}."), format!("The right one is {weekday} den {date}.")),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn the_printed_day_is_the_computed_one() {
        // Available on Monday 23 November 2026.
        let day = "mandag den 21. december 2026";
        let desk = || Desk::new("refusal-psychologist");
        assert_eq!(desk().findings(&RULE), [""; 0]);
        for wrong in ["tirsdag den 22. december 2026", "21. december 2025", "22/12 2026", "om fire uger"] {
            let found = desk().replace(Part::Appeal, day, wrong).findings(&RULE);
            assert_eq!(found, ["FEJL letter:appeal"], "{wrong}");
        }
        let told = format!("{day} (afgørelsen er truffet den 19. november 2026)");
        assert_eq!(desk().replace(Part::Appeal, day, &told).findings(&RULE), [""; 0]);
        assert_eq!(
            desk().replace(Part::Appeal, "21. december", "21.\u{a0}December").findings(&RULE),
            [""; 0]
        );
        assert_eq!(Desk::new("follow-up-change").findings(&RULE), [""; 0]);
    }
}
