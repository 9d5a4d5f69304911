use std::sync::LazyLock;

use regex::RegexSet;

use crate::case::record::{Decision, Outcome};
use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Part;
use crate::letter::words::plain;

pub(super) static RULE: Rule = Rule {
    code: "AFG-09",
    severity: Severity::Error,
    what: text(
        "Den, der får hjælp, får at vide, hvilke slags ændringer der skal meldes.",
        "Whoever gets help is told which kinds of change must be reported.",
    ),
    why: text(
        "Borgeren har pligt til at fortælle om ændringer og skal have skriftlig besked om hvilke typer.",
        "The citizen has a duty to tell of changes, and must be told in writing of which types.",
    ),
    source: "RSL § 11, stk. 2, og § 12, nr. 4",
    check: Check::Letter(check),
};

/// Kinds of change, each with the words it is put in.
const KINDS: [&str; 8] = [
    "flytter|flytning|ny adresse|anden kommune",
    "indlagt|indlægges|indlæggelse",
    "stopper i|stopper behandlingen|holder op|afbryder|afslutter",
    "(samme|anden) behandling|behandling(en)? (et andet sted|andre steder)",
    "får det (bedre|værre)|helbred|helbredet|tilstand|tilstanden",
    "rejser|udlandet|bortrejst",
    "arbejde|job|uddannelse|studie",
    "samlever|gift|skilt|familie",
];

/// Whole words; they begin and end in letters of ASCII, whose boundaries are found faster.
static TOLD: LazyLock<RegexSet> = LazyLock::new(|| {
    let kinds = KINDS.map(|kind| format!(r"(?-u:\b)(?:{kind})(?-u:\b)"));
    RegexSet::new(kinds).expect("the patterns are valid")
});

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let record = context.record;
    let gets_help = match record.decision {
        Some(Decision::Grant | Decision::PartialGrant) => true,
        Some(Decision::FollowUp) => matches!(record.outcome(), Some(Outcome::Continue | Outcome::Change)),
        Some(Decision::Refusal) | None => false,
    };
    if !gets_help {
        return;
    }
    let duty = context.letter.part(Part::Duty);
    let kinds = TOLD.matches(&plain(duty).to_lowercase()).iter().count();
    let message = match kinds {
        _ if duty.is_empty() => text(
            "Brevet siger ikke, at borgeren skal fortælle om ændringer.",
            "The letter does not say that the citizen must tell of changes.",
        ),
        0 | 1 => text(
            "Brevet siger ikke, hvilke slags ændringer borgeren skal fortælle om.",
            "The letter does not say which kinds of change the citizen must tell of.",
        ),
        _ => return,
    };
    reporter.report(
        format!("letter:{}", Part::Duty),
        message,
        text(
            "Skriv i skabelonen: \"Fortæl os det, hvis noget ændrer sig. Det kan være, at du flytter, bliver indlagt, stopper i behandlingen eller får samme behandling et andet sted.\"",
            "Write in the template: \"Fortæl os det, hvis noget ændrer sig. Det kan være, at du flytter, bliver indlagt, stopper i behandlingen eller får samme behandling et andet sted.\"",
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;

    #[test]
    fn a_grant_names_the_kinds_of_change() {
        for sample in ["grant-sexology", "partial-two-parts", "follow-up-continue", "follow-up-change"] {
            let desk = || Desk::new(sample);
            let found = ["FEJL letter:duty"];
            assert_eq!(desk().without(Part::Duty).findings(&RULE), found, "{sample}");
            assert_eq!(
                desk().with(Part::Duty, "Giv os besked om ændringer.").findings(&RULE),
                found,
                "{sample}"
            );
            let one = "Sig til, hvis du flytter. Din medarbejder skriver udgiften ned.";
            assert_eq!(desk().with(Part::Duty, one).findings(&RULE), found, "{sample}");
            assert_eq!(
                desk().with(Part::Duty, "Sig til, hvis du\nflytter.").findings(&RULE),
                found,
                "{sample}"
            );
            let two = "Sig til, hvis du rejser væk i mere end en måned, eller hvis du får det værre.";
            assert_eq!(desk().with(Part::Duty, two).findings(&RULE), [""; 0], "{sample}");
        }
        assert_eq!(Desk::new("refusal-not-lasting").findings(&RULE), [""; 0]);
        assert_eq!(Desk::new("follow-up-end").findings(&RULE), [""; 0]);
    }
}
