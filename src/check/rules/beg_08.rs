use crate::case::record::{Covered, Weight};
use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::words::plain;

pub(super) static RULE: Rule = Rule {
    code: "BEG-08",
    severity: Severity::Warning,
    what: text(
        "Oplysninger, der taler imod afgørelsen, er nævnt, og der står, hvorfor de ikke afgjorde den.",
        "Facts that speak against the decision are named, and it says why they did not decide it.",
    ),
    why: text(
        "En begrundelse, der kun nævner det, der passer, overbeviser ingen og kan ikke efterprøves.",
        "Reasons that name only what fits convince nobody and cannot be reviewed.",
    ),
    source: "FVL § 24, stk. 2",
    check: Check::Letter(check),
};

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    // Where the caseworker's own words take the section's place, what they must say of each fact is asked of the record.
    if context.record.reasoning_covers.contains(&Covered::Facts) {
        return;
    }
    let body = context.lower_body();
    let told = |words: &str| body.contains(&plain(words).to_lowercase());
    let facts = context.record.facts.iter().enumerate();
    for (index, fact) in facts.filter(|(_, fact)| fact.weight() == Weight::Against) {
        let words = [fact.says.as_deref(), fact.because.as_deref()];
        if words.into_iter().flatten().any(|words| words.trim().is_empty() || !told(words)) {
            reporter.report(
                format!("facts[{index}]"),
                text(
                    "Brevet nævner ikke en oplysning, der taler imod afgørelsen, eller hvorfor den ikke afgjorde sagen.",
                    "The letter does not name a fact that speaks against the decision, or why it did not decide.",
                ),
                text(
                    "Sæt oplysningen og dens `because` ind i skabelonen igen.",
                    "Put the fact and its `because` into the template again.",
                ),
            );
        }
    }
}
