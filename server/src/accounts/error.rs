//! What can go wrong with accounts.

use aula_model::ModelError;
use aula_store::StoreError;

/// Why something about accounts cannot be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountError {
    /// A name that no account can have.
    #[error("`{0}` cannot be the name of an account; use 2 to 64 of a-z, 0-9, `.`, `_`, `-` and `@`")]
    Name(String),
    /// Nobody of that name.
    #[error("there is no account `{0}`")]
    Unknown(String),
    /// The name is taken.
    #[error("there is an account `{0}` already")]
    Taken(String),
    /// A role that an account cannot have.
    #[error(
        "an account cannot have the role `{0}`; choose one of resident, osi, body, inspector, planner, analyst, admin"
    )]
    Role(aula_model::Role),
    /// A change between admin and analyst.
    #[error(
        "`{0}` cannot change between admin and analyst: who grants access and who sees everything are never one person; make another account for another person"
    )]
    AdminAndAnalyst(String),
    /// Somebody changes the own account.
    #[error("nobody changes the own role, areas or standing; ask another administrator")]
    Own,
    /// The last administrator.
    #[error("`{0}` is the only administrator; make another one first")]
    LastAdmin(String),
    /// An area that the city does not have.
    #[error("area `{0}` is unknown")]
    Area(aula_model::AreaId),
    /// A role that is nothing without areas.
    #[error("the role `{0}` needs an area of responsibility")]
    NoArea(aula_model::Role),
    /// A password that is too easy to guess.
    #[error("this password cannot be used: {0}")]
    WeakPassword(&'static str),
    /// Name or password are wrong; it is not said which.
    #[error("the name or the password is wrong")]
    SignIn,
    /// Too many failures.
    #[error("too many attempts; wait {0} seconds")]
    TooMany(u64),
    /// An invitation that is not there (any more).
    #[error("this invitation is not valid: it was used, it has expired, or it was replaced by a newer one")]
    Invitation,
    /// A token that is not there.
    #[error("there is no token `{0}`")]
    UnknownToken(String),
    /// Something about a token that is asked for.
    #[error("{0}")]
    Token(&'static str),
    /// No randomness or no hashing.
    #[error("a secret cannot be made: {0}")]
    Secret(String),
    /// The store.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
    /// A document of another shape.
    #[error("a record of an account cannot be read")]
    Model(#[from] ModelError),
    /// Bytes of another shape.
    #[error("a secret of an account cannot be read")]
    Kept(#[from] serde_json::Error),
    /// The snapshot cannot be brought up to date.
    #[error("the accounts cannot be read: {0}")]
    Read(String),
}
