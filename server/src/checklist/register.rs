//! Entries of the duty register, as they are judged wherever they come from.

use super::hex;
use aula_checklist::{Duty, Instrument};
use aula_snapshot::Snapshot;
use sha2::{Digest as _, Sha256};

/// What is wrong with an entry.
pub(crate) fn duty_faults(instrument: &Instrument, snapshot: &Snapshot, duty: &Duty) -> Vec<String> {
    let mut found = Vec::new();
    if instrument.factor(&duty.factor).is_none() {
        found.push(format!("factor: there is no factor `{}`", duty.factor));
    }
    if instrument.body(&duty.body).is_none() {
        found.push(format!("body: there is no body `{}`", duty.body));
    }
    if let Some(area) = duty.area.as_ref().filter(|a| snapshot.areas().get(a).is_none()) {
        found.push(format!("area: there is no area `{area}`"));
    }
    if duty.from.is_some_and(|from| duty.to.is_some_and(|to| to <= from)) {
        found.push("to: must be later than from".to_owned());
    }
    if duty.source.trim().is_empty() {
        found.push("source: name the law, decree or contract".to_owned());
    }
    found
}

/// The identifier of a new entry: the same entry sent twice is one.
pub(crate) fn duty_id(duty: &Duty) -> String {
    let text = serde_json::to_vec(duty).unwrap_or_default();
    format!("{}-{}", duty.factor, hex(&Sha256::digest(text)[..6]))
}
