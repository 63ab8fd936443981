//! Tells cargo when the embedded front end changed, and the builder when there is none.

fn main() {
    let dist = concat!(env!("CARGO_MANIFEST_DIR"), "/../web-map/dist");
    println!("cargo::rerun-if-changed={dist}");
    if !std::path::Path::new(dist).join("index.html").exists() {
        println!("cargo::warning=the front end is not built, this `aula` will have no map: run `make web` first");
    }
}
