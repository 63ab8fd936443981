//! Holds our functions to the published vectors in `fixtures/conformance`.

use aula_statistics::*;
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/conformance").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

struct Table(HashMap<String, Vec<String>>);

impl Table {
    fn read(name: &str) -> Self {
        let text = read(name);
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
        let mut columns: HashMap<String, Vec<String>> = HashMap::new();
        for line in lines {
            for (name, field) in header.iter().zip(line.split(',')) {
                columns.entry((*name).to_owned()).or_default().push(field.to_owned());
            }
        }
        Self(columns)
    }

    fn numbers(&self, column: &str) -> Vec<f64> {
        self.0[column].iter().map(|v| v.parse().expect("a number")).collect()
    }

    fn points(&self) -> Vec<[f64; 2]> {
        self.numbers("x_m").into_iter().zip(self.numbers("y_m")).map(|(x, y)| [x, y]).collect()
    }
}

fn near(got: &[f64], want: &[f64], tolerance: f64, what: &str) {
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "{what} {i}: {got} is not {want}");
    }
    assert!(!want.is_empty() && got.len() >= want.len(), "{what}");
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn points(value: &Value) -> Vec<[f64; 2]> {
    value.as_array().expect("a list").iter().map(|p| [number(&p[0]), number(&p[1])]).collect()
}

fn before_after(value: &Value) -> BeforeAfter {
    BeforeAfter { before: number(&value[0]), after: number(&value[1]) }
}

struct City {
    cells: Table,
    weights: Weights,
    expected: Table,
    incidents: Table,
    figures: Value,
}

fn city() -> City {
    let (cells, pairs) = (Table::read("cells.csv"), Table::read("neighbours.csv"));
    let mut rows = vec![vec![]; cells.0["cell"].len()];
    for (i, j) in pairs.numbers("cell").iter().zip(pairs.numbers("neighbour")) {
        rows[*i as usize].push(j as u32);
    }
    City {
        cells,
        weights: Weights::from_rows(&rows).expect("neighbours"),
        expected: Table::read("expected_cells.csv"),
        incidents: Table::read("incidents.csv"),
        figures: serde_json::from_str(&read("expected_city.json")).expect("JSON"),
    }
}

#[test]
fn the_cells_of_the_synthetic_city_have_the_published_figures() {
    let city = city();
    let counts = city.cells.numbers("count");
    let exposure = city.cells.numbers("exposure");
    let want = |column: &str| city.expected.numbers(column);
    let star = gi_star(&counts, &city.weights.with_self()).unwrap();
    let q = benjamini_hochberg(&star.p).unwrap();
    near(&star.z, &want("gi_star_z"), 1e-9, "z");
    near(&star.p, &want("gi_star_p"), 1e-9, "p");
    near(&q, &want("gi_star_q"), 1e-9, "q");
    near(&star.p_normal, &want("gi_star_p_normal"), 1e-9, "p_normal");
    near(&benjamini_hochberg(&star.p_normal).unwrap(), &want("gi_star_q_normal"), 1e-9, "q_normal");
    let classes: Vec<&str> = star.z.iter().zip(&q).map(|(z, q)| classify(*z, *q).as_str()).collect();
    assert_eq!(classes, city.expected.0["gi_star_class"]);
    assert!(classes.contains(&"hot_99") && classes.contains(&"not_significant"));
    let others = gi(&counts, &city.weights).unwrap();
    near(&others.z, &want("gi_z"), 1e-9, "Gi z");
    near(&others.p, &want("gi_p"), 1e-9, "Gi p");
    let moran = local_moran(&counts, &city.weights, 999, 1).unwrap();
    near(&moran.i, &want("local_moran_i"), 1e-9, "Moran");
    let quadrants: Vec<&str> = moran.quadrant.iter().map(|q| q.as_str()).collect();
    assert_eq!(quadrants, city.expected.0["quadrant"]);
    let eb: Vec<f64> = eb_rates(&counts, &exposure).unwrap().rate.into_iter().flatten().collect();
    near(&eb, &want("eb_rate"), 1e-9, "EB");
    near(&eb_standardised(&counts, &exposure).unwrap(), &want("eb_standardised"), 1e-9, "EB standardised");
    let lambda = density(&city.incidents.points(), None, &city.cells.points(), Kernel::Quartic, 450.0).unwrap();
    near(&lambda, &want("density_per_km2"), 1e-9, "density");
    let changed = change(&city.cells.numbers("count_before"), &city.cells.numbers("count_after"), 0.5).unwrap();
    near(&changed.p, &want("change_p"), 1e-9, "change");
}

