//! The parts of a record that a mapping can name.

use serde::{Deserialize, Serialize};

/// Something of a record that a column or a constant can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// Longitude in degrees.
    Lon,
    /// Latitude in degrees.
    Lat,
    /// When it happened.
    When,
    /// Earliest moment, where only an interval is known.
    Start,
    /// Latest moment, where only an interval is known.
    End,
    /// Category of an incident.
    Category,
    /// What the source calls the record.
    Id,
    /// Kind of a place.
    Kind,
    /// How exactly the location is known.
    Accuracy,
    /// Who reported it.
    ReportedBy,
    /// When the source wrote it down.
    RegisteredAt,
    /// Whether it is cleared up.
    Cleared,
    /// Whether it is no longer counted.
    Discontinued,
    /// How much harm it stands for.
    HarmWeight,
    /// Code of an area.
    Code,
    /// Name, language not said.
    Name,
    /// Kazakh name.
    NameKk,
    /// Russian name.
    NameRu,
    /// English name.
    NameEn,
    /// The area of a coarser kind, as `kind:code`.
    Parent,
}

impl Role {
    /// The word of the mapping.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lon => "lon",
            Self::Lat => "lat",
            Self::When => "when",
            Self::Start => "start",
            Self::End => "end",
            Self::Category => "category",
            Self::Id => "id",
            Self::Kind => "kind",
            Self::Accuracy => "accuracy",
            Self::ReportedBy => "reported_by",
            Self::RegisteredAt => "registered_at",
            Self::Cleared => "cleared",
            Self::Discontinued => "discontinued",
            Self::HarmWeight => "harm_weight",
            Self::Code => "code",
            Self::Name => "name",
            Self::NameKk => "name_kk",
            Self::NameRu => "name_ru",
            Self::NameEn => "name_en",
            Self::Parent => "parent",
        }
    }

    /// Whether `--set role=…` gives a value for all rows and not the name of a column.
    pub(crate) fn is_constant_by_default(self) -> bool {
        use Role::{Accuracy, Category, Cleared, Discontinued, HarmWeight, Kind, ReportedBy};
        matches!(self, Category | Kind | Accuracy | ReportedBy | Cleared | Discontinued | HarmWeight)
    }
}

/// One column or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ColumnNames {
    /// One column; empty for none at all, where a well-known name would otherwise be taken.
    One(String),
    /// Several that make up an identity, or date and time, together.
    Several(Vec<String>),
}

impl ColumnNames {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let names = match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names.as_slice(),
        };
        names.iter().map(|n| n.trim()).filter(|n| !n.is_empty())
    }
}
