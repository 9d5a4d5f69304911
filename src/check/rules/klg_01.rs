use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;

pub(super) static RULE: Rule = Rule {
    code: "KLG-01",
    severity: Severity::Error,
    what: text("Brevet har en klagevejledning.", "The letter has appeal guidance."),
    why: text(
        "Uden den er det usikkert, om klagefristen begynder. Den står i alle breve: den koster fire linjer og fjerner den værste fejl.",
        "Without it, it is not sure that the time limit begins to run. It stands in every letter: it costs four lines and removes the worst error.",
    ),
    source: "FVL § 25",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    if context.letter.part(Part::Appeal).trim().is_empty() {
        reporter.report(
            format!("letter:{}", Part::Appeal),
            text("Klagevejledningen mangler.", "The appeal guidance is missing."),
            text(
                "Skabelonen skal have delen `appeal` med klagevejledningen.",
                "The template must have the part `appeal` with the appeal guidance.",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn every_letter_tells_how_to_appeal() {
        for sample in ["refusal-psychologist", "partial-two-parts", "grant-sexology", "follow-up-continue"] {
            assert_eq!(
                Desk::new(sample).without(Part::Appeal).findings(&RULE),
                ["FEJL letter:appeal"],
                "{sample}"
            );
            assert_eq!(
                Desk::new(sample).with(Part::Appeal, " \n").findings(&RULE),
                ["FEJL letter:appeal"],
                "{sample}"
            );
            assert_eq!(Desk::new(sample).findings(&RULE), [""; 0], "{sample}");
        }
    }
}
