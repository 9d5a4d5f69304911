use super::common::demand;
use crate::case::record::HelpOffer;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-14",
    severity: Severity::Warning,
    what: text(
        "Når borgeren ikke får det hele, er der set på anden hjælp.",
        "When the citizen does not get it all, other help was considered.",
    ),
    why: text(
        "Kommunen skal se på alle de muligheder, loven giver, også hos andre.",
        "The municipality must look at all that the law offers, with others too.",
    ),
    source: "RSL §§ 5-6; SEL § 148, stk. 2",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let help = context.record.assessment.as_ref().and_then(|assessment| assessment.other_help.as_ref());
    if context.record.is_adverse() {
        demand(
            help.is_some_and(|help| !help.considered.is_empty() || help.outcome.is_some()),
            "assessment.other_help",
            text("Der er ikke set på anden hjælp.", "No other help was considered."),
            text(
                "Skriv, hvad I har set på, og hvad der kom ud af det: \
                 `other_help: {considered: [{offer: kontaktperson, act: serviceloven, section: \"§ 99\"}], outcome: …}`.",
                "Write what was considered, and what came of it: \
                 `other_help: {considered: [{offer: kontaktperson, act: serviceloven, section: \"§ 99\"}], outcome: …}`.",
            ),
            reporter,
        );
    }
    demand(
        help.is_none_or(|help| help.considered.is_empty() || help.outcome.is_some()),
        "assessment.other_help.outcome",
        text("Det står ikke, hvad der kom ud af det.", "It is not said what came of it."),
        text(
            "Skriv det i hele sætninger: `outcome: Du har sagt nej til en kontaktperson.`",
            "Write it in whole sentences: `outcome: Du har sagt nej til en kontaktperson.`",
        ),
        reporter,
    );
    for (index, offer) in help.iter().flat_map(|help| &help.considered).enumerate() {
        look_at(offer, &format!("assessment.other_help.considered[{index}]"), reporter);
    }
}

fn look_at(help: &HelpOffer, path: &str, reporter: &mut Reporter<'_>) {
    demand(
        help.offer.is_some(),
        format!("{path}.offer"),
        text("Hjælpen har intet navn.", "The help has no name."),
        text(
            "Skriv, hvad det er: `offer: en kontaktperson`.",
            "Write what it is: `offer: en kontaktperson`.",
        ),
        reporter,
    );
    // Help that no act gives, such as a volunteer's, has neither.
    demand(
        help.act.is_some() || help.section.is_none(),
        format!("{path}.act"),
        text("Paragraffen står uden sin lov.", "The section stands without its act."),
        text("Skriv lovens navn: `act: serviceloven`.", "Write the name of the act: `act: serviceloven`."),
        reporter,
    );
    demand(
        help.section.is_some() || help.act.is_none(),
        format!("{path}.section"),
        text("Loven står uden en paragraf.", "The act stands without a section."),
        text(
            "Skriv den med paragraftegn: `section: \"§ 99\"`.",
            "Write it with the section sign: `section: \"§ 99\"`.",
        ),
        reporter,
    );
}
