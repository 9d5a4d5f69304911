use super::common::demand;
use crate::case::record::{Met, Necessity};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-05",
    severity: Severity::Error,
    what: text(
        "Behovet er vurderet: bevare eller forbedre, hvilke funktioner, ja eller nej, hvorfor, og hvad det bygger på.",
        "Necessity is assessed: maintain or improve, which functions, yes or no, why, and what it rests on.",
    ),
    why: text(
        "Loven spørger, om behandlingen er nødvendig for at bevare eller forbedre netop disse funktioner.",
        "The law asks whether the treatment is necessary to maintain or improve these very functions.",
    ),
    source: "SEL § 102; FVL § 24",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    if context.provision.is_none_or(|provision| provision.conditions.necessity.is_none()) {
        return;
    }
    let Some(part) = context.record.assessment.as_ref().and_then(|assessment| assessment.necessity.as_ref())
    else {
        reporter.report(
            "assessment.necessity",
            text("Vurderingen af behovet mangler.", "The assessment of necessity is missing."),
            text(
                "Skriv `necessity:` under `assessment:` med `met`, `aim`, `functions`, `because` og `rests_on`.",
                "Write `necessity:` under `assessment:` with `met`, `aim`, `functions`, `because` and `rests_on`.",
            ),
        );
        return;
    };
    match part.met {
        None => reporter.report(
            "assessment.necessity.met",
            text(
                "Der står ikke, om behandlingen er nødvendig.",
                "It does not say whether the treatment is necessary.",
            ),
            text(
                "Skriv `met: true` eller `met: false`; `met: not_assessed` kun, når noget andet afgør sagen.",
                "Write `met: true` or `met: false`; `met: not_assessed` only when something else decides.",
            ),
        ),
        Some(Met::NotAssessed) => {}
        Some(Met::Yes | Met::No) => look_at(part, reporter),
    }
}

fn look_at(part: &Necessity, reporter: &mut Reporter<'_>) {
    demand(
        !part.aim.is_empty(),
        "assessment.necessity.aim",
        text(
            "Der står ikke, om behandlingen skal bevare eller forbedre.",
            "It does not say whether the treatment is to maintain or improve.",
        ),
        text(
            "Skriv `aim: [maintain]`, `aim: [improve]` eller begge.",
            "Write `aim: [maintain]`, `aim: [improve]`, or both.",
        ),
        reporter,
    );
    demand(
        !part.functions.is_empty(),
        "assessment.necessity.functions",
        text("Der står ikke, hvilke funktioner det gælder.", "It does not say which functions it is about."),
        text(
            "Skriv en eller flere: `functions: [physical, psychological, social]`.",
            "Write one or more: `functions: [physical, psychological, social]`.",
        ),
        reporter,
    );
    demand(
        part.because.is_some(),
        "assessment.necessity.because",
        text(
            "Der står ikke, hvorfor behandlingen er eller ikke er nødvendig.",
            "It does not say why the treatment is or is not necessary.",
        ),
        text(
            "Fortsæt efter \"fordi\": `because: du uden behandling ikke kommer ud af din bolig`.",
            "Go on after \"fordi\": `because: du uden behandling ikke kommer ud af din bolig`.",
        ),
        reporter,
    );
    demand(
        !part.rests_on.is_empty(),
        "assessment.necessity.rests_on",
        text(
            "Vurderingen af behovet hviler ikke på nogen oplysning.",
            "The assessment of necessity rests on no fact.",
        ),
        text(
            "Skriv id'et på mindst én oplysning fra `facts`: `rests_on: [psykiater]`.",
            "Write the id of at least one of the `facts`: `rests_on: [psykiater]`.",
        ),
        reporter,
    );
}
