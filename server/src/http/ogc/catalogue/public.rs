//! The public layer as collections: published classes of cells and areas, the latest twelve months.

use super::{Collection, Of, Shelf, inferred, version_of};
use crate::city::City;
use crate::http::{Params, Problem, public_question};
use crate::output::public_geojson;
use aula_features::{GeometryKind, Table};
use aula_model::Kind;
use aula_snapshot::Snapshot;
use std::sync::Arc;

/// The identifier's beginning.
pub(super) const PREFIX: &str = "public.";

/// The city as a whole has one figure and no outline of its own: no layer for a map.
const CITY: &str = "city";

/// The collections of the latest approved version; none before the first.
pub(super) fn collections(city: &City, shelf: &Shelf, snapshot: &Snapshot) -> Vec<Collection> {
    let Ok(Some(layer)) = city.public_layer() else { return Vec::new() };
    layer
        .levels()
        .iter()
        .filter(|level| *level != CITY)
        .filter_map(|level| collection(city, shelf, snapshot, level).ok().flatten())
        .collect()
}

pub(super) fn collection(
    city: &City,
    shelf: &Shelf,
    snapshot: &Snapshot,
    level: &str,
) -> Result<Option<Collection>, Problem> {
    let Some(layer) = city.public_layer()? else { return Ok(None) };
    if level == CITY || !layer.levels().iter().any(|l| l == level) {
        return Ok(None);
    }
    let id = format!("{PREFIX}{level}");
    let version = version_of(snapshot, Kind::Publication);
    let mut params = Params::from_pairs(vec![("level".to_owned(), level.to_owned())])?;
    let question = public_question(&mut params, &layer)?;
    let make = || -> Arc<dyn Table> {
        Arc::new(inferred::table(&public_geojson(&layer, &question, snapshot), GeometryKind::MultiPolygon))
    };
    let table = shelf.table(&id, version, false, make);
    Ok(Some(Collection { id, of: Of::Public(level.to_owned()), table, version, scope: String::new() }))
}
