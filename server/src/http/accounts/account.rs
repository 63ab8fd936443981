//! `/api/v1/account` and `/api/v1/invitations`: the own account, and how it begins.

use super::{created, with_register};
use crate::accounts::{
    Account, AccountError, AccountName, Change, Password, SignInLimits, accept, check_password, set_password,
};
use crate::http::body::Sent;
use crate::http::gate::{Asker, Asking};
use crate::http::{App, Problem, answer};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

/// The name of whoever is signed in with an account that is theirs.
pub(super) fn own_name(viewer: &aula_model::Viewer) -> Result<AccountName, Problem> {
    let name = viewer.account().ok_or_else(|| Problem::forbidden("nobody is signed in"))?;
    Ok(name.parse::<AccountName>()?)
}

/// The own account.
#[utoipa::path(get, path = "/api/v1/account", tag = "accounts",
    responses((status = 200, description = "name, full_name, role, areas, created"), (status = 403, body = Problem)))]
pub(in crate::http) async fn account(State(app): State<App>, Asking(viewer): Asking) -> Result<Response, Problem> {
    let name = own_name(&viewer)?;
    let found = Account::find(&app.city.snapshot(), name.as_str())?;
    Ok(answer::json(&match found {
        Some(a) => {
            json!({ "name": name, "full_name": a.full_name, "role": a.role, "areas": a.areas, "created": a.created })
        }
        // A visitor of the demo has a role and no account.
        None => {
            json!({ "name": name, "full_name": null, "role": viewer.role(), "areas": viewer.areas(), "created": null })
        }
    }))
}

/// The password there is, and the one there shall be.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewPassword {
    /// The password there is
    current: String,
    /// At least 12 characters
    new: String,
}

/// Sets another password. Every session of the account ends, this one too: sign in again.
#[utoipa::path(post, path = "/api/v1/account/password", tag = "accounts", request_body = NewPassword,
    responses((status = 204, description = "set; sign in again"), (status = 400, body = Problem), (status = 401, body = Problem)))]
pub(in crate::http) async fn password(
    State(app): State<App>,
    asker: Asker,
    Sent(given): Sent<NewPassword>,
) -> Result<Response, Problem> {
    let name = own_name(&asker.viewer)?;
    let change = with_register(&app, move |register| {
        let (store, now) = (register.store(), Timestamp::now());
        let limits = SignInLimits::new(store, asker.client, name.as_str());
        limits.refuse(now)?;
        if !check_password(store, Some(&name), &given.current)? {
            limits.failed(now)?;
            return Err(AccountError::SignIn);
        }
        set_password(store, &name, &Password::new(&given.new, &name)?)?;
        register.change(&name, &Change::Password, Some(name.as_str()), now)
    });
    change.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Ends every session of the account, this one too.
#[utoipa::path(delete, path = "/api/v1/account/sessions", tag = "accounts",
    responses((status = 204, description = "signed out everywhere"), (status = 403, body = Problem)))]
pub(in crate::http) async fn sign_out_everywhere(
    State(app): State<App>,
    Asking(viewer): Asking,
) -> Result<Response, Problem> {
    let name = own_name(&viewer)?;
    let change = with_register(&app, move |register| {
        register.change(&name, &Change::SignOut, Some(name.as_str()), Timestamp::now())
    });
    change.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The secret of an invitation and a password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Accepted {
    /// What stands behind `#invite=` in the link
    secret: String,
    /// At least 12 characters
    password: String,
}

/// Accepts an invitation: sets the password of the invited account. Works once.
#[utoipa::path(post, path = "/api/v1/invitations/accept", tag = "accounts", request_body = Accepted,
    responses((status = 201, description = "name: sign in with it"), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub(in crate::http) async fn accept_invitation(
    State(app): State<App>,
    asker: Asker,
    Sent(given): Sent<Accepted>,
) -> Result<Response, Problem> {
    let name = with_register(&app, move |register| {
        let limits = SignInLimits::new(register.store(), asker.client, "an invitation");
        limits.refuse(Timestamp::now())?;
        let accepted = accept(register, &given.secret, &given.password, Timestamp::now());
        if matches!(accepted, Err(AccountError::Invitation)) {
            limits.failed(Timestamp::now())?;
        }
        accepted
    });
    Ok(created(&json!({ "name": name.await? })))
}
