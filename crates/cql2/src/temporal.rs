//! How two times lie to each other (Allen's relations, as the standard writes them).

use crate::time::Span;

/// A temporal function of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemporalOp {
    /// The first starts after the second has ended.
    After,
    /// The first ends before the second starts.
    Before,
    /// The first begins earlier and ends later.
    Contains,
    /// They share no instant.
    Disjoint,
    /// The first begins later and ends earlier.
    During,
    /// They begin and end together.
    Equals,
    /// The first begins earlier; they end together.
    FinishedBy,
    /// The first begins later; they end together.
    Finishes,
    /// They share an instant.
    Intersects,
    /// The first ends when the second starts.
    Meets,
    /// The first starts when the second ends.
    MetBy,
    /// The first starts within the second and ends after it.
    OverlappedBy,
    /// The first starts before the second and ends within it.
    Overlaps,
    /// They begin together; the first ends later.
    StartedBy,
    /// They begin together; the first ends earlier.
    Starts,
}

impl TemporalOp {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "t_after" => Self::After,
            "t_before" => Self::Before,
            "t_contains" => Self::Contains,
            "t_disjoint" => Self::Disjoint,
            "t_during" => Self::During,
            "t_equals" => Self::Equals,
            "t_finishedby" => Self::FinishedBy,
            "t_finishes" => Self::Finishes,
            "t_intersects" => Self::Intersects,
            "t_meets" => Self::Meets,
            "t_metby" => Self::MetBy,
            "t_overlappedby" => Self::OverlappedBy,
            "t_overlaps" => Self::Overlaps,
            "t_startedby" => Self::StartedBy,
            "t_starts" => Self::Starts,
            _ => return None,
        })
    }

    pub(crate) fn holds(self, a: Span, b: Span) -> bool {
        let apart = || a.end.before(b.start) || b.end.before(a.start);
        match self {
            Self::After => b.end.before(a.start),
            Self::Before => a.end.before(b.start),
            Self::Contains => a.start.before(b.start) && b.end.before(a.end),
            Self::Disjoint => apart(),
            Self::During => b.start.before(a.start) && a.end.before(b.end),
            Self::Equals => a.start == b.start && a.end == b.end,
            Self::FinishedBy => a.start.before(b.start) && a.end == b.end,
            Self::Finishes => b.start.before(a.start) && a.end == b.end,
            Self::Intersects => !apart(),
            Self::Meets => a.end == b.start,
            Self::MetBy => a.start == b.end,
            Self::OverlappedBy => b.start.before(a.start) && a.start.before(b.end) && b.end.before(a.end),
            Self::Overlaps => a.start.before(b.start) && b.start.before(a.end) && a.end.before(b.end),
            Self::StartedBy => a.start == b.start && b.end.before(a.end),
            Self::Starts => a.start == b.start && a.end.before(b.end),
        }
    }
}
