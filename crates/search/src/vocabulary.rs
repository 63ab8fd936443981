//! Every word that some name has, each once, and which of them a typed word may mean.

use crate::fold::is_number;
use crate::slips::{forgiven, slips};
use std::collections::HashMap;

/// The words of all names, found by their beginning and by their pairs of letters.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// In the order of the alphabet; a word's number is its place here.
    words: Vec<String>,
    /// By pair of neighbouring letters (the word's ends marked), the words that have it, ascending.
    pairs: HashMap<(char, char), Vec<u32>>,
}

/// The mark before the first and behind the last letter.
const END: char = ' ';

impl Vocabulary {
    /// The vocabulary of some words; sorted and without repetition.
    pub(crate) fn new(words: Vec<String>) -> Self {
        let mut pairs: HashMap<(char, char), Vec<u32>> = HashMap::new();
        for (word, number) in words.iter().zip(0_u32..).filter(|(word, _)| !is_number(word)) {
            for pair in pairs_of(word) {
                let list = pairs.entry(pair).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
        Self { words, pairs }
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The words that a typed one may mean, with what that costs: 0 as it stands there, 0.1 only begun (where
    /// `may_begin`), 1 for each slip. A number is what it is.
    ///
    /// # Complexity
    /// The words that share a pair of letters with the typed one; not all of them are compared letter by letter.
    pub(crate) fn meant(&self, typed: &str, may_begin: bool) -> HashMap<u32, f64> {
        let mut found = HashMap::new();
        if let Ok(number) = self.words.binary_search_by(|word| word.as_str().cmp(typed)) {
            found.insert(number as u32, 0.0);
        }
        if is_number(typed) {
            return found;
        }
        if may_begin {
            let first = self.words.partition_point(|word| word.as_str() < typed);
            let begun = self.words[first..].iter().take_while(|word| word.starts_with(typed));
            for number in (first as u32..).take(begun.count()) {
                found.entry(number).or_insert(0.1);
            }
        }
        let letters: Vec<char> = typed.chars().collect();
        let most = forgiven(letters.len());
        if most == 0 {
            return found;
        }
        let begins = may_begin && letters.len() >= 5;
        for number in self.alike(typed, letters.len(), most) {
            if found.contains_key(&number) {
                continue;
            }
            let word: Vec<char> = self.words[number as usize].chars().collect();
            let whole = slips(&letters, &word, most, false).map(|slips| slips as f64);
            let begun = || begins.then(|| slips(&letters, &word, 1, true)).flatten().map(|slips| slips as f64 + 0.2);
            if let Some(cost) = whole.or_else(begun) {
                found.insert(number, cost);
            }
        }
        found
    }

    /// The words that share so many pairs of letters with a typed one that it can be within so many slips of them: a
    /// slip spoils three pairs at most.
    fn alike(&self, typed: &str, letters: usize, most: usize) -> Vec<u32> {
        let needed = (letters + 1).saturating_sub(3 * most + 1).max(1);
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for pair in pairs_of(typed) {
            for &number in self.pairs.get(&pair).into_iter().flatten() {
                *shared.entry(number).or_default() += 1;
            }
        }
        let mut alike: Vec<u32> = shared.into_iter().filter(|(_, n)| *n >= needed).map(|(number, _)| number).collect();
        alike.sort_unstable();
        alike
    }
}

fn pairs_of(word: &str) -> impl Iterator<Item = (char, char)> {
    let before = std::iter::once(END).chain(word.chars());
    before.zip(word.chars().chain(std::iter::once(END)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut words: Vec<String> =
            ["abai", "abaia", "satbaeva", "satpaeva", "tole", "12", "120", "zhibek"].map(str::to_owned).into();
        words.sort();
        Vocabulary::new(words)
    }

    fn meant(typed: &str, may_begin: bool) -> Vec<(String, f64)> {
        let vocabulary = vocabulary();
        let mut found: Vec<(String, f64)> = vocabulary
            .meant(typed, may_begin)
            .into_iter()
            .map(|(n, c)| (vocabulary.words[n as usize].clone(), c))
            .collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found
    }

    #[test]
    fn a_word_means_itself_what_it_begins_and_what_is_a_slip_away() {
        let plain = |found: Vec<(String, f64)>| found.into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(meant("abai", true), [("abai".to_owned(), 0.0), ("abaia".to_owned(), 0.1)]);
        assert_eq!(plain(meant("satbaeva", false)), ["satbaeva", "satpaeva"]);
        assert_eq!(plain(meant("zibek", false)), ["zhibek"]);
        assert_eq!(plain(meant("zhibke", false)), ["zhibek"]);
        assert_eq!(plain(meant("sat", true)), ["satbaeva", "satpaeva"]);
        assert_eq!(plain(meant("12", true)), ["12"], "house 12 is not house 120");
        assert!(meant("tol", false).is_empty(), "short words are forgiven nothing");
    }

    /// Every word within the forgiven slips is among those that share enough pairs: nothing is lost to the index.
    #[test]
    fn the_pairs_lose_no_word_that_comparing_all_would_find() {
        let letters = ['a', 'b', 'k', 's'];
        let mut state = 7_u64;
        let mut next = |n: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % n
        };
        let mut words: Vec<String> = (0..3000).map(|_| (0..4 + next(7)).map(|_| letters[next(4)]).collect()).collect();
        words.sort();
        words.dedup();
        let vocabulary = Vocabulary::new(words.clone());
        let mut compared = 0;
        for _ in 0..60 {
            let typed = words[next(words.len())].clone();
            let chars: Vec<char> = typed.chars().collect();
            let most = forgiven(chars.len());
            let found = vocabulary.meant(&typed, false);
            for (word, number) in words.iter().zip(0_u32..) {
                let near = slips(&chars, &word.chars().collect::<Vec<_>>(), most, false).is_some();
                compared += usize::from(near);
                assert_eq!(near, found.contains_key(&number), "{typed} {word}");
            }
        }
        assert!(compared > 200, "{compared}");
    }
}
