//! Delivery: what was approved, to whom it belongs, once.
//!
//! A plan says what will be done and why not; the outbox carries it out over three channels: e-mail, a MeMo file for the municipality's own
//! sender of Digital Post, and a folder for print. The intention is in the ledger before the first byte leaves, the outcome after. An
//! attempt without an outcome is unknown: it is never repeated by itself; evidence or a person settles it.
//!
//! Exactly once cannot be had over SMTP. What is promised is: at most once by itself, nothing lost in silence.

mod bounce;
mod channel;
pub mod digital_post;
pub mod email;
mod files;
mod load;
mod outbox;
mod outcome;
mod pace;
pub mod paper;
mod parcel;
mod plan;
mod reconcile;
mod report;
mod secret;
mod settle;

pub use bounce::{BounceError, Bounced, take_bounces};
pub use channel::{Channel, Channels, Destination, Prepared, Stamp};
pub use outbox::{SendError, Sending, rehearse, send};
pub use outcome::{Fault, FaultKind, Outcome};
pub use pace::{Pace, Point, RealPace, Silent, Watch};
pub use parcel::{Attachment, Number, Parcel, Party};
pub use plan::{Plan, Planned, Step, Why, plan};
pub use reconcile::{Evidence, EvidenceError, Reconciled, reconcile};
pub use report::{Report, Result as LetterResult, Stop};
pub use secret::{Secrets, password};
pub use settle::{SettleError, Settled, close_open, settle};