#[test]
fn the_synthetic_city_has_the_published_figures() {
    let city = city();
    let figures = &city.figures;
    let counts = city.cells.numbers("count");
    let incidents = city.incidents.points();
    let days: Vec<i32> = city.incidents.numbers("day").iter().map(|&d| d as i32).collect();
    let bandwidth = normal_reference_bandwidth_m(&incidents).unwrap();
    near(&[bandwidth], &[number(&figures["normal_reference_bandwidth_m"])], 1e-9, "bandwidth");
    let global = global_moran(&counts, &city.weights).unwrap();
    near(&[global.i], &[number(&figures["global_moran"]["i"])], 1e-9, "Moran");
    near(&[global.z], &[number(&figures["global_moran"]["z_randomisation"])], 1e-9, "Moran z");
    let table = knox(&incidents, &days, &[1.0, 200.0, 400.0], &[1, 8, 15], 999, 1).unwrap().table;
    for (row, want) in table.iter().zip(figures["knox"]["observed"].as_array().unwrap()) {
        assert_eq!(row.iter().map(|c| c.observed as f64).collect::<Vec<_>>(), numbers(want));
    }
    let shares = concentration(&counts).unwrap();
    near(&shares.incidents_in_top, &numbers(&figures["concentration"]["incidents_in_top"]), 1e-12, "top shares");
    near(&[shares.gini], &[number(&figures["concentration"]["gini"])], 1e-12, "Gini");
    let areas = city.cells.numbers("area_m2");
    let (before, after) = (city.cells.numbers("count_before"), city.cells.numbers("count_after"));
    let accuracy = prediction_accuracy(&before, &areas, &after, 0.0, 0.05).unwrap();
    let want = &figures["prediction_before_to_after"];
    near(&[accuracy.pai, accuracy.pei.unwrap()], &[number(&want["pai"]), number(&want["pei_star"])], 1e-9, "PAI");
}

