//! Space cut into blocks that know little of each other.

use crate::{StatisticsError, check};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Squares of space, numbered in a random order, so that any run of numbers lies all over the city.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocks {
    /// The block of each point.
    pub of: Vec<u32>,
    /// How many blocks hold a point.
    pub count: u32,
    /// Their side.
    pub side_m: f64,
    /// Decided the order.
    pub seed: u64,
}

impl Blocks {
    /// Cuts the plane into squares.
    ///
    /// # Errors
    /// [`StatisticsError`] for no points, points that are not finite, a side that is not above 0.
    pub fn new(points_m: &[[f64; 2]], side_m: f64, seed: u64) -> Result<Self, StatisticsError> {
        check::points("points_m", points_m)?;
        check::positive("side_m", side_m)?;
        let square = |p: &[f64; 2]| [(p[0] / side_m).floor() as i64, (p[1] / side_m).floor() as i64];
        let mut number: BTreeMap<[i64; 2], u32> = points_m.iter().map(|p| (square(p), 0)).collect();
        let count = number.len() as u32;
        let mut order: Vec<u32> = (0..count).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        number.values_mut().zip(order).for_each(|(number, drawn)| *number = drawn);
        Ok(Self { of: points_m.iter().map(|p| number[&square(p)]).collect(), count, side_m, seed })
    }

    /// Whether each point lies in the half of the blocks that chooses.
    #[must_use]
    pub fn choosing_half(&self) -> Vec<bool> {
        self.of.iter().map(|block| block % 2 == 0).collect()
    }

    /// The fold of each point: whole blocks, 0 to `folds` − 1.
    #[must_use]
    pub fn folds(&self, folds: u16) -> Vec<u16> {
        self.of.iter().map(|block| (block % u32::from(folds.max(1))) as u16).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_block_and_the_seed_decides() {
        let points: Vec<[f64; 2]> = (0..900).map(|i| [f64::from(i % 30) * 100.0, f64::from(i / 30) * 100.0]).collect();
        let blocks = Blocks::new(&points, 500.0, 1).unwrap();
        assert_eq!((blocks.count, blocks.of[0]), (36, blocks.of[31]));
        assert_eq!(blocks.choosing_half().iter().filter(|c| **c).count(), 450);
        assert_eq!(blocks.folds(5).iter().max(), Some(&4));
        assert_eq!(blocks, Blocks::new(&points, 500.0, 1).unwrap());
        assert_ne!(blocks.of, Blocks::new(&points, 500.0, 2).unwrap().of);
        assert!(Blocks::new(&points, 0.0, 1).is_err() && Blocks::new(&[], 1.0, 1).is_err());
    }
}
