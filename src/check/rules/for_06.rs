use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "FOR-06",
    severity: Severity::Error,
    what: text(
        "Brevet har højst 10 bilag og fylder med dem højst 99,5 MB.",
        "The letter has at most 10 attachments, and with them at most 99.5 MB.",
    ),
    why: text(
        "Digital Post tager ikke imod mere i én meddelelse.",
        "Digital Post takes no more in one message.",
    ),
    source: "BEK nr. 2017 af 2021 § 18",
    check: Check::Record(check),
};

/// The most attachments that a message in Digital Post can have.
const ATTACHMENTS_MAX: usize = 10;

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    if context.record.attachments.len() > ATTACHMENTS_MAX {
        reporter.report(
            "attachments",
            text("Der er flere end 10 bilag.", "There are more than 10 attachments."),
            text("Saml dem i færre PDF-filer.", "Join them in fewer PDF files."),
        );
    }
}
