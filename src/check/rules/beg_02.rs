use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;
use crate::letter::words::{has_words, plain};

pub(super) static RULE: Rule = Rule {
    code: "BEG-02",
    severity: Severity::Error,
    what: text(
        "Brevet nævner både paragraffen og loven, som sagen er afgjort efter.",
        "The letter names both the section and the act that the case was decided under.",
    ),
    why: text(
        "En begrundelse skal henvise til de retsregler, afgørelsen bygger på. \"Efter loven\" er ikke nok.",
        "Reasons must refer to the rules that the decision rests on. \"Under the act\" is not enough.",
    ),
    source: "FVL § 24, stk. 1, 1. pkt.",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let provision = context.provision;
    let told = plain(&format!("{} {}", context.letter.part(Part::Result), context.letter.part(Part::Rule)));
    let names_section = told.match_indices('§').any(|(at, sign)| {
        let number = told.get(at + sign.len()..).unwrap_or("").trim_start();
        number
            .strip_prefix(provision.section.as_str())
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    let names_act = context
        .law
        .act(&provision.act)
        .is_some_and(|act| [&act.title, &act.name].iter().any(|name| has_words(&told, name)));
    if !(names_section && names_act) {
        reporter.report(
            format!("letter:{}", Part::Rule),
            text(
                "Brevet nævner ikke både paragraffen og loven.",
                "The letter does not name both the section and the act.",
            ),
            text(
                "Skriv i skabelonen: \"Vi har afgjort sagen efter § 102 i lov om social service\".",
                "Write in the template: \"Vi har afgjort sagen efter § 102 i lov om social service\".",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn section_and_act_are_both_named() {
        for text in [
            "Vi har afgjort sagen efter loven.",
            "Vi har afgjort sagen efter § 102.",
            "Se § 1021 i serviceloven.",
            "",
        ] {
            let desk = Desk::new("refusal-psychologist").with(Part::Rule, text);
            assert_eq!(desk.findings(&RULE), ["FEJL letter:rule"], "{text}");
        }
        for text in ["Det følger af servicelovens §\u{a0}102.", "Se § 102\ni lov om social service."] {
            let desk = Desk::new("refusal-psychologist").with(Part::Rule, text);
            assert_eq!(desk.findings(&RULE), [""; 0], "{text}");
        }
    }
}
