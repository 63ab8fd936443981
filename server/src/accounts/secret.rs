//! Random secrets, shown once and kept as hashes.

use super::AccountError;
use sha2::{Digest as _, Sha256};

/// 256 random bits as text. Not printable by accident: it has no `Debug`.
pub(crate) struct Secret(String);

impl Secret {
    /// A new secret; the prefix lets people and scanners of leaked secrets know what it is.
    ///
    /// # Errors
    /// [`AccountError::Secret`] where the system has no randomness.
    pub(crate) fn new(prefix: &str) -> Result<Self, AccountError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
        Ok(Self(format!("{prefix}{}", hex(&bytes))))
    }

    /// The text, to be handed to its owner and to nobody else.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(crate) fn digest(&self) -> String {
        digest_hex(&self.0)
    }
}

/// SHA-256 of a text as hexadecimal digits. Enough for 256 random bits: there is nothing to guess.
pub(crate) fn digest_hex(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_found_by_their_hash() {
        let (a, b) = (Secret::new("aula_").unwrap(), Secret::new("aula_").unwrap());
        assert!(a.expose() != b.expose() && a.expose().len() == 5 + 64);
        assert_eq!(a.digest(), digest_hex(a.expose()));
        assert_eq!(digest_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "FIPS 180-4");
    }
}
