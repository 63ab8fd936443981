//! Invented cities for the tests: cells and areas that overlap without nesting, few or many incidents, small places.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::allow_attributes,
    reason = "each test file uses its own part of the module"
)]

use aula_disclosure::{Calendar, Counts, Ground, Group, Groups, Place, PlaceId, Precise, Quarter, Row, UnitId};
use aula_model::{AreaId, AreaKind, CategoryCode, CategoryTable, ReportedBy};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;

/// How large a city is and how much happens in it.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Cells along each side.
    pub cells: usize,
    /// Micro-districts along each side; they cut through the cells.
    pub micro: usize,
    /// Districts, each a strip of micro-districts.
    pub districts: usize,
    /// Category groups, 1 to 4.
    pub groups: usize,
    /// Mean count per piece of ground, quarter and group where most happens.
    pub busiest: f64,
    /// Whether there are cells at resolution 9.
    pub fine: bool,
}

/// A city with the incidents of its quarters, in order of time.
pub struct City {
    pub ground: Ground,
    pub groups: Groups,
    pub table: CategoryTable,
    /// The places of each piece of ground.
    pub pieces: Vec<Vec<PlaceId>>,
    codes: Vec<CategoryCode>,
    /// By quarter, piece and group.
    pub exact: Vec<Vec<Vec<u32>>>,
}

pub const FIRST: (i16, u8) = (2023, 1);

pub fn first() -> Quarter {
    Quarter::new(FIRST.0, FIRST.1).unwrap()
}

fn area(kind: &str, n: usize) -> AreaId {
    AreaId::new(&AreaKind::new(kind).unwrap(), &format!("{n:04}")).unwrap()
}

impl City {
    /// A city by its seed. The ground is a square sampled on a fine raster; a raster point belongs to one cell, one
    /// fine cell, one micro-district and one district, and the pieces are what occurs together.
    pub fn random(seed: u64, size: Size, quarters: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut pieces = BTreeSet::new();
        let raster = size.cells * 6;
        let cut: Vec<f64> = (0..size.micro).map(|_| rng.random_range(-0.2..0.2)).collect();
        for x in 0..raster {
            for y in 0..raster {
                let (u, v) = ((x as f64 + 0.5) / raster as f64, (y as f64 + 0.5) / raster as f64);
                let cell = (u * size.cells as f64) as usize * size.cells + (v * size.cells as f64) as usize;
                let row = ((u * size.micro as f64 + cut[(v * size.micro as f64) as usize]).max(0.0) as usize)
                    .min(size.micro - 1);
                let micro = row * size.micro + (v * size.micro as f64) as usize;
                // Fine cells follow the point and lie across the edges of the coarse ones now and then.
                let fine = |w: f64| ((w * 2.0 * size.cells as f64 + 0.3) as usize).min(2 * size.cells);
                let mut places = vec![
                    PlaceId::District(area("district", row * size.districts / size.micro)),
                    PlaceId::MicroDistrict(area("micro_district", micro)),
                    PlaceId::Cell8(format!("88{cell:05x}")),
                ];
                if size.fine {
                    places.push(PlaceId::Cell9(format!("89{:05x}", fine(u) * (2 * size.cells + 1) + fine(v))));
                }
                pieces.insert(places);
            }
        }
        let pieces: Vec<_> = pieces.into_iter().collect();
        let ids: BTreeSet<PlaceId> = pieces.iter().flatten().cloned().chain([PlaceId::City]).collect();
        let places = ids.into_iter().map(|id| {
            let addresses = match rng.random_range(0..20) {
                0 => Some(rng.random_range(0..8)),
                1..4 => None,
                _ => Some(rng.random_range(8..400)),
            };
            let area_m2 = if rng.random_bool(0.1) { 90_000.0 } else { 730_000.0 };
            Place { id, addresses, area_m2 }
        });
        let ground = Ground::new(places.collect::<Vec<_>>(), pieces.clone()).unwrap();
        let table = CategoryTable::default();
        let codes: Vec<_> = ["assault", "burglary", "theft", "vandalism"][..size.groups]
            .iter()
            .map(|c| CategoryCode::new(c).unwrap())
            .collect();
        let group = |c: &CategoryCode| Group { name: c.to_string(), categories: [c.clone()].into() };
        let groups = Groups::new(codes.iter().map(group).collect(), &table).unwrap();
        let level: Vec<f64> = pieces.iter().map(|_| rng.random::<f64>().powi(4) * size.busiest).collect();
        let kind: Vec<f64> = codes.iter().map(|_| rng.random_range(0.2..1.0)).collect();
        let exact = (0..quarters)
            .map(|_| {
                let poisson = |rng: &mut ChaCha8Rng, mean: f64| {
                    let (mut n, mut p, floor) = (0, rng.random::<f64>(), (-mean).exp());
                    while p > floor {
                        p *= rng.random::<f64>();
                        n += 1;
                    }
                    n
                };
                level.iter().map(|l| kind.iter().map(|k| poisson(&mut rng, l * k)).collect()).collect()
            })
            .collect();
        Self { ground, groups, table, pieces, codes, exact }
    }

    /// A random small city for the attacker.
    pub fn small(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed);
        let size = Size {
            cells: rng.random_range(2..=4),
            micro: rng.random_range(1..=3),
            districts: rng.random_range(1..=2),
            groups: rng.random_range(1..=3),
            busiest: *[2.0, 6.0, 15.0, 40.0].get(rng.random_range(0..4)).unwrap_or(&6.0),
            fine: rng.random_bool(0.3),
        };
        Self::random(seed, size, 12)
    }

    /// The exact counts of the first quarters of a calendar, as the service would tally them.
    pub fn counts(&self, calendar: &Calendar) -> Precise<Counts> {
        Counts::tally(&self.ground, calendar, &self.groups, &self.table, self.rows(calendar)).0
    }

    /// One row for each incident.
    pub fn rows(&self, calendar: &Calendar) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        for (n, pieces) in self.exact.iter().take(calendar.quarters()).enumerate() {
            let quarter = first().plus(u16::try_from(n).unwrap());
            for (places, groups) in self.pieces.iter().zip(pieces) {
                for (category, count) in self.codes.iter().zip(groups) {
                    let row = Row { category, reported_by: ReportedBy::Resident, quarter, places };
                    rows.extend(std::iter::repeat_n(row, *count as usize));
                }
            }
        }
        rows
    }

    /// The exact count of a unit, by plain addition.
    pub fn exact(&self, unit: &UnitId) -> u32 {
        let start = unit.period.first().since(first()).unwrap();
        let groups = || self.groups.as_slice().iter().map(|g| &g.name);
        let mut sum = 0;
        for quarter in &self.exact[start..start + usize::from(unit.period.quarters())] {
            for (places, counts) in self.pieces.iter().zip(quarter) {
                if unit.place == PlaceId::City || places.contains(&unit.place) {
                    let wanted =
                        groups().zip(counts).filter(|(g, _)| unit.group.as_ref().is_none_or(|only| only == *g));
                    sum += wanted.map(|(_, n)| n).sum::<u32>();
                }
            }
        }
        sum
    }
}
