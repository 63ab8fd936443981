//! The city's secret, and what is made with it: pseudonyms, seals, identifiers.
//!
//! A rater's number in the city never stands in the log as it is. Each audit holds a pseudonym that is another one in
//! every yard, and the number *sealed*: masked with a keyed hash of the audit's own identifier. Only this program, with
//! the secret, takes the seal off, and only for the core that estimates rater severity.

use aula_store::{Store, StoreError};
use sha2::{Digest, Sha256};

const KEY_BLOB: &str = "checklist/key";

/// A rater's number in the city.
pub(crate) type Person = [u8; 16];

/// The secret.
pub(crate) struct Secrets {
    key: [u8; 32],
}

impl Secrets {
    /// The secret of a store; made where there is none.
    pub(crate) fn of(store: &dyn Store) -> Result<Self, StoreError> {
        if let Some(key) = store.blob(KEY_BLOB)?.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()) {
            return Ok(Self { key });
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|e| StoreError::Storage(e.to_string().into()))?;
        store.put_blob(KEY_BLOB, &key)?;
        Ok(Self { key })
    }

    /// HMAC-SHA-256 (RFC 2104) over parts with their lengths.
    pub(crate) fn hash(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        let pad = |byte: u8| {
            let mut block = [byte; 64];
            block.iter_mut().zip(self.key).for_each(|(b, k)| *b ^= k);
            block
        };
        let mut inner = Sha256::new();
        inner.update(pad(0x36));
        for part in std::iter::once(label.as_bytes()).chain(parts.iter().copied()) {
            inner.update((part.len() as u64).to_le_bytes());
            inner.update(part);
        }
        let mut outer = Sha256::new();
        outer.update(pad(0x5c));
        outer.update(inner.finalize());
        outer.finalize().into()
    }

    /// The first half of a hash, in hexadecimal digits.
    pub(crate) fn name(&self, label: &str, parts: &[&[u8]]) -> String {
        hex(&self.hash(label, parts)[..16])
    }

    /// A person's number in the city: `who` is an account, a device, a paper form or an address.
    pub(crate) fn person(&self, who: &str) -> Person {
        first_half(self.hash("person", &[who.as_bytes()]))
    }

    /// A person's pseudonym in a yard.
    pub(crate) fn pseudonym(&self, yard: &str, person: &Person) -> String {
        hex(&self.hash("yard", &[yard.as_bytes(), person])[..10])
    }

    /// A person's number, sealed for an audit or case.
    pub(crate) fn seal(&self, of: &str, person: &Person) -> String {
        hex(&self.masked(of, person))
    }

    /// Takes a seal off. What is no seal of ours (an invented rater of the demo) stands for itself.
    pub(crate) fn unseal(&self, of: &str, seal: &str) -> Person {
        let bytes: Option<Vec<u8>> = (seal.len() == 32)
            .then(|| (0..16).map(|i| u8::from_str_radix(seal.get(2 * i..2 * i + 2)?, 16).ok()).collect())
            .flatten();
        match bytes.and_then(|bytes| Person::try_from(bytes).ok()) {
            Some(sealed) => self.masked(of, &sealed),
            None => self.person(seal),
        }
    }

    fn masked(&self, of: &str, person: &Person) -> Person {
        let mask = first_half(self.hash("seal", &[of.as_bytes()]));
        std::array::from_fn(|i| person[i] ^ mask[i])
    }

    /// What the sender of an audit needs to correct or withdraw it.
    pub(crate) fn audit_secret(&self, id: &str) -> String {
        self.name("secret", &[id.as_bytes()])
    }

    /// The identifier of the audit that a device knows by its own.
    pub(crate) fn audit_id(&self, client_id: &str) -> String {
        self.name("audit", &[client_id.as_bytes()])
    }
}

fn first_half(hash: [u8; 32]) -> [u8; 16] {
    std::array::from_fn(|i| hash[i])
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_comes_off_with_its_own_audit_only_and_pseudonyms_differ_by_yard() {
        let store = aula_store::MemoryStore::new();
        let secrets = Secrets::of(&store).unwrap();
        let person = secrets.person("device:abc");
        let seal = secrets.seal("a1", &person);
        assert_eq!(secrets.unseal("a1", &seal), person);
        assert_ne!(secrets.unseal("a2", &seal), person);
        assert_ne!(secrets.seal("a2", &person), seal);
        assert_ne!(secrets.pseudonym("yard:a", &person), secrets.pseudonym("yard:b", &person));
        assert_eq!(Secrets::of(&store).unwrap().person("device:abc"), person, "the secret is kept");
        assert_eq!(secrets.unseal("a1", "demo-1"), secrets.unseal("a2", "demo-1"));
    }

    #[test]
    fn the_hash_is_hmac_sha_256() {
        // RFC 4231 has no case with our framing: the construction is held against its definition.
        let secrets = Secrets { key: [0x0b; 32] };
        let mut message = Vec::new();
        for part in [b"label".as_slice(), b"part"] {
            message.extend_from_slice(&(part.len() as u64).to_le_bytes());
            message.extend_from_slice(part);
        }
        let inner: Vec<u8> = [0x0b_u8 ^ 0x36; 32].into_iter().chain([0x36; 32]).chain(message).collect();
        let outer: Vec<u8> = [0x0b_u8 ^ 0x5c; 32].into_iter().chain([0x5c; 32]).chain(Sha256::digest(inner)).collect();
        assert_eq!(secrets.hash("label", &[b"part"])[..], Sha256::digest(outer)[..]);
    }
}
