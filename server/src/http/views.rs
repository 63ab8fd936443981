//! `/api/v1/views`: choices of the map kept under a name. A view holds settings, never a figure: whoever opens one sees
//! what they may see.

use super::body::Sent;
use super::gate::Asker;
use super::plans::{KeepError, put, write};
use super::{App, Params, Problem, answer};
use aula_model::{Change, Document, Kind, Op};
use aula_snapshot::Snapshot;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A view in the log.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct View {
    owner: String,
    name: String,
    query: String,
    shared: bool,
}

/// A view to be kept.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewView {
    /// What it is called: 1 to 100 letters
    name: String,
    /// The choices of the map as they stand in its address, without the question mark
    query: String,
    /// Whether whoever may see exact counts finds it in the list and can open its link
    #[serde(default)]
    shared: bool,
}

/// Longest name, in letters.
const MAX_NAME: usize = 100;
/// Longest query: an outline of a hundred corners fits.
const MAX_QUERY_BYTES: usize = 4096;
/// Views of one owner.
const MAX_VIEWS: usize = 200;
/// Choices of the map that are no question to the API.
const OF_THE_MAP: &[&str] = &[
    "layer",
    "view",
    "resolution",
    "study_set",
    "correction",
    "selected",
    "dock",
    "outline",
    "at",
    "compare",
    "split",
    "by",
    "kernel",
    "bandwidth",
    "bandwidth_m",
    "width",
    "border",
    "over",
    "against",
    "before_from",
    "before_to",
    "step",
    "steps",
    "time",
    "spans",
    "units",
    "exposure",
];

impl View {
    fn checked(new: NewView, owner: String) -> Result<Self, Problem> {
        let name = new.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            let detail = format!("a view is called by 1 to {MAX_NAME} letters");
            return Err(Problem::parameter("name", detail, "give it another name"));
        }
        check_query(&new.query)?;
        Ok(Self { owner, name, query: new.query, shared: new.shared })
    }

    fn seen_by(&self, who: &str) -> bool {
        self.shared || self.owner == who
    }

    fn described(&self, id: &str, who: &str) -> Value {
        json!({
            "id": id, "name": self.name, "query": self.query, "shared": self.shared,
            "owner": self.owner, "own": self.owner == who,
        })
    }
}

/// Takes only choices that the map knows, each once, and those that choose incidents only as the API takes them.
fn check_query(query: &str) -> Result<(), Problem> {
    let fault = |detail: String| Problem::parameter("query", detail, "send the address of the map as it stands there");
    if query.len() > MAX_QUERY_BYTES {
        return Err(fault(format!("it is longer than {MAX_QUERY_BYTES} bytes")));
    }
    let mut params = Params::parse(query).map_err(|_| fault("it is no query, or names something twice".to_owned()))?;
    for name in OF_THE_MAP {
        let value = params.take_named(name).unwrap_or_default();
        if value.chars().any(char::is_control) {
            return Err(fault(format!("`{name}` holds control characters")));
        }
    }
    params.slice()?;
    params.finish()
}

fn view_of(snapshot: &Snapshot, id: &str, who: &str) -> Result<View, KeepError> {
    let found = snapshot.documents().read::<View>(Kind::View, id)?.filter(|view| view.seen_by(who));
    // Somebody else's own view is told apart from none by nobody.
    found.ok_or_else(|| KeepError::Missing(format!("there is no view `{id}`, or it is not shared")))
}

/// The own views and the shared ones, by name.
#[utoipa::path(get, path = "/api/v1/views", tag = "views",
    responses((status = 200, description = "views: [{id, name, query, shared, owner, own}]"), (status = 403, body = Problem)))]
pub(super) async fn list(State(app): State<App>, asker: Asker, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let snapshot = app.city.snapshot();
    let mut views: Vec<(String, Value)> = Vec::new();
    for (_, document) in snapshot.documents().of_kind(Kind::View) {
        let view: View = document.read().map_err(KeepError::from)?;
        if view.seen_by(asker.who()) {
            views.push((view.name.to_lowercase(), view.described(document.id(), asker.who())));
        }
    }
    views.sort_by(|a, b| a.0.cmp(&b.0));
    let views: Vec<Value> = views.into_iter().map(|(_, view)| view).collect();
    Ok(answer::json(&json!({ "views": views })))
}

/// One view.
#[utoipa::path(get, path = "/api/v1/views/{id}", tag = "views",
    params(("id" = String, Path, description = "The view")),
    responses((status = 200, description = "{id, name, query, shared, owner, own}"), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(super) async fn view(
    State(app): State<App>,
    Path(id): Path<String>,
    asker: Asker,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let who = asker.who();
    Ok(answer::json(&view_of(&app.city.snapshot(), &id, who)?.described(&id, who)))
}

/// Keeps a view.
#[utoipa::path(post, path = "/api/v1/views", tag = "views", request_body = NewView,
    responses((status = 200, description = "The view with its id"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn keep(State(app): State<App>, asker: Asker, Sent(new): Sent<NewView>) -> Result<Response, Problem> {
    let view = View::checked(new, asker.who().to_owned())?;
    let city = app.city;
    let work = move || {
        let id = write(&city, "view kept", |snapshot| {
            let mut last = 0;
            let mut own = 0;
            for (_, document) in snapshot.documents().of_kind(Kind::View) {
                last = last.max(document.id().strip_prefix("v-").and_then(|n| n.parse::<u32>().ok()).unwrap_or(0));
                own += usize::from(document.read::<View>()?.owner == view.owner);
            }
            if own >= MAX_VIEWS {
                return Err(KeepError::Full(format!("{MAX_VIEWS} views are kept already; remove one")));
            }
            let id = format!("v-{}", last + 1);
            Ok((put(Kind::View, &id, &view)?, id))
        })?;
        Ok(answer::json(&view.described(&id, &view.owner)))
    };
    app.work.run(work).await
}

/// Removes an own view.
#[utoipa::path(delete, path = "/api/v1/views/{id}", tag = "views",
    params(("id" = String, Path, description = "The view")),
    responses((status = 200, description = "It is gone"), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn remove(
    State(app): State<App>,
    Path(id): Path<String>,
    asker: Asker,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    let work = move || {
        write(&city, "view removed", |snapshot| {
            let view = view_of(snapshot, &id, asker.who())?;
            if view.owner != asker.who() {
                return Err(KeepError::Missing(format!("there is no view `{id}` of yours")));
            }
            Ok((Change { kind: Kind::View, key: Document::key_of(Kind::View, &id), op: Op::Remove }, ()))
        })?;
        Ok(answer::json(&json!({ "removed": id })))
    };
    app.work.run(work).await
}
