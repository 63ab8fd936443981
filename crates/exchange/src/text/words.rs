//! Words of a source turned into ours: categories, kinds and closed lists.

use super::slug;
use std::collections::HashMap;

/// A table of words; spelling in capitals, blanks and punctuation between words do not matter.
#[derive(Debug, Clone)]
pub(crate) struct Words<T> {
    exact: HashMap<String, T>,
    folded: HashMap<String, T>,
    other: Option<T>,
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self { exact: HashMap::new(), folded: HashMap::new(), other: None }
    }
}

impl<T: Clone> Words<T> {
    /// Adds a word; a later one wins, `*` stands for every word that is not in the table.
    pub(crate) fn insert(&mut self, word: &str, value: T) {
        if word == "*" {
            self.other = Some(value);
            return;
        }
        self.exact.insert(word.trim().to_owned(), value.clone());
        let folded = slug(word);
        if !folded.is_empty() {
            self.folded.insert(folded, value);
        }
    }

    /// What a word stands for.
    pub(crate) fn get(&self, word: &str) -> Option<&T> {
        let fold = || if word.len() > 400 { None } else { self.folded.get(&slug(word)) };
        self.exact.get(word).or_else(fold).or(self.other.as_ref())
    }
}

/// Yes or no in the ways that sources say it.
pub(crate) fn yes_or_no(word: &str) -> Option<bool> {
    let folded = slug(word);
    let yes = ["yes", "y", "true", "t", "1", "da", "ia", "iya", "si"];
    let no = ["no", "n", "false", "f", "0", "net", "zhoq"];
    if yes.contains(&folded.as_str()) { Some(true) } else { no.contains(&folded.as_str()).then_some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter_but_an_exact_word_wins() {
        let mut words = Words::default();
        words.insert("theft_from_vehicle", 1);
        words.insert("Кража", 2);
        words.insert("A-B", 3);
        words.insert("a_b", 4);
        assert_eq!(words.get("Theft from VEHICLE"), Some(&1));
        assert_eq!(words.get("КРАЖА"), Some(&2));
        assert_eq!((words.get("A-B"), words.get("a b")), (Some(&3), Some(&4)));
        assert_eq!(words.get("other"), None);
        words.insert("*", 9);
        assert_eq!(words.get("other"), Some(&9));
    }

    #[test]
    fn yes_and_no_are_known_in_three_languages() {
        assert_eq!(
            [yes_or_no("Да"), yes_or_no("иә"), yes_or_no("Нет"), yes_or_no("жоқ")],
            [Some(true), Some(true), Some(false), Some(false)]
        );
        assert_eq!(yes_or_no("maybe"), None);
    }
}
