//! Passwords: argon2id, and the same work for a name that nobody has.

use super::{AccountError, AccountName};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use aula_store::{Store, StoreError};
use std::sync::OnceLock;

/// Fewest characters; so long a password needs no rules about what it is made of (NIST SP 800-63B, ASVS 5 6.2).
const MIN_CHARS: usize = 12;
/// Most bytes: a long sentence, and no work for nothing.
const MAX_BYTES: usize = 1024;

/// A password that may be set. Not printable: it has no `Debug`.
pub(crate) struct Password(String);

impl Password {
    /// A password for an account.
    ///
    /// # Errors
    /// [`AccountError::WeakPassword`] with the reason.
    pub(crate) fn new(text: &str, name: &AccountName) -> Result<Self, AccountError> {
        let weak = |reason| Err(AccountError::WeakPassword(reason));
        let lower = text.to_lowercase();
        let distinct: std::collections::BTreeSet<char> = lower.chars().collect();
        if text.chars().count() < MIN_CHARS {
            return weak("it has fewer than 12 characters; several words make a good one");
        }
        if text.len() > MAX_BYTES {
            return weak("it has more than 1024 bytes");
        }
        if distinct.len() < 5 {
            return weak("it repeats a few characters");
        }
        if lower.contains(name.as_str()) || COMMON.iter().any(|common| lower.replace(' ', "").contains(common)) {
            return weak("it holds the account's name, the service's name or a string that everybody tries");
        }
        Ok(Self(text.to_owned()))
    }
}

/// What a dictionary attack on passwords of twelve characters begins with, and words of this place.
const COMMON: &[&str] = &[
    "aula",
    "password",
    "123456789",
    "qwertyuiop",
    "qwerty123",
    "1q2w3e4r",
    "1qaz2wsx",
    "iloveyou",
    "administrator",
    "adminadmin",
    "letmein",
    "welcome1",
    "changeme",
    "abcdefgh",
    "йцукенгшщз",
    "пароль",
    "almaty2",
    "алматы2",
    "kazakhstan",
    "казахстан",
    "құпиясөз",
];

fn blob_of(name: &str) -> String {
    format!("account/{name}/password")
}

/// Sets the password of an account. Works for about a tenth of a second: call it on a blocking thread.
///
/// # Errors
/// Where it cannot be hashed or written.
pub(crate) fn set_password(store: &dyn Store, name: &AccountName, password: &Password) -> Result<(), AccountError> {
    Ok(store.put_blob(&blob_of(name.as_str()), hash(&password.0)?.as_bytes())?)
}

/// Whether a password is that of an account. Takes the same work where there is no such account or it has no password:
/// the time tells nobody who exists.
///
/// # Errors
/// Where the store cannot be read.
pub(crate) fn check_password(
    store: &dyn Store,
    name: Option<&AccountName>,
    password: &str,
) -> Result<bool, AccountError> {
    let password = if password.len() > MAX_BYTES { "" } else { password };
    // The store is asked in either case.
    let kept = store.blob(&blob_of(name.map_or("nobody at all", AccountName::as_str)))?;
    let kept = kept.and_then(|bytes| String::from_utf8(bytes).ok());
    let right = verify(password, kept.as_deref().unwrap_or(dummy()?));
    Ok(right && kept.is_some() && name.is_some())
}

/// Takes the password of an account away.
///
/// # Errors
/// Where the store cannot be written.
pub(super) fn forget_password(store: &dyn Store, name: &AccountName) -> Result<(), StoreError> {
    store.delete_blob(&blob_of(name.as_str())).map(drop)
}

/// argon2id with 19 MiB, two passes and one lane (the OWASP password storage cheat sheet).
fn hash(password: &str) -> Result<String, AccountError> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|e| AccountError::Secret(e.to_string()))
}

fn verify(password: &str, kept: &str) -> bool {
    let parsed = PasswordHash::new(kept);
    parsed.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The hash that the password of nobody is compared with.
fn dummy() -> Result<&'static str, AccountError> {
    static DUMMY: OnceLock<String> = OnceLock::new();
    if let Some(hash) = DUMMY.get() {
        return Ok(hash);
    }
    let made = hash("the password of nobody")?;
    Ok(DUMMY.get_or_init(|| made))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aula_store::MemoryStore;

    #[test]
    fn a_password_is_kept_as_argon2id_and_only_the_right_one_passes() {
        let store = MemoryStore::new();
        let name: AccountName = "serik".parse().unwrap();
        let password = Password::new("four quiet yards tonight", &name).unwrap();
        set_password(&store, &name, &password).unwrap();
        let kept = String::from_utf8(store.blob("account/serik/password").unwrap().unwrap()).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(check_password(&store, Some(&name), "four quiet yards tonight").unwrap());
        assert!(!check_password(&store, Some(&name), "four quiet yards tonight ").unwrap());
        let other: AccountName = "nobody".parse().unwrap();
        assert!(!check_password(&store, Some(&other), "the password of nobody").unwrap());
        assert!(!check_password(&store, None, "the password of nobody").unwrap());
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        let name: AccountName = "serik".parse().unwrap();
        for weak in ["short", "aaaaaaaaaaaaaaaa", "serik-serik-12", "Password 2026!!", "қысқа", "qwertyuiop[]"] {
            assert!(Password::new(weak, &name).is_err(), "{weak}");
        }
        assert!(Password::new("төрт тыныш көше бұрышы", &name).is_ok());
    }
}
