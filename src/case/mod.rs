//! Case records: finding the files, reading them, and what they mean.
//!
//! Reading gives **all** faults of a file at once, each with its place, and as much of the record as could be
//! read, so that the checks can say the rest in the same run. The contract is `docs/case-record.md`.
//! Nothing here knows the law: a key that a *rule* asks for is optional to the reader.

pub mod batch;
pub mod cpr;
pub mod describe;
pub mod discover;
pub mod fault;
pub mod id;
mod mend;
pub mod read;
pub mod record;
pub mod schema;
pub mod settings;
pub mod slot;
pub mod standard;
pub mod tree;
pub mod value;

pub use cpr::Cpr;
pub use id::CaseId;
pub use read::{CaseFile, ReadCase};
pub use record::CaseRecord;
pub use slot::{Slot, SlotText};
