use crate::check::rule::{Check, Reporter, Rule, StandardContext, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "STD-05",
    severity: Severity::Error,
    what: text("Hver kvalitetsstandard har sit eget `id`.", "Each quality standard has an `id` of its own."),
    why: text(
        "To standarder med samme `id` får samme PDF-fil, og den ene ville forsvinde.",
        "Two standards of one `id` share a PDF file, and one would be lost.",
    ),
    source: "docs/standard.md",
    check: Check::Standard(check),
};

fn check(context: &StandardContext<'_>, reporter: &mut Reporter<'_>) {
    let stem = |id: &crate::case::record::Key| id.as_str().to_lowercase();
    let Some(own) = context.standard.id.as_ref().map(stem) else { return };
    if context.others.iter().filter_map(|other| other.id.as_ref()).any(|other| stem(other) == own) {
        reporter.report(
            "id",
            text("En anden standard har samme `id`.", "Another standard has the same `id`."),
            text(
                "Giv den et andet, for eksempel med årstallet: `id: behandling-2027`.",
                "Give it another, for example with the year: `id: behandling-2027`.",
            ),
        );
    }
}
