//! Bearer tokens for GIS tools and scripts: shown once, kept hashed, bound to an account and narrowed by scopes.

use super::{Account, AccountError, Register, Secret, Standing, digest_hex, secret};
use aula_model::{Kind, Viewer};
use aula_snapshot::Snapshot;
use aula_store::Store;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Longest life of a token.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);
/// Longest life of a token that stands in an address.
const LONGEST_IN_ADDRESS: SignedDuration = SignedDuration::from_hours(24);

/// What a token may be used for. The role of its account draws the line first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// Reading whatever the role reads, but no single incidents.
    Read,
    /// Reading single incidents too.
    Incidents,
    /// Changing what the role may change.
    Write,
    /// Reading one collection or layer; the token may stand in an address (`?token=`) and lives for a day at most.
    Collection(String),
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read => f.write_str("read"),
            Self::Incidents => f.write_str("incidents"),
            Self::Write => f.write_str("write"),
            Self::Collection(id) => write!(f, "collection:{id}"),
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Self, AccountError> {
        let id = |id: &str| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            (1..=120).contains(&id.len()) && id.chars().all(allowed)
        };
        match (text, text.strip_prefix("collection:")) {
            ("read", _) => Ok(Self::Read),
            ("incidents", _) => Ok(Self::Incidents),
            ("write", _) => Ok(Self::Write),
            (_, Some(collection)) if id(collection) => Ok(Self::Collection(collection.to_owned())),
            _ => Err(AccountError::Token("a scope is one of read, incidents, write, collection:ID")),
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What the log keeps of a token. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Token {
    /// Whose it is.
    pub(crate) account: String,
    /// What it is for, in its owner's words.
    pub(crate) name: String,
    /// What it may be used for.
    pub(crate) scopes: Vec<Scope>,
    /// When it was made.
    pub(crate) created: Timestamp,
    /// When it ends.
    pub(crate) expires: Timestamp,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) revoked: Option<Timestamp>,
}

impl Token {
    /// Whether it may stand in an address.
    pub(crate) fn fits_an_address(&self) -> bool {
        matches!(self.scopes.as_slice(), [Scope::Collection(_)])
    }
}

/// A token that is valid, as the gate needs it.
#[derive(Debug)]
pub(crate) struct Valid {
    /// Its identifier.
    pub(crate) id: String,
    /// What it may be used for.
    pub(crate) scopes: Vec<Scope>,
    /// What its bearer may see.
    pub(crate) viewer: Viewer,
    /// Whether it may stand in an address.
    pub(crate) fits_an_address: bool,
}

/// The tokens of a city.
pub(crate) struct Tokens<'a>(pub(crate) &'a Register<'a>);

impl Tokens<'_> {
    /// Makes a token for an account.
    ///
    /// # Returns
    /// Its identifier, the secret (shown once) and what is kept.
    ///
    /// # Errors
    /// [`AccountError::Token`] for a life or scopes that are not possible, [`AccountError::Unknown`].
    pub(crate) fn add(
        &self,
        account: &str,
        name: &str,
        scopes: &[Scope],
        life: SignedDuration,
        now: Timestamp,
    ) -> Result<(String, Secret, Token), AccountError> {
        let collection = scopes.iter().any(|s| matches!(s, Scope::Collection(_)));
        if scopes.is_empty() || (collection && scopes.len() > 1) {
            return Err(AccountError::Token("give read, incidents, write, or one collection alone"));
        }
        let longest = if collection { LONGEST_IN_ADDRESS } else { LONGEST };
        if life <= SignedDuration::ZERO || life > longest {
            return Err(AccountError::Token(
                "a token lives for at most a year, one for a collection for at most a day",
            ));
        }
        let mut number = [0_u8; 6];
        getrandom::fill(&mut number).map_err(|e| AccountError::Secret(e.to_string()))?;
        let id = secret::hex(&number);
        let secret = Secret::new("aula_")?;
        let token = Token {
            account: account.to_owned(),
            name: name.chars().filter(|c| !c.is_control()).take(120).collect(),
            scopes: scopes.to_vec(),
            created: now,
            expires: now + life,
            revoked: None,
        };
        let token = self.0.write(Kind::Token, &id, account, now, &|snapshot| {
            let owner = Account::find(snapshot, account)?;
            let active = owner.is_some_and(|owner| owner.standing == Standing::Active);
            if active { Ok(token.clone()) } else { Err(AccountError::Unknown(account.to_owned())) }
        })?;
        self.0.store().put_blob(&blob_of(secret.expose()), id.as_bytes())?;
        Ok((id, secret, token))
    }

    /// Revokes a token; of an account alone, or (none) of any.
    ///
    /// # Errors
    /// [`AccountError::UnknownToken`].
    pub(crate) fn revoke(&self, id: &str, account: Option<&str>, by: &str, now: Timestamp) -> Result<(), AccountError> {
        let token = self.0.write(Kind::Token, id, by, now, &|snapshot| {
            let token: Option<Token> = snapshot.documents().read(Kind::Token, id)?;
            let token = token.filter(|token| account.is_none_or(|account| token.account == account));
            let token = token.ok_or_else(|| AccountError::UnknownToken(id.to_owned()))?;
            Ok(Token { revoked: token.revoked.or(Some(now)), ..token })
        })?;
        debug_assert!(token.revoked.is_some());
        let store = self.0.store();
        for blob in store.list_blobs(PREFIX)? {
            if store.blob(&blob)?.as_deref() == Some(id.as_bytes()) {
                store.delete_blob(&blob)?;
            }
        }
        Ok(())
    }
}

/// Every token of an account, or (none) of all, with its identifier.
///
/// # Errors
/// [`AccountError::Model`] for a document of another shape.
pub(crate) fn list(snapshot: &Snapshot, account: Option<&str>) -> Result<Vec<(String, Token)>, AccountError> {
    let all = snapshot.documents().of_kind(Kind::Token);
    let all: Result<Vec<(String, Token)>, AccountError> =
        all.map(|(_, document)| Ok((document.id().to_owned(), document.read()?))).collect();
    Ok(all?.into_iter().filter(|(_, token)| account.is_none_or(|account| token.account == account)).collect())
}

/// The token of a secret, if it is valid and its account may sign in.
///
/// # Errors
/// Where the store cannot be read.
pub(crate) fn find(
    store: &dyn Store,
    snapshot: &Snapshot,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Valid>, AccountError> {
    let Some(id) = store.blob(&blob_of(secret))?.and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return Ok(None);
    };
    let token: Option<Token> = snapshot.documents().read(Kind::Token, &id)?;
    let Some(token) = token.filter(|token| token.revoked.is_none() && now < token.expires) else { return Ok(None) };
    let account = Account::find(snapshot, &token.account)?;
    let Some(account) = account.filter(|account| account.standing == Standing::Active) else { return Ok(None) };
    let viewer = account.viewer(&token.account);
    let incidents = token.scopes.iter().any(|scope| match scope {
        Scope::Incidents => true,
        Scope::Collection(id) => id == "incidents",
        Scope::Read | Scope::Write => false,
    });
    let viewer = if incidents { viewer } else { viewer.without_incidents() };
    let fits_an_address = token.fits_an_address();
    Ok(Some(Valid { id, scopes: token.scopes, viewer, fits_an_address }))
}

const PREFIX: &str = "token/";

fn blob_of(secret: &str) -> String {
    format!("{PREFIX}{}", digest_hex(secret))
}
