//! Thrift's compact protocol, as much of it as Parquet's metadata need.

pub(super) const I32: u8 = 5;
pub(super) const BINARY: u8 = 8;
pub(super) const STRUCT: u8 = 12;
const I64: u8 = 6;
const LIST: u8 = 9;

/// A struct being written; fields in ascending order of their numbers.
#[derive(Default)]
pub(super) struct Thrift {
    out: Vec<u8>,
    last: i16,
    outer: Vec<i16>,
}

impl Thrift {
    fn varint(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.out.push(n.to_le_bytes()[0] | 0x80);
            n >>= 7;
        }
        self.out.push(n.to_le_bytes()[0]);
    }

    fn zigzag(&mut self, n: i64) {
        self.varint(((n << 1) ^ (n >> 63)).cast_unsigned());
    }

    fn field(&mut self, number: i16, kind: u8) {
        let step = u8::try_from(number - self.last).unwrap_or(0);
        self.last = number;
        self.out.push(step << 4 | kind);
    }

    pub(super) fn i32(&mut self, number: i16, n: i32) {
        self.field(number, I32);
        self.zigzag(i64::from(n));
    }

    pub(super) fn i64(&mut self, number: i16, n: i64) {
        self.field(number, I64);
        self.zigzag(n);
    }

    pub(super) fn text(&mut self, number: i16, text: &str) {
        self.binary(number, text.as_bytes());
    }

    pub(super) fn binary(&mut self, number: i16, bytes: &[u8]) {
        self.field(number, BINARY);
        self.item_binary(bytes);
    }

    pub(super) fn list(&mut self, number: i16, kind: u8, len: usize) {
        self.field(number, LIST);
        match u8::try_from(len) {
            Ok(short) if short < 15 => self.out.push(short << 4 | kind),
            _ => {
                self.out.push(0xf0 | kind);
                self.varint(len as u64);
            }
        }
    }

    /// An item of a list of numbers.
    pub(super) fn item_i32(&mut self, n: i32) {
        self.zigzag(i64::from(n));
    }

    /// An item of a list of texts.
    pub(super) fn item_binary(&mut self, bytes: &[u8]) {
        self.varint(bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    /// A struct as a field.
    pub(super) fn begin_field(&mut self, number: i16) {
        self.field(number, STRUCT);
        self.begin();
    }

    /// A struct as an item of a list.
    pub(super) fn begin(&mut self) {
        self.outer.push(self.last);
        self.last = 0;
    }

    /// Its end.
    pub(super) fn end(&mut self) {
        self.out.push(0);
        self.last = self.outer.pop().unwrap_or(0);
    }

    /// The outermost struct.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.out.push(0);
        self.out
    }
}
