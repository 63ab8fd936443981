//! What is wrong with a filter.

/// A filter that cannot be used, with the place and the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Cql2Error {
    /// The text is not CQL2.
    #[error("at character {at}: {reason}")]
    Syntax {
        /// Which character, from 1.
        at: usize,
        /// What was found and what was expected.
        reason: String,
    },
    /// The JSON is not CQL2.
    #[error("{0}")]
    Json(String),
    /// The filter is nested too deeply.
    #[error("the filter is nested more than {0} deep")]
    TooDeep(usize),
    /// The table has no such property.
    #[error("there is no property `{0}`")]
    UnknownProperty(String),
    /// There is no such function or operator.
    #[error("there is no function or operator `{0}`")]
    UnknownFunction(String),
    /// An operand cannot be what it is.
    #[error("{0}")]
    Type(String),
}
