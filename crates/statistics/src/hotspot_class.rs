//! The verdict on a cell.

use serde::{Deserialize, Serialize};

/// What is said of a cell: hot or cold at three levels, or why nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HotspotClass {
    /// More than expected, q under 0.01.
    #[serde(rename = "hot_99")]
    Hot99,
    /// More than expected, q under 0.05.
    #[serde(rename = "hot_95")]
    Hot95,
    /// More than expected, q under 0.10.
    #[serde(rename = "hot_90")]
    Hot90,
    /// Not to be told from chance.
    NotSignificant,
    /// Less than expected, q under 0.10.
    #[serde(rename = "cold_90")]
    Cold90,
    /// Less than expected, q under 0.05.
    #[serde(rename = "cold_95")]
    Cold95,
    /// Less than expected, q under 0.01.
    #[serde(rename = "cold_99")]
    Cold99,
    /// Fewer than [`MIN_CELLS`] cells or [`MIN_INCIDENTS`] incidents: no verdict.
    TooFew,
    /// All cells have the same count: no verdict.
    NoVariation,
}

/// With fewer cells than this no verdict is given.
pub const MIN_CELLS: usize = 30;
/// With fewer incidents than this no verdict is given.
pub const MIN_INCIDENTS: f64 = 60.0;

impl HotspotClass {
    /// Every class.
    pub const ALL: [Self; 9] = [
        Self::Hot99,
        Self::Hot95,
        Self::Hot90,
        Self::NotSignificant,
        Self::Cold90,
        Self::Cold95,
        Self::Cold99,
        Self::TooFew,
        Self::NoVariation,
    ];

    /// The verdict for a direction and a corrected p-value: q strictly under 0.01, 0.05 or 0.10.
    ///
    /// # Arguments
    /// * `z`: its sign is that of observed − expected; 0 and NaN are no direction.
    /// * `q`: the corrected p-value; NaN is not significant.
    #[must_use]
    pub fn classify(z: f64, q: f64) -> Self {
        let level = match q {
            q if q < 0.01 => 2,
            q if q < 0.05 => 1,
            q if q < 0.10 => 0,
            _ => return Self::NotSignificant,
        };
        if z > 0.0 {
            [Self::Hot90, Self::Hot95, Self::Hot99][level]
        } else if z < 0.0 {
            [Self::Cold90, Self::Cold95, Self::Cold99][level]
        } else {
            Self::NotSignificant
        }
    }

    /// The name used in answers and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hot99 => "hot_99",
            Self::Hot95 => "hot_95",
            Self::Hot90 => "hot_90",
            Self::NotSignificant => "not_significant",
            Self::Cold90 => "cold_90",
            Self::Cold95 => "cold_95",
            Self::Cold99 => "cold_99",
            Self::TooFew => "too_few",
            Self::NoVariation => "no_variation",
        }
    }

    /// Whether the cell is called hot at any level.
    #[must_use]
    pub const fn is_hot(self) -> bool {
        matches!(self, Self::Hot99 | Self::Hot95 | Self::Hot90)
    }

    /// Whether the cell is called cold at any level.
    #[must_use]
    pub const fn is_cold(self) -> bool {
        matches!(self, Self::Cold99 | Self::Cold95 | Self::Cold90)
    }
}

impl std::fmt::Display for HotspotClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// [`HotspotClass::classify`] as a function.
#[must_use]
pub fn classify(z: f64, q: f64) -> HotspotClass {
    HotspotClass::classify(z, q)
}

#[cfg(test)]
mod tests {
    use super::*;
    use HotspotClass::*;

    #[test]
    fn thresholds_are_strict_and_the_sign_decides() {
        let cases = [
            (1.0, 0.0099, Hot99),
            (1.0, 0.01, Hot95),
            (1.0, 0.05, Hot90),
            (1.0, 0.10, NotSignificant),
            (-1.0, 0.0, Cold99),
            (-1.0, 0.02, Cold95),
            (-1.0, 0.07, Cold90),
            (0.0, 0.001, NotSignificant),
            (f64::NAN, 0.001, NotSignificant),
            (1.0, f64::NAN, NotSignificant),
        ];
        for (z, q, want) in cases {
            assert_eq!(classify(z, q), want, "z {z}, q {q}");
        }
    }

    #[test]
    fn names_are_those_of_the_contract() {
        let names = HotspotClass::ALL.map(HotspotClass::as_str);
        let want = "hot_99 hot_95 hot_90 not_significant cold_90 cold_95 cold_99 too_few no_variation";
        assert_eq!(names.join(" "), want);
    }
}
