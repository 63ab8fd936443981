//! An account: who somebody is to the service.

use super::AccountError;
use aula_model::{AreaId, Kind, Role, Viewer};
use aula_snapshot::Snapshot;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The name somebody signs in with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(crate) struct AccountName(String);

impl AccountName {
    /// The name as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for AccountName {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Self, AccountError> {
        let name = text.trim().to_ascii_lowercase();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-@".contains(c);
        let good = (2..=64).contains(&name.len()) && name.chars().all(allowed);
        if good { Ok(Self(name)) } else { Err(AccountError::Name(text.chars().take(80).collect())) }
    }
}

impl std::fmt::Display for AccountName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether somebody may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// Invited; no password yet.
    Invited,
    /// May sign in.
    Active,
    /// May not.
    Disabled,
}

/// What the log keeps of an account. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The person's name, for people to read.
    pub(crate) full_name: String,
    /// The role.
    pub(crate) role: Role,
    /// The areas of responsibility.
    #[serde(default)]
    pub(crate) areas: Vec<AreaId>,
    /// Whether it may sign in.
    pub(crate) standing: Standing,
    /// When it was made.
    pub(crate) created: Timestamp,
    /// Sessions begun before this are over: moved on by a new password, role or area, by being disabled.
    pub(crate) sessions_from: Timestamp,
}

impl Account {
    /// The account of a name, if there is one.
    ///
    /// # Errors
    /// [`AccountError::Model`] for a document of another shape.
    pub(crate) fn find(snapshot: &Snapshot, name: &str) -> Result<Option<Self>, AccountError> {
        Ok(snapshot.documents().read(Kind::Account, name)?)
    }

    /// Every account with its name.
    ///
    /// # Errors
    /// [`AccountError::Model`] for a document of another shape.
    pub(crate) fn all(snapshot: &Snapshot) -> Result<Vec<(String, Self)>, AccountError> {
        let documents = snapshot.documents().of_kind(Kind::Account);
        documents.map(|(_, document)| Ok((document.id().to_owned(), document.read()?))).collect()
    }

    /// What somebody with this account may see.
    pub(crate) fn viewer(&self, name: &str) -> Viewer {
        Viewer::signed_in(name, self.role, self.areas.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_of_one_case() {
        let name = |text: &str| text.parse::<AccountName>().map(|n| n.as_str().to_owned());
        assert_eq!(name(" A.Serik@akimat.kz ").unwrap(), "a.serik@akimat.kz");
        for bad in ["", "a", "a b", "../etc", "<b>", "a\u{0}b", "имя", &"x".repeat(65)] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }
}
