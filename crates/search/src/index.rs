//! Names of things, found by what somebody types.

use crate::fold::{is_kind_word, is_number, words};
use crate::vocabulary::Vocabulary;
use std::collections::{BTreeSet, HashMap};

/// Most things that one question scores: enough for whatever is told apart by its name.
const MOST_SCORED: usize = 20_000;
/// What every word of a name costs that was not typed.
const LEFT_OUT: f64 = 0.01;
/// What it costs that a number (a house) was not found and the rest stands alone.
const WITHOUT_NUMBER: f64 = 1.5;

/// Things by their names. A thing is known by its place in the list that the index was made of.
///
/// # Examples
/// ```
/// use aula_search::Index;
/// let index = Index::new([vec!["Жібек жолы көшесі", "улица Жибек Жолы"], vec!["Абай даңғылы"]]);
/// assert_eq!(index.find("zhibek joly", 10, |_| true)[0].thing, 0);
/// assert_eq!(index.find("проспект Абай", 10, |_| true)[0].thing, 1);
/// ```
#[derive(Debug, Default)]
pub struct Index {
    vocabulary: Vocabulary,
    /// By word, the things that have it, ascending.
    holders: Vec<Vec<u32>>,
    /// By thing, its spellings: numbers of words.
    things: Vec<Vec<Box<[u32]>>>,
    /// By word, whether it only says what kind of place is meant.
    kind_words: Vec<bool>,
}

/// Something found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Its place in the list.
    pub thing: u32,
    /// 0 word for word; each slip and each word that was only begun makes it more.
    pub cost: f64,
}

impl Found {
    /// How well it fits, from nearly 0 to 1.
    #[must_use]
    pub fn score(&self) -> f64 {
        1.0 / (1.0 + self.cost)
    }
}

impl Index {
    /// An index of things, each with its names in as many languages as it has.
    ///
    /// # Complexity
    /// O(w log w) in the words of all names.
    pub fn new<N: AsRef<str>>(things: impl IntoIterator<Item = Vec<N>>) -> Self {
        let spelled: Vec<Vec<Vec<String>>> = things.into_iter().map(|names| spellings(&names)).collect();
        let all: BTreeSet<&str> = spelled.iter().flatten().flatten().map(String::as_str).collect();
        let known: Vec<String> = all.iter().map(|word| (*word).to_owned()).collect();
        let number = |word: &String| known.binary_search(word).map_or(0, |n| n as u32);
        let things: Vec<Vec<Box<[u32]>>> =
            spelled.iter().map(|names| names.iter().map(|name| name.iter().map(number).collect()).collect()).collect();
        let mut holders: Vec<Vec<u32>> = vec![Vec::new(); known.len()];
        for (thing, spellings) in (0_u32..).zip(&things) {
            for &word in spellings.iter().flat_map(|s| s.iter()) {
                let list = &mut holders[word as usize];
                if list.last() != Some(&thing) {
                    list.push(thing);
                }
            }
        }
        let kind_words = known.iter().map(|word| is_kind_word(word)).collect();
        Self { vocabulary: Vocabulary::new(known), holders, things, kind_words }
    }

    /// How many things there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.things.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// How many words tell them apart.
    #[must_use]
    pub fn words(&self) -> usize {
        self.vocabulary.len()
    }

    /// The things that a text may mean, the best first, of equal ones the earlier in the list; only those that `wanted`
    /// lets pass. Where no thing has the number that was typed, those without it come, far down.
    ///
    /// Every typed word must be found; the last one may be only begun. A word for the kind of a place may be left out
    /// or be another one.
    ///
    /// # Complexity
    /// The things that have the rarest of the typed words, at most 20,000 of them.
    pub fn find(&self, text: &str, limit: usize, wanted: impl Fn(u32) -> bool) -> Vec<Found> {
        let typed = words(text);
        // A word for the kind helps nobody to find a thing, but may be all that was typed: `Аула`.
        let last = typed.last().cloned();
        let telling: Vec<String> = typed.iter().filter(|word| !is_kind_word(word)).cloned().collect();
        let asked = if telling.is_empty() { typed } else { telling };
        let begun = last.is_some_and(|last| asked.last() == Some(&last));
        let found = self.scored(&asked, begun, limit, &wanted);
        if !found.is_empty() || asked.iter().all(|w| is_number(w)) || !asked.iter().any(|w| is_number(w)) {
            return found;
        }
        // What follows a house number belongs to it: 12 а.
        let rest: Vec<String> = asked.into_iter().take_while(|word| !is_number(word)).collect();
        let far = |found: Found| Found { cost: found.cost + WITHOUT_NUMBER, ..found };
        self.scored(&rest, false, limit, &wanted).into_iter().map(far).collect()
    }

