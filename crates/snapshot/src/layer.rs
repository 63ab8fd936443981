//! What is counted: incidents or places.

use crate::SnapshotError;
use aula_model::PlaceKind;

/// What a question counts.
///
/// # Examples
/// ```
/// use aula_snapshot::Layer;
/// let lamps: Layer = "places.street_lights_out".parse()?;
/// assert_eq!(lamps.to_string(), "places.street_lights_out");
/// assert!("yards".parse::<Layer>().is_err());
/// # Ok::<(), aula_snapshot::SnapshotError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Layer {
    /// Incidents.
    #[default]
    Incidents,
    /// Places of one kind. A slice's categories do not concern them; its period, hours and weekdays concern those
    /// that have a time.
    Places(PlaceKind),
    /// Places of every kind; written `places`.
    AllPlaces,
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Incidents => f.write_str("incidents"),
            Self::Places(kind) => write!(f, "places.{kind}"),
            Self::AllPlaces => f.write_str("places"),
        }
    }
}

impl std::str::FromStr for Layer {
    type Err = SnapshotError;
    fn from_str(s: &str) -> Result<Self, SnapshotError> {
        let kind = s.strip_prefix("places.").and_then(|kind| PlaceKind::new(kind).ok());
        match (s, kind) {
            ("incidents", _) => Ok(Self::Incidents),
            ("places", _) => Ok(Self::AllPlaces),
            (_, Some(kind)) => Ok(Self::Places(kind)),
            _ => Err(SnapshotError::UnknownLayer(s.chars().take(80).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_read_back_as_they_were_written() {
        for text in ["incidents", "places", "places.bus_stop", "places.own-kind.2"] {
            assert_eq!(text.parse::<Layer>().unwrap().to_string(), text);
        }
        for bad in ["", "Incidents", "places.", "places.Bus stop", "incidents.theft"] {
            assert!(bad.parse::<Layer>().is_err(), "{bad}");
        }
    }
}
