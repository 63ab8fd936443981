//! A column of one row group: its values, its page, and what the footer says of it.

use super::thrift::{BINARY, I32, Thrift};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Integer,
    Double,
    Text,
    Binary,
    Moment,
    Day,
}

impl Kind {
    /// The physical type of Parquet.
    fn physical(self) -> i32 {
        match self {
            Self::Boolean => 0,
            Self::Day => 1,
            Self::Integer | Self::Moment => 2,
            Self::Double => 5,
            Self::Text | Self::Binary => 6,
        }
    }

    /// What the type stands for: UTF8, DATE, TIMESTAMP_MICROS.
    fn converted(self) -> Option<i32> {
        match self {
            Self::Text => Some(0),
            Self::Day => Some(6),
            Self::Moment => Some(10),
            _ => None,
        }
    }
}

/// The values of a column, plainly encoded, and which of them are there.
pub(super) struct Leaf {
    pub(super) path: Vec<String>,
    kind: Kind,
    optional: bool,
    values: Vec<u8>,
    bits: usize,
    there: Vec<bool>,
    least: f64,
    greatest: f64,
}

/// A page as it was written.
pub(super) struct Written {
    pub(super) offset: u64,
    pub(super) plain_len: i64,
    packed_len: i64,
    values: i64,
    nulls: i64,
    range: Option<(f64, f64)>,
}

const ZSTD: i32 = 6;
const PLAIN: i32 = 0;
const RLE: i32 = 3;

impl Leaf {
    pub(super) fn new(path: &[&str], kind: Kind, optional: bool) -> Self {
        Self {
            path: path.iter().map(|&p| p.to_owned()).collect(),
            kind,
            optional,
            values: Vec::new(),
            bits: 0,
            there: Vec::new(),
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
        }
    }

    pub(super) fn null(&mut self) {
        self.there.push(false);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.there.push(true);
        self.values.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.values.extend_from_slice(bytes);
    }

    pub(super) fn integer(&mut self, n: i64) {
        self.there.push(true);
        self.values.extend_from_slice(&n.to_le_bytes());
    }

    pub(super) fn day(&mut self, days: i32) {
        self.there.push(true);
        self.values.extend_from_slice(&days.to_le_bytes());
    }

    pub(super) fn double(&mut self, n: f64) {
        self.there.push(true);
        self.values.extend_from_slice(&n.to_le_bytes());
        self.least = self.least.min(n);
        self.greatest = self.greatest.max(n);
    }

    pub(super) fn boolean(&mut self, b: bool) {
        self.there.push(true);
        if self.bits.is_multiple_of(8) {
            self.values.push(0);
        }
        if let Some(last) = self.values.last_mut() {
            *last |= u8::from(b) << (self.bits % 8);
        }
        self.bits += 1;
    }

    /// Header and compressed body of the one page.
    pub(super) fn page(&self) -> std::io::Result<(Vec<u8>, Written)> {
        let mut plain = Vec::with_capacity(self.values.len() + 64);
        if self.optional {
            let levels = runs(&self.there);
            plain.extend_from_slice(&u32::try_from(levels.len()).unwrap_or(u32::MAX).to_le_bytes());
            plain.extend_from_slice(&levels);
        }
        plain.extend_from_slice(&self.values);
        let packed = zstd::bulk::compress(&plain, 3)?;
        let length =
            |bytes: &[u8]| i32::try_from(bytes.len()).map_err(|_| std::io::Error::other("a page is too large"));
        let count = i32::try_from(self.there.len()).map_err(|_| std::io::Error::other("too many values"))?;
        let mut t = Thrift::default();
        t.i32(1, 0);
        t.i32(2, length(&plain)?);
        t.i32(3, length(&packed)?);
        t.begin_field(5);
        t.i32(1, count);
        t.i32(2, PLAIN);
        t.i32(3, RLE);
        t.i32(4, RLE);
        t.end();
        let mut page = t.finish();
        let header = i64::try_from(page.len()).unwrap_or(0);
        page.extend_from_slice(&packed);
        let nulls = self.there.iter().filter(|there| !**there).count();
        let range = (self.kind == Kind::Double && self.least <= self.greatest).then_some((self.least, self.greatest));
        let written = Written {
            offset: 0,
            plain_len: header + i64::from(length(&plain)?),
            packed_len: header + i64::from(length(&packed)?),
            values: i64::from(count),
            nulls: i64::try_from(nulls).unwrap_or(0),
            range,
        };
        Ok((page, written))
    }

    /// The element of the schema.
    pub(super) fn schema(&self, t: &mut Thrift) {
        t.begin();
        t.i32(1, self.kind.physical());
        // A member of the box is there whenever the box is.
        t.i32(3, i32::from(self.optional && self.path.len() == 1));
        t.text(4, self.path.last().map_or("", String::as_str));
        if let Some(converted) = self.kind.converted() {
            t.i32(6, converted);
        }
        t.end();
    }
}

/// Definition levels of one bit as runs.
fn runs(there: &[bool]) -> Vec<u8> {
    let mut out = Vec::new();
    for run in there.chunk_by(|a, b| a == b) {
        let mut n = (run.len() as u64) << 1;
        while n >= 0x80 {
            out.push(n.to_le_bytes()[0] | 0x80);
            n >>= 7;
        }
        out.push(n.to_le_bytes()[0]);
        out.push(u8::from(run[0]));
    }
    out
}

impl Written {
    /// The column chunk in the footer.
    pub(super) fn describe(&self, leaf: &Leaf, t: &mut Thrift) {
        let offset = i64::try_from(self.offset).unwrap_or(i64::MAX);
        t.begin();
        t.i64(2, offset);
        t.begin_field(3);
        t.i32(1, leaf.kind.physical());
        t.list(2, I32, 2);
        t.item_i32(PLAIN);
        t.item_i32(RLE);
        t.list(3, BINARY, leaf.path.len());
        leaf.path.iter().for_each(|part| t.item_binary(part.as_bytes()));
        t.i32(4, ZSTD);
        t.i64(5, self.values);
        t.i64(6, self.plain_len);
        t.i64(7, self.packed_len);
        t.i64(9, offset);
        t.begin_field(12);
        t.i64(3, self.nulls);
        if let Some((least, greatest)) = self.range {
            t.binary(5, &greatest.to_le_bytes());
            t.binary(6, &least.to_le_bytes());
        }
        t.end();
        t.end();
        t.end();
    }
}
