//! Choosing and judging over HTTP: `/api/v1/plans/…`, `/api/v1/dossiers`, `/api/v1/claims`, `/api/v1/problem-files`.
//!
//! Plans are for planner and analyst; nothing here answers a single incident.

mod answers;
mod files;
mod keep;
mod questions;
mod writing;

pub(super) use answers::*;
pub(crate) use answers::{described, roads};
pub(super) use files::*;
pub(crate) use keep::{KeepError, freeze_plan, keep_draft, next_plan_id, put, stored_plan, write};
pub(super) use writing::*;

use super::Problem;
use super::gate::{Access, Routes};
use aula_model::Role;
use aula_planning::{PlanError, PlanningError};

/// Who plans.
const PLANNERS: Access = Access::Precise(&[Role::Planner, Role::Analyst]);
/// A frozen plan holds the cells of its areas and rings.
const PLAN_BYTES: usize = 2 * 1024 * 1024;

/// Every route of planning.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .read("/api/v1/plans/ranking", PLANNERS, ranking)
        .read("/api/v1/plans/placement", PLANNERS, placement)
        .post("/api/v1/plans/design", PLANNERS, preview)
        .read("/api/v1/plans", PLANNERS, list)
        .post("/api/v1/plans", PLANNERS, create)
        .read("/api/v1/plans/{id}", PLANNERS, plan)
        .put("/api/v1/plans/{id}", PLANNERS, redesign)
        .delete("/api/v1/plans/{id}", PLANNERS, discard)
        .post("/api/v1/plans/{id}/freeze", PLANNERS, freeze)
        .post("/api/v1/plans/{id}/versions", PLANNERS, new_version)
        .read("/api/v1/plans/{id}/export", PLANNERS, export)
        .read("/api/v1/plans/{id}/evaluation", PLANNERS, evaluation)
        .post("/api/v1/plans/{id}/evaluation", PLANNERS, evaluation_with_survey)
        .read("/api/v1/dossiers/{area}", PLANNERS, area_dossier)
        .read("/api/v1/problem-files", PLANNERS, problem_files)
        .post("/api/v1/problem-files", PLANNERS, open_file)
        .read("/api/v1/problem-files/{id}", PLANNERS, problem_file)
        .put("/api/v1/problem-files/{id}", PLANNERS, keep_file)
        .read("/api/v1/problem-files/{id}/best-mends", PLANNERS, mends)
        .post("/api/v1/claims", Access::Anyone, claims)
        .bodies_up_to(PLAN_BYTES)
        .post("/api/v1/plans/verify", Access::Anyone, verify_plan)
        .bodies_up_to(64 * 1024)
}

impl From<PlanningError> for Problem {
    fn from(error: PlanningError) -> Self {
        match error {
            PlanningError::Analysis(error) => error.into(),
            PlanningError::Plan(error) => error.into(),
            PlanningError::Unusable { parameter, reason, remedy } => Self::parameter(parameter, reason, remedy),
            other => Self::internal(&other),
        }
    }
}

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        match &error {
            PlanError::Frozen { .. } => Self::conflict(error.to_string(), "make a new version of the plan"),
            _ => Self::parameter("plan", error.to_string(), "send the file as it was exported"),
        }
    }
}

impl From<KeepError> for Problem {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Plan(error) => error.into(),
            KeepError::Missing(what) => Self::not_found(what),
            KeepError::Full(what) => Self::conflict(what, "remove some first"),
            KeepError::Busy => Self::conflict("others write at the same time", "try again"),
            KeepError::Model(error) => Self::refused("body", &error),
            KeepError::Store(error) => Self::internal(error.as_ref()),
        }
    }
}
