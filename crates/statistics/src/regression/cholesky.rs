//! Small symmetric systems.

/// The lower triangle L of a positive definite matrix A = L L′, rows one after the other.
#[derive(Debug, Clone)]
pub(super) struct Cholesky {
    side: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a symmetric matrix; a direction in which it is flat (a column that others explain to 1e-10) is held at 0:
    /// its diagonal becomes huge, so that solutions do not move along it.
    pub(super) fn new(a: &[f64], side: usize) -> Self {
        let mut lower = vec![0.0; side * side];
        for i in 0..side {
            for j in 0..=i {
                let (row_i, row_j) = (&lower[i * side..i * side + j], &lower[j * side..j * side + j]);
                let rest = a[i * side + j] - row_i.iter().zip(row_j).map(|(x, y)| x * y).sum::<f64>();
                lower[i * side + j] = if i == j {
                    let own = a[i * side + i];
                    if rest > own.abs() * 1e-10 && rest > 0.0 { rest.sqrt() } else { HELD }
                } else {
                    rest / lower[j * side + j]
                };
            }
        }
        Self { side, lower }
    }

    /// A⁻¹ b.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = self.forward(b);
        for i in (0..self.side).rev() {
            let below: f64 = (i + 1..self.side).map(|k| self.at(k, i) * x[k]).sum();
            x[i] = (x[i] - below) / self.at(i, i);
        }
        x
    }

    /// L⁻¹ b.
    pub(super) fn forward(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for i in 0..self.side {
            let row = &self.lower[i * self.side..i * self.side + i];
            let before: f64 = row.iter().zip(&x).map(|(l, x)| l * x).sum();
            x[i] = (x[i] - before) / self.at(i, i);
        }
        x
    }

    /// A⁻¹.
    pub(super) fn inverse(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.side * self.side];
        for j in 0..self.side {
            let mut unit = vec![0.0; self.side];
            unit[j] = 1.0;
            for (i, v) in self.solve(&unit).into_iter().enumerate() {
                out[i * self.side + j] = v;
            }
        }
        out
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.lower[i * self.side + j]
    }
}

/// The pivot of a direction that is held.
const HELD: f64 = 1e150;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_inverts_and_holds_what_is_flat() {
        let a = [4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0];
        let factored = Cholesky::new(&a, 3);
        let x = factored.solve(&[1.0, 2.0, 3.0]);
        for i in 0..3 {
            let back: f64 = (0..3).map(|j| a[i * 3 + j] * x[j]).sum();
            assert!((back - [1.0, 2.0, 3.0][i]).abs() < 1e-12);
        }
        let inverse = factored.inverse();
        let unit: f64 = (0..3).map(|j| a[j] * inverse[j * 3]).sum();
        assert!((unit - 1.0).abs() < 1e-12);
        let twin = Cholesky::new(&[2.0, 2.0, 2.0, 2.0], 2).solve(&[1.0, 1.0]);
        assert!((twin[0] - 0.5).abs() < 1e-12 && twin[1].abs() < 1e-100, "{twin:?}");
    }
}
