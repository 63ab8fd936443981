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

/// What came of looking for a city of whole numbers.
enum Whole {
    City(Vec<i64>),
    None,
    Unknown,
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
    /// one. Where neither has, integer programs look for whole cities beyond the least and the greatest known.
    pub fn attack(&mut self, most: usize) -> Outcome {
        let mut of = vec![Vec::new(); self.unknowns];
        for (n, secret) in self.secrets.iter().enumerate() {
            secret.sum.iter().for_each(|a| of[*a].push(n));
        }
        let (base, variables) = self.program(false);
        let base = base.solve().expect("the true city agrees with what is published");
        let Whole::City(city) = self.whole_city(None) else { panic!("a whole city agrees too") };
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
            let settled = self.settle(n, &of, &mut seen);
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

    /// Seeks whole cities beyond the least and the greatest known value of a secret, far away first and then one step
    /// at a time, until two are 4 apart or there are none left on either side. Whether that was settled in time.
    ///
    /// Each question is "is there any?" and not "which goes farthest?": the solver may stop at the first city.
    fn settle(&mut self, n: usize, of: &[Vec<usize>], seen: &mut [(i64, i64)]) -> bool {
        let sum = self.secrets[n].sum.clone();
        // Whether there are known to be none beyond.
        let (mut top, mut bottom) = (false, false);
        while seen[n].1 - seen[n].0 < 4 && !(top && bottom) {
            let (low, high) = seen[n];
            let mut tried = Vec::new();
            if !top {
                tried.extend([(ComparisonOp::Ge, low + 4), (ComparisonOp::Ge, high + 1)]);
            }
            if !bottom {
                tried.extend([(ComparisonOp::Le, high - 4), (ComparisonOp::Le, low - 1)]);
            }
            let mut given_up = false;
            for (side, bound) in tried {
                let up = matches!(side, ComparisonOp::Ge);
                let nearest = if up { high + 1 } else { low - 1 };
                if (up && top) || (!up && bottom) || seen[n] != (low, high) {
                    continue;
                }
                let answer = if bound < 0 { Whole::None } else { self.whole_city(Some((&sum, side, bound))) };
                match answer {
                    Whole::City(city) => self.note(&city, of, seen),
                    Whole::None if bound == nearest && up => top = true,
                    Whole::None if bound == nearest => bottom = true,
                    Whole::None => {}
                    Whole::Unknown => given_up = true,
                }
            }
            if given_up && seen[n] == (low, high) {
                return false;
            }
        }
        true
    }

    /// The program over the whole system, without a goal: a slack variable for each published number.
    fn program(&self, whole: bool) -> (Problem, Vec<Variable>) {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        // Counts are finite; the bound keeps a program without upper limit from running away.
        let variables: Vec<_> = (0..self.unknowns)
            .map(|_| if whole { problem.add_integer_var(0.0, (0, 100_000)) } else { problem.add_var(0.0, (0.0, 1e5)) })
            .collect();
        for (sum, interval) in &self.rows {
            let high = interval.high.map_or(f64::INFINITY, f64::from);
            let published = problem.add_var(0.0, (f64::from(interval.low), high));
            let terms: Vec<_> = sum.iter().map(|a| (variables[*a], 1.0)).chain([(published, -1.0)]).collect();
            problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, 0.0);
        }
        (problem, variables)
    }

    /// A city of whole numbers in which a sum lies at or beyond a bound. Not known where the time does not suffice, or
    /// where the solver gives up: its branching asserts what rounding can break.
    fn whole_city(&mut self, beyond: Option<(&[usize], ComparisonOp, i64)>) -> Whole {
        self.solved.1 += 1;
        let (mut program, variables) = self.program(true);
        if let Some((sum, side, bound)) = beyond {
            let terms: Vec<_> = sum.iter().map(|a| (variables[*a], 1.0)).collect();
            program.add_constraint(terms.as_slice(), side, bound as f64);
        }
        program.set_time_limit(PATIENCE);
        let solution = match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| program.solve())) {
            Ok(Ok(solution)) => solution,
            Ok(Err(microlp::Error::Infeasible)) => return Whole::None,
            _ => return Whole::Unknown,
        };
        let whole = |v: &Variable| {
            let x = *solution.var_value_raw(*v);
            ((x - x.round()).abs() < TOLERANCE).then(|| x.round() as i64)
        };
        let city: Option<Vec<i64>> = variables.iter().map(whole).collect();
        match city {
            Some(city) if *solution.stop_reason() == StopReason::Finished => Whole::City(city),
            _ => Whole::Unknown,
        }
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
