use std::sync::LazyLock;

use regex::Regex;

use crate::case::record::{Decision, Outcome};
use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;
use crate::letter::words::{plain, sentences};

pub(super) static RULE: Rule = Rule {
    code: "KLG-07",
    severity: Severity::Error,
    what: text(
        "Brevet lover ikke, at en klage udsætter afgørelsen. Bliver hjælpen ændret eller stopper den, siger brevet, at afgørelsen gælder, selv om borgeren klager.",
        "The letter does not promise that a complaint suspends the decision. Where help is changed or ends, it says that the decision holds although the citizen complains.",
    ),
    why: text(
        "En klage efter § 102 har ikke opsættende virkning. Den, der tror det, står uden hjælp, før klagen er afgjort.",
        "A complaint under § 102 has no suspensive effect. Whoever believes so is left without help before it is decided.",
    ),
    source: "RSL § 72, stk. 1",
    check: Check::Letter(check),
};

static CLAIM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(fortsætter|løber (den |hjælpen )?videre|beholder (du )?(hjælpen|behandlingen|støtten|den|den samme)|(får|har) (du )?(stadig|fortsat|den samme)|(gælder|stopper|ændres|bliver ændret)( [a-zæøå]+)? (ikke|først)|venter (vi )?med|(sat|sættes|sætter) i bero|udsætter|udsættes|opsættende virkning)\b",
    )
    .expect("the pattern is valid")
});
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(fortsætter|løber|beholder|får|har|venter|udsætter|udsættes)\b( [a-zæøå]+){0,2} ikke\b|\bingen opsættende\b|\bikke\b.{0,20}\bopsættende\b")
        .expect("the pattern is valid")
});
static NO_EFFECT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(gælder|stopper|ændres|ændret|træder i kraft|virker)\b.*\b(selv om|selvom|også hvis|også når|uanset om|uanset at)\b.*\bklag|\b(selv om|selvom|uanset om)\b.*\bklag.*\b(gælder|stopper|ændres|ændret)\b|\b(ikke|ingen)\b.{0,20}\bopsættende virkning",
    )
    .expect("the pattern is valid")
});

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let outcome = record.outcome();
    // Help that goes on goes on, complaint or not.
    let goes_on = record.decision == Some(Decision::Grant) || outcome == Some(Outcome::Continue);
    for part in [Part::Result, Part::Next, Part::Appeal, Part::Rights] {
        let told = plain(context.letter.part(part));
        let claims = sentences(&told).map(str::to_lowercase).any(|sentence| {
            sentence.contains("klag") && CLAIM.is_match(&sentence) && !DENIED.is_match(&sentence)
        });
        if claims && !goes_on {
            reporter.report(
                format!("letter:{part}"),
                text(
                    "Brevet siger, at en klage udsætter afgørelsen. Det gør den ikke.",
                    "The letter says that a complaint suspends the decision. It does not.",
                ),
                text(
                    "Skriv i skabelonen: \"Afgørelsen gælder, selv om du klager.\"",
                    "Write in the template: \"Afgørelsen gælder, selv om du klager.\"",
                ),
            );
        }
    }
    let appeal = plain(context.letter.part(Part::Appeal));
    let takes_away = matches!(outcome, Some(Outcome::Change | Outcome::End));
    let told = sentences(&appeal).map(str::to_lowercase).any(|sentence| NO_EFFECT.is_match(&sentence));
    if takes_away && !appeal.is_empty() && !told {
        reporter.report(
            format!("letter:{}", Part::Appeal),
            text(
                "Klagevejledningen siger ikke, at afgørelsen gælder, selv om borgeren klager.",
                "The appeal guidance does not say that the decision holds although the citizen complains.",
            ),
            text(
                "Skriv i skabelonen: \"Afgørelsen gælder, selv om du klager.\"",
                "Write in the template: \"Afgørelsen gælder, selv om du klager.\"",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    const LINE: &str = "Afgørelsen gælder, selv om du klager.";

    #[test]
    fn a_complaint_suspends_nothing() {
        for wrong in [
            "Hjælpen fortsætter, mens klagen bliver behandlet.",
            "Klager du, beholder du hjælpen, til sagen er afgjort.",
            "Vi venter med at stoppe hjælpen, til klagen er afgjort.",
            "En klage har opsættende virkning.",
            "Hvis du klager, gælder afgørelsen ikke endnu, og den stopper først senere.",
        ] {
            let desk = || Desk::new("follow-up-end");
            let both = format!("{LINE} {wrong}");
            assert_eq!(
                desk().replace(Part::Appeal, LINE, &both).findings(&RULE),
                ["FEJL letter:appeal"],
                "{wrong}"
            );
        }
        for right in [
            "En klage har ikke opsættende virkning.",
            "Hjælpen stopper den 30. november 2026, også hvis du klager.",
            "Selv om du klager, gælder afgørelsen.",
            "Hjælpen fortsætter altså ikke, selv om du klager. Afgørelsen gælder, selvom du klager.",
        ] {
            assert_eq!(
                Desk::new("follow-up-end").replace(Part::Appeal, LINE, right).findings(&RULE),
                [""; 0],
                "{right}"
            );
        }
    }

    #[test]
    fn the_line_stands_where_help_is_taken_away() {
        for sample in ["follow-up-end", "follow-up-change"] {
            let desk = Desk::new(sample).replace(Part::Appeal, LINE, "");
            assert_eq!(desk.findings(&RULE), ["FEJL letter:appeal"], "{sample}");
        }
        let refused = Desk::new("refusal-psychologist").replace(Part::Appeal, LINE, "");
        assert_eq!(refused.findings(&RULE), [""; 0]);
        let going_on = Desk::new("follow-up-continue").replace(
            Part::Appeal,
            LINE,
            "Hjælpen fortsætter, selv om du klager.",
        );
        assert_eq!(going_on.findings(&RULE), [""; 0]);
    }
}
