//! How far two words are apart in slips of the finger.

/// The least number of slips (a letter more, less, another one, or two swapped) that turn `typed` into `word`, or into
/// the beginning of it where `begins`; none where it takes more than `most`. O(length²).
pub(crate) fn slips(typed: &[char], word: &[char], most: usize, begins: bool) -> Option<usize> {
    if !begins && typed.len().abs_diff(word.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=word.len()).collect();
    for i in 1..=typed.len() {
        let mut row = Vec::with_capacity(word.len() + 1);
        row.push(i);
        for j in 1..=word.len() {
            let changed = usize::from(typed[i - 1] != word[j - 1]);
            let mut least = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + changed);
            if i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        if row.iter().all(|slips| *slips > most) {
            return None;
        }
        before = last;
        last = row;
    }
    let least = if begins { last.iter().min().copied() } else { last.last().copied() };
    least.filter(|slips| *slips <= most)
}

/// How many slips a word of so many letters is forgiven.
pub(crate) fn forgiven(letters: usize) -> usize {
    match letters {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_more_less_other_or_swapped_is_one_slip() {
        let apart =
            |a: &str, b: &str, begins| slips(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 2, begins);
        assert_eq!(apart("abai", "abai", false), Some(0));
        assert_eq!(apart("abia", "abai", false), Some(1));
        assert_eq!(apart("ab", "abai", false), Some(2));
        assert_eq!(apart("satbev", "satbaev", false), Some(1));
        assert_eq!(apart("satb", "satbaev", false), None);
        assert_eq!(apart("sadb", "satbaev", true), Some(1));
    }
}
