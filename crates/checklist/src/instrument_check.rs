//! Everything that can be wrong with the file of an instrument, all of it at once.

use crate::instrument::{Addition, Factor, InstrumentFile, Outcome};
use crate::{Openness, Text};
use std::collections::BTreeSet;

/// The problems of a file; none for a whole one.
pub(crate) fn file(file: &InstrumentFile) -> Vec<String> {
    let mut found = Vec::new();
    code(&mut found, "id", &file.id);
    if file.version == 0 {
        found.push("version: must be 1 or more".to_owned());
    }
    for (language, state) in [("kk", &file.status.kk), ("ru", &file.status.ru), ("en", &file.status.en)] {
        if !["final", "needs_native_editor"].contains(&state.as_str()) {
            found.push(format!("status.{language}: `{state}` is neither `final` nor `needs_native_editor`"));
        }
    }
    text(&mut found, "names", &file.names);
    text(&mut found, "consent.text", &file.consent.text);
    groups(&mut found, file);
    for body in &file.bodies {
        code(&mut found, &format!("bodies.{}", body.id), &body.id.to_lowercase());
        text(&mut found, &format!("bodies.{}.names", body.id), &body.names);
    }
    unique(&mut found, "bodies", file.bodies.iter().map(|b| b.id.as_str()));
    if file.factors.is_empty() {
        found.push("factors: there is none".to_owned());
    }
    file.factors.iter().for_each(|f| factor(&mut found, file, f));
    file.outcomes.iter().for_each(|o| outcome(&mut found, o));
    let rated = file.factors.iter().map(|f| f.id.as_str()).chain(file.outcomes.iter().map(|o| o.id.as_str()));
    unique(&mut found, "factors and outcomes", rated);
    crosswalks(&mut found, file);
    found
}

/// Adds what a city adds; the problems of the addition alone.
pub(crate) fn add(file: &mut InstrumentFile, addition: Addition) -> Vec<String> {
    if addition.extends != file.id {
        return vec![format!("extends: `{}` is not the instrument `{}`", addition.extends, file.id)];
    }
    file.groups.extend(addition.groups);
    let sum: f64 = file.groups.iter().map(|g| g.weight).sum();
    if sum > 0.0 {
        file.groups.iter_mut().for_each(|g| g.weight /= sum);
    }
    file.bodies.extend(addition.bodies);
    file.factors.extend(addition.factors);
    file.outcomes.extend(addition.outcomes);
    Vec::new()
}

fn groups(found: &mut Vec<String>, file: &InstrumentFile) {
    for group in &file.groups {
        let place = format!("groups.{}", group.id);
        code(found, &place, &group.id);
        text(found, &format!("{place}.names"), &group.names);
        if !(group.weight.is_finite() && group.weight > 0.0) {
            found.push(format!("{place}.weight: {} must be more than 0", group.weight));
        }
        if !file.factors.iter().any(|f| f.group == group.id) {
            found.push(format!("{place}: no factor belongs to it"));
        }
    }
    unique(found, "groups", file.groups.iter().map(|g| g.id.as_str()));
    let sum: f64 = file.groups.iter().map(|g| g.weight).sum();
    if (sum - 1.0).abs() > 1e-9 {
        found.push(format!("groups: the weights add up to {sum}, not to 1"));
    }
}

