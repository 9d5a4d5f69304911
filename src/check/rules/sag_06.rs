use super::common::{grants, refuses_on};
use crate::case::record::{Covers, Ground, Met, Offer};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "SAG-06",
    severity: Severity::Warning,
    what: text(
        "Anden lovgivning er vurderet med navngivne tilbud: lov, paragraf, om de dækker, hvorfor, kilde og hvornår. \
         Det er en FEJL, når det afgør sagen.",
        "Other legislation is assessed by named offers: act, section, whether they cover the need, why, source and when. \
         It is an ERROR when it decides the case.",
    ),
    why: text(
        "En henvisning til \"sundhedsloven\" er ikke en vurdering. Spørgsmålet er, om netop dette behov kan dækkes dér.",
        "A reference to \"sundhedsloven\" is no assessment. The question is whether this very need can be met there.",
    ),
    source: "SEL § 102; principmeddelelse 25-24",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    if context.provision.is_none_or(|provision| provision.conditions.other_legislation.is_none()) {
        return;
    }
    let record = context.record;
    let refuses = refuses_on(record, Ground::OtherLegislation);
    let severity = if refuses || grants(record) { Severity::Error } else { Severity::Warning };
    let mut report =
        |path: &str, message: Bilingual, help: Bilingual| reporter.report_as(severity, path, message, help);
    let Some(part) = record.assessment.as_ref().and_then(|assessment| assessment.other_legislation.as_ref())
    else {
        return report(
            "assessment.other_legislation",
            text(
                "Vurderingen af anden lovgivning mangler.",
                "The assessment of other legislation is missing.",
            ),
            text(
                "Skriv `other_legislation:` under `assessment:` med `obtainable_elsewhere` og de tilbud, I har set på.",
                "Write `other_legislation:` under `assessment:` with `obtainable_elsewhere` and the offers that were considered.",
            ),
        );
    };
    match part.obtainable_elsewhere {
        None => report(
            "assessment.other_legislation.obtainable_elsewhere",
            text(
                "Der står ikke, om behandlingen kan fås efter anden lovgivning.",
                "It does not say whether the treatment can be had under other legislation.",
            ),
            text(
                "Skriv `obtainable_elsewhere: true` eller `false`; `not_assessed` kun, når noget andet afgør sagen.",
                "Write `obtainable_elsewhere: true` or `false`; `not_assessed` only when something else decides.",
            ),
        ),
        Some(Met::Yes | Met::No) if part.considered.is_empty() => report(
            "assessment.other_legislation.considered",
            text("Der er ikke set på et eneste tilbud.", "Not a single offer was considered."),
            text(
                "Skriv mindst ét tilbud med `offer`, `act`, `section`, `covers`, `because` og `fact`.",
                "Write at least one offer with `offer`, `act`, `section`, `covers`, `because` and `fact`.",
            ),
        ),
        Some(_) => {}
    }
    for (index, offer) in part.considered.iter().enumerate() {
        let path = format!("assessment.other_legislation.considered[{index}]");
        let covers = if part.obtainable_elsewhere == Some(Met::No) {
            text("Skriv `covers: partly` eller `covers: not`.", "Write `covers: partly` or `covers: not`.")
        } else {
            text("Skriv `covers: fully`, `partly` eller `not`.", "Write `covers: fully`, `partly` or `not`.")
        };
        look_at_offer(offer, covers, |key, message, help| report(&format!("{path}.{key}"), message, help));
        look_at_way_there(offer, refuses, |key, message, help| {
            report(&format!("{path}.{key}"), message, help);
        });
    }
}

fn look_at_offer(offer: &Offer, covers: Bilingual, mut missing: impl FnMut(&str, Bilingual, Bilingual)) {
    if offer.offer.is_none() {
        missing(
            "offer",
            text("Tilbuddet har intet navn.", "The offer has no name."),
            text(
                "Skriv, hvad det er: `offer: psykologforløb i den regionale psykiatri`.",
                "Write what it is: `offer: psykologforløb i den regionale psykiatri`.",
            ),
        );
    }
    if offer.act.is_none() {
        missing(
            "act",
            text(
                "Der står ikke, hvilken lov tilbuddet gives efter.",
                "It does not say under which act the offer is given.",
            ),
            text(
                "Skriv lovens navn: `act: sundhedsloven`.",
                "Write the name of the act: `act: sundhedsloven`.",
            ),
        );
    }
    if offer.section.is_none() {
        missing(
            "section",
            text(
                "Der står ikke, hvilken paragraf tilbuddet gives efter.",
                "It does not say under which section the offer is given.",
            ),
            text(
                "Skriv den med paragraftegn: `section: \"§ 74\"`.",
                "Write it with the section sign: `section: \"§ 74\"`.",
            ),
        );
    }
    if offer.covers.is_none() {
        missing(
            "covers",
            text(
                "Der står ikke, om tilbuddet dækker behovet.",
                "It does not say whether the offer covers the need.",
            ),
            covers,
        );
    }
    if offer.because.is_none() {
        missing(
            "because",
            text(
                "Der står ikke, hvorfor tilbuddet dækker eller ikke dækker behovet.",
                "It does not say why the offer covers the need or does not.",
            ),
            text(
                "Fortsæt efter \"fordi\": `because: forløbet er for voksne med autisme og angst`.",
                "Go on after \"fordi\": `because: forløbet er for voksne med autisme og angst`.",
            ),
        );
    }
    if offer.fact.is_none() {
        missing(
            "fact",
            text(
                "Der står ikke, hvorfra tilbuddet kendes.",
                "It does not say where the offer is known from.",
            ),
            text(
                "Skriv id'et på den oplysning i `facts`, der fortæller om tilbuddet: `fact: klinik`.",
                "Write the id of the fact in `facts` that tells of the offer: `fact: klinik`.",
            ),
        );
    }
}

/// When it begins and how, for an offer that is to help.
fn look_at_way_there(offer: &Offer, refuses: bool, mut missing: impl FnMut(&str, Bilingual, Bilingual)) {
    if !matches!(offer.covers, Some(Covers::Fully | Covers::Partly)) {
        return;
    }
    if offer.starts.is_none() && offer.waiting.is_none() {
        missing(
            "starts",
            text(
                "Der står ikke, hvornår borgeren kan begynde.",
                "It does not say when the citizen can begin.",
            ),
            text(
                "Skriv dagen eller måneden: `starts: 2026-12-07` eller `2026-12`; ellers ventetiden: `waiting: cirka otte uger`.",
                "Write the day or the month: `starts: 2026-12-07` or `2026-12`; otherwise the wait: `waiting: cirka otte uger`.",
            ),
        );
    }
    if refuses && offer.how_to_start.is_none() {
        missing(
            "how_to_start",
            text("Der står ikke, hvordan borgeren kommer i gang.", "It does not say how the citizen begins."),
            text(
                "Fortsæt efter \"Du kommer i gang ved, at\": `how_to_start: du beder din læge om en henvisning`.",
                "Go on after \"Du kommer i gang ved, at\": `how_to_start: du beder din læge om en henvisning`.",
            ),
        );
    }
}
