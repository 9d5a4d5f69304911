use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;
use crate::letter::words::has_words;

pub(super) static RULE: Rule = Rule {
    code: "FOR-04",
    severity: Severity::Error,
    what: text(
        "Brevet er underskrevet af en person med navn, titel, afdeling og telefon.",
        "The letter is signed by a person with name, title, unit and telephone.",
    ),
    why: text(
        "Det skal entydigt kunne ses, hvem der er afsender, og borgeren skal kunne ringe til den, der kender sagen.",
        "The sender must be clearly identified, and the citizen must be able to call who knows the case.",
    ),
    source: "FVL § 32 b",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    // That the record lacks one of them, SAG-16 says.
    let Some(caseworker) = &context.record.caseworker else { return };
    let signature = context.letter.part(Part::Signature);
    for (label, message) in [
        (&caseworker.name, text("Sagsbehandlerens navn mangler under brevet.", "The caseworker's name is missing under the letter.")),
        (&caseworker.title, text("Sagsbehandlerens titel mangler under brevet.", "The caseworker's title is missing under the letter.")),
        (&caseworker.unit, text("Sagsbehandlerens afdeling mangler under brevet.", "The caseworker's unit is missing under the letter.")),
        (&caseworker.phone, text("Sagsbehandlerens telefon mangler under brevet.", "The caseworker's telephone is missing under the letter.")),
    ] {
        if label.as_ref().is_some_and(|label| !has_words(signature, label)) {
            reporter.report(
                format!("letter:{}", Part::Signature),
                message,
                text(
                    "Skabelonen skal skrive navn, titel, afdeling og telefon i delen `signature`.",
                    "The template must write name, title, unit and telephone in the part `signature`.",
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn the_signature_names_the_caseworker() {
        let desk = || Desk::new("refusal-psychologist");
        for (from, to) in [
            ("Sagsine Behandlersen", "Kommunen"),
            ("socialrådgiver", "medarbejder"),
            ("Myndighed Voksne", "Rådhuset"),
            ("99 99 99 99", "99 99 99 98"),
        ] {
            assert_eq!(desk().replace(Part::Signature, from, to).findings(&RULE), ["FEJL letter:signature"], "{from}");
        }
        assert_eq!(desk().without(Part::Signature).findings(&RULE).len(), 4);
        assert_eq!(desk().replace(Part::Signature, "Sagsine Behandlersen", "Sagsine\nBehandlersen").findings(&RULE), [""; 0]);
    }
}
