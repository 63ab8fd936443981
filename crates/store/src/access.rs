//! The access log: who read what, in a chain that nobody can shorten or change unseen.
//!
//! Every line has a number and a hash of the line before, its number and its text. So a changed, a missing or an
//! inserted line breaks the chain at that place. Old lines may be forgotten: the last forgotten one stays as the
//! *anchor*, and a new line of the log says that and why, so the chain still verifies from there.
//!
//! Whoever can write the file can make a whole new chain. A head that was noted elsewhere (`aula log verify --head`)
//! shows that too.

use crate::{Store, StoreError};
use sha2::{Digest as _, Sha256};

/// A place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccessHead {
    /// The number of the line; 0 is before the first.
    pub seq: u64,
    /// The hash that goes into the next line; zeros before the first.
    pub hash: [u8; 32],
}

/// A line of the access log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLine {
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// What it says.
    pub text: String,
    /// SHA-256 of the hash of the line before, the number and the text.
    pub hash: [u8; 32],
}

impl AccessHead {
    /// The place after one more line.
    #[must_use]
    pub fn after(&self, text: &str) -> Self {
        let seq = self.seq + 1;
        let hash = Sha256::new().chain_update(self.hash).chain_update(seq.to_le_bytes()).chain_update(text).finalize();
        Self { seq, hash: hash.into() }
    }

    /// The lines that texts become from here on.
    pub(crate) fn lines<'a>(self, texts: &'a [String]) -> impl Iterator<Item = AccessLine> + 'a {
        texts.iter().scan(self, |head, text| {
            *head = head.after(text);
            Some(AccessLine { seq: head.seq, text: text.clone(), hash: head.hash })
        })
    }

    /// The hash as hexadecimal digits.
    #[must_use]
    pub fn hash_hex(&self) -> String {
        self.hash.iter().map(|b| format!("{b:02x}")).collect()
    }
}

impl AccessLine {
    /// The place of the line in the chain.
    #[must_use]
    pub fn head(&self) -> AccessHead {
        AccessHead { seq: self.seq, hash: self.hash }
    }
}

/// Walks the whole chain and hands every line to `visit`.
///
/// # Returns
/// The head that was reached.
///
/// # Errors
/// [`StoreError::Damaged`] at the first line that does not follow from the one before it; whatever `visit` returns.
pub fn verify_accesses(
    store: &dyn Store,
    visit: &mut dyn FnMut(&AccessLine) -> Result<(), StoreError>,
) -> Result<AccessHead, StoreError> {
    let mut head = store.access_anchor()?;
    loop {
        let lines = store.accesses(head.seq, 4096)?;
        if lines.is_empty() {
            break;
        }
        for line in lines {
            let expected = head.after(&line.text);
            if line.head() != expected {
                return Err(StoreError::Damaged {
                    place: format!("line {} of the access log", expected.seq),
                    reason: format!("line {} does not follow from the line before it", line.seq),
                });
            }
            head = expected;
            visit(&line)?;
        }
    }
    let said = store.access_head()?;
    if said != head {
        let reason = format!("it should reach line {} and ends at line {}", said.seq, head.seq);
        return Err(StoreError::Damaged { place: "the access log".to_owned(), reason });
    }
    Ok(head)
}
