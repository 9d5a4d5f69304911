use crate::case::record::Channel;
use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;
use crate::letter::words::{dates, plain};

pub(super) static RULE: Rule = Rule {
    code: "FRI-04",
    severity: Severity::Error,
    what: text(
        "Et brev på papir eller i en e-mail har ikke en udregnet klagefrist.",
        "A letter on paper or by e-mail has no computed time limit.",
    ),
    why: text(
        "Ingen ved, hvilken dag brevet kommer frem. En dato ville enten være forkert eller tage dage fra borgeren.",
        "Nobody knows on which day it arrives. A date would be wrong, or take days from the citizen.",
    ),
    source: "RSL § 67, stk. 1; Ankestyrelsens vejledning til kommunerne fra 2018",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let appeal = plain(context.letter.part(Part::Appeal)).to_lowercase();
    let dated = dates(&appeal).into_iter().any(|found| found.date > context.dispatch);
    if context.channel != Channel::DigitalPost && dated {
        reporter.report(
            format!("letter:{}", Part::Appeal),
            text(
                "Klagevejledningen har en dato, men ingen ved, hvornår brevet kommer frem.",
                "The appeal guidance has a date, but nobody knows when the letter arrives.",
            ),
            text(
                "Skriv i skabelonen: \"senest 4 uger efter den dag, du fik dette brev\".",
                "Write in the template: \"senest 4 uger efter den dag, du fik dette brev\".",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn paper_and_email_have_no_date() {
        let weeks = "senest 4 uger efter den dag, du fik dette brev";
        for sample in ["follow-up-change", "grant-eating-disorder"] {
            let desk = || Desk::new(sample);
            assert_eq!(desk().findings(&RULE), [""; 0], "{sample}");
            for wrong in ["senest den 3. december 2026", "senest 03.12.2026"] {
                let found = desk().replace(Part::Appeal, weeks, wrong).findings(&RULE);
                assert_eq!(found, ["FEJL letter:appeal"], "{sample} {wrong}");
            }
        }
        assert_eq!(Desk::new("refusal-psychologist").findings(&RULE), [""; 0]);
    }
}
