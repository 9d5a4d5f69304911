use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "FOR-08",
    severity: Severity::Warning,
    what: text(
        "Brevets titel i postkassen siger, hvad det er, og røber intet om sygdom eller svar.",
        "The letter's title in the mailbox says what it is and gives away nothing of illness or answer.",
    ),
    why: text(
        "Titlen ses af den, der kigger over skulderen.",
        "The title is seen by whoever looks over the shoulder.",
    ),
    source: "GDPR art. 5 og 32; god forvaltningsskik",
    check: Check::Construction(
        "titles are four fixed texts in src/compose/choose.rs, and none takes a word of the record; PER-06 looks at each",
    ),
};
