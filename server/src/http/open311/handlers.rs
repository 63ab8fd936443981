//! The routes of the standard.

use super::describe::{LANGUAGE, definition as describe_definition, moment, request as describe, service, status};
use super::form::{Fault, Form};
use crate::accounts::Scope;
use crate::checklist::{Core, areas_of};
use crate::http::App;
use crate::http::checklist::{Doing, apply, sees_case};
use crate::http::gate::{Asker, How};
use aula_checklist::{Action, Case};
use aula_model::{Language, Role};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

type Answer = Result<Response, Fault>;
type Fields = BTreeMap<String, String>;

/// Most requests of one answer, and the days that one looks back unless told otherwise (by the standard).
const MOST: usize = 1000;
const DAYS: i64 = 90;

fn fields(query: &str) -> Fields {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

fn language(fields: &Fields) -> Language {
    fields.get("locale").and_then(|l| l.split(['-', '_']).next()?.parse().ok()).unwrap_or(LANGUAGE)
}

fn form_of(file: &str) -> Result<(&str, Form), Fault> {
    Form::of(file).ok_or_else(|| Fault::new(Form::Json, StatusCode::NOT_FOUND, "ask for .json or .xml"))
}

/// Whoever has a key (as bearer token or as `api_key`) or is signed in.
async fn keyed(app: &App, asker: Asker, fields: &Fields, form: Form) -> Result<Asker, Fault> {
    let asker = match fields.get("api_key") {
        Some(key) => crate::http::gate::asker_of_key(app, key, asker.client)
            .await
            .ok_or_else(|| Fault::new(form, StatusCode::FORBIDDEN, "the api_key is not valid"))?,
        None => asker,
    };
    let may = [Role::Osi, Role::Body, Role::Inspector, Role::Planner, Role::Analyst, Role::Operator];
    if may.contains(&asker.viewer.role()) {
        Ok(asker)
    } else {
        Err(Fault::new(form, StatusCode::FORBIDDEN, "an api_key is needed: a token of an account that sees cases"))
    }
}

/// `GET /open311/v2/{file}`: discovery, services, requests, servicerequestupdates, each as JSON or XML.
pub(in crate::http) async fn read(
    State(app): State<App>,
    Path(file): Path<String>,
    asker: Asker,
    RawQuery(query): RawQuery,
) -> Answer {
    let (stem, form) = form_of(&file)?;
    let fields = fields(&query.unwrap_or_default());
    match stem {
        "discovery" => Ok(discovery(form)),
        "services" => Ok(services(&app.desk.core, form, language(&fields))),
        "requests" => {
            let asker = keyed(&app, asker, &fields, form).await?;
            found(app, asker, form, fields, What::Requests).await
        }
        "servicerequestupdates" => {
            let asker = keyed(&app, asker, &fields, form).await?;
            found(app, asker, form, fields, What::Updates).await
        }
        _ => Err(Fault::new(form, StatusCode::NOT_FOUND, "there is nothing at this address")),
    }
}

fn discovery(form: Form) -> Response {
    let endpoint = json!({
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": "/open311/v2",
        "changeset": "2026-11-27T00:00:00Z",
        "type": "production",
        "formats": ["application/json", "text/xml"],
    });
    let body = json!({
        "changeset": "2026-11-27T00:00:00Z",
        "contact": "The administrator of this service",
        "key_service": "A token of an account that sees cases, as api_key or as a bearer token",
        "endpoints": [endpoint],
    });
    form.one("discovery", &body)
}

fn services(core: &Core, form: Form, language: Language) -> Response {
    let all: Vec<Value> = core.instrument.factors().iter().map(|f| service(core, f, language)).collect();
    form.list(StatusCode::OK, "services", "service", &all)
}

/// `GET /open311/v2/services/{code}.{form}`.
pub(in crate::http) async fn definition(
    State(app): State<App>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let (code, form) = form_of(&file)?;
    let factor = app.desk.core.instrument.factor(code);
    let factor = factor.ok_or_else(|| Fault::new(form, StatusCode::NOT_FOUND, "service_code was not found"))?;
    Ok(form.one("service_definition", &describe_definition(factor, language(&fields(&query.unwrap_or_default())))))
}

/// Which requests are wanted.
struct Wanted {
    ids: Option<Vec<String>>,
    codes: Option<Vec<String>>,
    status: Option<Vec<String>>,
    from: Timestamp,
    to: Timestamp,
}

impl Wanted {
    fn of(fields: &Fields, form: Form) -> Result<Self, Fault> {
        let words =
            |name: &str| fields.get(name).map(|v| v.split(',').map(|w| w.trim().to_owned()).collect::<Vec<_>>());
        let moment = |name: &str| {
            let parse = |v: &String| {
                let wrong =
                    || Fault::new(form, StatusCode::BAD_REQUEST, format!("{name}: write it as 2024-01-31T00:00:00Z"));
                v.parse::<Timestamp>().map_err(|_| wrong())
            };
            fields.get(name).map(parse).transpose()
        };
        let to = moment("end_date")?.unwrap_or_else(Timestamp::now);
        let days = |n: i64| to.checked_sub(SignedDuration::from_hours(24 * n)).unwrap_or(Timestamp::MIN);
        let from = moment("start_date")?.unwrap_or_else(|| days(DAYS));
        let wanted = words("status");
        if wanted.iter().flatten().any(|s| !["open", "closed"].contains(&s.as_str())) {
            return Err(Fault::new(form, StatusCode::BAD_REQUEST, "status: use open or closed"));
        }
        Ok(Self { ids: words("service_request_id"), codes: words("service_code"), status: wanted, from, to })
    }

    /// Identifiers go before everything else, by the standard.
    fn takes(&self, case: &Case) -> bool {
        if let Some(ids) = &self.ids {
            return ids.contains(&case.id());
        }
        let is = |list: &Option<Vec<String>>, value: &str| list.as_ref().is_none_or(|l| l.iter().any(|w| w == value));
        is(&self.codes, &case.factor)
            && is(&self.status, status(case.state))
            && self.from <= case.opened
            && case.opened <= self.to
    }
}

/// What is listed of each case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Requests,
    Updates,
}

