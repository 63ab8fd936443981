//! What can be wrong with numbers handed to a statistic.

/// Why a statistic could not be computed.
///
/// Every variant holds the bad value and where it stands, and its message says how to mend it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StatisticsError {
    /// An input that must hold at least one element holds none.
    #[error("{what} is empty; give at least one element")]
    Empty {
        /// The input at fault.
        what: &'static str,
    },
    /// Two inputs that belong together have different lengths.
    #[error("{what} has {found} elements where {expected} are needed; give one for each")]
    Length {
        /// The input at fault.
        what: &'static str,
        /// The length it must have.
        expected: usize,
        /// The length it has.
        found: usize,
    },
    /// A number is NaN or infinite.
    #[error("{what}[{index}] is {value}; replace it by a finite number or leave the element out")]
    NotFinite {
        /// The input at fault.
        what: &'static str,
        /// Its element.
        index: usize,
        /// The value found there.
        value: f64,
    },
    /// A number lies outside the values it may have.
    #[error("{what}[{index}] is {value}; it must be {rule}")]
    OutOfRange {
        /// The input at fault.
        what: &'static str,
        /// Its element.
        index: usize,
        /// The value found there.
        value: f64,
        /// The rule it breaks.
        rule: &'static str,
    },
    /// A setting cannot be used.
    #[error("{name} is {value}; it must be {rule}")]
    Setting {
        /// The setting at fault.
        name: &'static str,
        /// Its value.
        value: f64,
        /// The rule it breaks.
        rule: &'static str,
    },
    /// The rows of neighbours do not fit together.
    #[error("the neighbour offsets break at row {row}: {reason}")]
    Offsets {
        /// The first row at fault.
        row: usize,
        /// What is wrong there.
        reason: &'static str,
    },
    /// A neighbour is listed twice in one row.
    #[error("row {row} lists neighbour {neighbour} twice; list each neighbour once")]
    DuplicateNeighbour {
        /// The row at fault.
        row: usize,
        /// The neighbour listed twice.
        neighbour: u32,
    },
    /// A statistic that counts a cell among its own neighbours met a row that leaves it out, or the reverse.
    #[error("row {row} {found} itself; use `{mend}` on the weights first")]
    SelfNeighbour {
        /// The row at fault.
        row: usize,
        /// "lists" or "lacks".
        found: &'static str,
        /// The method that mends it.
        mend: &'static str,
    },
    /// All values are equal, so that no cell can stand out.
    #[error("all {n} values of {what} equal {value}; there is no variation to test")]
    NoVariation {
        /// The input at fault.
        what: &'static str,
        /// How many values there are.
        n: usize,
        /// The value they share.
        value: f64,
    },
    /// There is too little data for an answer.
    #[error("{what}: {found} given, at least {needed} needed")]
    TooFew {
        /// What there is too little of.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        needed: usize,
    },
    /// The numbers are so large that sums or squares overflow.
    #[error("{what} is too large for double precision; give it in a larger unit")]
    TooLarge {
        /// The input at fault.
        what: &'static str,
    },
    /// Events were counted where nobody is exposed to them.
    #[error("area {index} has {events} events but an exposure of 0; correct its exposure or leave the area out")]
    EventsWithoutExposure {
        /// The area at fault.
        index: usize,
        /// Its events.
        events: f64,
    },
}
