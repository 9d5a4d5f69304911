//! The proof: what legal staff read before they approve a letter.
//!
//! Everything here is made from the laid-out letter itself: the annotated PDF, the bundle for the browser, the difference
//! against an earlier version. Nothing here changes a letter, and nothing here decides; verdicts are applied elsewhere.

mod annotations;
mod because;
mod bundle;
mod difference;
mod draft;
mod draw;
mod origins;
mod risk;
mod sheet;

pub(crate) use bundle::base64;
pub use bundle::{
    BUNDLE, Bundle, BundleError, INDEX, Known, ROWS, Row, Similar, VERSIONS, caseworker_hash, forget,
};
pub use difference::{
    BlockChange, Cause, Change, DateChange, Difference, Make, Stretch, Version, compare, dates_that_differ,
};
pub use origins::{Kind, Origin};
pub use risk::{LetterFacts, Reason, reasons};
pub use sheet::{Block, FoundFact, Proof, Segment, Sheet, SheetFinding, Subject};

pub use draft::draft;
pub use draw::{DRAWN, Draw};

use std::time::{Duration, Instant};

use crate::compose::{ComposeError, Draft, Typeset};

/// The proof of a letter, and how long its annotated PDF took; [`Proof::of_pdf`] completes it.
///
/// # Errors
/// If the annotated PDF cannot be written.
pub fn of_letter(letter: &Typeset, subject: &Subject<'_>) -> Result<(Proof, Duration), ComposeError> {
    let pages = letter.pages();
    // What passed so far is no draft; its digest comes with its PDF.
    let subject = Subject { sha256: Some(""), ..*subject };
    let sheet = Sheet::new(&pages, letter.text(), &subject);
    let begun = Instant::now();
    let pdf = letter.annotated(&annotations::annotations(&sheet, &pages.pages))?;
    Ok((Proof { sheet, pdf }, begun.elapsed()))
}

/// The proof of a draft.
///
/// # Errors
/// If the annotated PDF cannot be written.
pub fn of_draft(draft: &Draft, subject: &Subject<'_>) -> Result<Proof, ComposeError> {
    let pages = draft.pages();
    let sheet = Sheet::new(&pages, draft.text(), subject);
    let pdf = draft.annotated(&annotations::annotations(&sheet, &pages.pages))?;
    Ok(Proof { sheet, pdf })
}