#[test]
fn the_small_examples_have_the_published_figures() {
    let all: Value = serde_json::from_str(&read("oracles.json")).expect("JSON");
    let case = |name: &str| (&all[name], number(all[name].get("tolerance").unwrap_or(&Value::from(0))));

    let (six, tolerance) = case("gi_star_and_gi");
    let weights = distance_band(&points(&six["points"]), number(&six["distance"])).unwrap();
    let y = numbers(&six["y"]);
    near(&gi_star(&y, &weights.with_self()).unwrap().z, &numbers(&six["gi_star_z"]), tolerance, "Gi*");
    near(
        &gi_star(&y, &weights.with_self().row_standardised()).unwrap().z,
        &numbers(&six["gi_star_z"]),
        tolerance,
        "rows",
    );
    near(&gi(&y, &weights).unwrap().z, &numbers(&six["gi_z"]), tolerance, "Gi");

    let (degenerate, _) = case("gi_star_degenerate");
    let all_near = |n: u32| Weights::from_rows(&vec![(0..n).collect::<Vec<u32>>(); n as usize]).unwrap();
    let equal = gi_star(&numbers(&degenerate["no_variation_counts"]), &all_near(4));
    assert!(matches!(equal, Err(StatisticsError::NoVariation { .. })));
    let everything = gi_star(&numbers(&degenerate["everything_is_a_neighbour_counts"]), &all_near(3)).unwrap();
    assert_eq!(everything.defined, [false; 3]);

    let (bh, tolerance) = case("benjamini_hochberg");
    near(&benjamini_hochberg(&numbers(&bh["p"])).unwrap(), &numbers(&bh["q"]), tolerance, "q");
    let (none, _) = case("benjamini_hochberg_none");
    let called = benjamini_hochberg(&numbers(&none["p"])).unwrap().iter().filter(|&&q| q < 0.05).count();
    assert_eq!(called as f64, number(&none["called_at_0_05"]));

    let (eb, tolerance) = case("eb_rate");
    let got = eb_rates(&numbers(&eb["events"]), &numbers(&eb["exposure"])).unwrap();
    near(&[got.mean[0], got.variance[0]], &[number(&eb["mean"]), number(&eb["variance"])], tolerance, "prior");
    near(&got.rate.into_iter().flatten().collect::<Vec<_>>(), &numbers(&eb["rate"]), tolerance, "EB");
    near(&got.weight.into_iter().flatten().collect::<Vec<_>>(), &numbers(&eb["weight"]), tolerance, "EB weight");
    let (clamped, tolerance) = case("eb_rate_clamped");
    let got = eb_rates(&numbers(&clamped["events"]), &numbers(&clamped["exposure"])).unwrap();
    assert_eq!(got.variance[0], number(&clamped["variance"]));
    assert!(got.rate.iter().all(|r| (r.unwrap() - number(&clamped["rate"])).abs() < tolerance));
    let (standardised, tolerance) = case("eb_standardised");
    let got = eb_standardised(&numbers(&standardised["events"]), &numbers(&standardised["exposure"])).unwrap();
    near(&got, &numbers(&standardised["value"]), tolerance, "EB standardised");

    let (island, _) = case("island");
    let rows: Vec<Vec<u32>> = serde_json::from_value(island["rows"].clone()).unwrap();
    let got = local_moran(&numbers(&island["values"]), &Weights::from_rows(&rows).unwrap(), 999, 1).unwrap();
    let quadrants: Vec<Value> = got.quadrant.iter().map(|q| Value::from(q.as_str())).collect();
    assert_eq!(Value::from(quadrants), island["quadrants"]);

    let (pai, tolerance) = case("pai");
    let observed = numbers(&pai["observed"]);
    let top =
        |cells: f64| prediction_accuracy(&numbers(&pai["predicted"]), &[1.0; 6], &observed, 0.0, cells / 6.0).unwrap();
    for (cells, name) in [(1.0, "top_1"), (3.0, "top_3")] {
        let got = top(cells);
        near(&[got.pai, got.pei.unwrap()], &[number(&pai[name]["pai"]), number(&pai[name]["pei"])], tolerance, name);
    }
    let two = top(2.0);
    let hits = [number(&pai["top_2"]["lowest_hits"]), number(&pai["top_2"]["highest_hits"])];
    near(&[two.lowest_hit_rate * 19.0, two.highest_hit_rate * 19.0], &hits, 1e-9, "ties");

    let (wdd, tolerance) = case("weighted_displacement_difference");
    let (treated, control) = (before_after(&wdd["treated"]), before_after(&wdd["control"]));
    let got = weighted_displacement_difference(treated, control, None, 1.0).unwrap();
    let want = ["difference", "standard_error", "z"].map(|key| number(&wdd[key]));
    near(&[got.difference, got.standard_error, got.z], &want, tolerance, "WDD");
    let more = &wdd["with_displacement"];
    let near_by = (before_after(&more["displacement"]), before_after(&more["displacement_control"]));
    let got = weighted_displacement_difference(treated, control, Some(near_by), 1.0).unwrap();
    let want = ["difference", "standard_error"].map(|key| number(&more[key]));
    near(&[got.difference, got.standard_error], &want, tolerance, "WDD with displacement");
    let (wdq, tolerance) = case("weighted_displacement_quotient");
    let [a, b, c] = ["treated", "buffer", "control"].map(|key| before_after(&wdq[key]));
    near(&[weighted_displacement_quotient(a, b, c).unwrap().unwrap()], &[number(&wdq["value"])], tolerance, "WDQ");
    let (res, tolerance) = case("relative_effect_size");
    let got = relative_effect_size(before_after(&res["treated"]), before_after(&res["control"]), 1.0).unwrap();
    near(&[got.ratio, got.low, got.high], &["ratio", "low", "high"].map(|key| number(&res[key])), tolerance, "RES");

    let (bands, _) = case("knox_bands");
    let days: Vec<i32> = serde_json::from_value(bands["days"].clone()).unwrap();
    let day_edges: Vec<u32> = serde_json::from_value(bands["day_edges"].clone()).unwrap();
    let got = knox(&points(&bands["points"]), &days, &numbers(&bands["distance_edges_m"]), &day_edges, 999, 1).unwrap();
    let observed: Vec<Vec<u64>> = got.table.iter().map(|row| row.iter().map(|c| c.observed).collect()).collect();
    assert_eq!(serde_json::to_value(observed).unwrap(), bands["observed"]);
    assert!(got.table.iter().flatten().all(|c| c.p > 0.0));

    let (bandwidth, _) = case("bandwidth");
    let set = points(&bandwidth["points"]);
    let exchanged: Vec<[f64; 2]> = set.iter().map(|&[x, y]| [y, x]).collect();
    assert_eq!(normal_reference_bandwidth_m(&set), normal_reference_bandwidth_m(&exchanged));

    let (gini, tolerance) = case("generalised_gini");
    let mut counts = vec![0.0; number(&gini["cells"]) as usize];
    counts[..number(&gini["cells_with_one"]) as usize].fill(1.0);
    let got = concentration(&counts).unwrap();
    let want = [number(&gini["gini"]), number(&gini["generalised"])];
    near(&[got.gini, got.gini_generalised], &want, tolerance, "Gini");

    let (aoristic, tolerance) = case("aoristic");
    let start = number(&aoristic["start_minute_of_week"]) as u32;
    let got = aoristic_weights(start, number(&aoristic["duration_minutes"]) as u64).unwrap();
    let (hours, shares): (Vec<f64>, Vec<f64>) = got.into_iter().map(|(hour, w)| (hour as f64, w)).unzip();
    assert_eq!(hours, numbers(&aoristic["hours"]));
    near(&shares, &numbers(&aoristic["weights"]), tolerance, "aoristic");

    newer_examples(&all);
    // Every case of the file is held to by some test of this file: a new one cannot lie there unread.
    let text = include_str!("conformance.rs");
    for name in all.as_object().expect("cases").keys() {
        assert!(text.contains(&format!("\"{name}\"")), "no test reads the case `{name}`");
    }
}

