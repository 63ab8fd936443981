//! A light proof of work instead of a foreign captcha: a second of a phone's time for each audit of somebody unsigned.

use super::{Core, hex};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::PoisonError;

/// Zero bits that a proof begins with.
const BITS: u32 = 14;
/// How long a challenge may be answered, in seconds.
const SECONDS: i64 = 600;

/// A challenge: find a counter such that SHA-256 of nonce and counter begins with so many zero bits.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Challenge {
    nonce: String,
    bits: u32,
    expires: Timestamp,
}

/// Why a proof is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProofFault {
    Missing,
    Wrong,
}

/// Nonces that were used, until they expire.
#[derive(Default)]
pub(crate) struct Used(HashMap<String, i64>);

impl Core {
    /// A new challenge. Nothing is kept of it: the nonce carries its own end and mark.
    pub(crate) fn challenge(&self, now: Timestamp) -> Result<Challenge, aula_store::StoreError> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|e| aula_store::StoreError::Storage(e.to_string().into()))?;
        let end = now.as_second() + SECONDS;
        let stem = format!("{end:x}-{}", hex(&random));
        let nonce = format!("{stem}-{}", self.mark(&stem)?);
        Ok(Challenge { nonce, bits: BITS, expires: Timestamp::from_second(end).unwrap_or(now) })
    }

    fn mark(&self, stem: &str) -> Result<String, aula_store::StoreError> {
        Ok(self.secrets()?.name("challenge", &[stem.as_bytes()])[..16].to_owned())
    }

    /// Whether a proof fits a challenge of ours that is not used up; uses it up.
    pub(crate) fn use_proof(
        &self,
        proof: Option<&aula_checklist::Proof>,
        now: Timestamp,
    ) -> Result<Result<(), ProofFault>, aula_store::StoreError> {
        let Some(proof) = proof else { return Ok(Err(ProofFault::Missing)) };
        let Some((stem, mark)) = proof.nonce.rsplit_once('-') else { return Ok(Err(ProofFault::Wrong)) };
        let end = stem.split('-').next().and_then(|end| i64::from_str_radix(end, 16).ok()).unwrap_or(0);
        if self.mark(stem)? != mark || end < now.as_second() || !fits(proof) {
            return Ok(Err(ProofFault::Wrong));
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.0.retain(|_, end| *end >= now.as_second());
        Ok(if used.0.insert(proof.nonce.clone(), end).is_some() { Err(ProofFault::Wrong) } else { Ok(()) })
    }
}

fn fits(proof: &aula_checklist::Proof) -> bool {
    let hash = Sha256::digest(format!("{}{}", proof.nonce, proof.counter));
    let mut zeros = 0;
    for byte in hash {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros >= BITS
}
