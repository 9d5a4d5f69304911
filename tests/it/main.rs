//! The one test binary: what begrund promises, tried from the outside.
#![expect(clippy::unwrap_used, reason = "in tests a panic is the report")]
#![expect(clippy::disallowed_methods, reason = "tests read and write files of their own")]

mod browser;
mod build;
mod choice;
mod documents;
mod fixture;
mod injection;
mod letters;
mod project;
mod proof;
mod provision;
mod reading;
mod rules;
mod studio;
mod templates;
