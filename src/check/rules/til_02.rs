use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "TIL-02",
    severity: Severity::Error,
    what: text(
        "Tekst er tekst og ikke billeder, og logoet har en beskrivelse.",
        "Text is text, not pictures, and the logo has a description.",
    ),
    why: text(
        "Et billede af tekst kan hverken læses op, forstørres eller søges i.",
        "A picture of text can be neither read aloud, enlarged nor searched.",
    ),
    source: "EN 301 549; PDF/UA-1",
    check: Check::Construction(text(
        "skabelonerne sætter kun tekst; `municipality.logo` skal have `alt`, og eksporten som PDF/UA-1 mislykkes på et billede uden; tests/peers/verapdf.sh prøver hvert eksempelbrev",
        "templates set text only; `municipality.logo` needs `alt`, and export as PDF/UA-1 fails on a picture without one; tests/peers/verapdf.sh tries every sample letter",
    )),
};
