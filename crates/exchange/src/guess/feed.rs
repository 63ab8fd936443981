//! Feeds whose fields are known by heart.

use super::sample::Sample;
use super::{Confidence, Finding, examples};
use crate::text::slug;
use crate::{ExchangeError, Mapping};

/// Kazakhstan's register of offences; its older answers write the names of the fields in capitals.
const KZ_REGISTER: &str = include_str!("../../mappings/kz-criminal-code-2014.toml");
/// Fields that only this feed has together.
const KZ_FIELDS: [&str; 3] = ["crime_code", "dat_sover", "hard_code"];

/// The mapping of a feed that is known, with the finding that says so.
pub(super) fn known(sample: &Sample) -> Result<Option<(Mapping, Finding)>, ExchangeError> {
    let slugs: Vec<String> = sample.header.iter().map(|name| slug(name)).collect();
    let has = |field: &str| slugs.iter().any(|s| s == field);
    if !KZ_FIELDS.iter().all(|field| has(field)) {
        return Ok(None);
    }
    let mut mapping = Mapping::from_toml(KZ_REGISTER)?;
    // The columns that an answer leaves out are not asked for.
    mapping.columns.retain(|_, names| names.iter().all(&has));
    if mapping.columns.keys().all(|role| role.as_str() != "when") && has("dat_sover_str") {
        mapping.set("columns.when=dat_sover_str")?;
    }
    let codes = slugs.iter().position(|s| s == "crime_code");
    let finding = Finding {
        about: "feed".to_owned(),
        set: Vec::new(),
        confidence: Confidence::Certain,
        why: "these are the fields of Kazakhstan's register of offences: times are local clock times stored as if they were \
              UTC, categories are articles of the Criminal Code of 2014, and case numbers and houses are dropped"
            .to_owned(),
        examples: codes.map(|column| examples(sample.values(column))).unwrap_or_default(),
    };
    Ok(Some((mapping, finding)))
}
