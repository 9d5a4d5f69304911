//! `--only` and `--skip`: which codes a run shows. Neither changes what a build holds back.

use super::exit::Exit;
use super::failure::Failure;
use crate::case::fault;
use crate::check::RULES;
use crate::diagnostic::Bilingual;
use crate::pipeline::{Outcome, RunReport, Workspace};

/// A code that `check` leaves out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Skip {
    pub(super) code: String,
    pub(super) reason: String,
}

impl Skip {
    /// Reads `CODE=REASON`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (code, reason) =
            text.split_once('=').map(|(code, reason)| (code.trim(), reason.trim())).unwrap_or_default();
        if code.is_empty() || reason.is_empty() {
            return Err("skriv koden og en grund / write the code and a reason: SAG-08=\"…\"".to_owned());
        }
        Ok(Self { code: code.to_ascii_uppercase(), reason: reason.to_owned() })
    }
}

/// The codes that are shown.
#[derive(Debug, Default)]
pub(super) struct Selection {
    only: Vec<String>,
    skipped: Vec<Skip>,
}

impl Selection {
    /// What was asked for.
    ///
    /// # Errors
    /// If a code does not exist, or what cannot be left out is.
    pub(super) fn new(workspace: &Workspace, only: &[String], skip: &[Skip]) -> Result<Self, Failure> {
        let only: Vec<String> = only.iter().map(|code| code.trim().to_ascii_uppercase()).collect();
        for code in only.iter().chain(skip.iter().map(|skip| &skip.code)) {
            exists(workspace, code)?;
        }
        if let Some(skip) = skip.iter().find(|skip| is_of_reading(&skip.code)) {
            let hint = Bilingual::new(
                "Ret filen: det, der ikke kan læses, kan ikke kontrolleres.",
                "Mend the file: what cannot be read cannot be checked.",
            );
            let error = format!("{} is a fault of reading, which cannot be skipped", skip.code);
            return Err(Failure::new(
                Exit::Unusable,
                Bilingual::new(
                    format!("{} er en fejl i læsningen og kan ikke springes over", skip.code),
                    error,
                ),
                hint,
            ));
        }
        Ok(Self { only, skipped: skip.to_vec() })
    }

    /// Leaves out of a report what is not to be shown. A record that only skipped codes held passes.
    pub(super) fn apply(&self, report: &mut RunReport) {
        for case in report.cases.to_mend_mut() {
            let skipped = |code: &str| self.skipped.iter().any(|skip| skip.code == code);
            let all = case.findings.len();
            case.findings.retain(|finding| !skipped(&finding.code));
            if case.outcome == Outcome::Held && case.findings.len() < all && !case.findings.has_errors() {
                case.outcome = Outcome::Passed;
            }
            case.findings.retain(|finding| self.shows(&finding.code));
        }
    }

    fn shows(&self, code: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == code)
    }

    /// The codes that alone are shown; empty for all.
    pub(super) fn only(&self) -> &[String] {
        &self.only
    }

    /// The codes that are left out.
    pub(super) fn skipped(&self) -> &[Skip] {
        &self.skipped
    }
}

fn is_of_reading(code: &str) -> bool {
    fault::CODES.iter().any(|(reading, _)| *reading == code)
}

fn exists(workspace: &Workspace, code: &str) -> Result<(), Failure> {
    let structural = RULES.iter().any(|rule| rule.code == code);
    if structural || is_of_reading(code) || workspace.wording.iter().any(|rule| rule.code == code) {
        return Ok(());
    }
    let hint = Bilingual::new("`begrund rules` viser dem alle.", "`begrund rules` lists them all.");
    Err(Failure::new(
        Exit::Unusable,
        Bilingual::new(format!("der er ingen regel `{code}`"), format!("there is no rule `{code}`")),
        hint,
    ))
}

#[cfg(test)]
mod tests {
    use super::Skip;

    #[test]
    fn a_code_is_skipped_with_a_reason_alone() {
        let skip = Skip { code: "SAG-08".to_owned(), reason: "gamle sager = prøve".to_owned() };
        assert_eq!(Skip::parse("sag-08= gamle sager = prøve "), Ok(skip));
        for bad in ["SAG-08", "SAG-08=", "SAG-08=  ", "=fordi", ""] {
            assert!(Skip::parse(bad).is_err(), "{bad}");
        }
    }
}
