//! What the publication refuses.

/// Why no publication was made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicationError {
    /// A quarter, window or run of quarters that cannot be.
    #[error("`{0}` is not a period of a publication: use quarters 1 to 4, 1 to 40 of them, and windows inside them")]
    Period(String),
    /// A place that cannot be published on.
    #[error("place `{place}`: {reason}")]
    Place {
        /// The place.
        place: String,
        /// Why it is refused and how to mend it.
        reason: &'static str,
    },
    /// A category group that cannot be published.
    #[error("category group `{group}`: {reason}")]
    Group {
        /// The group or its category.
        group: String,
        /// Why it is refused and how to mend it.
        reason: &'static str,
    },
    /// A setting outside its range.
    #[error("setting `{setting}` is {value}, which {reason}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// Its value.
        value: u32,
        /// Why it is refused and how to mend it.
        reason: &'static str,
    },
    /// The frame (ground, groups, settings, periods) is not that of the version before.
    #[error(
        "{0} differ from those of version {1}, and frozen periods cannot be cut anew: keep them or begin a new series"
    )]
    Frame(&'static str, u32),
    /// A count of a frozen period has changed.
    #[error(
        "the count of {unit} no longer agrees with version {version}: give the counts as they stood then, or revise"
    )]
    Moved {
        /// The unit.
        unit: String,
        /// The version that published it.
        version: u32,
    },
    /// A hidden count that stays too closely bounded, whatever of the new figures is left out.
    #[error("cannot prove that {0} stays hidden beside the earlier versions, so nothing is published")]
    NotCertified(String),
    /// Stored bytes that are no publication, or not the one that was stored.
    #[error("the stored publication cannot be read: {0}")]
    Stored(String),
}
