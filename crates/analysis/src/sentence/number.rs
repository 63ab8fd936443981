//! Figures in the form of a language.

use super::language::Language;

/// A number as it is written before the language is known: digits, a point, a leading minus.
///
/// Whole numbers as they are, from 10 on without decimals, from 1 on with one, below with two significant digits.
pub(super) fn plain(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || size >= 10.0 || value.fract() == 0.0 {
        return format!("{:.0}", if size == 0.0 { 0.0 } else { value });
    }
    if size >= 1.0 { trimmed(value, 1) } else { trimmed(value, significant(size, 2)) }
}

/// A probability of at least 0.001; smaller ones are said in words.
pub(super) fn plain_probability(value: f64) -> String {
    if value >= 1.0 { "1".to_owned() } else { trimmed(value, significant(value, if value > 0.1 { 2 } else { 3 })) }
}

/// The written number in the figures of a language.
pub(super) fn localised(written: &str, language: Language) -> String {
    let (minus, digits) = written.strip_prefix('-').map_or(("", written), |digits| ("−", digits));
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = minus.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(language.group_sign());
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push(language.decimal_sign());
        out.push_str(decimals);
    }
    out
}

/// Decimals that give so many significant digits; nobody reads beyond the sixth.
fn significant(size: f64, digits: i32) -> usize {
    usize::try_from(digits - 1 - size.log10().floor() as i32).unwrap_or(0).min(6)
}

fn trimmed(value: f64, decimals: usize) -> String {
    let written = format!("{value:.decimals$}");
    let short = if decimals > 0 { written.trim_end_matches('0').trim_end_matches('.') } else { &written };
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_form_of_the_language() {
        let all = |value| Language::ALL.map(|language| localised(&plain(value), language));
        assert_eq!(all(1_234_567.0), ["1\u{a0}234\u{a0}567", "1\u{a0}234\u{a0}567", "1,234,567"]);
        assert_eq!(all(1234.6), ["1\u{a0}235", "1\u{a0}235", "1,235"]);
        assert_eq!(all(999.0), ["999"; 3]);
        assert_eq!(all(3.25), ["3,2", "3,2", "3.2"]);
        assert_eq!(all(-0.0356), ["−0,036", "−0,036", "−0.036"]);
        assert_eq!(all(2.0), ["2"; 3]);
        assert_eq!(all(9.98), ["10"; 3]);
        assert_eq!(all(-0.0), ["0"; 3]);
        assert_eq!(all(-1e-9), ["0"; 3]);
        assert_eq!(all(0.999), ["1"; 3]);
    }

    #[test]
    fn probabilities_keep_what_decides() {
        let written = [0.001, 0.00123, 0.0499, 0.05, 0.123, 0.9, 1.0].map(plain_probability);
        assert_eq!(written, ["0.001", "0.00123", "0.0499", "0.05", "0.12", "0.9", "1"]);
    }
}
