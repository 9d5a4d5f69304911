use crate::case::record::{Decision, Outcome};
use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;

pub(super) static RULE: Rule = Rule {
    code: "AFG-10",
    severity: Severity::Warning,
    what: text(
        "Et afslag og en afgørelse om, at hjælpen stopper, siger, hvilke andre muligheder kommunen har set på.",
        "A refusal, and a decision that help ends, says which other possibilities were looked at.",
    ),
    why: text(
        "Kommunen skal se på alle muligheder i den sociale lovgivning og på, om andre kan hjælpe.",
        "The municipality must look at all possibilities in social legislation, and whether others can help.",
    ),
    source: "RSL § 5; SEL § 148, stk. 2",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let takes_all = record.decision == Some(Decision::Refusal) || record.outcome() == Some(Outcome::End);
    let told =
        [Part::OtherHelp, Part::OtherLegislation].iter().any(|part| !context.letter.part(*part).is_empty());
    if takes_all && !told {
        reporter.report(
            format!("letter:{}", Part::OtherHelp),
            text(
                "Brevet siger ikke, om borgeren kan få hjælp på andre måder.",
                "The letter does not say whether the citizen can get help in other ways.",
            ),
            text(
                "Skriv under `assessment.other_help`, hvad I har set på, og hvad det førte til. Er der ikke andet, så skriv det.",
                "Write under `assessment.other_help` what you looked at and what came of it. If there is nothing else, say so.",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn a_refusal_tells_of_other_help() {
        for sample in ["refusal-not-lasting", "follow-up-end"] {
            let silent = || Desk::new(sample).without(Part::OtherHelp).without(Part::OtherLegislation);
            assert_eq!(silent().findings(&RULE), ["ADVARSEL letter:other-help"], "{sample}");
            let told = silent()
                .with(Part::OtherLegislation, "Vi har set på psykologhjælp efter sundhedslovens § 69.");
            assert_eq!(told.findings(&RULE), [""; 0], "{sample}");
        }
        assert_eq!(Desk::new("grant-sexology").without(Part::OtherHelp).findings(&RULE), [""; 0]);
    }
}
