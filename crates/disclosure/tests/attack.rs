//! The proof of the public layer: an attacker who knows everything published finds no hidden count, and does find
//! some in a naive publication put in its place.

mod attacker;
mod city;

use aula_disclosure::{Calendar, Class, Interval, Publication, Published, Settings, UnitId, publish};
use attacker::{Attacker, Found};
use city::{City, first};

fn attack<'a>(most: usize, city: &City, calendar: &Calendar, published: impl IntoIterator<Item = (&'a UnitId, Interval)>) -> Vec<Found> {
    let groups: Vec<_> = city.groups.as_slice().iter().map(|g| g.name.clone()).collect();
    let mut attacker = Attacker::new(&city.ground, calendar, &groups, published);
    let broken = attacker.broken(most);
    println!("{} secrets, {} solved, {} broken", attacker.secrets.len(), attacker.solved, broken.len());
    broken
}

/// Three successive versions: four, six and nine quarters.
fn versions(city: &City) -> Vec<(Calendar, Published<Publication>)> {
    let mut all: Vec<(Calendar, Published<Publication>)> = Vec::new();
    for quarters in [4, 6, 9] {
        let calendar = Calendar::by_year(first(), quarters).unwrap();
        let counts = city.counts(&calendar);
        let date = jiff::civil::date(2025, 1, 15);
        let next = publish(&counts, &Settings::default(), date, all.last().map(|v| &v.1)).unwrap().publication;
        all.push((calendar, next));
    }
    all
}

/// The same units, each simply rounded: what rule 3 alone would publish.
fn naive(city: &City, calendar: &Calendar, publication: &Publication) -> Vec<(UnitId, Interval)> {
    let groups: Vec<_> = city.groups.as_slice().iter().map(|g| g.name.clone()).collect();
    let exact = |unit: &UnitId| -> u32 {
        let start = unit.period.first().since(calendar.first()).unwrap();
        let quarters = start..start + usize::from(unit.period.quarters());
        let inside = |p: &Vec<aula_disclosure::PlaceId>| unit.place == aula_disclosure::PlaceId::City || p.contains(&unit.place);
        let mut sum = 0;
        for quarter in &city.exact[quarters] {
            for (_, counts) in city.pieces.iter().zip(quarter).filter(|(p, _)| inside(p)) {
                let wanted = |g: &&String| unit.group.as_ref().is_none_or(|only| only == *g);
                sum += groups.iter().zip(counts).filter(|(g, _)| wanted(g)).map(|(_, n)| n).sum::<u32>();
            }
        }
        sum
    };
    publication.units().iter().map(|u| (u.unit.clone(), Class::of(exact(&u.unit)).interval())).collect()
}

fn check(seed: u64) -> usize {
    let city = City::small(seed);
    let versions = versions(&city);
    let (calendar, last) = versions.last().unwrap();
    let all = versions.iter().flat_map(|v| v.1.get().units()).map(|u| (&u.unit, u.class.interval()));
    let broken = attack(usize::MAX, &city, calendar, all);
    assert!(broken.is_empty(), "seed {seed}: {broken:?}");
    let rounded = naive(&city, calendar, last.get());
    attack(1, &city, calendar, rounded.iter().map(|(u, i)| (u, *i))).len()
}

#[test]
fn the_attacker_breaks_rounding_alone_and_not_the_publication() {
    let broken: Vec<_> = (0..4).map(check).collect();
    assert!(broken.iter().filter(|n| **n > 0).count() >= 3, "the attacker is too weak: {broken:?}");
}

#[test]
fn dbg_truth() {
    let n = |k: &str, d: usize| std::env::var(k).ok().and_then(|v| v.parse().ok()).unwrap_or(d);
    let size = city::Size { cells: n("CELLS", 5), micro: n("MICRO", 3), districts: 2, groups: n("GROUPS", 2), busiest: n("BUSY", 4) as f64, fine: false };
    let city = City::random(1, size, 4);
    let calendar = Calendar::by_year(first(), 4).unwrap();
    let counts = city.counts(&calendar);
    let p = publish(&counts, &Settings::default(), jiff::civil::date(2025, 1, 15), None).unwrap();
    let review = aula_disclosure::disclose(p.review, &aula_model::Viewer::operator()).unwrap().into_inner();
    println!("{} widened", review.widened.len());
    for (k, u) in &review.utility {
        println!("{k:?} {:?} incidents {} plain {:.3} shown {:.3}", u.units, u.incidents, u.incidents_plain as f64 / u.incidents as f64, u.incidents_shown as f64 / u.incidents as f64);
    }
    let p = p.publication;
    let rounded = naive(&city, &calendar, p.get());
    let t = std::time::Instant::now();
    let broken = attack(usize::MAX, &city, &calendar, rounded.iter().filter(|(u, _)| p.get().units().iter().find(|v| v.unit == *u).is_some_and(|v| !matches!(v.class, Class::Merged{..}))).map(|(u, i)| (u, *i)));
    println!("{:?} naive broken {}: {:?}", t.elapsed(), broken.len(), broken.iter().take(50).collect::<Vec<_>>());
    let broken = attack(usize::MAX, &city, &calendar, p.get().units().iter().map(|u| (&u.unit, u.class.interval())));
    println!("{:?} broken {}: {:?}", t.elapsed(), broken.len(), broken.iter().take(50).collect::<Vec<_>>());
}