fn factor(found: &mut Vec<String>, file: &InstrumentFile, factor: &Factor) {
    let place = format!("factors.{}", factor.id);
    code(found, &place, &factor.id);
    text(found, &format!("{place}.names"), &factor.names);
    text(found, &format!("{place}.self_help"), &factor.self_help);
    text(found, &format!("{place}.whom_to_call"), &factor.whom_to_call);
    anchors(found, &place, &factor.anchors);
    if !file.groups.iter().any(|g| g.id == factor.group) {
        found.push(format!("{place}.group: there is no group `{}`", factor.group));
    }
    if factor.duty.is_empty() {
        found.push(format!("{place}.duty: names nobody who mends it"));
    }
    for body in &factor.duty {
        if !file.bodies.iter().any(|b| b.id == *body) {
            found.push(format!("{place}.duty: there is no body `{body}`"));
        }
        if factor.usual_days.get(body).is_none_or(|days| !(1..=3650).contains(days)) {
            found.push(format!("{place}.usual_days: says no days (1 to 3650) for `{body}`"));
        }
    }
    for body in factor.usual_days.keys().filter(|body| !factor.duty.contains(body)) {
        found.push(format!("{place}.usual_days: `{body}` has no duty here"));
    }
    half_life(found, &place, factor.half_life_days);
    if factor.pictogram.is_empty() {
        found.push(format!("{place}.pictogram: is missing"));
    }
}

fn outcome(found: &mut Vec<String>, outcome: &Outcome) {
    let place = format!("outcomes.{}", outcome.id);
    code(found, &place, &outcome.id);
    text(found, &format!("{place}.names"), &outcome.names);
    anchors(found, &place, &outcome.anchors);
    half_life(found, &place, outcome.half_life_days);
    if outcome.public == Openness::Yard {
        found.push(format!("{place}.public: an outcome is never shown by yard; use aggregate or never"));
    }
}

fn anchors(found: &mut Vec<String>, place: &str, anchors: &[Text]) {
    if anchors.len() != 4 {
        found.push(format!("{place}.anchors: must be 4 (for 0, 1, 2, 3), not {}", anchors.len()));
    }
    anchors.iter().enumerate().for_each(|(step, anchor)| text(found, &format!("{place}.anchors.{step}"), anchor));
}

fn half_life(found: &mut Vec<String>, place: &str, days: u32) {
    if !(1..=3650).contains(&days) {
        found.push(format!("{place}.half_life_days: {days} is not from 1 to 3650"));
    }
}

fn crosswalks(found: &mut Vec<String>, file: &InstrumentFile) {
    for walk in &file.crosswalk {
        let place = format!("crosswalk.{}", walk.from_version);
        if walk.from_version >= file.version {
            found.push(format!("{place}: comes from a version that is not earlier than {}", file.version));
        }
        for now in walk.map.values().flatten() {
            if !file.factors.iter().any(|f| f.id == *now) {
                found.push(format!("{place}: leads to `{now}`, which is no factor"));
            }
        }
    }
}

fn unique<'a>(found: &mut Vec<String>, place: &str, ids: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            found.push(format!("{place}: `{id}` stands there twice"));
        }
    }
}

/// Codes of factors name columns of forms and members of JSON: letters, digits and `_`, a letter first.
fn code(found: &mut Vec<String>, place: &str, id: &str) {
    let fine = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.len() <= 40
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-');
    if !fine {
        found.push(format!("{place}: `{id}` is not a code (a-z, 0-9, `_`, `-`, a letter first, at most 40)"));
    }
}

fn text(found: &mut Vec<String>, place: &str, text: &Text) {
    for language in text.missing() {
        found.push(format!("{place}.{language}: is empty"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instrument;

    #[test]
    fn every_problem_is_listed_with_its_place() {
        let mut broken = Instrument::built_in().file().clone();
        broken.groups[0].weight = 0.5;
        broken.factors[1].anchors.pop();
        broken.factors[2].names.kk.clear();
        broken.factors[3].duty.push("XX".to_owned());
        broken.factors[4].id = "lighting_yard".to_owned();
        broken.factors[5].half_life_days = 0;
        broken.status.en = "draft".to_owned();
        let found = file(&broken);
        for part in [
            "add up to 1.15",
            "factors.lighting_entrance.anchors",
            "factors.vegetation.names.kk",
            "no body `XX`",
            "`lighting_yard` stands there twice",
            "factors.parking.half_life_days",
            "status.en",
        ] {
            assert!(found.iter().any(|p| p.contains(part)), "{part}: {found:#?}");
        }
    }
}
