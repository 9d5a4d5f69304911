//! What `begrund new` writes: every key that the decision needs, no other, and each with Danish words.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use begrund::case::describe::{describe, record_keys};
use begrund::case::record::{Ground, Occasion};
use begrund::case::tree::{self, Node, Value};
use begrund::case::{CaseId, schema};
use begrund::draft::{self, Draft, Kind};

use crate::fixture::{Desk, listed};

/// Every draft that can be asked for.
fn drafts() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for kind in Kind::ALL {
        let occasions = [Occasion::Application, Occasion::Reopening, Occasion::Remittal];
        for occasion in occasions.into_iter().take(if kind.may_be_reopened() { 3 } else { 1 }) {
            let grounds =
                [Ground::OtherLegislation, Ground::TargetGroup, Ground::Necessity, Ground::Discretion];
            for ground in grounds.into_iter().take(if kind.has_ground() { 4 } else { 1 }) {
                drafts.push(Draft { kind, occasion, ground });
            }
        }
    }
    drafts
}

fn text(draft: Draft) -> String {
    draft::text(draft, &CaseId::parse("2026-102-0042").unwrap(), "../case.schema.json")
}

/// A key of a record: its path, its line from 0, and whether nothing stands after it.
struct Leaf {
    path: String,
    line: usize,
    empty: bool,
}

fn leaves(text: &str) -> Vec<Leaf> {
    fn walk(node: &Node, path: &str, found: &mut Vec<Leaf>) {
        match &node.value {
            Value::Map(entries) => {
                for entry in entries {
                    let at =
                        if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
                    let inner = match &entry.node.value {
                        Value::Map(_) => true,
                        Value::List(items) => items.iter().any(|item| matches!(item.value, Value::Map(_))),
                        _ => false,
                    };
                    if inner {
                        walk(&entry.node, &at, found);
                    } else {
                        let empty = match &entry.node.value {
                            Value::Text { text, plain } => !plain && text.trim().is_empty(),
                            value => matches!(value, Value::Empty),
                        };
                        found.push(Leaf { path: at, line: entry.key_place.line - 1, empty });
                    }
                }
            }
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(item, &format!("{path}[{index}]"), found);
                }
            }
            _ => {}
        }
    }
    let parsed = tree::parse(text, record_keys());
    assert!(parsed.faults.is_empty(), "{:?}\n{text}", parsed.faults);
    let mut found = Vec::new();
    walk(&parsed.tree.unwrap(), "", &mut found);
    found
}

/// What a caseworker might write: the declaration's own examples, and where these do not go together, this.
fn sample(path: &str, draft: Draft) -> String {
    let own = match path {
        "reopening.decided" => "2026-10-05",
        "assessment.section_85" => "null",
        "assessment.other_legislation.considered[0].covers" => "not",
        "assessment.target_group.social_problems" => "du har din bolig, dit arbejde og dit netværk",
        "not_granted[0].what" => "de sidste ti samtaler",
        "not_granted[0].condition" => "necessity",
        "not_granted[0].because" => "målet kan nås med ti samtaler",
        "grant.parts[0].amount.count" if draft.kind != Kind::Grant => "10",
        "grant.follow_up" => "2027-04-14",
        "follow_up.last_day" => "2026-12-31",
        "grant.parts[0].period.from" if draft.kind == Kind::Change => "2027-01-01",
        "hearing.answer" => "gruppeforløb ikke passer til dig",
        "follow_up.original.decided" => "2025-11-20",
        "assessment.necessity.because" if draft.ground == Ground::Necessity && draft.kind.has_ground() => {
            "du har fået det bedre uden behandlingen"
        }
        "reasoning" => {
            return "\"Psykiateren skriver den 12. august 2026, at du har haft angst siden 2019. Vi har set på, \
                    hvad der kan hjælpe dig nu, og hvor hurtigt du kan komme i gang. Derfor når vi frem til denne afgørelse.\""
                .to_owned();
        }
        _ => describe(path).unwrap().example.unwrap_or_else(|| panic!("{path} has no example")),
    };
    own.to_owned()
}

/// A draft with every slot filled in.
pub(crate) fn filled(draft: Draft) -> String {
    let text = text(draft);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for leaf in leaves(&text).iter().filter(|leaf| leaf.empty) {
        let (line, typed) = (&lines[leaf.line], sample(&leaf.path, draft));
        lines[leaf.line] = if line.ends_with('|') {
            format!("{line}\n  {}", typed.trim_matches('"'))
        } else {
            format!("{line} {typed}")
        };
    }
    lines.join("\n") + "\n"
}

