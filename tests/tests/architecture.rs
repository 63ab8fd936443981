//! The shape of the workspace, held by `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let package = |p: &serde_json::Value| {
        let normal = |d: &&serde_json::Value| d["kind"].is_null();
        let names = p["dependencies"].as_array().into_iter().flatten().filter(normal);
        let names = names.filter_map(|d| d["name"].as_str().map(str::to_owned)).collect();
        (p["name"].as_str().unwrap_or_default().to_owned(), names)
    };
    metadata["packages"].as_array().expect("packages").iter().map(package).collect()
}

/// The layers from the ground up; a crate may use what stands in an earlier layer, and analysis may use disclosure.
const LAYERS: &[&[&str]] = &[
    &["aula-model", "aula-statistics", "aula-cql2"],
    &["aula-geometry", "aula-disclosure", "aula-checklist", "aula-search"],
    &["aula-snapshot", "aula-fixtures"],
    &["aula-features"],
    &["aula-analysis", "aula-exchange", "aula-store"],
    &["aula-planning"],
    &["aula-server"],
    &["aula-tests"],
];

#[test]
fn uses_point_one_way() {
    let level: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(i, names)| names.iter().map(move |n| (*n, i))).collect();
    let dependencies = dependencies();
    assert!(dependencies.len() >= 11, "{:?}", dependencies.keys());
    for (package, uses) in &dependencies {
        let own = level.get(package.as_str()).unwrap_or_else(|| panic!("{package} has no layer"));
        for used in uses.iter().filter_map(|u| level.get(u.as_str()).map(|l| (u, l))) {
            assert!(used.1 < own, "{package} must not use {}", used.0);
        }
    }
    for pure in ["aula-model", "aula-statistics", "aula-cql2"] {
        assert!(dependencies[pure].iter().all(|d| !d.starts_with("aula-")), "{pure} uses one of our crates");
    }
}

#[test]
fn pure_crates_have_no_way_to_do_input_or_output() {
    const IO: &[&str] = &["tokio", "axum", "rusqlite", "tempfile", "flate2", "csv", "reqwest", "tracing", "tower"];
    let dependencies = dependencies();
    for pure in [
        "aula-model",
        "aula-geometry",
        "aula-statistics",
        "aula-snapshot",
        "aula-analysis",
        "aula-disclosure",
        "aula-cql2",
        "aula-features",
        "aula-checklist",
        "aula-planning",
        "aula-search",
    ] {
        for forbidden in IO {
            assert!(!dependencies[pure].contains(*forbidden), "{pure} uses {forbidden}");
        }
    }
}

#[test]
fn pure_crates_do_not_name_files_clocks_sockets_or_processes() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut looked_at = 0;
    for pure in [
        "model",
        "geometry",
        "statistics",
        "snapshot",
        "analysis",
        "disclosure",
        "checklist",
        "planning",
        "cql2",
        "features",
        "search",
    ] {
        let mut folders = vec![root.join(pure).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a source folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let text = std::fs::read_to_string(&path).expect("a source file");
                    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                    looked_at += 1;
                    let names = ["std::fs", "std::net", "std::process", "SystemTime", "Timestamp::now", "thread_rng"];
                    for name in names {
                        assert!(!code.contains(name), "{} names {name}", path.display());
                    }
                }
            }
        }
    }
    assert!(looked_at > 20, "only {looked_at} files were looked at");
}
