//! One row before it is laid out in columns, and after it is read back.

use crate::SnapshotError;
use crate::codes::Vocabulary;
use crate::flags::Flags;
use aula_model::{Cleared, Incident, Key, LonLat, Names, Place, Precision, ReportedBy, Seq, TimeSpan};
use jiff::Timestamp;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a place has beyond its row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceDetails {
    /// Its name.
    pub names: Option<Names>,
    /// What else the source says, as text by column name.
    pub attributes: BTreeMap<SmolStr, SmolStr>,
}

/// No time of registration is known.
pub(crate) const UNREGISTERED: u32 = u32::MAX;

/// One row: an incident or a place.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) key: Key,
    pub(crate) seq: Seq,
    pub(crate) start_s: i64,
    /// Whole seconds; 0 for what has no time.
    pub(crate) length_s: u32,
    /// When the source wrote it down, in minutes since 1970; [`UNREGISTERED`] where it does not say.
    pub(crate) registered_min: u32,
    pub(crate) class: u16,
    pub(crate) source: u16,
    pub(crate) flags: Flags,
    pub(crate) harm: f32,
    pub(crate) location: LonLat,
    pub(crate) details: Option<Arc<PlaceDetails>>,
}

impl Record {
    pub(crate) fn incident(seq: Seq, key: Key, i: &Incident, words: &mut Vocabulary) -> Result<Self, SnapshotError> {
        let (start_s, length_s) = seconds(&i.when);
        Ok(Self {
            key,
            seq,
            start_s,
            length_s,
            registered_min: i.registered_at.map_or(UNREGISTERED, minutes),
            class: words.categories.number(&i.category, "categories")?,
            source: words.sources.number(&i.source, "sources")?,
            flags: Flags::new(
                i.when.precision(),
                i.accuracy,
                i.reported_by,
                i.cleared,
                i.discontinued,
                i.outside_study_area,
            ),
            harm: single(i.harm_weight.get()),
            location: i.location,
            details: None,
        })
    }

    pub(crate) fn place(seq: Seq, key: Key, p: &Place, words: &mut Vocabulary) -> Result<Self, SnapshotError> {
        let (start_s, length_s) = p.when.as_ref().map_or((0, 0), seconds);
        let precision = p.when.map_or(Precision::Minute, |when| when.precision());
        let outside = p.outside_study_area;
        let plain = p.names.is_none() && p.attributes.is_empty();
        let details = || Arc::new(PlaceDetails { names: p.names.clone(), attributes: p.attributes.clone() });
        Ok(Self {
            key,
            seq,
            start_s,
            length_s,
            registered_min: UNREGISTERED,
            class: words.kinds.number(&p.kind, "place kinds")?,
            source: words.sources.number(&p.source, "sources")?,
            flags: Flags::new(precision, p.accuracy, ReportedBy::Unknown, Cleared::Unknown, false, outside),
            harm: 1.0,
            location: p.location,
            details: (!plain).then(details),
        })
    }

    /// The time span to the second, none for what has no time.
    pub(crate) fn when(&self) -> Option<TimeSpan> {
        let instant = |second: i64| {
            let edge = if second < 0 { Timestamp::MIN } else { Timestamp::MAX };
            Timestamp::from_second(second).unwrap_or(edge)
        };
        let end_s = self.start_s + i64::from(self.length_s);
        TimeSpan::new(instant(self.start_s), instant(end_s), self.flags.precision()).ok()
    }
}

/// The smallest span of whole seconds around a time span: as local hours begin and end on whole seconds, it lies in
/// the same hours. A span of more than 136 years ends after 136.
fn seconds(when: &TimeSpan) -> (i64, u32) {
    let floor = |t: Timestamp| t.as_nanosecond().div_euclid(1_000_000_000);
    let start = floor(when.start());
    let end = -((-when.end().as_nanosecond()).div_euclid(1_000_000_000));
    (i64::try_from(start).unwrap_or(0), u32::try_from(end - start).unwrap_or(u32::MAX))
}

/// Minutes since 1970; what lies before counts as not known.
fn minutes(at: Timestamp) -> u32 {
    u32::try_from(at.as_second().div_euclid(60)).unwrap_or(UNREGISTERED)
}

#[expect(clippy::cast_possible_truncation, reason = "a weight of harm needs no more than seven digits")]
fn single(weight: f64) -> f32 {
    // Beyond the range of single precision a weight would become infinite, and every sum with it.
    weight.min(f64::from(f32::MAX)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_second_round_outwards() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let span = |a, b| TimeSpan::new(at(a), at(b), Precision::Minute).unwrap();
        assert_eq!(seconds(&span("1970-01-01T00:00:01.5Z", "1970-01-01T00:00:01.6Z")), (1, 1));
        assert_eq!(seconds(&span("1969-12-31T23:59:59.5Z", "1970-01-01T00:00:00.000000001Z")), (-1, 2));
        assert_eq!(seconds(&span("1970-01-01T00:00:00Z", "1970-01-01T00:01:00Z")), (0, 60));
    }

    #[test]
    fn a_span_longer_than_the_column_holds_is_cut() {
        let span = TimeSpan::new(Timestamp::MIN, Timestamp::MAX, Precision::Year).unwrap();
        assert_eq!(seconds(&span).1, u32::MAX);
    }
}
