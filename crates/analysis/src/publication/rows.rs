//! The incidents as a publication counts them: by quarter of the local day and piece of ground.

use super::PublicGround;
use super::quarters::{end_of, start_of};
use crate::AnalysisError;
use aula_disclosure::{Calendar, Quarter, Row};
use aula_model::{Accuracy, CategoryCode, Period, ReportedBy, Slice};
use aula_snapshot::{Layer, Snapshot, Within};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;

/// An incident with its piece of ground.
pub(super) struct Counted {
    category: CategoryCode,
    reported_by: ReportedBy,
    quarter: Quarter,
    piece: Option<usize>,
}

impl Counted {
    /// As the filter of the publication takes it.
    pub(super) fn as_row<'a>(&'a self, ground: &'a PublicGround) -> Row<'a> {
        let places = self.piece.map_or(&[][..], |piece| ground.places_of(piece));
        Row { category: &self.category, reported_by: self.reported_by, quarter: self.quarter, places }
    }
}

/// The incidents of a calendar, and how many belong to no quarter or no spot for sure. Discontinued proceedings are not
/// among them.
pub(super) fn rows(
    snapshot: &Snapshot,
    ground: &PublicGround,
    calendar: &Calendar,
) -> Result<(Vec<Counted>, u64), AnalysisError> {
    let quarters = u16::try_from(calendar.quarters()).unwrap_or(1).max(1);
    let (from, to) = (start_of(calendar.first()), end_of(calendar.first().plus(quarters - 1)));
    let period = Period::new(from, to).unwrap_or_default();
    let slice = Slice { period, ..Slice::default() };
    let selection = snapshot.select(&slice, &Layer::Incidents, &Within::Everywhere)?;
    let counted: Vec<Option<Counted>> = selection
        .rows
        .par_iter()
        .filter_map(|row| snapshot.incident(*row))
        .map(|incident| {
            let when = incident.when?;
            let quarter = quarter_of(when.start(), snapshot.zone())?;
            let last = when.end().checked_sub(jiff::SignedDuration::from_nanos(1)).ok()?;
            if incident.accuracy == Accuracy::Area || quarter_of(last, snapshot.zone())? != quarter {
                return None;
            }
            let piece = ground.piece_of(snapshot, incident.location);
            Some(Counted { category: incident.category, reported_by: incident.reported_by, quarter, piece })
        })
        .collect();
    let imprecise = counted.iter().filter(|c| c.is_none()).count() as u64 + selection.tally.left_out.total();
    Ok((counted.into_iter().flatten().collect(), imprecise))
}

fn quarter_of(instant: Timestamp, zone: &TimeZone) -> Option<Quarter> {
    Quarter::of(instant.to_zoned(zone.clone()).date()).ok()
}
