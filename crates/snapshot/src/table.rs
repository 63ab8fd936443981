//! Base, delta and tombstones: rows that change without a rebuild.

use crate::SnapshotError;
use crate::block::Block;
use crate::cells::CellColumn;
use crate::record::Record;
use crate::region::SEARCH;
use aula_model::{Key, LonLat};
use h3o::Resolution;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;

/// What changes do to rows: the newest of each key, none where it is removed.
pub(crate) type Changes = HashMap<Key, Option<Record>>;

/// Rows of a block that are no more.
#[derive(Debug, Clone)]
pub(crate) struct Tombstones {
    bits: Vec<u64>,
    count: usize,
}

impl Tombstones {
    fn new(rows: usize) -> Self {
        Self { bits: vec![0; rows.div_ceil(64)], count: 0 }
    }

    fn bury(&mut self, row: usize) {
        let (word, bit) = (&mut self.bits[row / 64], 1 << (row % 64));
        self.count += usize::from(*word & bit == 0);
        *word |= bit;
    }

    #[inline]
    pub(crate) fn hold(&self, row: usize) -> bool {
        self.bits[row / 64] >> (row % 64) & 1 == 1
    }
}

/// Rows of one sort: a large base that stays, the rows dead in it, and a small block of later rows that each version
/// makes anew.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    base: Arc<Block>,
    dead: Option<Arc<Tombstones>>,
    delta: Arc<Block>,
}

/// One of the two blocks of a table with what is dead in it.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) block: &'a Arc<Block>,
    pub(crate) dead: Option<&'a Tombstones>,
    /// 0 for the base, 1 for the delta.
    pub(crate) side: usize,
    /// What to add to a row of this block to tell it from those of the other.
    pub(crate) first_row: u32,
}

impl Part<'_> {
    #[inline]
    pub(crate) fn lives(&self, row: usize) -> bool {
        self.dead.is_none_or(|dead| !dead.hold(row))
    }

    pub(crate) fn live_rows(&self) -> impl Iterator<Item = usize> {
        (0..self.block.len()).filter(|&row| self.lives(row))
    }
}

impl Table {
    /// A table of one base; keys must not repeat.
    pub(crate) fn new(records: &[Record], zone: &TimeZone) -> Result<Self, SnapshotError> {
        Ok(Self { base: Arc::new(Block::new(records, zone)?), ..Self::default() })
    }

    /// Both blocks, the base first.
    pub(crate) fn parts(&self) -> [Part<'_>; 2] {
        let base = Part { block: &self.base, dead: self.dead.as_deref(), side: 0, first_row: 0 };
        let first_row = u32::try_from(self.base.len()).unwrap_or(u32::MAX);
        [base, Part { block: &self.delta, dead: None, side: 1, first_row }]
    }

    /// The block and the row in it of a row of the table.
    pub(crate) fn at(&self, row: u32) -> Option<(&Arc<Block>, usize)> {
        let [base, delta] = self.parts();
        let (part, row) = if row < delta.first_row { (base, row) } else { (delta, row - delta.first_row) };
        let row = row as usize;
        (row < part.block.len() && part.lives(row)).then_some((part.block, row))
    }

    /// How many rows live.
    pub(crate) fn len(&self) -> usize {
        self.base.len() + self.delta.len() - self.dead_count()
    }

    /// The rows of the table of a key.
    pub(crate) fn find(&self, key: &Key) -> Option<u32> {
        let found = |part: Part<'_>| {
            let row = part.block.find(key).filter(|&row| part.lives(row))?;
            Some(part.first_row + u32::try_from(row).ok()?)
        };
        let [base, delta] = self.parts();
        found(delta).or_else(|| found(base))
    }

    /// The table after changes; costs the size of the delta, not of the base.
    pub(crate) fn apply(&self, mut changes: Changes, zone: &TimeZone) -> Result<Self, SnapshotError> {
        let mut dead = self.dead.clone();
        let superseded = changes.keys().filter_map(|key| self.base.find(key));
        for row in superseded {
            let dead = dead.get_or_insert_with(|| Arc::new(Tombstones::new(self.base.len())));
            Arc::make_mut(dead).bury(row);
        }
        let kept = (0..self.delta.len()).filter(|&row| !changes.contains_key(&self.delta.key(row)));
        let mut records: Vec<Record> = kept.map(|row| self.delta.record(row)).collect();
        records.extend(changes.drain().filter_map(|(_, record)| record));
        let delta = Arc::new(Block::new(&records, zone)?);
        Ok(Self { base: Arc::clone(&self.base), dead, delta })
    }

    /// Whether a new base would make changes and questions cheaper.
    pub(crate) fn needs_compaction(&self) -> bool {
        let bearable = (self.base.len() / 16).clamp(16_384, 131_072);
        self.delta.len() > bearable || self.dead_count() > (self.base.len() / 4).max(16_384)
    }

    /// The same rows in one base, by the clock of a zone; what the old base knows of cells the new one knows too.
    pub(crate) fn compacted(&self, zone: &TimeZone) -> Result<Self, SnapshotError> {
        let parts = self.parts();
        let live = parts.iter().flat_map(|part| part.live_rows().map(|row| part.block.record(row)));
        let records: Vec<Record> = live.collect();
        let table = Self::new(&records, zone)?;
        if self.base.knows_keys() {
            table.base.by_key();
        }
        for resolution in self.base.known_resolutions() {
            let known = (self.base.cells(resolution), table.base.cells(resolution));
            if let (Some(before), Some(now)) = known
                && before.is_prepared()
            {
                now.prepare();
            }
        }
        Ok(table)
    }

    /// The rows at points that are to stay, in one base.
    pub(crate) fn retained(&self, zone: &TimeZone, keep: &dyn Fn(LonLat) -> bool) -> Result<Self, SnapshotError> {
        let parts = self.parts();
        let live = parts.iter().flat_map(|part| part.live_rows().map(|row| (part.block, row)));
        let kept = live.filter(|(block, row)| keep(block.location(*row))).map(|(block, row)| block.record(row));
        Self::new(&kept.collect::<Vec<Record>>(), zone)
    }

    /// Works out the cells and the order of the keys of the base; false for a resolution that is not served.
    pub(crate) fn prepare(&self, resolution: Resolution) -> bool {
        let (cells, search) = (self.base.cells(resolution), self.base.cells(SEARCH));
        search.into_iter().for_each(CellColumn::prepare);
        self.base.by_key();
        cells.is_some()
    }

    /// The bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.base.bytes() + self.delta.bytes() + self.dead.as_ref().map_or(0, |dead| dead.bits.len() * 8)
    }

    fn dead_count(&self) -> usize {
        self.dead.as_ref().map_or(0, |dead| dead.count)
    }
}
