//! The choices of a publication, which come back with it.

use crate::{Level, Place, PublicationError};
use serde::{Deserialize, Serialize};

/// The choices of a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// No hidden count may be bounded to fewer whole numbers than this. The classes themselves are 5 wide, so 5 is
    /// the most that can be kept; less is refused too.
    pub least_width: u32,
    /// A place with fewer addresses does not stand alone.
    pub least_addresses: u32,
    /// Where the addresses of an area are not known, the least area in square metres that stands alone: the mean area
    /// of an H3 cell at resolution 9 unless told otherwise.
    pub least_unknown_area_m2: u32,
    /// Cells at resolution 9 are shown only inside cells at resolution 8 whose published 12-month count is at least
    /// this, so that the choice rests on published figures alone.
    pub fine_cells_from: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { least_width: 5, least_addresses: 8, least_unknown_area_m2: 105_333, fine_cells_from: 58 }
    }
}

impl Settings {
    /// The only width that the classes of this release can keep.
    pub const WIDTH: u32 = 5;

    /// Refuses settings that would weaken the rules.
    ///
    /// # Errors
    /// [`PublicationError::Setting`] for a width other than 5, fewer than 8 addresses or fine cells from less than 13.
    pub fn validate(&self) -> Result<(), PublicationError> {
        let refuse = |setting, value, reason| Err(PublicationError::Setting { setting, value, reason });
        if self.least_width != Self::WIDTH {
            return refuse("least_width", self.least_width, "is not the width of the classes; leave it at 5");
        }
        if self.least_addresses < 8 {
            return refuse("least_addresses", self.least_addresses, "is under the 8 that the privacy rules ask for");
        }
        if self.fine_cells_from < 13 {
            return refuse("fine_cells_from", self.fine_cells_from, "is under 13, where counts are not told apart");
        }
        Ok(())
    }

    /// Whether a place has enough addresses to stand alone. H3 cells at resolution 8 and 9 without known addresses
    /// do, smaller areas without known addresses do not; the city always does.
    #[must_use]
    pub fn stands_alone(&self, place: &Place) -> bool {
        match (place.id.level(), place.addresses) {
            (Level::City, _) | (Level::Cell8 | Level::Cell9, None) => true,
            (_, Some(addresses)) => addresses >= self.least_addresses,
            (_, None) => place.area_m2 >= f64::from(self.least_unknown_area_m2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlaceId;

    #[test]
    fn settings_cannot_weaken_the_rules() {
        assert!(Settings::default().validate().is_ok());
        assert!(Settings { least_width: 3, ..Settings::default() }.validate().is_err());
        assert!(Settings { least_addresses: 2, ..Settings::default() }.validate().is_err());
        assert!(Settings { fine_cells_from: 5, ..Settings::default() }.validate().is_err());
    }

    #[test]
    fn few_addresses_and_small_unknown_areas_do_not_stand_alone() {
        let area = PlaceId::MicroDistrict("micro_district:one".parse().unwrap());
        let stands = |id: &PlaceId, addresses, area_m2| {
            Settings::default().stands_alone(&Place { id: id.clone(), addresses, area_m2 })
        };
        assert!(!stands(&area, Some(7), 1e6) && stands(&area, Some(8), 10.0));
        assert!(!stands(&area, None, 100_000.0) && stands(&area, None, 110_000.0));
        assert!(
            stands(&PlaceId::Cell9("a".into()), None, 90_000.0) && !stands(&PlaceId::Cell8("a".into()), Some(0), 7e5)
        );
        assert!(stands(&PlaceId::City, Some(0), 1.0));
    }
}
