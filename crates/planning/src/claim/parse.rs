//! A claim out of a sentence in Kazakh, Russian or English.

use super::Claim;

const FALLS: [&str; 15] = [
    "down",
    "fell",
    "fall",
    "drop",
    "decreas",
    "reduc",
    "less",
    "сниз",
    "уменьш",
    "сократ",
    "упал",
    "төменде",
    "азай",
    "кемі",
    "қысқар",
];
const RISES: [&str; 10] = ["up ", "rose", "rise", "grew", "increas", "вырос", "увелич", "повыс", "өст", "артт"];
const PERCENT: [&str; 5] = ["%", "percent", "per cent", "процент", "пайыз"];
const MONTHS: [&str; 4] = ["month", "месяц", "мес.", "ай"];
/// The numbers from one to twelve, as they begin; the longer ones first where one begins another.
const NUMBERS: [(&str, f64); 44] = [
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("nine", 9.0),
    ("one", 1.0),
    ("two", 2.0),
    ("six", 6.0),
    ("ten", 10.0),
    ("half a year", 6.0),
    ("a year", 12.0),
    ("одиннадцат", 11.0),
    ("двенадцат", 12.0),
    ("четыр", 4.0),
    ("восем", 8.0),
    ("восьм", 8.0),
    ("девят", 9.0),
    ("десят", 10.0),
    ("шест", 6.0),
    ("сем", 7.0),
    ("пят", 5.0),
    ("три", 3.0),
    ("трех", 3.0),
    ("трёх", 3.0),
    ("два", 2.0),
    ("двух", 2.0),
    ("один", 1.0),
    ("полгода", 6.0),
    ("за год", 12.0),
    ("он екі", 12.0),
    ("он бір", 11.0),
    ("тоғыз", 9.0),
    ("сегіз", 8.0),
    ("жеті", 7.0),
    ("алты", 6.0),
    ("бес", 5.0),
    ("төрт", 4.0),
    ("үш", 3.0),
    ("екі", 2.0),
    ("бір", 1.0),
    ("он ", 10.0),
];

/// The claim in a sentence: the first number before a percent sign, its direction by a sign or a word, and the number
/// before a word for months. None where there is no percentage or no direction.
///
/// # Examples
/// ```
/// use aula_planning::parse_claim;
/// let claim = parse_claim("−21.3 % in four months").unwrap();
/// assert_eq!((claim.change, claim.months), (-0.213, Some(4.0)));
/// ```
#[must_use]
pub fn parse_claim(text: &str) -> Option<Claim> {
    let text = text.to_lowercase().replace(['−', '–', '—'], "-").replace(['\u{a0}', '\u{202f}'], " ");
    let at = PERCENT.iter().filter_map(|word| text.find(word)).min()?;
    let (number, start) = number_before(&text, at)?;
    let signed = text[..start].trim_end();
    let minus = signed.ends_with('-') && !signed.trim_end_matches('-').ends_with(|c: char| c.is_ascii_digit());
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let sign = if minus || (says(&FALLS) && !signed.ends_with('+')) {
        -1.0
    } else if signed.ends_with('+') || says(&RISES) {
        1.0
    } else {
        return None;
    };
    Some(Claim { change: sign * number / 100.0, months: months(&text) })
}

/// The number that ends right before a place, and where it begins.
fn number_before(text: &str, at: usize) -> Option<(f64, usize)> {
    let before = text[..at].trim_end();
    let digits = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let start =
        before.rfind(|c: char| !digits(c)).map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let number: f64 = before[start..].replace(',', ".").parse().ok()?;
    number.is_finite().then_some((number, start))
}

fn months(text: &str) -> Option<f64> {
    for word in ["полгода", "half a year"] {
        if text.contains(word) {
            return Some(6.0);
        }
    }
    for word in MONTHS {
        for (at, _) in text.match_indices(word) {
            if let Some((number, _)) = number_before(text, at) {
                return Some(number);
            }
            let before = text[..at].trim_end();
            let tail: String =
                before.chars().rev().take(14).collect::<Vec<_>>().into_iter().rev().collect::<String>() + " ";
            let starts = |n: &str| tail.rfind(n).filter(|&i| i == 0 || tail[..i].ends_with(' '));
            let found = NUMBERS.iter().filter_map(|(n, value)| starts(n).map(|i| (i, n.len(), *value)));
            if let Some((.., value)) = found.max_by_key(|(i, length, _)| (i + length, *length)) {
                return Some(value);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_in_three_languages() {
        for (text, change, months) in [
            ("−21.3 % in four months", -0.213, Some(4.0)),
            ("-21,3% за 4 месяца", -0.213, Some(4.0)),
            ("Преступность снизилась на 21,3 % за четыре месяца", -0.213, Some(4.0)),
            ("Төрт айда қылмыс 21,3 пайызға төмендеді", -0.213, Some(4.0)),
            ("clearance up 12.4 %", 0.124, None),
            ("раскрываемость выросла на 12,4 процента за двенадцать месяцев", 0.124, Some(12.0)),
            ("Burglaries fell by 8 per cent within eleven months", -0.08, Some(11.0)),
            ("+5 % in six months", 0.05, Some(6.0)),
            ("за полгода краж стало меньше: -9 %", -0.09, Some(6.0)),
        ] {
            let claim = parse_claim(text).unwrap_or_else(|| panic!("{text}"));
            assert!((claim.change - change).abs() < 1e-9, "{text}: {claim:?}");
            assert_eq!(claim.months, months, "{text}");
        }
        for text in ["all is well", "about 20 %", "fell by many percent", ""] {
            assert!(parse_claim(text).is_none(), "{text}");
        }
    }
}
