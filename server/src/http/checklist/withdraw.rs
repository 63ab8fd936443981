//! `PUT` and `DELETE /api/v1/audits/{id}`: a correction is a new entry, a withdrawal erases the content.

use super::answer::receipt;
use super::audits::{prepare, unwritten};
use super::{Ask, Reader};
use crate::checklist::{Core, forget_audit, hex};
use crate::http::body::Sent;
use crate::http::gate::Asker;
use crate::http::{App, Problem};
use aula_checklist::{Audit, Fault, FaultCode, Submission};
use aula_model::{Language, Role};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// In which header the sender shows the secret of an audit.
pub(super) const SECRET_HEADER: &str = "x-audit-secret";

/// The audit, if the asker is its sender: by its secret, or by being the account that sent it.
pub(super) fn own(
    core: &Core,
    asker: &Asker,
    id: &str,
    headers: &HeaderMap,
    language: Language,
) -> Result<Arc<Audit>, Problem> {
    let internal = |e: aula_store::StoreError| Problem::internal(&e);
    let secrets = core.secrets().map_err(internal)?;
    let found = core.with(|known| known.audits.get(id).map(|k| Arc::clone(&k.audit))).map_err(internal)?;
    let given = headers.get(SECRET_HEADER).and_then(|v| v.to_str().ok()).unwrap_or_default();
    // Digests are compared, so the time it takes tells nothing about the secret.
    let knows = Sha256::digest(given) == Sha256::digest(secrets.audit_secret(id));
    let signed = asker.viewer.account().is_some();
    let is_own = found.as_ref().is_some_and(|audit| {
        let ask = Ask::new(asker, None, None, None).filter(|_| signed);
        ask.is_some_and(|ask| ask.person(secrets, &audit.yard).1 == audit.rater)
    });
    // Somebody without the secret does not even learn that there is such an audit.
    if !(knows || is_own || asker.viewer.role() == Role::Operator) {
        return Err(Problem::faults(StatusCode::FORBIDDEN, &[Fault::new("", FaultCode::Secret)], language));
    }
    found.ok_or_else(|| Problem::faults(StatusCode::GONE, &[Fault::new("", FaultCode::Withdrawn)], language))
}

/// Corrects an audit: the body is a whole audit with the same `client_id` and yard; the secret in `X-Audit-Secret`.
#[utoipa::path(put, path = "/api/v1/audits/{id}", tag = "checklist", request_body = Value,
    params(("id" = String, Path, description = "As answered when it was sent")),
    responses((status = 200, description = "As for sending"), (status = 403, body = Problem),
        (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn correct(
    State(app): State<App>,
    Path(id): Path<String>,
    asker: Asker,
    Reader(reader): Reader,
    headers: HeaderMap,
    Sent(submission): Sent<Submission>,
) -> Result<Json<Value>, Problem> {
    let language = submission.language.parse().unwrap_or(reader);
    let core = Arc::clone(&app.desk.core);
    let judge = move || {
        let before = own(&core, &asker, &id, &headers, language)?;
        let mut corrected = prepare(&core, &asker, submission, language, true)?;
        if corrected.id != id || corrected.audit.yard != before.yard {
            let detail = "a correction has the client_id and the yard of the audit that it corrects";
            return Err(Problem::conflict(detail, "withdraw the audit and send a new one"));
        }
        // Who somebody is and what moderation has seen does not change by a correction.
        let keep = &mut corrected.audit;
        (keep.role, keep.signed) = (before.role, before.signed);
        (keep.rater, keep.seal) = (before.rater.clone(), before.seal.clone());
        keep.photos.clone_from(&before.photos);
        Ok(corrected)
    };
    let corrected = app.work.run(judge).await?;
    let (id, audit) = (corrected.id.clone(), corrected.audit.clone());
    app.desk.writer().receive(corrected).await.map_err(unwritten)?;
    let core = Arc::clone(&app.desk.core);
    let compute = move || {
        let secret = core.secrets().map_err(|e| Problem::internal(&e))?.audit_secret(&id);
        core.with(|known| receipt(&core, known, &id, &audit, &secret)).map_err(|e| Problem::internal(&e))
    };
    Ok(Json(app.work.run(compute).await?))
}

/// Withdraws an audit: its content is erased, in the file too; only the mark stays that there was one.
#[utoipa::path(delete, path = "/api/v1/audits/{id}", tag = "checklist",
    params(("id" = String, Path, description = "As answered when it was sent")),
    responses((status = 200, description = "It is erased"), (status = 403, body = Problem),
        (status = 410, body = Problem)))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    Path(id): Path<String>,
    asker: Asker,
    Reader(language): Reader,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let work = move |core: &Core| -> Result<Value, Problem> {
        own(core, &asker, &id, &headers, language)?;
        forget_audit(core, &id, Timestamp::now()).map_err(unwritten)?;
        Ok(json!({ "withdrawn": true, "mark": hex(&Sha256::digest(&id)[..8]) }))
    };
    Ok(Json(app.desk.writer().run(work).await.map_err(unwritten)??))
}
