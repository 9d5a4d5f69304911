//! `begrund.key`: what recipients are hashed with, so that nobody who has the ledger alone can try out CPR numbers.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::case::read::hex;
use crate::letter::sha256;

/// The key.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// Reads what the file holds: 64 hex digits.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
        let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
        (bytes.len() == 32).then_some(Self(bytes))
    }

    /// A digest that tells this key from another, and nothing of it.
    pub(super) fn check(&self) -> String {
        let hash = self.keyed("begrund", &["key"]);
        sha256(hash.as_bytes())[..16].to_owned()
    }

    /// HMAC-SHA256 over words, as lower-case hex. `what` keeps apart what is hashed for different ends.
    pub fn keyed(&self, what: &str, words: &[&str]) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            unreachable!("a key of any length will do");
        };
        mac.update(&serde_json::to_vec(&(what, words)).unwrap_or_default());
        hex(&mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_hmac_of_the_standard() {
        // RFC 4231, test case 2, has a shorter key; the construction is the crate's. Here: that nothing is left out.
        let key = Key::read(&"0b".repeat(32)).unwrap();
        let other = Key::read(&"0c".repeat(32)).unwrap();
        let hash = key.keyed("recipient", &["a", "b"]);
        assert_eq!(hash.len(), 64);
        assert_eq!(hash, key.keyed("recipient", &["a", "b"]));
        for changed in [
            key.keyed("recipient", &["ab"]),
            key.keyed("other", &["a", "b"]),
            other.keyed("recipient", &["a", "b"]),
        ] {
            assert_ne!(changed, hash);
        }
        assert_ne!(key.check(), other.check());
        assert!(Key::read("0b0b").is_none() && Key::read(&"zz".repeat(32)).is_none());
    }
}
