//! How long a publication of a city takes and how much of it is shown.

mod city;

use aula_disclosure::{Calendar, Settings, publish};
use aula_model::Viewer;
use city::{City, Size, first};
use std::time::Instant;

#[test]
#[ignore = "prints how a large city fares; run in release"]
fn prove_almaty() {
    let size =
        Size { cells: 26, micro: 13, districts: 8, groups: 4, busiest: 4.0, fine: std::env::var("FINE").is_ok() };
    let city = City::random(1, size, 8);
    let mut earlier = None;
    for quarters in [4, 8] {
        let calendar = Calendar::by_year(first(), quarters).unwrap();
        let counts = city.counts(&calendar);
        let start = Instant::now();
        println!("{quarters} quarters");
        let proposal =
            publish(&counts, &Settings::default(), jiff::civil::date(2025, 1, 15), earlier.as_ref()).unwrap();
        println!(
            "{quarters} quarters, {} pieces, {} units: {:?}",
            city.pieces.len(),
            proposal.publication.get().units().len(),
            start.elapsed()
        );
        let review = aula_disclosure::disclose(proposal.review, &Viewer::operator()).unwrap().into_inner();
        println!("{} widened", review.widened.len());
        for (k, u) in &review.utility {
            println!(
                "{k:?} {:?} incidents {} plain {:.3} shown {:.3}",
                u.units,
                u.incidents,
                u.incidents_plain as f64 / u.incidents as f64,
                u.incidents_shown as f64 / u.incidents as f64
            );
        }
        earlier = Some(proposal.publication);
    }
}
