//! Who is a neighbour of whom, in compressed rows.

use crate::StatisticsError;
use crate::check;

/// Neighbours of `n` cells in compressed rows (CSR), each with weight 1 unless values are given.
///
/// Row `i` lists the neighbours of cell `i`; whether `i` itself is among them depends on the statistic, see
/// [`Weights::with_self`] and [`Weights::without_self`]. The order inside a row is kept as given.
///
/// # Examples
/// ```
/// use aula_statistics::Weights;
///
/// // Three cells in a line.
/// let line = Weights::binary(vec![0, 1, 3, 4], vec![1, 0, 2, 1])?;
/// assert_eq!(line.row(1), [0, 2]);
/// assert_eq!(line.with_self().row(1), [0, 2, 1]);
/// # Ok::<(), aula_statistics::StatisticsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    offsets: Vec<u32>,
    neighbours: Vec<u32>,
    values: Option<Vec<f64>>,
}

impl Weights {
    /// Neighbours that all weigh 1.
    ///
    /// # Arguments
    /// * `offsets`: n + 1 positions in `neighbours`, rising from 0 to its length; row `i` is `offsets[i]..offsets[i + 1]`.
    /// * `neighbours`: cell numbers below n, no cell twice in a row.
    ///
    /// # Errors
    /// [`StatisticsError::Empty`], [`StatisticsError::Offsets`], [`StatisticsError::OutOfRange`] or
    /// [`StatisticsError::DuplicateNeighbour`] where that does not hold.
    pub fn binary(offsets: Vec<u32>, neighbours: Vec<u32>) -> Result<Self, StatisticsError> {
        validate(&offsets, &neighbours)?;
        Ok(Self { offsets, neighbours, values: None })
    }

    /// Neighbours with a weight each.
    ///
    /// # Arguments
    /// As for [`Weights::binary`]; `values` holds one finite weight of at least 0 for each element of `neighbours`.
    ///
    /// # Errors
    /// As for [`Weights::binary`], and [`StatisticsError::Length`] or [`StatisticsError::NotFinite`] for the values.
    pub fn with_values(offsets: Vec<u32>, neighbours: Vec<u32>, values: Vec<f64>) -> Result<Self, StatisticsError> {
        validate(&offsets, &neighbours)?;
        check::length("weights", neighbours.len(), values.len())?;
        if !values.is_empty() {
            check::non_negative("weights", &values)?;
        }
        Ok(Self { offsets, neighbours, values: Some(values) })
    }

    /// One row for each cell, from lists of neighbours.
    ///
    /// # Errors
    /// As for [`Weights::binary`].
    pub fn from_rows<R: AsRef<[u32]>>(rows: &[R]) -> Result<Self, StatisticsError> {
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        let mut neighbours = Vec::new();
        offsets.push(0);
        for row in rows {
            neighbours.extend_from_slice(row.as_ref());
            offsets
                .push(u32::try_from(neighbours.len()).map_err(|_| StatisticsError::TooLarge { what: "neighbours" })?);
        }
        Self::binary(offsets, neighbours)
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Never true: weights of no cells cannot be built.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of cell `i`.
    ///
    /// # Panics
    /// Where `i` is not below [`Weights::len`], as slices do.
    #[must_use]
    pub fn row(&self, i: usize) -> &[u32] {
        &self.neighbours[self.range(i)]
    }

    /// The weights of the neighbours of cell `i`; `None` where all weigh 1.
    ///
    /// # Panics
    /// Where `i` is not below [`Weights::len`], as slices do.
    #[must_use]
    pub fn row_values(&self, i: usize) -> Option<&[f64]> {
        self.values.as_ref().map(|values| &values[self.range(i)])
    }

    /// Whether every neighbour weighs 1 because no values were given.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        self.values.is_none()
    }

    /// The same neighbours with each cell in its own row, weight 1 where it was added.
    #[must_use]
    pub fn with_self(&self) -> Self {
        self.rebuild(|i, row, push| {
            for (at, &j) in row.iter().enumerate() {
                push(j, Some(at));
            }
            if !row.contains(&i) {
                push(i, None);
            }
        })
    }

    /// The same neighbours without any cell in its own row.
    #[must_use]
    pub fn without_self(&self) -> Self {
        self.rebuild(|i, row, push| {
            for (at, &j) in row.iter().enumerate().filter(|&(_, &j)| j != i) {
                push(j, Some(at));
            }
        })
    }

    /// The same neighbours with each row's weights divided by their sum; a row that sums to 0 stays as it is.
    #[must_use]
    pub fn row_standardised(&self) -> Self {
        let mut values = Vec::with_capacity(self.neighbours.len());
        for i in 0..self.len() {
            match self.row_values(i) {
                Some(row) => {
                    let sum: f64 = row.iter().sum();
                    values.extend(row.iter().map(|v| if sum > 0.0 { v / sum } else { *v }));
                }
                None => values.extend(self.row(i).iter().map(|_| 1.0 / self.row(i).len() as f64)),
            }
        }
        Self { offsets: self.offsets.clone(), neighbours: self.neighbours.clone(), values: Some(values) }
    }

    /// Σ_j w_ij x_j of row `i`.
    pub(crate) fn weighted_sum(&self, i: usize, x: &[f64]) -> f64 {
        let row = self.row(i);
        match self.row_values(i) {
            None => row.iter().map(|&j| x[j as usize]).sum(),
            Some(values) => row.iter().zip(values).map(|(&j, w)| w * x[j as usize]).sum(),
        }
    }

