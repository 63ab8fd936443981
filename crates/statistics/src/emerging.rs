//! Emerging hot spots: how a cell's verdict moves through time.

use crate::hotspot_class::{MIN_CELLS, MIN_INCIDENTS};
use crate::mann_kendall::mann_kendall;
use crate::{StatisticsError, Weights, benjamini_hochberg_tested, check, gi_star};
use serde::{Deserialize, Serialize};

/// A cell's history of being hot or cold: eight classes, their cold mirrors, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the rules of `emerging_class` say what each name means")]
pub enum EmergingClass {
    NewHot,
    ConsecutiveHot,
    IntensifyingHot,
    PersistentHot,
    DiminishingHot,
    SporadicHot,
    OscillatingHot,
    HistoricalHot,
    NewCold,
    ConsecutiveCold,
    IntensifyingCold,
    PersistentCold,
    DiminishingCold,
    SporadicCold,
    OscillatingCold,
    HistoricalCold,
    None,
}

impl EmergingClass {
    /// Every class.
    pub const ALL: [Self; 17] = [
        Self::NewHot,
        Self::ConsecutiveHot,
        Self::IntensifyingHot,
        Self::PersistentHot,
        Self::DiminishingHot,
        Self::SporadicHot,
        Self::OscillatingHot,
        Self::HistoricalHot,
        Self::NewCold,
        Self::ConsecutiveCold,
        Self::IntensifyingCold,
        Self::PersistentCold,
        Self::DiminishingCold,
        Self::SporadicCold,
        Self::OscillatingCold,
        Self::HistoricalCold,
        Self::None,
    ];

    /// The name used in answers and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewHot => "new_hot",
            Self::ConsecutiveHot => "consecutive_hot",
            Self::IntensifyingHot => "intensifying_hot",
            Self::PersistentHot => "persistent_hot",
            Self::DiminishingHot => "diminishing_hot",
            Self::SporadicHot => "sporadic_hot",
            Self::OscillatingHot => "oscillating_hot",
            Self::HistoricalHot => "historical_hot",
            Self::NewCold => "new_cold",
            Self::ConsecutiveCold => "consecutive_cold",
            Self::IntensifyingCold => "intensifying_cold",
            Self::PersistentCold => "persistent_cold",
            Self::DiminishingCold => "diminishing_cold",
            Self::SporadicCold => "sporadic_cold",
            Self::OscillatingCold => "oscillating_cold",
            Self::HistoricalCold => "historical_cold",
            Self::None => "none",
        }
    }

    /// The class with hot and cold exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        let at = Self::ALL.iter().position(|&class| class == self).unwrap_or(16);
        if at == 16 { self } else { Self::ALL[(at + 8) % 16] }
    }
}

/// Which steps a step's rings take in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeNeighbours {
    /// The step itself.
    SameStep,
    /// The step and the one before; the first step stands alone.
    WithPrevious,
}

/// [`emerging`] over all cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Emerging {
    /// The class of each cell.
    pub class: Vec<EmergingClass>,
    /// z of Gi\* of each step and cell: `z[step][cell]`.
    pub z: Vec<Vec<f64>>,
    /// 1 hot, −1 cold, 0 neither: `side[step][cell]`.
    pub side: Vec<Vec<i8>>,
    /// Steps too sparse or without variation for a verdict; every cell is neither hot nor cold in them.
    pub silent_steps: Vec<usize>,
}

