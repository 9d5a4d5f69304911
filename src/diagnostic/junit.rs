//! Findings as JUnit XML, which build servers read: a suite for the run, a case for each record.

use std::fmt::Write as _;

use super::finding::{Finding, Severity};
use super::log::{Log, RecordNote, held_by_others, told};

/// Renders a run.
pub fn junit(log: &Log<'_>) -> String {
    let records = log.records.len();
    let failures = log.records.iter().filter(|record| fails(record)).count();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts = format!("tests=\"{records}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\"");
    let _ = writeln!(text, "<testsuites name=\"begrund\" {counts}>");
    let _ = writeln!(text, "  <testsuite name=\"begrund {}\" {counts}>", escaped(log.command));
    text.push_str("    <properties>\n");
    let _ = writeln!(text, "      <property name=\"version\" value=\"{}\"/>", escaped(log.version));
    for remark in &log.remarks {
        let (key, words) = (escaped(&remark.key), escaped(&remark.words));
        let _ = writeln!(text, "      <property name=\"{key}\" value=\"{words}\"/>");
    }
    text.push_str("    </properties>\n");
    for record in &log.records {
        case(&mut text, log, record);
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

fn fails(record: &RecordNote<'_>) -> bool {
    record.held || record.errors().next().is_some()
}

/// One failure at most: readers of the format show the first alone.
fn case(text: &mut String, log: &Log<'_>, record: &RecordNote<'_>) {
    let file = escaped(record.file);
    let _ =
        write!(text, "    <testcase classname=\"begrund.{}\" name=\"{file}\" file=\"{file}\"", log.command);
    if !fails(record) && record.findings.is_empty() {
        text.push_str("/>\n");
        return;
    }
    text.push_str(">\n");
    let lines = |errors: bool| {
        let chosen = record.findings.iter().filter(|finding| (finding.severity == Severity::Error) == errors);
        chosen.map(|finding| escaped(&line(log, record, finding)) + "\n").collect::<String>()
    };
    if record.is_held_by_others() {
        let words = escaped(held_by_others(log.lang));
        let _ = writeln!(text, "      <failure type=\"held\" message=\"{words}\"/>");
    } else if let Some(first) = record.errors().next() {
        let message = escaped(&format!("{}: {}", first.code, told(first, log.lang)));
        let code = escaped(&first.code);
        let _ = writeln!(
            text,
            "      <failure type=\"{code}\" message=\"{message}\">{}</failure>",
            lines(true).trim_end()
        );
    }
    let weighed = lines(false);
    if !weighed.is_empty() {
        let _ = writeln!(text, "      <system-out>{}</system-out>", weighed.trim_end());
    }
    text.push_str("    </testcase>\n");
}

fn line(log: &Log<'_>, record: &RecordNote<'_>, finding: &Finding) -> String {
    let mut line = record.file.to_owned();
    if let Some(place) = &finding.place {
        let _ = write!(line, ":{}:{}", place.line, place.column);
    }
    let _ = write!(line, ": {} {}", finding.severity.word(log.lang), finding.code);
    if !finding.path.is_empty() {
        let _ = write!(line, " [{}]", finding.spot(log.lang));
    }
    let _ = write!(line, ": {}", told(finding, log.lang));
    line
}

/// Text as XML 1.0 holds it, in elements and attributes alike; what XML cannot hold at all becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cannot_hold_is_escaped() {
        assert_eq!(escaped("a<b> & \"c\"\n\u{7}æ"), "a&lt;b&gt; &amp; &quot;c&quot;&#10;\u{fffd}æ");
    }
}
