//! How long the publication of a city of Almaty's size takes, and how much of it is shown.

mod city;

use aula_disclosure::{Calendar, Detail, Level, Settings, disclose, publish};
use aula_model::Viewer;
use city::{City, Size, first};
use std::time::Instant;

#[test]
#[ignore = "a city of 676 cells and 169 micro-districts over two years"]
fn prove_a_city_of_almatys_size_stays_useful() {
    let size = Size { cells: 26, micro: 13, districts: 8, groups: 4, busiest: 4.0, fine: false };
    let city = City::random(1, size, 8);
    let mut earlier = None;
    for quarters in [4, 8] {
        let counts = city.counts(&Calendar::by_year(first(), quarters).unwrap());
        let start = Instant::now();
        let day = jiff::civil::date(2025, 1, 15);
        let proposal = publish(&counts, &Settings::default(), day, earlier.as_ref()).unwrap();
        let units = proposal.publication.get().units().len();
        println!("{quarters} quarters, {} pieces, {units} units: {:?}", city.pieces.len(), start.elapsed());
        let review = disclose(proposal.review, &Viewer::operator()).unwrap().into_inner();
        for ((level, detail), u) in &review.utility {
            println!("{level:?} {detail:?} {:?} {} of {} incidents plain", u.units, u.incidents_plain, u.incidents);
        }
        for level in [Level::Cell8, Level::MicroDistrict] {
            let year = review.utility[&(level, Detail::Year)];
            assert!(year.incidents_shown * 10 >= year.incidents * 9, "{level:?}: {year:?}");
        }
        earlier = Some(proposal.publication);
    }
}
