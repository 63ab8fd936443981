//! Rows as read, some thousand at a time, and their digests.

use super::geometry::RawGeometry;
use aula_model::ContentHash;
use csv::ByteRecord;

/// Rows read ahead of their processing.
#[derive(Default)]
pub(super) struct Chunk {
    /// The fields; those beyond `len` are left from before and wait to be used again.
    pub(super) records: Vec<ByteRecord>,
    /// How many of them are rows of this chunk.
    pub(super) len: usize,
    /// The line on which each begins.
    pub(super) lines: Vec<u64>,
    /// Their geometries; empty for tables.
    pub(super) geometries: Vec<RawGeometry>,
    /// What is wrong with a row as such, before its fields are looked at.
    pub(super) broken: Vec<Option<Broken>>,
    /// Number of the first row, from 1.
    pub(super) first_row: u64,
}

/// A row that cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// Rows ran together because a quote is not closed; the last line of it.
    UnclosedQuote(u64),
    /// An element of a FeatureCollection that is no Feature.
    NotAFeature,
}

/// Rows in a chunk.
pub(super) const CHUNK_ROWS: usize = 8_192;
/// Bytes after which a chunk is full all the same, so that wide rows take no more memory than narrow ones.
pub(super) const CHUNK_BYTES: usize = 32 << 20;

impl Chunk {
    /// Empties it for the next rows, keeping the memory.
    pub(super) fn begin(&mut self, first_row: u64) {
        self.len = 0;
        self.lines.clear();
        self.geometries.clear();
        self.broken.clear();
        self.first_row = first_row;
    }

    /// A record to fill.
    pub(super) fn slot(&mut self) -> &mut ByteRecord {
        if self.records.len() == self.len {
            self.records.push(ByteRecord::with_capacity(160, 12));
        }
        &mut self.records[self.len]
    }

    /// The slot was filled.
    pub(super) fn commit(&mut self, line: u64, broken: Option<Broken>) {
        self.len += 1;
        self.lines.push(line);
        self.broken.push(broken);
    }
}

/// One row.
pub(crate) struct RawRow<'a> {
    text: &'a str,
    record: &'a ByteRecord,
    pub(crate) geometry: Option<&'a RawGeometry>,
    /// Data row, from 1.
    pub(crate) number: u64,
}

impl<'a> RawRow<'a> {
    /// A row whose fields are text; none where they are not.
    pub(super) fn new(record: &'a ByteRecord, geometry: Option<&'a RawGeometry>, number: u64) -> Option<Self> {
        Some(Self { text: std::str::from_utf8(record.as_slice()).ok()?, record, geometry, number })
    }

    /// A field without the blanks around it; empty where there is none.
    pub(crate) fn field(&self, column: usize) -> &'a str {
        self.record.range(column).and_then(|range| self.text.get(range)).unwrap_or_default().trim()
    }
}

/// Memory that a thread uses again for each row.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(super) bytes: Vec<u8>,
    pub(super) text: String,
}

/// Digests of rows as read: fields by the names of their columns, so that neither the order of the columns nor empty
/// ones matter.
pub(super) struct Digester {
    /// Columns in the order of their names, each with its name and length as bytes.
    order: Vec<(usize, Vec<u8>)>,
}

impl Digester {
    pub(super) fn new(header: &[String]) -> Self {
        let mut order: Vec<(usize, Vec<u8>)> =
            header.iter().enumerate().map(|(i, n)| (i, with_length(n.trim()))).collect();
        order.sort_by(|a, b| a.1.cmp(&b.1));
        Self { order }
    }

    pub(super) fn digest(
        &self,
        record: &ByteRecord,
        geometry: Option<&RawGeometry>,
        bytes: &mut Vec<u8>,
    ) -> ContentHash {
        bytes.clear();
        for (column, name) in &self.order {
            let field = record.get(*column).unwrap_or_default().trim_ascii();
            if !field.is_empty() {
                bytes.extend_from_slice(name);
                bytes.extend_from_slice(&(field.len() as u32).to_le_bytes());
                bytes.extend_from_slice(field);
            }
        }
        if let Some(geometry) = geometry {
            geometry.push_bytes(bytes);
        }
        ContentHash::of(bytes)
    }
}

fn with_length(name: &str) -> Vec<u8> {
    let mut bytes = (name.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(name.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(header: &[&str], fields: &[&str]) -> ContentHash {
        let header: Vec<String> = header.iter().map(ToString::to_string).collect();
        Digester::new(&header).digest(&ByteRecord::from(fields.to_vec()), None, &mut Vec::new())
    }

    #[test]
    fn the_order_of_columns_and_empty_ones_do_not_matter_but_names_do() {
        let base = digest(&["a", "b"], &["1", "2"]);
        assert_eq!(base, digest(&["b", "a"], &["2", "1"]));
        assert_eq!(base, digest(&["b", "c", "a"], &["2", "", "1"]));
        assert_ne!(base, digest(&["a", "b"], &["2", "1"]));
        assert_ne!(base, digest(&["a", "c"], &["1", "2"]));
        assert_ne!(digest(&["a", "b"], &["12", "3"]), digest(&["a", "b"], &["1", "23"]));
    }
}
