use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::letter::words::{has_words, sentences};

pub(super) static RULE: Rule = Rule {
    code: "LOV-01",
    severity: Severity::Error,
    what: text(
        "Brevet nævner den paragraf, der er afgjort efter, sammen med dens lov.",
        "The letter names the section that was decided under together with its act.",
    ),
    why: text(
        "En paragraf uden sin lov kan ikke slås op: mange love har en § 102.",
        "A section without its act cannot be looked up: many acts have a section 102.",
    ),
    source: "FVL § 24, stk. 1, 1. pkt.",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let provision = context.provision;
    let Some(act) = context.law.act(&provision.act) else { return };
    let section = format!("§ {}", provision.section);
    let named_together = sentences(context.body()).any(|sentence| {
        let numbers = sentence.match_indices(&section).map(|(at, found)| &sentence[at + found.len()..]);
        let section = numbers.into_iter().any(|rest| !rest.starts_with(char::is_alphanumeric));
        section && [&act.title, &act.name].iter().any(|name| has_words(sentence, name))
    });
    if !named_together {
        let cited = format!("{section} i {}", act.title);
        reporter.report(
            "letter",
            text(
                "Ingen sætning i brevet nævner paragraffen sammen med dens lov.",
                "No sentence of the letter names the section together with its act.",
            ),
            Bilingual::new(
                format!("Skriv i skabelonen: \"Vi har afgjort sagen efter {cited}\"."),
                format!("Write in the template: \"Vi har afgjort sagen efter {cited}\"."),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;
    use crate::letter::Part;

    #[test]
    fn section_and_act_stand_in_one_sentence() {
        let desk = |rule: &str| {
            Desk::new("refusal-psychologist").without(Part::LawQuote).with(Part::Rule, rule).findings(&RULE)
        };
        assert_eq!(
            desk("Vi har afgjort sagen efter § 102. Reglerne står i lov om social service."),
            ["FEJL letter"]
        );
        assert_eq!(desk("Vi har afgjort sagen efter § 1021 i serviceloven."), ["FEJL letter"]);
        assert_eq!(desk("Sagen er afgjort efter servicelovens § 102."), [""; 0]);
        assert_eq!(desk("Sagen er afgjort efter § 102\ni lov om social\u{a0}service."), [""; 0]);
    }
}
