//! The sentences for twenty situations, word for word in three languages.
//!
//! A change of wording changes `sentences.txt` beside this file; read it there. With `AULA_WRITE_SENTENCES=1` the test
//! writes the file anew.

use aula_analysis::sentence::*;
use aula_analysis::{ClassCounts, Correction};
use aula_statistics::{EmergingClass, HotspotClass, Kernel, Quadrant};
use h3o::Resolution;
use jiff::civil::{Date, date};

fn sure(value: f64) -> Sureness {
    Sureness { value, correction: Correction::BenjaminiHochberg, compared: 39_039 }
}

fn cell(count: u64, ring: f64, class: HotspotClass, sureness: Sureness) -> HotspotCellFacts {
    let ring = Some(RingFacts { count: ring, expected: 1.7931, cells: 7 });
    HotspotCellFacts { counted: Counted::Incidents, count, ring, total: 10_000, class: Some(class), sureness }
}

fn year(year: i16) -> Days {
    let new_year = |year| -> Date { date(year, 1, 1) };
    Days { from: new_year(year), to: new_year(year + 1) }
}

fn moved(before: u64, after: u64, expected: f64, q: f64) -> ChangeFacts {
    ChangeFacts {
        counted: Counted::Incidents,
        place: Compared::Cells,
        before_days: year(2024),
        before,
        after_days: year(2025),
        after,
        expected,
        basis: ChangeBasis::WholeArea,
        sureness: sure(q),
    }
}

fn map(classes: &ClassCounts) -> Sentence {
    hotspot_map(&HotspotMapFacts {
        counted: Counted::Incidents,
        total: 10_021,
        n: 39_039,
        classes,
        correction: Correction::BenjaminiHochberg,
        left_out: 111,
        outside: 22,
    })
}

fn history(class: EmergingClass, hot: u32, tau: f64, trend_p: f64) -> Sentence {
    emerging(&EmergingFacts {
        counted: Counted::Incidents,
        class,
        steps: 12,
        hot,
        cold: 0,
        silent: 1,
        last: 25.0,
        expected: 8.5,
        tau,
        trend_p,
        n: 39_039,
        level: 0.05,
    })
}

/// The twenty situations.
fn situations() -> Vec<(&'static str, Sentence)> {
    use HotspotClass::{Cold95, Hot90, Hot99, NotSignificant, TooFew};
    let uncorrected = Sureness { correction: Correction::None, ..sure(0.08) };
    let found = ClassCounts::from([("hot_99", 21), ("hot_95", 4), ("cold_90", 2), ("not_significant", 39_012)]);
    let moran = MoranCellFacts {
        counted: Counted::Incidents,
        count: 22,
        neighbours: 0.5,
        mean: 0.2561,
        quadrant: Quadrant::HL,
        i: -1.25,
        permutations: 999,
        sureness: sure(0.032),
    };
    let rate = RateFacts {
        counted: Counted::Incidents,
        name: "Самал-2",
        count: 25,
        exposure_kind: Exposure::Residents,
        exposure: 5_021.0,
        rate: 4.979,
        mean: 2.5,
        expected: 12.55,
        eb_rate: 4.1,
        interval: (2.9, 6.2),
        n: 111,
    };
    let near = NearRepeatFacts {
        counted: Counted::Incidents,
        n: 1_111,
        distance_m: Some((1.0, 100.0)),
        days: (0, 7),
        observed: 42,
        expected: 21.3,
        p: 0.001,
        permutations: 999,
        bands: 12,
    };
    let month = SeasonalFacts {
        counted: Counted::Incidents,
        days: Days { from: date(2025, 11, 1), to: date(2025, 12, 1) },
        observed: 111,
        expected: 82.4,
        interval: (64.0, 101.0),
        n: 36,
        registered: None,
    };
    vec![
        ("1 a hot cell, very strong", hotspot_cell(&cell(5, 25.0, Hot99, sure(0.0002)))),
        ("2 a hot cell, some evidence, one incident", hotspot_cell(&cell(1, 11.0, Hot90, sure(0.0721)))),
        ("3 a cold cell", hotspot_cell(&cell(0, 0.0, Cold95, sure(0.041)))),
        ("4 neither hot nor cold", hotspot_cell(&cell(2, 2.0, NotSignificant, sure(0.63)))),
        ("5 a hot cell without correction", hotspot_cell(&cell(2, 5.0, Hot90, uncorrected))),
        ("6 a cell among too few", hotspot_cell(&HotspotCellFacts { total: 21, ..cell(11, 11.0, TooFew, sure(1.0)) })),
        (
            "7 a cell outside the study set, of places",
            hotspot_cell(&HotspotCellFacts {
                counted: Counted::Places,
                class: None,
                ring: None,
                ..cell(21, 0.0, NotSignificant, sure(f64::NAN))
            }),
        ),
        ("8 a map with hot and cold cells", map(&found)),
        ("9 a map without any", map(&ClassCounts::from([("not_significant", 39_039)]))),
        ("10 a rise", change(&moved(11, 35, 13.2, 0.003))),
        ("11 no clear change", change(&moved(21, 25, 22.0, 0.71))),
        (
            "12 a density",
            density(&DensityFacts {
                counted: Counted::Incidents,
                density: 123.4,
                per: DensityPer::Km2,
                kernel: Kernel::Quartic,
                bandwidth_m: 450.0,
                total: 10_021,
                mean: 17.55,
            }),
        ),
        ("13 intensifying", history(EmergingClass::IntensifyingHot, 11, 0.7, 0.0004)),
        ("14 no pattern in time", history(EmergingClass::None, 0, 0.1, 0.4)),
        ("15 an odd one out", moran_cell(&moran)),
        (
            "16 concentration",
            concentration(&ConcentrationFacts {
                counted: Counted::Incidents,
                level: Compared::Cells,
                n: 39_039,
                total: 10_022,
                top_units: 0.05,
                top_share: 0.421,
                half_units: 0.068,
                gini: 0.447,
            }),
        ),
        ("17 near repeats", near_repeat(&near)),
        ("18 a rate above the others", rates(&rate)),
        (
            "19 hot on most grids",
            robustness(&RobustnessFacts {
                counted: Counted::Incidents,
                hot: 5,
                judged: 7,
                resolutions: &[Resolution::Nine, Resolution::Ten, Resolution::Eleven],
                shifted: 4,
            }),
        ),
        ("20 a month above its season", seasonal(&month)),
    ]
}

