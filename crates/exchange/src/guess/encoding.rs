//! Which encoding a text is in, by the letters that it would have.

use super::{Confidence, Finding, examples};
use crate::ExchangeError;
use crate::input::{Limits, open};
use encoding_rs::{Encoding, IBM866, KOI8_R, WINDOWS_1251, WINDOWS_1252};
use std::io::Read;

/// The encodings in which cities that write Cyrillic or Latin letters keep their files.
const CANDIDATES: [&Encoding; 4] = [WINDOWS_1251, KOI8_R, IBM866, WINDOWS_1252];

/// None for UTF-8, with or without mark, and for plain ASCII.
pub(super) fn finding(input: Box<dyn Read + Send>, limits: Limits) -> Result<Option<Finding>, ExchangeError> {
    let head = open(input, None, None, limits)?.head;
    // The last character may be cut in two.
    let sound = match std::str::from_utf8(&head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if sound {
        return Ok(None);
    }
    let mut scored: Vec<(f64, &Encoding, String)> = CANDIDATES
        .iter()
        .map(|encoding| {
            let text = encoding.decode_without_bom_handling(&head).0.into_owned();
            (plausibility(&text), *encoding, text)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (best, encoding, text) = &scored[0];
    let label = encoding.name().to_ascii_lowercase();
    let clear = *best > 0.8 && best - scored[1].0 > 0.2;
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_ascii() && w.len() > 3);
    Ok(Some(Finding {
        about: "encoding".to_owned(),
        set: vec![format!("encoding={label}")],
        confidence: if clear { Confidence::Likely } else { Confidence::Doubtful },
        why: format!(
            "the file is not UTF-8; read as {label} its letters make words, read as {} less so",
            scored[1].1.name().to_ascii_lowercase()
        ),
        examples: examples(words),
    }))
}

/// How much of the foreign letters stand as they do in words: small letters beside small letters of the same script, with
/// the frequent ones frequent. 0 to 1.
fn plausibility(text: &str) -> f64 {
    let letters: Vec<char> = text.chars().collect();
    let (mut good, mut all) = (0.0, 0.0);
    for (i, &c) in letters.iter().enumerate().filter(|(_, c)| !c.is_ascii()) {
        all += 1.0;
        let before = i.checked_sub(1).map(|j| letters[j]);
        let after = letters.get(i + 1).copied();
        let beside = [before, after].into_iter().flatten();
        good += match c {
            c if is_cyrillic(c) && c.is_alphabetic() => {
                let common = "оеаинтслркыдвмпу".contains(&c.to_lowercase().to_string());
                let value = if common { 1.0 } else { 0.5 };
                if !beside.clone().any(is_cyrillic) {
                    0.2
                } else if c.is_lowercase() && after.is_some_and(|n| is_cyrillic(n) && n.is_uppercase()) {
                    // A capital after a small letter is what a wrong Cyrillic encoding makes of a word.
                    0.1
                } else if c.is_uppercase() && before.is_some_and(is_cyrillic) {
                    // And so are words of rare capitals.
                    if common { 0.75 } else { 0.3 }
                } else {
                    value
                }
            }
            // Accented letters stand alone among plain ones.
            c if c.is_alphabetic() => {
                if beside.clone().any(|b| !b.is_ascii() && b.is_alphabetic()) {
                    0.0
                } else if beside.clone().any(|b| b.is_ascii_alphabetic()) {
                    0.95
                } else {
                    0.3
                }
            }
            '«' | '»' | '№' | '–' | '—' | '°' | '\u{a0}' => 0.8,
            _ => 0.0,
        };
    }
    if all == 0.0 { 0.0 } else { good / all }
}

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{4ff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn label(bytes: Vec<u8>) -> Option<(String, Confidence)> {
        let found = finding(Box::new(Cursor::new(bytes)), Limits::default()).unwrap()?;
        Some((found.set[0].clone(), found.confidence))
    }

    #[test]
    fn cyrillic_and_latin_encodings_are_told_apart_and_utf8_needs_nothing() {
        let russian = "дата;категория;адрес\n01.02.2024;Кража;улица Абая, дом шестнадцать\n";
        let spanish = "fecha;categoría;dirección\n01.02.2024;Atropello;Calle de la Unión, peatón\n";
        for (text, encoding) in [(russian, WINDOWS_1251), (russian, KOI8_R), (russian, IBM866), (spanish, WINDOWS_1252)]
        {
            let expected = format!("encoding={}", encoding.name().to_ascii_lowercase());
            assert_eq!(label(encoding.encode(text).0.into_owned()), Some((expected, Confidence::Likely)));
        }
        assert_eq!(label(russian.into()), None);
        assert_eq!(label(b"a,b\n1,2\n".to_vec()), None);
    }
}
