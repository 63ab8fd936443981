//! `GET /api/v1/cases`, `GET /api/v1/cases/{id}`, `POST /api/v1/cases/{id}/actions`: from a problem to a mended lamp.

use super::answer::{date_of, named};
use super::audits::{prove, unwritten};
use super::{Ask, Reader, may_act};
use crate::checklist::{Core, areas_of};
use crate::http::answer::{self, Form};
use crate::http::body::Sent;
use crate::http::gate::{Asker, Asking};
use crate::http::{App, Params, Problem};
use aula_checklist::{Action, Actor, Case, CaseEvent, CaseState, Proof, YardView, is_own_case};
use aula_model::{AreaId, Language, Role, Viewer};
use aula_snapshot::Snapshot;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// How much of a case a viewer sees: nothing, that it is there, or everything.
fn sight(core: &Core, viewer: &Viewer, case: &Case, areas: &[AreaId]) -> Option<bool> {
    let factor = core.instrument.factor(&case.factor)?;
    let view = YardView::of(viewer, areas);
    let full = view == YardView::Full || is_own_case(viewer, case, areas);
    (full || view.shows(factor)).then_some(full)
}

/// Whether a viewer sees a case at all.
pub(crate) fn sees_case(core: &Core, viewer: &Viewer, case: &Case, areas: &[AreaId]) -> bool {
    sight(core, viewer, case, areas).is_some()
}

/// What a viewer may do with a case as it stands.
pub(crate) fn actions(viewer: &Viewer, case: &Case, areas: &[AreaId]) -> Vec<Action> {
    let possible = |action: &Action| {
        let by = Actor::system();
        let event = CaseEvent {
            at: case.opened,
            state: case.state,
            action: None,
            by,
            planned_for: Some(Date::MAX),
            note: None,
        };
        may_act(viewer, case, areas, *action) && case.clone().act(*action, event).is_ok()
    };
    Action::ALL.iter().copied().filter(possible).collect()
}

/// A case as a viewer sees it, with what the viewer may do.
pub(crate) fn describe_for(
    core: &Core,
    snapshot: &Snapshot,
    viewer: &Viewer,
    case: &Case,
    areas: &[AreaId],
) -> Option<Value> {
    let full = sight(core, viewer, case, areas)?;
    let mut described = describe(core, snapshot, case, areas, full);
    described["actions"] = json!(actions(viewer, case, areas));
    Some(described)
}

/// A case as a viewer sees it.
fn describe(core: &Core, snapshot: &Snapshot, case: &Case, areas: &[AreaId], full: bool) -> Value {
    let now = Timestamp::now();
    let factor = core.instrument.factor(&case.factor);
    let step = (case.severity.round().clamp(0.0, 3.0)) as usize;
    let yard = snapshot.areas().get(&case.yard);
    let event = |event: &CaseEvent| {
        json!({
            "at": event.at,
            "state": event.state,
            "action": event.action,
            "role": full.then(|| event.by.role.clone()),
            "planned_for": event.planned_for,
            "note": event.note.clone().filter(|_| full),
        })
    };
    json!({
        "id": case.id(),
        "yard": case.yard,
        "yard_names": yard.map(|a| &a.names),
        "micro_district": named(snapshot, areas, "micro_district"),
        "district": named(snapshot, areas, "district"),
        "factor": case.factor,
        "names": factor.map(|f| &f.names),
        "severity": step,
        "anchor": factor.and_then(|f| f.anchors.get(step)),
        "state": case.state,
        "body": case.body,
        "body_names": core.instrument.body(&case.body).map(|b| &b.names),
        "body_name": core.instrument.body(&case.body).map(|b| &b.names),
        "account": case.account.clone().filter(|_| full),
        "opened": date_of(snapshot, case.opened),
        "due": date_of(snapshot, case.due),
        "overdue": case.is_overdue(now),
        "planned_for": case.planned_for,
        "mended": case.mended_at().map(|at| date_of(snapshot, at)),
        "mended_at": case.mended_at().map(|at| date_of(snapshot, at)),
        "events": case.events.iter().map(event).collect::<Vec<_>>(),
        "page": format!("/yards/{}", case.yard.code()),
    })
}

