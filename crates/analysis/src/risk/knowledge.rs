//! What the best model knows of each cell: the past at several ages and scales, the ground, the factors.

use super::frame::{Frame, Incidents};
use super::layers::{FactorLayer, SCALES};
use super::window::Window;
use crate::AnalysisError;
use aula_model::{Accuracy, PlaceKind, Slice};
use aula_snapshot::{Layer, Snapshot, Within};
use aula_statistics::regression::{Knowledge, Sign};
use aula_statistics::{Kernel, density, shrunk_counts};
use std::rc::Rc;

/// Groups of columns; factors follow.
pub(super) const PAST: usize = 0;
pub(super) const GROUND: usize = 1;
pub(super) const FIRST_FACTOR: usize = 2;

/// How much a period counts less than the one after it.
const DECAY: f64 = 0.6;

/// The densities of a window's incidents, per km² and year.
pub(super) struct Age {
    /// At each of [`SCALES`], then the cell's own count.
    columns: Vec<Vec<f64>>,
    /// The cells' own counts, and what the density at twice the scale of the cells lets expect of them.
    counts: Vec<f64>,
    prior: Vec<f64>,
}

impl Age {
    pub(super) fn new(frame: &Frame, incidents: &Incidents, window: Window) -> Result<Self, AnalysisError> {
        let by_year = 365.25 / f64::from(window.days());
        let at = |scale: f64| -> Result<Vec<f64>, AnalysisError> {
            if incidents.points_m.is_empty() {
                return Ok(vec![0.0; frame.len()]);
            }
            let metres = scale * frame.spacing_m;
            let mut found = density(&incidents.points_m, None, &frame.centres_m, Kernel::Quartic, metres)?;
            found.iter_mut().for_each(|v| *v *= by_year);
            Ok(found)
        };
        let mut columns = SCALES.iter().map(|&s| at(s)).collect::<Result<Vec<_>, _>>()?;
        let area = frame.offset.iter().map(|o| o.exp());
        let prior = columns[2].iter().zip(area).map(|(d, a)| d * a / by_year).collect();
        let own = incidents.counts.iter().zip(&frame.offset).map(|(c, o)| c * by_year / o.exp());
        columns.push(own.collect());
        Ok(Self { columns, counts: incidents.counts.clone(), prior })
    }
}

/// Which summaries of the past can be made of so many periods.
pub(super) fn ages_of(periods: usize) -> usize {
    match periods {
        0 => 0,
        1 => 1,
        2 => 2,
        _ => 3,
    }
}

/// The columns of a model: of the past `ages` summaries (the last period; all together; the later the more), the
/// ground, the factors.
pub(super) fn knowledge(
    past: &[Rc<Age>],
    ages: usize,
    ground: &[Vec<f64>],
    factors: &[FactorLayer],
    offset: &[f64],
) -> Knowledge {
    let cells = offset.len();
    let mut out = Knowledge { columns: Vec::new(), groups: Vec::new(), signs: Vec::new(), anchor: Vec::new() };
    let weighted = |weights: &[f64], pick: &dyn Fn(&Age) -> Vec<Vec<f64>>| -> Vec<Vec<f64>> {
        let total: f64 = weights.iter().sum();
        let mut sum: Vec<Vec<f64>> = Vec::new();
        for (age, weight) in past.iter().zip(weights) {
            for (k, column) in pick(age).into_iter().enumerate() {
                if sum.len() <= k {
                    sum.push(vec![0.0; cells]);
                }
                sum[k].iter_mut().zip(column).for_each(|(s, v)| *s += weight / total * v);
            }
        }
        sum
    };
    let whole = |age: &Age| age.columns.clone();
    let even = vec![1.0; past.len()];
    let fading: Vec<f64> = (0..past.len()).map(|k| DECAY.powi(k as i32)).collect();
    let mut summaries: Vec<Vec<Vec<f64>>> = Vec::new();
    if ages >= 1 {
        summaries.push(weighted(&[1.0], &whole));
    }
    if ages >= 2 {
        summaries.push(weighted(&even, &whole));
    }
    if ages >= 3 {
        summaries.push(weighted(&fading, &whole));
    }
    let mut push = |column: Vec<f64>, group: usize, sign: Sign| {
        out.columns.push(column);
        out.groups.push(group);
        out.signs.push(sign);
    };
    for column in summaries.into_iter().flatten() {
        push(column, PAST, Sign::Either);
    }
    for column in ground {
        push(column.clone(), GROUND, Sign::Either);
    }
    // Signs are free here: with several scales of one thing, less at one scale than at another is not protection. Where
    // only aggravation makes sense it is the forms of the terrain, one for each factor, that are held to it.
    for (k, factor) in factors.iter().enumerate() {
        for column in &factor.amounts {
            push(column.clone(), FIRST_FACTOR + k, Sign::Either);
        }
    }
    if ages >= 1 {
        let used = if ages >= 2 { past } else { &past[..1] };
        let total = |pick: &dyn Fn(&Age) -> &Vec<f64>| {
            let mut sum = vec![0.0; cells];
            used.iter().for_each(|age| sum.iter_mut().zip(pick(age)).for_each(|(s, v)| *s += v));
            sum
        };
        // Without any incident there is nothing to hold to.
        let held = shrunk_counts(&total(&|age| &age.counts), &total(&|age| &age.prior));
        out.anchor = held.map(|(held, _)| held).unwrap_or_default();
        out.anchor.iter_mut().zip(offset).for_each(|(held, o)| *held /= o.exp());
    }
    out
}

/// How much lives and works around each cell: densities of buildings, addresses and roads, addresses by their residents.
pub(super) fn ground(snapshot: &Snapshot, frame: &Frame) -> Result<Vec<Vec<f64>>, AnalysisError> {
    let mut out = Vec::new();
    for kind in PlaceKind::GROUND.iter().filter_map(|kind| PlaceKind::new(kind).ok()) {
        let found = snapshot.select(&Slice::default(), &Layer::Places(kind), &Within::Everywhere)?;
        let (mut points, mut weights) = (Vec::new(), Vec::new());
        for place in found.rows.into_iter().filter_map(|row| snapshot.place(row)) {
            if place.accuracy == Accuracy::Area {
                continue;
            }
            let residents = place.details.as_ref().and_then(|d| d.attributes.get("residents")?.parse::<f64>().ok());
            let point = frame.plane.to_metres(place.location);
            points.push([point.x_m, point.y_m]);
            weights.push(residents.filter(|r| r.is_finite() && *r >= 0.0).unwrap_or(1.0));
        }
        if points.is_empty() {
            continue;
        }
        for scale in [1.0, 2.0, 4.0] {
            let metres = scale * frame.spacing_m;
            out.push(density(&points, Some(&weights), &frame.centres_m, Kernel::Quartic, metres)?);
        }
    }
    Ok(out)
}
