//! An attacker who knows the ground, the scheme and every published interval of every version, and nothing else. It
//! shares no code with the rule that it attacks: its unknowns are the counts per piece of ground, quarter and group as
//! real numbers from 0 on, and a linear program gives the least and the greatest value of any sum of them.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::allow_attributes,
    reason = "each test file uses its own part of the module"
)]

use aula_disclosure::{Calendar, Ground, Interval, Level, Period, PlaceId, UnitId};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Solution, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// A sum that should be hidden, by name.
pub struct Secret {
    pub name: String,
    /// Unknowns, each once.
    pub sum: Vec<usize>,
}

/// What the attacker has found out of one secret: its least and greatest value.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub name: String,
    pub low: f64,
    pub high: f64,
}

/// The attacker's system.
pub struct Attacker {
    unknowns: usize,
    rows: Vec<(Vec<usize>, Interval)>,
    pub secrets: Vec<Secret>,
    /// Linear programs solved.
    pub solved: usize,
}

/// Rounding of the solver: a bound is closer than 5 wide only when it is so by more than this.
const TOLERANCE: f64 = 1e-6;

impl Attacker {
    /// An attacker with all published numbers of all versions.
    pub fn new<'a>(
        ground: &Ground,
        calendar: &Calendar,
        groups: &[String],
        published: impl IntoIterator<Item = (&'a UnitId, Interval)>,
    ) -> Self {
        let scheme = Scheme { ground, calendar, groups };
        let mut known: BTreeMap<Vec<usize>, Interval> = BTreeMap::new();
        for (unit, interval) in published {
            let sum = scheme.unit(unit);
            let both = known.get(&sum).map_or(interval, |before| Interval {
                low: before.low.max(interval.low),
                high: before.high.into_iter().chain(interval.high).min(),
            });
            known.insert(sum, both);
        }
        let rows = known.into_iter().filter(|(_, i)| *i != Interval::ANY).collect();
        let unknowns = ground.atoms().len() * calendar.quarters() * groups.len();
        Self { unknowns, rows, secrets: scheme.secrets(), solved: 0 }
    }

    /// Secrets bounded to fewer than five whole numbers, at most `most` of them, by linear programs over the whole
    /// system.
    ///
    /// Of each secret two solutions are sought that lie 4 or more apart. They may be known from the search for another
    /// secret; or the program with "4 more than the least known" or "4 less than the greatest known" has one. Where
    /// neither has, the least and the greatest value themselves are computed.
    pub fn broken(&mut self, most: usize) -> Vec<Found> {
        let mut of = vec![Vec::new(); self.unknowns];
        for (n, secret) in self.secrets.iter().enumerate() {
            secret.sum.iter().for_each(|a| of[*a].push(n));
        }
        let (base, variables) = self.program(&[], OptimizationDirection::Minimize);
        let base = base.solve().expect("the true city agrees with what is published");
        let mut seen = vec![(f64::INFINITY, f64::NEG_INFINITY); self.secrets.len()];
        self.note(&base, &variables, &of, &mut seen);
        let mut broken = Vec::new();
        for n in 0..self.secrets.len() {
            let far = |seen: &[(f64, f64)]| seen[n].1 - seen[n].0 >= 4.0 - TOLERANCE;
            let terms: Vec<_> = self.secrets[n].sum.iter().map(|a| (variables[*a], 1.0)).collect();
            for (side, bound) in [(ComparisonOp::Ge, seen[n].0 + 4.0), (ComparisonOp::Le, seen[n].1 - 4.0)] {
                if far(&seen) || bound < 0.0 {
                    continue;
                }
                self.solved += 1;
                if let Ok(solution) = base.clone().add_constraint(terms.as_slice(), side, bound) {
                    self.note(&solution, &variables, &of, &mut seen);
                }
            }
            for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
                if !far(&seen) {
                    let (program, variables) = self.program(&self.secrets[n].sum, direction);
                    self.solved += 1;
                    let solution = program.solve().expect("the true city agrees with what is published");
                    self.note(&solution, &variables, &of, &mut seen);
                }
            }
            if !far(&seen) {
                broken.push(Found { name: self.secrets[n].name.clone(), low: seen[n].0, high: seen[n].1 });
                if broken.len() == most {
                    break;
                }
            }
        }
        broken
    }

    /// The program over the whole system with a sum as its goal: a slack variable for each published number.
    fn program(&self, goal: &[usize], direction: OptimizationDirection) -> (Problem, Vec<Variable>) {
        let mut problem = Problem::new(direction);
        let mut weight = vec![0.0; self.unknowns];
        goal.iter().for_each(|a| weight[*a] = 1.0);
        // Counts are finite; the bound keeps a program without upper limit from running away.
        let variables: Vec<_> = weight.iter().map(|w| problem.add_var(*w, (0.0, 1e5))).collect();
        for (sum, interval) in &self.rows {
            let high = interval.high.map_or(f64::INFINITY, f64::from);
            let published = problem.add_var(0.0, (f64::from(interval.low), high));
            let terms: Vec<_> = sum.iter().map(|a| (variables[*a], 1.0)).chain([(published, -1.0)]).collect();
            problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, 0.0);
        }
        (problem, variables)
    }

    /// Checks a solution against everything published and notes what it says of every secret.
    fn note(&self, solution: &Solution, variables: &[Variable], of: &[Vec<usize>], seen: &mut [(f64, f64)]) {
        let x: Vec<f64> = variables.iter().map(|v| solution.var_value(*v)).collect();
        for (sum, interval) in &self.rows {
            let total: f64 = sum.iter().map(|a| x[*a]).sum();
            let high = interval.high.map_or(f64::INFINITY, f64::from);
            assert!(total > f64::from(interval.low) - 1e-5 && total < high + 1e-5, "{total} outside {interval:?}");
        }
        let mut value = vec![0.0; seen.len()];
        for (a, x) in x.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            of[a].iter().for_each(|s| value[*s] += x);
        }
        for (s, v) in seen.iter_mut().zip(value) {
            *s = (s.0.min(v), s.1.max(v));
        }
    }
}