/// Emerging hot spots: which cells are newly hot, always hot, cooling down or coming and going?
///
/// Gi\* with type III tails and Benjamini-Hochberg correction in each step, then [`emerging_class`] on each cell.
///
/// # Arguments
/// * `counts`: one row of counts for each time step, one count for each cell.
/// * `weights_with_self`: the neighbours of each cell, itself among them.
/// * `level`: q under this is significant in a step, for instance 0.05.
/// * `time`: which steps count together.
///
/// # Returns
/// Classes and what they were made of. A step with under 30 cells or 60 incidents, or without variation, is silent.
///
/// # Errors
/// As [`gi_star`] for a step; an error for no steps or a level outside (0, 1).
///
/// # References
/// Getis & Ord (1992); Mann (1945); the class names are those in common use for space-time cubes.
pub fn emerging(
    counts: &[Vec<f64>],
    weights_with_self: &Weights,
    level: f64,
    time: TimeNeighbours,
) -> Result<Emerging, StatisticsError> {
    if counts.is_empty() {
        return Err(StatisticsError::Empty { what: "counts" });
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(StatisticsError::Setting { name: "level", value: level, rule: "between 0 and 1" });
    }
    let n = weights_with_self.len();
    let mut out = Emerging { class: vec![], z: vec![], side: vec![], silent_steps: vec![] };
    for step in 0..counts.len() {
        check::length("counts", n, counts[step].len())?;
        check::non_negative("counts", &counts[step])?;
        let mut x = counts[step].clone();
        if time == TimeNeighbours::WithPrevious && step > 0 {
            x.iter_mut().zip(&counts[step - 1]).for_each(|(x, before)| *x += before);
        }
        let (z, side) = match gi_star(&x, weights_with_self) {
            Ok(gi) if n >= MIN_CELLS && x.iter().sum::<f64>() >= MIN_INCIDENTS => {
                let q = benjamini_hochberg_tested(&gi.p, &gi.defined)?;
                let side = gi.z.iter().zip(&q).map(|(z, q)| if *q < level { sign(*z) } else { 0 }).collect();
                (gi.z, side)
            }
            Ok(gi) => {
                out.silent_steps.push(step);
                (gi.z, vec![0; n])
            }
            Err(StatisticsError::NoVariation { .. }) => {
                out.silent_steps.push(step);
                (vec![0.0; n], vec![0; n])
            }
            Err(error) => return Err(error),
        };
        out.z.push(z);
        out.side.push(side);
    }
    for cell in 0..n {
        let z: Vec<f64> = out.z.iter().map(|step| step[cell]).collect();
        let side: Vec<i8> = out.side.iter().map(|step| step[cell]).collect();
        out.class.push(emerging_class(&z, &side)?);
    }
    Ok(out)
}

fn sign(z: f64) -> i8 {
    i8::from(z > 0.0) - i8::from(z < 0.0)
}

/// The class of one cell's history.
///
/// In this order, on the hot side: never hot → none; hot in the last step only → new; one unbroken run ending in the
/// last step, at least 2 long, under 90 % of the steps → consecutive; at least 90 % of the steps and the last →
/// intensifying, diminishing or persistent by Mann-Kendall of z up, down or neither at 0.05; at least 90 % but not the
/// last → historical; the last, under 90 %, once cold → oscillating, never cold → sporadic; else none.
///
/// The cold side mirrors it. A cell hot in the last step is judged on the hot side, cold in the last step on the cold
/// side, neither on the side that fulfils a rule (only "historical" can, and never on both), so that exchanging hot and
/// cold always mirrors the class.
///
/// # Arguments
/// * `z`: Gi\* of each step in order of time.
/// * `side`: above 0 where the step was significantly hot, below 0 cold, 0 neither.
///
/// # Errors
/// An error for no steps, other lengths, or z that is NaN or infinite.
///
/// # Examples
/// ```
/// use aula_statistics::{EmergingClass, emerging_class};
///
/// assert_eq!(emerging_class(&[0.1, 0.3, 4.2], &[0, 0, 1])?, EmergingClass::NewHot);
/// # Ok::<(), aula_statistics::StatisticsError>(())
/// ```
pub fn emerging_class(z: &[f64], side: &[i8]) -> Result<EmergingClass, StatisticsError> {
    check::finite("z", z)?;
    check::length("side", z.len(), side.len())?;
    let cold_z: Vec<f64> = z.iter().map(|z| -z).collect();
    let cold_side: Vec<i8> = side.iter().map(|&side| -side.signum()).collect();
    let cold = || hot_class(&cold_z, &cold_side).map(EmergingClass::mirrored);
    match side[side.len() - 1] {
        last if last > 0 => hot_class(z, side),
        last if last < 0 => cold(),
        _ => match hot_class(z, side)? {
            EmergingClass::None => cold(),
            class => Ok(class),
        },
    }
}

