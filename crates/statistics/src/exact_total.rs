//! The exact distribution of a ring's total, for the low side where the type III is void.

/// P(total ≤ t) for t = 0, 1, …, `most`, where `size` of the cells are drawn at random without replacement.
///
/// Counts the draws by a polynomial over the distinct counts: ways(j cells, total s). `None` where that would be long or
/// overflow, or where the counts are not whole numbers of at least 0.
pub(crate) fn lower_tail(counts: &[f64], size: usize, most: f64) -> Option<Vec<f64>> {
    if !(0.0..MOST_TOTAL).contains(&most) || size > MOST_CELLS || size > counts.len() {
        return None;
    }
    let most = most as usize;
    if counts.iter().any(|c| c.fract() != 0.0 || *c < 0.0) {
        return None;
    }
    let mut cells_with = vec![0_u32; most + 1];
    for &count in counts.iter().filter(|&&count| count <= most as f64) {
        cells_with[count as usize] += 1;
    }
    // ways[j][s]: the sets of j of the cells seen so far that total s.
    let mut ways = vec![vec![0.0; most + 1]; size + 1];
    ways[0][0] = 1.0;
    for (count, &cells) in cells_with.iter().enumerate().filter(|&(_, &cells)| cells > 0) {
        for j in (0..size).rev() {
            let (before, after) = ways.split_at_mut(j + 1);
            let mut choose = 1.0;
            for (c, row) in (1..).zip(after) {
                choose *= (f64::from(cells) - f64::from(c) + 1.0) / f64::from(c);
                let moved = c as usize * count;
                if choose <= 0.0 || moved > most {
                    break;
                }
                row[moved..].iter_mut().zip(&before[j]).for_each(|(to, from)| *to += from * choose);
            }
        }
    }
    let all: f64 = (0..size).map(|i| (counts.len() - i) as f64 / (i + 1) as f64).product();
    if !all.is_finite() {
        return None;
    }
    let mut sum = 0.0;
    let running = ways[size].iter().map(|ways| {
        sum += ways / all;
        sum
    });
    Some(running.collect())
}

const MOST_TOTAL: f64 = 1024.0;
const MOST_CELLS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_share_of_all_sets() {
        let counts = [0.0, 0.0, 1.0, 1.0, 2.0, 5.0, 9.0];
        let got = lower_tail(&counts, 3, 8.0).unwrap();
        for (t, got) in got.iter().enumerate() {
            let (mut within, mut all) = (0.0, 0.0);
            for a in 0..7 {
                for b in 0..a {
                    for c in 0..b {
                        all += 1.0;
                        within += f64::from(counts[a] + counts[b] + counts[c] <= t as f64);
                    }
                }
            }
            assert!((got - within / all).abs() < 1e-12, "{t}");
        }
        assert_eq!(lower_tail(&[0.5, 1.0], 1, 3.0), None);
        assert_eq!(lower_tail(&[1.0; 3], 4, 3.0), None);
    }
}
