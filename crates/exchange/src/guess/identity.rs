//! Whether what is called an identifier is one of single records.

use super::sample::Sample;
use super::{Confidence, Finding, examples, percent};
use crate::{ExchangeError, Mapping, Role};
use std::collections::HashMap;

/// Share of rows that may repeat an identifier and say something else; more mean that it counts something larger, a
/// report of several incidents for example.
const SLIPS: f64 = 0.01;

pub(super) fn findings(sample: &Sample, mapping: &Mapping) -> Result<Vec<Finding>, ExchangeError> {
    if mapping.columns.contains_key(&Role::Id) {
        return Ok(Vec::new());
    }
    let Ok(Some(column)) = sample.column(Role::Id, mapping) else { return Ok(Vec::new()) };
    let mut first: HashMap<&str, &super::sample::SampleRow> = HashMap::new();
    let (mut rows, mut others) = (0_u32, Vec::new());
    for row in sample.rows.iter().filter(|row| !crate::text::is_blank(&row.fields[column])) {
        rows += 1;
        let before = *first.entry(row.fields[column].as_str()).or_insert(row);
        if before != row {
            others.push(row.fields[column].as_str());
        }
    }
    let share = others.len() as f64 / f64::from(rows.max(1));
    if share <= SLIPS {
        return Ok(Vec::new());
    }
    let name = &sample.header[column];
    Ok(vec![Finding {
        about: "columns.id".to_owned(),
        set: vec!["columns.id=".to_owned()],
        confidence: Confidence::Likely,
        why: format!(
            "{} of the rows repeat a `{name}` and say something else: it is no number of single incidents, so rows are told \
             apart by what they say",
            percent(share)
        ),
        examples: examples(others.into_iter()),
    }])
}
