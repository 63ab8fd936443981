//! The city as somebody sees it who is responsible for a part of it.

use crate::{Snapshot, SnapshotError};
use aula_geometry::PreparedArea;
use aula_model::{AreaId, LonLat};
use std::sync::Arc;

impl Snapshot {
    /// The same version with no incident and no place outside some areas. Whatever is worked out of it, totals and what
    /// is left out among them, is worked out of these areas and of nothing else; outlines, settings and documents are
    /// those of the whole city. Rows that are known by an area only count by their point, as everywhere.
    ///
    /// Costs a look at every row; later changes are applied to the whole version, never to this one.
    ///
    /// # Errors
    /// [`SnapshotError::TooMany`], where the city outgrew its columns.
    pub fn limited_to(&self, areas: &[AreaId]) -> Result<Self, SnapshotError> {
        let outlines: Vec<&PreparedArea> = areas.iter().filter_map(|id| self.areas().outline(id)).collect();
        let inside = |point: LonLat| outlines.iter().any(|outline| outline.contains(point));
        let mut city = self.city().clone();
        city.incidents = city.incidents.retained(&city.zone, &inside)?;
        city.places = city.places.retained(&city.zone, &inside)?;
        city.limits = Some(Arc::from(areas));
        Ok(Self::new(city))
    }

    /// The areas that this version is limited to; none for the whole city.
    #[must_use]
    pub fn limits(&self) -> Option<&[AreaId]> {
        self.city().limits.as_deref()
    }
}
