//! Rows in columns, in order of time.

use crate::SnapshotError;
use crate::cells::CellColumn;
use crate::flags::Flags;
use crate::local::{DAY_S, HourCode, LocalSpan, local_span};
use crate::record::{PlaceDetails, Record, UNREGISTERED};
use aula_model::{Key, LonLat, Seq};
use h3o::Resolution;
use jiff::tz::TimeZone;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Rows of one summary of days.
pub(crate) const CHUNK: usize = 4096;
/// The resolutions that cell numbers are kept for.
pub(crate) const RESOLUTIONS: Range<u8> = 7..12;

/// First and last days that occur in a chunk of rows: lets a period skip the chunk or take it without a look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DaysOfChunk {
    pub(crate) earliest: i32,
    pub(crate) latest_start: i32,
    pub(crate) latest: i32,
}

/// Rows in columns, never changed once made.
///
/// Rows with a time come first, in order of (first local day, start, sequence number), then those without. 57 bytes a
/// row and 4 more for each resolution asked for; weights of harm, times of registration and details only where a row has
/// any.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// Rows before this one have a time.
    pub(crate) timed: usize,
    pub(crate) first_day: Vec<i32>,
    /// Local days after the first that the span reaches into.
    pub(crate) more_days: Vec<u16>,
    pub(crate) hour: Vec<u8>,
    pub(crate) class: Vec<u16>,
    pub(crate) flags: Vec<Flags>,
    pub(crate) days: Vec<DaysOfChunk>,
    pub(crate) lon: Vec<f64>,
    pub(crate) lat: Vec<f64>,
    /// Empty where every weight is 1.
    harm: Vec<f32>,
    /// Start in seconds after midnight UTC of the first local day.
    start_in_day_s: Vec<i32>,
    length_s: Vec<u32>,
    /// Empty where no row has any.
    registered_min: Vec<u32>,
    pub(crate) source: Vec<u16>,
    key: Vec<Key>,
    first_seq: u64,
    seq: Vec<u32>,
    /// Empty where no row has any.
    details: Vec<Option<Arc<PlaceDetails>>>,
    cells: [OnceLock<CellColumn>; RESOLUTIONS.end as usize - RESOLUTIONS.start as usize],
    by_key: OnceLock<Vec<u32>>,
}

impl Block {
    /// Lays out records; keys must not repeat.
    pub(crate) fn new(records: &[Record], zone: &TimeZone) -> Result<Self, SnapshotError> {
        let limit = u64::from(u32::MAX) - 1;
        let too_many = |what, count| Err(SnapshotError::TooMany { what, count, limit });
        if records.len() as u64 > limit {
            return too_many("rows", records.len() as u64);
        }
        let first_seq = records.iter().map(|r| r.seq.0).min().unwrap_or(0);
        let last_seq = records.iter().map(|r| r.seq.0).max().unwrap_or(0);
        if last_seq - first_seq > limit {
            return too_many("sequence numbers", last_seq - first_seq);
        }
        let spans: Vec<LocalSpan> = records.par_iter().map(|r| span_of(r, zone)).collect();
        let mut block = Self::with_capacity(records, first_seq);
        for place in order(records, &spans, first_seq) {
            block.push(&records[place.record as usize], spans[place.record as usize], &place);
        }
        block.days = block.days_of_chunks();
        Ok(block)
    }

    fn with_capacity(records: &[Record], first_seq: u64) -> Self {
        let rows = records.len();
        let some_harm = records.iter().any(|r| r.harm.to_bits() != 1f32.to_bits());
        let some_registered = records.iter().any(|r| r.registered_min != UNREGISTERED);
        let some_details = records.iter().any(|r| r.details.is_some());
        Self {
            timed: records.iter().filter(|r| r.length_s > 0).count(),
            first_day: Vec::with_capacity(rows),
            more_days: Vec::with_capacity(rows),
            hour: Vec::with_capacity(rows),
            class: Vec::with_capacity(rows),
            flags: Vec::with_capacity(rows),
            lon: Vec::with_capacity(rows),
            lat: Vec::with_capacity(rows),
            harm: Vec::with_capacity(if some_harm { rows } else { 0 }),
            start_in_day_s: Vec::with_capacity(rows),
            length_s: Vec::with_capacity(rows),
            registered_min: Vec::with_capacity(if some_registered { rows } else { 0 }),
            source: Vec::with_capacity(rows),
            key: Vec::with_capacity(rows),
            first_seq,
            seq: Vec::with_capacity(rows),
            details: Vec::with_capacity(if some_details { rows } else { 0 }),
            ..Self::default()
        }
    }

