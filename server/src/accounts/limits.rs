//! Limits on signing in, which count failures and say nothing about who exists.

use super::{AccountError, digest_hex};
use aula_store::Store;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

pub(super) const PREFIX: &str = "limit/";

/// How long failures count.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Failures of one client at one name: a person who has forgotten a password.
const OF_CLIENT_AND_NAME: u32 = 10;
/// Failures of one client at all names.
const OF_CLIENT: u32 = 50;
/// Failures of all clients at one name: so many that nobody is locked out by a few wrong attempts of a stranger.
const OF_NAME: u32 = 100;

#[derive(Serialize, Deserialize)]
struct Kept {
    failures: u32,
    expires: Timestamp,
}

/// The failures in a store.
pub(crate) struct SignInLimits<'a> {
    store: &'a dyn Store,
    counters: [(String, u32); 3],
}

impl<'a> SignInLimits<'a> {
    /// The limits that an attempt of a client at a name falls under. A name that no account has is counted alike.
    pub(crate) fn new(store: &'a dyn Store, client: IpAddr, name: &str) -> Self {
        let client = network(client);
        let name = name.trim().to_lowercase();
        let counter = |what: &str| format!("{PREFIX}{}", digest_hex(what));
        let counters = [
            (counter(&format!("{client} {name}")), OF_CLIENT_AND_NAME),
            (counter(&format!("client {client}")), OF_CLIENT),
            (counter(&format!("name {name}")), OF_NAME),
        ];
        Self { store, counters }
    }

    /// Refuses an attempt where there were too many failures.
    ///
    /// # Errors
    /// [`AccountError::TooMany`] with the seconds to wait.
    pub(crate) fn refuse(&self, now: Timestamp) -> Result<(), AccountError> {
        for (blob, limit) in &self.counters {
            let kept = self.store.blob(blob)?.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
            if let Some(kept) = kept.filter(|k| k.expires > now && k.failures >= *limit) {
                let seconds = kept.expires.duration_since(now).as_secs();
                return Err(AccountError::TooMany(u64::try_from(seconds).unwrap_or(0) + 1));
            }
        }
        Ok(())
    }

    /// Counts a failure.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub(crate) fn failed(&self, now: Timestamp) -> Result<(), AccountError> {
        for (blob, _) in &self.counters {
            loop {
                let bytes = self.store.blob(blob)?;
                let kept = bytes.as_deref().and_then(|bytes| serde_json::from_slice::<Kept>(bytes).ok());
                let next = match kept.filter(|kept| kept.expires > now) {
                    Some(kept) => Kept { failures: kept.failures + 1, ..kept },
                    None => Kept { failures: 1, expires: now + WINDOW },
                };
                if self.store.swap_blob(blob, bytes.as_deref(), Some(&serde_json::to_vec(&next)?))? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Forgets this client's failures at this name.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub(crate) fn succeeded(&self) -> Result<(), AccountError> {
        Ok(self.store.delete_blob(&self.counters[0].0).map(drop)?)
    }
}

/// One customer of a network has one address of the old kind and a /64 of the new.
pub(crate) fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6([a, b, c, d, 0, 0, 0, 0].into())
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aula_store::MemoryStore;

    #[test]
    fn failures_count_by_name_and_client_and_are_forgotten_in_time() {
        let store = MemoryStore::new();
        let at = |seconds: i64| Timestamp::from_second(1_800_000_000 + seconds).unwrap();
        let limits = |client: &str, name: &str| SignInLimits::new(&store, client.parse().unwrap(), name);
        let here = limits("192.0.2.1", "serik");
        for _ in 0..OF_CLIENT_AND_NAME {
            here.refuse(at(0)).unwrap();
            here.failed(at(0)).unwrap();
        }
        assert!(matches!(here.refuse(at(60)), Err(AccountError::TooMany(841))));
        assert!(limits("192.0.2.2", "serik").refuse(at(60)).is_ok(), "the owner elsewhere is not locked out");
        assert!(limits("192.0.2.1", "aida").refuse(at(60)).is_ok());
        assert!(here.refuse(at(901)).is_ok());
        let v6 = |last: u32| limits(&format!("2001:db8::{last:x}"), "x");
        (0..OF_CLIENT).for_each(|n| v6(n).failed(at(0)).unwrap());
        assert!(limits("2001:db8::ffff", "y").refuse(at(0)).is_err(), "one customer, many addresses");
        here.failed(at(2000)).unwrap();
        here.succeeded().unwrap();
        assert!(here.refuse(at(2000)).is_ok());
    }
}
