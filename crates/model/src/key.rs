//! Identity of records: a 128-bit key out of source and identifier, or out of the content and its occurrence.

use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::collections::HashMap;
use std::hash::Hasher;

/// The identity of a record in the log: what a later entry must repeat to correct it.
///
/// A record with an identifier of its source has the key of (kind, source, identifier). One without has the key of
/// (kind, source, row as read, occurrence), where the occurrence counts the equal rows before it in the same file: so
/// equal rows stay separate records and the same file read again meets the same keys.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key([u8; 16]);

/// A digest: of a stored record, by which an unchanged record is told from a corrected one, or of a row as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContentHash(pub [u8; 16]);

/// Hashes parts with their lengths, so that ("ab", "c") and ("a", "bc") differ. `SipHash` 1-3, 128 bits, keys zero:
/// stable for ever, and no attacker gains anything by a collision but to overwrite a record of a file that is his own.
fn digest(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = SipHasher13::new();
    for part in parts {
        hasher.write(&(part.len() as u64).to_le_bytes());
        hasher.write(part);
    }
    hasher.finish128().as_bytes()
}

impl Key {
    /// The key of a record that its source identifies.
    #[must_use]
    pub fn identified(kind: &str, source: &str, source_id: &str) -> Self {
        Self(digest(&[b"id", kind.as_bytes(), source.as_bytes(), source_id.as_bytes()]))
    }

    /// The key of the `occurrence`-th record (from 0) with this content in a source without identifiers.
    #[must_use]
    pub fn anonymous(kind: &str, source: &str, content: ContentHash, occurrence: u32) -> Self {
        let nth = occurrence.to_le_bytes();
        Self(digest(&[b"row", kind.as_bytes(), source.as_bytes(), &content.0, &nth]))
    }

    /// A key read back from storage.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes for storage.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({self})")
    }
}

impl ContentHash {
    /// The digest of a record's canonical bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(digest(&[bytes]))
    }
}

/// Counts equal contents in the order of a file.
#[derive(Debug, Default)]
pub struct Occurrences(HashMap<ContentHash, u32>);

impl Occurrences {
    /// How many equal contents came before this one.
    pub fn next(&mut self, content: ContentHash) -> u32 {
        let seen = self.0.entry(content).or_default();
        let nth = *seen;
        *seen += 1;
        nth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_same_for_ever() {
        let key = Key::identified("incident", "form_1m", "17");
        assert_eq!(key.to_string(), Key::identified("incident", "form_1m", "17").to_string());
        assert_ne!(key, Key::identified("incident", "form_1", "m17"));
        assert_ne!(key, Key::identified("place", "form_1m", "17"));
    }

    #[test]
    fn equal_rows_without_identifier_get_different_keys_in_a_fixed_order() {
        let content = ContentHash::of(b"same");
        let mut seen = Occurrences::default();
        let keys: Vec<_> = (0..3).map(|_| Key::anonymous("incident", "s", content, seen.next(content))).collect();
        assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
        assert_eq!(keys[1], Key::anonymous("incident", "s", content, 1));
    }
}