#[test]
fn a_draft_that_is_filled_in_has_no_finding() {
    let desk = Desk::new();
    let mut failures = String::new();
    for draft in drafts() {
        let filled = filled(draft);
        let verdict = desk.check(filled.as_bytes());
        if !verdict.findings.is_empty() {
            let _ = writeln!(failures, "{draft:?}\n{}", listed(&verdict.findings));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn a_draft_has_no_key_that_could_be_left_out() {
    let desk = Desk::new();
    let mut failures = String::new();
    for draft in drafts() {
        let filled = filled(draft);
        for leaf in leaves(&filled) {
            let mut lines: Vec<&str> = filled.lines().collect();
            // Without the key that carries its dash, an item is no item.
            if lines[leaf.line].trim_start().starts_with("- ") {
                continue;
            }
            lines.remove(leaf.line);
            if desk.check(lines.join("\n").as_bytes()).findings.is_empty() {
                let _ = writeln!(failures, "{draft:?}: {} can be left out", leaf.path);
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn an_unfilled_slot_says_what_to_write() {
    let desk = Desk::new();
    let mut failures = String::new();
    for draft in drafts() {
        let text = text(draft);
        let findings = desk.check(text.as_bytes()).findings;
        assert!(findings.has_errors());
        for leaf in leaves(&text).iter().filter(|leaf| leaf.empty) {
            let parent = leaf.path.rsplit_once('.').map_or("", |(parent, _)| parent);
            let told = findings
                .iter()
                .filter(|finding| finding.path == leaf.path || finding.path == parent)
                .any(|finding| finding.help.da.contains('`'));
            if !told {
                let near: Vec<_> =
                    findings.iter().filter(|finding| leaf.path.starts_with(&finding.path)).collect();
                let _ = writeln!(failures, "{draft:?}: {}: {}", leaf.path, listed(near));
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Whoever types what the findings say, letter for letter, gets no finding about it.
#[test]
fn what_a_finding_says_to_type_can_be_typed() {
    let desk = Desk::new();
    let mut failures = String::new();
    for draft in drafts() {
        let text = text(draft);
        let findings = desk.check(text.as_bytes()).findings;
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut typed = BTreeSet::new();
        let slots = leaves(&text);
        for leaf in slots.iter().filter(|leaf| leaf.empty) {
            let key = leaf.path.rsplit('.').next().unwrap();
            let Some(finding) = findings.iter().find(|finding| finding.path == leaf.path) else { continue };
            assert_eq!(finding.place.as_ref().map(|place| place.line), Some(leaf.line + 1), "{}", leaf.path);
            let mut quoted = finding.help.da.split('`').skip(1).step_by(2);
            let Some(own) = quoted.find(|own| own.starts_with(&format!("{key}:"))) else { continue };
            let line = &mut lines[leaf.line];
            let at = line.find(key).unwrap();
            *line = format!("{}{own}", &line[..at]);
            if own.ends_with('|') {
                *line = format!("{line}\n  {}", sample("reasoning", draft).trim_matches('"'));
            }
            typed.insert(leaf.path.as_str());
        }
        assert!(typed.len() >= 25, "{draft:?}: {typed:?}");
        let after = desk.check(lines.join("\n").as_bytes()).findings;
        let told: Vec<_> = after.iter().filter(|finding| typed.contains(finding.path.as_str())).collect();
        if !told.is_empty() {
            let _ = writeln!(failures, "{draft:?}\n{}", listed(told));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// What a comment says may be written instead, can be.
#[test]
fn what_the_comments_offer_instead_can_be_written() {
    let desk = Desk::new();
    let grant =
        Draft { kind: Kind::Grant, occasion: Occasion::Application, ground: Ground::OtherLegislation };
    let refusal = Draft { kind: Kind::Refusal, ..grant };
    let without = |text: &str, from: &str, to: &str| {
        let (start, end) = (text.find(from).unwrap(), text.find(to).unwrap());
        format!("{}{}", &text[..start], &text[end..])
    };
    let social = filled(grant)
        .replace("limb: impairment", "limb: social_problems\n    social_problems: du har mistet din bolig");
    let social = without(&social, "    significant:", "    # Oplysninger, som vurderingen bygger på");
    let unheard = without(&filled(refusal), "hearing:", "# Vurderingen af betingelserne.");
    let unheard = format!("{unheard}\nhearing:\n  nothing_adverse: true\n");
    for text in [social, unheard] {
        let findings = desk.check(text.as_bytes()).findings;
        assert!(findings.is_empty(), "{}\n{text}", listed(&findings));
    }
}

#[test]
fn every_key_of_a_draft_stands_under_a_danish_comment() {
    for draft in drafts() {
        let text = text(draft);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("# yaml-language-server: $schema=../case.schema.json"));
        for (index, line) in lines.iter().enumerate() {
            assert!(line.chars().count() <= 110, "{line}");
            if !line.trim_start().starts_with('#') && !line.is_empty() {
                assert!(lines[index - 1].trim_start().starts_with('#'), "{line}");
            }
        }
        assert!(schema::instance(&text).is_some());
        assert!(!text.contains(&["TO", "DO"].concat()) && !text.contains('\t'));
    }
}
