//! Areas as features.

use super::{Collection, Of, Shelf};
use aula_features::{Column, ColumnKind, Datum, Feature, Frozen, GeometryKind, Table};
use aula_geometry::area_m2;
use aula_model::{Area, AreaKind, ExposureKind};
use aula_snapshot::Snapshot;
use geo_types::Geometry;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most attributes that become columns.
const MOST_ATTRIBUTES: usize = 60;

const FIXED: [(&str, ColumnKind); 10] = [
    ("code", ColumnKind::Text),
    ("kind", ColumnKind::Text),
    ("parent", ColumnKind::Text),
    ("name_kk", ColumnKind::Text),
    ("name_ru", ColumnKind::Text),
    ("name_en", ColumnKind::Text),
    ("area_m2", ColumnKind::Integer),
    ("residents", ColumnKind::Number),
    ("addresses", ColumnKind::Number),
    ("built_up_m2", ColumnKind::Number),
];

pub(super) fn collection(shelf: &Shelf, snapshot: &Snapshot, kind: &str) -> Collection {
    let id = format!("areas.{kind}");
    let version = snapshot.ground_seq().0;
    let table = shelf.table(&id, version, false, || Arc::new(table(snapshot, kind)));
    Collection { id, of: Of::Areas(kind.to_owned()), table, version, scope: String::new() }
}

fn table(snapshot: &Snapshot, kind: &str) -> impl Table + use<> {
    let areas: Vec<&Area> =
        AreaKind::new(kind).map_or_else(|_| Vec::new(), |kind| snapshot.areas().of_kind(&kind).collect());
    let fixed = |name: &str| FIXED.iter().any(|(column, _)| *column == name);
    let names: BTreeSet<&SmolStr> = areas.iter().flat_map(|a| a.attributes.keys()).filter(|n| !fixed(n)).collect();
    let names: Vec<&SmolStr> = names.into_iter().take(MOST_ATTRIBUTES).collect();
    let mut columns: Vec<Column> = FIXED.iter().map(|(name, kind)| Column::new(name, *kind)).collect();
    columns.extend(names.iter().map(|name| Column::new(name, ColumnKind::Text)));
    let rows = areas.iter().map(|area| feature(area, &names)).collect();
    Frozen::new(columns, rows).with_kind(GeometryKind::MultiPolygon)
}

fn feature(area: &Area, attributes: &[&SmolStr]) -> Feature {
    let text = |text: Option<&str>| text.map_or(Datum::Null, Datum::owned);
    // Of several the one that began last: the figure of today, as far as the source knows.
    let exposure = |kind: ExposureKind| {
        let newest = area.exposures.iter().filter(|e| e.kind == kind).max_by_key(|e| e.from);
        newest.map_or(Datum::Null, |e| Datum::number(e.value))
    };
    let mut values = vec![
        text(Some(area.id.code())),
        text(Some(area.id.kind())),
        text(area.parent.as_ref().map(aula_model::AreaId::as_str)),
        text(area.names.kk.as_deref()),
        text(area.names.ru.as_deref()),
        text(area.names.en.as_deref()),
        // Whole: QGIS 3.22 writes the numbers of a condition with six digits, unless they are whole.
        Datum::Integer(area_m2(&area.geometry).round() as i64),
        exposure(ExposureKind::Residents),
        exposure(ExposureKind::Addresses),
        exposure(ExposureKind::BuiltUpM2),
    ];
    values.extend(attributes.iter().map(|name| text(area.attributes.get(name.as_str()).map(SmolStr::as_str))));
    Feature { id: area.id.to_string(), geometry: Some(Geometry::MultiPolygon(area.geometry.clone())), values }
}
