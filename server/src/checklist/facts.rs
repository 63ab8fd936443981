//! What audits say of areas, for planning.

use super::{Core, areas_of, yards_kind};
use aula_planning::{AuditFacts, Audits};
use aula_store::StoreError;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// For each area of a kind that holds yards: the mean score of its assessed yards, where there are enough of them that
/// none is read off, and the share of its yards that nobody has rated, as both stood when a local day began; now without one.
pub(crate) fn audit_facts(core: &Core, level: &str, as_of: Option<Date>) -> Result<Audits, StoreError> {
    let snapshot = core.city.snapshot();
    let begins = |day: Date| Some(day.to_zoned(snapshot.zone().clone()).ok()?.timestamp());
    let at = as_of.and_then(begins).unwrap_or_else(Timestamp::now);
    let all = core.assess_all(at)?;
    /// Yards of an area, those that somebody rated, and the scores there are.
    #[derive(Default)]
    struct Found {
        yards: usize,
        rated: usize,
        scores: Vec<f64>,
    }
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for yard in snapshot.areas().of_kind(&yards_kind()) {
        let assessment = all.get(&yard.id);
        for area in areas_of(&snapshot, &yard.id).into_iter().filter(|area| area.kind() == level) {
            let found = found.entry(area.to_string()).or_default();
            found.yards += 1;
            found.rated += usize::from(assessment.is_some_and(|a| a.covered.all_raters() > 0));
            found.scores.extend(assessment.filter(|a| a.is_assessed()).and_then(|a| a.score));
        }
    }
    let facts = |found: &Found| {
        let enough = found.scores.len() >= core.rules.yards_for_area.max(1);
        AuditFacts {
            score: enough.then(|| found.scores.iter().sum::<f64>() / found.scores.len() as f64),
            missing: Some(1.0 - found.rated as f64 / found.yards as f64),
        }
    };
    Ok(found.iter().map(|(area, found)| (area.clone(), facts(found))).collect())
}
