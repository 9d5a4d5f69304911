//! Reading: every fault at its place, nothing refused that is good, nothing that makes it fail.

use std::fs;

use crate::fixture::{Desk, listed};

#[test]
fn every_sample_case_is_read_and_checked_without_a_finding() {
    let desk = Desk::new();
    let mut findings = String::new();
    for path in samples() {
        let verdict = desk.check(&fs::read(&path).unwrap());
        if !verdict.findings.is_empty() {
            findings.push_str(&format!("{}\n{}\n", path.display(), listed(&verdict.findings)));
        }
        for f in &verdict.findings { if let Some(d) = &f.detail { findings.push_str(&d.da); findings.push('\n'); } }
    }
    assert!(findings.is_empty(), "{findings}");
}

fn samples() -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = fs::read_dir("cases").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 26);
    paths
}
