//! An attacker who knows the ground, the scheme and every published interval of every version, and nothing else. It
//! shares no code with the rule that it attacks.
//!
//! Its unknowns are the counts per piece of ground, quarter and group. A linear program bounds each secret by real
//! numbers; where that leaves 4 or more between the ends, an integer program bounds it by whole numbers, which can only
//! be closer. Both ways it is settled: either the least and the greatest whole number of the secret are closer than 5
//! wide, and it is broken; or two whole, non-negative cities that agree with everything published lie 4 or more apart
//! in it, and nobody can break it.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::allow_attributes,
    reason = "each test file uses its own part of the module"
)]

use aula_disclosure::{Calendar, Ground, Interval, Level, Period, PlaceId, UnitId};
use microlp::{ComparisonOp, OptimizationDirection, Problem, StopReason, Variable};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A sum that should be hidden, by name.
pub struct Secret {
    pub name: String,
    /// Unknowns, each once.
    pub sum: Vec<usize>,
}

/// What the attacker has found out of one secret: its least and greatest value, and by which program.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub name: String,
    pub low: i64,
    pub high: i64,
    /// Whether real numbers would have left it 4 or more.
    pub by_whole_numbers_alone: bool,
}

/// What came of an attack.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Secrets that are bounded to fewer than five whole numbers.
    pub found: Vec<Found>,
    /// Secrets that no program settled within its time.
    pub undecided: Vec<String>,
}

/// The attacker's system.
pub struct Attacker {
    unknowns: usize,
    rows: Vec<(Vec<usize>, Interval)>,
    pub secrets: Vec<Secret>,
    /// Linear and integer programs solved.
    pub solved: (usize, usize),
}

