//! Who may sign in, and by what: accounts, passwords, sessions, invitations, tokens.
//!
//! What an account is (name, role, areas) is a document of the log, so that it has a history and every process sees it.
//! Whatever proves who somebody is lies in blobs, hashed, and never in the log: passwords by argon2id, the random
//! secrets of sessions, invitations and tokens by SHA-256.

mod account;
mod error;
mod invitations;
mod limits;
mod password;
mod register;
mod secret;
mod sessions;
mod tokens;

pub(crate) use account::{Account, AccountName, Standing};
pub(crate) use error::AccountError;
pub(crate) use invitations::{accept, invite};
pub(crate) use limits::{SignInLimits, network};
pub(crate) use password::{Password, check_password, set_password};
pub(crate) use register::{Change, Register, admin_exists};
use secret::{Secret, digest_hex};
pub(crate) use sessions::{ABSOLUTE, Sessions};
pub(crate) use tokens::{Scope, Token, Tokens, find as find_token, list as list_tokens};

use aula_store::{Store, StoreError};
use jiff::Timestamp;

/// Forgets what has expired: sessions, invitations, tokens' hashes and counters of failures.
///
/// # Errors
/// Where the storage cannot be written.
pub(crate) fn sweep(store: &dyn Store, now: Timestamp) -> Result<usize, StoreError> {
    let mut swept = 0;
    for prefix in [sessions::PREFIX, invitations::PREFIX, limits::PREFIX] {
        for name in store.list_blobs(prefix)? {
            let Some(bytes) = store.blob(&name)? else { continue };
            let kept: Option<Expiring> = serde_json::from_slice(&bytes).ok();
            if kept.is_none_or(|kept| kept.expires < now) && store.swap_blob(&name, Some(&bytes), None)? {
                swept += 1;
            }
        }
    }
    Ok(swept)
}

/// What all of them say.
#[derive(serde::Deserialize)]
struct Expiring {
    expires: Timestamp,
}