/// Spaces at which no line breaks are written as plain ones in the file.
fn written(situations: &[(&str, Sentence)]) -> String {
    let one = |(title, s): &(&str, Sentence)| format!("# {title}\nkk: {}\nru: {}\nen: {}\n\n", s.kk, s.ru, s.en);
    situations.iter().map(one).collect::<String>().replace('\u{a0}', " ")
}

#[test]
fn twenty_situations_are_said_word_for_word() {
    let said = written(&situations());
    if std::env::var_os("AULA_WRITE_SENTENCES").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sentences.txt");
        std::fs::write(file, &said).expect("the file beside the test");
    }
    let expected = include_str!("sentences.txt");
    assert_eq!(situations().len(), 20);
    for (said, expected) in said.split("\n\n").zip(expected.split("\n\n")) {
        assert_eq!(said, expected);
    }
    assert_eq!(said, expected);
}

/// Every reason for saying nothing.
const REASONS: [Nothing; 16] = [
    Nothing::TooFew { cells: 21, count: 11 },
    Nothing::NoVariation,
    Nothing::OutsideStudy,
    Nothing::Undefined,
    Nothing::NoNeighbours,
    Nothing::NoRecords,
    Nothing::NoExposure,
    Nothing::ExposureFault { count: 22 },
    Nothing::TooFewSteps { found: 2, needed: 5 },
    Nothing::TooFewPeriods { found: 11, needed: 24 },
    Nothing::OnePoint,
    Nothing::NoExpectedPairs { observed: 21 },
    Nothing::NoGrid,
    Nothing::TooFewForModel { found: 21, needed: 50 },
    Nothing::NothingKept,
    Nothing::NoImprovement,
];

#[test]
fn nothing_is_left_unfilled_and_no_word_is_missing() {
    let mut said: Vec<Sentence> = situations().into_iter().map(|(_, s)| s).collect();
    for counted in [Counted::Incidents, Counted::Places] {
        said.extend(REASONS.iter().map(|reason| nothing(reason, counted)));
    }
    said.extend(EmergingClass::ALL.map(|class| history(class, 3, -0.7, 0.01)));
    let map = MoranMapFacts { counted: Counted::Places, total: 21, n: 31, i: 0.3, expected: -0.0333, p: 0.002 };
    said.extend([(0.3, 0.002), (-0.3, 0.002), (0.0, 0.5)].map(|(i, p)| moran_map(&MoranMapFacts { i, p, ..map })));
    said.push(change(&ChangeFacts { basis: ChangeBasis::SameRate, place: Compared::Areas, ..moved(9, 0, 9.0, 0.02) }));
    said.push(change(&moved(0, 0, 0.0, 1.0)));
    for s in &said {
        for text in [&s.kk, &s.ru, &s.en] {
            assert!(!text.is_empty() && !text.contains(['{', '}', '|']), "{text}");
            assert!(!text.contains("NaN") && !text.contains("inf") && !text.contains("  "), "{text}");
            assert!(text.ends_with('.'), "{text}");
        }
    }
}

#[test]
fn places_are_set_against_danger_in_no_language() {
    let said = written(&situations()).to_lowercase();
    for word in ["danger", "risky", "опасн", "қауіп", "criminal", "преступн", "қылмыс"] {
        assert!(!said.contains(word), "{word}");
    }
}

#[test]
fn what_cannot_be_compared_says_so() {
    let near = |observed, expected| {
        near_repeat(&NearRepeatFacts {
            counted: Counted::Incidents,
            n: 5,
            distance_m: None,
            days: (0, 1),
            observed,
            expected,
            p: 0.5,
            permutations: 999,
            bands: 1,
        })
    };
    assert!(near(1, 0.0).ru.ends_with("сравнить 1 пару не с чем."));
    assert!(near(1, 0.0).en.contains("within 0 to 1 day of each other: 1 pair;"), "{}", near(1, 0.0).en);
    let grids = RobustnessFacts { counted: Counted::Incidents, hot: 0, judged: 0, resolutions: &[], shifted: 0 };
    assert!(robustness(&grids).en.starts_with("No verdict"));
    let undefined = hotspot_cell(&cell(3, 3.0, HotspotClass::NotSignificant, sure(f64::NAN)));
    assert_eq!(undefined.en, "In this cell: 3 incidents. No verdict: the comparison is undefined for this cell.");
}
