//! The small closed lists of a row in two bytes.

use aula_model::{Accuracy, Cleared, Precision, ReportedBy};

/// Precision, accuracy, reporter, clearance, and the two marks of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Flags(pub(crate) u16);

const DISCONTINUED: u16 = 1 << 8;
const OUTSIDE: u16 = 1 << 9;

fn index<T: PartialEq>(list: &[T], value: &T) -> u16 {
    list.iter().zip(0..).find(|(v, _)| *v == value).map_or(0, |(_, i)| i)
}

impl Flags {
    pub(crate) fn new(
        precision: Precision,
        accuracy: Accuracy,
        reported_by: ReportedBy,
        cleared: Cleared,
        discontinued: bool,
        outside_study_area: bool,
    ) -> Self {
        let mut bits = index(Precision::ALL, &precision)
            | index(Accuracy::ALL, &accuracy) << 2
            | index(ReportedBy::ALL, &reported_by) << 4
            | index(Cleared::ALL, &cleared) << 6;
        if discontinued {
            bits |= DISCONTINUED;
        }
        if outside_study_area {
            bits |= OUTSIDE;
        }
        Self(bits)
    }

    fn two_bits(self, shift: u32) -> usize {
        usize::from(self.0 >> shift & 3)
    }

    pub(crate) fn precision(self) -> Precision {
        Precision::ALL[self.two_bits(0)]
    }

    pub(crate) fn accuracy(self) -> Accuracy {
        Accuracy::ALL[self.two_bits(2)]
    }

    pub(crate) fn reported_by(self) -> ReportedBy {
        ReportedBy::ALL[self.two_bits(4)]
    }

    pub(crate) fn cleared(self) -> Cleared {
        Cleared::ALL[self.two_bits(6)]
    }

    #[inline]
    pub(crate) fn discontinued(self) -> bool {
        self.0 & DISCONTINUED != 0
    }

    pub(crate) fn outside_study_area(self) -> bool {
        self.0 & OUTSIDE != 0
    }

    /// Whether the point stands for a place and not for a whole area.
    #[inline]
    pub(crate) fn located(self) -> bool {
        self.accuracy() != Accuracy::Area
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_reads_back() {
        for &precision in Precision::ALL {
            for &accuracy in Accuracy::ALL {
                for (&reported, &cleared) in ReportedBy::ALL.iter().zip(Cleared::ALL) {
                    for (discontinued, outside) in [(false, true), (true, false)] {
                        let f = Flags::new(precision, accuracy, reported, cleared, discontinued, outside);
                        assert_eq!((f.precision(), f.accuracy()), (precision, accuracy));
                        assert_eq!((f.reported_by(), f.cleared()), (reported, cleared));
                        assert_eq!((f.discontinued(), f.outside_study_area()), (discontinued, outside));
                        assert_eq!(f.located(), accuracy != Accuracy::Area);
                    }
                }
            }
        }
    }
}
