use crate::check::rule::{Check, LetterContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};
use crate::letter::words::lix;

pub(super) static RULE: Rule = Rule {
    code: "SPR-01",
    severity: Severity::Info,
    what: text("Brevets lixtal er højst 45.", "The letter's LIX is at most 45."),
    why: text(
        "Et højt lixtal er et tegn på lange sætninger og lange ord. Det er et råd til den, der skriver, ikke et bevis.",
        "A high LIX is a sign of long sentences and long words. It is advice to the writer, no proof.",
    ),
    source: "Björnsson 1968; klart sprog",
    check: Check::Letter(check),
};

/// Above this the letter is hard to read for many.
const LIX_MAX: u32 = 45;

fn check(context: &LetterContext<'_>, reporter: &mut Reporter<'_>) {
    let lix = lix(context.body());
    if lix > LIX_MAX {
        reporter.report(
            "letter",
            Bilingual::new(
                format!("Brevets lixtal er {lix}. Det er svært at læse for mange."),
                format!("The letter's LIX is {lix}, which many find hard to read."),
            ),
            text(
                "Del de længste sætninger, og vælg kortere ord.",
                "Divide the longest sentences and choose shorter words.",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::desk::Desk;
    use crate::letter::Part;

    #[test]
    fn a_letter_of_long_words_in_long_sentences_is_told() {
        let heavy = "Myndighedens sagsbehandlingsmæssige helhedsvurdering forudsætter dokumenterede funktionsevnenedsættelser og ".repeat(40);
        let desk = Desk::new("refusal-psychologist");
        assert_eq!(desk.findings(&RULE), [""; 0]);
        assert_eq!(desk.with(Part::Reasoning, &heavy).findings(&RULE), ["INFO letter"]);
    }
}
