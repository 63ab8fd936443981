//! `GET /api/v1/checklist`: the instrument as this city uses it.

use crate::http::{App, Params, Problem, answer};
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

/// The instrument: factors, anchors, groups and weights in three languages, with the rules by which ratings become a
/// score, and how far raters agree on each factor (ICC) where enough is rated.
#[utoipa::path(get, path = "/api/v1/checklist", tag = "checklist",
    responses((status = 200, description = "The instrument")))]
pub(crate) async fn checklist(State(app): State<App>, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let core = std::sync::Arc::clone(&app.desk.core);
    let compute = move || {
        let instrument = &core.instrument;
        let mut body = serde_json::to_value(instrument.file()).map_err(|e| Problem::internal(&e))?;
        let weights: serde_json::Map<String, Value> =
            instrument.factors().iter().enumerate().map(|(i, f)| (f.id.clone(), json!(instrument.weight(i)))).collect();
        let effects = core.assessed(|known| known.effects().cloned()).map_err(|e| Problem::internal(&e))?;
        let agreement = effects.map(|effects| {
            let factors = instrument.factors().iter().zip(&effects.factors);
            let of = factors.map(|(f, e)| (f.id.clone(), json!({ "icc": e.icc, "ratings": e.ratings })));
            of.collect::<serde_json::Map<String, Value>>()
        });
        let (night, day) = instrument.weight_of_rounds();
        body["weights"] = json!(weights);
        body["weight_of_rounds"] = json!({ "night": night, "day": day });
        body["agreement"] = json!(agreement);
        body["rules"] = json!(core.rules);
        Ok(answer::json(&body))
    };
    app.work.run(compute).await
}
