//! The cells of a question in metres, cut into blocks, and the points counted in them.

use super::RiskQuery;
use super::window::Window;
use crate::located::in_metres;
use crate::settings::LeftOutReasons;
use crate::{AnalysisError, StudySets, StudySpace};
use aula_geometry::{LocalMetres, cell_centre, cell_of};
use aula_model::{Accuracy, CategoryCode, LonLat, PlaceKind, ReportedBy, Slice};
use aula_snapshot::{Layer, Snapshot, Within};
use aula_statistics::StatisticsError;
use aula_statistics::regression::Blocks;
use std::sync::Arc;

/// The cells in metres.
pub(super) struct Frame {
    pub(super) space: Arc<StudySpace>,
    pub(super) plane: LocalMetres,
    pub(super) centres_m: Vec<[f64; 2]>,
    /// ln of each cell's area in km².
    pub(super) offset: Vec<f64>,
    /// The distance of two neighbouring cells.
    pub(super) spacing_m: f64,
    pub(super) blocks: Blocks,
}

impl Frame {
    pub(super) fn new(snapshot: &Snapshot, sets: &StudySets, query: &RiskQuery) -> Result<Self, AnalysisError> {
        let space = query.grid.space(snapshot, sets)?;
        let centres: Vec<LonLat> = space.set.cells().iter().map(|&cell| cell_centre(cell)).collect();
        let Some(plane) = centres.get(centres.len() / 2).map(|&origin| LocalMetres::new(origin)) else {
            return Err(StatisticsError::Empty { what: "cells" }.into());
        };
        let centres_m = in_metres(&plane, centres);
        let mean = space.areas_m2.iter().sum::<f64>() / space.areas_m2.len() as f64;
        let blocks = Blocks::new(&centres_m, query.block_m, query.seed)?;
        Ok(Self {
            offset: space.areas_m2.iter().map(|a| (a / 1e6).ln()).collect(),
            spacing_m: (2.0 * mean / 3.0_f64.sqrt()).sqrt(),
            space,
            plane,
            centres_m,
            blocks,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.centres_m.len()
    }

    /// The incidents of a window.
    pub(super) fn incidents(
        &self,
        snapshot: &Snapshot,
        query: &RiskQuery,
        window: Window,
    ) -> Result<Incidents, AnalysisError> {
        let slice = Slice { period: window.period(), ..query.grid.slice.clone() };
        let found = snapshot.select(&slice, &query.grid.layer, &Within::Everywhere)?;
        let mut out = Incidents {
            counts: vec![0.0; self.len()],
            police: vec![0.0; self.len()],
            points_m: Vec::new(),
            cells: Vec::new(),
            categories: Vec::new(),
            outside: 0.0,
            police_found: 0,
            left_out: LeftOutReasons::from(found.tally.left_out),
        };
        for row in found.rows {
            let at = match query.grid.layer {
                Layer::Incidents => {
                    snapshot.incident(row).map(|r| (r.location, r.accuracy, r.reported_by, Some(r.category)))
                }
                Layer::Places(_) | Layer::AllPlaces => {
                    snapshot.place(row).map(|r| (r.location, r.accuracy, ReportedBy::Unknown, None))
                }
            };
            let Some((location, accuracy, by, category)) = at else { continue };
            if accuracy == Accuracy::Area {
                out.left_out.location += 1;
                continue;
            }
            let cell = self.space.set.position(cell_of(location, query.grid.resolution)).map(|c| c as usize);
            if by == ReportedBy::Police {
                out.police_found += 1;
                if let Some(cell) = cell {
                    out.police[cell] += 1.0;
                }
                if !query.police_found {
                    continue;
                }
            }
            match cell {
                Some(cell) => out.counts[cell] += 1.0,
                None => out.outside += 1.0,
            }
            let point = self.plane.to_metres(location);
            out.points_m.push([point.x_m, point.y_m]);
            out.cells.push(cell);
            out.categories.push(category);
        }
        Ok(out)
    }

    /// The places of a kind reported within a window, and those without a date, which always are.
    pub(super) fn places(
        &self,
        snapshot: &Snapshot,
        kind: &PlaceKind,
        window: Window,
    ) -> Result<Places, AnalysisError> {
        let layer = Layer::Places(kind.clone());
        let found = snapshot.select(&Slice::default(), &layer, &Within::Everywhere)?;
        let zone = snapshot.zone();
        let at = |day: jiff::civil::Date| day.to_zoned(zone.clone()).map(|z| z.timestamp()).ok();
        let (from, to) = (at(window.from), at(window.to));
        let by_year = 365.25 / f64::from(window.days());
        let mut out = Places { points_m: Vec::new(), weights: Vec::new(), undated: 0 };
        for place in found.rows.into_iter().filter_map(|row| snapshot.place(row)) {
            if place.accuracy == Accuracy::Area {
                continue;
            }
            if let Some(when) = place.when {
                if from.is_some_and(|f| when.start() < f) || to.is_some_and(|t| when.end() > t) {
                    continue;
                }
                out.weights.push(by_year);
            } else {
                out.undated += 1;
                out.weights.push(1.0);
            }
            let point = self.plane.to_metres(place.location);
            out.points_m.push([point.x_m, point.y_m]);
        }
        Ok(out)
    }
}

/// Incidents of a window.
pub(super) struct Incidents {
    /// By cell.
    pub(super) counts: Vec<f64>,
    /// Found by police, by cell, whether or not they take part.
    pub(super) police: Vec<f64>,
    /// All that take part, in metres.
    pub(super) points_m: Vec<[f64; 2]>,
    /// The cell of each, none outside.
    pub(super) cells: Vec<Option<usize>>,
    /// The category of each.
    pub(super) categories: Vec<Option<CategoryCode>>,
    /// Those that lie in no cell.
    pub(super) outside: f64,
    pub(super) police_found: u64,
    pub(super) left_out: LeftOutReasons,
}

impl Incidents {
    pub(super) fn total(&self) -> f64 {
        self.counts.iter().sum()
    }
}

/// Places of a kind.
pub(super) struct Places {
    pub(super) points_m: Vec<[f64; 2]>,
    /// 1 for what simply stands there, else what makes reports of the window those of a year.
    pub(super) weights: Vec<f64>,
    /// Those without a date.
    pub(super) undated: u64,
}
