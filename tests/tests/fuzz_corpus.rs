//! The bodies of the fuzz targets on a few thousand seeded inputs, where neither nightly nor cargo-fuzz is at hand.

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the fuzz package shares this file as its library")]
mod targets;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What the inputs are made of, besides bytes.
const PIECES: [&str; 50] = [
    "lon,lat,date,category\n",
    "76.94,43.24,2024-03-01 19:30,theft\n",
    "0,0,2024-02-30,\n",
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\u{feff}",
    "NaN",
    "1e999",
    "-181",
    "90.1",
    "2024-03-01T19:30+05:00",
    "24:00",
    "[76.9,43.2]",
    "[",
    "]",
    "{",
    "}",
    "null",
    "{\"type\":\"Point\",\"coordinates\":[76.9,43.2]}",
    "\"geometry\":",
    "[[76.9,43.2],[77,43.2],[77,43.3],[76.9,43.2]]",
    "[columns]\n",
    "lon = \"x\"\n",
    "category=burglary\n",
    "[categories]\n\"Кража\" = \"theft\"\n",
    "timezone = \"Asia/Almaty\"\n",
    "22-4",
    "mon,sun",
    "district:1",
    "places.bar",
    "қазақ",
    " AND ",
    " OR NOT ",
    "casei(n)",
    " LIKE '%a_'",
    " BETWEEN 1 AND ",
    "(",
    ")",
    "S_TOUCHES(c, POLYGON((0 0,9 9,9 0,0 9,0 0)))",
    "S_INTERSECTS(c,BBOX(70,40,80,50))",
    "T_MEETS(INTERVAL('..','2024-03-01'),d)",
    " + 2 ^ ",
    " IS NULL",
    "{\"op\":\"not\",\"args\":[",
    "{\"property\":\"n\"}",
];

/// A target on inputs of bytes, of pieces, and of both.
fn run(target: fn(&[u8]), inputs: u64) {
    for seed in 0..inputs {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut input = Vec::new();
        for _ in 0..random.random_range(0..60) {
            match (seed % 3, random.random_range(0..2)) {
                (0, _) | (1, 0) => input.extend((0..random.random_range(0..12)).map(|_| random.random::<u8>())),
                _ => input.extend_from_slice(PIECES[random.random_range(0..PIECES.len())].as_bytes()),
            }
        }
        let outcome = std::panic::catch_unwind(|| target(&input));
        assert!(outcome.is_ok(), "seed {seed}, input {:?}", String::from_utf8_lossy(&input));
    }
}

#[test]
fn statistics_answer_rightly_or_with_an_error() {
    run(targets::statistics, 1_000);
}

#[test]
fn delimited_files_are_read_or_refused() {
    run(targets::delimited, 1_000);
}

#[test]
fn geojson_is_read_or_refused() {
    run(targets::geojson, 1_000);
}

#[test]
fn mappings_are_read_or_refused() {
    run(targets::mapping, 1_000);
}

#[test]
fn filters_are_answered_or_refused() {
    run(targets::cql2_text, 3_000);
    run(targets::cql2_json, 1_000);
}

#[test]
fn outlines_are_mended_and_covered_or_refused() {
    run(targets::outline, 500);
}

#[test]
fn lists_of_cells_go_round_or_are_refused() {
    run(targets::h3_delta, 5_000);
}

#[test]
fn words_of_a_query_go_round_or_are_refused() {
    run(targets::words, 5_000);
}
