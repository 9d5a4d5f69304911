use jiff::ToSpan as _;
use jiff::civil::Date;

use super::common::demand;
use crate::case::record::{CaseRecord, Fact, FactId, Weight};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-08",
    severity: Severity::Error,
    what: text(
        "Hver oplysning har navn, kilde, dato og indhold, og den er fra før afgørelsen. Over 12 måneder er en ADVARSEL. Ingen vurdering bygger kun på det, der ikke fik vægt.",
        "Every fact has a name, a source, a date and what it says, and is from before the decision. Over 12 months is a WARNING. No assessment rests only on what was given no weight.",
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
    for (path, rests_on) in reasons(context.record) {
        let mut facts = rests_on.iter().filter_map(|id| context.record.fact(id)).peekable();
        let told = facts.peek().is_some();
        // What speaks against a grant may be just what a part is refused on.
        let in_part = !path.starts_with("assessment.");
        let useless = |fact: &Fact| match fact.weight() {
            Weight::None => true,
            Weight::Against => !in_part,
            Weight::Decisive | Weight::Supporting => false,
        };
        if told && facts.all(useless) {
            reporter.report(
                path,
                text(
                    "Det bygger kun på oplysninger, som I ikke har lagt vægt på. Brevet ville sige begge dele.",
                    "It rests only on facts that you gave no weight. The letter would say both.",
                ),
                text(
                    "Skriv id'et på den oplysning, der taler for det, eller ret dens `weight`.",
                    "Write the id of the fact that speaks for it, or mend its `weight`.",
                ),
            );
        }
    }
}

/// What each reason of the decision rests on, with its key.
fn reasons(record: &CaseRecord) -> Vec<(String, &[FactId])> {
    let mut reasons: Vec<(String, &[FactId])> = Vec::new();
    if let Some(assessment) = &record.assessment {
        let mut add = |key: &str, rests_on| reasons.push((format!("assessment.{key}.rests_on"), rests_on));
        if let Some(part) = &assessment.target_group {
            add("target_group", &part.rests_on);
        }
        if let Some(part) = &assessment.necessity {
            add("necessity", &part.rests_on);
        }
        if let Some(part) = &assessment.discretion {
            add("discretion", &part.rests_on);
        }
    }
    for (index, part) in record.not_granted.iter().enumerate() {
        reasons.push((format!("not_granted[{index}].rests_on"), &part.rests_on));
    }
    reasons
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
