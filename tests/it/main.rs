//! The one test binary: what begrund promises, tried from the outside.
#![expect(clippy::unwrap_used, reason = "in tests a panic is the report")]
#![expect(clippy::disallowed_methods, reason = "tests read and write files of their own")]

mod approval;
mod batch;
mod browser;
mod build;
mod canaries;
mod choice;
mod corpus;
mod dates;
mod documents;
mod drafts;
mod editor;
mod faults;
mod fixture;
mod formats;
mod import;
mod incremental;
mod injection;
mod ledger;
mod letters;
mod mistakes;
mod model;
mod newcomer;
mod office;
mod operations;
mod post;
mod postfix;
mod posting;
mod project;
mod proof;
mod provision;
mod reading;
mod relay;
mod rules;
mod run;
mod sample;
mod schema;
mod sending;
mod settings;
mod settling;
mod standard;
mod stats;
mod studio;
mod templates;
mod validator;
