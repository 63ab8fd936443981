//! Factors by cell: forms that are there or not, and amounts; unknown is no zero.

use super::frame::Frame;
use super::window::Window;
use super::{FactorSource, RiskQuery};
use crate::AnalysisError;
use aula_geometry::{area_m2, cell_centre};
use aula_model::{AreaKind, PlaceKind};
use aula_snapshot::Snapshot;
use aula_statistics::{Kernel, density};
use serde::Serialize;

/// A form in which a factor may act on a cell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "form")]
pub enum Form {
    /// A place of the kind lies within so many metres of the cell's centre.
    Near {
        /// How far.
        metres: f64,
    },
    /// At least so many places of the kind lie within so many metres.
    Several {
        /// How many.
        places: u32,
        /// How far.
        metres: f64,
    },
    /// The density within so many metres exceeds its mean over the cells by two standard deviations.
    Dense {
        /// The bandwidth.
        metres: f64,
    },
    /// The area's value exceeds the mean over the cells where it is known.
    AboveMean,
    /// It exceeds the mean by a standard deviation.
    FarAboveMean,
}

/// A factor over the cells.
pub(super) struct FactorLayer {
    pub(super) source: FactorSource,
    /// Forms with their column of 0 and 1.
    pub(super) forms: Vec<(Form, Vec<f64>)>,
    /// For each form the amount above which it holds.
    pub(super) limits: Vec<f64>,
    /// Amounts at several scales, at least 0, NaN where unknown.
    pub(super) amounts: Vec<Vec<f64>>,
    /// Places or areas behind it.
    pub(super) sources: u64,
    /// Places without a date: known at any time.
    pub(super) undated: u64,
    /// Cells where nothing is known of it.
    pub(super) unknown_cells: u64,
}

/// One lamp that is out is not many: how many places make several.
const SEVERAL: [u32; 2] = [2, 3];

/// The scales of densities, in distances of neighbouring cells.
pub(super) const SCALES: [f64; 5] = [0.5, 1.0, 2.0, 4.0, 8.0];

/// The kinds of places that may explain: all but the ground.
pub(super) fn usual_factors(snapshot: &Snapshot) -> Vec<FactorSource> {
    let mut kinds: Vec<&PlaceKind> = snapshot.place_kinds().iter().filter(|kind| !kind.is_ground()).collect();
    kinds.sort();
    kinds.into_iter().cloned().map(FactorSource::Places).collect()
}

/// The factors as reported in a window, undated ones with them.
pub(super) fn factor_layers(
    snapshot: &Snapshot,
    frame: &Frame,
    query: &RiskQuery,
    window: Window,
) -> Result<Vec<FactorLayer>, AnalysisError> {
    let usual;
    let asked = if query.factors.is_empty() {
        usual = usual_factors(snapshot);
        &usual
    } else {
        &query.factors
    };
    asked.iter().map(|source| layer(snapshot, frame, query, source, window)).collect()
}

fn layer(
    snapshot: &Snapshot,
    frame: &Frame,
    query: &RiskQuery,
    source: &FactorSource,
    window: Window,
) -> Result<FactorLayer, AnalysisError> {
    match source {
        FactorSource::Places(kind) => {
            if !snapshot.place_kinds().contains(kind) {
                return Err(unknown(source));
            }
            of_places(snapshot, frame, query, source, window)
        }
        FactorSource::Exposure(kind, exposure) => {
            let value = |area: &aula_model::Area| {
                let km2 = area_m2(&area.geometry) / 1e6;
                area.exposure(*exposure, window.from).filter(|_| km2 > 0.0).map(|v| v / km2)
            };
            Ok(of_areas(source, by_cell(snapshot, frame, kind, value).ok_or_else(|| unknown(source))?))
        }
        FactorSource::Attribute(kind, name) => {
            let value = |area: &aula_model::Area| {
                area.attributes.get(name.as_str())?.parse::<f64>().ok().filter(|v| v.is_finite() && *v >= 0.0)
            };
            Ok(of_areas(source, by_cell(snapshot, frame, kind, value).ok_or_else(|| unknown(source))?))
        }
        FactorSource::Given(name) => {
            let given = query.given.iter().find(|g| g.name == *name).ok_or_else(|| unknown(source))?;
            let kind = given.values.keys().next().map_or("", |id| id.kind());
            let value = |area: &aula_model::Area| given.values.get(&area.id).copied().filter(|v| *v >= 0.0);
            Ok(of_areas(source, by_cell(snapshot, frame, kind, value).ok_or_else(|| unknown(source))?))
        }
    }
}

fn unknown(source: &FactorSource) -> AnalysisError {
    AnalysisError::Unusable {
        parameter: "factors",
        reason: format!("nothing is known of the factor `{source}`"),
        remedy: "name kinds of places from /api/v1/layers, or areas with that exposure or attribute",
    }
}

