//! Where counts are published: places, and the smallest pieces of ground that they have in common.

use crate::PublicationError;
use aula_model::AreaId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The kind of a place, coarsest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The whole city.
    City,
    /// A district.
    District,
    /// A micro-district, neighbourhood or precinct.
    MicroDistrict,
    /// An H3 cell at resolution 8.
    Cell8,
    /// An H3 cell at resolution 9.
    Cell9,
}

/// A place that figures are published for, by its identity alone. The ways of writing it sort by [`Level`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceId {
    /// The whole city.
    City,
    /// A district.
    District(AreaId),
    /// A micro-district, neighbourhood or precinct.
    MicroDistrict(AreaId),
    /// An H3 cell at resolution 8, by its index in hexadecimal digits.
    Cell8(String),
    /// An H3 cell at resolution 9, by its index in hexadecimal digits.
    Cell9(String),
}

impl PlaceId {
    /// Its kind.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::City => Level::City,
            Self::District(_) => Level::District,
            Self::MicroDistrict(_) => Level::MicroDistrict,
            Self::Cell8(_) => Level::Cell8,
            Self::Cell9(_) => Level::Cell9,
        }
    }
}

impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::City => f.write_str("city"),
            Self::District(area) | Self::MicroDistrict(area) => write!(f, "{area}"),
            Self::Cell8(cell) | Self::Cell9(cell) => f.write_str(cell),
        }
    }
}

/// A place with what decides whether it may stand alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its identity.
    pub id: PlaceId,
    /// Its addresses; none where they are not known.
    pub addresses: Option<u32>,
    /// Its own area in square metres, more than 0.
    pub area_m2: f64,
}

/// The ground of a publication: the places, and the pieces ("atoms") that no place cuts further.
///
/// H3 cells are assigned from the point, and cells do not nest in areas, nor fine cells in coarse ones; so the places
/// overlap, and the finest common pieces are what an attacker's unknowns stand for. They come from the geometry, never
/// from the incidents: a piece without any incident is a piece all the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    places: Vec<Place>,
    atoms: Vec<Vec<u32>>,
    digest: String,
}

impl Ground {
    /// A ground out of places and pieces, each piece being the list of the places that it lies in. The city is in
    /// every piece and need not be named there, but it has to be one of the places.
    ///
    /// # Errors
    /// [`PublicationError::Place`] for a missing city, a place given twice or without area, a piece with an unknown place or with two
    /// cells of one resolution, or no piece at all.
    pub fn new(
        places: impl IntoIterator<Item = Place>,
        atoms: impl IntoIterator<Item = Vec<PlaceId>>,
    ) -> Result<Self, PublicationError> {
        let refuse = |place: &PlaceId, reason| Err(PublicationError::Place { place: place.to_string(), reason });
        let mut sorted = BTreeMap::new();
        for place in places {
            if !(place.area_m2.is_finite() && place.area_m2 > 0.0) {
                return refuse(&place.id, "its area must be more than 0 square metres");
            }
            if let Some(twice) = sorted.insert(place.id.clone(), place) {
                return refuse(&twice.id, "is given twice; give each place once");
            }
        }
        if !sorted.contains_key(&PlaceId::City) {
            return refuse(&PlaceId::City, "is missing; every publication has the whole city as a place");
        }
        let number: BTreeMap<_, u32> = sorted.keys().zip(0..).collect();
        let mut pieces = BTreeSet::new();
        for atom in atoms {
            let mut members = vec![0];
            for id in &atom {
                match number.get(id) {
                    Some(&n) => members.push(n),
                    None => return refuse(id, "is named by a piece of ground but is no place; add it"),
                }
            }
            members.sort_unstable();
            members.dedup();
            let cells = |level| atom.iter().filter(|id| id.level() == level).collect::<BTreeSet<_>>().len();
            if cells(Level::Cell8) > 1 || cells(Level::Cell9) > 1 {
                return refuse(&atom[0], "shares a piece with another cell of its resolution; cells do not overlap");
            }
            pieces.insert(members);
        }
        if pieces.is_empty() {
            return refuse(&PlaceId::City, "has no piece of ground; give at least one");
        }
        let places: Vec<_> = sorted.into_values().collect();
        let atoms: Vec<_> = pieces.into_iter().collect();
        let digest = digest(&places, &atoms);
        Ok(Self { places, atoms, digest })
    }

    /// The places, coarsest first and then by identity; the city is the first.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The pieces, each as the ascending numbers of its places.
    #[must_use]
    pub fn atoms(&self) -> &[Vec<u32>] {
        &self.atoms
    }

    /// A digest of places and pieces: two publications with the same one have the same frame.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The number of the piece that lies in exactly these places, the city being understood.
    #[must_use]
    pub fn find(&self, places: &[PlaceId]) -> Option<usize> {
        let mut members = vec![0];
        for id in places {
            members.push(u32::try_from(self.number(id)?).ok()?);
        }
        members.sort_unstable();
        members.dedup();
        self.atoms.binary_search(&members).ok()
    }

    /// The number of a place.
    #[must_use]
    pub fn number(&self, id: &PlaceId) -> Option<usize> {
        self.places.binary_search_by(|p| p.id.cmp(id)).ok()
    }

    /// The pieces of each place.
    #[must_use]
    pub(crate) fn pieces(&self) -> Vec<Vec<u32>> {
        let mut pieces = vec![Vec::new(); self.places.len()];
        for (members, atom) in self.atoms.iter().zip(0..) {
            for &place in members {
                pieces[place as usize].push(atom);
            }
        }
        pieces
    }
}

fn digest(places: &[Place], atoms: &[Vec<u32>]) -> String {
    let mut hasher = Sha256::new();
    for place in places {
        hasher.update(format!("{:?} {:?} {:?}\n", place.id, place.addresses, place.area_m2));
    }
    for atom in atoms {
        hasher.update(format!("{atom:?}\n"));
    }
    crate::publication::hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(name: &str) -> PlaceId {
        PlaceId::Cell8(name.to_owned())
    }

    fn place(id: PlaceId) -> Place {
        Place { id, addresses: Some(9), area_m2: 1.0 }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter() {
        let forth =
            Ground::new([PlaceId::City, cell("a"), cell("b")].map(place), [vec![cell("a")], vec![cell("b")]]).unwrap();
        let back =
            Ground::new([cell("b"), PlaceId::City, cell("a")].map(place), [vec![cell("b")], vec![cell("a")]]).unwrap();
        assert_eq!(forth, back);
        assert_eq!(forth.find(&[cell("b")]), Some(1));
        assert_eq!(forth.find(&[cell("a"), cell("b")]), None);
    }

    #[test]
    fn faults_of_the_ground_are_named() {
        let fault = |mut places: Vec<Place>, atoms: Vec<Vec<PlaceId>>| {
            places.push(place(PlaceId::City));
            Ground::new(places, atoms).unwrap_err().to_string()
        };
        assert!(Ground::new([place(cell("a"))], [vec![cell("a")]]).unwrap_err().to_string().contains("missing"));
        assert!(fault(vec![place(cell("a")), place(cell("a"))], vec![]).contains("twice"));
        assert!(fault(vec![place(cell("a"))], vec![vec![cell("b")]]).contains("`b`"));
        assert!(fault(vec![place(cell("a"))], vec![]).contains("no piece"));
        let two = vec![place(cell("a")), place(cell("b"))];
        assert!(fault(two, vec![vec![cell("a"), cell("b")]]).contains("do not overlap"));
    }
}
