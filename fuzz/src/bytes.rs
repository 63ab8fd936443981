//! Bytes as numbers, the awkward ones often.

/// Bytes read from the front; past the end there are zeros.
#[derive(Debug)]
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

/// Numbers that break arithmetic.
const AWKWARD: [f64; 20] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    -1.0,
    -0.0,
    0.5,
    1e-12,
    5e-324,
    f64::MIN_POSITIVE,
    f64::EPSILON,
    1e9,
    1e15,
    9_007_199_254_740_993.0,
    1e30,
    1e120,
    1e154,
    1e160,
    1e300,
    f64::MAX,
    f64::MIN,
];

impl Bytes<'_> {
    pub(crate) fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    /// A number under `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::from(u16::from_le_bytes([self.byte(), self.byte()])) % limit.max(1)
    }

    pub(crate) fn word(&mut self) -> u64 {
        u64::from_le_bytes([(); 8].map(|()| self.byte()))
    }

    /// A small count.
    pub(crate) fn count(&mut self) -> f64 {
        f64::from(self.byte() % 9)
    }

    /// Anything at all.
    pub(crate) fn wild(&mut self) -> f64 {
        match self.byte() {
            small @ 0..=149 => f64::from(small % 9),
            awkward @ 150..=219 => AWKWARD[usize::from(awkward) % AWKWARD.len()],
            _ => f64::from_bits(self.word()),
        }
    }

    /// Numbers of one kind: counts, all alike, huge, or anything.
    pub(crate) fn numbers(&mut self, n: usize) -> Vec<f64> {
        match self.byte() % 5 {
            0 | 1 => (0..n).map(|_| self.count()).collect(),
            2 => vec![self.wild(); n],
            3 => (0..n).map(|_| self.count() * 1e15).collect(),
            _ => (0..n).map(|_| self.wild()).collect(),
        }
    }

    pub(crate) fn points(&mut self, n: usize) -> Vec<[f64; 2]> {
        let (x, y) = (self.numbers(n), self.numbers(n));
        x.into_iter().zip(y).map(|(x, y)| [x * 100.0, y * 100.0]).collect()
    }
}
