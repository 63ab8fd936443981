//! Public facts about the places of a publication, stored beside it: what its figures are divided by.

use super::PublicGround;
use aula_disclosure::{Exposure, PlaceId, Proposal};
use aula_model::{ExposureKind, Names};
use aula_snapshot::Snapshot;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A place as the public knows it anyway. Nothing in it comes from incidents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceFacts {
    /// The place.
    pub place: PlaceId,
    /// Its area within the city, in square metres.
    pub area_m2: f64,
    /// Its residents, where the city knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residents: Option<f64>,
    /// Its name; none for a cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Names>,
}

impl PlaceFacts {
    /// What public figures are divided by.
    #[must_use]
    pub fn exposure(&self) -> Exposure {
        Exposure { area_m2: Some(self.area_m2), persons: self.residents }
    }
}

/// The facts of every place that the proposal names, in the order of the publication.
pub(super) fn facts(snapshot: &Snapshot, ground: &PublicGround, proposal: &Proposal, on: Date) -> Vec<PlaceFacts> {
    let named: BTreeSet<&PlaceId> = proposal.publication.get().units().iter().map(|u| &u.unit.place).collect();
    let places: BTreeMap<&PlaceId, f64> = ground.ground.places().iter().map(|p| (&p.id, p.area_m2)).collect();
    let area = |place: &PlaceId| match place {
        PlaceId::District(id) | PlaceId::MicroDistrict(id) => snapshot.areas().get(id),
        PlaceId::City | PlaceId::Cell8(_) | PlaceId::Cell9(_) => None,
    };
    let city = || {
        let study = crate::study::study_areas(snapshot, None).unwrap_or_default();
        let residents = study.iter().filter_map(|a| a.exposure(ExposureKind::Residents, on));
        residents.fold(None, |sum: Option<f64>, n| Some(sum.unwrap_or(0.0) + n))
    };
    named
        .into_iter()
        .filter_map(|place| {
            let residents = match place {
                PlaceId::City => city(),
                other => area(other).and_then(|a| a.exposure(ExposureKind::Residents, on)),
            };
            let names = match place {
                PlaceId::City => Some(snapshot.settings().names.clone()),
                other => area(other).map(|a| a.names.clone()),
            };
            Some(PlaceFacts { place: place.clone(), area_m2: *places.get(place)?, residents, names })
        })
        .collect()
}