    /// Holds every row to list its own cell, or to leave it out.
    pub(crate) fn expect_self(&self, wanted: bool) -> Result<(), StatisticsError> {
        for i in 0..self.len() {
            if self.row(i).contains(&(i as u32)) != wanted {
                let (found, mend) = if wanted { ("lacks", "with_self") } else { ("lists", "without_self") };
                return Err(StatisticsError::SelfNeighbour { row: i, found, mend });
            }
        }
        Ok(())
    }

    fn range(&self, i: usize) -> std::ops::Range<usize> {
        self.offsets[i] as usize..self.offsets[i + 1] as usize
    }

    fn rebuild(&self, fill: impl Fn(u32, &[u32], &mut dyn FnMut(u32, Option<usize>))) -> Self {
        let mut offsets = Vec::with_capacity(self.offsets.len());
        let mut neighbours = Vec::with_capacity(self.neighbours.len() + self.len());
        let mut values = self.values.as_ref().map(|v| Vec::with_capacity(v.len() + self.len()));
        offsets.push(0);
        for i in 0..self.len() {
            let old = self.row_values(i);
            fill(i as u32, self.row(i), &mut |j, at| {
                neighbours.push(j);
                if let Some(values) = values.as_mut() {
                    values.push(at.and_then(|at| old.map(|old| old[at])).unwrap_or(1.0));
                }
            });
            offsets.push(neighbours.len() as u32);
        }
        Self { offsets, neighbours, values }
    }
}

/// Room for one more neighbour in each row, so that `with_self` cannot overflow an offset.
const MAX_ENTRIES: usize = (u32::MAX / 2) as usize;

fn validate(offsets: &[u32], neighbours: &[u32]) -> Result<(), StatisticsError> {
    if offsets.len() < 2 {
        return Err(StatisticsError::Empty { what: "weights" });
    }
    let n = offsets.len() - 1;
    if n.max(neighbours.len()) > MAX_ENTRIES {
        return Err(StatisticsError::TooLarge { what: "neighbours" });
    }
    if offsets[0] != 0 {
        return Err(StatisticsError::Offsets { row: 0, reason: "the first offset must be 0" });
    }
    if let Some(row) = offsets.windows(2).position(|pair| pair[0] > pair[1]) {
        return Err(StatisticsError::Offsets { row, reason: "offsets must not fall" });
    }
    if offsets[n] as usize != neighbours.len() {
        return Err(StatisticsError::Offsets {
            row: n - 1,
            reason: "the last offset must equal the number of entries",
        });
    }
    let mut seen_in = vec![u32::MAX; n];
    for row in 0..n {
        let first = offsets[row] as usize;
        for (at, &j) in (first..).zip(&neighbours[first..offsets[row + 1] as usize]) {
            let Some(seen) = seen_in.get_mut(j as usize) else {
                let rule = "a cell number below the number of rows";
                return Err(StatisticsError::OutOfRange { what: "neighbours", index: at, value: f64::from(j), rule });
            };
            if std::mem::replace(seen, row as u32) == row as u32 {
                return Err(StatisticsError::DuplicateNeighbour { row, neighbour: j });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_what_does_not_fit_together() {
        let binary = |o: &[u32], j: &[u32]| Weights::binary(o.to_vec(), j.to_vec()).unwrap_err();
        assert_eq!(binary(&[], &[]), StatisticsError::Empty { what: "weights" });
        assert_eq!(binary(&[0], &[]), StatisticsError::Empty { what: "weights" });
        assert!(matches!(binary(&[1, 1], &[0]), StatisticsError::Offsets { row: 0, .. }));
        assert!(matches!(binary(&[0, 2, 1], &[0, 1]), StatisticsError::Offsets { row: 1, .. }));
        assert!(matches!(binary(&[0, 1], &[0, 0]), StatisticsError::Offsets { row: 0, .. }));
        assert!(matches!(binary(&[0, 1], &[1]), StatisticsError::OutOfRange { index: 0, .. }));
        assert_eq!(binary(&[0, 0, 2], &[0, 0]), StatisticsError::DuplicateNeighbour { row: 1, neighbour: 0 });
        let valued = |v: &[f64]| Weights::with_values(vec![0, 1], vec![0], v.to_vec()).unwrap_err();
        assert!(matches!(valued(&[]), StatisticsError::Length { .. }));
        assert!(matches!(valued(&[f64::NAN]), StatisticsError::NotFinite { .. }));
        assert!(matches!(valued(&[-1.0]), StatisticsError::OutOfRange { .. }));
    }

    #[test]
    fn adds_and_removes_the_cell_itself() {
        let w = Weights::with_values(vec![0, 2, 3], vec![0, 1, 0], vec![3.0, 5.0, 7.0]).unwrap();
        let with = w.with_self();
        assert_eq!((with.row(0), with.row(1)), (&[0, 1][..], &[0, 1][..]));
        assert_eq!(with.row_values(1), Some(&[7.0, 1.0][..]));
        let without = w.without_self();
        assert_eq!((without.row(0), without.row_values(0)), (&[1][..], Some(&[5.0][..])));
        assert_eq!(with.without_self(), without);
    }
}
