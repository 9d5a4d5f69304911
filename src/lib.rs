//! begrund turns YAML case records into lawful Danish decision letters under § 102 of lov om social service.
//!
//! `docs/architecture.md` has the bird's-eye view; the modules below are in reading order.

pub mod danish;
pub mod diagnostic;

pub mod pack;
mod spool;

pub mod approval;
pub mod case;
pub mod check;
pub mod compose;
pub mod config;
pub mod draft;
pub mod import;
pub mod law;
pub mod ledger;
pub mod letter;
pub mod nightly;
pub mod pipeline;
pub mod proof;
pub mod sample;
pub mod send;
pub mod stats;
pub mod store;

pub mod cli;