/// Every case that a viewer sees, as the list of cases has it.
pub(crate) fn seen_cases(core: &Core, viewer: &Viewer) -> Result<Vec<(AreaId, Value)>, Problem> {
    let snapshot = core.city.snapshot();
    let all: Vec<Arc<Case>> = core
        .with(|known| known.cases.values().map(|(_, c)| Arc::clone(c)).collect())
        .map_err(|e| Problem::internal(&e))?;
    let shown = |case: Arc<Case>| {
        let areas = areas_of(&snapshot, &case.yard);
        Some((case.yard.clone(), describe_for(core, &snapshot, viewer, &case, &areas)?))
    };
    Ok(all.into_iter().filter_map(shown).collect())
}

/// Which cases.
struct Wanted {
    state: Option<String>,
    area: Option<AreaId>,
    factor: Option<String>,
    body: Option<String>,
    overdue: bool,
    mine: bool,
}

impl Wanted {
    fn take(params: &mut Params, viewer: &Viewer) -> Result<Self, Problem> {
        let yes = &[("1", true), ("true", true), ("0", false), ("false", false)];
        // The start page of whoever mends: one's own, unless told otherwise.
        let own = matches!(viewer.role(), Role::Osi | Role::Body);
        let yard = params.take("yard");
        let area: Option<AreaId> = params.parsed("area")?;
        let of_yard =
            yard.and_then(|y| if y.contains(':') { y.parse().ok() } else { format!("yard:{y}").parse().ok() });
        Ok(Self {
            state: params.take("state"),
            area: of_yard.or(area),
            factor: params.take("factor"),
            body: params.take("body"),
            overdue: params.choice("overdue", yes)?.unwrap_or(false),
            mine: params.choice("mine", yes)?.unwrap_or(own),
        })
    }

    fn takes(&self, viewer: &Viewer, case: &Case, areas: &[AreaId], now: Timestamp) -> bool {
        let state = self.state.as_deref().unwrap_or("all");
        let by_state = match state {
            "all" => true,
            "open_ones" => !case.state.is_closed(),
            word => word.split(',').any(|w| w == case.state.as_str()),
        };
        by_state
            && self.area.as_ref().is_none_or(|area| areas.contains(area))
            && self.factor.as_ref().is_none_or(|f| *f == case.factor)
            && self.body.as_ref().is_none_or(|b| *b == case.body)
            && (!self.overdue || case.is_overdue(now))
            && (!self.mine || is_own_case(viewer, case, areas))
    }
}

/// Cases, open ones first; for osi and body their own unless `mine=0`. In public those of
/// factors that are open by yard, without notes.
#[utoipa::path(get, path = "/api/v1/cases", tag = "checklist", params(
    ("state" = Option<String>, Query, description = "all (default), open_ones, or states separated by commas"),
    ("yard" = Option<String>, Query, description = "Of a yard"), ("area" = Option<String>, Query, description = "In an area, kind:code"),
    ("factor" = Option<String>, Query, description = "Of a factor"), ("body" = Option<String>, Query, description = "Of a kind of body"),
    ("overdue" = Option<bool>, Query, description = "Only overdue ones"), ("mine" = Option<bool>, Query, description = "Only one's own"),
    ("limit" = Option<u32>, Query, description = "At most so many; default 1000"), ("offset" = Option<u32>, Query, description = "After so many"),
    ("f" = Option<String>, Query, description = "json (default) or csv")),
    responses((status = 200, description = "cases, numberMatched"), (status = 400, body = Problem)))]
