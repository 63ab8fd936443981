//! `GET /api/v1/yards/{id}`: everything that the page of a yard says, for whoever reads it.

use super::answer::{body_names, date_of, named, state_of};
use super::describe_for;
use crate::checklist::{Core, areas_of, yard};
use crate::http::gate::Asking;
use crate::http::{App, Params, Problem, answer};
use crate::output::geometry_value;
use aula_checklist::{Assessment, Case, Factor, FactorState, FactorValue, MARKED, Mender, YardView, menders};
use aula_model::{AreaId, Viewer};
use aula_snapshot::Snapshot;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use std::sync::Arc;

/// A yard: score with interval or "not yet assessed" with what is missing; what is good; what needs mending, by whom, by
/// when; what the yard can do itself and whom to call; what has been mended; history; open problems.
///
/// In public, factors that are open by yard only, and no value of a yard that is not yet assessed.
#[utoipa::path(get, path = "/api/v1/yards/{id}", tag = "checklist",
    params(("id" = String, Path, description = "yard:code, or the code alone")),
    responses((status = 200, description = "The yard"), (status = 404, body = Problem)))]
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let core = Arc::clone(&app.desk.core);
    app.work.run(move || Ok(answer::json(&describe(&core, &viewer, &id)?))).await
}

/// What is at hand while a yard is described.
struct Page<'a> {
    core: &'a Core,
    snapshot: Snapshot,
    areas: Vec<AreaId>,
    view: YardView,
    assessment: Assessment,
    cases: Vec<Arc<Case>>,
    duties: Vec<aula_checklist::Duty>,
    now: Timestamp,
    today: Date,
}

fn describe(core: &Core, viewer: &Viewer, id: &str) -> Result<Value, Problem> {
    let snapshot = core.city.snapshot();
    let shortened: String = id.chars().take(80).collect();
    let found = yard(&snapshot, id).ok_or_else(|| Problem::not_found(format!("there is no yard `{shortened}`")))?;
    let (id, names, centre) = (found.area.id.clone(), found.area.names.clone(), found.centre);
    let outline = geometry_value(&found.area.geometry);
    let now = Timestamp::now();
    let internal = |e: aula_store::StoreError| Problem::internal(&e);
    let areas = areas_of(&snapshot, &id);
    let view = YardView::of(viewer, &areas);
    let assessment = core.assess(&id, now).map_err(internal)?;
    let (cases, duties) = core
        .with(|known| (known.cases_of(&id).cloned().collect::<Vec<_>>(), known.duty_list().to_vec()))
        .map_err(internal)?;
    let today = date_of(&snapshot, now);
    let page = Page { core, snapshot: snapshot.clone(), areas, view, assessment, cases, duties, now, today };
    let history = page.history(&id).map_err(internal)?;
    let a = &page.assessment;
    let assessed = a.is_assessed();
    let by_role: serde_json::Map<String, Value> =
        a.covered.raters.iter().map(|(role, n)| (role.as_str().to_owned(), json!(n))).collect();
    let age_days = a.covered.newest.map(|at| ((now.as_second() - at.as_second()) / 86_400).max(0));
    let whole = |v: f64| v.round();
    Ok(json!({
        "id": id,
        "names": names,
        "centre": [centre.lon(), centre.lat()],
        "outline": outline,
        "micro_district": named(&page.snapshot, &page.areas, "micro_district"),
        "district": named(&page.snapshot, &page.areas, "district"),
        "view": if view == YardView::Full { "full" } else { "public" },
        "assessed": assessed,
        "class": a.class,
        "score": a.shown_score().map(whole),
        "interval": a.interval.filter(|_| assessed).map(|i| json!({ "low": whole(i.low), "high": whole(i.high) })),
        "missing": a.missing,
        "raters": { "all": a.covered.all_raters(), "by_role": by_role },
        "rounds": { "night": a.covered.night_rounds, "day": a.covered.day_rounds },
        "covered_weight": (a.covered.weight * 100.0).round() / 100.0,
        "newest": a.covered.newest.map(|at| date_of(&page.snapshot, at)),
        "oldest": a.covered.oldest.map(|at| date_of(&page.snapshot, at)),
        "age_days": age_days,
        "role_gap": a.role_gap.filter(|_| assessed),
        "place": named(&page.snapshot, &page.areas, "micro_district")["names"],
        "assessment": {
            "class": a.class,
            "score": a.shown_score().map(whole),
            "interval": a.interval.filter(|_| assessed).map(|i| json!({ "low": whole(i.low), "high": whole(i.high) })),
            "missing": a.missing,
            "covered": {
                "weight": (a.covered.weight * 100.0).round() / 100.0,
                "raters": a.covered.raters.iter().map(|(r, n)| (r.as_str().to_owned(), json!(n))).collect::<serde_json::Map<_, _>>(),
                "night_rounds": a.covered.night_rounds,
                "day_rounds": a.covered.day_rounds,
                "signed_raters": a.covered.signed_raters,
                "oldest": a.covered.oldest.map(|at| date_of(&page.snapshot, at)),
                "newest": a.covered.newest.map(|at| date_of(&page.snapshot, at)),
            },
            "role_gap": a.role_gap.filter(|_| assessed),
            "factors": page.values(),
        },
        "cases": page.cases.iter().filter_map(|c| describe_for(core, &page.snapshot, viewer, c, &page.areas)).collect::<Vec<_>>(),
        "good": page.good(),
        "mend": page.mend(),
        "known": page.known(),
        "mended": page.mended(),
        "history": history,
        "factors": (view == YardView::Full).then(|| page.factors()),
        "audit": format!("/audit?yard={}", id.code()),
        "settings": {
            "instrument": { "id": core.instrument.id(), "version": core.instrument.version() },
            "level": core.rules.level,
            "class_from": core.rules.class_from,
            "oldest_days": core.rules.oldest_days,
            "seq": state_of(&page.snapshot),
        },
    }))
}

