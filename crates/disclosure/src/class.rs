//! What is said about one count: a class, and the interval of counts that it stands for.

use crate::PlaceId;
use serde::{Deserialize, Serialize};

/// Whole numbers from `low` to `high`, both included; no `high` means that nothing is said upward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// Lowest possible count.
    pub low: u32,
    /// Highest possible count.
    pub high: Option<u32>,
}

impl Interval {
    /// What is known of a count that nothing is said about.
    pub const ANY: Self = Self { low: 0, high: None };

    /// Whether a count may be this number.
    #[must_use]
    pub fn holds(self, count: u32) -> bool {
        count >= self.low && self.high.is_none_or(|high| count <= high)
    }

    /// How many whole numbers the interval holds: the measure of the rule "no closer than 5 wide".
    ///
    /// Counted in numbers and not as `high - low`, because the narrowest class of the design, "0–4", holds the five
    /// numbers 0, 1, 2, 3, 4 and is allowed; a value rounded to 5 likewise stands for five numbers.
    #[must_use]
    pub fn width(self) -> Option<u32> {
        self.high.map(|high| (high + 1).saturating_sub(self.low))
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        let high = self.high.zip(other.high).map(|(a, b)| a.max(b));
        Self { low: self.low.min(other.low), high }
    }
}

/// The published class of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum Class {
    /// 0 to 4, not told apart.
    #[serde(rename = "0-4")]
    UpTo4,
    /// 5 to 12, not told apart.
    #[serde(rename = "5-12")]
    From5To12,
    /// More than 12, rounded to 5.
    Rounded {
        /// The multiple of 5 nearest to the count.
        value: u32,
    },
    /// Several neighbouring classes in one, because a narrower one would have given away something else.
    Range {
        /// Lowest possible count.
        low: u32,
        /// Highest possible count.
        high: u32,
    },
    /// Too few addresses to stand alone; its incidents are counted in the place named.
    Merged {
        /// That place.
        into: PlaceId,
    },
    /// Not shown, because together with other figures it would have given away something.
    Suppressed,
}

impl Class {
    /// The class of an exact count.
    ///
    /// # Examples
    /// ```
    /// use aula_disclosure::Class;
    /// assert_eq!(Class::of(0), Class::UpTo4);
    /// assert_eq!(Class::of(12), Class::From5To12);
    /// assert_eq!(Class::of(13), Class::Rounded { value: 15 });
    /// assert_eq!(Class::of(17), Class::Rounded { value: 15 });
    /// assert_eq!(Class::of(18), Class::Rounded { value: 20 });
    /// ```
    #[must_use]
    pub fn of(count: u32) -> Self {
        match count {
            0..=4 => Self::UpTo4,
            5..=12 => Self::From5To12,
            _ => Self::Rounded { value: count / 5 * 5 + if count % 5 < 3 { 0 } else { 5 } },
        }
    }

    /// The counts that the class stands for; [`Interval::ANY`] where nothing is shown.
    #[must_use]
    pub fn interval(&self) -> Interval {
        let (low, high) = match *self {
            Self::UpTo4 => (0, 4),
            Self::From5To12 => (5, 12),
            Self::Rounded { value } => (value.saturating_sub(2), value.saturating_add(2)),
            Self::Range { low, high } => (low, high),
            Self::Merged { .. } | Self::Suppressed => return Interval::ANY,
        };
        Interval { low, high: Some(high) }
    }

    /// The class that stands for exactly an interval, the plain one where there is one.
    #[must_use]
    pub fn from_interval(interval: Interval) -> Self {
        match (interval.low, interval.high) {
            (_, None) => Self::Suppressed,
            (low, Some(high)) => {
                let plain = Self::of(low);
                if plain.interval() == interval { plain } else { Self::Range { low, high } }
            }
        }
    }

    /// Whether a figure is shown.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        !matches!(self, Self::Merged { .. } | Self::Suppressed)
    }

    /// Whether it is one of the plain classes of the design.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::UpTo4 | Self::From5To12 | Self::Rounded { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_count_lies_in_its_class_and_no_class_is_narrower_than_five(count in 0_u32..5_000) {
            let class = Class::of(count);
            prop_assert!(class.interval().holds(count));
            prop_assert!(class.interval().width().unwrap() >= 5);
            prop_assert_eq!(Class::from_interval(class.interval()), class.clone());
            // The plain classes tile the whole numbers: the next number is in the same class or starts the next one.
            let next = Class::of(count + 1);
            prop_assert!(next == class || class.interval().high == Some(count) && next.interval().low == count + 1);
        }
    }

    #[test]
    fn a_range_and_a_silence_keep_their_interval() {
        let range = Interval { low: 5, high: Some(17) };
        assert_eq!(Class::from_interval(range), Class::Range { low: 5, high: 17 });
        assert_eq!(Class::from_interval(Interval::ANY), Class::Suppressed);
        assert_eq!(Class::UpTo4.interval().hull(range), Interval { low: 0, high: Some(17) });
    }
}
