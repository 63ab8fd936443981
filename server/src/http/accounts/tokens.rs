//! `/api/v1/tokens`: bearer tokens of the own account; an administrator sees and revokes those of others.

use super::account::own_name;
use super::{created, with_register};
use crate::accounts::{Scope, Token, Tokens, list_tokens};
use crate::http::body::Sent;
use crate::http::gate::Asking;
use crate::http::{App, Params, Problem, answer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

fn described(id: &str, token: &Token) -> Value {
    json!({
        "id": id,
        "account": token.account,
        "name": token.name,
        "scopes": token.scopes,
        "created": token.created,
        "expires": token.expires,
        "revoked": token.revoked,
    })
}

fn listed(app: &App, account: &str) -> Result<Response, Problem> {
    let tokens = list_tokens(&app.city.snapshot(), Some(account))?;
    let tokens: Vec<Value> = tokens.iter().map(|(id, token)| described(id, token)).collect();
    Ok(answer::json(&json!({ "tokens": tokens })))
}

/// The own tokens; never their secrets.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "accounts",
    responses((status = 200, description = "tokens: [{id, account, name, scopes, created, expires, revoked}]"),
        (status = 403, body = Problem)))]
pub(in crate::http) async fn tokens(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    listed(&app, own_name(&viewer)?.as_str())
}

/// A new token.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewToken {
    /// What it is for
    name: String,
    /// read, incidents, write; or one collection:ID alone, whose token may stand in an address as `?token=`
    #[schema(value_type = Vec<String>)]
    scopes: Vec<Scope>,
    /// How long it lives, in minutes: at most a year, a collection's at most a day
    minutes: u32,
}

/// Makes a token for the own account. It is shown this once: send it as `Authorization: Bearer`, or as the password of
/// HTTP Basic with any user name.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "accounts", request_body = NewToken,
    responses((status = 201, description = "secret, token"), (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(in crate::http) async fn add_token(
    State(app): State<App>,
    Asking(viewer): Asking,
    Sent(given): Sent<NewToken>,
) -> Result<Response, Problem> {
    let name = own_name(&viewer)?;
    let made = with_register(&app, move |register| {
        let life = SignedDuration::from_mins(given.minutes.into());
        Tokens(register).add(name.as_str(), &given.name, &given.scopes, life, Timestamp::now())
    });
    let (id, secret, token) = made.await?;
    Ok(created(&json!({ "secret": secret.expose(), "token": described(&id, &token) })))
}

/// Revokes an own token.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "accounts",
    params(("id" = String, Path, description = "The token's identifier")),
    responses((status = 204, description = "revoked"), (status = 404, body = Problem)))]
pub(in crate::http) async fn revoke_token(
    State(app): State<App>,
    Path(id): Path<String>,
    Asking(viewer): Asking,
) -> Result<Response, Problem> {
    let name = own_name(&viewer)?.to_string();
    revoke(&app, id, Some(name.clone()), name).await
}

/// The tokens of an account.
#[utoipa::path(get, path = "/api/v1/users/{name}/tokens", tag = "accounts",
    params(("name" = String, Path, description = "The account")),
    responses((status = 200, description = "tokens"), (status = 403, body = Problem)))]
pub(in crate::http) async fn tokens_of(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    listed(&app, &name)
}

/// Revokes a token of an account.
#[utoipa::path(delete, path = "/api/v1/users/{name}/tokens/{id}", tag = "accounts",
    params(("name" = String, Path, description = "The account"), ("id" = String, Path, description = "The token")),
    responses((status = 204, description = "revoked"), (status = 404, body = Problem)))]
pub(in crate::http) async fn revoke_token_of(
    State(app): State<App>,
    Path((name, id)): Path<(String, String)>,
    Asking(viewer): Asking,
) -> Result<Response, Problem> {
    let by = viewer.account().unwrap_or("operator").to_owned();
    revoke(&app, id, Some(name), by).await
}

async fn revoke(app: &App, id: String, account: Option<String>, by: String) -> Result<Response, Problem> {
    let work =
        with_register(app, move |register| Tokens(register).revoke(&id, account.as_deref(), &by, Timestamp::now()));
    work.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
