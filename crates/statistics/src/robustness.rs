//! Does a verdict survive another grid?

use crate::{HotspotClass, StatisticsError, check};

/// How a place fares over several grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Robustness {
    /// In how many grids it is hot.
    pub hot: u32,
    /// In how many grids it is cold.
    pub cold: u32,
    /// In how many grids a verdict was given at all.
    pub judged: u32,
}

/// Robustness: in how many of several grids (moved, coarser, finer) does a place stay hot?
///
/// # Arguments
/// * `grids`: for each grid the class, at each place, of the cell of that grid that holds the place; all of one length.
///
/// # Returns
/// One element for each place. "Too few" and "no variation" are no verdicts.
///
/// # Errors
/// [`StatisticsError::Empty`] for no grid, [`StatisticsError::Length`] where the grids differ in length.
pub fn robustness<G: AsRef<[HotspotClass]>>(grids: &[G]) -> Result<Vec<Robustness>, StatisticsError> {
    let first = grids.first().ok_or(StatisticsError::Empty { what: "grids" })?;
    let mut out = vec![Robustness { hot: 0, cold: 0, judged: 0 }; first.as_ref().len()];
    for grid in grids {
        check::length("grids", out.len(), grid.as_ref().len())?;
        for (place, class) in out.iter_mut().zip(grid.as_ref()) {
            place.hot += u32::from(class.is_hot());
            place.cold += u32::from(class.is_cold());
            place.judged += u32::from(!matches!(class, HotspotClass::TooFew | HotspotClass::NoVariation));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use HotspotClass::*;

    #[test]
    fn counts_the_grids_that_agree() {
        let got = robustness(&[[Hot99, Cold90], [Hot90, TooFew], [NotSignificant, Hot95]]).unwrap();
        assert_eq!(got[0], Robustness { hot: 2, cold: 0, judged: 3 });
        assert_eq!(got[1], Robustness { hot: 1, cold: 1, judged: 2 });
        assert!(robustness::<Vec<HotspotClass>>(&[]).is_err());
        assert!(robustness(&[vec![Hot99], vec![]]).is_err());
    }
}
