use super::common::{demand, is_address};
use crate::case::record::{CaseRecord, Channel, Representative};
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "SAG-12",
    severity: Severity::Error,
    what: text(
        "En partsrepræsentant eller værge står med navn, art, omfang, dato, hvad de får, og hvordan de kan nås.",
        "A representative or guardian has a name, a kind, a scope, a date, what they get, and how they are reached.",
    ),
    why: text(
        "Brevet skal til den rette og må ikke gå ud over det, fuldmagten eller værgemålet omfatter.",
        "The letter must go to the right person and not beyond what the authority covers.",
    ),
    source: "FVL § 8",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let Some(representative) = &context.record.representative else { return };
    look_at_authority(context.record, representative, reporter);
    look_at_way(representative, reporter);
}

fn look_at_authority(record: &CaseRecord, representative: &Representative, reporter: &mut Reporter<'_>) {
    demand(
        representative.name.is_some(),
        "representative.name",
        text("Repræsentantens navn mangler.", "The representative's name is missing."),
        text(
            "Skriv det fulde navn: `name: Pseudine Navnløsen`.",
            "Write the full name: `name: Pseudine Navnløsen`.",
        ),
        reporter,
    );
    demand(
        representative.kind.is_some(),
        "representative.kind",
        text(
            "Der står ikke, om det er en værge eller en med fuldmagt.",
            "It does not say whether it is a guardian or an attorney.",
        ),
        text("Skriv `kind: guardian` eller `kind: attorney`.", "Write `kind: guardian` or `kind: attorney`."),
        reporter,
    );
    demand(
        representative.scope.is_some(),
        "representative.scope",
        text(
            "Der står ikke, hvad fuldmagten eller værgemålet omfatter.",
            "It does not say what the authority covers.",
        ),
        text(
            "Fortsæt efter \"Fuldmagten omfatter\": `scope: ansøgningen og en eventuel klage`.",
            "Go on after \"Fuldmagten omfatter\": `scope: ansøgningen og en eventuel klage`.",
        ),
        reporter,
    );
    match (representative.authorised, record.decided) {
        (None, _) => reporter.report(
            "representative.authorised",
            text(
                "Datoen for fuldmagten eller værgemålet mangler.",
                "The date of the power of attorney or the guardianship is missing.",
            ),
            text("Skriv dagen: `authorised: 2026-09-03`.", "Write the day: `authorised: 2026-09-03`."),
        ),
        (Some(authorised), Some(decided)) if authorised > decided => reporter.report(
            "representative.authorised",
            text(
                "Fuldmagten eller værgemålet er fra efter afgørelsen.",
                "The power of attorney or the guardianship is from after the decision.",
            ),
            text(
                "Se efter, om `authorised` og `decided` er rigtige.",
                "See whether `authorised` and `decided` are right.",
            ),
        ),
        _ => {}
    }
    demand(
        representative.receives.is_some(),
        "representative.receives",
        text(
            "Der står ikke, hvad repræsentanten skal have.",
            "It does not say what the representative gets.",
        ),
        text(
            "Skriv `receives: copy` (et brev ved siden af borgerens) eller `receives: instead` (i stedet for borgeren).",
            "Write `receives: copy` (a letter beside the citizen's) or `receives: instead` (instead of the citizen).",
        ),
        reporter,
    );
}

fn look_at_way(representative: &Representative, reporter: &mut Reporter<'_>) {
    match representative.channel {
        None => reporter.report(
            "representative.channel",
            text(
                "Der står ikke, hvordan repræsentanten skal have sit brev.",
                "It does not say how the representative's letter travels.",
            ),
            text(
                "Skriv `channel: digital_post` eller `channel: paper`.",
                "Write `channel: digital_post` or `channel: paper`.",
            ),
        ),
        Some(Channel::DigitalPost) => demand(
            representative.cpr.is_some() || representative.cvr.is_some(),
            "representative.cpr",
            text(
                "Digital Post kræver repræsentantens CPR- eller CVR-nummer.",
                "Digital Post needs the representative's CPR or CVR number.",
            ),
            text(
                "Skriv `cpr:` for en person eller `cvr:` for en organisation, i anførselstegn.",
                "Write `cpr:` for a person or `cvr:` for an organisation, in quotation marks.",
            ),
            reporter,
        ),
        Some(Channel::Paper) => demand(
            is_address(&representative.address),
            "representative.address",
            text(
                "Et brev på papir kræver repræsentantens adresse.",
                "A letter on paper needs the representative's address.",
            ),
            text(
                "Skriv mindst to linjer: `address: [\"Prøvevej 1\", \"9999 Prøveby\"]`.",
                "Write at least two lines: `address: [\"Prøvevej 1\", \"9999 Prøveby\"]`.",
            ),
            reporter,
        ),
        Some(Channel::Email) => demand(
            representative.email.is_some(),
            "representative.email",
            text("Repræsentantens e-mailadresse mangler.", "The representative's e-mail address is missing."),
            text("Skriv den, eller vælg en anden `channel`.", "Write it, or choose another `channel`."),
            reporter,
        ),
    }
    let cvr = representative.cvr.as_ref();
    demand(
        cvr.is_none_or(|cvr| cvr.len() == 8 && cvr.bytes().all(|byte| byte.is_ascii_digit())),
        "representative.cvr",
        text("CVR-nummeret har ikke otte cifre.", "The CVR number has not eight digits."),
        text(
            "Skriv det uden mellemrum: `cvr: \"99999999\"`.",
            "Write it without spaces: `cvr: \"99999999\"`.",
        ),
        reporter,
    );
}
