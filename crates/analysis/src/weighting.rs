//! Which cells are neighbours.

use crate::{AnalysisError, StudySpace};
use aula_geometry::{LocalMetres, cell_centre};
use aula_statistics::{Weights, distance_band, k_nearest};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// Neighbours of all cells together: what fits into memory and is answered while somebody waits.
const MOST_NEIGHBOURS: f64 = 4e7;

/// Which cells are neighbours; all weigh alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Neighbourhood {
    /// Cells at most so many steps away, 1 to 10.
    Ring(u32),
    /// Cells with their centre at most so many metres away.
    Distance(f64),
    /// The so many nearest cells; being one is not mutual.
    Nearest(u32),
}

impl Default for Neighbourhood {
    fn default() -> Self {
        Self::Ring(1)
    }
}

impl fmt::Display for Neighbourhood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ring(k) => write!(f, "k_ring_{k}"),
            Self::Distance(metres) => write!(f, "distance_{metres}_m"),
            Self::Nearest(k) => write!(f, "nearest_{k}"),
        }
    }
}

impl FromStr for Neighbourhood {
    type Err = AnalysisError;

    /// `ring:2`, `distance:500`, `nearest:8`.
    fn from_str(text: &str) -> Result<Self, AnalysisError> {
        let found = text.split_once(':').and_then(|(word, number)| match word {
            "ring" => number.parse().ok().filter(|k| (1..=10).contains(k)).map(Self::Ring),
            "distance" => number.parse().ok().filter(|m| *m > 0.0 && *m <= 1e5).map(Self::Distance),
            "nearest" => number.parse().ok().filter(|k| (1..=200).contains(k)).map(Self::Nearest),
            _ => None,
        });
        found.ok_or_else(|| unusable(format!("`{text}` names no neighbours")))
    }
}

fn unusable(reason: String) -> AnalysisError {
    let remedy = "write ring:1 to ring:10, distance:METRES up to 100000, or nearest:1 to nearest:200";
    AnalysisError::Unusable { parameter: "weights", reason, remedy }
}

impl Neighbourhood {
    /// The neighbours of every cell, the cell itself among them; those of one step are kept with the study set.
    ///
    /// # Errors
    /// [`AnalysisError::Unusable`] for more neighbours than can be held.
    pub(crate) fn with_self(self, space: &StudySpace) -> Result<Cow<'_, Weights>, AnalysisError> {
        let n = space.set.len() as f64;
        let mean_m2 = space.areas_m2.iter().sum::<f64>() / n.max(1.0);
        let each = match self {
            Self::Ring(k) => f64::from(3 * k * (k + 1) + 1),
            Self::Distance(metres) => (std::f64::consts::PI * metres * metres / mean_m2).min(n),
            Self::Nearest(k) => f64::from(k),
        };
        if each * n > MOST_NEIGHBOURS {
            return Err(unusable(format!("{self} has about {each:.0} neighbours for each of {n} cells: too many")));
        }
        Ok(match self {
            Self::Ring(1) => Cow::Borrowed(&space.rings),
            Self::Ring(k) => {
                let rings = space.set.k_rings(k)?;
                Cow::Owned(Weights::binary(rings.offsets, rings.neighbours)?)
            }
            Self::Distance(metres) => Cow::Owned(distance_band(&centres_m(space), metres)?.with_self()),
            Self::Nearest(k) => Cow::Owned(k_nearest(&centres_m(space), k as usize)?.with_self()),
        })
    }
}

/// The centres of the cells in the plane of metres around one of them.
pub(crate) fn centres_m(space: &StudySpace) -> Vec<[f64; 2]> {
    let centres: Vec<_> = space.set.cells().iter().map(|&cell| cell_centre(cell)).collect();
    let Some(&origin) = centres.get(centres.len() / 2) else { return Vec::new() };
    crate::located::in_metres(&LocalMetres::new(origin), centres)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_read_and_named() {
        let named = |text: &str| text.parse::<Neighbourhood>().map(|n| n.to_string()).ok();
        assert_eq!(named("ring:2").as_deref(), Some("k_ring_2"));
        assert_eq!(named("distance:450.5").as_deref(), Some("distance_450.5_m"));
        assert_eq!(named("nearest:8").as_deref(), Some("nearest_8"));
        for bad in
            ["", "ring", "ring:0", "ring:11", "distance:0", "distance:NaN", "distance:inf", "nearest:0", "queen:1"]
        {
            assert_eq!(named(bad), None, "{bad}");
        }
    }
}
