//! The order of the steps: read all, check each, check the set, typeset what passed into staging, rename into place.
//!
//! One bad case stops nothing. A letter's outcome is a function of its record, the pack, the settings and the set of
//! the run; neither the number of workers nor the order of files changes a byte.

mod build;
mod cases;
mod crash;
mod held;
mod manifest;
mod noted;
mod outcome;
mod proof;
mod resume;
mod sketch;
mod survey;
mod typesetting;
mod workspace;

pub use build::{BuildError, METRICS, Order, build};
pub use cases::Cases;
pub use manifest::{
    BuiltLetter, Entry, EntryFinding, NAME as MANIFEST, PlacedLetter, forget, letters_in_place,
    read as read_manifest,
};
pub use noted::{Earlier, Job, NotedError, REPORT, build_noted, known, must_hold_report};
pub use outcome::{CaseReport, Outcome, RunReport, Totals};
pub use sketch::keep;
pub use survey::{SpoolError, check};
pub use workspace::{STANDARDS, Workspace, WorkspaceError};

/// Is told how far a run has come. Never with personal data.
pub trait Progress: Sync {
    /// A step begins, with so many cases to go through.
    fn begin(&self, step: Step, cases: usize);
    /// One case of the step is done.
    fn advance(&self);
    /// The step is done.
    fn end(&self);
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading and checking records.
    Check,
    /// Making letters.
    Typeset,
}

/// Says nothing.
#[derive(Debug)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Step, _: usize) {}
    fn advance(&self) {}
    fn end(&self) {}
}
