use std::sync::LazyLock;

use regex::Regex;

use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;

pub(super) static RULE: Rule = Rule {
    code: "FOR-03",
    severity: Severity::Error,
    what: text(
        "CPR-nummeret står ikke i adressefeltet, hvor det kan ses gennem kuvertens rude.",
        "The CPR number does not stand in the address field, where it shows through the envelope's window.",
    ),
    why: text(
        "Et personnummer må ikke kunne læses uden på et brev.",
        "A CPR number must not be readable on the outside of a letter.",
    ),
    source: "CPR-loven § 54, stk. 1",
    check: Check::Letter(check),
};

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[0-9]{6}\s?[-–]?\s?[0-9]{4}").expect("the pattern is valid"));

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    // The address field, wherever it stands; and whatever stands where the window is.
    if NUMBER.is_match(context.letter.part(Part::Recipient)) {
        reporter.report(
            "letter:recipient",
            text("Adressefeltet har et personnummer.", "The address field has a CPR number."),
            text(
                "Slet nummeret under `citizen.name` eller `citizen.address`.",
                "Delete the number under `citizen.name` or `citizen.address`.",
            ),
        );
    } else if NUMBER.is_match(&context.letter.window) {
        reporter.report(
            "letter",
            text(
                "Et personnummer kan ses gennem kuvertens rude.",
                "A CPR number shows through the envelope's window.",
            ),
            text(
                "Gør `address_window` i begrund.yaml smallere, eller flyt nummeret i skabelonen.",
                "Make `address_window` in begrund.yaml narrower, or move the number in the template.",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn no_number_shows_through_the_window() {
        let desk = |text: &str| Desk::new("refusal-psychologist").with(Part::Recipient, text).findings(&RULE);
        assert_eq!(desk("Modella Opfundsen 660190-1234 Prøvevej 1"), ["FEJL letter:recipient"]);
        assert_eq!(desk("Modella Opfundsen Prøvevej 1, 2. tv. 9999 Prøveby"), [""; 0]);
        let shown = |text: &str| Desk::new("refusal-psychologist").shown(text).findings(&RULE);
        assert_eq!(shown("Modella Opfundsen\nCPR-nummer 660190-1234"), ["FEJL letter"]);
        assert_eq!(shown("Modella Opfundsen\nSagsnummer 2026-102-0042"), [""; 0]);
    }
}
