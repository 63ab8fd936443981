//! The choices of the statistics over HTTP and on the command line: each does what it says, on the demo city.

use aula_tests::{Server, aula};
use serde_json::Value;

fn demo() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo(folder.path());
    (folder, server)
}

fn numbers(answer: &Value, column: &str) -> Vec<f64> {
    let values = answer["columns"][column].as_array().unwrap_or_else(|| panic!("no column {column}: {answer}"));
    values.iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn warnings(answer: &Value) -> String {
    answer["settings"]["warnings"].to_string()
}

/// The sentence of an answer in English, the others being there too.
fn said(sentence: &Value) -> &str {
    for language in ["kk", "ru", "en"] {
        let text = sentence[language].as_str().unwrap_or_default();
        assert!(text.ends_with('.') && !text.contains(['{', '}']), "{language}: {sentence}");
    }
    sentence["en"].as_str().unwrap_or_default()
}

#[test]
fn a_hotspot_question_chooses_statistic_neighbours_tail_and_correction() {
    let (_folder, server) = demo();
    let ask = |more: &str| server.get(&format!("/api/v1/hotspots?resolution=9&f=columns{more}")).json();
    let usual = ask("");
    assert_eq!(usual["settings"]["weights"], "k_ring_1_with_self");
    assert!(usual["settings"].get("seed").is_none(), "nothing was drawn");

    let gi = ask("&method=gi");
    assert_eq!(
        (&gi["settings"]["method"], &gi["settings"]["weights"]),
        (&"getis_ord_gi".into(), &"k_ring_1_without_self".into())
    );
    // The own count does not enter the ring of Gi.
    let [star_ring, gi_ring, count] =
        [(&usual, "ring_count"), (&gi, "ring_count"), (&usual, "count")].map(|(a, c)| numbers(a, c));
    assert!(star_ring.iter().zip(&gi_ring).zip(&count).all(|((star, gi), own)| (star - own - gi).abs() < 1e-9));
    assert!(said(&gi["settings"]["sentence"]).contains("the cell itself left out"));

    let by = ask("&correction=by");
    let (q_bh, q_by) = (numbers(&usual, "q"), numbers(&by, "q"));
    assert!(q_bh.iter().zip(&q_by).all(|(bh, by)| by >= bh) && q_bh != q_by);
    assert!(said(&by["settings"]["sentence"]).contains("Yekutieli"));

    let permuted = ask("&permutations=9999&seed=7");
    assert_eq!(
        (&permuted["settings"]["tail"], &permuted["settings"]["seed"]),
        (&"conditional_permutation".into(), &7.into())
    );
    assert_eq!(numbers(&permuted, "p"), numbers(&ask("&seed=7&permutations=9999"), "p"), "the seed decides");
    let whole = |p: &f64| (p * 10_000.0 / 2.0 - (p * 10_000.0 / 2.0).round()).abs() < 0.06;
    assert!(numbers(&permuted, "p").iter().filter(|p| **p < 0.9).all(whole), "p is twice (M + 1)/(R + 1)");
    assert!(warnings(&ask("&permutations=999")).contains("few_permutations"));

    let wide = ask("&weights=ring:2");
    assert!(numbers(&wide, "ring_count").iter().zip(&star_ring).all(|(wide, near)| wide >= near));
    let near = ask("&weights=distance:1");
    assert_eq!(numbers(&near, "ring_count"), count, "within a metre there is only the cell itself");
    for bad in ["weights=queen", "weights=distance:200000", "method=gi_plus", "permutations=10", "correction=fdr"] {
        let refused = server.get(&format!("/api/v1/hotspots?resolution=9&{bad}"));
        assert_eq!(refused.status, 400, "{bad}");
        assert_eq!(refused.json()["parameter"], bad.split('=').next().expect("a name"), "{bad}");
    }
}

#[test]
fn a_density_is_exact_or_bounded_adaptive_corrected_and_over_residents() {
    let (_folder, server) = demo();
    let ask = |more: &str| server.get(&format!("/api/v1/stats/density?resolution=9&f=columns{more}")).json();
    let (exact, fast) = (ask("&bandwidth_m=900"), ask("&bandwidth_m=900&mode=fast"));
    assert_eq!((&exact["settings"]["mode"], &exact["settings"]["largest_error"]), (&"exact".into(), &0.0.into()));
    let bound = numbers(&fast, "largest_error");
    let off = numbers(&exact, "density").into_iter().zip(numbers(&fast, "density")).map(|(a, b)| (a - b).abs());
    // Figures in columns have four digits.
    assert!(off.zip(&bound).all(|(off, bound)| off <= bound + 0.02), "the stated error holds");
    assert!(warnings(&fast).contains("approximate") && bound.iter().any(|b| *b > 0.0));

    let chosen = ask("&bandwidth=out_of_time");
    let tried = chosen["settings"]["tried"].as_array().expect("bandwidths");
    let best = tried.iter().map(|t| number(&t["hit_rate"])).fold(0.0, f64::max);
    let used = tried.iter().find(|t| t["bandwidth_m"] == chosen["settings"]["bandwidth_m"]).expect("one of them");
    assert_eq!((tried.len(), number(&used["hit_rate"])), (7, best));
    assert_eq!(chosen["settings"]["bandwidth_from"], "out_of_time");

    // Made up for, the density over the cells is the number of incidents in them.
    let corrected = server.get("/api/v1/stats/density?resolution=9&bandwidth_m=900&border=corrected").json();
    let inside: f64 = corrected["features"]
        .as_array()
        .expect("cells")
        .iter()
        .map(|f| number(&f["properties"]["density"]) * number(&f["properties"]["area_m2"]) / 1e6)
        .sum();
    let total = number(&corrected["settings"]["total"]);
    assert!((inside / total - 1.0).abs() < 0.03, "{inside} of {total}");

    let adaptive = ask("&bandwidth_m=900&width=adaptive");
    assert!(number(&adaptive["settings"]["peak"]) > number(&exact["settings"]["peak"]), "narrow where incidents crowd");
    let over = ask("&bandwidth_m=900&over=residents");
    assert_eq!(over["settings"]["unit"], "per_1000_residents");
    assert!(said(&over["settings"]["sentence"]).contains("per 1,000 residents"));
    let refused = server.get("/api/v1/stats/density?resolution=9&width=adaptive&border=corrected");
    assert_eq!((refused.status, &refused.json()["parameter"]), (400, &"border".into()));
}

#[test]
fn a_cell_is_told_of_in_words_by_every_statistic() {
    let (_folder, server) = demo();
    let layer = server.get("/api/v1/hotspots?resolution=9").json();
    let features = layer["features"].as_array().expect("cells");
    let hot = features.iter().find(|f| f["properties"]["class"] == "hot_99").expect("a hot cell");
    let cell = hot["properties"]["cell"].as_str().expect("a cell");
    for (what, word) in [
        ("density", "per km²"),
        ("change", "incident"),
        ("emerging", "steps"),
        ("moran", "In this cell"),
        ("robustness", "grids"),
    ] {
        let answer = server.get(&format!("/api/v1/stats/{what}?resolution=9&cell={cell}")).json();
        let features = answer["features"].as_array().expect("features");
        assert_eq!(features.len(), 1, "{what}");
        assert_eq!(features[0]["properties"]["cell"], cell);
        let about = said(&features[0]["properties"]["sentence"]);
        assert!(about.contains(word), "{what}: {about}");
        assert_eq!(answer["settings"]["about"]["sentence"], features[0]["properties"]["sentence"]);
        assert!(!said(&answer["settings"]["sentence"]).is_empty());
        let table = server.get(&format!("/api/v1/stats/{what}?resolution=9&f=csv&cell={cell}")).text();
        assert_eq!(table.lines().count(), 2, "{what}");
    }
    let elsewhere = server.get("/api/v1/stats/density?resolution=9&cell=8928308280fffff").json();
    assert_eq!(elsewhere["features"].as_array().map(Vec::len), Some(0));
    assert!(said(&elsewhere["settings"]["about"]["sentence"]).contains("not among those compared"));
    assert_eq!(server.get(&format!("/api/v1/stats/density?resolution=8&cell={cell}")).status, 400);
}

#[test]
fn a_planted_spot_stays_hot_on_other_grids() {
    let (_folder, server) = demo();
    let answer = server.get("/api/v1/stats/robustness?resolution=9&f=columns").json();
    let settings = &answer["settings"];
    let grids = settings["grids"].as_array().expect("grids");
    assert_eq!(grids.len(), 7);
    assert_eq!(
        grids.iter().map(|g| g["resolution"].as_u64().expect("a number")).collect::<Vec<_>>(),
        [9, 8, 10, 9, 9, 9, 9]
    );
    assert!(grids[3..].iter().all(|g| number(&g["moved_m"][0]).abs() + number(&g["moved_m"][1]).abs() > 100.0));
    let (hot, stays) = (number(&settings["hot"]), number(&settings["stays_hot"]));
    assert!(hot > 5.0 && stays > 0.5 * hot && stays <= hot, "{stays} of {hot}");
    let (judged, on) = (numbers(&answer, "grids_judged"), numbers(&answer, "grids_hot"));
    assert!(judged.iter().zip(&on).all(|(judged, hot)| hot <= judged && *judged <= 7.0));
    assert_eq!(answer["stays"][0], "always");
}

#[test]
fn months_are_held_against_their_season_and_the_last_days_are_known_to_be_late() {
    let (_folder, server) = demo();
    let answer = server.get("/api/v1/stats/seasonal").json();
    let rows = answer["rows"].as_array().expect("months");
    assert!(rows.len() >= 24 && rows.len().is_multiple_of(12), "{}", rows.len());
    assert_eq!(answer["index"].as_array().map(Vec::len), Some(12));
    let counted: f64 = rows.iter().map(|row| number(&row["count"])).sum();
    // A span over two months belongs to neither, so a few of the total stand in no month.
    let total = number(&answer["settings"]["total"]);
    assert!(counted <= total && counted > 0.99 * total, "{counted} of {total}");
    for row in rows {
        let (low, expected, high) = (number(&row["low"]), number(&row["expected"]), number(&row["high"]));
        assert!(low <= expected && expected <= high, "{row}");
        assert!(row["q"].is_null() || number(&row["q"]) >= number(&row["p"]), "{row}");
    }
    assert!(said(&answer["settings"]["sentence"]).contains("by season and trend"));
    let short = server.get("/api/v1/stats/seasonal?from=2025-06-01").json();
    assert!(
        short["settings"]["verdict"] == "too_few" && said(&short["settings"]["sentence"]).starts_with("No verdict")
    );

    // Against the season a winter may be held to a summer.
    let change = "from=2025-06-01&to=2025-09-01&before_from=2025-01-01&before_to=2025-04-01&resolution=8&f=columns";
    let plain = server.get(&format!("/api/v1/stats/change?{change}")).json();
    let season = server.get(&format!("/api/v1/stats/change?{change}&against=season")).json();
    assert!(warnings(&plain).contains("seasons_differ") && !warnings(&season).contains("seasons_differ"));
    assert_eq!(season["settings"]["month_index"].as_array().map(Vec::len), Some(12));
    assert_ne!(season["settings"]["later_share"], plain["settings"]["later_share"]);

    let delay = server.get("/api/v1/stats/delay").json();
    let source = &delay["sources"][0];
    let shares: Vec<f64> = source["completeness"].as_array().expect("shares").iter().map(number).collect();
    assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]) && shares.last() == Some(&1.0));
    let incomplete = source["incomplete_from"].as_str().expect("the demo registers late");
    let late = server.get(&format!("/api/v1/hotspots?resolution=8&from={incomplete}&f=columns&columns=count")).json();
    assert!(warnings(&late).contains("late_registration"));
    assert!(said(&late["settings"]["registration"][0]["sentence"]).contains("Not everything is registered yet"));
    let earlier = server.get(&format!("/api/v1/hotspots?resolution=8&to={incomplete}&f=columns&columns=count")).json();
    assert!(!warnings(&earlier).contains("late_registration"));
}

