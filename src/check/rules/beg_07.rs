use std::sync::LazyLock;

use regex::Regex;

use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "BEG-07",
    severity: Severity::Error,
    what: text(
        "Borgerens høringssvar og eget syn på sagen får et rigtigt svar.",
        "The citizen's answer to the hearing and own view get a real answer.",
    ),
    why: text(
        "Den, der har svaret, skal kunne se, at svaret er læst, og hvorfor det førte til noget eller ikke gjorde det.",
        "Whoever answered must see that it was read, and why it led to something or did not.",
    ),
    source: "FVL §§ 19 og 24; RSL § 4",
    check: Check::Record(check),
};

/// An answer that says only that the words were received.
static RECEIPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\W*(det|dit|vi|bemærkning\w*|høringssvar\w*|svaret|synspunkt\w*)\b[^.]{0,60}\b(taget til efterretning|noteret|læst|modtaget|indgår|indgået|taget med|er set|gjort bekendt|ændrer ikke|giver ikke anledning|kan ikke føre til)\b[^.,;]{0,60}\.?\s*$",
    )
    .expect("the pattern is valid")
});

const HELP: Bilingual = text(
    "Svar på det, borgeren siger: Det ændrer ikke afgørelsen, fordi …, eller: Derfor har vi ….",
    "Answer what the citizen says: Det ændrer ikke afgørelsen, fordi …, or: Derfor har vi ….",
);

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let hearing = record.hearing.as_ref().and_then(|hearing| hearing.our_answer.as_deref());
    let view = record.citizen_view().and_then(|view| view.our_answer.as_deref());
    if hearing.is_some_and(|answer| RECEIPT.is_match(answer)) {
        reporter.report(
            "hearing.our_answer",
            text(
                "Svaret på høringssvaret siger kun, at det er modtaget.",
                "The answer to the hearing says only that it was received.",
            ),
            HELP,
        );
    }
    if view.is_some_and(|answer| RECEIPT.is_match(answer)) {
        let path = if record.application.is_some() {
            "application.citizen_view.our_answer"
        } else {
            "follow_up.citizen_view.our_answer"
        };
        reporter.report_as(
            Severity::Warning,
            path,
            text(
                "Svaret på borgerens eget syn siger kun, at det er modtaget.",
                "The answer to the citizen's own view says only that it was received.",
            ),
            HELP,
        );
    }
}
