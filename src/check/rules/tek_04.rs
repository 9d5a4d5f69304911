use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::words::plain;

pub(super) static RULE: Rule = Rule {
    code: "TEK-04",
    severity: Severity::Error,
    what: text(
        "Ingen overskrift og ingen del af brevet er tom.",
        "No heading and no part of the letter is empty.",
    ),
    why: text(
        "En overskrift uden noget under viser, at noget er faldet ud.",
        "A heading with nothing under it shows that something fell out.",
    ),
    source: "FVL § 32 b",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let letter = context.letter;
    for empty in letter.parts.iter().filter(|part| part.text.trim().is_empty()) {
        reporter.report(
            format!("letter:{}", empty.part),
            text("Denne del af brevet er tom.", "This part of the letter is empty."),
            text(
                "Skabelonen skal udelade delen helt, når der ikke er noget at skrive i den.",
                "The template must leave the part out altogether when there is nothing to write in it.",
            ),
        );
    }
    if has_empty_heading(&letter.whole, &letter.headings) {
        reporter.report(
            "letter",
            text("En overskrift har ikke noget under sig.", "A heading has nothing under it."),
            text(
                "Skabelonen skal udelade overskriften, når der ikke er noget at skrive under den.",
                "The template must leave the heading out when there is nothing to write under it.",
            ),
        );
    }
}

/// Whether a heading is followed by the next heading, or by nothing.
fn has_empty_heading(whole: &str, headings: &[String]) -> bool {
    let whole = plain(whole);
    let mut rest = whole.as_str();
    let mut headings =
        headings.iter().map(|heading| plain(heading)).filter(|heading| !heading.is_empty()).peekable();
    while let Some(heading) = headings.next() {
        let Some(at) = rest.find(&heading) else { return false };
        rest = rest[at + heading.len()..].trim_start();
        let empty = match headings.peek() {
            None => rest.is_empty(),
            // A paragraph may begin with the words of the next heading; then the heading itself comes after it.
            Some(next) => rest.starts_with(next.as_str()) && rest.matches(next.as_str()).count() == 1,
        };
        if empty {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;
    use crate::letter::Part;

    #[test]
    fn an_empty_part_is_found() {
        let desk = Desk::new("refusal-psychologist").with(Part::Considerations, " ");
        assert_eq!(desk.findings(&RULE), ["FEJL letter:considerations", "FEJL letter"], "part and heading");
        let empty = Desk::new("refusal-psychologist").with(Part::Rights, "");
        assert_eq!(empty.findings(&RULE), ["FEJL letter:rights"]);
        assert_eq!(Desk::new("refusal-psychologist").findings(&RULE), [""; 0]);
    }

    #[test]
    fn an_empty_heading_is_found() {
        let headings = ["Hvorfor".to_owned(), "Sådan klager\ndu".to_owned()];
        for (whole, empty) in [
            ("Hvorfor\nDerfor.\nSådan klager du\nRing.", false),
            ("Hvorfor\n\nSådan klager du\nRing.", true),
            ("Hvorfor\nDerfor.\nSådan klager du\n", true),
            ("Hvorfor\nSådan klager du, når vi siger nej.\nSådan klager du\nRing.", false),
            ("Hvorfor Derfor. Sådan klager du Ring.", false),
            ("Hvorfor Sådan klager du Ring.", true),
            ("Noget andet.", false),
        ] {
            assert_eq!(has_empty_heading(whole, &headings), empty, "{whole}");
        }
    }
}
