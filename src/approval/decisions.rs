//! Verdicts: as they are typed, and as the page for legal staff saves them in `decisions.json`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::Refusal;
use crate::diagnostic::Bilingual;
use crate::ledger::Opened;

/// More than any bundle gives; what is larger is not ours.
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// Reads a file of decisions, and no more of it than one can have.
///
/// # Errors
/// If it cannot be read.
pub fn load_decisions(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A decision as far as it is asked whether it says everything once: of two keys of one name, JSON keeps the last.
#[derive(Deserialize)]
#[expect(dead_code, reason = "the keys are what is asked about")]
struct Once {
    letter: Option<IgnoredAny>,
    sha256: Option<IgnoredAny>,
    verdict: Option<IgnoredAny>,
    code: Option<IgnoredAny>,
    because: Option<IgnoredAny>,
    opened: Option<IgnoredAny>,
}

/// What is said of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was opened; nothing more.
    Open,
    /// A warning was looked at, and the letter can be sent all the same.
    Confirm {
        /// The warning's code.
        code: String,
        /// Why.
        because: String,
    },
    /// It can be sent.
    Approve,
    /// It must not be sent.
    Reject {
        /// Why.
        because: String,
    },
}

/// A verdict on one version of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The letter's id.
    pub letter: String,
    /// SHA-256 of the PDF that was looked at; `None` for the one that stands there.
    pub sha256: Option<String>,
    /// What is said.
    pub verdict: Verdict,
    /// Whether it was opened.
    pub opened: Opened,
}

/// Reads what the page has saved.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_decisions(bytes: &[u8]) -> Result<Vec<Decision>, Vec<Refusal>> {
    let again = || {
        Bilingual::new(
            "Gem afgørelserne igen fra out/index.html, og ret ikke i filen.",
            "Save the decisions again from out/index.html, and do not edit the file.",
        )
    };
    let wrong = |da: String, en: String| Refusal::new(Bilingual::new(da, en), again());
    if bytes.len() > BYTES_MAX {
        return Err(vec![wrong("Filen er for stor.".to_owned(), "The file is too large.".to_owned())]);
    }
    let list = match serde_json::from_slice(bytes) {
        Ok(Value::Array(list)) => list,
        Ok(_) => {
            let (da, en) = ("Filen er ikke en liste over afgørelser.", "The file is no list of decisions.");
            return Err(vec![wrong(da.to_owned(), en.to_owned())]);
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            return Err(vec![wrong(
                format!("Filen er ikke JSON: linje {line}, tegn {column}."),
                format!("The file is no JSON: line {line}, column {column}."),
            )]);
        }
    };
    let mut decisions = Vec::new();
    let mut refusals = Vec::new();
    for (index, item) in list.iter().enumerate() {
        match decision(item) {
            Ok(decision) => decisions.push(decision),
            Err((da, en)) => {
                let number = index + 1;
                let refusal =
                    wrong(format!("Nr. {number} i filen: {da}."), format!("No. {number} of the file: {en}."));
                let letter = item.get("letter").and_then(Value::as_str).filter(|id| is_id(id));
                refusals.push(Refusal { letter: letter.map(ToOwned::to_owned), ..refusal });
            }
        }
    }
    if refusals.is_empty()
        && let Err(error) = serde_json::from_slice::<Vec<Once>>(bytes)
    {
        let line = error.line();
        refusals.push(wrong(
            format!("En afgørelse siger det samme to gange: linje {line}."),
            format!("A decision says one thing twice: line {line}."),
        ));
    }
    if refusals.is_empty() { Ok(decisions) } else { Err(refusals) }
}

type Wrong = (&'static str, &'static str);

fn decision(item: &Value) -> Result<Decision, Wrong> {
    const KEYS: [&str; 6] = ["letter", "sha256", "verdict", "code", "because", "opened"];
    let item = item.as_object().ok_or(("det er ikke en afgørelse", "it is no decision"))?;
    if item.keys().any(|key| !KEYS.contains(&key.as_str())) {
        return Err(("der er en nøgle, som begrund ikke kender", "it has a key that begrund does not know"));
    }
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    let letter = text("letter")
        .filter(|id| is_id(id))
        .ok_or(("brevets navn mangler", "the letter's name is missing"))?;
    let sha256 = text("sha256")
        .filter(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .ok_or(("PDF'ens SHA-256 mangler", "the PDF's SHA-256 is missing"))?;
    let because = || {
        let because = text("because").map(str::trim).filter(|because| !because.is_empty());
        because.map(ToOwned::to_owned).ok_or(("begrundelsen mangler", "the reason is missing"))
    };
    let verdict = match text("verdict") {
        Some("open") => Verdict::Open,
        Some("approve") => Verdict::Approve,
        Some("reject") => Verdict::Reject { because: because()? },
        Some("confirm") => {
            let code = text("code").ok_or(("advarslens kode mangler", "the warning's code is missing"))?;
            Verdict::Confirm { code: code.to_owned(), because: because()? }
        }
        _ => return Err(("afgørelsen er ukendt", "the verdict is unknown")),
    };
    let opened = match item.get("opened") {
        Some(Value::Bool(true)) => Opened::Page,
        Some(Value::Bool(false)) => Opened::No,
        _ => {
            return Err(("det mangler, om brevet er åbnet", "it does not say whether the letter was opened"));
        }
    };
    Ok(Decision { letter: letter.to_owned(), sha256: Some(sha256.to_owned()), verdict, opened })
}

/// Whether a text has the form of a letter's id, so that it can be told without telling anything else.
fn is_id(text: &str) -> bool {
    (4..=120).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_a_file_of_decisions_can_have() {
        let bytes = load_decisions(Path::new("/dev/zero")).unwrap();
        assert_eq!(bytes.len(), BYTES_MAX + 1);
        assert!(read_decisions(&bytes).unwrap_err()[0].why.da.contains("for stor"));
    }

    #[test]
    fn what_the_page_saves_is_read_and_nothing_else() {
        let sha = "a".repeat(64);
        let good = format!(
            r#"[{{"letter":"2026-1_x","sha256":"{sha}","verdict":"confirm","code":"SPR-09","because":"rigtig","opened":true}},
                {{"letter":"2026-1_x","sha256":"{sha}","verdict":"approve","opened":false}}]"#
        );
        let read = read_decisions(good.as_bytes()).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].opened, read[1].opened), (Opened::Page, Opened::No));
        for (from, to, told) in [
            ("approve", "aprove", "Nr. 2"),
            ("rigtig", "  ", "begrundelsen"),
            ("\"opened\":false", "\"opened\":\"ja\"", "åbnet"),
            ("SPR-09\",", "SPR-09\",\"by\":\"mig\",", "nøgle"),
            (&sha[..], "abc", "SHA-256"),
            ("2026-1_x", "../x", "navn"),
            ("[{", "{{", "JSON"),
            ("\"opened\":false", "\"opened\":false,\"opened\":true", "to gange"),
            (
                "\"verdict\":\"approve\"",
                "\"verdict\":\"reject\",\"because\":\"nej\",\"verdict\":\"approve\"",
                "to gange",
            ),
        ] {
            assert!(good.contains(from));
            let refusals = read_decisions(good.replace(from, to).as_bytes()).unwrap_err();
            assert!(refusals.iter().any(|refusal| refusal.why.da.contains(told)), "{to}: {refusals:?}");
        }
        assert!(read_decisions(b"{}").is_err());
    }
}
