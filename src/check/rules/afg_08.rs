use crate::case::record::{ActionPlan, Decision, Limb, Met};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "AFG-08",
    severity: Severity::Error,
    what: text(
        "En bevilling til en borger med betydeligt og varigt nedsat funktionsevne siger, hvad der sker med handleplanen.",
        "A grant to a citizen with a significant and lasting impairment says what comes of the action plan.",
    ),
    why: text(
        "Kommunen skal tilbyde en handleplan til borgere med betydeligt nedsat funktionsevne under folkepensionsalderen. Pensionsalderen afhænger af fødselsåret, så alderen bliver ikke prøvet her.",
        "The municipality must offer an action plan to citizens with a significant impairment below pension age. That age depends on the year of birth, so age is not tested here.",
    ),
    source: "SEL § 141, stk. 1 og 2",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let Some(grant) = record.grant.as_ref().filter(|grant| !grant.parts.is_empty()) else { return };
    let target_group = record.assessment.as_ref().and_then(|assessment| assessment.target_group.as_ref());
    let impaired =
        target_group.is_some_and(|group| group.limb == Some(Limb::Impairment) && group.met == Some(Met::Yes));
    // In a follow-up the offer is good practice, not a duty.
    let new_help = matches!(record.decision, Some(Decision::Grant | Decision::PartialGrant));
    let demanded = new_help && impaired && context.provision.is_some_and(|provision| provision.action_plan);
    match grant.action_plan {
        None if demanded => reporter.report(
            "grant.action_plan",
            text("Det står ikke, hvad der sker med handleplanen.", "It is not said what comes of the action plan."),
            text(
                "Skriv `action_plan: offered`, declined (borgeren har sagt nej), exists (der er en) eller not_required (med `action_plan_because`).",
                "Write `action_plan: offered`, declined (the citizen said no), exists (there is one) or not_required (with `action_plan_because`).",
            ),
        ),
        Some(ActionPlan::NotRequired)
            if grant.action_plan_because.is_none() && record.decision != Some(Decision::Refusal) =>
        {
            reporter.report(
                "grant.action_plan_because",
                text(
                    "Det står ikke, hvorfor der ikke bliver tilbudt en handleplan.",
                    "It is not said why no action plan is offered.",
                ),
                text(
                    "Skriv grunden efter \"fordi\": `action_plan_because: du har nået folkepensionsalderen`.",
                    "Write the reason after \"fordi\": `action_plan_because: du har nået folkepensionsalderen`.",
                ),
            );
        }
        _ => {}
    }
}
