//! Points sorted into squares, so that a search looks only at squares near by.

/// Points sorted into squares of one side.
pub(crate) struct Buckets {
    side: f64,
    origin: [f64; 2],
    columns: usize,
    rows: usize,
    offsets: Vec<u32>,
    order: Vec<u32>,
}

/// More squares than this for each point would only waste memory: the side is widened.
const SQUARES_PER_POINT: f64 = 4.0;

impl Buckets {
    /// Sorts finite points into squares of at least `side`.
    pub(crate) fn new(points: &[[f64; 2]], side: f64) -> Self {
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for p in points {
            for axis in 0..2 {
                low[axis] = low[axis].min(p[axis]);
                high[axis] = high[axis].max(p[axis]);
            }
        }
        let span = [(high[0] - low[0]).max(0.0), (high[1] - low[1]).max(0.0)];
        let most = SQUARES_PER_POINT * points.len() as f64 + 64.0;
        let mut side = side;
        while (span[0] / side + 1.0) * (span[1] / side + 1.0) > most {
            side *= 2.0;
        }
        let (columns, rows) = ((span[0] / side) as usize + 1, (span[1] / side) as usize + 1);
        let mut buckets =
            Self { side, origin: low, columns, rows, offsets: vec![0; columns * rows + 1], order: vec![] };
        let squares: Vec<usize> = points.iter().map(|&p| buckets.square(p)).collect();
        for &square in &squares {
            buckets.offsets[square + 1] += 1;
        }
        for s in 0..columns * rows {
            buckets.offsets[s + 1] += buckets.offsets[s];
        }
        let mut next = buckets.offsets.clone();
        buckets.order = vec![0; points.len()];
        for (i, &square) in squares.iter().enumerate() {
            buckets.order[next[square] as usize] = i as u32;
            next[square] += 1;
        }
        buckets
    }

    /// The points sorted by square: neighbours in the plane are neighbours in memory.
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Ranges of [`Buckets::order`] that hold every point within `reach` of `at`, and others.
    pub(crate) fn near(&self, at: [f64; 2], reach: f64) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let span = |axis: usize, count: usize| {
            // A float cast saturates, so places far outside give an empty or a border range.
            let low = ((at[axis] - reach - self.origin[axis]) / self.side).floor();
            let high = ((at[axis] + reach - self.origin[axis]) / self.side).floor();
            if high < 0.0 || low >= count as f64 { 0..0 } else { low.max(0.0) as usize..(high as usize + 1).min(count) }
        };
        let (columns, rows) = (span(0, self.columns), span(1, self.rows));
        let rows = if columns.is_empty() { 0..0 } else { rows };
        rows.map(move |row| {
            let square = |column: usize| self.offsets[row * self.columns + column] as usize;
            square(columns.start)..self.offsets[row * self.columns + columns.end] as usize
        })
    }

    fn square(&self, p: [f64; 2]) -> usize {
        let at = |axis: usize, count: usize| (((p[axis] - self.origin[axis]) / self.side) as usize).min(count - 1);
        at(1, self.rows) * self.columns + at(0, self.columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_near_point_is_in_a_range() {
        let points: Vec<[f64; 2]> =
            (0..300_u32).map(|i| [f64::from(i * 37 % 101) * 10.0, f64::from(i * 53 % 97) * 7.0]).collect();
        let buckets = Buckets::new(&points, 50.0);
        for at in [[0.0, 0.0], [500.0, 300.0], [-60.0, 10.0], [1e300, 0.0], [1060.0, 700.0]] {
            let found: Vec<u32> = buckets.near(at, 70.0).flat_map(|r| buckets.order()[r].to_vec()).collect();
            for (i, p) in points.iter().enumerate() {
                let near = (p[0] - at[0]).hypot(p[1] - at[1]) <= 70.0;
                assert!(!near || found.contains(&(i as u32)), "point {i} of {at:?}");
            }
            assert!(found.len() < 150);
        }
    }
}
