//! The API's description of itself (OpenAPI 3.1).

use super::{Params, Problem, answer};
use axum::Extension;
use axum::response::Response;
use serde_json::Value;
use std::sync::Arc;
use utoipa::{IntoParams, OpenApi};

/// Which incidents.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe parameters that `Params` reads")]
pub(super) struct SliceParams {
    /// First local day, for example 2024-01-01
    from: Option<String>,
    /// First local day left out
    to: Option<String>,
    /// Category codes separated by commas; all unless given
    category: Option<String>,
    /// Hours [from, to) of the local day, for example 18-24; 20-2 goes over midnight and belongs to the evening's weekday
    hours: Option<String>,
    /// Weekdays, for example mon-fri or sat,sun
    weekdays: Option<String>,
    /// The study area, kind:code; the city's unless given
    area: Option<String>,
}

/// How they are analysed.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe parameters that `Params` reads")]
pub(super) struct AnalysisParams {
    /// What is counted: incidents (default) or places.KIND
    layer: Option<String>,
    /// H3 resolution 7 to 11; default 10
    resolution: Option<u8>,
    /// inhabited (default) or area
    study_set: Option<String>,
    /// bh (false discovery rate, default), by (the same under every dependence) or none
    correction: Option<String>,
    /// gi_star (default; each cell with its neighbours) or gi (the neighbours without the cell)
    method: Option<String>,
    /// ring:1 (default) to ring:10, distance:METRES or nearest:K
    weights: Option<String>,
    /// 999 to 99999: p by conditional permutation; by the tail of the ring's total unless given
    permutations: Option<u32>,
    /// Decides the permutations; 1 unless given
    seed: Option<u64>,
}

/// Over which cells, and how it is written.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe parameters that `Params` reads")]
pub(super) struct GridParams {
    /// What is counted: incidents (default) or places.KIND
    layer: Option<String>,
    /// H3 resolution 7 to 11; default 10
    resolution: Option<u8>,
    /// inhabited (default) or area
    study_set: Option<String>,
    /// Tell of this H3 cell alone, with a sentence; changes no figure
    cell: Option<String>,
    /// geojson (default), csv or columns
    f: Option<String>,
    /// Which columns, for f=columns
    columns: Option<String>,
}

/// Where something is counted that needs no grid.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe parameters that `Params` reads")]
pub(super) struct ScopeParams {
    /// Only in this H3 cell
    cell: Option<String>,
    /// Only in this area, kind:code
    within: Option<String>,
    /// Only in this outline: lon,lat,lon,lat,lon,lat in degrees, 3 to 500 corners
    polygon: Option<String>,
}

/// Where, and how much of it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe parameters that `Params` reads")]
pub(crate) struct SpatialParams {
    /// In a box: west,south,east,north in degrees
    bbox: Option<String>,
    /// A point lon,lat, with radius_m or nearest
    near: Option<String>,
    /// Within so many metres of `near`, nearest first
    radius_m: Option<f64>,
    /// The so many nearest to `near`
    nearest: Option<u32>,
    /// In an area, kind:code
    within: Option<String>,
    /// At most so many; default 1000, at most 10000
    limit: Option<u32>,
    /// After so many
    offset: Option<u32>,
}

/// What is searched.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe parameters that `Params` reads")]
pub(super) struct SearchParams {
    /// A name or address in Kazakh, Russian or English, Cyrillic or Latin, also begun or with slips; coordinates; an H3
    /// cell
    q: Option<String>,
    /// At most so many; 10 unless given, at most 50
    limit: Option<u32>,
    /// Only these, separated by commas: area, street, yard, house
    kinds: Option<String>,
    /// The language of `label`: kk, ru or en; the city's first unless given
    lang: Option<String>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Aula",
        description = "Where a city's yards need help first, and why. Errors are application/problem+json."
    ),
    paths(
        super::city::city,
        super::layers::catalogue,
        super::layers::layer,
        super::hotspots::hotspots,
        super::cells::cell,
        super::cells::study_set,
        super::rhythm::rhythm,
        super::slice::slice,
        super::views::list,
        super::views::keep,
        super::views::view,
        super::views::remove,
        super::risk::report,
        super::risk::map,
        super::risk::cell,
        super::risk::what_if,
        super::risk::models,
        super::risk::model,
        super::risk::keep,
        super::stats::density,
        super::stats::change,
        super::stats::concentration,
        super::stats::rates,
        super::stats::moran,
        super::stats::emerging,
        super::stats::polygons,
        super::stats::near_repeat,
        super::stats::chains,
        super::stats::seasonal,
        super::stats::robustness,
        super::stats::delay,
        super::plans::ranking,
        super::plans::placement,
        super::plans::preview,
        super::plans::list,
        super::plans::create,
        super::plans::plan,
        super::plans::redesign,
        super::plans::discard,
        super::plans::freeze,
        super::plans::new_version,
        super::plans::export,
        super::plans::verify_plan,
        super::plans::evaluation,
        super::plans::evaluation_with_survey,
        super::plans::area_dossier,
        super::plans::problem_files,
        super::plans::open_file,
        super::plans::problem_file,
        super::plans::keep_file,
        super::plans::mends,
        super::plans::claims,
        super::public::catalogue,
        super::public::layer,
        super::public::place,
        super::publications::list,
        super::publications::version,
        super::publications::card,
        super::publications::review,
        super::publications::propose,
        super::publications::approve,
        super::publications::reject,
        super::publications::withdraw,
        super::search::search,
        super::spatial::areas,
        super::spatial::places,
        super::spatial::incidents,
        super::checklist::checklist,
        super::checklist::yards,
        super::checklist::page,
        super::checklist::challenge,
        super::checklist::send,
        super::checklist::correct,
        super::checklist::withdraw,
        super::checklist::send_photo,
        super::checklist::photo,
        super::checklist::queue,
        super::checklist::decide,
        super::checklist::cases,
        super::checklist::case,
        super::checklist::act,
        super::checklist::duties,
        super::checklist::add_duty,
        super::accounts::session,
        super::accounts::sign_in,
        super::accounts::sign_out,
        super::accounts::account,
        super::accounts::password,
        super::accounts::sign_out_everywhere,
        super::accounts::accept_invitation,
        super::accounts::tokens,
        super::accounts::add_token,
        super::accounts::revoke_token,
        super::accounts::users,
        super::accounts::add_user,
        super::accounts::change_user,
        super::accounts::invite_user,
        super::accounts::tokens_of,
        super::accounts::revoke_token_of,
        super::accounts::demo_role,
        super::access_log::access_log,
        super::access_log::verify,
        super::health::live,
        super::health::ready,
        super::health::metrics,
        document,
    )
)]
struct Document;

/// The document as the routes describe themselves; the gate writes into it who may call each.
pub(super) fn document_value() -> serde_json::Result<Value> {
    serde_json::to_value(Document::openapi())
}

/// The document that is served.
#[derive(Clone)]
pub(super) struct Described(pub(super) Arc<Value>);

/// This document. `x-access` of each operation says who may call it.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1")))]
pub(super) async fn document(
    Extension(Described(document)): Extension<Described>,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    Ok(answer::json(&document))
}