struct Scheme<'a> {
    ground: &'a Ground,
    calendar: &'a Calendar,
    groups: &'a [String],
}

impl Scheme<'_> {
    fn pieces(&self, place: &PlaceId) -> Vec<usize> {
        let number = self.ground.places().iter().position(|p| p.id == *place).unwrap() as u32;
        (0..self.ground.atoms().len()).filter(|a| self.ground.atoms()[*a].contains(&number)).collect()
    }

    fn sum(&self, pieces: &[usize], period: Period, group: Option<usize>) -> Vec<usize> {
        let start = period.first().since(self.calendar.first()).unwrap();
        let mut sum = Vec::new();
        for piece in pieces {
            for quarter in start..start + usize::from(period.quarters()) {
                for g in (0..self.groups.len()).filter(|g| group.is_none_or(|only| only == *g)) {
                    sum.push((piece * self.calendar.quarters() + quarter) * self.groups.len() + g);
                }
            }
        }
        sum
    }

    fn unit(&self, unit: &UnitId) -> Vec<usize> {
        let group = unit.group.as_ref().map(|name| self.groups.iter().position(|g| g == name).unwrap());
        self.sum(&self.pieces(&unit.place), unit.period, group)
    }

    /// Every count that should be hidden: of places, of pieces of ground, and of differences between places that lie
    /// in each other, by period and group; and what is left of a year without a quarter, of a total without a group.
    fn secrets(&self) -> Vec<Secret> {
        let mut regions: Vec<(String, Vec<usize>)> = Vec::new();
        let places: Vec<_> = self.ground.places().iter().map(|p| (&p.id, self.pieces(&p.id))).collect();
        for (id, pieces) in &places {
            // A fine cell is a place of the scheme only where it is published; else its pieces are looked at.
            regions.push((id.to_string(), pieces.clone()));
        }
        for (parent, whole) in &places {
            let mut left: BTreeMap<Level, BTreeSet<usize>> = BTreeMap::new();
            for (child, part) in &places {
                let inside = child.level() > parent.level() && part.iter().all(|p| whole.contains(p));
                if inside && part.len() < whole.len() {
                    let rest: Vec<_> = whole.iter().filter(|p| !part.contains(p)).copied().collect();
                    regions.push((format!("{parent} less {child}"), rest));
                    let left = left.entry(child.level()).or_insert_with(|| whole.iter().copied().collect());
                    left.retain(|p| !part.contains(p));
                }
            }
            for (level, rest) in left.into_iter().filter(|(_, rest)| !rest.is_empty()) {
                regions.push((format!("{parent} less all {level:?}"), rest.into_iter().collect()));
            }
        }
        for piece in 0..self.ground.atoms().len() {
            regions.push((format!("piece {piece}"), vec![piece]));
        }
        let mut secrets = BTreeMap::new();
        for (name, pieces) in &regions {
            for period in self.calendar.periods() {
                for group in std::iter::once(None).chain((0..self.groups.len()).map(Some)) {
                    let sum = self.sum(pieces, period, group);
                    let title = format!("{name} {period} {group:?}");
                    if group.is_none() {
                        for g in 0..self.groups.len() {
                            let without = self.sum(pieces, period, Some(g));
                            secrets.entry(less(&sum, &without)).or_insert(format!("{title} less group {g}"));
                        }
                    }
                    if let Period::TwelveMonths(first) = period {
                        for n in 0..4 {
                            let without = self.sum(pieces, Period::Quarter(first.plus(n)), group);
                            secrets.entry(less(&sum, &without)).or_insert(format!("{title} less quarter {n}"));
                        }
                    }
                    secrets.insert(sum, title);
                }
            }
        }
        secrets.remove(&Vec::new());
        secrets.into_iter().map(|(sum, name)| Secret { name, sum }).collect()
    }
}

fn less(sum: &[usize], without: &[usize]) -> Vec<usize> {
    sum.iter().filter(|a| !without.contains(a)).copied().collect()
}