/// What happened to a case; no words of anybody are in it.
fn updates_of(core: &Core, case: &Case) -> Vec<Value> {
    let snapshot = core.city.snapshot();
    let events = case.events.iter().enumerate();
    let update = |(nth, event): (usize, &aula_checklist::CaseEvent)| {
        json!({
            "update_id": format!("{}.{nth}", case.id()),
            "service_request_id": case.id(),
            "status": status(event.state),
            "status_notes": event.state.as_str(),
            "updated_datetime": moment(&snapshot, event.at),
            "description": "",
        })
    };
    events.map(update).collect()
}

async fn found(app: App, asker: Asker, form: Form, fields: Fields, what: What) -> Answer {
    let wanted = Wanted::of(&fields, form)?;
    let (core, language) = (Arc::clone(&app.desk.core), language(&fields));
    let compute = move || {
        let snapshot = core.city.snapshot();
        let all = core.with(|known| known.cases.values().map(|(_, c)| Arc::clone(c)).collect::<Vec<_>>());
        let mut cases: Vec<Arc<Case>> = all
            .map_err(|e| crate::http::Problem::internal(&e))?
            .into_iter()
            .filter(|case| wanted.takes(case))
            .filter(|case| sees_case(&core, &asker.viewer, case, &areas_of(&snapshot, &case.yard)))
            .collect();
        cases.sort_by_key(|case| std::cmp::Reverse(case.opened));
        let of = |case: &Arc<Case>| match what {
            What::Requests => vec![describe(&core, &snapshot, case, language)],
            What::Updates => updates_of(&core, case),
        };
        Ok(cases.iter().take(MOST).flat_map(of).collect::<Vec<Value>>())
    };
    let things = app.work.run(compute).await;
    let things = things.map_err(|_| Fault::new(form, StatusCode::INTERNAL_SERVER_ERROR, "the service failed"))?;
    let (root, item) = match what {
        What::Requests => ("service_requests", "request"),
        What::Updates => ("service_request_updates", "request_update"),
    };
    Ok(form.list(StatusCode::OK, root, item, &things))
}

