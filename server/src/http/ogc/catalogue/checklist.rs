//! Yards with their scores, cases and audits: what `/api/v1/layers/scores`, `/api/v1/cases` and the pages of yards say,
//! decided by the same functions, so that nobody sees more of them here.

use super::{Collection, Of, Shelf, scope};
use crate::checklist::{Core, areas_of};
use crate::http::Problem;
use crate::http::checklist::{YardRow, factors_by_yard, seen_cases, yard_rows};
use aula_checklist::{Audit, AuditSource, Round};
use aula_disclosure::{Precise, disclose};
use aula_features::{Column, ColumnKind, Datum, Feature, Frozen, GeometryKind};
use aula_model::{AreaId, Viewer};
use aula_snapshot::Snapshot;
use geo_types::Geometry;
use jiff::Timestamp;
use serde_json::Value;
use std::sync::Arc;

/// Yards with scores.
pub(super) const YARDS: &str = "yards";
/// Cases.
pub(super) const CASES: &str = "cases";
/// Audits, which are precise.
pub(super) const AUDITS: &str = "audits";

/// Whether the city has yards at all.
fn has_yards(snapshot: &Snapshot) -> bool {
    snapshot.areas().kinds().any(|(kind, _)| kind == "yard")
}

/// One of the three by its identifier; none where it is another, or the city has no yards.
pub(super) fn collection(core: &Core, shelf: &Shelf, viewer: &Viewer, id: &str) -> Result<Option<Collection>, Problem> {
    let snapshot = core.city.snapshot();
    if !matches!(id, YARDS | CASES | AUDITS) || !has_yards(&snapshot) {
        return Ok(None);
    }
    let version = snapshot.seq().0;
    // Scores and deadlines go on with the days, although nothing is written.
    let scope = format!("{}@{}", scope(viewer), Timestamp::now().as_second() / 86_400);
    let make = |table: &dyn Fn() -> Result<Frozen, Problem>| shelf.made(&format!("{id}@{scope}"), version, table);
    let (of, table) = match id {
        YARDS => (Of::Yards, make(&|| yards(core, viewer, &snapshot))?),
        CASES => (Of::Cases, make(&|| cases(core, viewer, &snapshot))?),
        _ => {
            let limited = core.city.snapshot_for(viewer).map_err(|e| Problem::internal(&e))?;
            let own = limited.limits();
            disclose(Precise::new(()).within(own), viewer)?;
            let table = make(&|| audits(core, own, &snapshot))?;
            (Of::Audits, disclose(Precise::new(table).within(own), viewer)?.into_inner())
        }
    };
    Ok(Some(Collection { id: id.to_owned(), of, table, version, scope }))
}

fn outline(snapshot: &Snapshot, yard: &AreaId) -> Option<Geometry<f64>> {
    snapshot.areas().get(yard).map(|area| Geometry::MultiPolygon(area.geometry.clone()))
}

fn text(text: Option<&str>) -> Datum<'static> {
    text.map_or(Datum::Null, Datum::owned)
}

fn whole(number: usize) -> Datum<'static> {
    i64::try_from(number).map_or(Datum::Null, Datum::Integer)
}

fn yards(core: &Core, viewer: &Viewer, snapshot: &Snapshot) -> Result<Frozen, Problem> {
    use ColumnKind as K;
    let fixed = [
        ("code", K::Text),
        ("name_kk", K::Text),
        ("name_ru", K::Text),
        ("name_en", K::Text),
        ("class", K::Text),
        ("score", K::Number),
        ("low", K::Number),
        ("high", K::Number),
        ("raters", K::Integer),
    ];
    let mut columns: Vec<Column> = fixed.iter().map(|(name, kind)| Column::new(name, *kind)).collect();
    let factors = core.instrument.factors();
    let places = factors_by_yard(core, viewer);
    columns.extend(places.iter().map(|place| Column::new(&format!("factor_{}", factors[*place].id), K::Number)));
    let number = |n: Option<f64>| n.map_or(Datum::Null, Datum::number);
    let feature = |row: YardRow<'_>| {
        let names = &row.area.names;
        let mut values = vec![
            text(Some(row.area.id.code())),
            text(names.kk.as_deref()),
            text(names.ru.as_deref()),
            text(names.en.as_deref()),
            text(Some(&row.score.class)),
            number(row.score.value),
            number(row.score.interval.map(|i| i.0)),
            number(row.score.interval.map(|i| i.1)),
            whole(row.raters),
        ];
        values.extend(row.factors.into_iter().map(number));
        Feature {
            id: row.area.id.to_string(),
            geometry: Some(Geometry::MultiPolygon(row.area.geometry.clone())),
            values,
        }
    };
    let rows = yard_rows(core, viewer, snapshot)?.into_iter().map(feature).collect();
    Ok(Frozen::new(columns, rows).with_kind(GeometryKind::MultiPolygon))
}

