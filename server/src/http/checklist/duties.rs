//! `GET` and `POST /api/v1/duties`: the dated register of who mends what.

use super::audits::unwritten;
use crate::checklist::{Core, duty_faults, duty_id};
use crate::http::body::Sent;
use crate::http::gate::Asking;
use crate::http::{App, Params, Problem, answer};
use aula_checklist::Duty;
use aula_model::{Document, Kind, Role};
use aula_snapshot::Snapshot;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The register: who mends what, where, from when to when, by which law. What has ended stays in it.
#[utoipa::path(get, path = "/api/v1/duties", tag = "checklist",
    params(("factor" = Option<String>, Query, description = "Only of a factor")),
    responses((status = 200, description = "duties, and the instrument's seed")))]
pub(crate) async fn duties(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let factor = params.take("factor");
    params.finish()?;
    let core = Arc::clone(&app.desk.core);
    // The log's numbers grow with every row: only those who may send a correction back see them.
    let numbered = !matches!(viewer.role(), Role::Public | Role::Resident);
    let compute = move || {
        let snapshot = core.city.snapshot();
        let fits = |duty: &Duty| factor.as_deref().is_none_or(|f| f == duty.factor);
        let duties = core.with(|known| {
            let entries = known.duties.iter().filter(|(_, (_, duty))| fits(duty));
            entries
                .map(|(id, (seq, duty))| described(&snapshot, id, numbered.then_some(seq.0), duty))
                .collect::<Vec<_>>()
        });
        let seeds = core.instrument.factors().iter().map(|f| (f.id.clone(), json!(f.duty)));
        Ok(answer::json(&json!({
            "duties": duties.map_err(|e| Problem::internal(&e))?,
            "seed": seeds.collect::<serde_json::Map<String, Value>>(),
            "bodies": core.instrument.file().bodies,
        })))
    };
    app.work.run(compute).await
}

fn described(snapshot: &Snapshot, id: &str, seq: Option<u64>, duty: &Duty) -> Value {
    let mut value = json!(duty);
    value["id"] = json!(id);
    value["area_names"] = json!(duty.area.as_ref().and_then(|a| snapshot.areas().get(a)).map(|a| &a.names));
    if let Some(seq) = seq {
        value["seq"] = json!(seq);
    }
    value
}

/// An entry to be written: new without `id`, else a correction of the one that the writer has read (`seq`).
#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    seq: Option<u64>,
    #[serde(flatten)]
    duty: Value,
}

/// Adds or corrects an entry. A duty that has moved gets a `to` and a new entry; the log keeps every version.
#[utoipa::path(post, path = "/api/v1/duties", tag = "checklist", request_body = Value,
    responses((status = 201, description = "The entry"), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn add(State(app): State<App>, Sent(entry): Sent<Entry>) -> Result<Response, Problem> {
    let work = move |core: &Core| {
        let duty: Duty = serde_json::from_value(entry.duty).map_err(|e| Problem::body(e.to_string()))?;
        let problems = duty_faults(&core.instrument, &core.city.snapshot(), &duty);
        if !problems.is_empty() {
            return Err(Problem::body(problems.join("; ")));
        }
        let id = entry.id.unwrap_or_else(|| duty_id(&duty));
        let before =
            core.with(|known| known.duties.get(&id).map(|(seq, _)| seq.0)).map_err(|e| Problem::internal(&e))?;
        if before.is_some() && before != entry.seq {
            let detail = "the entry was changed by somebody else, or exists already";
            return Err(Problem::conflict(detail, "read it again and send its `id` and `seq`"));
        }
        let document = Document::new(Kind::Duty, &id, &duty).map_err(|e| Problem::body(e.to_string()))?;
        core.put("duty", vec![document]).map_err(unwritten)?;
        let seq =
            core.with(|known| known.duties.get(&id).map_or(0, |(seq, _)| seq.0)).map_err(|e| Problem::internal(&e))?;
        Ok(described(&core.city.snapshot(), &id, Some(seq), &duty))
    };
    let entry = app.desk.writer().run(work).await.map_err(unwritten)??;
    Ok((StatusCode::CREATED, Json(entry)).into_response())
}