/// `GET /open311/v2/requests/{id}.{form}`.
pub(in crate::http) async fn request(
    State(app): State<App>,
    Path(file): Path<String>,
    asker: Asker,
    RawQuery(query): RawQuery,
) -> Answer {
    let (id, form) = form_of(&file)?;
    let mut fields = fields(&query.unwrap_or_default());
    let asker = keyed(&app, asker, &fields, form).await?;
    fields.insert("service_request_id".to_owned(), id.to_owned());
    let core = Arc::clone(&app.desk.core);
    let id = id.to_owned();
    let known = core.with(|known| known.cases.get(&id).map(|(_, case)| Arc::clone(case)));
    let case = known.map_err(|e| Fault::internal(form, &e))?;
    let snapshot = core.city.snapshot();
    let seen = case.filter(|case| sees_case(&core, &asker.viewer, case, &areas_of(&snapshot, &case.yard)));
    let case = seen.ok_or_else(|| Fault::new(form, StatusCode::NOT_FOUND, "service_request_id was not found"))?;
    let one = describe(&core, &snapshot, &case, language(&fields));
    Ok(form.list(StatusCode::OK, "service_requests", "request", &[one]))
}

/// `POST /open311/v2/{file}`: `servicerequestupdates` reports back on a case; `requests` is refused: cases open by the
/// rule of the checklist, not by one voice.
pub(in crate::http) async fn write(
    State(app): State<App>,
    Path(file): Path<String>,
    asker: Asker,
    RawQuery(query): RawQuery,
    body: String,
) -> Answer {
    let (stem, form) = form_of(&file)?;
    let mut sent = fields(&query.unwrap_or_default());
    sent.extend(fields(&body));
    let asker = keyed(&app, asker, &sent, form).await?;
    if let How::Token { scopes, .. } = &asker.how
        && !scopes.contains(&Scope::Write)
    {
        return Err(Fault::new(
            form,
            StatusCode::FORBIDDEN,
            "this key may read only: make a token with the scope write",
        ));
    }
    match stem {
        "servicerequestupdates" => update(app, asker, form, sent).await,
        "requests" => {
            let words = "requests are not opened from outside: a case opens when the ratings of a yard say so";
            Err(Fault::new(form, StatusCode::METHOD_NOT_ALLOWED, words))
        }
        _ => Err(Fault::new(form, StatusCode::NOT_FOUND, "there is nothing at this address")),
    }
}

/// `open` takes the case on, `planned` with `expected_datetime` plans it, `closed` reports it mended.
async fn update(app: App, asker: Asker, form: Form, sent: Fields) -> Answer {
    let bad = |words: &str| Fault::new(form, StatusCode::BAD_REQUEST, words);
    let id = sent.get("service_request_id").cloned().ok_or_else(|| bad("service_request_id was not provided"))?;
    let action = match sent.get("status").map(|s| s.to_lowercase()).as_deref() {
        Some("open" | "in_progress") => Action::TakeOn,
        Some("planned") => Action::Plan,
        Some("closed" | "fixed") => Action::ReportMended,
        _ => return Err(bad("status: use open, planned or closed")),
    };
    let day = sent.get("expected_datetime").and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
    let doing = Doing {
        action,
        date: day,
        note: sent.get("description").filter(|d| !d.trim().is_empty()).map(|d| d.chars().take(500).collect()),
        body: None,
        device: None,
        proof: None,
    };
    let wanted = id.clone();
    let work = move |core: &Core| {
        let snapshot = core.city.snapshot();
        let known = core.with(|known| known.cases.get(&wanted).map(|(_, case)| Arc::clone(case)));
        let case = known.map_err(|e| Fault::internal(form, &e))?;
        let seen = case.filter(|case| sees_case(core, &asker.viewer, case, &areas_of(&snapshot, &case.yard)));
        if seen.is_none() {
            return Err(Fault::new(form, StatusCode::NOT_FOUND, "service_request_id was not found"));
        }
        apply(core, &asker, &wanted, &doing).map_err(|problem| {
            let status = problem.into_response().status();
            Fault::new(form, status, "the case cannot take this update as it stands, or it is another body's")
        })
    };
    let outcome = app.desk.writer().run(work).await.map_err(|e| Fault::internal(form, &e))?;
    let case = outcome?;
    let done = json!({ "service_request_id": id, "update_id": format!("{id}.{}", case.events.len() - 1) });
    Ok(form.list(StatusCode::OK, "service_request_updates", "request_update", &[done]))
}
