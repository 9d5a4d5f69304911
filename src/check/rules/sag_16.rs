use super::common::demand;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-16",
    severity: Severity::Error,
    what: text(
        "Den, der har afgjort sagen, står med navn og titel.",
        "The person who decided has a name and a title.",
    ),
    why: text(
        "Brevet skal entydigt vise, hvem der er afsender. Brevet bliver ikke underskrevet af en maskine.",
        "The letter must show beyond doubt who sends it. No machine signs it.",
    ),
    source: "FVL § 32 b",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(caseworker) = &context.record.caseworker else {
        return reporter.report(
            "caseworker",
            text("Sagsbehandleren mangler.", "The caseworker is missing."),
            text(
                "Skriv `caseworker: {name: Sagsine Behandlersen, title: socialrådgiver, unit: Myndighed Voksne, phone: \"99 99 99 99\"}`.",
                "Write `caseworker: {name: Sagsine Behandlersen, title: socialrådgiver, unit: Myndighed Voksne, phone: \"99 99 99 99\"}`.",
            ),
        );
    };
    demand(
        caseworker.name.is_some(),
        "caseworker.name",
        text("Sagsbehandlerens navn mangler.", "The caseworker's name is missing."),
        text(
            "Skriv det fulde navn: `name: Sagsine Behandlersen`.",
            "Write the full name: `name: Sagsine Behandlersen`.",
        ),
        reporter,
    );
    demand(
        caseworker.title.is_some(),
        "caseworker.title",
        text("Sagsbehandlerens titel mangler.", "The caseworker's title is missing."),
        text("Skriv den: `title: socialrådgiver`.", "Write it: `title: socialrådgiver`."),
        reporter,
    );
}
