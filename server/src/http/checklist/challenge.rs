//! `GET /api/v1/challenge`: a little work for everybody who is not signed in.

use crate::http::{App, Params, Problem, answer};
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;

/// A challenge: find `counter` such that SHA-256 of `nonce` with the counter's digits behind it begins with `bits` zero
/// bits, and send both as `proof`.
#[utoipa::path(get, path = "/api/v1/challenge", tag = "checklist",
    responses((status = 200, description = "nonce, bits, expires")))]
pub(crate) async fn challenge(State(app): State<App>, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let core = std::sync::Arc::clone(&app.desk.core);
    let compute = move || {
        let challenge = core.challenge(Timestamp::now()).map_err(|e| Problem::internal(&e))?;
        Ok(answer::json(&serde_json::to_value(challenge).map_err(|e| Problem::internal(&e))?))
    };
    app.work.run(compute).await
}
