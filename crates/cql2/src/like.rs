//! `LIKE`: `%` is any text, `_` any one character, `\` takes the next character as it is.

/// A pattern, ready to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Any,
    One,
    Exactly(char),
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let piece = match c {
                '%' => Piece::Any,
                '_' => Piece::One,
                '\\' => Piece::Exactly(chars.next().unwrap_or('\\')),
                c => Piece::Exactly(c),
            };
            if piece != Piece::Any || pieces.last() != Some(&Piece::Any) {
                pieces.push(piece);
            }
        }
        Self(pieces)
    }

    /// Whether the whole of a text is of the pattern. Looks back to the last `%` only, so the worst is the product of
    /// the two lengths.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let (mut at, mut rest) = (0, text.chars());
        let mut back: Option<(usize, std::str::Chars<'_>)> = None;
        loop {
            let fits = match self.0.get(at) {
                Some(Piece::Any) => {
                    back = Some((at + 1, rest.clone()));
                    true
                }
                Some(Piece::One) => rest.next().is_some(),
                Some(Piece::Exactly(c)) => rest.next() == Some(*c),
                None if rest.as_str().is_empty() => return true,
                None => false,
            };
            if fits {
                at += 1;
                continue;
            }
            let Some((piece, from)) = &mut back else { return false };
            if from.next().is_none() {
                return false;
            }
            (at, rest) = (*piece, from.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_as_in_sql() {
        for (pattern, text, expected) in [
            ("B_r%", "Berlin", true),
            ("B_r%", "Br", false),
            ("%a%", "abc", true),
            ("%a%b%c", "xxaxxbxxbc", true),
            ("%a%b%c", "xxaxxbxxbcx", false),
            ("", "", true),
            ("", "x", false),
            ("%", "", true),
            ("_", "é", true),
            (r"100\%", "100%", true),
            (r"100\%", "1000", false),
            (r"a\_b", "a_b", true),
            (r"a\_b", "axb", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn many_wildcards_do_not_take_for_ever() {
        let pattern = Pattern::new(&"%a".repeat(2000));
        assert!(!pattern.matches(&"a".repeat(1999)));
        assert!(pattern.matches(&"a".repeat(2000)));
    }
}
