use super::common::demand;
use crate::case::record::{Amount, Application, ApplicationPart, Decision, Measure, Occasion};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-01",
    severity: Severity::Error,
    what: text(
        "Der står, hvornår borgeren søgte, og hvad borgeren søgte om.",
        "It says when the citizen applied, and what for.",
    ),
    why: text(
        "Uden ansøgningen kan ingen se, om borgeren får fuldt medhold. Det, borgeren ikke nævnte, udelades.",
        "Without the application nobody can see whether it is granted in full. What was not named is left out.",
    ),
    source: "FVL § 22",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    if let Some(application) = &record.application {
        return look_at(application, reporter);
    }
    let needed = match record.decision {
        Some(Decision::FollowUp) => record.occasion == Some(Occasion::Application),
        Some(_) => true,
        None => false,
    };
    demand(
        !needed,
        "application",
        text("Ansøgningen mangler.", "The application is missing."),
        text(
            "Skriv `application:` med `received:` og `parts:`. Kun kommunens egen opfølgning har ingen ansøgning.",
            "Write `application:` with `received:` and `parts:`. Only the municipality's own follow-up has none.",
        ),
        reporter,
    );
}

fn look_at(application: &Application, reporter: &mut Reporter<'_>) {
    demand(
        application.received.is_some(),
        "application.received",
        text("Datoen for ansøgningen mangler.", "The date of the application is missing."),
        text(
            "Skriv den dag, ansøgningen kom: `received: 2026-09-14`.",
            "Write the day the application came: `received: 2026-09-14`.",
        ),
        reporter,
    );
    demand(
        !application.parts.is_empty(),
        "application.parts",
        text("Der står ikke, hvad borgeren søgte om.", "It does not say what the citizen applied for."),
        text(
            "Skriv mindst én del: `- {id: samtaler, measure: psychologist, wording: samtaler hos en psykolog, amount: {count: 20, unit: samtaler}}`.",
            "Write at least one part: `- {id: samtaler, measure: psychologist, wording: samtaler hos en psykolog, amount: {count: 20, unit: samtaler}}`.",
        ),
        reporter,
    );
    for (index, part) in application.parts.iter().enumerate() {
        look_at_part(part, &format!("application.parts[{index}]"), reporter);
    }
}

fn look_at_part(part: &ApplicationPart, path: &str, reporter: &mut Reporter<'_>) {
    demand(
        part.id.is_some(),
        format!("{path}.id"),
        text(
            "Delen har intet navn, som resten af sagen kan bruge.",
            "The part has no name for the rest of the record to use.",
        ),
        text("Skriv et kort navn: `id: samtaler`.", "Write a short name: `id: samtaler`."),
        reporter,
    );
    demand(
        part.measure.is_some(),
        format!("{path}.measure"),
        text(
            "Der står ikke, hvilken slags behandling det er.",
            "It does not say what kind of treatment it is.",
        ),
        text(
            "Skriv kategorien, for eksempel `measure: psychologist`. Passer ingen, så skriv `measure: other` og `measure_other:`.",
            "Write the category, such as `measure: psychologist`. If none fits, write `measure: other` and `measure_other:`.",
        ),
        reporter,
    );
    demand(
        part.measure != Some(Measure::Other) || part.measure_other.is_some(),
        format!("{path}.measure_other"),
        text(
            "Behandlingen er \"other\", men der står ikke hvilken.",
            "The treatment is \"other\", but it does not say which.",
        ),
        text(
            "Skriv den med ord: `measure_other: rideterapi`.",
            "Write it in words: `measure_other: rideterapi`.",
        ),
        reporter,
    );
    demand(
        part.wording.is_some(),
        format!("{path}.wording"),
        text(
            "Der står ikke med ord, hvad borgeren søgte om.",
            "It does not say in words what the citizen applied for.",
        ),
        text(
            "Skriv det uden antallet: `wording: samtaler hos en psykolog`.",
            "Write it without the amount: `wording: samtaler hos en psykolog`.",
        ),
        reporter,
    );
    if let Some(amount) = &part.amount {
        look_at_amount(amount, &format!("{path}.amount"), reporter);
    }
}

fn look_at_amount(amount: &Amount, path: &str, reporter: &mut Reporter<'_>) {
    demand(
        amount.count.is_some(),
        format!("{path}.count"),
        text("Mængden har intet antal.", "The amount has no number."),
        text(
            "Skriv antallet: `count: 20`. Nævnte borgeren intet antal, så slet `amount`.",
            "Write the number: `count: 20`. If the citizen named none, delete `amount`.",
        ),
        reporter,
    );
    demand(
        amount.unit.is_some(),
        format!("{path}.unit"),
        text("Mængden siger ikke, hvad der tælles.", "The amount does not say what is counted."),
        text("Skriv enheden: `unit: samtaler`.", "Write the unit: `unit: samtaler`."),
        reporter,
    );
}
