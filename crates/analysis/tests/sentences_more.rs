//! The sentences of maps, seasons, other grids, late registration and chains, word for word in `sentences_more.txt`; and
//! their nouns by number: 1, 2, 5, 11, 21, 22, 25, 111.

use aula_analysis::sentence::*;
use aula_analysis::{ClassCounts, Correction};
use aula_statistics::{EmergingClass, Kernel, Quadrant};
use h3o::Resolution;
use jiff::civil::date;

const NUMBERS: [u64; 8] = [1, 2, 5, 11, 21, 22, 25, 111];

fn days(from: i16) -> Days {
    Days { from: date(from, 1, 1), to: date(from + 1, 1, 1) }
}

fn month(observed: u64, registered: Option<f64>) -> SeasonalFacts {
    SeasonalFacts {
        counted: Counted::Incidents,
        days: Days { from: date(2025, 12, 1), to: date(2026, 1, 1) },
        observed,
        expected: 82.4,
        interval: (64.0, 101.0),
        n: 35,
        registered,
    }
}

fn moved(up: u64, down: u64, basis: ChangeBasis) -> ChangeMapFacts {
    ChangeMapFacts {
        counted: Counted::Incidents,
        before_days: days(2024),
        before: 10_021,
        after_days: days(2025),
        after: 11_022,
        basis,
        tested: 5_211,
        n: 39_039,
        up,
        down,
        judged: true,
    }
}

fn late_days(days: u32) -> Sentence {
    late(&LateFacts { source: "police", days, as_of: date(2026, 1, 3), registered: 0.62 })
}

fn linked(n: u64) -> Sentence {
    let counted = Counted::Incidents;
    chains(&ChainsFacts { counted, n, chains: n, linked: 2 * n, longest: 4, distance_m: 100.0, days: n as u32 })
}

fn on_grids(hot: u32, judged: u32) -> Sentence {
    let resolutions = [Resolution::Nine, Resolution::Eight, Resolution::Ten];
    robustness(&RobustnessFacts { counted: Counted::Incidents, hot, judged, resolutions: &resolutions, shifted: 4 })
}

fn situations() -> Vec<(&'static str, Sentence)> {
    let classes =
        [EmergingClass::NewHot, EmergingClass::PersistentHot, EmergingClass::None, EmergingClass::OscillatingCold];
    let density = |per| DensityMapFacts {
        counted: Counted::Incidents,
        peak: 12.3,
        per,
        kernel: Kernel::Quartic,
        bandwidth_m: 900.0,
        total: 10_021,
        mean: 2.25,
    };
    let counts = ClassCounts::from([("hot_99", 21), ("not_significant", 39_018)]);
    let map = |around, correction| {
        hotspot_map(&HotspotMapFacts {
            counted: Counted::Incidents,
            total: 10_021,
            n: 39_039,
            classes: &counts,
            around,
            correction,
            left_out: 0,
            outside: 0,
        })
    };
    let area = MoranAreaFacts {
        counted: Counted::Incidents,
        name: "Самал-2",
        count: 25,
        quadrant: Quadrant::HH,
        i: 1.5,
        permutations: 999,
        sureness: Sureness { value: 0.02, correction: Correction::BenjaminiYekutieli, compared: 111 },
    };
    vec![
        ("density on the ground", density_map(&density(DensityPer::Km2))),
        ("density over residents", density_map(&density(DensityPer::Thousand(Exposure::Residents)))),
        ("change, some moved", change_map(&moved(21, 2, ChangeBasis::SameRate))),
        ("change against the season, none moved", change_map(&moved(0, 0, ChangeBasis::Season))),
        (
            "change without a verdict",
            change_map(&ChangeMapFacts { judged: false, before: 5, after: 11, ..moved(0, 0, ChangeBasis::WholeArea) }),
        ),
        (
            "histories",
            emerging_map(&EmergingMapFacts {
                counted: Counted::Incidents,
                total: 10_021,
                n: 4,
                steps: 12,
                silent: 1,
                level: 0.05,
                classes: &classes,
            }),
        ),
        ("Gi by permutation of wider rings", map(Around::WithoutSelf, Correction::BenjaminiYekutieli)),
        ("Gi* of other neighbours", map(Around::OthersWithSelf, Correction::BenjaminiHochberg)),
        (
            "rates of areas",
            rates_map(&RatesMapFacts {
                counted: Counted::Incidents,
                count: 10_021,
                exposure_kind: Exposure::Residents,
                rate: 5.4,
                n: 111,
                above: 21,
                below: 2,
            }),
        ),
        ("an area like its neighbours", moran_area(&area)),
        ("an area that touches none", moran_area(&MoranAreaFacts { quadrant: Quadrant::NoNeighbours, ..area })),
        ("hot on all grids", on_grids(7, 7)),
        ("hot on few grids", on_grids(2, 7)),
        (
            "a map over several grids",
            robustness_map(&RobustnessMapFacts { counted: Counted::Incidents, hot: 22, stays: 11, judged: 7 }),
        ),
        ("a month below its season", seasonal(&month(41, None))),
        ("a month not registered in full", seasonal(&month(41, Some(0.62)))),
        ("late registration", late_days(22)),
        ("chains", linked(22)),
        (
            "concentration over places",
            concentration(&ConcentrationFacts {
                counted: Counted::Incidents,
                level: Compared::Places,
                n: 2_021,
                total: 10_021,
                top_units: 0.05,
                top_share: 0.31,
                half_units: 0.12,
                gini: 0.4,
            }),
        ),
    ]
}

