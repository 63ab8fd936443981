//! Yards by name or address.

use super::Core;
use super::yards::yards_kind;
use aula_model::{AreaId, Names, PlaceKind, Seq, Slice};
use aula_snapshot::{Layer, Snapshot, Within};

/// An address belongs to a yard that is at most so far away, in metres.
const NEAR_M: f64 = 60.0;

/// Names and addresses with the yards they mean.
pub(crate) struct SearchIndex {
    pub(super) ground_seq: Seq,
    entries: Vec<Entry>,
}

struct Entry {
    words: Vec<String>,
    yard: AreaId,
    /// The address that was found; none for the yard's own name.
    address: Option<Names>,
}

impl SearchIndex {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let kind = yards_kind();
        let own = snapshot.areas().of_kind(&kind).map(|area| Entry {
            words: words(&format!("{} {}", all(&area.names), area.id.code())),
            yard: area.id.clone(),
            address: None,
        });
        let mut entries: Vec<Entry> = own.collect();
        let Ok(address) = PlaceKind::new("address") else { return Self { ground_seq: snapshot.ground_seq(), entries } };
        let layer = Layer::Places(address);
        let rows = snapshot.select(&Slice::default(), &layer, &Within::Everywhere).map(|s| s.rows).unwrap_or_default();
        for row in rows {
            let Some(place) = snapshot.place(row) else { continue };
            let Some(names) = place.details.as_ref().and_then(|d| d.names.clone()) else { continue };
            let near = snapshot.areas().within_radius_m(place.location, NEAR_M, Some(&kind));
            if let Some((area, _)) = near.first() {
                entries.push(Entry { words: words(&all(&names)), yard: area.id.clone(), address: Some(names) });
            }
        }
        Self { ground_seq: snapshot.ground_seq(), entries }
    }
}

/// The yards that a text means, the best first, each once, with the address found.
pub(crate) fn find_yards(core: &Core, text: &str, at_most: usize) -> Vec<(AreaId, Option<Names>)> {
    let wanted = words(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let index = core.search_index();
    let mut found: Vec<(usize, &Entry)> =
        index.entries.iter().filter_map(|e| Some((fit(&e.words, &wanted)?, e))).collect();
    found.sort_by(|a, b| {
        a.0.cmp(&b.0).then(a.1.address.is_some().cmp(&b.1.address.is_some())).then(a.1.yard.cmp(&b.1.yard))
    });
    let mut seen = std::collections::HashSet::new();
    let first = found.into_iter().filter(|(_, entry)| seen.insert(&entry.yard));
    first.take(at_most).map(|(_, entry)| (entry.yard.clone(), entry.address.clone())).collect()
}

/// How badly words fit: none unless each wanted word begins a word there; numbers must be whole.
fn fit(there: &[String], wanted: &[String]) -> Option<usize> {
    let mut worse = there.len();
    for word in wanted {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        let matching = there.iter().filter(|t| if is_number { *t == word } else { t.starts_with(word.as_str()) });
        worse += matching.map(|t| t.chars().count() - word.chars().count()).min()?;
    }
    Some(worse)
}

fn all(names: &Names) -> String {
    [&names.kk, &names.ru, &names.en].into_iter().flatten().map(smol_str::SmolStr::as_str).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('ё', "е");
    let mut words: Vec<String> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_begin_a_word_there_and_a_house_number_is_whole() {
        let there = words("Жасыл қайың көшесі, 12 улица Жасыл кайын, 12 Zhasyl Qaiyng Street 12");
        assert!(fit(&there, &words("жасыл 12")).is_some());
        assert!(fit(&there, &words("Улица КАЙ")).is_some());
        assert!(fit(&there, &words("жасыл 1")).is_none());
        assert!(fit(&there, &words("zhasyl terek")).is_none());
    }
}
