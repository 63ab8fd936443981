//! Risk on real data: Chicago's burglaries with the 311 factors of the same year, and its assaults over five years.

mod real;

use aula_analysis::risk::{RiskDesign, RiskQuery, RiskReport, ScoreRow, Standing, Validation, risk};
use aula_analysis::{GridQuery, StudySetKind, StudySets};
use aula_disclosure::disclose;
use aula_model::{Period, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use h3o::Resolution;

fn query(category: &str, from: &str, to: &str) -> RiskQuery {
    let period = Period::new(Some(from.parse().unwrap()), Some(to.parse().unwrap())).unwrap();
    let slice = Slice { period, categories: [category.parse().unwrap()].into(), ..Slice::default() };
    let grid = GridQuery {
        slice,
        layer: Layer::Incidents,
        resolution: Resolution::Nine,
        study_set: StudySetKind::Area,
        cell: None,
    };
    RiskQuery::new(grid)
}

fn run(snapshot: &Snapshot, query: &RiskQuery) -> RiskReport {
    let viewer = Viewer::operator();
    let found = risk(&viewer, snapshot, &StudySets::default(), query).expect("a run");
    disclose(found, &viewer).unwrap().into_inner().report
}

fn row<'a>(validation: &'a Validation, method: &str, share: f64) -> &'a ScoreRow {
    validation.rows.iter().find(|r| r.method == method && r.share == share).expect("a row")
}

fn print(what: &str, validation: &Validation) {
    for r in validation.rows.iter().filter(|r| r.share == 0.05 || r.share == 0.10) {
        let versus = r.model_less_this.map_or_else(String::new, |c| {
            let pei = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.4}"));
            format!(
                " model_less_this={:+.4} [{:+.4},{:+.4}] pei {} [{},{}] {:?}",
                c.hit_rate,
                c.low,
                c.high,
                pei(c.pei),
                pei(c.pei_low),
                pei(c.pei_high),
                c.standing
            )
        });
        println!(
            "prove: {what} {} share={} {} bandwidth={:.0} hit_rate={:.4} [{:.4},{:.4}] pai={:.2} pei={:.4}{versus}",
            validation.from.get(..4).unwrap_or(""),
            r.share,
            r.method,
            r.bandwidth_m.unwrap_or(0.0),
            r.hit_rate,
            r.low,
            r.high,
            r.pai,
            r.pei.unwrap_or(f64::NAN),
        );
    }
}

/// The factors are of the same year as the burglaries: this is explanation. Every cell is foretold by a model that was
/// trained, its penalty too, on other blocks of space.
#[test]
fn burglaries_are_explained_better_than_by_any_density() {
    let Some(folder) = real::folder() else { return };
    let mut maker = real::Maker::new(folder);
    maker
        .incidents("burglary_2016_daily.csv.gz", "burglary", "date", "lon", "lat")
        .incidents("burglary_2017.csv.gz", "burglary", "year", "lon", "lat")
        .factors();
    let snapshot = maker.snapshot();
    let mut gains = Vec::new();
    for seed in [1, 2, 3] {
        let explained =
            RiskQuery { design: RiskDesign::Explain, seed, ..query("burglary", "2017-01-01", "2018-01-01") };
        let report = run(&snapshot, &explained);
        let validation = &report.validation[0];
        if seed == 1 {
            print("burglary", validation);
            report.factors.iter().for_each(|f| println!("prove: burglary {}", f.sentence.en));
            println!("prove: burglary penalty {} of {:?}", report.penalty, report.penalties);
        }
        assert_eq!((validation.tested_on, validation.incidents, report.settings.n), ("blocks_of_space", 6876, 5306));
        assert!(report.warnings.iter().any(|w| w.code == "same_period"), "the page says that this is explanation");
        for method in ["uniform", "last_counts", "best_density", "factors_only"] {
            for share in [0.05, 0.10] {
                let against = row(validation, method, share).model_less_this.unwrap();
                assert_eq!(against.standing, Standing::Wins, "{method} at {share}, seed {seed}");
            }
        }
        let gain = |share: f64| row(validation, "best_density", share).model_less_this.unwrap();
        println!(
            "prove: burglary seed={seed} over best density: 5 % {:+.4}, 10 % {:+.4}",
            gain(0.05).hit_rate,
            gain(0.10).hit_rate
        );
        gains.push((gain(0.05).hit_rate, gain(0.10).hit_rate));
    }
    let mean = |pick: fn(&(f64, f64)) -> f64| gains.iter().map(pick).sum::<f64>() / gains.len() as f64;
    assert!(mean(|g| g.0) > 0.005 && mean(|g| g.1) > 0.01, "{gains:?}");
}

/// Each year by what was known before it.
#[test]
fn assaults_are_foretold_year_by_year() {
    let Some(folder) = real::folder() else { return };
    let mut maker = real::Maker::new(folder);
    maker.incidents("aggravated_assaults_2010_2017.csv.gz", "assault", "date", "longitude", "latitude");
    let snapshot = maker.snapshot();
    let rolling = RiskQuery { rolls: 5, ..query("assault", "2017-01-01", "2018-01-01") };
    let report = run(&snapshot, &rolling);
    let years: Vec<&str> = report.validation.iter().map(|v| &v.from[..4]).collect();
    assert_eq!(years, ["2017", "2016", "2015", "2014", "2013"]);
    for validation in &report.validation {
        assert_eq!(validation.past_periods, validation.from[..4].parse::<usize>().unwrap() - 2010);
        print("assault", validation);
        for share in [0.05, 0.10] {
            let last = row(validation, "last_counts", share).model_less_this.unwrap();
            assert_eq!(last.standing, Standing::Wins, "{} at {share}", validation.from);
            for method in ["earlier_counts", "best_density"] {
                let other = row(validation, method, share).model_less_this.unwrap();
                assert_ne!(other.standing, Standing::Loses, "{method} {} at {share}", validation.from);
            }
        }
    }
}