fn of_places(
    snapshot: &Snapshot,
    frame: &Frame,
    query: &RiskQuery,
    source: &FactorSource,
    window: Window,
) -> Result<FactorLayer, AnalysisError> {
    let FactorSource::Places(kind) = source else { return Err(unknown(source)) };
    let places = frame.places(snapshot, kind, window)?;
    let (points, n) = (&places.points_m, frame.len());
    let at = |kernel: Kernel, metres: f64| -> Result<Vec<f64>, AnalysisError> {
        if points.is_empty() {
            return Ok(vec![0.0; n]);
        }
        Ok(density(points, None, &frame.centres_m, kernel, metres)?)
    };
    // Reports are many or few by how long one looks: the amounts are of a year.
    let yearly = |scale: f64| -> Result<Vec<f64>, AnalysisError> {
        if points.is_empty() {
            return Ok(vec![0.0; n]);
        }
        let metres = scale * frame.spacing_m;
        Ok(density(points, Some(&places.weights), &frame.centres_m, Kernel::Quartic, metres)?)
    };
    let (mut forms, mut limits) = (Vec::new(), Vec::new());
    for k in 1..=4 {
        let metres = f64::from(k) * query.half_block_m;
        let near = at(Kernel::Uniform, metres)?;
        forms.push((Form::Near { metres }, near.iter().map(|v| flag(*v > 0.0)).collect()));
        limits.push(0.0);
        for wanted in SEVERAL.iter().filter(|_| k == 2 || k == 3) {
            // A density of 1/(π h²) is one place; half a place below the number asked for keeps rounding out.
            let limit = (f64::from(*wanted) - 0.5) / (std::f64::consts::PI * metres * metres) * 1e6;
            let form = Form::Several { places: *wanted, metres };
            forms.push((form, near.iter().map(|v| flag(*v > limit)).collect()));
            limits.push(limit);
        }
    }
    for k in 1..=4 {
        let metres = f64::from(k) * query.half_block_m;
        let dense = at(Kernel::Quartic, metres)?;
        limits.push(limit(&dense, 2.0));
        forms.push((Form::Dense { metres }, above(&dense, 2.0)));
    }
    let amounts = SCALES.iter().map(|&s| yearly(s)).collect::<Result<_, _>>()?;
    Ok(FactorLayer {
        source: source.clone(),
        forms,
        limits,
        amounts,
        sources: points.len() as u64,
        undated: places.undated,
        unknown_cells: 0,
    })
}

fn of_areas(source: &FactorSource, (values, sources): (Vec<f64>, u64)) -> FactorLayer {
    let unknown_cells = values.iter().filter(|v| v.is_nan()).count() as u64;
    FactorLayer {
        source: source.clone(),
        limits: vec![limit(&values, 0.0), limit(&values, 1.0)],
        forms: vec![(Form::AboveMean, above(&values, 0.0)), (Form::FarAboveMean, above(&values, 1.0))],
        amounts: vec![values],
        sources,
        undated: 0,
        unknown_cells,
    }
}

/// The value of the area that each cell's centre lies in, NaN for none; and how many areas have one.
fn by_cell(
    snapshot: &Snapshot,
    frame: &Frame,
    kind: &str,
    value: impl Fn(&aula_model::Area) -> Option<f64>,
) -> Option<(Vec<f64>, u64)> {
    let kind = AreaKind::new(kind).ok()?;
    let with = snapshot.areas().of_kind(&kind).filter(|a| value(a).is_some()).count() as u64;
    if with == 0 {
        return None;
    }
    let of_cell = |&cell: &h3o::CellIndex| {
        let found = snapshot.areas().containing(cell_centre(cell), Some(&kind));
        found.into_iter().find_map(&value).unwrap_or(f64::NAN)
    };
    Some((frame.space.set.cells().iter().map(of_cell).collect(), with))
}

/// The mean of the known values and so many standard deviations.
fn limit(values: &[f64], deviations: f64) -> f64 {
    let known: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    let n = known.len().max(1) as f64;
    let mean = known.iter().sum::<f64>() / n;
    let deviation = (known.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt();
    mean + deviations * deviation
}

/// 1 where a value exceeds [`limit`]; 0 also where it is unknown.
fn above(values: &[f64], deviations: f64) -> Vec<f64> {
    let limit = limit(values, deviations);
    values.iter().map(|v| flag(*v > limit)).collect()
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

impl FactorLayer {
    /// 1 where nothing is known; none where everything is.
    pub(super) fn missing(&self) -> Option<Vec<f64>> {
        let column = self.amounts.first()?;
        (self.unknown_cells > 0).then(|| column.iter().map(|v| flag(v.is_nan())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_neither_high_nor_zero() {
        let values = [1.0, 1.0, 9.0, f64::NAN];
        assert_eq!(above(&values, 1.0), [0.0, 0.0, 1.0, 0.0]);
        let layer = of_areas(&"given.x".parse().unwrap(), (values.to_vec(), 3));
        assert_eq!(layer.missing(), Some(vec![0.0, 0.0, 0.0, 1.0]));
        assert_eq!(of_areas(&"given.x".parse().unwrap(), (vec![1.0, 2.0], 2)).missing(), None);
    }
}
