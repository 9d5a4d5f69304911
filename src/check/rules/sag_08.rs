use jiff::ToSpan as _;
use jiff::civil::Date;

use super::common::demand;
use crate::case::record::{Fact, Weight};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-08",
    severity: Severity::Error,
    what: text(
        "Hver oplysning har navn, kilde, dato og indhold, og den er fra før afgørelsen. Over 12 måneder er en ADVARSEL.",
        "Every fact has a name, a source, a date and what it says, and is from before the decision. Over 12 months is a WARNING.",
    ),
    why: text(
        "En afgørelse hviler på oplysninger, som borgeren kan kende igen og svare på.",
        "A decision rests on facts that the citizen can recognise and answer.",
    ),
    source: "RSL § 10; FVL § 24, stk. 2; 12 måneder: eget forslag",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    for (index, fact) in context.record.facts.iter().enumerate() {
        let path = format!("facts[{index}]");
        look_at(fact, &path, reporter);
        if let Some(decided) = context.record.decided {
            look_at_age(fact, &path, decided, reporter);
        }
    }
}

fn look_at(fact: &Fact, path: &str, reporter: &mut Reporter<'_>) {
    demand(
        fact.id.is_some(),
        format!("{path}.id"),
        text(
            "Oplysningen har intet navn, som resten af sagen kan bruge.",
            "The fact has no name for the rest of the record to use.",
        ),
        text("Skriv et kort navn: `id: psykiater`.", "Write a short name: `id: psykiater`."),
        reporter,
    );
    demand(
        fact.source.is_some(),
        format!("{path}.source"),
        text("Oplysningens kilde mangler.", "The fact's source is missing."),
        text(
            "Skriv, hvem der siger det, og i hvad: `source: erklæring fra psykiater Opdigt Lægesen`.",
            "Write who says it, and in what: `source: erklæring fra psykiater Opdigt Lægesen`.",
        ),
        reporter,
    );
    demand(
        fact.dated.is_some(),
        format!("{path}.dated"),
        text("Oplysningens dato mangler.", "The fact's date is missing."),
        text(
            "Skriv dagen: `dated: 2026-08-12`; eller en periode: `dated: {from: 2026-08-17, to: 2026-09-20}`.",
            "Write the day: `dated: 2026-08-12`; or a span: `dated: {from: 2026-08-17, to: 2026-09-20}`.",
        ),
        reporter,
    );
    demand(
        fact.says.is_some(),
        format!("{path}.says"),
        text("Der står ikke, hvad oplysningen siger.", "It does not say what the fact says."),
        text(
            "Fortsæt efter \"Det fremgår, at\": `says: du har haft angst siden 2019`.",
            "Go on after \"Det fremgår, at\": `says: du har haft angst siden 2019`.",
        ),
        reporter,
    );
    demand(
        fact.because.is_some() || matches!(fact.weight(), Weight::Decisive | Weight::Supporting),
        format!("{path}.because"),
        text(
            "Der står ikke, hvorfor oplysningen ikke var afgørende.",
            "It does not say why the fact did not decide.",
        ),
        text(
            "Fortsæt efter \"Vi har ikke lagt afgørende vægt på det, fordi\": `because: der er kommet nyere oplysninger`.",
            "Go on after \"Vi har ikke lagt afgørende vægt på det, fordi\": `because: der er kommet nyere oplysninger`.",
        ),
        reporter,
    );
}

fn look_at_age(fact: &Fact, path: &str, decided: Date, reporter: &mut Reporter<'_>) {
    let Some(last_day) = fact.dated.map(crate::case::value::Dated::last_day) else { return };
    if last_day > decided {
        reporter.report(
            format!("{path}.dated"),
            text("Oplysningen er fra efter afgørelsen.", "The fact is from after the decision."),
            text(
                "Se efter, om `dated` og `decided` er rigtige. En afgørelse kan kun hvile på det, der forelå.",
                "See whether `dated` and `decided` are right. A decision can rest only on what was there.",
            ),
        );
    } else if last_day < decided.saturating_sub(1.year()) && fact.weight() != Weight::None {
        reporter.report_as(
            Severity::Warning,
            format!("{path}.dated"),
            text(
                "Oplysningen er over 12 måneder gammel på afgørelsesdagen.",
                "The fact is over 12 months old on the day of the decision.",
            ),
            text(
                "Se efter, om den stadig passer, og hent en nyere, hvis sagen kræver det.",
                "See whether it still holds, and get a newer one if the case needs it.",
            ),
        );
    }
}