pub(crate) async fn cases(
    State(app): State<App>,
    Asking(viewer): Asking,
    Reader(language): Reader,
    mut params: Params,
) -> Result<Response, Problem> {
    let wanted = Wanted::take(&mut params, &viewer)?;
    let form = params.choice("f", &[("json", Form::GeoJson), ("csv", Form::Csv)])?.unwrap_or(Form::GeoJson);
    let limit = params.integer("limit", 1, 10_000)?.unwrap_or(1000) as usize;
    let offset = params.integer("offset", 0, u64::from(u32::MAX))?.unwrap_or(0) as usize;
    params.finish()?;
    let core = Arc::clone(&app.desk.core);
    let compute = move || {
        let snapshot = core.city.snapshot();
        let now = Timestamp::now();
        let all: Vec<Arc<Case>> = core
            .with(|known| known.cases.values().map(|(_, c)| Arc::clone(c)).collect())
            .map_err(|e| Problem::internal(&e))?;
        let mut found: Vec<(Arc<Case>, Vec<AreaId>)> = all
            .into_iter()
            .filter_map(|case| {
                let areas = areas_of(&snapshot, &case.yard);
                sight(&core, &viewer, &case, &areas)?;
                wanted.takes(&viewer, &case, &areas, now).then_some((case, areas))
            })
            .collect();
        found.sort_by(|a, b| {
            a.0.state
                .is_closed()
                .cmp(&b.0.state.is_closed())
                .then(b.0.is_overdue(now).cmp(&a.0.is_overdue(now)))
                .then(a.0.due.cmp(&b.0.due))
                .then(a.0.id().cmp(&b.0.id()))
        });
        let matched = found.len();
        let page = found.iter().skip(offset).take(limit);
        let cases: Vec<Value> =
            page.filter_map(|(case, areas)| describe_for(&core, &snapshot, &viewer, case, areas)).collect();
        if form == Form::Csv {
            return Ok(answer::csv("cases", csv(&cases, language)));
        }
        let next = offset + cases.len();
        Ok(answer::json(&json!({
            "numberMatched": matched, "numberReturned": cases.len(),
            "next_offset": (next < matched && !cases.is_empty()).then_some(next), "cases": cases,
        })))
    };
    app.work.run(compute).await
}

/// A table for the offices' own programs. A cell that a spreadsheet would run as a formula is made text.
fn csv(cases: &[Value], language: Language) -> String {
    let columns = ["id", "yard", "factor", "state", "severity", "body", "opened", "due", "overdue", "planned_for"];
    let mut text =
        String::from("id,yard,yard_name,factor,factor_name,state,severity,body,opened,due,overdue,planned_for\r\n");
    let cell = |value: &Value| {
        let plain = value
            .as_str()
            .map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned);
        let safe = if plain.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{plain}") } else { plain };
        if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
    };
    let name = |names: &Value| {
        let order = [language.as_str(), "ru", "kk", "en"];
        order.iter().find_map(|l| names[*l].as_str()).map_or(Value::Null, |n| json!(n))
    };
    for case in cases {
        let mut row: Vec<String> = columns.iter().map(|column| cell(&case[*column])).collect();
        row.insert(2, cell(&name(&case["yard_names"])));
        row.insert(4, cell(&name(&case["names"])));
        text.push_str(&row.join(","));
        text.push_str("\r\n");
    }
    text
}

/// One case.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "checklist",
    params(("id" = String, Path, description = "As the list has it")),
    responses((status = 200, description = "The case"), (status = 404, body = Problem)))]
pub(crate) async fn case(
    State(app): State<App>,
    Path(id): Path<String>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let core = Arc::clone(&app.desk.core);
    app.work.run(move || Ok(answer::json(&shown(&core, &viewer, &id)?))).await
}

/// A case as a viewer sees it; nobody learns of one that is not theirs to see.
fn shown(core: &Core, viewer: &Viewer, id: &str) -> Result<Value, Problem> {
    let snapshot = core.city.snapshot();
    let found = core.with(|known| known.cases.get(id).map(|(_, case)| Arc::clone(case)));
    let missing = || Problem::not_found(format!("there is no case `{}`", id.chars().take(80).collect::<String>()));
    let case = found.map_err(|e| Problem::internal(&e))?.ok_or_else(missing)?;
    let areas = areas_of(&snapshot, &case.yard);
    describe_for(core, &snapshot, viewer, &case, &areas).ok_or_else(missing)
}

