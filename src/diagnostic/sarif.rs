//! Findings as SARIF 2.1.0, which code scanning services and editors read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::finding::{Finding, Severity};
use super::log::{Log, RecordNote, RuleNote, count_codes, held_by_others, told};

/// Renders a run.
pub fn sarif(log: &Log<'_>) -> String {
    let mut by_code: BTreeMap<&str, Vec<&RuleNote<'_>>> = BTreeMap::new();
    for rule in &log.rules {
        by_code.entry(rule.code).or_default().push(rule);
    }
    let order: Vec<&str> = by_code.keys().copied().collect();
    let rules: Vec<Value> = by_code.iter().map(|(code, rules)| descriptor(log, code, rules)).collect();
    let results: Vec<Value> = log
        .records
        .iter()
        .flat_map(|record| record.findings.iter().map(|finding| result(log, record, finding, &order)))
        .collect();
    let remarks: Map<String, Value> =
        log.remarks.iter().map(|remark| (remark.key.clone(), remark.words.as_str().into())).collect();
    let held = log.records.iter().filter(|record| record.is_held_by_others()).map(|record| {
        json!({
            "level": "error",
            "message": {"text": held_by_others(log.lang)},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(record.file)}}}],
        })
    });
    let whole = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "begrund",
                "semanticVersion": log.version,
                "language": language(log),
                "rules": rules,
            }},
            "automationDetails": {"id": format!("begrund/{}/", log.command)},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": held.collect::<Vec<_>>(),
            }],
            "results": results,
            "properties": {
                "remarks": remarks,
                "codes": count_codes(log.records.iter().flat_map(|record| record.findings.iter().copied())),
            },
        }],
    });
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn language(log: &Log<'_>) -> &'static str {
    match log.lang {
        super::Lang::Da => "da",
        super::Lang::En => "en",
    }
}

/// One descriptor a code: where several rules share it, it says what each of them demands, and weighs as the gravest.
fn descriptor(log: &Log<'_>, code: &str, rules: &[&RuleNote<'_>]) -> Value {
    let joined = |texts: Vec<&str>| {
        let mut distinct: Vec<&str> = Vec::new();
        for text in texts {
            if !distinct.contains(&text) {
                distinct.push(text);
            }
        }
        distinct.join(" ")
    };
    let what = joined(rules.iter().map(|rule| rule.what.in_lang(log.lang)).collect());
    let why = joined(rules.iter().filter_map(|rule| rule.why).map(|why| why.in_lang(log.lang)).collect());
    let source = joined(rules.iter().map(|rule| rule.source).collect());
    let gravest = rules.iter().map(|rule| rule.severity).max().unwrap_or(Severity::Error);
    let mut rule = json!({
        "id": code,
        "name": code.replace('-', ""),
        "shortDescription": {"text": what},
        "help": {"text": source},
        "defaultConfiguration": {"level": level(gravest)},
    });
    if !why.is_empty() {
        rule["fullDescription"] = json!({"text": why});
    }
    rule
}

fn result(log: &Log<'_>, record: &RecordNote<'_>, finding: &Finding, order: &[&str]) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(record.file)}});
    if let Some(place) = &finding.place {
        physical["region"] = json!({"startLine": place.line, "startColumn": place.column});
    }
    let mut location = json!({"physicalLocation": physical});
    if !finding.path.is_empty() {
        location["logicalLocations"] = json!([{"fullyQualifiedName": finding.spot(log.lang)}]);
    }
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": {"text": told(finding, log.lang)},
        "locations": [location],
    });
    if let Ok(index) = order.binary_search(&finding.code.as_ref()) {
        result["ruleIndex"] = index.into();
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A file's name as a URI: a reference for a path from here, a `file:` URI for one from the root.
fn uri(file: &str) -> String {
    let mut uri = String::from(if file.starts_with('/') { "file://" } else { "" });
    for byte in file.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri("cases/2026-102.yaml"), "cases/2026-102.yaml");
        assert_eq!(uri("cases/ø 1:2%.yaml"), "cases/%C3%B8%201%3A2%25.yaml");
        assert_eq!(uri("/srv/cases/a.yaml"), "file:///srv/cases/a.yaml");
    }
}
