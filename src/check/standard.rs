//! Checks a quality standard with every rule that is about standards.

use super::passage;
use super::rule::{CanSet, Check, Reporter, StandardContext};
use super::rules::RULES;
use super::wording::WordingRules;
use crate::case::standard::{ReadStandard, Standard};
use crate::config::Config;
use crate::diagnostic::Findings;
use crate::law::Law;

/// Every finding of a standard that was read, the gravest first. `others` are the standards beside it.
pub fn check_standard(
    read: &ReadStandard,
    others: &[&Standard],
    law: &Law,
    wording: &WordingRules,
    config: &Config,
    can_set: &dyn CanSet,
) -> Findings {
    let mut findings = Findings::default();
    if let Some(standard) = &read.standard {
        let context = StandardContext { standard, texts: &read.texts, others, law, can_set };
        for rule in RULES {
            if let Check::Standard(check) = rule.check {
                check(&context, &mut Reporter::new(rule.code, rule.severity, &mut findings));
            }
        }
        wording.check_standard(&read.texts, &mut findings);
    }
    for finding in findings.iter_mut() {
        let passage = finding.passage.take();
        finding.place = read.place_of(&finding.path).map(|value| match passage {
            Some(words) => passage::place(&read.file.text, value, &words),
            None => value,
        });
    }
    super::change_severities(&mut findings, config);
    findings.extend(read.faults.iter().cloned());
    findings.sort();
    findings
}
