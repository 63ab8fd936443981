//! `GET /api/v1/stats/…`: one statistic a file; reading the question and writing the answer is the same for all.

mod chains;
mod change;
mod concentration;
mod delay;
mod density;
mod emerging;
mod moran;
mod near_repeat;
mod polygons;
mod questions;
mod rates;
mod robustness;
mod seasonal;

pub(super) use chains::*;
pub(super) use change::*;
pub(super) use concentration::*;
pub(super) use delay::*;
pub(super) use density::*;
pub(super) use emerging::*;
pub(super) use moran::*;
pub(super) use near_repeat::*;
pub(super) use polygons::*;
pub(super) use rates::*;
pub(super) use robustness::*;
pub(super) use seasonal::*;

use super::answer::{self, Form, with_rows};
use super::{App, Params, Problem};
use crate::output::Figures;
use aula_analysis::{AnalysisError, StudySets};
use aula_disclosure::{Precise, disclose};
use aula_model::Viewer;
use aula_snapshot::Snapshot;
use axum::response::Response;

/// Reads a question out of parameters.
pub(crate) type Read<Q> = fn(&mut Params) -> Result<Q, Problem>;
/// Answers it.
pub(crate) type Answer<Q, A> = fn(&Viewer, &Snapshot, &StudySets, &Q) -> Result<Precise<A>, AnalysisError>;

/// Answers one statistic in the form asked for.
pub(super) async fn respond<Q: Send + 'static, A: Figures + 'static>(
    app: App,
    viewer: Viewer,
    mut params: Params,
    name: &'static str,
    read: Read<Q>,
    answer: Answer<Q, A>,
) -> Result<Response, Problem> {
    let query = read(&mut params)?;
    let form = params.choice("f", Form::WORDS)?.unwrap_or(Form::GeoJson);
    let columns = params.take("columns");
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let snapshot = city.snapshot_for(&viewer).map_err(AnalysisError::from)?;
        let figures = disclose(answer(&viewer, &snapshot, &city.sets, &query)?, &viewer)?.into_inner();
        let answer = match form {
            Form::GeoJson => answer::text(A::JSON_TYPE, figures.json().map_err(|e| Problem::internal(&e))?),
            Form::Csv => answer::csv(name, figures.csv().map_err(|e| Problem::internal(&e))?),
            Form::Columns => {
                let found = figures.columns(columns.as_deref())?;
                found.map(|v| answer::json(&v)).ok_or_else(|| answer::no_such_form(form, "json, csv"))?
            }
        };
        Ok(with_rows(answer, figures.rows()))
    };
    app.work.run(compute).await
}
