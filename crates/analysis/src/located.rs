//! The incidents of a slice as points in metres, with their local days.

use crate::AnalysisError;
use crate::hotspots::known_layer;
use crate::settings::{LeftOutReasons, Tally};
use aula_geometry::LocalMetres;
use aula_model::{Accuracy, LonLat, Precision, Slice};
use aula_snapshot::{Layer, Snapshot, Within};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Points of a slice.
pub(crate) struct Located {
    /// Where, in degrees.
    pub(crate) places: Vec<LonLat>,
    /// The local day of each, where it is known to the day.
    pub(crate) days: Vec<Option<Date>>,
    /// What became of the others; `outside_cells` is 0.
    pub(crate) tally: Tally,
}

impl Located {
    /// Every row of a slice whose place is known better than by an area, in order of time.
    pub(crate) fn of(
        snapshot: &Snapshot,
        slice: &Slice,
        layer: &Layer,
        within: &Within<'_>,
    ) -> Result<Self, AnalysisError> {
        known_layer(snapshot, layer)?;
        let found = snapshot.select(slice, layer, within)?;
        let zone = snapshot.zone();
        let (mut places, mut days) = (Vec::new(), Vec::new());
        let mut left_out = LeftOutReasons::from(found.tally.left_out);
        for row in found.rows {
            let at = match layer {
                Layer::Incidents => snapshot.incident(row).map(|r| (r.location, r.accuracy, r.when)),
                Layer::Places(_) | Layer::AllPlaces => snapshot.place(row).map(|r| (r.location, r.accuracy, r.when)),
            };
            let Some((place, accuracy, when)) = at else { continue };
            if accuracy == Accuracy::Area {
                left_out.location += 1;
                continue;
            }
            places.push(place);
            days.push(when.and_then(|span| local_day(&span, zone)));
        }
        let tally =
            Tally { total: places.len() as u64, outside_cells: 0, left_out, discontinued: found.tally.discontinued };
        Ok(Self { places, days, tally })
    }
}

/// The local day of a span that is known to the day and begins and ends on it.
fn local_day(span: &aula_model::TimeSpan, zone: &TimeZone) -> Option<Date> {
    if !matches!(span.precision(), Precision::Day | Precision::Minute) {
        return None;
    }
    let first = zone.to_datetime(span.start()).date();
    // The end is the first instant left out; a second is the finest step that spans have.
    let last = zone.to_datetime(span.end() - jiff::SignedDuration::from_secs(1)).date();
    (first == last).then_some(first)
}

/// Points in the plane of metres around an origin.
pub(crate) fn in_metres(plane: &LocalMetres, places: impl IntoIterator<Item = LonLat>) -> Vec<[f64; 2]> {
    let point = |place| {
        let point = plane.to_metres(place);
        [point.x_m, point.y_m]
    };
    places.into_iter().map(point).collect()
}
