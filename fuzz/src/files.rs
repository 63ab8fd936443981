//! Files as people send them.

use aula_exchange::{
    ExchangeError, Limits, Mapping, ReadContext, Reading, read_areas, read_incidents, read_places, write_rejects,
};
use aula_geometry::repair;
use aula_model::{AreaKind, CategoryTable, SourceName};
use jiff::tz::TimeZone;

/// Delimited text, gzip or not.
pub fn delimited(data: &[u8]) {
    all_readers(data);
    for header in ["lon,lat,date,category,id\n", "x;y;when;kind\n", "cell\tname\tcategory\thour\n"] {
        all_readers(&[header.as_bytes(), data].concat());
    }
}

/// GeoJSON, and text that breaks off in it.
pub fn geojson(data: &[u8]) {
    all_readers(data);
    let open = br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"category":"theft","when":"2024-03-01","code":"a","kind":"bar"},"geometry":"#;
    all_readers(&[open, data, b"}]}"].concat());
    let ring = br#"{"type":"Polygon","coordinates":[["#;
    all_readers(&[open, ring.as_slice(), data, b"]]}}]}"].concat());
}

/// Mappings: refused, or written and read again the same.
pub fn mapping(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(mapping) = Mapping::from_toml(&text) {
        read(b"lon,lat,date,category\n76.9,43.2,2024-03-01,theft\n", &mapping);
    }
    let mut mapping = Mapping::default();
    for line in text.lines() {
        let _ = mapping.set(line);
    }
    read(b"lon,lat,date,category\n76.9,43.2,2024-03-01,theft\n", &mapping);
}

fn all_readers(data: &[u8]) {
    read(data, &Mapping::default());
}

fn read(data: &[u8], mapping: &Mapping) {
    let categories = CategoryTable::default();
    let now = "2026-11-22T00:00:00Z".parse().expect("a time");
    let zone = TimeZone::get("Asia/Almaty").expect("bundled");
    let mut context = ReadContext::new(now, zone, &categories, SourceName::new("fuzz").expect("a name"));
    // Small limits: a bomb must be refused, not unpacked.
    context.limits = Limits { file_bytes: 1 << 20, record_bytes: 1 << 16, columns: 64, rows: 1_000, rejected: 1_000 };
    let kind = AreaKind::new("district").expect("a kind");
    accounted(read_incidents(data, mapping, &context, &mut |_| {}));
    accounted(read_places(data, mapping, &context, &mut |_| {}));
    if let Some(reading) = accounted(read_areas(data, &kind, mapping, &context, &mut |_| {})) {
        for row in reading.rows {
            let _ = repair(row.value.geometry);
        }
    }
}

/// Every row is taken, rejected or a repeat, and the rejected can be written down.
fn accounted<T>(reading: Result<Reading<T>, ExchangeError>) -> Option<Reading<T>> {
    let reading = reading.ok()?;
    let known = reading.rows.len() as u64 + reading.rejected.len() as u64 + reading.duplicates;
    assert_eq!(known, reading.read, "rows taken, rejected and repeated are not the rows read");
    write_rejects(&mut Vec::new(), &reading.columns.header, &reading.rejected).expect("into memory");
    Some(reading)
}
