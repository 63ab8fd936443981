//! Signing in, the own account, users, tokens, invitations.

mod account;
mod session;
mod tokens;
mod users;

pub(super) use account::*;
pub(super) use session::*;
pub(super) use tokens::*;
pub(crate) use users::invitation_path;
pub(super) use users::*;

use super::{App, Problem, answer};
use crate::accounts::{AccountError, Register};
use crate::city::City;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

/// Does something with the register on a blocking thread, and lets everybody see what came of it.
async fn with_register<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Register<'_>) -> Result<T, AccountError> + Send + 'static,
) -> Result<T, Problem> {
    let city = std::sync::Arc::clone(&app.city);
    let compute = move || {
        let read = || up_to_date(&city);
        let done = work(&Register::new(city.store().as_ref(), &read))?;
        city.catch_up().map_err(|e| AccountError::Read(format!("{e:#}")))?;
        Ok(done)
    };
    app.sign_ins.run(compute).await
}

fn up_to_date(city: &City) -> Result<aula_snapshot::Snapshot, AccountError> {
    city.catch_up().map_err(|e| AccountError::Read(format!("{e:#}")))?;
    Ok(city.snapshot())
}

/// An answer that something was made.
fn created(body: &Value) -> Response {
    (StatusCode::CREATED, answer::json(body)).into_response()
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        let said = error.to_string();
        match error {
            AccountError::Unknown(_) | AccountError::UnknownToken(_) => Self::not_found(said),
            AccountError::Name(_)
            | AccountError::Role(_)
            | AccountError::Area(_)
            | AccountError::NoArea(_)
            | AccountError::WeakPassword(_)
            | AccountError::Token(_) => Self::body(said),
            AccountError::Taken(_) | AccountError::LastAdmin(_) | AccountError::AdminAndAnalyst(_) => {
                Self::conflict(said, "choose another")
            }
            AccountError::Own => Self::forbidden(said),
            AccountError::SignIn => Self::sign_in(said),
            AccountError::Invitation => Self::conflict(said, "ask an administrator for a new one"),
            AccountError::TooMany(wait_s) => Self::too_many("too many attempts to sign in", wait_s),
            AccountError::Secret(_)
            | AccountError::Store(_)
            | AccountError::Model(_)
            | AccountError::Kept(_)
            | AccountError::Read(_) => Self::internal(&error),
        }
    }
}
