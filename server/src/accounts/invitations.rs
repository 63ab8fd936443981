//! Invitations: a link that works once.

use super::{AccountError, AccountName, Change, Password, Register, Secret, digest_hex, set_password};
use aula_store::Store;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub(super) const PREFIX: &str = "invitation/";

/// How long an invitation may be accepted.
const VALID: SignedDuration = SignedDuration::from_hours(72);

#[derive(Serialize, Deserialize)]
struct Kept {
    account: String,
    expires: Timestamp,
}

/// Invites the owner of an account to set a password; earlier invitations of the account end.
///
/// # Returns
/// The secret of the link, shown once, and when it expires.
///
/// # Errors
/// Where the store cannot be written.
pub(crate) fn invite(
    store: &dyn Store,
    name: &AccountName,
    now: Timestamp,
) -> Result<(Secret, Timestamp), AccountError> {
    withdraw(store, name)?;
    let secret = Secret::new("")?;
    let kept = Kept { account: name.to_string(), expires: now + VALID };
    store.put_blob(&blob_of(secret.expose()), &serde_json::to_vec(&kept)?)?;
    Ok((secret, kept.expires))
}

/// Sets the password of the invited account; of several who try one succeeds.
///
/// # Errors
/// [`AccountError::Invitation`] for a secret that is not valid, [`AccountError::WeakPassword`] (the invitation then
/// stays valid).
pub(crate) fn accept(
    register: &Register<'_>,
    secret: &str,
    password: &str,
    now: Timestamp,
) -> Result<AccountName, AccountError> {
    let store = register.store();
    let blob = blob_of(secret);
    let bytes = store.blob(&blob)?.ok_or(AccountError::Invitation)?;
    let kept: Kept = serde_json::from_slice(&bytes)?;
    if now >= kept.expires {
        return Err(AccountError::Invitation);
    }
    let name: AccountName = kept.account.parse()?;
    let password = Password::new(password, &name)?;
    if !store.swap_blob(&blob, Some(&bytes), None)? {
        return Err(AccountError::Invitation);
    }
    set_password(store, &name, &password)?;
    register.change(&name, &Change::Password, None, now)?;
    Ok(name)
}

/// Ends the invitations of an account.
///
/// # Errors
/// Where the store cannot be written.
pub(crate) fn withdraw(store: &dyn Store, name: &AccountName) -> Result<(), AccountError> {
    for blob in store.list_blobs(PREFIX)? {
        let kept = store.blob(&blob)?.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        if kept.is_none_or(|kept| kept.account == name.as_str()) {
            store.delete_blob(&blob)?;
        }
    }
    Ok(())
}

fn blob_of(secret: &str) -> String {
    format!("{PREFIX}{}", digest_hex(secret))
}