    fn scored(&self, asked: &[String], begun: bool, limit: usize, wanted: &impl Fn(u32) -> bool) -> Vec<Found> {
        let last = asked.len().saturating_sub(1);
        // The letter of 12а is a part of the number, not the beginning of a word.
        let letter = |i: usize| i > 0 && is_number(&asked[i - 1]) && asked[i].chars().count() == 1;
        let mean = |(i, word): (usize, &String)| self.vocabulary.meant(word, begun && i == last && !letter(i));
        let meant: Vec<HashMap<u32, f64>> = asked.iter().enumerate().map(mean).collect();
        let holders = |words: &HashMap<u32, f64>| words.keys().map(|&w| self.holders[w as usize].len()).sum::<usize>();
        let Some(rarest) = meant.iter().min_by_key(|words| holders(words)) else { return Vec::new() };
        let mut things: Vec<u32> = rarest
            .keys()
            .flat_map(|&word| &self.holders[word as usize])
            .copied()
            .filter(|&thing| wanted(thing))
            .collect();
        things.sort_unstable();
        things.dedup();
        things.truncate(MOST_SCORED);
        let cost = |thing: u32| {
            let costs = self.things[thing as usize].iter().filter_map(|spelling| self.cost(&meant, spelling));
            costs.min_by(f64::total_cmp)
        };
        let mut found: Vec<Found> =
            things.into_iter().filter_map(|thing| Some(Found { thing, cost: cost(thing)? })).collect();
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.thing.cmp(&b.thing)));
        found.truncate(limit);
        found
    }

    /// What it costs that the words meant stand for a spelling; none where one of them is not in it.
    fn cost(&self, meant: &[HashMap<u32, f64>], spelling: &[u32]) -> Option<f64> {
        let mut free: Vec<u32> = spelling.to_vec();
        let mut cost = 0.0;
        for words in meant {
            let costs = free.iter().enumerate().filter_map(|(at, word)| Some((at, *words.get(word)?)));
            let (at, least) = costs.min_by(|a, b| a.1.total_cmp(&b.1))?;
            cost += least;
            free.swap_remove(at);
        }
        let left_out = free.iter().filter(|word| !self.kind_words[**word as usize]).count();
        Some(cost + LEFT_OUT * left_out as f64)
    }
}

/// The words of each name, each list once.
fn spellings<N: AsRef<str>>(names: &[N]) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::with_capacity(names.len());
    for name in names {
        let spelling = words(name.as_ref());
        if !spelling.is_empty() && !found.contains(&spelling) {
            found.push(spelling);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        Index::new([
            vec!["Медеу ауданы", "Медеуский район", "Medeu District"],
            vec!["Жібек жолы даңғылы", "проспект Жибек Жолы", "Zhibek Zholy Avenue"],
            vec!["Сәтбаев көшесі", "улица Сатпаева", "Satbayev Street"],
            vec!["Абай даңғылы", "проспект Абая", "Abai Avenue"],
            vec!["Абай даңғылы, 12", "проспект Абая, 12", "12 Abai Avenue"],
            vec!["Абай даңғылы, 12а", "проспект Абая, 12а", "12a Abai Avenue"],
            vec!["Абай даңғылы, 120", "проспект Абая, 120", "120 Abai Avenue"],
            vec!["Орбита-3"],
        ])
    }

    fn found(text: &str) -> Vec<u32> {
        index().find(text, 10, |_| true).into_iter().map(|f| f.thing).collect()
    }

    #[test]
    fn a_thing_is_found_in_three_languages_two_scripts_and_with_slips() {
        for text in
            ["Жібек жолы", "жибек жолы", "Zhibek Zholy", "jibek joly", "ZHIBEK", "жибк жолы", "Жибек Жолы проспект"]
        {
            assert_eq!(found(text), [1], "{text}");
        }
        for text in ["сатпаева", "Сәтбаев көшесі", "satbayev st", "Satbaev", "Сатпаев"] {
            assert_eq!(found(text), [2], "{text}");
        }
        assert_eq!(found("медеу"), [0]);
        assert_eq!(found("орбита 3"), [7]);
        assert!(found("нет такой").is_empty() && found("").is_empty() && found(" ,").is_empty());
    }

    #[test]
    fn a_house_is_its_number_and_another_number_leads_to_the_street() {
        assert_eq!(found("Абая 12"), [4, 5]);
        assert_eq!(found("abai 12a"), [5]);
        assert_eq!(found("12 Abai Avenue"), [4, 5]);
        assert_eq!(found("абай"), [3, 4, 6, 5], "the street before its houses");
        let none = index().find("Абая 77", 10, |_| true);
        assert!(none[0].thing == 3 && none[0].score() < 0.5, "{none:?}");
    }

    #[test]
    fn a_kind_alone_finds_its_kind_and_only_what_is_wanted_comes() {
        assert_eq!(found("проспект").len(), 5);
        let streets: Vec<u32> = index().find("абая", 10, |thing| thing == 3).into_iter().map(|f| f.thing).collect();
        assert_eq!(streets, [3]);
        assert_eq!(index().find("абая", 2, |_| true).len(), 2);
    }
}
