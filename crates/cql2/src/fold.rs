//! Texts without their case and without their accents.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A text such that two that differ in case only are equal: upper case, then lower, character by character, which is
/// the full case folding of Unicode but for a handful of letters of Cherokee.
pub(crate) fn casei(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// A text without the marks of its letters. Letters that are their own, such as ø, stay.
pub(crate) fn accenti(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_are_folded_in_every_script() {
        assert_eq!(casei("ΣΊΣΥΦΟΣ"), casei("σίσυφος"));
        assert_eq!(casei("Straße"), casei("STRASSE"));
        assert_eq!(casei("ӘЛ-ФАРАБИ"), "әл-фараби");
        assert_eq!(accenti("Chișinău"), "Chisinau");
        assert_eq!(accenti("København"), "København");
    }
}
