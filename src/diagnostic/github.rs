//! Findings as workflow commands of GitHub Actions, which show them at their lines.

use std::fmt::Write as _;

use super::finding::{Finding, Severity};
use super::log::{Log, RecordNote, held_by_others, told};

/// Renders a run.
pub fn github(log: &Log<'_>) -> String {
    let mut text = String::new();
    for record in &log.records {
        for finding in &record.findings {
            text.push_str(&annotation(log, record, finding));
        }
        if record.is_held_by_others() {
            let file = property(record.file);
            let _ = writeln!(text, "::error file={file},title=begrund::{}", data(held_by_others(log.lang)));
        }
    }
    for remark in &log.remarks {
        let _ = writeln!(text, "::notice title={}::{}", property(&remark.key), data(&remark.words));
    }
    text
}

fn annotation(log: &Log<'_>, record: &RecordNote<'_>, finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut text = format!("::{command} file={}", property(record.file));
    if let Some(place) = &finding.place {
        let _ = write!(text, ",line={},col={}", place.line, place.column);
    }
    let _ = writeln!(text, ",title={}::{}", property(&finding.code), data(&told(finding, log.lang)));
    text
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command: `:` and `,` would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("100 %:\n::error::x, y"), "100 %25:%0A::error::x, y");
        assert_eq!(property("a:b,c%\r\n.yaml"), "a%3Ab%2Cc%25%0D%0A.yaml");
    }
}
