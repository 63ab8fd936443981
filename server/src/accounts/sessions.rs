//! Sessions: a random secret in a cookie, its hash in the store.

use super::{Account, AccountError, Secret, Standing, digest_hex};
use aula_model::{AreaId, Role, Viewer};
use aula_snapshot::Snapshot;
use aula_store::Store;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub(super) const PREFIX: &str = "session/";

/// Longest time between two requests.
const IDLE: SignedDuration = SignedDuration::from_hours(2);
/// Longest life, however busy.
pub(crate) const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// How exactly it is known when a session was last used: each note is a write.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// What is kept of a session.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    account: String,
    begun: Timestamp,
    seen: Timestamp,
    /// When it ends at the latest; earlier where it is not used.
    expires: Timestamp,
    csrf: String,
    /// In the demo: as whom the visitor looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    demo: Option<(Role, Vec<AreaId>)>,
}

/// A session that is going on.
pub(crate) struct Session {
    /// What its owner may see.
    pub(crate) viewer: Viewer,
    /// What requests that change something must repeat.
    pub(crate) csrf: String,
    /// When it ends at the latest.
    pub(crate) expires: Timestamp,
    /// Whether it is a visitor's of the demo.
    pub(crate) demo: bool,
}

/// The sessions in a store.
pub(crate) struct Sessions<'a>(pub(crate) &'a dyn Store);

impl Sessions<'_> {
    /// Begins a session; every one has a new secret, so that nobody can foist one on somebody beforehand.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub(crate) fn begin(&self, account: &str, now: Timestamp) -> Result<Secret, AccountError> {
        self.keep(account, None, now)
    }

    /// Begins a session of a visitor of the demo.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub(crate) fn begin_demo(&self, role: Role, areas: Vec<AreaId>, now: Timestamp) -> Result<Secret, AccountError> {
        self.keep(&format!("demo-{role}"), Some((role, areas)), now)
    }

    fn keep(&self, account: &str, demo: Option<(Role, Vec<AreaId>)>, now: Timestamp) -> Result<Secret, AccountError> {
        let secret = Secret::new("")?;
        let csrf = Secret::new("")?.expose().to_owned();
        let kept = Kept { account: account.to_owned(), begun: now, seen: now, expires: now + ABSOLUTE, csrf, demo };
        self.0.put_blob(&blob_of(&secret.digest()), &serde_json::to_vec(&kept)?)?;
        Ok(secret)
    }

    /// The session of a secret, if it is going on.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn find(
        &self,
        snapshot: &Snapshot,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, AccountError> {
        let name = blob_of(&digest_hex(secret));
        let Some(bytes) = self.0.blob(&name)? else { return Ok(None) };
        let kept: Kept = serde_json::from_slice(&bytes)?;
        let viewer =
            if now >= kept.expires || now.duration_since(kept.seen) >= IDLE { None } else { viewer(&kept, snapshot)? };
        let Some(viewer) = viewer else {
            self.0.swap_blob(&name, Some(&bytes), None)?;
            return Ok(None);
        };
        if now.duration_since(kept.seen) >= NOTED_EVERY {
            let noted = Kept { seen: now, ..kept.clone() };
            // A session that was ended meanwhile stays ended.
            self.0.swap_blob(&name, Some(&bytes), Some(&serde_json::to_vec(&noted)?))?;
        }
        Ok(Some(Session { viewer, csrf: kept.csrf, expires: kept.expires, demo: kept.demo.is_some() }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub(crate) fn end(&self, secret: &str) -> Result<(), AccountError> {
        Ok(self.0.delete_blob(&blob_of(&digest_hex(secret))).map(drop)?)
    }
}

/// What the owner may see now: role and areas are never kept in a session.
fn viewer(kept: &Kept, snapshot: &Snapshot) -> Result<Option<Viewer>, AccountError> {
    if let Some((role, areas)) = &kept.demo {
        return Ok(Some(match role {
            Role::Public => Viewer::public(),
            role => Viewer::signed_in(&kept.account, *role, areas.clone()),
        }));
    }
    let account = Account::find(snapshot, &kept.account)?;
    let valid = account.filter(|a| a.standing == Standing::Active && kept.begun >= a.sessions_from);
    Ok(valid.map(|account| account.viewer(&kept.account)))
}

fn blob_of(digest: &str) -> String {
    format!("{PREFIX}{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{AccountName, Change, Register};
    use crate::city::read_snapshot;
    use aula_store::MemoryStore;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 60 * minutes).unwrap()
    }

    #[test]
    fn a_session_ends_when_idle_when_old_and_with_its_account() {
        let store = MemoryStore::new();
        let read = || read_snapshot(&store).map_err(|e| AccountError::Read(e.to_string()));
        let register = Register::new(&store, &read);
        let name: AccountName = "serik".parse().unwrap();
        let add = Change::Add { full_name: "Serik".into(), role: Role::Planner, areas: vec![] };
        register.change(&name, &add, None, at(0)).unwrap();
        register.change(&name, &Change::Password, None, at(0)).unwrap();
        let sessions = Sessions(&store);
        let alive = |secret: &Secret, minutes| sessions.find(&read().unwrap(), secret.expose(), at(minutes)).unwrap();
        let idle = sessions.begin("serik", at(0)).unwrap();
        assert_eq!(alive(&idle, 119).unwrap().viewer.role(), Role::Planner);
        assert!(alive(&idle, 119 + 119).is_some(), "it was used meanwhile");
        assert!(alive(&idle, 119 + 119 + 120).is_none() && alive(&idle, 119 + 119).is_none(), "gone for good");
        let old = sessions.begin("serik", at(0)).unwrap();
        assert!((1..12).all(|hour| alive(&old, 60 * hour).is_some()) && alive(&old, 720).is_none());
        let ended = sessions.begin("serik", at(0)).unwrap();
        sessions.end(ended.expose()).unwrap();
        assert!(alive(&ended, 0).is_none());
        let before = sessions.begin("serik", at(1)).unwrap();
        register.change(&name, &Change::Password, None, at(2)).unwrap();
        assert!(alive(&before, 3).is_none(), "a new password ends older sessions");
        let after = sessions.begin("serik", at(3)).unwrap();
        assert!(alive(&after, 3).is_some());
        register.change(&name, &Change::Disable, None, at(4)).unwrap();
        assert!(alive(&after, 5).is_none());
        assert!(store.list_blobs(PREFIX).unwrap().iter().all(|n| !n.contains(after.expose())), "only hashes are kept");
    }
}
