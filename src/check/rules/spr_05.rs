use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;

pub(super) static RULE: Rule = Rule {
    code: "SPR-05",
    severity: Severity::Error,
    what: text(
        "Svaret står før begrundelsen, og klagevejledning og lovtekst står sidst.",
        "The answer stands before the reasons; appeal guidance and the law's text stand last.",
    ),
    why: text("Den, der åbner brevet, leder efter svaret.", "Whoever opens the letter looks for the answer."),
    source: "klart sprog; Ankestyrelsens anbefalinger om breve",
    check: Check::Letter(check),
};

/// What comes after the reasons, in this order.
const LAST: &[Part] = &[Part::Appeal, Part::LawQuote];

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let parts = &context.letter.parts;
    let place = |part: Part| parts.iter().position(|found| found.part == part);
    let reasons = || {
        let is_reason = |part: Part| part > Part::Rule && part < Part::FollowUp;
        (0..parts.len()).filter(move |at| is_reason(parts[*at].part))
    };
    let first = reasons().next();
    if place(Part::Result).zip(first).is_some_and(|(result, first)| result > first) {
        reporter.report(
            format!("letter:{}", Part::Result),
            text("Begrundelsen står før svaret.", "The reasons stand before the answer."),
            text(
                "Flyt delen `result` op før begrundelsen i skabelonen.",
                "Move the part `result` above the reasons in the template.",
            ),
        );
    }
    let mut before = reasons().next_back();
    for part in LAST {
        let at = place(*part);
        if at.zip(before).is_some_and(|(at, before)| at < before) {
            reporter.report(
                format!("letter:{part}"),
                text(
                    "Klagevejledning eller lovtekst står før det, den skal stå efter.",
                    "Appeal guidance or the law's text stands before what it must follow.",
                ),
                text(
                    "Flyt delen ned i skabelonen: begrundelse, klagevejledning og til sidst loven.",
                    "Move the part down in the template: reasons, appeal guidance and last the law.",
                ),
            );
        }
        before = at.max(before);
    }
}