impl Page<'_> {
    /// Factors that this viewer sees, with their values.
    fn shown(&self) -> impl Iterator<Item = (&Factor, &FactorValue)> {
        let factors = self.core.instrument.factors().iter().zip(&self.assessment.factors);
        factors.filter(|(factor, _)| self.view.shows(factor))
    }

    /// Whether values of factors are shown: of a yard that is not yet assessed nothing is told in public.
    fn tells(&self) -> bool {
        self.view == YardView::Full || self.assessment.is_assessed()
    }

    fn step(value: &FactorValue) -> Option<usize> {
        value.value.map(|v| v.round().clamp(0.0, 3.0) as usize)
    }

    fn good(&self) -> Vec<Value> {
        let fine = |value: &FactorValue| value.state == FactorState::Rated && Self::step(value) == Some(0);
        let shown =
            self.shown().filter(|(factor, value)| self.tells() && fine(value) && self.open_case(&factor.id).is_none());
        shown
            .map(|(f, _)| json!({ "factor": f.id, "names": f.names, "anchor": f.anchors[0], "pictogram": f.pictogram }))
            .collect()
    }

    fn open_case(&self, factor: &str) -> Option<&Arc<Case>> {
        self.cases.iter().find(|case| case.factor == factor && !case.state.is_closed())
    }

    /// What needs mending: open cases, and what is rated slight or worse.
    fn mend(&self) -> Vec<Value> {
        let mut items: Vec<(usize, Value)> = self
            .shown()
            .filter_map(|(factor, value)| {
                let case = self.open_case(&factor.id);
                let rated = Self::step(value).filter(|step| self.tells() && *step >= 1);
                let by_case = case.map(|c| c.severity.round().clamp(0.0, 3.0) as usize);
                let severity = by_case.max(rated)?;
                Some((severity, self.item(factor, severity, case)))
            })
            .collect();
        items.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
        items.into_iter().map(|(_, item)| item).collect()
    }

    fn item(&self, factor: &Factor, severity: usize, case: Option<&Arc<Case>>) -> Value {
        let all = menders(factor, &self.duties, &self.areas, self.today);
        let body = case.map(|c| c.body.as_str());
        let mender: Option<&Mender> = all.iter().find(|m| Some(m.body.as_str()) == body).or(all.first());
        let due = case.map(|c| date_of(&self.snapshot, c.due));
        json!({
            "factor": factor.id,
            "names": factor.names,
            "pictogram": factor.pictogram,
            "severity": severity,
            "marked": severity >= usize::from(MARKED),
            "anchor": factor.anchors[severity],
            "body": mender.map(|m| &m.body),
            "body_names": mender.map(|m| body_names(self.core, m)),
            "usual_days": mender.map(|m| m.usual_days),
            "by": case.and_then(|c| c.planned_for).or(due),
            "case": case.map(|c| c.id()),
            "state": case.map(|c| c.state),
            "since": case.map(|c| date_of(&self.snapshot, c.opened)),
            "planned_for": case.and_then(|c| c.planned_for),
            "overdue": case.is_some_and(|c| c.is_overdue(self.now)),
            "self_help": factor.self_help,
            "whom_to_call": factor.whom_to_call,
        })
    }

    fn known(&self) -> Vec<Value> {
        let open = self.cases.iter().filter(|c| !c.state.is_closed());
        let shown =
            open.filter_map(|c| Some((c, self.core.instrument.factor(&c.factor).filter(|f| self.view.shows(f))?)));
        shown
            .map(|(c, f)| {
                json!({
                    "case": c.id(), "factor": c.factor, "names": f.names, "state": c.state,
                    "since": date_of(&self.snapshot, c.opened), "due": date_of(&self.snapshot, c.due),
                    "planned_for": c.planned_for, "overdue": c.is_overdue(self.now),
                })
            })
            .collect()
    }

    fn mended(&self) -> Vec<Value> {
        let mut ended: Vec<(Timestamp, &Arc<Case>, &Factor)> = self
            .cases
            .iter()
            .filter_map(|c| {
                Some((c.mended_at()?, c, self.core.instrument.factor(&c.factor).filter(|f| self.view.shows(f))?))
            })
            .collect();
        ended.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        ended
            .into_iter()
            .map(|(at, c, f)| json!({ "case": c.id(), "factor": c.factor, "names": f.names, "at": date_of(&self.snapshot, at) }))
            .collect()
    }

    /// The score at the end of each of the last twelve months and today, where it was assessed then.
    fn history(&self, id: &AreaId) -> Result<Vec<Value>, aula_store::StoreError> {
        let zone = self.snapshot.zone();
        let first = self.today.first_of_month();
        let ends = (0..12).rev().filter_map(|months| first.checked_sub(months.months()).ok());
        let moments = ends.filter_map(|day| Some((day, day.to_zoned(zone.clone()).ok()?.timestamp())));
        let mut points = Vec::new();
        for (day, at) in moments.chain([(self.today, self.now)]) {
            let then = self.core.assess(id, at)?;
            let assessed = then.is_assessed();
            if !assessed {
                continue;
            }
            points.push(json!({
                "at": day,
                "score": then.shown_score().map(f64::round),
                "low": then.interval.filter(|_| assessed).map(|i| i.low.round()),
                "high": then.interval.filter(|_| assessed).map(|i| i.high.round()),
                "raters": then.covered.all_raters(),
            }));
        }
        Ok(points)
    }

    /// The values that may be shown: in public the step alone, and of an assessed yard only.
    fn values(&self) -> Vec<Value> {
        let full = self.view == YardView::Full;
        let shown = self.shown().filter(|_| self.tells());
        shown
            .map(|(factor, value)| {
                let number = |v: f64| if full { (v * 100.0).round() / 100.0 } else { v.round() };
                json!({
                    "factor": factor.id,
                    "state": value.state,
                    "value": value.value.map(number),
                    "interval": value.interval.filter(|_| full).map(|i| json!({ "low": number(i.low), "high": number(i.high) })),
                    "raters": value.raters,
                    "newest": value.newest.map(|at| date_of(&self.snapshot, at)),
                })
            })
            .collect()
    }

    /// Every factor, for whoever sees the yard in full.
    fn factors(&self) -> Vec<Value> {
        let instrument = &self.core.instrument;
        let factors = instrument.factors().iter().zip(&self.assessment.factors).enumerate();
        let hundredths = |v: f64| (v * 100.0).round() / 100.0;
        factors
            .map(|(place, (factor, value))| {
                json!({
                    "factor": factor.id,
                    "names": factor.names,
                    "group": factor.group,
                    "weight": instrument.weight(place),
                    "public": factor.public,
                    "state": value.state,
                    "value": value.value.map(hundredths),
                    "interval": value.interval.map(|i| json!({ "low": hundredths(i.low), "high": hundredths(i.high) })),
                    "raters": value.raters,
                    "by_role": value.by_role.iter().map(|(r, m)| (r.as_str().to_owned(), json!({ "mean": hundredths(m.mean), "raters": m.raters }))).collect::<serde_json::Map<_, _>>(),
                    "newest": value.newest.map(|at| date_of(&self.snapshot, at)),
                })
            })
            .collect()
    }
}
