//! Factors as services, cases as requests.

use crate::checklist::Core;
use aula_checklist::{Case, CaseState, Factor};
use aula_model::Language;
use aula_snapshot::Snapshot;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The language of a request centre that names none.
pub(super) const LANGUAGE: Language = Language::Ru;

/// A factor as a service.
pub(super) fn service(core: &Core, factor: &Factor, language: Language) -> Value {
    let group = core.instrument.file().groups.iter().find(|g| g.id == factor.group);
    json!({
        "service_code": factor.id,
        "service_name": factor.names.get(language),
        "description": factor.anchors.last().map_or("", |a| a.get(language)),
        "metadata": true,
        "type": "batch",
        "keywords": factor.duty.join(","),
        "group": group.map_or("", |g| g.names.get(language)),
    })
}

/// What a request of a service says besides: how bad it is.
pub(super) fn definition(factor: &Factor, language: Language) -> Value {
    let values = factor.anchors.iter().enumerate();
    let values: Vec<Value> =
        values.map(|(step, anchor)| json!({ "key": step.to_string(), "name": anchor.get(language) })).collect();
    json!({
        "service_code": factor.id,
        "attributes": [{
            "variable": false,
            "code": "severity",
            "datatype": "singlevaluelist",
            "required": false,
            "datatype_description": "0 - 3",
            "order": 1,
            "description": factor.names.get(language),
            "values": values,
        }],
    })
}

/// A case as a request.
pub(super) fn request(core: &Core, snapshot: &Snapshot, case: &Case, language: Language) -> Value {
    let factor = core.instrument.factor(&case.factor);
    let step = case.severity.round().clamp(0.0, 3.0) as usize;
    let yard = crate::checklist::yard(snapshot, case.yard.as_str());
    let body = core.instrument.body(&case.body);
    let updated = case.events.last().map_or(case.opened, |e| e.at);
    let expected = case.planned_for.and_then(|day| day.to_zoned(snapshot.zone().clone()).ok()).map(|z| z.timestamp());
    json!({
        "service_request_id": case.id(),
        "status": status(case.state),
        "status_notes": case.state.as_str(),
        "service_name": factor.map_or("", |f| f.names.get(language)),
        "service_code": case.factor,
        "description": factor.and_then(|f| f.anchors.get(step)).map_or("", |a| a.get(language)),
        "agency_responsible": body.map_or(case.body.as_str(), |b| b.names.get(language)),
        "service_notice": "",
        "requested_datetime": moment(snapshot, case.opened),
        "updated_datetime": moment(snapshot, updated),
        "expected_datetime": moment(snapshot, expected.unwrap_or(case.due)),
        "address": yard.as_ref().map_or("", |y| y.area.names.get(language)),
        "address_id": case.yard,
        "zipcode": "",
        "lat": yard.as_ref().map(|y| y.centre.lat()),
        "long": yard.as_ref().map(|y| y.centre.lon()),
        "media_url": "",
    })
}

/// A case is closed when somebody else has confirmed it.
pub(super) fn status(state: CaseState) -> &'static str {
    if state.is_closed() { "closed" } else { "open" }
}

/// A moment by the city's clock with its offset, to the second.
pub(super) fn moment(snapshot: &Snapshot, at: Timestamp) -> String {
    at.to_zoned(snapshot.zone().clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