#[test]
fn maps_seasons_grids_and_chains_are_said_word_for_word() {
    let mut text = String::new();
    for (name, Sentence { kk, ru, en }) in situations() {
        text.push_str(&format!("# {name}\nkk: {kk}\nru: {ru}\nen: {en}\n\n"));
        for said in [&kk, &ru, &en] {
            assert!(!said.contains(['{', '}', '|']) && !said.contains("  ") && said.ends_with('.'), "{said}");
        }
    }
    assert_eq!(text, include_str!("sentences_more.txt"), "\n{text}");
}

#[test]
fn days_and_chains_have_the_endings_of_their_number() {
    let russian = ["день", "дня", "дней", "дней", "день", "дня", "дней", "дней"];
    for (n, word) in NUMBERS.into_iter().zip(russian) {
        let said = late_days(n as u32);
        assert!(said.ru.contains(&format!("({n} {word})")), "{}", said.ru);
        assert!(said.kk.contains(&format!("соңғы {n} күнде")), "{}", said.kk);
        let word = if n == 1 { "day" } else { "days" };
        assert!(said.en.contains(&format!("the last {n} {word} ")), "{}", said.en);
    }
    let russian = ["цепочка", "цепочки", "цепочек", "цепочек", "цепочка", "цепочки", "цепочек", "цепочек"];
    let genitive = ["дня", "дней", "дней", "дней", "дня", "дней", "дней", "дней"];
    for ((n, word), days) in NUMBERS.into_iter().zip(russian).zip(genitive) {
        let said = linked(n);
        assert!(
            said.ru.contains(&format!("{n} {word}.")) && said.ru.contains(&format!("менее {n} {days}:")),
            "{}",
            said.ru
        );
        assert!(said.kk.contains(&format!("{n} тізбек")), "{}", said.kk);
        let word = if n == 1 { "chain" } else { "chains" };
        assert!(said.en.contains(&format!("{n} {word}.")), "{}", said.en);
    }
}

#[test]
fn incidents_of_a_month_and_grids_have_the_endings_of_their_number() {
    let russian = [
        "происшествие",
        "происшествия",
        "происшествий",
        "происшествий",
        "происшествие",
        "происшествия",
        "происшествий",
        "происшествий",
    ];
    for (n, word) in NUMBERS.into_iter().zip(russian) {
        let said = seasonal(&month(n, None));
        assert!(said.ru.contains(&format!(": {n} {word};")), "{}", said.ru);
        assert!(said.kk.contains(&format!(": {n} оқиға;")), "{}", said.kk);
        let word = if n == 1 { "incident" } else { "incidents" };
        assert!(said.en.contains(&format!(": {n} {word};")), "{}", said.en);
    }
    let grids = ["сетки", "сеток", "сеток", "сеток", "сетки", "сеток", "сеток", "сеток"];
    for (n, word) in NUMBERS.into_iter().zip(grids) {
        let said = on_grids(1, n as u32);
        assert!(said.ru.contains(&format!("из {n} {word}")) && said.kk.contains(&format!("{n} тордың")), "{}", said.ru);
        let areas = rates_map(&RatesMapFacts {
            counted: Counted::Incidents,
            count: n,
            exposure_kind: Exposure::Residents,
            rate: 1.0,
            n,
            above: n,
            below: 0,
        });
        let word = if n == 1 { "area" } else { "areas" };
        assert!(areas.en.contains(&format!("Surely above it: {n} {word};")), "{}", areas.en);
        assert!(areas.kk.contains(&format!("{n} аумақта")), "{}", areas.kk);
    }
}
