//! `/api/v1/session`: who am I, signing in, signing out.

use super::with_register;
use crate::accounts::{
    ABSOLUTE, Account, AccountError, AccountName, Register, Sessions, SignInLimits, Standing, check_password,
};
use crate::http::body::Sent;
use crate::http::gate::{Asker, Edge, How, cookie_name, session_secret};
use crate::http::{App, Problem, answer};
use aula_disclosure::{Grade, may_see};
use aula_model::Role;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::IpAddr;

/// Name and password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SignIn {
    /// The name of the account
    name: String,
    /// The password
    password: String,
}

/// Who asks: role, areas, what they may see, and for a session the `csrf` that requests which change something repeat
/// in the header `X-CSRF-Token`.
#[utoipa::path(get, path = "/api/v1/session", tag = "accounts",
    responses((status = 200, description = "role, account, full_name, areas, how (nobody, loopback, session, token ID), csrf, expires, may {cells, incidents, admin}, demo (whether this is the demo), demo_roles")))]
pub(in crate::http) async fn session(State(app): State<App>, asker: Asker) -> Response {
    answer::json(&describe(&app, &asker))
}

/// Signs in: sets the cookie of a new session and ends the one that the browser had. A wrong name and a wrong password
/// are answered alike, after the same time.
#[utoipa::path(post, path = "/api/v1/session", tag = "accounts", request_body = SignIn,
    responses((status = 200, description = "as GET, of the new session"), (status = 401, body = Problem),
        (status = 429, body = Problem)))]
pub(in crate::http) async fn sign_in(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Sent(given): Sent<SignIn>,
) -> Result<Response, Problem> {
    let before = session_secret(&headers, &app.edge);
    let client = asker.client;
    let outcome = with_register(&app, move |register| begin(register, &given, before.as_deref(), client)).await;
    let (secret, name) = outcome.inspect_err(|_| tracing::warn!(%client, "signing in failed"))?;
    tracing::info!(%client, account = name, "signed in");
    let asker = Asker::of_session(&app, &secret, client).await?;
    Ok(with_cookie(answer::json(&describe(&app, &asker)), &app.edge, &secret))
}

fn begin(
    register: &Register<'_>,
    given: &SignIn,
    before: Option<&str>,
    client: IpAddr,
) -> Result<(String, String), AccountError> {
    let (store, now) = (register.store(), Timestamp::now());
    let limits = SignInLimits::new(store, client, &given.name);
    limits.refuse(now)?;
    let name: Option<AccountName> = given.name.parse().ok();
    let right = check_password(store, name.as_ref(), &given.password)?;
    let snapshot = register.snapshot()?;
    let account = name.as_ref().map(|name| Account::find(&snapshot, name.as_str())).transpose()?.flatten();
    let active = account.is_some_and(|account| account.standing == Standing::Active);
    let Some(name) = name.filter(|_| right && active) else {
        limits.failed(now)?;
        return Err(AccountError::SignIn);
    };
    limits.succeeded()?;
    let sessions = Sessions(store);
    before.map_or(Ok(()), |secret| sessions.end(secret))?;
    let secret = sessions.begin(name.as_str(), now)?;
    Ok((secret.expose().to_owned(), name.to_string()))
}

/// Signs out: the session ends, here and in the store.
#[utoipa::path(delete, path = "/api/v1/session", tag = "accounts",
    responses((status = 204, description = "signed out"), (status = 403, body = Problem)))]
pub(in crate::http) async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(secret) = session_secret(&headers, &app.edge) {
        with_register(&app, move |register| Sessions(register.store()).end(&secret)).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    let cookie =
        format!("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{}", cookie_name(&app.edge), secure(&app.edge));
    set_cookie(&mut response, &cookie);
    Ok(response)
}

/// As whom the visitor wants to look.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct DemoRole {
    /// public, resident, inspector, osi, body, planner, analyst or admin
    #[schema(value_type = String)]
    role: Role,
}

/// The roles that a visitor of the demo may look as.
const DEMO_ROLES: [Role; 8] =
    [Role::Public, Role::Resident, Role::Inspector, Role::Osi, Role::Body, Role::Planner, Role::Analyst, Role::Admin];

/// Looks at the demo as somebody: sets the cookie of a session of that role. This address exists in the demo only.
#[utoipa::path(post, path = "/api/v1/demo/role", tag = "accounts", request_body = DemoRole,
    responses((status = 200, description = "as GET /api/v1/session, of the new session"), (status = 400, body = Problem)))]
pub(in crate::http) async fn demo_role(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Sent(DemoRole { role }): Sent<DemoRole>,
) -> Result<Response, Problem> {
    if !DEMO_ROLES.contains(&role) {
        return Err(Problem::body(format!("nobody looks as `{role}`")));
    }
    let before = session_secret(&headers, &app.edge);
    let secret = with_register(&app, move |register| {
        let sessions = Sessions(register.store());
        before.map_or(Ok(()), |secret| sessions.end(&secret))?;
        let areas = demo_areas(&register.snapshot()?, role);
        Ok(sessions.begin_demo(role, areas, Timestamp::now())?.expose().to_owned())
    });
    let secret = secret.await?;
    let asker = Asker::of_session(&app, &secret, asker.client).await?;
    Ok(with_cookie(answer::json(&describe(&app, &asker)), &app.edge, &secret))
}

/// The areas of responsibility of an invented person: the first of the kind that the role is about.
fn demo_areas(snapshot: &aula_snapshot::Snapshot, role: Role) -> Vec<aula_model::AreaId> {
    let (kind, count) = match role {
        Role::Inspector => ("precinct", 1),
        Role::Body => ("district", 1),
        Role::Osi => ("yard", 3),
        _ => return Vec::new(),
    };
    let of_kind = |kind: &str| -> Vec<aula_model::AreaId> {
        snapshot.areas().iter().filter(|area| area.id.kind() == kind).map(|area| area.id.clone()).take(count).collect()
    };
    let found = of_kind(kind);
    if found.is_empty() { of_kind("district") } else { found }
}

fn describe(app: &App, asker: &Asker) -> Value {
    let viewer = &asker.viewer;
    let snapshot = app.city.snapshot();
    let full_name =
        viewer.account().and_then(|name| Account::find(&snapshot, name).ok().flatten()).map(|a| a.full_name);
    let (csrf, expires, demo) = match &asker.how {
        How::Session { csrf, expires, demo } => (Some(csrf), Some(expires), *demo),
        How::Nobody | How::Loopback | How::Token { .. } => (None, None, false),
    };
    let own = Some(viewer.areas()).filter(|areas| !areas.is_empty());
    json!({
        "role": viewer.role(),
        "account": viewer.account(),
        "full_name": full_name,
        "areas": viewer.areas(),
        "how": asker.how.in_words(),
        "csrf": csrf,
        "expires": expires,
        "may": {
            "cells": may_see(viewer, Grade::Counts, own).is_ok(),
            "incidents": may_see(viewer, Grade::Incidents, own).is_ok(),
            "admin": matches!(viewer.role(), Role::Admin | Role::Operator),
        },
        "demo": app.city.demo,
        "demo_role": demo,
        "demo_roles": if app.city.demo { &DEMO_ROLES[..] } else { &[] },
    })
}

fn with_cookie(mut response: Response, edge: &Edge, secret: &str) -> Response {
    let seconds = ABSOLUTE.as_secs();
    let name = cookie_name(edge);
    let cookie = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{}", secure(edge));
    set_cookie(&mut response, &cookie);
    response
}

fn secure(edge: &Edge) -> &'static str {
    if edge.https() { "; Secure" } else { "" }
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}