#[test]
fn the_week_of_an_outline_is_that_of_its_incidents_and_spans_are_spread() {
    let (_folder, server) = demo();
    let sum = |answer: &Value| -> f64 {
        answer["hours"].as_array().expect("days").iter().flat_map(|d| d.as_array().expect("hours")).map(number).sum()
    };
    let all = server.get("/api/v1/rhythm").json();
    let around = "70,40,80,40,80,46,70,46";
    let inside = server.get(&format!("/api/v1/rhythm?polygon={around}")).json();
    // What is known by its district only lies in no outline.
    assert!(sum(&inside) <= sum(&all) && sum(&inside) > 0.98 * sum(&all), "{} of {}", sum(&inside), sum(&all));
    assert_eq!(sum(&inside), number(&inside["known"]));
    let centre = "76.90,43.22,76.96,43.22,76.96,43.27,76.90,43.27";
    let part = server.get(&format!("/api/v1/rhythm?polygon={centre}")).json();
    let boxed = server.get("/api/v1/incidents?bbox=76.90,43.22,76.96,43.27&limit=1").json();
    let known = number(&part["known"]) + number(&part["unknown"]);
    assert!(known > 0.0 && known < number(&all["known"]), "{boxed}");
    assert_eq!(part["scope"]["kind"], "outline");

    let spread = server.get("/api/v1/rhythm?spans=aoristic").json();
    let aoristic = &spread["aoristic"];
    assert!((sum(aoristic) - number(&aoristic["used"])).abs() < 1e-6, "each incident weighs 1");
    assert_eq!(
        number(&aoristic["used"]) + number(&aoristic["left_out"]),
        number(&all["known"]) + number(&all["unknown"])
    );
    assert_eq!(sum(&spread), sum(&all), "the counts stay");
    assert_eq!(server.get("/api/v1/rhythm?spans=aoristic&f=csv").text().lines().count(), 169);
    for bad in ["polygon=1,2,3", "polygon=76.9,43.2,76.9,43.2,76.9,43.2", "polygon=x", "polygon=76.9,93,1,2,3,4"] {
        assert_eq!(server.get(&format!("/api/v1/rhythm?{bad}")).status, 400, "{bad}");
    }
    assert_eq!(server.get(&format!("/api/v1/rhythm?polygon={centre}&within=district:medeu")).status, 400);
}

