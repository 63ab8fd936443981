//! Numbers as sources write them.

/// Which mark stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decimal {
    /// `75.5`
    Point,
    /// `75,5`
    Comma,
    /// Either, where a value has only one mark; for columns that have no thousands (degrees).
    Either,
}

/// A finite number; none for anything else, `inf` and `NaN` among it.
pub(crate) fn parse(text: &str, decimal: Decimal) -> Option<f64> {
    let comma = match decimal {
        Decimal::Point => false,
        Decimal::Comma => true,
        Decimal::Either => text.contains(',') && !text.contains('.'),
    };
    let value = if comma {
        if text.contains('.') || text.len() > 40 {
            return None;
        }
        let mut buffer = [0_u8; 40];
        let buffer = &mut buffer[..text.len()];
        buffer.copy_from_slice(text.as_bytes());
        buffer.iter_mut().filter(|b| **b == b',').for_each(|b| *b = b'.');
        std::str::from_utf8(buffer).ok()?.parse::<f64>().ok()?
    } else {
        text.parse::<f64>().ok()?
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_told_and_never_guessed_as_thousands() {
        assert_eq!(parse("-75,56985400000", Decimal::Comma), Some(-75.569854));
        assert_eq!(parse("-75,5", Decimal::Either), Some(-75.5));
        assert_eq!(parse("75.5", Decimal::Either), Some(75.5));
        assert_eq!(parse("1,5", Decimal::Point), None);
        for bad in ["1.234,5", "1,2,3", "inf", "NaN", "", "43°14'"] {
            for decimal in [Decimal::Point, Decimal::Comma, Decimal::Either] {
                assert_eq!(parse(bad, decimal), None, "{bad} {decimal:?}");
            }
        }
    }
}
