//! The letter: its parts, its identity, and what was read back from its pages.

mod id;
mod part;
mod text;
pub mod words;

pub use id::{LetterId, Recipient};
pub use part::Part;
pub use text::{LetterText, PartText};

/// SHA-256 of a letter's bytes, as lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    crate::case::read::hex(&sha2::Sha256::digest(bytes))
}