#[test]
fn areas_have_rates_towards_their_neighbours_and_morans_i() {
    let (_folder, server) = demo();
    let ask = |path: &str| server.get(&format!("/api/v1/stats/{path}")).json();
    let global = ask("rates?level=micro_district");
    let local = ask("rates?level=micro_district&smoothing=local");
    assert_eq!(local["settings"]["smoothing"], "local");
    assert_eq!(global["rate"], local["rate"], "the city's rate is the same");
    assert_ne!(global["rows"][0]["rate_eb"], local["rows"][0]["rate_eb"]);
    let id = global["rows"][0]["id"].as_str().expect("an area");
    let about = ask(&format!("rates?level=micro_district&of={id}"));
    assert!(said(&about["settings"]["about"]["sentence"]).contains("per 1,000 residents a year"));

    let moran = ask("moran?level=micro_district&seed=3");
    assert_eq!(moran["settings"]["weights"], "contiguity_row_standardised");
    assert!(
        number(&moran["global"]["i"]).is_finite() && moran["rows"][0]["quadrant"].is_string(),
        "{}",
        moran["settings"]
    );
    let counts = ask("moran?level=micro_district&values=counts");
    assert_eq!(counts["settings"]["values"], "counts");
    let few = ask("moran?level=district");
    assert_eq!(few["settings"]["verdict"], "too_few");
    assert!(said(&few["settings"]["sentence"]).starts_with("No verdict"));
    assert_eq!(server.get("/api/v1/stats/moran?level=district&resolution=9").status, 400, "areas have no grid");
}