/// Columns of cases, each a member of what the list of cases says.
const CASE: [(&str, ColumnKind); 16] = [
    ("yard", ColumnKind::Text),
    ("yard_names_kk", ColumnKind::Text),
    ("yard_names_ru", ColumnKind::Text),
    ("yard_names_en", ColumnKind::Text),
    ("factor", ColumnKind::Text),
    ("names_kk", ColumnKind::Text),
    ("names_ru", ColumnKind::Text),
    ("names_en", ColumnKind::Text),
    ("severity", ColumnKind::Integer),
    ("state", ColumnKind::Text),
    ("body", ColumnKind::Text),
    ("opened", ColumnKind::Day),
    ("due", ColumnKind::Day),
    ("overdue", ColumnKind::Boolean),
    ("planned_for", ColumnKind::Day),
    ("mended", ColumnKind::Day),
];

fn cases(core: &Core, viewer: &Viewer, snapshot: &Snapshot) -> Result<Frozen, Problem> {
    let columns = CASE.iter().map(|(name, kind)| Column::new(name, *kind)).collect();
    let feature = |(yard, case): (AreaId, Value)| {
        let flat = super::inferred::flat(&case);
        let value =
            |(name, kind): &(&str, ColumnKind)| super::inferred::datum(flat.get(*name).unwrap_or(&Value::Null), *kind);
        let id = case["id"].as_str().unwrap_or_default().to_owned();
        Feature { id, geometry: outline(snapshot, &yard), values: CASE.iter().map(value).collect() }
    };
    let rows = seen_cases(core, viewer)?.into_iter().map(feature).collect();
    Ok(Frozen::new(columns, rows).with_kind(GeometryKind::MultiPolygon))
}

/// Audits of the yards in these areas, or of all: what was answered and when, never by whom.
fn audits(core: &Core, own: Option<&[AreaId]>, snapshot: &Snapshot) -> Result<Frozen, Problem> {
    use ColumnKind as K;
    let fixed = [
        ("yard", K::Text),
        ("at", K::Moment),
        ("round", K::Text),
        ("role", K::Text),
        ("signed", K::Boolean),
        ("source", K::Text),
    ];
    let mut columns: Vec<Column> = fixed.iter().map(|(name, kind)| Column::new(name, *kind)).collect();
    let factors = core.instrument.factors();
    columns.extend(factors.iter().map(|f| Column::new(&format!("factor_{}", f.id), K::Integer)));
    let all: Vec<(String, Arc<Audit>)> = core
        .with(|known| known.audits.iter().map(|(id, known)| (id.clone(), Arc::clone(&known.audit))).collect())
        .map_err(|e| Problem::internal(&e))?;
    let is_own =
        |audit: &Audit| own.is_none_or(|own| areas_of(snapshot, &audit.yard).iter().any(|area| own.contains(area)));
    let feature = |(id, audit): (String, Arc<Audit>)| {
        let mut values = vec![
            text(Some(audit.yard.as_str())),
            Datum::Moment(audit.at),
            text(Some(match audit.round {
                Round::Night => "night",
                Round::Day => "day",
            })),
            text(Some(audit.role.as_str())),
            Datum::Boolean(audit.signed),
            text(Some(match audit.source {
                AuditSource::Form => "form",
                AuditSource::Paper => "paper",
                AuditSource::Odk => "odk",
                AuditSource::Demo => "demo",
            })),
        ];
        let severity = |id: &str| audit.answers.get(id).and_then(|answer| answer.severity());
        values.extend(factors.iter().map(|f| severity(&f.id).map_or(Datum::Null, |s| Datum::Integer(s.into()))));
        Feature { id, geometry: outline(snapshot, &audit.yard), values }
    };
    let rows = all.into_iter().filter(|(_, audit)| is_own(audit)).map(feature).collect();
    Ok(Frozen::new(columns, rows).with_kind(GeometryKind::MultiPolygon).with_time("at", "at"))
}