fn newer_examples(all: &Value) {
    let case = |name: &str| (&all[name], number(all[name].get("tolerance").unwrap_or(&Value::from(0))));
    let (by, tolerance) = case("benjamini_yekutieli");
    near(&benjamini_yekutieli(&numbers(&by["p"])).unwrap(), &numbers(&by["q"]), tolerance, "BY");

    let (lambda, tolerance) = case("density");
    let (incidents, weights) = (points(&lambda["incidents_m"]), numbers(&lambda["weights"]));
    let h = number(&lambda["bandwidth_m"]);
    let got = density(&incidents, Some(&weights), &points(&lambda["places_m"]), Kernel::Quartic, h).unwrap();
    near(&got, &numbers(&lambda["per_km2"]), tolerance, "density");

    let (trend, tolerance) = case("mann_kendall");
    let got = mann_kendall(&numbers(&trend["series"])).unwrap();
    assert_eq!(got.s as f64, number(&trend["s"]));
    near(&[got.p], &[number(&trend["p"])], tolerance, "Mann-Kendall");

    for history in case("emerging_classes").0["histories"].as_array().expect("histories") {
        let sides: Vec<i8> = serde_json::from_value(history["sides"].clone()).unwrap();
        let z = history.get("z").map_or_else(|| sides.iter().map(|&s| f64::from(s) * 5.0).collect(), numbers);
        assert_eq!(emerging_class(&z, &sides).unwrap().as_str(), history["class"], "{history}");
    }

    let (late, tolerance) = case("reporting_delay");
    let last = number(&late["last_day"]) as i32;
    let delays = numbers(&late["delays_of_each_day"]);
    let rows = (0..=last).flat_map(|day| delays.iter().map(move |&delay| (day, day + delay as i32)));
    let (event, registered): (Vec<i32>, Vec<i32>) = rows.filter(|&(_, registered)| registered <= last).unzip();
    let got = reporting_delay(&event, &registered, last, number(&late["longest_days"]) as u32).unwrap();
    near(&got.completeness, &numbers(&late["completeness"]), tolerance, "completeness");

    let (months, tolerance) = case("unusual_periods");
    let counts = numbers(&months["counts"]);
    let days = vec![number(&months["days"]); counts.len()];
    let got = unusual_periods(&counts, &days, number(&months["season_length"]) as usize).unwrap();
    near(&got.expected, &numbers(&months["expected"]), tolerance, "expected");
    near(&got.p, &numbers(&months["p"]), tolerance, "p of the season");
}

/// The folder is of use by itself: the README names every file of it, and every file is there.
#[test]
fn the_readme_names_what_the_folder_holds() {
    let text = read("README.md");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/conformance");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != "README.md")
        .collect();
    files.sort();
    let named: Vec<&String> = files.iter().filter(|name| text.contains(&format!("`{name}`"))).collect();
    assert_eq!(named.len(), files.len(), "{files:?}");
    let cities = Table::read("expected_cells.csv");
    for column in cities.0.keys().filter(|name| *name != "cell") {
        assert!(text.contains(column.as_str()), "the README does not say how `{column}` is made");
    }
}