/// Rounding of the solver: a number nearer to a whole one than this is that.
const TOLERANCE: f64 = 1e-6;
/// Longest that one integer program may take.
const PATIENCE: Duration = Duration::from_secs(60);

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
        Self { unknowns, rows, secrets: scheme.secrets(), solved: (0, 0) }
    }

    /// Attacks every secret, until `most` are broken.
    ///
    /// Of each secret two whole cities are sought that lie 4 or more apart. They may be known from the search for
    /// another secret; or the linear program with "4 more than the least known" or "4 less than the greatest known" has
    /// one. Where neither has, the least and the greatest whole number are computed by integer programs.
    pub fn attack(&mut self, most: usize) -> Outcome {
        let mut of = vec![Vec::new(); self.unknowns];
        for (n, secret) in self.secrets.iter().enumerate() {
            secret.sum.iter().for_each(|a| of[*a].push(n));
        }
        let (base, variables) = self.program(&[], OptimizationDirection::Minimize, false);
        let base = base.solve().expect("the true city agrees with what is published");
        let city = self.whole_city(&[], OptimizationDirection::Minimize).expect("a whole city agrees too");
        let parts = self.components();
        let mut seen = vec![(i64::MAX, i64::MIN); self.secrets.len()];
        self.note(&city, &of, &mut seen);
        let mut outcome = Outcome::default();
        for n in 0..self.secrets.len() {
            let far = |seen: &[(i64, i64)]| seen[n].1 - seen[n].0 >= 4;
            let terms: Vec<_> = self.secrets[n].sum.iter().map(|a| (variables[*a], 1.0)).collect();
            // Whether real numbers go so far: a way up from the least known, or down from the greatest known.
            let mut real = false;
            for (side, bound) in [(ComparisonOp::Ge, seen[n].0 + 4), (ComparisonOp::Le, seen[n].1 - 4)] {
                if far(&seen) || bound < 0 {
                    continue;
                }
                self.solved.0 += 1;
                if let Ok(solution) = base.clone().add_constraint(terms.as_slice(), side, bound as f64) {
                    real = true;
                    let x: Vec<f64> = variables.iter().map(|v| solution.var_value(*v)).collect();
                    let mended = patched(&x, &city, &parts);
                    self.note(&mended, &of, &mut seen);
                }
            }
            let mut settled = true;
            for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
                if !far(&seen) {
                    let sum = self.secrets[n].sum.clone();
                    match self.whole_city(&sum, direction) {
                        Some(extreme) => self.note(&extreme, &of, &mut seen),
                        None => settled = false,
                    }
                }
            }
            let name = || self.secrets[n].name.clone();
            if far(&seen) {
                continue;
            }
            if settled {
                let (low, high) = seen[n];
                outcome.found.push(Found { name: name(), low, high, by_whole_numbers_alone: real });
                if outcome.found.len() == most {
                    break;
                }
            } else {
                outcome.undecided.push(name());
            }
        }
        outcome
    }

    /// The program over the whole system with a sum as its goal: a slack variable for each published number.
    fn program(&self, goal: &[usize], direction: OptimizationDirection, whole: bool) -> (Problem, Vec<Variable>) {
        let mut problem = Problem::new(direction);
        let mut weight = vec![0.0; self.unknowns];
        goal.iter().for_each(|a| weight[*a] = 1.0);
        // Counts are finite; the bound keeps a program without upper limit from running away.
        let variables: Vec<_> = weight
            .iter()
            .map(|w| if whole { problem.add_integer_var(*w, (0, 100_000)) } else { problem.add_var(*w, (0.0, 1e5)) })
            .collect();
        for (sum, interval) in &self.rows {
            let high = interval.high.map_or(f64::INFINITY, f64::from);
            let published = problem.add_var(0.0, (f64::from(interval.low), high));
            let terms: Vec<_> = sum.iter().map(|a| (variables[*a], 1.0)).chain([(published, -1.0)]).collect();
            problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, 0.0);
        }
        (problem, variables)
    }

    /// A city of whole numbers in which a sum is greatest or least; none where the time does not suffice, or where the
    /// solver gives up: its branching asserts what rounding can break.
    fn whole_city(&mut self, goal: &[usize], direction: OptimizationDirection) -> Option<Vec<i64>> {
        self.solved.1 += 1;
        let (mut program, variables) = self.program(goal, direction, true);
        program.set_time_limit(PATIENCE);
        let solved = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| program.solve())).ok()?;
        let solution = solved.expect("the true city agrees with what is published");
        let whole = |v: &Variable| {
            let x = *solution.var_value_raw(*v);
            ((x - x.round()).abs() < TOLERANCE).then(|| x.round() as i64)
        };
        let city: Option<Vec<i64>> = variables.iter().map(whole).collect();
        city.filter(|_| *solution.stop_reason() == StopReason::Finished)
    }

    /// Checks a city against everything published and notes what it says of every secret.
    fn note(&self, city: &[i64], of: &[Vec<usize>], seen: &mut [(i64, i64)]) {
        assert!(city.iter().all(|n| *n >= 0), "a count below 0");
        for (sum, interval) in &self.rows {
            let total: i64 = sum.iter().map(|a| city[*a]).sum();
            let low = i64::from(interval.low);
            let high = interval.high.map_or(i64::MAX, i64::from);
            assert!((low..=high).contains(&total), "{total} outside {interval:?}");
        }
        let mut value = vec![0; seen.len()];
        for (a, n) in city.iter().enumerate().filter(|(_, n)| **n != 0) {
            of[a].iter().for_each(|s| value[*s] += n);
        }
        for (s, v) in seen.iter_mut().zip(value) {
            *s = (s.0.min(v), s.1.max(v));
        }
    }

    /// For each unknown the number of its component: what no chain of published sums connects can be chosen apart.
    fn components(&self) -> Vec<usize> {
        let mut part: Vec<usize> = (0..self.unknowns).collect();
        let root = |part: &[usize], mut n: usize| {
            while part[n] != n {
                n = part[n];
            }
            n
        };
        for (sum, _) in &self.rows {
            let first = root(&part, sum[0]);
            for &other in &sum[1..] {
                let other = root(&part, other);
                part[other] = first;
            }
            for &a in sum {
                part[a] = first;
            }
        }
        (0..self.unknowns).map(|n| root(&part, n)).collect()
    }
}

/// A city of whole numbers: the solution in components where it is whole everywhere, the known city in the others.
fn patched(x: &[f64], city: &[i64], parts: &[usize]) -> Vec<i64> {
    let broken: BTreeSet<usize> =
        x.iter().zip(parts).filter(|(x, _)| (*x - x.round()).abs() > TOLERANCE).map(|(_, p)| *p).collect();
    let pick = |a: usize| if broken.contains(&parts[a]) { city[a] } else { x[a].round() as i64 };
    (0..x.len()).map(pick).collect()
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
