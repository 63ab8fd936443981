//! Sums over many rows: fast, and the same bytes on any number of threads.

use rayon::prelude::*;

/// Rows of a piece: columns of a piece stay in the processor's cache while every pair of them is multiplied.
const PIECE: usize = 1024;

/// Σ a·b, in eight running sums so that the processor need not wait for each addition.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a8.zip(b8) {
        for k in 0..8 {
            sums[k] += x[k] * y[k];
        }
    }
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7])) + rest
}

/// X′WX with a leading row and column for the intercept: symmetric, of side columns + 1, rows one after the other.
pub(super) fn weighted_gram(columns: &[&[f64]], weights: &[f64]) -> Vec<f64> {
    let side = columns.len() + 1;
    let pieces: Vec<Vec<f64>> = (0..weights.len().div_ceil(PIECE).max(1))
        .into_par_iter()
        .map(|piece| gram_of_piece(columns, weights, piece * PIECE))
        .collect();
    let mut out = vec![0.0; side * side];
    for piece in pieces {
        out.iter_mut().zip(&piece).for_each(|(o, p)| *o += p);
    }
    for i in 0..side {
        for j in 0..i {
            out[j * side + i] = out[i * side + j];
        }
    }
    out
}

fn gram_of_piece(columns: &[&[f64]], weights: &[f64], from: usize) -> Vec<f64> {
    let side = columns.len() + 1;
    let to = (from + PIECE).min(weights.len());
    let mut out = vec![0.0; side * side];
    let w = &weights[from..to];
    out[0] = w.iter().sum();
    let mut weighted = vec![0.0; w.len()];
    for (i, column) in columns.iter().enumerate() {
        let column = &column[from..to];
        weighted.iter_mut().zip(column.iter().zip(w)).for_each(|(o, (x, w))| *o = x * w);
        out[(i + 1) * side] = weighted.iter().sum();
        for (j, other) in columns[..=i].iter().enumerate() {
            out[(i + 1) * side + j + 1] = dot(&weighted, &other[from..to]);
        }
    }
    out
}

/// X′r with a leading sum of r for the intercept.
pub(super) fn transposed_times(columns: &[&[f64]], r: &[f64]) -> Vec<f64> {
    let pieces: Vec<Vec<f64>> = (0..r.len().div_ceil(PIECE).max(1))
        .into_par_iter()
        .map(|piece| {
            let range = piece * PIECE..((piece + 1) * PIECE).min(r.len());
            let own = &r[range.clone()];
            let sums = columns.iter().map(|c| dot(&c[range.clone()], own));
            std::iter::once(own.iter().sum()).chain(sums).collect()
        })
        .collect();
    let mut out = vec![0.0; columns.len() + 1];
    for piece in pieces {
        out.iter_mut().zip(&piece).for_each(|(o, p)| *o += p);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_add_up_to_the_plain_sums() {
        let n = 2500;
        let a: Vec<f64> = (0..n).map(|i| f64::from(i % 13)).collect();
        let b: Vec<f64> = (0..n).map(|i| f64::from(i % 7) - 3.0).collect();
        let w: Vec<f64> = (0..n).map(|i| 1.0 + f64::from(i % 3)).collect();
        let gram = weighted_gram(&[&a, &b], &w);
        let plain = |x: &dyn Fn(usize) -> f64| (0..n as usize).map(x).sum::<f64>();
        assert_eq!(gram[0], plain(&|i| w[i]));
        assert_eq!(gram[3 + 2], gram[2 * 3 + 1]);
        assert_eq!(gram[2 * 3 + 1], plain(&|i| w[i] * a[i] * b[i]));
        assert_eq!(transposed_times(&[&a, &b], &w)[2], plain(&|i| w[i] * b[i]));
        assert_eq!(dot(&a, &b), plain(&|i| a[i] * b[i]));
    }
}
