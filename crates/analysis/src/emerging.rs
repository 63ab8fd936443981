//! Which cells are newly hot, always hot, cooling down, or coming and going?

use crate::figures::{CellFigures, Column, FigureSettings};
use crate::grid::as_numbers;
use crate::sentence::{self, Counted, EmergingFacts, EmergingMapFacts};
use crate::{AnalysisError, GridQuery, StudySets, WarningCode};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::{Period, Viewer};
use aula_snapshot::Snapshot;
use aula_statistics::{EmergingClass, TimeNeighbours, mann_kendall};
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use serde::Serialize;
use std::collections::BTreeMap;

/// A question about emerging hot spots.
#[derive(Debug, Clone)]
pub struct EmergingQuery {
    /// What, over which cells; the steps end with the period, or with the data.
    pub grid: GridQuery,
    /// How many steps.
    pub steps: u32,
    /// How long each is.
    pub step: Step,
    /// Which steps count together.
    pub time: TimeNeighbours,
}

/// The length of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Seven days.
    Week,
    /// A month.
    #[default]
    Month,
    /// Three months.
    Quarter,
}

impl Step {
    /// The words of the parameter `step`.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("week", Self::Week), ("month", Self::Month), ("quarter", Self::Quarter)];

    fn times(self, count: u32) -> Span {
        match self {
            Self::Week => (7 * i64::from(count)).days(),
            Self::Month => i64::from(count).months(),
            Self::Quarter => (3 * i64::from(count)).months(),
        }
    }
}

/// What emerging hot spots were made with.
#[derive(Debug, Clone, Serialize)]
pub struct EmergingDetail {
    /// The length of a step.
    pub step: Step,
    /// How many steps.
    pub steps: u32,
    /// The first day of each step, and the first day after the last.
    pub step_days: Vec<String>,
    /// Incidents in the cells in each step.
    pub step_totals: Vec<u64>,
    /// Steps, from 0, with too little to say which cells were hot.
    pub silent_steps: Vec<usize>,
    /// q under this is hot or cold in a step.
    pub level: f64,
    /// Which steps count together.
    pub time_neighbours: TimeNeighbours,
    /// How `q` is made of `p` in a step.
    pub correction: &'static str,
    /// Number of cells by class.
    pub classes: BTreeMap<&'static str, u64>,
}

const LEVEL: f64 = 0.05;
const CLASSES: &[&str] = &[
    "new_hot",
    "consecutive_hot",
    "intensifying_hot",
    "persistent_hot",
    "diminishing_hot",
    "sporadic_hot",
    "oscillating_hot",
    "historical_hot",
    "new_cold",
    "consecutive_cold",
    "intensifying_cold",
    "persistent_cold",
    "diminishing_cold",
    "sporadic_cold",
    "oscillating_cold",
    "historical_cold",
    "none",
];

/// Gi* in each of several steps, and the class of each cell's history.
///
/// # Arguments
/// `viewer` asks, `sets` keeps study sets between calls.
///
/// # Errors
/// [`AnalysisError::Unusable`] where the steps begin before the data, or there are none.
///
/// # References
/// Ord & Getis 1995, Geographical Analysis 27, 286; Mann 1945, Econometrica 13, 245.
pub fn emerging(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &EmergingQuery,
) -> Result<Precise<CellFigures<EmergingDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    let space = query.grid.space(snapshot, sets)?;
    let data = snapshot.period_of(&query.grid.layer).unwrap_or_default();
    let edges = edges(query, data)?;
    let period = |from: Date, to: Date| Period::new(Some(from), Some(to)).map_err(|e| unusable(e.to_string()));
    let (mut counts, mut step_totals) = (Vec::with_capacity(edges.len()), Vec::with_capacity(edges.len()));
    let (mut all, mut outside) = (vec![0_u32; space.set.len()], 0);
    for step in edges.windows(2) {
        let (of_step, tally) = query.grid.in_period(period(step[0], step[1])?).counts(snapshot, &space)?;
        counts.push(as_numbers(&of_step));
        step_totals.push(tally.total);
        outside += tally.outside_cells;
        all.iter_mut().zip(&of_step).for_each(|(sum, count)| *sum += count);
    }
    let found = aula_statistics::emerging(&counts, &space.rings, LEVEL, query.time)?;
    let whole = query.grid.in_period(period(edges[0], edges[edges.len() - 1])?);
    let (_, mut tally) = whole.counts(snapshot, &space)?;
    let in_steps = step_totals.iter().sum::<u64>();
    // What lies in the whole period but over the end of a step counts in no step.
    tally.left_out.period += (tally.total + tally.outside_cells).saturating_sub(in_steps + outside);
    (tally.total, tally.outside_cells) = (in_steps, outside);
    let n = space.set.len();
    let steps_on = |side: i8| (0..n).map(|i| found.side.iter().filter(|s| s[i] == side).count() as u32).collect();
    let (mut tau, mut trend_p) = (Vec::with_capacity(n), Vec::with_capacity(n));
    let pairs = (found.z.len() * (found.z.len() - 1)) as f64 / 2.0;
    for i in 0..n {
        let trend = mann_kendall(&found.z.iter().map(|z| z[i]).collect::<Vec<_>>())?;
        tau.push(trend.s as f64 / pairs);
        trend_p.push(trend.p);
    }
    let of: Vec<u8> = found.class.iter().map(|&class| place(class)).collect();
    let mut classes = BTreeMap::new();
    for class in &found.class {
        *classes.entry(class.as_str()).or_default() += 1;
    }
    let silent = found.silent_steps.len() as u32;
    let counted = Counted::from(&query.grid.layer);
    let said = sentence::emerging_map(&EmergingMapFacts {
        counted,
        total: tally.total,
        n: n as u64,
        steps: query.steps,
        silent,
        level: LEVEL,
        classes: &found.class,
    });
    let about = query.grid.about(&space).map(|(cell, at)| {
        let tell = |i: usize| {
            let (last, ring) = (counts.last().map_or(&[][..], Vec::as_slice), space.rings.row(i));
            sentence::emerging(&EmergingFacts {
                counted,
                class: found.class[i],
                steps: query.steps,
                hot: found.side.iter().filter(|side| side[i] == 1).count() as u32,
                cold: found.side.iter().filter(|side| side[i] == -1).count() as u32,
                silent,
                last: ring.iter().map(|&j| last[j as usize]).sum(),
                expected: last.iter().sum::<f64>() / n.max(1) as f64 * ring.len() as f64,
                tau: tau[i],
                trend_p: trend_p[i],
                n: n as u64,
                level: LEVEL,
            })
        };
        (cell, at, sentence::cell_or_outside(at.map(tell), counted))
    });
    let detail = EmergingDetail {
        step: query.step,
        steps: query.steps,
        step_days: edges.iter().map(ToString::to_string).collect(),
        step_totals,
        silent_steps: found.silent_steps,
        level: LEVEL,
        time_neighbours: query.time,
        correction: "benjamini_hochberg",
        classes,
    };
    let mut settings = FigureSettings::of_cells("emerging_hot_spots", snapshot, &whole, &space, &tally, detail);
    settings.registered(snapshot, sets, &whole.slice, &whole.layer);
    settings.warn(silent > 0, WarningCode::SilentSteps);
    settings.say(said);
    if let Some((cell, at, said)) = about {
        settings.tell_of(cell, at, said);
    }
    let columns = vec![
        Column::counts("count", all),
        Column::counts("steps_hot", steps_on(1)),
        Column::counts("steps_cold", steps_on(-1)),
        Column::numbers("z_last", found.z.last().cloned().unwrap_or_default()),
        Column::numbers("tau", tau),
        Column::numbers("trend_p", trend_p),
        Column::classes("class", "classes", CLASSES, of),
    ];
    Ok(Precise::counts(CellFigures { space, columns, settings }).within(snapshot.limits()))
}

