use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "FOR-09",
    severity: Severity::Error,
    what: text(
        "Hvert bilag er en PDF, der ligger ved siden af sagen.",
        "Each attachment is a PDF that lies beside the record.",
    ),
    why: text(
        "Et brev må ikke love et bilag, der ikke følger med.",
        "A letter may not promise an attachment that does not come with it.",
    ),
    source: "god forvaltningsskik",
    check: Check::Construction(text(
        "src/pipeline/survey.rs; tests/it/build.rs nævner bilag, der ikke findes",
        "src/pipeline/survey.rs; tests/it/build.rs names attachments that are not there",
    )),
};
