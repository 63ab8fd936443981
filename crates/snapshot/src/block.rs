//! Rows in columns, in order of time.

use crate::SnapshotError;
use crate::cells::CellColumn;
use crate::flags::Flags;
use crate::local::{DAY_S, HourCode, LocalSpan, local_span};
use crate::record::{PlaceDetails, Record};
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
/// row and 4 more for each resolution asked for; weights of harm and details only where a row has any.
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
    source: Vec<u16>,
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
        let order = order(records, &spans);
        let column = |i: &u32| &records[*i as usize];
        let seq = order.iter().map(|i| u32::try_from(column(i).seq.0 - first_seq).unwrap_or(u32::MAX)).collect();
        let some_harm = records.iter().any(|r| r.harm.to_bits() != 1f32.to_bits());
        let some_details = records.iter().any(|r| r.details.is_some());
        let span = |i: &u32| spans[*i as usize];
        let mut block = Self {
            timed: records.iter().filter(|r| r.length_s > 0).count(),
            first_day: order.iter().map(|i| span(i).first_day).collect(),
            more_days: order.iter().map(|i| more_days(span(i))).collect(),
            hour: order.iter().map(|i| span(i).hour.0).collect(),
            class: order.iter().map(|i| column(i).class).collect(),
            flags: order.iter().map(|i| column(i).flags).collect(),
            lon: order.iter().map(|i| column(i).location.lon()).collect(),
            lat: order.iter().map(|i| column(i).location.lat()).collect(),
            harm: if some_harm { order.iter().map(|i| column(i).harm).collect() } else { vec![] },
            start_in_day_s: order.iter().map(|i| start_in_day_s(column(i), span(i))).collect(),
            length_s: order.iter().map(|i| column(i).length_s).collect(),
            source: order.iter().map(|i| column(i).source).collect(),
            key: order.iter().map(|i| column(i).key).collect(),
            first_seq,
            seq,
            details: if some_details { order.iter().map(|i| column(i).details.clone()).collect() } else { vec![] },
            ..Self::default()
        };
        block.days = block.days_of_chunks();
        Ok(block)
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
            class: self.class[row],
            source: self.source[row],
            flags: self.flags[row],
            harm: self.harm(row),
            location: self.location(row),
            details: self.details.get(row).cloned().flatten(),
        }
    }

    /// The row of a key.
    pub(crate) fn find(&self, key: &Key) -> Option<usize> {
        let by_key = self.by_key.get_or_init(|| {
            let mut rows: Vec<u32> = (0..).take(self.len()).collect();
            rows.par_sort_unstable_by_key(|&row| self.key[row as usize]);
            rows
        });
        let at = by_key.binary_search_by(|&row| self.key[row as usize].cmp(key)).ok()?;
        Some(by_key[at] as usize)
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

/// Row numbers in order of time; what has no time has the last day there is. The sort finds runs that are in order, so
/// that a merge of two blocks costs a merge.
fn order(records: &[Record], spans: &[LocalSpan]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..).take(records.len()).collect();
    let rank = |&i: &u32| {
        let r = &records[i as usize];
        (spans[i as usize].first_day, r.start_s, r.seq)
    };
    order.par_sort_by_key(rank);
    order
}
