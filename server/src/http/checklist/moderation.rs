//! `GET` and `POST /api/v1/moderation`: texts and photos that somebody must look at first.

use super::audits::unwritten;
use crate::checklist::{Core, areas_of, photo_blob, text_blob};
use crate::http::body::Sent;
use crate::http::gate::Asking;
use crate::http::{App, Params, Problem, answer};
use aula_checklist::{Moderation, YardView};
use aula_model::{AreaId, Document, Kind, Role, Viewer};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// What waits: texts as they are, photos by address below `/api/v1/`; the oldest first.
#[utoipa::path(get, path = "/api/v1/moderation", tag = "checklist",
    responses((status = 200, description = "items")))]
pub(crate) async fn queue(State(app): State<App>, Asking(viewer): Asking, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let core = Arc::clone(&app.desk.core);
    let compute = move || {
        let internal = |e: aula_store::StoreError| Problem::internal(&e);
        let mut waiting: Vec<_> = core
            .with(|known| {
                let pending = |a: &aula_checklist::Audit| {
                    a.text == Some(Moderation::Pending) || a.photos.iter().any(|p| p.moderation == Moderation::Pending)
                };
                let found = known.audits.iter().filter(|(_, k)| pending(&k.audit));
                found.map(|(id, k)| (id.clone(), Arc::clone(&k.audit))).collect::<Vec<_>>()
            })
            .map_err(internal)?;
        waiting.retain(|(_, audit)| moderates(&core, &viewer, &audit.yard));
        waiting.sort_by_key(|(_, audit)| audit.received);
        let mut items = Vec::new();
        for (id, audit) in waiting {
            let head = |item: &str| {
                json!({
                    "id": format!("{id}/{item}"), "audit": id, "item": item, "yard": audit.yard, "at": audit.at,
                    "yard_names": core.city.snapshot().areas().get(&audit.yard).map(|a| a.names.clone()),
                    "received": audit.received, "role": audit.role,
                })
            };
            if audit.text == Some(Moderation::Pending) {
                let text = core.city.store().blob(&text_blob(&id)).map_err(internal)?.unwrap_or_default();
                let mut item = head("text");
                item["kind"] = json!("text");
                item["text"] = json!(String::from_utf8_lossy(&text));
                items.push(item);
            }
            for photo in audit.photos.iter().filter(|p| p.moderation == Moderation::Pending) {
                let mut item = head(&photo.id);
                item["kind"] = json!("photo");
                item["factor"] = json!(photo.factor);
                item["photo"] = json!(format!("audits/{id}/photos/{}", photo.id));
                items.push(item);
            }
        }
        let rows = items.len();
        Ok(answer::with_rows(answer::json(&json!({ "items": items })), rows))
    };
    app.work.run(compute).await
}

/// Whether somebody moderates what came from a yard: an inspector in the own areas only.
pub(super) fn moderates(core: &Core, viewer: &Viewer, yard: &AreaId) -> bool {
    let areas = || areas_of(&core.city.snapshot(), yard);
    viewer.role() != Role::Inspector || YardView::of(viewer, &areas()) == YardView::Full
}

/// What a moderator decides.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    /// As the queue has it: the audit's identifier, `/`, and `text` or a photo's.
    id: String,
    decision: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Pass,
    #[serde(alias = "refuse")]
    Reject,
}

/// Decides: what passes is kept for whoever mends, what is refused is gone. A photo that passes may open a case.
#[utoipa::path(post, path = "/api/v1/moderation", tag = "checklist", request_body = Value,
    responses((status = 200, description = "The item after it"), (status = 404, body = Problem)))]
pub(crate) async fn decide(
    State(app): State<App>,
    Asking(viewer): Asking,
    Sent(decision): Sent<Decision>,
) -> Result<Json<Value>, Problem> {
    let work = move |core: &Core| decided(core, &viewer, &decision);
    Ok(Json(app.desk.writer().run(work).await.map_err(unwritten)??))
}

fn decided(core: &Core, viewer: &Viewer, decision: &Decision) -> Result<Value, Problem> {
    let internal = |e: aula_store::StoreError| Problem::internal(&e);
    let missing = || Problem::not_found("there is nothing of that name to moderate");
    let (id, part) = decision.id.split_once('/').ok_or_else(missing)?;
    let found = core.with(|known| known.audits.get(id).map(|k| (*k.audit).clone())).map_err(internal)?;
    let mut audit = found.filter(|audit| moderates(core, viewer, &audit.yard)).ok_or_else(missing)?;
    let state = if decision.decision == Verdict::Pass { Moderation::Passed } else { Moderation::Refused };
    let blob = if part == "text" {
        audit.text = Some(audit.text.map(|_| state).ok_or_else(missing)?);
        text_blob(id)
    } else {
        let photo = audit.photos.iter_mut().find(|p| p.id == part).ok_or_else(missing)?;
        photo.moderation = state;
        photo_blob(id, part)
    };
    let document = Document::new(Kind::Audit, id, &audit).map_err(|e| Problem::internal(&e))?;
    core.put("moderation", vec![document]).map_err(unwritten)?;
    if state == Moderation::Refused {
        core.city.store().delete_blob(&blob).map_err(internal)?;
    }
    core.look_at_cases(&audit.yard).map_err(unwritten)?;
    Ok(json!({ "id": decision.id, "moderation": state }))
}
