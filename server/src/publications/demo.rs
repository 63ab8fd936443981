//! The version that the demo city ships with: computed once, kept beside the code, and held to the rule by a test.

use super::record::Record;
use std::io::Read as _;

/// The record of the usual demo city, compressed. Made anew by the test below with `AULA_BLESS=1`.
const SHIPPED: &[u8] = include_bytes!("demo.json.zst");

/// Who made the shipped version: invented people of an invented city.
#[cfg(test)]
const PEOPLE: [&str; 2] = ["demo-analyst", "demo-admin"];

/// The approved version of the demo city of the usual seed.
///
/// # Errors
/// Never in practice: a test reads it.
pub(crate) fn shipped() -> anyhow::Result<Record> {
    let mut text = String::new();
    zstd::Decoder::new(SHIPPED)?.read_to_string(&mut text)?;
    Ok(serde_json::from_str(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publications::{Decision, Desk, Request};
    use aula_model::{Batch, Change, Op, Origin, Viewer};
    use aula_store::{MemoryStore, Store as _};

    fn made() -> Record {
        let (demo, _) = aula_fixtures::demo_city(aula_fixtures::USUAL_SEED).with_pilot();
        let store = MemoryStore::default();
        let changes = demo.entities().map(|(key, entity)| Change { kind: entity.kind(), key, op: Op::Put(entity) });
        let at: jiff::Timestamp = "2026-01-15T06:00:00Z".parse().unwrap();
        let origin = Origin { at, action: "demo".to_owned(), file: None, summary: None };
        store.append(Batch { origin, changes: changes.collect() }, None).unwrap();
        let snapshot = crate::city::read_snapshot(&store).unwrap();
        let date = Some(jiff::civil::date(2026, 1, 15));
        let desk = Desk { store: &store, snapshot: &snapshot };
        let asked = Request { date, ..Request::default() };
        let proposed = desk.propose(&Viewer::operator(), PEOPLE[0], &asked).unwrap();
        let snapshot = crate::city::read_snapshot(&store).unwrap();
        let desk = Desk { store: &store, snapshot: &snapshot };
        let same = desk.decide(proposed.version, PEOPLE[0], Decision::Approve, None, None);
        assert!(same.is_err(), "one person alone made it public");
        let hash = Some(proposed.hash.as_str());
        let mut record = desk.decide(proposed.version, PEOPLE[1], Decision::Approve, hash, None).unwrap();
        record.proposed.at = at;
        record.decided.as_mut().unwrap().at = at + jiff::SignedDuration::from_hours(3);
        record
    }

    #[test]
    fn the_shipped_version_is_what_the_rule_makes_of_the_demo_city() {
        let made = made();
        if std::env::var_os("AULA_BLESS").is_some() {
            let text = serde_json::to_vec(&made).unwrap();
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/publications/demo.json.zst");
            std::fs::write(path, zstd::encode_all(text.as_slice(), 19).unwrap()).unwrap();
            return;
        }
        let shipped = shipped().unwrap();
        assert_eq!(shipped.hash, made.hash, "the demo city has changed: run this test with AULA_BLESS=1");
        assert_eq!(shipped, made);
        assert!(shipped.publication().is_ok());
    }
}
