//! The one test binary: what begrund promises, tried from the outside.
#![expect(clippy::unwrap_used, reason = "in tests a panic is the report")]

mod fixture;
mod injection;
mod letters;
mod reading;
mod rules;
mod studio;
mod templates;
