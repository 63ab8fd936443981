//! `/api/v1/users`: accounts, for the administrator.

use super::{created, with_register};
use crate::accounts::{Account, AccountName, Change, Standing, invite};
use crate::http::body::Sent;
use crate::http::gate::Asking;
use crate::http::{App, Params, Problem, answer};
use aula_model::{AreaId, Role};
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

fn described(name: &str, account: &Account) -> Value {
    json!({
        "name": name,
        "full_name": account.full_name,
        "role": account.role,
        "areas": account.areas,
        "standing": account.standing,
        "created": account.created,
    })
}

/// Every account.
#[utoipa::path(get, path = "/api/v1/users", tag = "accounts",
    responses((status = 200, description = "users: [{name, full_name, role, areas, standing (invited, active, disabled), created}]"),
        (status = 403, body = Problem)))]
pub(in crate::http) async fn users(State(app): State<App>, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let all = Account::all(&app.city.snapshot())?;
    let users: Vec<Value> = all.iter().map(|(name, account)| described(name, account)).collect();
    Ok(answer::json(&json!({ "users": users })))
}

/// A new account.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewUser {
    /// The name to sign in with: a-z, 0-9, `.`, `_`, `-`, `@`
    name: String,
    /// The person's name
    #[serde(default)]
    full_name: String,
    /// resident, osi, body, inspector, planner, analyst or admin
    #[schema(value_type = String)]
    role: Role,
    /// Areas of responsibility, kind:code
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    areas: Vec<AreaId>,
}

/// Makes an account and invites its owner. The secret of the invitation is shown this once; the link is the address of
/// the service with `path`.
#[utoipa::path(post, path = "/api/v1/users", tag = "accounts", request_body = NewUser,
    responses((status = 201, description = "user, invitation: {secret, path, url, expires}"), (status = 400, body = Problem),
        (status = 409, body = Problem)))]
pub(in crate::http) async fn add_user(
    State(app): State<App>,
    Asking(viewer): Asking,
    Sent(given): Sent<NewUser>,
) -> Result<Response, Problem> {
    let name: AccountName = given.name.parse()?;
    let change = Change::Add { full_name: given.full_name, role: given.role, areas: given.areas };
    changed(&app, &viewer, name, change, true).await.map(|body| created(&body))
}

/// What shall be different.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct UserChange {
    /// Another role; give areas with it
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    role: Option<Role>,
    /// Other areas of responsibility
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    areas: Option<Vec<AreaId>>,
    /// disabled ends it; invited lets it begin anew with an invitation
    #[serde(default)]
    standing: Option<Standing>,
}

/// Gives an account another role, other areas, or ends it. Its sessions end.
#[utoipa::path(patch, path = "/api/v1/users/{name}", tag = "accounts", request_body = UserChange,
    params(("name" = String, Path, description = "The account")),
    responses((status = 200, description = "user"), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(in crate::http) async fn change_user(
    State(app): State<App>,
    Path(name): Path<String>,
    Asking(viewer): Asking,
    Sent(given): Sent<UserChange>,
) -> Result<Response, Problem> {
    let name: AccountName = name.parse()?;
    let now = Account::find(&app.city.snapshot(), name.as_str())?;
    let now = now.ok_or_else(|| Problem::not_found(format!("there is no account `{name}`")))?;
    let change = match given {
        UserChange { role: None, areas: None, standing: Some(Standing::Disabled) } => Change::Disable,
        UserChange { role: None, areas: None, standing: Some(Standing::Invited) } => Change::Enable,
        UserChange { role, areas, standing: None } if role.is_some() || areas.is_some() => {
            Change::Role(role.unwrap_or(now.role), areas.unwrap_or(now.areas))
        }
        _ => return Err(Problem::body("give role and areas, or standing (disabled or invited) alone")),
    };
    changed(&app, &viewer, name, change, false).await.map(|body| answer::json(&body))
}

/// Invites the owner of an account again; earlier invitations end, and so does the password once it is accepted.
#[utoipa::path(post, path = "/api/v1/users/{name}/invitation", tag = "accounts",
    params(("name" = String, Path, description = "The account")),
    responses((status = 201, description = "user, invitation: {secret, path, url, expires}"), (status = 404, body = Problem)))]
pub(in crate::http) async fn invite_user(
    State(app): State<App>,
    Path(name): Path<String>,
    Asking(viewer): Asking,
) -> Result<Response, Problem> {
    changed(&app, &viewer, name.parse()?, Change::Enable, true).await.map(|body| created(&body))
}

async fn changed(
    app: &App,
    viewer: &aula_model::Viewer,
    name: AccountName,
    change: Change,
    inviting: bool,
) -> Result<Value, Problem> {
    let by = viewer.account().map(str::to_owned);
    let url = app.edge.public_url.as_ref().map(ToString::to_string);
    let work = with_register(app, move |register| {
        let now = Timestamp::now();
        let account = register.change(&name, &change, by.as_deref(), now)?;
        let invitation = if inviting { Some(invite(register.store(), &name, now)?) } else { None };
        let invitation = invitation.map(|(secret, expires)| {
            let path = invitation_path(secret.expose());
            let url = url.map(|url| format!("{url}{path}"));
            json!({ "secret": secret.expose(), "path": path, "url": url, "expires": expires })
        });
        Ok(json!({ "user": described(name.as_str(), &account), "invitation": invitation }))
    });
    work.await
}

/// Where an invitation is accepted. The secret stands behind `#`: browsers send that to nobody.
pub(crate) fn invitation_path(secret: &str) -> String {
    format!("/sign-in#invite={secret}")
}
