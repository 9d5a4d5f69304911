//! Where in the source a passage of a text begins.

use crate::diagnostic::Place;

/// How many words find a passage again.
const WORDS: usize = 4;

/// The place of the first words of `passage` after the beginning of the value at `value`; the value's own place when they
/// are not found. White space aside: a folded text has other line ends than its source.
pub(super) fn place(source: &str, value: Place, passage: &str) -> Place {
    let words: Vec<&str> = passage.split_whitespace().take(WORDS).collect();
    let Some(first) = words.first() else { return value };
    let after = source.get(value.span.start..).unwrap_or_default();
    let found = after.match_indices(first).map(|(at, _)| value.span.start + at).find(|at| {
        let mut rest = source.get(*at..).unwrap_or_default().split_whitespace();
        // The last word may be followed by a sign that the passage has lost, such as a quotation mark.
        words.iter().all(|word| rest.next().is_some_and(|there| there.starts_with(word)))
    });
    let Some(start) = found else { return value };
    let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
    Place {
        line: source[..start].matches('\n').count() + 1,
        column: source[line_start..start].chars().count() + 1,
        span: start..line_end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_found_over_line_ends_and_else_the_value_stands() {
        let source = "case: x\nreasoning: |\n  Først dette. Så det\n  andet her. Slut.\n";
        let value = Place { line: 2, column: 12, span: 19..20 };
        let found = place(source, value.clone(), "Så det andet her.");
        assert_eq!((found.line, found.column), (3, 16));
        assert_eq!(place(source, value.clone(), "Står her ikke."), value);
        assert_eq!(place(source, value.clone(), ""), value);
    }
}
