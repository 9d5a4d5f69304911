use crate::check::rule::{Check, LetterContext, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;
use crate::letter::words::has_words;

pub(super) static RULE: Rule = Rule {
    code: "FOR-04",
    severity: Severity::Error,
    what: text(
        "Brevet er underskrevet af en person med navn, titel, enhed og telefon.",
        "The letter is signed by a person with name, title, unit and telephone.",
    ),
    why: text(
        "Det skal entydigt kunne ses, hvem der er afsender, og borgeren skal kunne ringe til den, der kender sagen.",
        "The sender must be clearly identified, and the citizen must be able to call who knows the case.",
    ),
    source: "FVL § 32 b",
    check: Check::RecordAndLetter(check_record, check_letter),
};

fn check_record(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    // That there is no caseworker, or no name or title, is SAG-16's to say.
    let Some(caseworker) = &context.record.caseworker else { return };
    if caseworker.unit.is_none() {
        reporter.report(
            "caseworker.unit",
            text("Sagsbehandlerens enhed mangler.", "The caseworker's unit is missing."),
            text("Skriv den: `unit: Myndighed Voksne`.", "Write it: `unit: Myndighed Voksne`."),
        );
    }
    if caseworker.phone.is_none() {
        reporter.report(
            "caseworker.phone",
            text("Sagsbehandlerens telefon mangler.", "The caseworker's telephone is missing."),
            text(
                "Skriv nummeret i anførselstegn: `phone: \"99 99 99 99\"`.",
                "Write the number in quotation marks: `phone: \"99 99 99 99\"`.",
            ),
        );
    }
}

fn check_letter(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(caseworker) = &context.record.caseworker else { return };
    let signature = context.letter.part(Part::Signature);
    for (label, message) in [
        (
            &caseworker.name,
            text(
                "Sagsbehandlerens navn mangler under brevet.",
                "The caseworker's name is missing under the letter.",
            ),
        ),
        (
            &caseworker.title,
            text(
                "Sagsbehandlerens titel mangler under brevet.",
                "The caseworker's title is missing under the letter.",
            ),
        ),
        (
            &caseworker.unit,
            text(
                "Sagsbehandlerens enhed mangler under brevet.",
                "The caseworker's unit is missing under the letter.",
            ),
        ),
        (
            &caseworker.phone,
            text(
                "Sagsbehandlerens telefon mangler under brevet.",
                "The caseworker's telephone is missing under the letter.",
            ),
        ),
    ] {
        if label.as_ref().is_some_and(|label| !has_words(signature, label)) {
            reporter.report(
                format!("letter:{}", Part::Signature),
                message,
                text(
                    "Skabelonen skal skrive navn, titel, enhed og telefon i delen `signature`.",
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
            assert_eq!(
                desk().replace(Part::Signature, from, to).findings(&RULE),
                ["FEJL letter:signature"],
                "{from}"
            );
        }
        assert_eq!(desk().without(Part::Signature).findings(&RULE).len(), 4);
        assert_eq!(
            desk().replace(Part::Signature, "Sagsine Behandlersen", "Sagsine\nBehandlersen").findings(&RULE),
            [""; 0]
        );
    }
}
