//! The columns of a regression.

use super::sums::dot;
use crate::{StatisticsError, check};

/// Columns of numbers over the same rows; the intercept is not among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    rows: usize,
    columns: Vec<Vec<f64>>,
}

impl Design {
    /// Columns over `rows` rows.
    ///
    /// # Errors
    /// [`StatisticsError::Empty`] without rows, [`StatisticsError::Length`] for a column of another length,
    /// [`StatisticsError::NotFinite`] for a value that is no number.
    pub fn new(rows: usize, columns: Vec<Vec<f64>>) -> Result<Self, StatisticsError> {
        if rows == 0 {
            return Err(StatisticsError::Empty { what: "rows" });
        }
        for column in &columns {
            check::length("column", rows, column.len())?;
            check::finite("column", column)?;
        }
        Ok(Self { rows, columns })
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is no column: a regression on the intercept alone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// A column.
    #[must_use]
    pub fn column(&self, j: usize) -> &[f64] {
        &self.columns[j]
    }

    /// The columns named, in the order named.
    #[must_use]
    pub fn pick(&self, columns: &[usize]) -> Self {
        Self { rows: self.rows, columns: columns.iter().map(|&j| self.columns[j].clone()).collect() }
    }

    /// The rows named, in the order named.
    #[must_use]
    pub fn select_rows(&self, rows: &[usize]) -> Self {
        let columns = self.columns.iter().map(|c| rows.iter().map(|&i| c[i]).collect()).collect();
        Self { rows: rows.len(), columns }
    }

    /// Columns moved to mean 0 and divided by their standard deviation (population), with the means and deviations. A
    /// column without variation becomes 0 and its deviation is given as 0.
    #[must_use]
    pub fn standardised(&self) -> Standardised {
        let n = self.rows as f64;
        let (mut means, mut deviations, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        for column in &self.columns {
            let mean = column.iter().sum::<f64>() / n;
            let mut moved: Vec<f64> = column.iter().map(|v| v - mean).collect();
            let mut deviation = (dot(&moved, &moved) / n).sqrt();
            if deviation <= 1e-12 * mean.abs().max(1e-300) {
                deviation = 0.0;
            }
            let by = if deviation > 0.0 { 1.0 / deviation } else { 0.0 };
            moved.iter_mut().for_each(|v| *v *= by);
            means.push(mean);
            deviations.push(deviation);
            columns.push(moved);
        }
        Standardised { design: Self { rows: self.rows, columns }, means, deviations }
    }

    /// intercept + Σ coefficient · column (+ offset) of every row.
    #[must_use]
    pub fn linear(&self, intercept: f64, coefficients: &[f64], offset: Option<&[f64]>) -> Vec<f64> {
        let mut out = offset.map_or_else(|| vec![0.0; self.rows], <[f64]>::to_vec);
        out.iter_mut().for_each(|v| *v += intercept);
        for (column, &b) in self.columns.iter().zip(coefficients).filter(|&(_, &b)| b != 0.0) {
            out.iter_mut().zip(column).for_each(|(v, x)| *v += b * x);
        }
        out
    }
}

/// [`Design::standardised`]'s answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Standardised {
    /// The columns with mean 0 and standard deviation 1.
    pub design: Design,
    /// The means before.
    pub means: Vec<f64>,
    /// The standard deviations before; 0 for a column without variation.
    pub deviations: Vec<f64>,
}

impl Standardised {
    /// Intercept and coefficients of the columns as they were.
    pub(crate) fn unscaled(&self, intercept: f64, coefficients: &[f64]) -> (f64, Vec<f64>) {
        let scaled = coefficients.iter().zip(&self.deviations);
        let out: Vec<f64> = scaled.map(|(&b, &sd)| if sd > 0.0 { b / sd } else { 0.0 }).collect();
        let moved: f64 = out.iter().zip(&self.means).map(|(b, mean)| b * mean).sum();
        (intercept - moved, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standardising_is_undone() {
        let design = Design::new(4, vec![vec![1.0, 2.0, 3.0, 6.0], vec![5.0; 4]]).unwrap();
        let standard = design.standardised();
        assert_eq!(standard.deviations[1], 0.0, "a constant column carries nothing");
        let (intercept, b) = standard.unscaled(0.5, &[2.0, 3.0]);
        let before = standard.design.linear(0.5, &[2.0, 3.0], None);
        let after = design.linear(intercept, &b, None);
        before.iter().zip(&after).for_each(|(a, b)| assert!((a - b).abs() < 1e-12));
        assert!(Design::new(2, vec![vec![1.0]]).is_err() && Design::new(1, vec![vec![f64::NAN]]).is_err());
    }
}
