use super::common::demand;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "FOR-04",
    severity: Severity::Error,
    what: text("Afsenderens enhed og telefon står der.", "The sender's unit and telephone are there."),
    why: text(
        "Borgeren skal kunne se, hvem brevet kommer fra, og ringe til den, der kender sagen.",
        "The citizen must see who the letter is from and be able to call somebody who knows the case.",
    ),
    source: "FVL § 32 b; FVL § 7",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    // That there is no caseworker at all is SAG-16's to say.
    let Some(caseworker) = &context.record.caseworker else { return };
    demand(
        caseworker.unit.is_some(),
        "caseworker.unit",
        text("Sagsbehandlerens enhed mangler.", "The caseworker's unit is missing."),
        text("Skriv den: `unit: Myndighed Voksne`.", "Write it: `unit: Myndighed Voksne`."),
        reporter,
    );
    demand(
        caseworker.phone.is_some(),
        "caseworker.phone",
        text("Sagsbehandlerens telefon mangler.", "The caseworker's telephone is missing."),
        text("Skriv nummeret i anførselstegn: `phone: \"99 99 99 99\"`.", "Write the number in quotation marks: `phone: \"99 99 99 99\"`."),
        reporter,
    );
}
