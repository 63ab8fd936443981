//! What an import judges by geometry: outlines that need mending, points outside the study area.

use aula_exchange::{Reading, RejectCode, Rejection, Row};
use aula_geometry::{PreparedArea, repair};
use aula_model::{Area, AreaKind, Entity, LonLat};
use aula_snapshot::Snapshot;
use rayon::prelude::*;

/// Mends the outlines of areas; those that cannot be mended are rejected with the reason.
pub(super) fn repaired(reading: Reading<Area>) -> Reading<Area> {
    let Reading { rows, mut rejected, mut notes, duplicates, read, columns } = reading;
    let mut kept = Vec::with_capacity(rows.len());
    for mut row in rows {
        match repair(std::mem::replace(&mut row.value.geometry, geo_types::MultiPolygon::new(Vec::new()))) {
            Ok((geometry, repairs)) => {
                if !repairs.is_empty() {
                    let done: Vec<String> = repairs.iter().map(ToString::to_string).collect();
                    notes.push(format!(
                        "row {}: outline of `{}` mended: {}",
                        row.number,
                        row.value.id,
                        done.join(", ")
                    ));
                }
                row.value.geometry = geometry;
                kept.push(row);
            }
            Err(fault) => rejected.push(Rejection {
                place: None,
                row: row.number,
                line: 0,
                column: Some("geometry".to_owned()),
                code: RejectCode::BadOutline,
                reason: fault.to_string(),
                remedy: "mend the outline in a GIS (QGIS: Fix geometries) and import it again".to_owned(),
                fields: vec![row.value.id.to_string()],
            }),
        }
    }
    rejected.sort_by_key(|r| r.row);
    Reading { rows: kept, rejected, notes, duplicates, read, columns }
}

/// Flags incidents and places outside the study area; with none imported nothing is flagged.
pub(super) fn flag(city: &Snapshot, rows: &mut [Row<Entity>]) {
    let area = match &city.settings().study_area {
        Some(id) => city.areas().get(id).into_iter().collect::<Vec<_>>(),
        None => AreaKind::new("study_area").map(|kind| city.areas().of_kind(&kind).collect()).unwrap_or_default(),
    };
    if area.is_empty() {
        return;
    }
    let prepared: Vec<PreparedArea> = area.iter().map(|a| PreparedArea::new(&a.geometry)).collect();
    let outside = |point: LonLat| !prepared.iter().any(|area| area.contains(point));
    rows.par_iter_mut().for_each(|row| match &mut row.value {
        Entity::Incident(incident) => incident.outside_study_area = outside(incident.location),
        Entity::Place(place) => place.outside_study_area = outside(place.location),
        Entity::Area(_) | Entity::Settings(_) | Entity::Document(_) => {}
    });
}