    fn push(&mut self, record: &Record, span: LocalSpan, place: &Place) {
        self.first_day.push(span.first_day);
        self.more_days.push(more_days(span));
        self.hour.push(span.hour.0);
        self.class.push(record.class);
        self.flags.push(record.flags);
        self.lon.push(record.location.lon());
        self.lat.push(record.location.lat());
        self.start_in_day_s.push(place.start_in_day_s);
        self.length_s.push(record.length_s);
        self.source.push(record.source);
        self.key.push(record.key);
        self.seq.push(place.seq);
        // The capacity says whether any row has one.
        if self.harm.capacity() > 0 {
            self.harm.push(record.harm);
        }
        if self.registered_min.capacity() > 0 {
            self.registered_min.push(record.registered_min);
        }
        if self.details.capacity() > 0 {
            self.details.push(record.details.clone());
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.class.len()
    }

    /// The last local day of a row.
    #[inline]
    pub(crate) fn last_day(&self, row: usize) -> i32 {
        self.first_day[row].saturating_add(i32::from(self.more_days[row]))
    }

    /// The point of a row.
    pub(crate) fn location(&self, row: usize) -> LonLat {
        LonLat::new(self.lon[row], self.lat[row]).expect("the columns are made of such points")
    }

    /// The weight of harm of a row.
    #[inline]
    pub(crate) fn harm(&self, row: usize) -> f32 {
        self.harm.get(row).copied().unwrap_or(1.0)
    }

    /// When the source wrote a row down, in minutes since 1970.
    pub(crate) fn registered_min(&self, row: usize) -> Option<u32> {
        self.registered_min.get(row).copied().filter(|&minute| minute != UNREGISTERED)
    }

    /// The identity of a row.
    pub(crate) fn key(&self, row: usize) -> Key {
        self.key[row]
    }

    /// The place of a row in the order of time, comparable between blocks.
    pub(crate) fn rank(&self, row: usize) -> (i32, i32, u64) {
        (self.first_day[row], self.start_in_day_s[row], self.first_seq + u64::from(self.seq[row]))
    }

    /// A row as it was laid out.
    pub(crate) fn record(&self, row: usize) -> Record {
        let timed = row < self.timed;
        let midnight_s = if timed { i64::from(self.first_day[row]) * DAY_S } else { 0 };
        Record {
            key: self.key[row],
            seq: Seq(self.first_seq + u64::from(self.seq[row])),
            start_s: midnight_s + i64::from(self.start_in_day_s[row]),
            length_s: self.length_s[row],
            registered_min: self.registered_min(row).unwrap_or(UNREGISTERED),
            class: self.class[row],
            source: self.source[row],
            flags: self.flags[row],
            harm: self.harm(row),
            location: self.location(row),
            details: self.details.get(row).cloned().flatten(),
        }
    }

    /// What a row has beyond its columns.
    pub(crate) fn details_of(&self, row: usize) -> Option<&PlaceDetails> {
        self.details.get(row)?.as_deref()
    }

    /// The row of a key.
    pub(crate) fn find(&self, key: &Key) -> Option<usize> {
        let by_key = self.by_key();
        let at = by_key.binary_search_by(|&row| self.key[row as usize].cmp(key)).ok()?;
        Some(by_key[at] as usize)
    }

    /// The rows in order of their keys, worked out when first asked for.
    pub(crate) fn by_key(&self) -> &[u32] {
        self.by_key.get_or_init(|| {
            let mut rows: Vec<(Key, u32)> = self.key.iter().copied().zip(0..).collect();
            rows.par_sort_unstable();
            rows.into_iter().map(|(_, row)| row).collect()
        })
    }

    /// Whether the order of the keys has been worked out.
    pub(crate) fn knows_keys(&self) -> bool {
        self.by_key.get().is_some()
    }

    /// The cell numbers of the rows, worked out when first asked for; none for a resolution that is not served.
    pub(crate) fn cells(&self, resolution: Resolution) -> Option<&CellColumn> {
        let slot = u8::from(resolution).checked_sub(RESOLUTIONS.start)?;
        let make = || CellColumn::new(self, resolution);
        self.cells.get(usize::from(slot)).map(|cells| cells.get_or_init(make))
    }

    /// The resolutions whose cell numbers have been worked out.
    pub(crate) fn known_resolutions(&self) -> impl Iterator<Item = Resolution> {
        let known = RESOLUTIONS.zip(&self.cells).filter(|(_, cells)| cells.get().is_some());
        known.filter_map(|(r, _)| Resolution::try_from(r).ok())
    }

    /// The bytes held, by the lengths of the columns.
    pub(crate) fn bytes(&self) -> usize {
        let row = 4 + 2 + 1 + 2 + 2 + 8 + 8 + 4 + 4 + 2 + 16 + 4;
        let cells: usize = self.cells.iter().filter_map(OnceLock::get).map(CellColumn::bytes).sum();
        let by_key = self.by_key.get().map_or(0, Vec::len) * 4;
        self.len() * row
            + self.harm.len() * 4
            + self.registered_min.len() * 4
            + self.details.len() * 8
            + self.days.len() * size_of::<DaysOfChunk>()
            + cells
            + by_key
    }

    fn days_of_chunks(&self) -> Vec<DaysOfChunk> {
        let starts = (0..self.timed).step_by(CHUNK);
        starts
            .map(|start| {
                let rows = start..(start + CHUNK).min(self.timed);
                DaysOfChunk {
                    earliest: self.first_day[rows.start],
                    latest_start: self.first_day[rows.end - 1],
                    latest: rows.map(|row| self.last_day(row)).max().unwrap_or(i32::MIN),
                }
            })
            .collect()
    }
}

fn span_of(record: &Record, zone: &TimeZone) -> LocalSpan {
    if record.length_s == 0 {
        LocalSpan { first_day: i32::MAX, last_day: i32::MAX, hour: HourCode::TIMELESS }
    } else {
        local_span(record.start_s, record.length_s, zone)
    }
}

/// 136 years, the longest span of a record, are 49 711 days and fit.
fn more_days(span: LocalSpan) -> u16 {
    u16::try_from(span.last_day.saturating_sub(span.first_day)).unwrap_or(if span.last_day < span.first_day {
        0
    } else {
        u16::MAX
    })
}

/// The start is within an offset of the local midnight, a few ten thousand seconds.
fn start_in_day_s(record: &Record, span: LocalSpan) -> i32 {
    if record.length_s == 0 {
        return 0;
    }
    i32::try_from(record.start_s - i64::from(span.first_day) * DAY_S).unwrap_or(0)
}

/// A record's place in the order of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    first_day: i32,
    start_in_day_s: i32,
    seq: u32,
    record: u32,
}

/// Records in order of time; what has no time has the last day there is. The sort finds runs that are in order, so that
/// a merge of two blocks costs a merge.
fn order(records: &[Record], spans: &[LocalSpan], first_seq: u64) -> Vec<Place> {
    let place = |((record, span), number): ((&Record, &LocalSpan), u32)| Place {
        first_day: span.first_day,
        start_in_day_s: start_in_day_s(record, *span),
        seq: u32::try_from(record.seq.0 - first_seq).unwrap_or(u32::MAX),
        record: number,
    };
    let mut order: Vec<Place> = records.iter().zip(spans).zip(0..).map(place).collect();
    order.par_sort();
    order
}