#[test]
fn concentration_and_chains_of_places_and_points() {
    let (folder, server) = demo();
    let points = server.get("/api/v1/stats/concentration?level=points").json();
    let rule = &points["eighty_twenty"];
    assert!(number(&rule["units_for_80"]) > 0.0 && number(&rule["incidents_in_20"]) >= 0.2);
    let ranked = points["ranked"].as_array().expect("units");
    assert!(ranked.windows(2).all(|pair| number(&pair[0]["count"]) >= number(&pair[1]["count"])));
    let layers = server.get("/api/v1/layers").json();
    let places = layers["layers"]
        .as_array()
        .expect("layers")
        .iter()
        .find_map(|l| l["id"].as_str().filter(|id| id.starts_with("places.")));
    let near =
        server.get(&format!("/api/v1/stats/concentration?level={}&within_m=150", places.expect("places"))).json();
    let counted: f64 = number(&near["settings"]["total"]) + number(&near["settings"]["elsewhere"]);
    assert_eq!(counted, number(&points["settings"]["total"]), "an incident is near a place or elsewhere");

    let chains = server.get("/api/v1/stats/near-repeat-chains?distance_m=120&days=10").json();
    let rows = chains["rows"].as_array().expect("chains");
    assert_eq!(rows.len() as u64, chains["chains"]);
    let linked: f64 = rows.iter().map(|row| number(&row["incidents"])).sum();
    assert_eq!(linked, number(&chains["linked"]));
    assert!(
        rows.iter()
            .all(|row| row["first_day"].as_str() <= row["last_day"].as_str() && number(&row["incidents"]) >= 2.0)
    );
    assert!(said(&chains["settings"]["sentence"]).contains("found, not tested"));

    // The command line asks by the same names.
    let missing = aula(folder.path(), &["stats", "robustness", "--cell", "x"]).expect(2);
    assert!(missing.err.contains("cell"), "{}", missing.err);
    for command in ["seasonal", "rhythm", "delay", "near-repeat-chains", "robustness"] {
        assert!(aula(folder.path(), &["stats", command, "--help"]).expect(0).out.contains("Example:"), "{command}");
    }
}

#[test]
fn no_answer_holds_what_is_no_number() {
    let (_folder, server) = demo();
    for path in [
        "density?over=residents&resolution=8",
        "change?resolution=8",
        "emerging?resolution=8",
        "moran?resolution=8",
        "moran?level=micro_district",
        "rates?level=micro_district&smoothing=local",
        "robustness?resolution=8",
        "seasonal?category=robbery",
        "concentration?level=points",
        "near-repeat",
        "near-repeat-chains",
        "polygons?resolution=8",
        "delay",
    ] {
        let text = server.get(&format!("/api/v1/stats/{path}")).text();
        assert!(!text.contains("NaN") && !text.contains("inf,") && !text.contains(":inf"), "{path}");
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{path}");
    }
}
