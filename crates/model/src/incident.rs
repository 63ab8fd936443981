//! What a source reports: an incident.

use crate::{Accuracy, CategoryCode, LonLat, ModelError, SourceId, SourceName, TimeSpan};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who reported an incident; those found by police on patrol are kept apart from those that residents reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportedBy {
    /// A resident or other member of the public.
    Resident,
    /// Police, on patrol or by their own inquiry.
    Police,
    /// Not said by the source.
    #[default]
    Unknown,
}

crate::names::word_list!(ReportedBy, "reported_by", Resident => "resident", Police => "police", Unknown => "unknown");

/// Whether an incident has been cleared up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cleared {
    /// Cleared up.
    Yes,
    /// Not cleared up.
    No,
    /// Not said by the source.
    #[default]
    Unknown,
}

crate::names::word_list!(Cleared, "cleared", Yes => "yes", No => "no", Unknown => "unknown");

/// How much harm an incident stands for: a finite number, 0 or more; 1 where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct HarmWeight(f64);

impl HarmWeight {
    /// A harm weight.
    ///
    /// # Errors
    /// [`ModelError::Negative`] for a negative or non-finite number.
    pub fn new(weight: f64) -> Result<Self, ModelError> {
        if weight.is_finite() && weight >= 0.0 {
            Ok(Self(weight))
        } else {
            Err(ModelError::Negative { what: "harm weight", value: weight })
        }
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for HarmWeight {
    fn default() -> Self {
        Self(1.0)
    }
}

impl TryFrom<f64> for HarmWeight {
    type Error = ModelError;
    fn try_from(weight: f64) -> Result<Self, ModelError> {
        Self::new(weight)
    }
}

impl From<HarmWeight> for f64 {
    fn from(weight: HarmWeight) -> Self {
        weight.0
    }
}

/// One incident. There is no field for a suspect, a victim, a flat or a case number, on purpose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// Where the record comes from.
    pub source: SourceName,
    /// What the source calls it; without one, equal rows are counted as often as they stand in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<SourceId>,
    /// What happened.
    pub category: CategoryCode,
    /// When, as a half-open interval with its precision.
    pub when: TimeSpan,
    /// When the source wrote it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_at: Option<Timestamp>,
    /// Where.
    pub location: LonLat,
    /// How exactly that is known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accuracy: Accuracy,
    /// Who reported it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reported_by: ReportedBy,
    /// Whether it is cleared up.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cleared: Cleared,
    /// Whether the proceedings were discontinued, so that it is no longer counted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub discontinued: bool,
    /// How much harm it stands for.
    #[serde(default, skip_serializing_if = "HarmWeight::is_default")]
    pub harm_weight: HarmWeight,
    /// Whether it lay outside the study area when it was imported: a flag, never a rejection. Counting goes by cell
    /// and does not look at it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub outside_study_area: bool,
}

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
