//! Drafts of records that are held back: the letter by the same composer, as far as the record goes.

use crate::case::CaseFile;
use crate::case::read::{ReadCase, read_filled};
use crate::case::record::CaseRecord;
use crate::check::Core;
use crate::compose::{ComposeError, Composer, DRAFT_DATE, Draft, choose};
use crate::config::Config;
use crate::law::Law;

/// What stands where a text is missing.
const MISSING: &str = "[mangler]";
/// More gaps than a record has keys.
const FILLS_MAX: usize = 60;

/// The drafts of a record, one a letter; where it says too little for any template, one sheet of its texts.
///
/// # Errors
/// If Typst cannot set them.
pub fn draft(
    composer: &Composer,
    law: &Law,
    config: &Config,
    file: &CaseFile,
    read: &ReadCase,
    held: &CaseRecord,
) -> Result<Vec<Draft>, ComposeError> {
    if let Some(drafts) = as_letters(composer, law, config, file, held)? {
        return Ok(drafts);
    }
    let texts: Vec<(String, String)> =
        read.texts.iter().map(|text| (text.path.clone(), text.text.clone())).collect();
    let id = format!("kladde_{}", file.sha256.get(..16).unwrap_or_default());
    let case = held.case.as_ref().map_or_else(String::new, ToString::to_string);
    Ok(vec![composer.draft_of_texts(&id, &case, &texts)?])
}

/// Fills in one gap after the other, until the template has what it asks for. A choice that is missing cannot be filled in.
fn as_letters(
    composer: &Composer,
    law: &Law,
    config: &Config,
    file: &CaseFile,
    held: &CaseRecord,
) -> Result<Option<Vec<Draft>>, ComposeError> {
    let mut record = held.clone();
    let mut fills: Vec<(String, &str)> = Vec::new();
    let day = DRAFT_DATE.to_string();
    for _ in 0..FILLS_MAX {
        let (Some(core), Some(choice)) = (Core::of(&record), choose(&record)) else { return Ok(None) };
        let made: Result<Vec<Draft>, ComposeError> = choice
            .letters
            .iter()
            .map(|addressee| composer.draft(&record, &core, &choice, *addressee, law, config))
            .collect();
        let key = match made {
            Ok(drafts) => return Ok(Some(drafts)),
            Err(ComposeError::Lacking(key)) => key,
            // A template may ask for what only whole records have.
            Err(ComposeError::Render(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        if fills.iter().any(|(filled, _)| filled == key) {
            return Ok(None);
        }
        if is_date(key) {
            fills.push((key.to_owned(), &day));
        } else {
            fills.push((key.to_owned(), MISSING));
        }
        if key == "facts.source" {
            fills.push(("facts.dated".to_owned(), &day));
        }
        let Some(filled) = read_filled(file, &fills) else { return Ok(None) };
        record = filled;
    }
    Ok(None)
}

fn is_date(key: &str) -> bool {
    let name = key.rsplit('.').next().unwrap_or(key);
    matches!(name, "decided" | "sent" | "deadline" | "held" | "authorised")
}