fn hot_class(z: &[f64], side: &[i8]) -> Result<EmergingClass, StatisticsError> {
    let steps = side.len();
    let hot = side.iter().filter(|&&s| s > 0).count();
    let run = side.iter().rev().take_while(|&&s| s > 0).count();
    let (last, nearly_always) = (run > 0, hot * 10 >= steps * 9);
    Ok(match (last, nearly_always) {
        (true, _) if hot == 1 => EmergingClass::NewHot,
        (true, false) if run == hot => EmergingClass::ConsecutiveHot,
        (true, true) => {
            let trend = mann_kendall(z)?;
            match trend.p < 0.05 {
                true if trend.s > 0 => EmergingClass::IntensifyingHot,
                true => EmergingClass::DiminishingHot,
                false => EmergingClass::PersistentHot,
            }
        }
        (false, true) if hot > 0 => EmergingClass::HistoricalHot,
        (true, false) if side.iter().any(|&s| s < 0) => EmergingClass::OscillatingHot,
        (true, false) => EmergingClass::SporadicHot,
        (false, _) => EmergingClass::None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use EmergingClass::*;

    fn check(side: &[i8], want: EmergingClass) {
        let z: Vec<f64> = side.iter().enumerate().map(|(t, &s)| f64::from(s) * 3.0 + (t % 2) as f64 * 0.01).collect();
        assert_eq!(emerging_class(&z, side).unwrap(), want, "{side:?}");
        let (z, side): (Vec<f64>, Vec<i8>) = z.iter().zip(side).map(|(z, s)| (-z, -s)).unzip();
        assert_eq!(emerging_class(&z, &side).unwrap(), want.mirrored(), "mirror of {side:?}");
    }

    #[test]
    fn each_rule_gives_its_class() {
        check(&[0, 0, 0, 0], None);
        check(&[0, 0, 0, 1], NewHot);
        check(&[0, -1, 0, 1], NewHot);
        check(&[1], NewHot);
        check(&[0, 0, 1, 1], ConsecutiveHot);
        check(&[0, -1, 1, 1], ConsecutiveHot);
        check(&[1, 1, 1, 1], PersistentHot);
        check(&[1, 0, 1, 1, 1, 1, 1, 1, 1, 1], PersistentHot);
        check(&[0, 1, 1, 1, 1, 1, 1, 1, 1, 1], PersistentHot);
        check(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 0], HistoricalHot);
        check(&[1, 0, 0, 1, 1], SporadicHot);
        check(&[1, 0, -1, 1, 1], OscillatingHot);
        check(&[1, 1, 0, 0, 0], None);
        check(&[1, 1, 1, 1, 1, 1, 1, 1, 1, -1], NewCold);
    }

    #[test]
    fn the_trend_decides_between_the_lasting_classes() {
        let z = |step: f64| (0..10).map(|t| 5.0 + step * f64::from(t)).collect::<Vec<_>>();
        assert_eq!(emerging_class(&z(0.3), &[1; 10]).unwrap(), IntensifyingHot);
        assert_eq!(emerging_class(&z(-0.3), &[1; 10]).unwrap(), DiminishingHot);
        assert_eq!(emerging_class(&z(0.0), &[1; 10]).unwrap(), PersistentHot);
        // A cold spot that gets colder intensifies.
        let colder: Vec<f64> = z(0.3).iter().map(|z| -z).collect();
        assert_eq!(emerging_class(&colder, &[-1; 10]).unwrap(), IntensifyingCold);
    }

    #[test]
    fn every_history_of_seven_steps_has_one_class_and_its_mirror() {
        for code in 0..3_usize.pow(7) {
            let side: Vec<i8> = (0..7).map(|t| (code / 3_usize.pow(t) % 3) as i8 - 1).collect();
            let z: Vec<f64> = side.iter().map(|&s| f64::from(s) * 3.0).collect();
            let class = emerging_class(&z, &side).unwrap();
            check_side(&side, class);
        }
    }

    fn check_side(side: &[i8], class: EmergingClass) {
        let name = class.as_str();
        let last = side[6];
        assert!(last <= 0 || name.ends_with("_hot"), "{side:?} {name}");
        assert!(last >= 0 || name.ends_with("_cold"), "{side:?} {name}");
        assert!(last != 0 || matches!(class, None | HistoricalHot | HistoricalCold), "{side:?} {name}");
    }

    #[test]
    fn a_spot_that_appears_is_new() {
        let n = 200_u32;
        let rows: Vec<Vec<u32>> = (0..n).map(|i| (i.saturating_sub(1)..(i + 2).min(n)).collect()).collect();
        let weights = Weights::from_rows(&rows).unwrap();
        let even: Vec<f64> = (0..n).map(|i| f64::from(i % 3)).collect();
        let mut spot = even.clone();
        for cell in &mut spot[49..=51] {
            *cell += 15.0;
        }
        let counts = [even.clone(), even.clone(), vec![0.0; 200], spot];
        let got = emerging(&counts, &weights, 0.05, TimeNeighbours::SameStep).unwrap();
        assert_eq!(got.class[50], NewHot);
        assert_eq!(got.class[10], None);
        assert_eq!(got.silent_steps, [2]);
        let both = emerging(&counts, &weights, 0.05, TimeNeighbours::WithPrevious).unwrap();
        assert_eq!(both.silent_steps, [] as [usize; 0]);
        assert!(emerging(&[], &weights, 0.05, TimeNeighbours::SameStep).is_err());
        assert!(emerging(&[even], &weights, 0.0, TimeNeighbours::SameStep).is_err());
    }
}
