use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::Recipient;
use crate::letter::words::has_words;

pub(super) static RULE: Rule = Rule {
    code: "PER-05",
    severity: Severity::Error,
    what: text(
        "En beskyttet adresse står ikke i et brev, som andre end borgeren får.",
        "A protected address stands in no letter that others than the citizen get.",
    ),
    why: text(
        "Den, der har adressebeskyttelse, kan være i fare, hvis adressen kommer ud.",
        "Whoever has a protected address may be in danger if it gets out.",
    ),
    source: "CPR-loven § 28; GDPR art. 32",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let citizen = context.record.citizen.as_ref().filter(|citizen| citizen.protected_address);
    let Some(citizen) = citizen.filter(|_| context.recipient != Recipient::Citizen) else { return };
    // A town is shared by thousands; the street is not.
    if citizen.address.first().is_some_and(|street| has_words(&context.letter.whole, street)) {
        reporter.report(
            "letter",
            text(
                "Brevet til en anden har borgerens beskyttede adresse.",
                "The letter to somebody else has the citizen's protected address.",
            ),
            text("Slet adressen i sagens tekster.", "Delete the address in the record's texts."),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;
    use crate::letter::Part;

    #[test]
    fn a_protected_street_stands_in_the_citizens_own_letter_only() {
        let street = "Du bor på Prøvevej 1, 2. tv.";
        let copy = |desk: Desk| desk.with(Part::Reasoning, street).to(Recipient::RepresentativeCopy);
        assert_eq!(copy(Desk::new("refusal-psychologist").protected()).findings(&RULE), ["FEJL letter"]);
        assert_eq!(copy(Desk::new("refusal-psychologist")).findings(&RULE), [""; 0]);
        let own = Desk::new("refusal-psychologist").protected().with(Part::Reasoning, street);
        assert_eq!(own.findings(&RULE), [""; 0]);
    }
}
