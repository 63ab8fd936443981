//! Photos of an audit: made anew without EXIF, looked at by a moderator, never public.

use super::Reader;
use super::audits::unwritten;
use super::withdraw::own;
use crate::checklist::{Core, MAX_PHOTO_BYTES, MAX_PIXELS, PhotoFault, clean, hex, photo_blob};
use crate::http::gate::Asker;
use crate::http::{App, Params, Problem};
use aula_checklist::{Fault, FaultCode, Moderation, Photo};
use aula_model::{Document, Kind, Language};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// Photos of one audit at most.
const AT_MOST: usize = 4;

/// Adds a photo: the bytes of a JPEG, PNG or WebP file, judged by their content, with the secret in `X-Audit-Secret`.
#[utoipa::path(post, path = "/api/v1/audits/{id}/photos", tag = "checklist",
    request_body(content = Vec<u8>, content_type = "image/jpeg"),
    params(("id" = String, Path, description = "As answered when it was sent"),
        ("factor" = Option<String>, Query, description = "The factor that it shows")),
    responses((status = 201, description = "id and moderation"), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub(crate) async fn send(
    State(app): State<App>,
    Path(id): Path<String>,
    asker: Asker,
    Reader(language): Reader,
    headers: HeaderMap,
    mut params: Params,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response, Problem> {
    let factor = params.take("factor");
    params.finish()?;
    let bytes = bytes.map_err(|_| refused(PhotoFault::Size, language))?;
    let core = Arc::clone(&app.desk.core);
    if factor.as_deref().is_some_and(|f| core.instrument.factor(f).is_none()) {
        let fault = Fault::new("factor", FaultCode::UnknownFactor).with("value", factor.unwrap_or_default());
        return Err(Problem::faults(StatusCode::UNPROCESSABLE_ENTITY, &[fault], language));
    }
    let judge = move || {
        own(&core, &asker, &id, &headers, language)?;
        let cleaned = clean(&bytes).map_err(|fault| refused(fault, language))?;
        Ok((id, cleaned))
    };
    let (id, cleaned) = app.work.run(judge).await?;
    let work = move |core: &Core| keep(core, &id, &cleaned, factor, language);
    let photo = app.desk.writer().run(work).await.map_err(unwritten)??;
    Ok((StatusCode::CREATED, Json(json!({ "id": photo.id, "moderation": photo.moderation }))).into_response())
}

fn keep(core: &Core, id: &str, bytes: &[u8], factor: Option<String>, language: Language) -> Result<Photo, Problem> {
    let internal = |e: aula_store::StoreError| Problem::internal(&e);
    let found = core.with(|known| known.audits.get(id).map(|k| (*k.audit).clone())).map_err(internal)?;
    let Some(mut audit) = found else {
        return Err(Problem::faults(StatusCode::GONE, &[Fault::new("", FaultCode::Withdrawn)], language));
    };
    let photo_id = hex(&Sha256::digest(bytes)[..8]);
    if let Some(there) = audit.photos.iter().find(|p| p.id == photo_id) {
        return Ok(there.clone());
    }
    if audit.photos.len() >= AT_MOST {
        let fault = Fault::new("", FaultCode::PhotoCount).with("max", AT_MOST);
        return Err(Problem::faults(StatusCode::UNPROCESSABLE_ENTITY, &[fault], language));
    }
    core.city.store().put_blob(&photo_blob(id, &photo_id), bytes).map_err(internal)?;
    let photo = Photo { id: photo_id, moderation: Moderation::Pending, factor };
    audit.photos.push(photo.clone());
    let document = Document::new(Kind::Audit, id, &audit).map_err(|e| Problem::internal(&e))?;
    core.put("audit photo", vec![document]).map_err(unwritten)?;
    Ok(photo)
}

fn refused(fault: PhotoFault, language: Language) -> Problem {
    let fault = match fault {
        PhotoFault::Type => Fault::new("photo", FaultCode::PhotoType),
        PhotoFault::Broken => Fault::new("photo", FaultCode::PhotoBroken),
        PhotoFault::Size => Fault::new("photo", FaultCode::PhotoSize)
            .with("max_mb", MAX_PHOTO_BYTES >> 20)
            .with("max_pixels", MAX_PIXELS),
    };
    Problem::faults(StatusCode::UNPROCESSABLE_ENTITY, &[fault], language)
}

/// A photo, for moderators.
#[utoipa::path(get, path = "/api/v1/audits/{id}/photos/{photo}", tag = "checklist",
    params(("id" = String, Path, description = "The audit"), ("photo" = String, Path, description = "The photo")),
    responses((status = 200, description = "JPEG", content_type = "image/jpeg", body = Vec<u8>),
        (status = 404, body = Problem)))]
pub(crate) async fn photo(
    State(app): State<App>,
    Path((id, photo)): Path<(String, String)>,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let core = Arc::clone(&app.desk.core);
    let read = move || {
        let bytes = core.city.store().blob(&photo_blob(&id, &photo)).map_err(|e| Problem::internal(&e))?;
        bytes.ok_or_else(|| Problem::not_found("there is no such photo"))
    };
    let bytes = app.work.run(read).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "no-store")], bytes).into_response())
}
