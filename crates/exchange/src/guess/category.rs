//! What the source's categories are in ours, by their words or by the name of the file.

use super::sample::Sample;
use super::{Confidence, Finding, examples, percent};
use crate::text::slug;
use crate::{ExchangeError, Mapping, ReadContext, Role};
use aula_model::{CategoryCode, CategoryTable, Language};
use std::collections::BTreeMap;

/// Words of other cities' files and what they are here, as slugs; longer ones are looked for first.
const WORDS: &[(&str, &str)] = &[
    ("theft_from_vehicle", "theft_from_vehicle"),
    ("theft_from_motor_vehicle", "theft_from_vehicle"),
    ("motor_vehicle_theft", "vehicle_theft"),
    ("auto_theft", "vehicle_theft"),
    ("carjacking", "robbery"),
    ("anti_social_behaviour", "hooliganism"),
    ("disorderly", "hooliganism"),
    ("asb", "hooliganism"),
    ("burglaries", "burglary"),
    ("burglary", "burglary"),
    ("robberies", "robbery"),
    ("robbery", "robbery"),
    ("razboi", "robbery"),
    ("grabezh", "robbery"),
    ("assault", "assault"),
    ("battery", "assault"),
    ("homicid", "homicide"),
    ("homicidio", "homicide"),
    ("murder", "homicide"),
    ("ubiistvo", "homicide"),
    ("criminal_damage", "vandalism"),
    ("vandalism", "vandalism"),
    ("graffiti", "vandalism"),
    ("narcotic", "drugs"),
    ("drug", "drugs"),
    ("fraud", "fraud"),
    ("moshennich", "fraud"),
    ("larceny", "theft"),
    ("theft", "theft"),
    ("krazh", "theft"),
    ("hurto", "theft"),
    ("khuligan", "hooliganism"),
    ("domestic", "domestic"),
    ("sexual", "sexual"),
    ("rape", "sexual"),
];

/// Most different words of a column that can be categories.
const MOST_WORDS: usize = 300;

pub(super) fn findings(
    sample: &Sample,
    mapping: &Mapping,
    ctx: &ReadContext<'_>,
) -> Result<Vec<Finding>, ExchangeError> {
    if mapping.constants.contains_key(&Role::Category) {
        return Ok(Vec::new());
    }
    if let Ok(Some(column)) = sample.column(Role::Category, mapping) {
        let unknown = unknown_words(sample, column, mapping, ctx.categories);
        if unknown.is_empty() {
            return Ok(Vec::new());
        }
        let meant: Vec<(&String, Option<CategoryCode>)> =
            unknown.keys().map(|word| (word, meaning(word, ctx.categories))).collect();
        let (rows, known_rows) = unknown.iter().fold((0, 0), |(all, known), (word, rows)| {
            let is_known = meant.iter().any(|(w, code)| *w == word && code.is_some());
            (all + rows, known + if is_known { *rows } else { 0 })
        });
        if known_rows > 0 {
            let words = meant.iter().filter_map(|(word, code)| Some(format!("categories.{word}={}", code.as_ref()?)));
            return Ok(vec![Finding {
                about: "categories".to_owned(),
                set: words.collect(),
                confidence: Confidence::Likely,
                why: format!(
                    "{} of the words that the city's categories do not have are told by a part of them",
                    percent(f64::from(known_rows) / f64::from(rows.max(1)))
                ),
                examples: examples(unknown.keys().map(String::as_str)),
            }]);
        }
        // Words that say nothing are slips, rejected row by row.
        return Ok(Vec::new());
    }
    let source = slug(ctx.default_source.as_str());
    Ok(vec![match meaning(&source, ctx.categories) {
        Some(code) => Finding {
            about: "constants.category".to_owned(),
            set: vec![format!("constants.category={code}")],
            confidence: Confidence::Likely,
            why: "no column says the category; the name of the file does".to_owned(),
            examples: vec![format!("`{source}`")],
        },
        None => Finding {
            about: "constants.category".to_owned(),
            set: vec!["constants.category=other".to_owned()],
            confidence: Confidence::Doubtful,
            why:
                "neither a column nor the name of the file says the category; say it (`--set category=theft`), or take \
                  `other`"
                    .to_owned(),
            examples: Vec::new(),
        },
    }])
}

/// The words of a column that nothing knows yet, with the rows that have them; empty where there are too many to be
/// categories.
fn unknown_words(sample: &Sample, column: usize, mapping: &Mapping, table: &CategoryTable) -> BTreeMap<String, u32> {
    let known = |word: &str| {
        let folded = slug(word);
        mapping.categories.keys().any(|k| k == word || k == "*" || slug(k) == folded)
            || table
                .iter()
                .any(|c| c.code.as_str() == folded || Language::ALL.iter().any(|l| slug(c.names.get(*l)) == folded))
    };
    let mut words = BTreeMap::new();
    for word in sample.values(column) {
        *words.entry(word.to_owned()).or_default() += 1;
        if words.len() > MOST_WORDS {
            return BTreeMap::new();
        }
    }
    words.retain(|word, _| !known(word));
    words
}

/// The category that a word of the source speaks of; none where it could be two.
fn meaning(word: &str, table: &CategoryTable) -> Option<CategoryCode> {
    let folded = slug(word);
    let found = WORDS.iter().find(|(part, _)| {
        let begins = |at: usize| at == 0 || folded.as_bytes()[at - 1] == b'_';
        folded.match_indices(part).any(|(at, _)| begins(at))
    })?;
    CategoryCode::new(found.1).ok().filter(|code| table.get(code).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_cities_are_known_by_a_part_and_never_by_the_middle_of_a_word() {
        let table = CategoryTable::default();
        for (word, expected) in [
            ("personal robbery", Some("robbery")),
            ("MOTOR VEHICLE THEFT", Some("vehicle_theft")),
            ("Theft from motor vehicle", Some("theft_from_vehicle")),
            ("medellin_homicides_semicolon", Some("homicide")),
            ("lancashire_asb_2022", Some("hooliganism")),
            ("scrape", None),
            ("parking", None),
        ] {
            assert_eq!(meaning(word, &table).as_ref().map(CategoryCode::as_str), expected, "{word}");
        }
    }
}
