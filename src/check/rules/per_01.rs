use std::sync::LazyLock;

use regex::Regex;

use crate::case::Cpr;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "PER-01",
    severity: Severity::Error,
    what: text("Ingen tekst i brevet indeholder et CPR-nummer.", "No text of the letter holds a CPR number."),
    why: text(
        "Borgerens nummer står kun i sit faste felt, og andres hører ikke til i brevet.",
        "The citizen's number stands only in its own field, and nobody else's belongs in the letter.",
    ),
    source: "CPR-loven §§ 52 og 54; GDPR art. 5",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    for own in context.texts.iter().filter(|own| holds_cpr(&own.text)) {
        reporter.report(
            own.path.as_str(),
            text("Teksten indeholder noget, der ligner et CPR-nummer.", "The text holds what looks like a CPR number."),
            text(
                "Slet nummeret. Borgerens eget står i `citizen.cpr` og kommer i brevets faste felt.",
                "Delete the number. The citizen's own stands in `citizen.cpr` and goes into its own field of the letter.",
            ),
        );
    }
}

/// Whether ten digits stand here that begin with a date (the day may be raised by 60), and no further digit beside them.
fn holds_cpr(text: &str) -> bool {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^0-9])([0-9]{6})[-–\u{a0} ]?([0-9]{4})(?:[^0-9]|$)").expect("the pattern is valid")
    });
    let mut from = 0;
    // Searched one character on each time: what follows one number may begin the next.
    while let Some(found) = text.get(from..).and_then(|rest| FORM.captures(rest)) {
        if Cpr::parse(&format!("{}{}", &found[1], &found[2])).is_ok() {
            return true;
        }
        from += found.get(1).map_or(text.len(), |date| date.end());
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_a_date_are_found_and_others_are_not() {
        for bad in [
            "CPR 610888-1005",
            "6108881005",
            "(070761 4285)",
            "nr. 123456-7890 og 070761–4285",
            "ø070761-4285ø",
            "999999-1234 070761-4285",
        ] {
            assert!(holds_cpr(bad), "{bad}");
        }
        for good in [
            "",
            "99 99 99 99",
            "310211-1234",
            "5790000123456",
            "EAN 1107076142851",
            "den 7. juli 1961 kl. 0800",
            "070761-42859",
        ] {
            assert!(!holds_cpr(good), "{good}");
        }
    }
}