fn place(class: EmergingClass) -> u8 {
    EmergingClass::ALL.iter().position(|&c| c == class).map_or(16, |at| at as u8)
}

fn unusable(reason: String) -> AnalysisError {
    AnalysisError::Unusable { parameter: "steps", reason, remedy: "ask for fewer or shorter steps, or give `to`" }
}

/// The first day of each step and the first after the last: steps end with the period asked for, or the data.
fn edges(query: &EmergingQuery, data: Period) -> Result<Vec<Date>, AnalysisError> {
    let asked = query.grid.slice.period;
    let none = || unusable("there are no dated incidents to make steps of".to_owned());
    let end = asked.to().or(data.to()).ok_or_else(none)?;
    let first = asked.from().or(data.from()).ok_or_else(none)?;
    let mut edges = Vec::with_capacity(query.steps as usize + 1);
    for back in (0..=query.steps).rev() {
        // Counted from the end each time: a month before 31 March and two months before are both last days.
        let day =
            end.checked_sub(query.step.times(back)).map_err(|_| unusable("the steps leave the calendar".to_owned()))?;
        edges.push(day);
    }
    if edges[0] < first {
        let reason = format!("{} steps begin on {}, the data or the period on {first}", query.steps, edges[0]);
        return Err(unusable(reason));
    }
    Ok(edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aula_model::Slice;
    use jiff::civil::date;

    fn query(steps: u32, step: Step, to: Date) -> EmergingQuery {
        let period = Period::new(None, Some(to)).unwrap();
        EmergingQuery {
            grid: GridQuery {
                slice: Slice { period, ..Slice::default() },
                layer: aula_snapshot::Layer::default(),
                resolution: h3o::Resolution::Nine,
                study_set: crate::StudySetKind::Area,
                cell: None,
            },
            steps,
            step,
            time: TimeNeighbours::SameStep,
        }
    }

    #[test]
    fn steps_follow_each_other_and_end_with_the_period() {
        let data = Period::new(Some(date(2020, 1, 1)), Some(date(2026, 1, 1))).unwrap();
        let months = edges(&query(3, Step::Month, date(2024, 3, 31)), data).unwrap();
        assert_eq!(months, [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]);
        let weeks = edges(&query(2, Step::Week, date(2024, 1, 1)), data).unwrap();
        assert_eq!(weeks, [date(2023, 12, 18), date(2023, 12, 25), date(2024, 1, 1)]);
        let quarters = edges(&query(2, Step::Quarter, date(2024, 1, 1)), data).unwrap();
        assert_eq!(quarters[0], date(2023, 7, 1));
        assert!(edges(&query(80, Step::Month, date(2024, 1, 1)), data).is_err(), "six years back are no data");
    }

    #[test]
    fn every_class_goes_by_its_own_name() {
        for class in EmergingClass::ALL {
            assert_eq!(CLASSES[usize::from(place(class))], class.as_str());
        }
    }
}
