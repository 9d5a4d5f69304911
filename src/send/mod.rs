//! Delivery: what was approved, to whom it belongs, once.
//!
//! A plan says what will be done and why not; the outbox carries it out over three channels: e-mail, a MeMo file for the municipality's own
//! sender of Digital Post, and a folder for print. The intention is in the ledger before the first byte leaves, the outcome after.

pub mod digital_post;
pub mod paper;
mod parcel;

pub use parcel::{Attachment, Number, Parcel, Party};