/// What somebody does with a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Doing {
    pub(crate) action: Action,
    /// The date of a plan.
    #[serde(default, alias = "planned_for")]
    pub(crate) date: Option<Date>,
    /// For the offices, never public; from who mends only.
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// The body that it is handed to.
    #[serde(default)]
    pub(crate) body: Option<String>,
    /// The device's key of who is not signed in.
    #[serde(default)]
    pub(crate) device: Option<String>,
    /// The proof of work of who is not signed in.
    #[serde(default)]
    pub(crate) proof: Option<Proof>,
}

/// Longest note, in characters.
const MAX_NOTE: usize = 500;

/// Does something with a case: take_on, plan (with `date`), report_mended, reopen, assign (with `body`) by who mends it;
/// confirm or dispute by anybody else.
#[utoipa::path(post, path = "/api/v1/cases/{id}/actions", tag = "checklist", request_body = Value,
    params(("id" = String, Path, description = "As the list has it")),
    responses((status = 200, description = "The case after it"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn act(
    State(app): State<App>,
    Path(id): Path<String>,
    asker: Asker,
    Reader(language): Reader,
    Sent(doing): Sent<Doing>,
) -> Result<Json<Value>, Problem> {
    let work = move |core: &Core| {
        let unsigned = asker.viewer.account().is_none() && asker.viewer.role() != Role::Operator;
        // Somebody who may not see the case is told that there is none, before anything else.
        shown(core, &asker.viewer, &id)?;
        if unsigned {
            prove(core, doing.proof.as_ref(), Timestamp::now(), language)?;
        }
        apply(core, &asker, &id, &doing)?;
        shown(core, &asker.viewer, &id)
    };
    Ok(Json(app.desk.writer().run(work).await.map_err(unwritten)??))
}

/// Does something with a case and writes it; for a job of the writer.
pub(crate) fn apply(core: &Core, asker: &Asker, id: &str, doing: &Doing) -> Result<Case, Problem> {
    let snapshot = core.city.snapshot();
    let found = core.with(|known| known.cases.get(id).map(|(_, case)| (**case).clone()));
    let missing = || Problem::not_found("there is no such case");
    let mut case = found.map_err(|e| Problem::internal(&e))?.ok_or_else(missing)?;
    let areas = areas_of(&snapshot, &case.yard);
    if !may_act(&asker.viewer, &case, &areas, doing.action) {
        return Err(Problem::forbidden(format!("`{}` is for who mends this case", doing.action.as_str())));
    }
    let note = doing.note.as_deref().map(str::trim).filter(|n| !n.is_empty() && doing.action.is_the_menders());
    if note.is_some_and(|n| n.chars().count() > MAX_NOTE || n.chars().any(|c| c.is_control() && c != '\n')) {
        return Err(Problem::body(format!("note: at most {MAX_NOTE} characters, without control characters")));
    }
    let ask = Ask::new(asker, doing.device.as_deref(), None, None).ok_or_else(|| Problem::forbidden("no such role"))?;
    let by = ask.actor(core, &case.yard, id).map_err(|e| Problem::internal(&e))?;
    let now = Timestamp::now();
    let event = CaseEvent {
        at: now,
        state: CaseState::Open,
        action: None,
        by,
        planned_for: doing.date,
        note: note.map(str::to_owned),
    };
    if doing.action == Action::Assign {
        let body = doing.body.as_deref().and_then(|b| core.instrument.body(b));
        let body = body.ok_or_else(|| Problem::body("body: name a body of the checklist, for example DA"))?;
        case.body.clone_from(&body.id);
        case.account = None;
    }
    let again = "look at the case again: somebody may have moved it meanwhile";
    case.act(doing.action, event).map_err(|e| Problem::conflict(e.to_string(), again))?;
    core.put_cases(std::slice::from_ref(&case)).map_err(unwritten)?;
    Ok(case)
}
