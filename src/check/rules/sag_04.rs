use super::common::demand;
use crate::case::record::{Met, TargetGroup};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::law::TargetGroupWords;

pub(super) static RULE: Rule = Rule {
    code: "SAG-04",
    severity: Severity::Error,
    what: text(
        "Målgruppen er vurderet: ja eller nej, på hvilken måde, hvorfor, og hvad det bygger på.",
        "The target group is assessed: yes or no, on which limb, why, and what it rests on.",
    ),
    why: text(
        "Nedsættelsen skal være både betydelig og varig. Et nej skal afvise begge veje ind i målgruppen.",
        "The impairment must be both significant and lasting. A no must reject both limbs.",
    ),
    source: "SEL § 102; FVL § 24",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(provision) = context.provision else { return };
    let Some(part) =
        context.record.assessment.as_ref().and_then(|assessment| assessment.target_group.as_ref())
    else {
        reporter.report(
            "assessment.target_group",
            text("Vurderingen af målgruppen mangler.", "The assessment of the target group is missing."),
            text(
                "Skriv `target_group:` under `assessment:` med `met`, `limb`, begrundelserne og `rests_on`.",
                "Write `target_group:` under `assessment:` with `met`, `limb`, the reasons and `rests_on`.",
            ),
        );
        return;
    };
    let words = &provision.conditions.target_group;
    match part.met {
        None => reporter.report(
            "assessment.target_group.met",
            text(
                "Der står ikke, om borgeren hører til målgruppen.",
                "It does not say whether the citizen belongs to the target group.",
            ),
            text(
                "Skriv `met: true` eller `met: false`; `met: not_assessed` kun, når noget andet afgør sagen.",
                "Write `met: true` or `met: false`; `met: not_assessed` only when something else decides.",
            ),
        ),
        Some(Met::NotAssessed) => {}
        Some(Met::Yes) => look_at_yes(part, words, reporter),
        Some(Met::No) => look_at_no(part, words, reporter),
    }
}

fn look_at_yes(part: &TargetGroup, words: &TargetGroupWords, reporter: &mut Reporter<'_>) {
    let known = words.elements.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let choose = Bilingual::new(
        format!("Skriv `limb:` med en af disse: {known}."),
        format!("Write `limb:` with one of: {known}."),
    );
    match part.limb.map(|limb| words.elements.get(limb.word())) {
        None => reporter.report(
            "assessment.target_group.limb",
            text(
                "Der står ikke, på hvilken måde borgeren hører til målgruppen.",
                "It does not say by which limb the citizen belongs to the target group.",
            ),
            choose,
        ),
        Some(None) => reporter.report(
            "assessment.target_group.limb",
            text("Bestemmelsen har ikke denne vej ind i målgruppen.", "The provision has no such limb."),
            choose,
        ),
        Some(Some(elements)) => {
            for element in elements {
                demand_text(part, element, reporter);
            }
        }
    }
    demand_facts(part, reporter);
}

fn look_at_no(part: &TargetGroup, words: &TargetGroupWords, reporter: &mut Reporter<'_>) {
    for element in words.elements.values().flatten() {
        demand_text(part, element, reporter);
    }
    for elements in words.elements.values() {
        // A limb all of whose elements are there would be met.
        if let Some(first) = elements.first().filter(|_| elements.iter().all(|element| is_met(part, element)))
        {
            reporter.report(
                format!("assessment.target_group.{first}_met"),
                text(
                    "Nedsættelsen står som både betydelig og varig. Så er borgeren i målgruppen.",
                    "The impairment is said to be both significant and lasting. Then the citizen is in the target group.",
                ),
                text(
                    "Ret den ene til false, eller ret `met` til true.",
                    "Change one to false, or change `met` to true.",
                ),
            );
        }
    }
    demand_facts(part, reporter);
}

fn is_met(part: &TargetGroup, element: &str) -> bool {
    match element {
        "significant" => part.significant_met,
        "lasting" => part.lasting_met,
        _ => false,
    }
}

fn demand_text(part: &TargetGroup, element: &str, reporter: &mut Reporter<'_>) {
    let (there, message, help) = match element {
        "significant" => (
            part.significant.is_some(),
            text(
                "Der står ikke, hvorfor funktionsevnen er eller ikke er betydeligt nedsat.",
                "It does not say why the impairment is or is not significant.",
            ),
            text(
                "Fortsæt efter \"fordi\": `significant: du ikke kan gå ud alene`.",
                "Go on after \"fordi\": `significant: du ikke kan gå ud alene`.",
            ),
        ),
        "lasting" => (
            part.lasting.is_some(),
            text(
                "Der står ikke, hvorfor nedsættelsen er eller ikke er varig.",
                "It does not say why the impairment is or is not lasting.",
            ),
            text(
                "Fortsæt efter \"fordi\": `lasting: lægen skriver, at tilstanden har varet siden 2019`.",
                "Go on after \"fordi\": `lasting: lægen skriver, at tilstanden har varet siden 2019`.",
            ),
        ),
        "social_problems" => (
            part.social_problems.is_some(),
            text(
                "Der står ikke, hvorfor borgeren har eller ikke har særlige sociale problemer.",
                "It does not say why the citizen has or has not special social problems.",
            ),
            text(
                "Fortsæt efter \"fordi\": `social_problems: du ikke har et fast sted at bo`.",
                "Go on after \"fordi\": `social_problems: du ikke har et fast sted at bo`.",
            ),
        ),
        // The record has no text for an element that it does not know.
        _ => return,
    };
    demand(there, format!("assessment.target_group.{element}"), message, help, reporter);
}

fn demand_facts(part: &TargetGroup, reporter: &mut Reporter<'_>) {
    demand(
        !part.rests_on.is_empty(),
        "assessment.target_group.rests_on",
        text(
            "Vurderingen af målgruppen hviler ikke på nogen oplysning.",
            "The assessment of the target group rests on no fact.",
        ),
        text(
            "Skriv id'et på mindst én oplysning fra `facts`: `rests_on: [psykiater]`.",
            "Write the id of at least one of the `facts`: `rests_on: [psykiater]`.",
        ),
        reporter,
    );
}
