//! The letter: its parts, its identity, and what was read back from its pages.

mod id;
mod part;
mod text;
pub mod words;

pub use id::{LetterId, Recipient};
pub use part::Part;
pub use text::{LetterText, PartText};
